"""Mark-up from strangers in, mark-up that costs any parser only linear time out: nesting and attributes bounded. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Real pages nest some 60 deep; tag soup that never closes anything looks deeper than it is.
DEEPEST = 1_000
LONGEST_TAG = 8_000
_TAG = re.compile(r"<(?:(/?)([a-zA-Z][\w:.-]{0,60})([^<>]*)>?|(!--|!\[CDATA\[))")
_ENDS = {"!--": "-->", "![CDATA[": "]]>"}
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
    """The mark-up without tags that lie deeper than DEEPEST and without attributes in tags longer than LONGEST_TAG.

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
    """Each (start, end, replacement) of a tag that lies too deep or is too long."""
    flat = _FLAT if html else frozenset()
    depth = dropped = 0
    for match in _tags(markup, html):
        closes, name, rest = match[1], match[2], match[3]
        if len(rest) > LONGEST_TAG:
            yield match.start(3), match.end(3), "/" if rest.endswith("/") else ""
        if rest.endswith("/") or name.lower() in flat:
            continue
        if not closes:
            depth += 1
            if depth > DEEPEST:
                dropped += 1
                yield match.start() if len(rest) <= LONGEST_TAG else match.end(3), match.end(), " "
        elif depth:
            depth -= 1
            if dropped and depth >= DEEPEST:
                dropped -= 1
                yield match.start(), match.end(), " "
