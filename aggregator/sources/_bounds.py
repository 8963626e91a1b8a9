"""Mark-up from strangers in, mark-up that costs any parser only linear time out: nesting and attributes bounded. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Real pages nest some 60 deep; tag soup that never closes anything looks deeper than it is.
DEEPEST = 1_000
LONGEST_TAG = 8_000
MOST_ATTRIBUTES = 60
MOST_IN_ENTRY = 5_000
"""Tags of one entry of a feed."""

_TAG = re.compile(r"<(?:(/?)([a-zA-Z][\w:.-]{0,60})([^<>]*)>?|(!--|!\[CDATA\[))")
_ENDS = {"!--": "-->", "![CDATA[": "]]>"}
_ATTRIBUTE = re.compile(r"""\s[\w:.-]{1,80}\s?=""")
_ENTRY = re.compile(r"(?:.*:)?(?:item|entry)", re.IGNORECASE)
_RAW = re.compile(r"script|style|textarea|xmp", re.IGNORECASE)
# Elements that have no end or that the next of their kind ends: they do not nest.
_FLAT = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "optgroup",
        "html",
        "head",
        "body",
    )
)


def shallow(markup: str, *, html: bool) -> str:
    """The mark-up without tags that lie deeper than DEEPEST or, in a feed, behind the first MOST_IN_ENTRY of their entry, and without
    the attributes of tags that have too many of them.

    Nothing is copied when nothing has to go. `html`: elements that do not nest in HTML are not counted, scripts are passed over.
    """
    parts: list[str] = []
    last = 0
    for start, end, instead in _faults(markup, html):
        parts += (markup[last:start], instead)
        last = end
    return "".join((*parts, markup[last:])) if last else markup


def _tags(markup: str, html: bool) -> Iterator[re.Match[str]]:
    """The tags, past comments, CDATA sections (in XML) and scripts (in HTML)."""
    at = 0
    while match := _TAG.search(markup, at):
        at = match.end()
        if match[4]:
            at = at if html and match[4] != "!--" else markup.find(_ENDS[match[4]], at)
        else:
            yield match
            if html and not match[1] and _RAW.fullmatch(match[2]):
                closing = re.compile(f"</{match[2]}", re.IGNORECASE).search(markup, at)
                at = closing.start() if closing else -1
        if at < 0:
            return


def _faults(markup: str, html: bool) -> Iterator[tuple[int, int, str]]:
    """Each (start, end, replacement) of a tag that lies too deep, is one too many, or has too many attributes."""
    flat = _FLAT if html else frozenset()
    depth = dropped = count = 0
    for match in _tags(markup, html):
        closes, name, rest = match[1], match[2], match[3]
        nests = not rest.endswith("/") and name.lower() not in flat
        depth += (0 if not nests else -1 if closes else 1) if depth or not closes else 0
        if not html and _ENTRY.fullmatch(name):
            dropped = count = 0
        count += not html
        most = count > MOST_IN_ENTRY
        if not closes and ((nests and depth > DEEPEST) or most):
            dropped += nests
            yield match.start(), match.end(), " "
        elif nests and closes and dropped and (depth >= DEEPEST or most):
            dropped -= 1
            yield match.start(), match.end(), " "
        elif _flooded(rest):
            yield match.start(3), match.end(3), "/" if rest.endswith("/") else ""


def _flooded(rest: str) -> bool:
    return len(rest) > LONGEST_TAG or (len(rest) > 10 * MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(rest)) > MOST_ATTRIBUTES)
