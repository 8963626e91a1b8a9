"""A page in; its text and what it seems to be out: told by its first mark-up, not by what the server says it is."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from aggregator import plain
from aggregator.charsets import decode
from aggregator.errors import SourceError
from aggregator.model import Page

UNPACKED_BYTES = 60 * 1024 * 1024
_HEAD = 20_000
# What may stand before the root element (declarations, comments, instructions, a DOCTYPE), and where each ends.
_BEFORE = re.compile(r"\s*(?:<(\?|!--|!DOCTYPE\b))?", re.IGNORECASE)
_ENDS = {"?": "?>", "!--": "-->"}
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([a-zA-Z][\w.-]{0,40})[\s/>]")
# Elements in which servers wrap their warnings.
_INLINE = frozenset(("br", "b", "p", "font", "i", "strong", "hr", "span", "pre", "center", "small", "h2"))
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|table|meta|title|script|main|section|p|h1)[\s>]", re.IGNORECASE)
_KNOWN_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(rss|rdf|feed|urlset|sitemapindex|opml)[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opening:
    """The text of a page and what it begins as. `root`: local name of its XML root in lower case, "html", "json", "text" or ""."""

    text: str
    root: str


def opening(page: Page) -> Opening:
    """The page's text, unpacked, decoded and sniffed. Raises SourceError for a packed file that cannot be unpacked."""
    text = plain.thinned(decode(unpacked(page.content, page.url), page.charset))
    at = _prologue(text)
    return Opening(text, _root(text[:_HEAD], text[at : at + _HEAD]))


def unpacked(content: bytes, where: str) -> bytes:
    """The content of a gzip file (a truncated one: what is there), at most UNPACKED_BYTES; anything else comes back as it is.

    Raises SourceError when the file is broken from its start or larger than that.
    """
    if not content.startswith(b"\x1f\x8b"):
        return content
    stream = zlib.decompressobj(wbits=31)
    try:
        out = stream.decompress(content, UNPACKED_BYTES + 1)
    except zlib.error:
        raise SourceError("This is no sound gzip file.", where=where) from None
    if len(out) > UNPACKED_BYTES:
        raise SourceError(f"Unpacked, this is larger than {UNPACKED_BYTES >> 20} MB.", where=where)
    return out


def _prologue(text: str) -> int:
    """Where the prologue ends and the root element may begin, however long the one is. What is not closed is no prologue."""
    at = 0
    while (match := _BEFORE.match(text, at)) and (kind := match[1]):
        end = _doctype_end(text, match.end()) if kind.upper() == "!DOCTYPE" else text.find(_ENDS[kind], match.end())
        if end < 0:
            return at
        at = end + (1 if kind.upper() == "!DOCTYPE" else len(_ENDS[kind]))
    return match.end() if match else at


def _doctype_end(text: str, start: int) -> int:
    """Where a DOCTYPE ends, its internal subset included; -1 where it does not."""
    bracket, end = text.find("[", start), text.find(">", start)
    if bracket < 0 or 0 <= end < bracket:
        return end
    closing = re.compile(r"\]\s{0,200}>").search(text, bracket)
    return closing.end() - 1 if closing else -1


def _root(first: str, head: str) -> str:
    """The local name of the root element, or what else a document is. `first`: its first characters; `head`: those behind the prologue."""
    if head[:1] in ("{", "["):
        return "json"
    if _HTML.match(head) or re.match(r"\s*<!doctype\s+html", first, re.IGNORECASE):
        return "html"
    match = _ROOT.match(head)
    if match and match[1].lower() not in _INLINE:
        return match[1].lower()
    # Something else stands first (a warning of the server's scripting language, say): what follows it?
    if match := _KNOWN_ROOT.search(head):
        return match[1].lower()
    if _HTML.search(head):
        return "html"
    if match := match or (_ROOT.search(head) if "<?xml" in first else None):
        return match[1].lower()
    return "text" if head.strip() else ""
