"""A page's bytes in, one parsed tree out, shared by everything that reads the page.

Bounds: at most `MAX_CHARACTERS` of mark-up and `MAX_TAGS` tags are parsed (the rest of a longer page is cut off, scripts and
comments first); elements nested deeper than the parser's own limit are flattened by it. No parser here opens anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from aggregator import charsets, plain
from aggregator.errors import ExtractError

if TYPE_CHECKING:
    from aggregator.model import Page

MAX_BYTES = 12_000_000
MAX_CHARACTERS = 3_000_000
MAX_TAGS = 100_000
MAX_ATTRIBUTES = 300
LONG_TAG = 10_000
LARGE = 1_000_000
_DECLARATION = re.compile(r"^\s{0,200}<\?xml[^>]{0,300}\?>")
_FEED = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,300}\?>\s{0,200})?(?:<(?:\?|!--)[^>]{0,300}>\s{0,200}){0,5}"
    r"<(?:rss|feed|rdf:rdf|urlset|sitemapindex|opml)[\s>]",
    re.IGNORECASE,
)
_SKIPPED = {"script": "</script", "style": "</style", "svg": "</svg", "!--": "-->"}
_CONTROLS = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_OPENINGS = re.compile(r"<(script|style|svg|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page. `url`: where it came from in the end; `html`: its mark-up; `root`: its tree, never to be changed
    (readers that prune take a copy)."""

    url: str
    html: str
    root: HtmlElement


def parse(page: Page) -> Document:
    """The tree of an HTML page. Raises ExtractError: reason `empty` (nothing in it), `not-html` (binary, or nothing parsed)."""
    url = page.final_url or page.url
    if not page.content.strip():
        raise ExtractError("The page is empty.", where=url, reason="empty")
    if _binary(page.content):
        raise ExtractError(f"The page is no HTML but {page.media_type or 'binary'}.", where=url, reason="not-html")
    content = page.content if len(page.content) <= MAX_BYTES else _lean(page.content)
    html = plain.thinned(_CONTROLS.sub("", charsets.decode(content[:MAX_BYTES], page.charset)))
    if _FEED.match(html):
        raise ExtractError("The page is no article but a feed or a sitemap.", where=url, reason="not-html")
    short = bounded(html)
    return Document(url, short, tree(short, url))


def tree(html: str, where: str = "") -> HtmlElement:
    """The tree of a piece of HTML. Raises ExtractError (`not-html`) where there is no element at all."""
    try:
        return document_fromstring(_DECLARATION.sub("", html, count=1), parser=_parser())
    except (etree.ParserError, ValueError, AssertionError) as error:
        raise ExtractError(f"The page cannot be parsed: {error}", where=where, reason="not-html") from None


def bounded(html: str) -> str:
    """The mark-up within our bounds: of large pages scripts, styles, drawings and comments go first, then the end."""
    if len(html) > LARGE:
        html = _without_scripts(html)[:MAX_CHARACTERS]
    pieces = html.split("<", MAX_TAGS)
    if len(pieces) > MAX_TAGS:
        pieces.pop()
    if max(map(len, pieces)) > LONG_TAG:
        pieces = [_without_attributes(piece) if len(piece) > LONG_TAG else piece for piece in pieces]
    return "<".join(pieces)


def _without_attributes(piece: str) -> str:
    """A tag and the text behind it; a tag with hundreds of attributes loses them: parsers are quadratic in their number."""
    tag, closed, text = piece.partition(">")
    if len(tag) > LONG_TAG and tag.count("=") > MAX_ATTRIBUTES:
        return tag.split(None, 1)[0][:40] + closed + text
    return piece


@lru_cache(maxsize=1)
def _parser() -> HTMLParser:
    return HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False, no_network=True)


def _binary(content: bytes) -> bool:
    """NULs beyond what UTF-16 and UTF-32 have, or the signature of a format that is no text."""
    head = content[:2048]
    if head.startswith((b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF", b"RIFF")):
        return True
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or b"<\x00" in head or b"\x00<" in head
    controls = sum(each < 32 and each not in (9, 10, 12, 13, 27) for each in head)
    return not wide and controls * 10 > len(head)


def _lean(content: bytes) -> bytes:
    """A page that is larger than we read, without its scripts: what is left may be small. Byte by byte: its charset is not known yet."""
    return _without_scripts(content.decode("latin-1")).encode("latin-1")


def _without_scripts(html: str) -> str:
    """Cut what carries no prose, in one pass. Structured data (JSON-LD, embedded state) of usual size stays."""
    kept, place = [], 0
    while found := _OPENINGS.search(html, place):
        end = html.find(_SKIPPED[found[1].lower()], found.end())
        if end < 0:
            break
        kept.append(html[place : found.start()])
        if found[1].lower() == "script" and "json" in html[found.end() : found.end() + 200] and end - found.end() < LARGE:
            kept.append(html[found.start() : end])
            kept.append("</script")
            place = end + len("</script")
            continue
        place = html.find(">", end) + 1 or len(html)
    kept.append(html[place:])
    return "".join(kept)
