"""Where the words of a query stand in a text: spans to highlight, and an excerpt around the best of them. Pure.

Letters are compared as the index compares them: without case and accents, Arabic and German forms folded. Spans count characters in
the text given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from aggregator.archive import words
from aggregator.archive.grammar import Node, Not, Term
from aggregator.archive.meaning import spellings

_MOST = 200  # spans looked for in one text
_WORD = re.compile(r"\w+")


def phrases(tree: Node) -> tuple[Term, ...]:
    """The free words of a query that a reader wants to see: not those that must be absent."""
    if isinstance(tree, Not):
        return ()
    if isinstance(tree, Term):
        return (tree,) if tree.field in ("", "title", "near") else ()
    return tuple(term for node in tree.nodes for term in phrases(node))


def spans(text: str, asked: Sequence[Term]) -> tuple[tuple[int, int], ...]:
    """Where the words stand (start, end), sorted, not overlapping; at most 200."""
    plain, origin = _folded(text)
    found: list[tuple[int, int]] = []
    for pattern in _patterns(asked):
        found += [(origin[hit.start()], origin[hit.end() - 1] + 1) for _, hit in zip(range(_MOST), pattern.finditer(plain), strict=False)]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept[:_MOST])


def excerpt(text: str, asked: Sequence[Term], width: int = 200) -> str:
    """About `width` characters of the text where most of the words stand; empty when none does."""
    where = spans(text, asked)
    if not where:
        return ""
    first = max(where, key=lambda span: (sum(span[0] <= other[0] < span[0] + width for other in where), -span[0]))[0]
    start = _edge(text, max(0, first - width // 4), -1)
    end = _edge(text, min(len(text), start + width), 1)
    return ("… " if start else "") + " ".join(text[start:end].split()) + (" …" if end < len(text) else "")


def _edge(text: str, at: int, step: int) -> int:
    """The nearest end of a word, at most 20 characters on."""
    for shift in range(20):
        here = at + step * shift
        if here <= 0 or here >= len(text) or text[here - (step < 0)].isspace():
            return min(max(here, 0), len(text))
    return at


def _patterns(asked: Sequence[Term]) -> list[re.Pattern[str]]:
    patterns: list[re.Pattern[str]] = []
    for term in asked:
        for part in term.text.split() if term.field == "near" else spellings(term.text):
            pieces = [re.escape(piece) for piece in _WORD.findall(_folded(part)[0])]
            if pieces:
                spaced = r"[\W_]+".join(pieces)
                whole = spaced if words.spaceless(part) else rf"\b{spaced}" + (r"\w*" if term.prefix else r"\b")
                patterns.append(re.compile(whole))
    return patterns


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as the index compares it, and for each of its characters the place it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        for each in unicodedata.normalize("NFKD", words.folded(letter)).casefold():
            if not unicodedata.combining(each):
                letters.append(each)
                origin.append(place)
    return "".join(letters), origin
