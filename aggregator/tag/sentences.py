"""Sentences with their places. In: a text. Out: spans, in order, that never cross a line break.

A sentence ends at `. ! ? …` before white space, at `。！？｡` anywhere, at `।` and `؟ ۔`; closing quotes and brackets belong to it.
A full stop ends nothing after a known abbreviation (data: abbreviations.txt), an initial, or a number before a small letter.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# All signs first, then what must stand behind each sort: a pattern that begins with several sorts is tried anew at every character.
_STOP = re.compile(
    r"([.!?…\n。！？｡।؟۔](?:(?<=[.!?…])[.!?…]*[\"'”’»)\]]*(?=\s)|(?<=\n)|(?<=[。！？｡])[。！？｡]*[」』”’）)]*|(?<=[।؟۔])[।؟۔]*[\"”»)]*(?=\s)))\s*"
)
_BEFORE_WORD = re.compile(r".*[\s(\[\"“«„']", re.DOTALL)
_LONGEST_WORD = 24


class Span(NamedTuple):
    """Characters `start` up to, not with, `end`."""

    start: int
    end: int


def sentences(text: str) -> tuple[Span, ...]:
    """The spans of all sentences of the text, without blanks at their ends."""
    found: list[Span] = []
    start = len(text) - len(text.lstrip())
    for stop in _STOP.finditer(text, start):
        begin, after, following = stop.start(), stop.end(1), stop.end()
        if text[begin] == "\n":
            found.append(Span(start, start + len(text[start:begin].rstrip())))
        elif "\n" not in text[after:following] and _goes_on(text, begin, after, text[following : following + 1]):
            continue
        else:
            found.append(Span(start, after))
        start = following
    if start < len(text):
        found.append(Span(start, len(text.rstrip())))
    return tuple(found)


def _goes_on(text: str, stop: int, after: int, following: str) -> bool:
    """Does the sentence go on behind this stop?"""
    if text[stop] != "." or after - stop > 1:
        return text[stop] == "…" and following.islower()
    if following.islower():
        return True
    earliest, end = max(0, stop - _LONGEST_WORD), stop - text.endswith("\n", 0, stop)  # a stop that begins a line: by the line before
    before = _BEFORE_WORD.match(text, earliest, end)
    word = text[before.end() if before else earliest : end]
    if word.isdigit():
        return len(word) <= 2 and following.isalpha() and _is_ordinal(text, after)
    return _is_initial(word) or word.casefold() in _abbreviations()


def _is_initial(word: str) -> bool:
    """J. or U.S or e.g: letters parted by full stops."""
    return len(word) % 2 == 1 and word[::2].isalpha() and word[1::2] == "." * (len(word) // 2)


def _is_ordinal(text: str, after: int) -> bool:
    """20. August: the next word is a month or the like, by the list of abbreviations' second half."""
    word = re.match(r"\s*(\w+)", text[after : after + _LONGEST_WORD])
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
