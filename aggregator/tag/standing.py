"""How a place name stands in its text. In: text and spots; out: for each whether it is put as a place, and what touches it.

    the clinic in Leeds          placed: behind a preposition of place (`words.toml`), in a dateline, or in a list with one that is
    Leeds, York and Hull         in a list the mark of the first is that of all
    Leeds said …                 opening: the first word of its sentence, capital whatever it is
    the Leeds Hall Trust         joined: part of a longer run of capitals

Scripts without capitals and without prepositions give none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from aggregator.tag.geography import Spot
from aggregator.tag.words import words

_ARTICLES = frozenset(("the", "The", "l'", "l’"))
_QUOTES, _BLANKS = "“„\"'«‘(", " \u00a0"
_GAP, _ABBREVIATION = 9, 5
_AFTER = re.compile(r"[ \u00a0]+([^\W\d_][\w’'-]*)")
_LIST = re.compile(r"\s?(?:,|/|;|,? ?(?:and|or|und|oder|et|ou|y|e|o|en|of|i|oraz|ve|och|og|&))\s+(?:the )?|[、，/]")
_SOURCE = r"\s*(?:,[^\n.]{2,40}\.?)?\s*"
_DATELINE = re.compile(rf"{_SOURCE}(?:\([^()\n]{{2,30}}\)\s*)?(?:--|[-–—])\s*[^\W\d_]|{_SOURCE}\([A-Z][\w /]{{1,28}}\)\s")
_PARTIES = frozenset((" D-", " R-", "(D-", "(R-"))  # a seat in an American house: Rep. Jo Doe, R-Salem
_OPENS = frozenset('.!?:;|•–—“„"»«\n')
_CASE = re.compile("['’][dt][ae]n?\\b")  # Turkish: in, from
_PLACING = words("placing")
_REACH = 32


class Standing(NamedTuple):
    """How one place name stands: see above; `previous` and `following` are the words beside it, empty where a mark is between.

    `second`: the word before it opens the sentence, so that its capital tells nothing. `dateline`: it opens a paragraph in capitals.
    """

    previous: str = ""
    following: str = ""
    placed: bool = False
    opening: bool = False
    second: bool = False
    dateline: bool = False

    @property
    def joined(self) -> bool:
        """Do capitals touch it, with nothing but a blank between?"""
        return self.following[:1].isupper() or (self.previous[:1].isupper() and self.previous.lower() not in _PLACING)


def standings(text: str, spots: Sequence[Spot]) -> list[Standing]:
    """The standing of every spot, in their order."""
    found: list[Standing] = []
    for at, spot in enumerate(spots):
        before = text[max(0, spot.start - _REACH) : spot.start].rstrip(_QUOTES)
        bare = before.rstrip(_BLANKS)
        word, second = ("", False) if bare == before else _beside(bare)
        following = _AFTER.match(text, spot.end)
        dateline = (not spot.start or text[spot.start - 1] == "\n") and _DATELINE.match(text, spot.end) is not None
        placed = dateline or _placed(text, spot, word)
        if not placed and at and spot.start - spots[at - 1].end < _GAP and _LIST.fullmatch(text, spots[at - 1].end, spot.start):
            placed = found[-1].placed
        opening = not bare or bare[-1] in _OPENS
        capitals = dateline and text[spot.start : spot.end].isupper()
        found.append(Standing(word, following[1] if following else "", placed, opening, second, capitals))
    return found


def _beside(bare: str) -> tuple[str, bool]:
    """The last word, or the one before an article, and whether it opens its sentence."""
    rest, word = _parted(bare)
    if word in _ARTICLES:
        rest, word = _parted(rest.rstrip(_BLANKS))
    if not word or not word[0].isalpha() or not (word[-1].isalnum() or word[-1] == "."):
        return "", False
    if word[-1] == "." and len(word) > _ABBREVIATION:
        return "", False
    rest = rest.rstrip(_BLANKS)
    return word, not rest or rest[-1] in _OPENS


def _parted(bare: str) -> tuple[str, str]:
    """What stands before the last word, and the word."""
    at = max(bare.rfind(" "), bare.rfind("\n"), bare.rfind("\u00a0")) + 1
    return bare[:at], bare[at:]


def _placed(text: str, spot: Spot, previous: str) -> bool:
    if previous and previous.lower() in _PLACING:
        return True
    if _CASE.match(text, spot.end) or (spot.start and text[spot.start - 1] in "بل"):
        return True
    return text[spot.start - 3 : spot.start] in _PARTIES
