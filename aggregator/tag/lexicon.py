"""Trigger phrases in a text. In: a text and its language. Out: hits, each a concept (sign, partner, rumour …) and its place.

The phrases are data: aggregator/reference/triggers.toml, by concept and language. A text is searched for the phrases of its own
language (and of its near relatives); found with an Aho-Corasick automaton, then checked for word boundaries.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick_rs

from aggregator.tag.loops import begun

_TRIGGERS = "triggers.toml"
_RELATIVES = {
    "nb": "no",
    "nn": "no",
    "ms": "id",
    "fil": "en",
    "mr": "hi",
    "ne": "hi",
    "uk": "ru",
    "bg": "ru",
    "fa": "ar",
    "ur": "ar",
    "ca": "es",
    "gl": "pt",
}
_WITH = {"no": ("no", "da"), "da": ("da", "no"), "sv": ("sv", "no")}
_UNPARTED = {"zh", "ja", "th"}
_LONGEST_ENDING = 20


class Hit(NamedTuple):
    """`text[start:end]` stands for `concept`."""

    concept: str
    start: int
    end: int


class _Phrases(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    meaning: tuple[tuple[str, bool], ...]


def folded(text: str) -> str:
    """The text in small letters, character for character (lower() would make two of the Turkish dotted capital I)."""
    return text.replace("İ", "i").lower().replace("’", "'")


def hits(text: str, language: str | None) -> tuple[Hit, ...]:
    """All trigger phrases in a folded text, by place; phrases may overlap, of one concept only the longest at a place."""
    code = base_language(language)
    automaton, meaning = _phrases(code)
    parted, size = code not in _UNPARTED, len(text)
    found: dict[tuple[str, int], int] = {}
    every = automaton.find_matches_as_indexes(text, overlapping=True)
    for number, start, end in begun(text, every) if parted else every:
        if parted and start and text[start - 1].isalnum():
            continue
        concept, open_end = meaning[number]
        if parted and end < size and text[end].isalnum():
            if not open_end:
                continue
            end = _word_end(text, end)
        if end > found.get((concept, start), 0):
            found[concept, start] = end
    places = sorted((start, end, concept) for (concept, start), end in found.items())
    return tuple(Hit(concept, start, end) for start, end, concept in places)


def base_language(language: str | None) -> str:
    """The language whose phrases serve for this one; English where it is unknown to us."""
    code = (language or "en").lower().replace("_", "-").split("-")[0]
    code = _RELATIVES.get(code, code)
    return code if code in languages() else "en"


@cache
def languages() -> frozenset[str]:
    """The languages that have phrases."""
    return frozenset(language for concept in _table().values() for language in concept)


@cache
def _table() -> dict[str, dict[str, str]]:
    text = (files("aggregator.reference") / _TRIGGERS).read_text(encoding="utf-8")
    return {concept: {k: str(v) for k, v in by.items()} for concept, by in tomllib.loads(text).items()}


@cache
def concepts() -> tuple[str, ...]:
    """The names of all concepts, in the order of the file."""
    return tuple(_table())


@cache
def _phrases(language: str) -> _Phrases:
    patterns: list[str] = []
    meaning: list[tuple[str, bool]] = []
    for concept, by_language in _table().items():
        for code in _WITH.get(language, (language,)):
            for phrase in filter(None, (p.strip() for p in by_language.get(code, "").split("|"))):
                patterns.append(folded(phrase.removesuffix("*")))
                meaning.append((concept, phrase.endswith("*")))
    return _Phrases(ahocorasick_rs.AhoCorasick(patterns), tuple(meaning))


def _word_end(text: str, end: int) -> int:
    limit = min(len(text), end + _LONGEST_ENDING)
    while end < limit and text[end].isalnum():
        end += 1
    return end
