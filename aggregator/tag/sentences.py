"""Sentences with their places. In: a text. Out: spans, in order, that never cross a line break.

A sentence ends at `. ! ? …` before white space, at `。！？｡` anywhere, at `।` and `؟ ۔`; closing quotes and brackets belong to it.
A full stop ends nothing after a known abbreviation (data: abbreviations.txt), an initial, or a number before a small letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_LINE = re.compile(r"[^\n]+")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？｡]+[」』”’）)]*|[।؟۔]+[\"”»)]*(?=\s|$)")
_WORD_BEFORE = re.compile(r"[^\s(\[\"“«„']*$")
_LONGEST_WORD = 24


class Span(NamedTuple):
    """Characters `start` up to, not with, `end`."""

    start: int
    end: int


def sentences(text: str) -> tuple[Span, ...]:
    """The spans of all sentences of the text, without blanks at their ends."""
    return tuple(span for line in _LINE.finditer(text) for span in _of_line(text, line.start(), line.end()))


def _of_line(text: str, start: int, end: int) -> Iterator[Span]:
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and not _goes_on(text, stop.start(), stop.end(), end):
            yield from _trimmed(text, start, stop.end())
            start = stop.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _goes_on(text: str, stop: int, after: int, end: int) -> bool:
    """Does the sentence go on behind this stop?"""
    if text[stop] != "." or after - stop > 1:
        return text[stop] == "…" and _first(text, after, end).islower()
    following = _first(text, after, end)
    if following.islower():
        return True
    found = _WORD_BEFORE.search(text, max(0, stop - _LONGEST_WORD), stop)
    word = found.group() if found else ""
    if word.isdigit():
        return len(word) <= 2 and following.isalpha() and _is_ordinal(text, after, end)
    return _is_initial(word) or word.casefold() in _abbreviations()


def _first(text: str, after: int, end: int) -> str:
    return next((text[at] for at in range(after, end) if not text[at].isspace()), "")


def _is_initial(word: str) -> bool:
    """J. or U.S or e.g: letters parted by full stops."""
    return bool(word) and all(len(part) == 1 and part.isalpha() for part in word.split("."))


def _is_ordinal(text: str, after: int, end: int) -> bool:
    """20. August: the next word is a month or the like, by the list of abbreviations' second half."""
    word = re.match(r"\s*(\w+)", text[after : min(end, after + _LONGEST_WORD)])
    return bool(word) and word is not None and word.group(1).casefold() in _after_ordinals()


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    lines = (files("aggregator.reference") / "abbreviations.txt").read_text(encoding="utf-8").splitlines()
    words = [line.strip().casefold() for line in lines if line.strip() and not line.startswith("#")]
    return frozenset(w for w in words if not w.startswith("+")), frozenset(w[1:] for w in words if w.startswith("+"))


def _abbreviations() -> frozenset[str]:
    return _lists()[0]


def _after_ordinals() -> frozenset[str]:
    return _lists()[1]
