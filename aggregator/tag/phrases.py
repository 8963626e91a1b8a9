"""Many fixed phrases found in a text at once. In: phrases as printed; out: where each stands as a word of its own.

One Aho-Corasick automaton over the small-letter text, then rules that a plain search cannot know:

    letters with spaces    no letter may touch the phrase ("Bath" is not in "Bathurst"); a hyphen or apostrophe may
    capitals               a phrase with capitals needs its capitals, or a text all in capitals ("ROCHE"); short ones need them exactly
    Arabic                 the proclitics wa-, bi-, li-, fa-, ka- and the article may be glued on
    Korean                 particles may follow the phrase
    Chinese, Japanese, Thai   no boundaries, but "卫生部" is not in "卫生部门" (departments of health)
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from aggregator.tag.loops import begun

_ARABIC_PREFIXES = frozenset(("و", "ب", "ل", "ف", "ك", "ال", "وال", "بال", "لل", "فال", "كال", "ول", "وب", "ولل", "وبال"))
_SHORT = 4
_MINISTRY, _DEPARTMENTS = "部", frozenset("门門")
_UNSPACED = (("\u2e80", "\ua4cf"), ("\uf900", "\uffdc"), ("\u0e00", "\u109f"), ("\u1780", "\u17ff"))


class Hit(NamedTuple):
    """`phrase` is the number of the phrase; `text[start:end]` is how it is printed."""

    start: int
    end: int
    phrase: int


class Phrases:
    """An automaton over phrases; their numbers are their places in the order given."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(phrases)
        self._automaton = AhoCorasick([small(phrase) for phrase in self._phrases]) if self._phrases else None

    def find(self, text: str) -> list[Hit]:
        """All whole-word hits, longest first where they overlap, in the order of the text; none overlap."""
        return longest(self.all(text))

    def all(self, text: str) -> list[Hit]:
        """All whole-word hits, overlapping ones included."""
        if self._automaton is None:
            return []
        found, phrases = [], self._phrases
        for phrase, start, end in begun(text, self._automaton.find_matches_as_indexes(small(text), overlapping=True)):
            if _alone(text, start, end) and cased(text[start:end], phrases[phrase]):
                found.append(Hit(start, end, phrase))
        return found


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits the longest, of equally long ones the first; in the order of the text."""
    at: dict[int, Hit] = {}
    for hit in hits:
        other = at.get(hit.start)
        if other is None or hit.end > other.end:
            at[hit.start] = hit
    kept: list[Hit] = []
    for start in sorted(at):
        hit = at[start]
        if not kept or start >= kept[-1].end:
            kept.append(hit)
        elif hit.end - start > kept[-1].end - kept[-1].start:
            kept[-1] = hit
    return kept


def small(text: str) -> str:
    """The text in small letters with straight apostrophes, every character staying where it is."""
    text = text.replace("’", "'")
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def cased(surface: str, phrase: str) -> bool:
    """Is this a legal way to print the phrase? As it is, in capitals throughout, or with capitals where it has small letters."""
    if surface == phrase:
        return True
    if len(phrase) <= _SHORT:
        return False
    return surface.isupper() or all(s == p or not p.isupper() for s, p in zip(surface, phrase, strict=True))


@lru_cache(maxsize=8192)
def unspaced(character: str) -> bool:
    """Does this script write words without spaces between them (Han, kana, Thai, Lao, Khmer, Burmese)?"""
    return any(first <= character <= last for first, last in _UNSPACED)


def _alone(text: str, start: int, end: int) -> bool:
    return _open_left(text, start) and _open_right(text, end)


def _open_left(text: str, start: int) -> bool:
    first, before = text[start], text[start - 1] if start else " "
    if first.isascii() and before.isascii():
        return not (first.isalnum() and before.isalnum())
    if not before.isalnum() or unspaced(first) or unspaced(before) or not first.isalnum():
        return True
    if "\u0600" <= first <= "\u06ff":
        word = start
        while word and "\u0620" <= text[word - 1] <= "\u065f" and start - word < 4:
            word -= 1
        return text[word:start] in _ARABIC_PREFIXES
    return _hangul(first) and not _hangul(before)


def _open_right(text: str, end: int) -> bool:
    last, after = text[end - 1], text[end] if end < len(text) else " "
    if last.isascii() and after.isascii():
        return not (last.isalnum() and after.isalnum())
    if last == _MINISTRY and after in _DEPARTMENTS:
        return False
    if not after.isalnum() or unspaced(last) or unspaced(after) or not last.isalnum():
        return True
    return _hangul(last) or (_hangul(after) and not _hangul(last))


def _hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"
