"""The article of a page whose text is only in its embedded JSON (`__NEXT_DATA__` and its kin): found by its looks. Pure.

Names of keys differ from site to site. Prose does not: long strings with blanks and full stops. Either one string holds the
whole body (often as HTML), or a list holds its paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aggregator.extract import structured
from aggregator.extract.document import Document
from aggregator.extract.text import html_lines

_ENOUGH = 300
_PROSE = re.compile(r"[^\W\d_]{2,}[,;]?\s[^\W\d_]{1,}.*[.!?…»”\"]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af].*[。！？]", re.DOTALL)
_CODE = re.compile(r"[{};=]{2,}|function\s*\(|https?://\S{60,}|^[\w+/=]{200,}$")


def embedded(document: Document) -> tuple[str, ...]:
    """The lines of the article in the page's embedded state; empty where there is none."""
    best: tuple[str, ...] = ()
    for state in structured.state(document):
        for text in (_longest(state), _richest(state)):
            found = tuple(line for piece in text for line in html_lines(piece))
            if sum(map(len, found)) > 1.2 * sum(map(len, best)):
                best = found
    return best if sum(map(len, best)) >= _ENOUGH else ()


def _longest(state: Any) -> tuple[str, ...]:
    return tuple(sorted(filter(_is_prose, structured.strings(state, _ENOUGH)), key=len, reverse=True)[:1])


def _richest(state: Any) -> tuple[str, ...]:
    """The prose of the list that holds most of it directly below its members."""
    return max((tuple(_members(each)) for each in _lists(state)), key=lambda found: sum(map(len, found)), default=())


def _lists(state: Any) -> Iterator[list[Any]]:
    stack, seen = [state], 0
    while stack and seen < structured.MAX_NODES:
        seen += 1
        node = stack.pop()
        if isinstance(node, list):
            yield node
        stack.extend(node if isinstance(node, list) else node.values() if isinstance(node, Mapping) else ())


def _members(nodes: list[Any]) -> Iterator[str]:
    """The strings of a list's members that look like prose: the members themselves, or their values two levels down."""
    for node in nodes[:2_000]:
        if isinstance(node, str):
            if _is_prose(node):
                yield node
        elif isinstance(node, Mapping):
            yield from (text for text in structured.strings(node, 30) if _is_prose(text))


def _is_prose(text: str) -> bool:
    return len(text) >= 30 and not _CODE.search(text[:3_000]) and _PROSE.search(text[:3_000]) is not None
