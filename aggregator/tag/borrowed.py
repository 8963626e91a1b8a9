"""Nationalities in the names of houses that stand elsewhere. In: a text and its spots; out: those of the spots that mean no place.

    American Hospital of Paris    the place in its own name says where a house is
    German Heart Centre Dubai     the nationality only who founded it, or whose medicine it offers
    Hôpital américain de Paris    the head word may stand in front of it, too

Not so where both lie in one country, nor where nothing but an article of trade is told: "Chinese hospitals in Ghana".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from aggregator.tag.features import heads, kind_of
from aggregator.tag.geography import Spot
from aggregator.tag.words import words

_BETWEEN = re.compile(r"(?:[ \u00a0][^\W\d_][\w’'-]*){1,5}[ \u00a0]")
_FARTHEST = 60
_FIELD = 1
_REACH = 32
_NATIONALITY = "nationality"
_BEFORE = re.compile(r"([^\W\d_][\w-]*)[ \u00a0]$")
_JOINING, _AT, _SCHOOLS = words("seating"), words("standing"), words("schools")


def borrowed(text: str, spots: Sequence[Spot]) -> frozenset[int]:
    """Where the nationalities begin that are only a part of the name of a hospital or a school in another country."""
    beside = ((one, other) for one, other in pairwise(spots) if _NATIONALITY in one.told.rules and _elsewhere(one, other))
    return frozenset(one.start for one, other in beside if _one_house(text, one, other))


def _elsewhere(one: Spot, other: Spot) -> bool:
    """Is the other one a place, and the greatest of that name in no country of the first?"""
    if other.start - one.end > _FARTHEST or _NATIONALITY in other.told.rules:
        return False
    greatest = max(other.meanings, key=lambda meaning: meaning.population)
    return greatest.country not in {meaning.country for meaning in one.meanings}


def _one_house(text: str, one: Spot, other: Spot) -> bool:
    """Do both stand in one name with a head word of a house, behind the nationality or right before it?"""
    if not _BETWEEN.fullmatch(text, one.end, other.start):
        return False
    between = text[one.end : other.start].split()
    named = [word for word in between if word[0].isupper()]
    small = set(between[len(named) :])
    if set(named) & small or not small <= _JOINING | _AT or (small & _AT and not _city(other)):
        return False  # "Hospital Chain Enters", "hospitals for": no name goes on like this
    if named:
        return text[one.start].isupper() and _house(named)
    before = _BEFORE.search(text, max(0, one.start - _REACH), one.start)
    return before is not None and _house([before[1]])


def _city(spot: Spot) -> bool:
    return all(meaning.rule == "city" for meaning in spot.meanings)


def _house(named: Sequence[str]) -> bool:
    """Do these words with capitals end with a head word of hospitals (of one word or two) or the word for a school, and is there at most
    one more, its field ("Heart Centre", "University Hospital")?"""
    if not named[-1][0].isupper():
        return False
    double = heads()[0].get(" ".join(named[-2:]).lower()) == "hospital"
    single = kind_of(named[-1]) == "hospital" or named[-1].lower() in _SCHOOLS
    return (single or double) and len(named) <= _FIELD + 1 + double
