"""What a text is about, in terms that can be compared over outlets and languages. In: a text. Out: terms, weightiest first.

    w:vaccin     a word, without case and accents, cut to six letters ("vaccine", "vaccines", "vaccins" are one)
    w:キャピタル   a run of kana; w:三菱 a pair of Han characters (Thai, Lao, Khmer and Burmese in pairs as well)
    n:3.95       a number of two digits or more; years and small counts say nothing

A term weighs by its rarity in general news of our trade (`reference/models/stories_words.json`: in how many of the training
documents it stands), by how often the text says it, and by whether it is written like a name.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from aggregator import reference

_PAIRED = "\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Han; Thai, Lao; Burmese; Khmer
_FOUND = re.compile(rf"\d+(?:[.,]\d+)*|[\u30a0-\u30ff]{{2,}}|[{_PAIRED}]+|(?:[^\W\d_]|[\u0900-\u0d7f])+")
_HAN_OR_ALIKE = re.compile(f"[{_PAIRED}]")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_STEM, _SYLLABLES = 6, 3  # letters; Hangul syllables
_INDIC = "\u0900"
_EXTENDED = ("\u1e00", "\u1fff")  # further Latin and Greek letters with accents
_NAME_BONUS = 1.3
_CHARACTERS_MOST = 30_000  # the rest of an endless text says nothing new


@dataclass(frozen=True, slots=True)
class Background:
    """In how many of `documents` documents each term stands."""

    documents: int
    frequency: Mapping[str, int]

    def rarity(self, term: str, seen: int = 0, among: int = 0) -> float:
        """Inverse document frequency, smoothed; `seen` of `among` further documents (the archive's) have the term too."""
        return math.log((self.documents + among + 1) / (self.frequency.get(term, 0) + seen + 0.5))


@cache
def background() -> Background:
    """The table that ships; an empty one where it is missing (before the first training)."""
    path = Path(reference.__file__).parent / "models" / "stories_words.json"
    if not path.exists():
        return Background(1, {})
    table = json.loads(path.read_text("utf-8"))
    return Background(table["documents"], table["frequency"])


def terms(text: str) -> list[str]:
    """The text's terms by weight, then in their order; each once."""
    known = background()
    counts: dict[str, int] = {}
    named: set[str] = set()
    for term, name in said(text[:_CHARACTERS_MOST]):
        counts[term] = counts.get(term, 0) + 1
        if name:
            named.add(term)
    weights = {term: known.rarity(term) * (1 + math.log(count)) * (_NAME_BONUS if term in named else 1) for term, count in counts.items()}
    return sorted(weights, key=lambda term: -weights[term])


def said(text: str) -> Iterator[tuple[str, bool]]:
    """Each term with whether it is written like a name here."""
    for word in _FOUND.findall(text if text.isascii() else unicodedata.normalize("NFKC", text)):
        first = word[0]
        if first.isdigit():
            number = _number(word)
            if number:
                yield f"n:{number}", False
        elif _HAN_OR_ALIKE.match(word):
            for one, other in pairwise(word):
                yield f"w:{one}{other}", False
        elif len(word) > 2 or (len(word) == 2 and word.isupper()):
            yield f"w:{stem(plain(word))}", first.isupper()


def plain(word: str) -> str:
    """Lower case, without the accents of Latin, Greek, Cyrillic, Hebrew and Arabic letters; other scripts keep their marks."""
    if word.isascii():
        return word.lower()
    return "".join(_bare(each) if each < _INDIC or _EXTENDED[0] <= each <= _EXTENDED[1] else each for each in word.casefold())


def stem(word: str) -> str:
    """The first letters: inflected and derived forms, and cognates in neighbouring languages, mostly begin alike."""
    return word[: _SYLLABLES if "\uac00" <= word[:1] <= "\ud7a3" else _STEM]


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))


def _number(word: str) -> str:
    """A plain decimal number without grouping; "" for small counts and years."""
    if _GROUPED.fullmatch(word):
        return word.replace(",", "").replace(".", "")
    whole, _, part = word.replace(",", ".").partition(".")
    if part:
        return f"{whole}.{part}" if part.strip("0.") else whole
    return "" if len(whole) < 2 or (len(whole) == 4 and whole[:2] in ("19", "20")) else whole.lstrip("0")
