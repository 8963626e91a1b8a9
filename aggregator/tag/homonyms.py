"""Which country a place name means here. In: an article, the spots in it, its organisations; out: places.

    Hamilton, Ontario        what follows after a comma decides
    Georgia and Armenia      else what else the article names, and the population (log scale)
    Dr. Houston              a city that stands in a person's name is no place; one in a company's name ("Boston Scientific") neither
    contact us, CONTACT US   the pronoun is no country
    US$, Singapore dollars   nor is a currency

A decision is a score per meaning: the weight of its sort, plus what its surroundings and the rest of the article add.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from aggregator.model import Mention, Organisation, Place
from aggregator.tag.features import given_names, kind_of
from aggregator.tag.geography import Meaning, Spot
from aggregator.tag.words import words

SEATED = frozenset(("hospital", "hospital_group", "health_system", "nhs", "university", "government"))
_BEFORE = re.compile(r"([\w.’'-]+)\s+$")
_AFTER = re.compile(r"^\s+([\w’'-]+)")
_PRONOUN = words("before_pronoun")
_TITLES = words("titles")
_PERSONAL = words("personal_countries")
_STREETS = words("streets")
_CURRENCIES = tuple(words("currencies"))
_NEXT = re.compile(r"[ -]?(\$|\w+)")
_STATE = 5.0
_SORT = {"name": 6.0, "nationality": 5.5, "region": 3.4, "city": 0.0}


def resolved(text: str, spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """The places named in the text, each with its country; then the seats of named institutions."""
    inside = _names(organisations, mentions)
    real = [spot for spot in spots if not _false(text, spot, inside)]
    known = _certain(real)
    found = []
    for at, spot in enumerate(real):
        following = real[at + 1] if at + 1 < len(real) and _linked(text, spot, real[at + 1]) else None
        meaning = _meaning(spot, following, known)
        if meaning is not None:
            found.append(Place(meaning.country, text[spot.start : spot.end], spot.start, spot.end, meaning.rule))
    return (*found, *_institutions(organisations, mentions))


def _names(organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> list[tuple[int, int, str]]:
    kinds = {organisation.id: organisation.kind or "" for organisation in organisations}
    return [(mention.start, mention.end, kinds.get(mention.organisation, "")) for mention in mentions]


def _certain(spots: Sequence[Spot]) -> Counter[str]:
    """Countries that stand in the text by name or nationality, or by a place that has one meaning only."""
    known: Counter[str] = Counter()
    for spot in spots:
        codes = {meaning.country for meaning in spot.meanings}
        if len(codes) == 1:
            known[spot.meanings[0].country] += 2 if spot.meanings[0].rule in ("name", "nationality") else 1
    return known


def _linked(text: str, spot: Spot, following: Spot) -> bool:
    return following.start - spot.end <= 3 and text[spot.end : following.start].strip() in (",", "(", "/", "，")


def _meaning(spot: Spot, following: Spot | None, known: Counter[str]) -> Meaning | None:
    after = {meaning.country for meaning in following.meanings} if following else set()

    named = any(meaning.rule == "name" for meaning in spot.meanings)

    def score(meaning: Meaning) -> float:
        total = _STATE if named and meaning.rule == "region" else _SORT[meaning.rule]
        total += math.log10(meaning.population + 1) * 1.5
        total += 8.0 if meaning.country in after else 0.0
        return total + min(3.0, 1.2 * known[meaning.country])

    return max(spot.meanings, key=score, default=None)


def _false(text: str, spot: Spot, inside: Sequence[tuple[int, int, str]]) -> bool:
    """Is this spot no place at all: currency, pronoun, person, part of a company's name?"""
    surface = text[spot.start : spot.end]
    behind = _NEXT.match(text, spot.end)
    if behind and behind[1].casefold() in _CURRENCIES:
        return True
    before = _BEFORE.search(text[max(0, spot.start - 24) : spot.start])
    previous = before[1] if before else ""
    if surface == "US" and previous.lower() in _PRONOUN and (previous.isupper() or previous.istitle()):
        return True
    if any(meaning.rule in ("name", "nationality") for meaning in spot.meanings) or not surface[0].isupper():
        return previous in given_names() and surface in _PERSONAL
    for start, end, kind in inside:
        if start <= spot.start and spot.end <= end:
            return kind not in SEATED and end - start > spot.end - spot.start
    if previous in given_names() or re.fullmatch(r"[A-Z]\.", previous) or _titled(text[max(0, spot.start - 48) : spot.start]):
        return True
    after = _AFTER.match(text[spot.end : spot.end + 24])
    if after and after[1] in _STREETS:
        return True
    return bool(after and after[1][:1].isupper() and kind_of(after[1]) is None and previous[:1].isupper())


def _titled(before: str) -> bool:
    """Do capitals run back from here to a title: "Prof. Paris ", "Mr. "?"""
    for word in reversed(before.split()[-3:]):
        if word.lower() in _TITLES:
            return True
        if not word[0].isupper() or word[-1] in ".,;:":
            return False
    return False


def _institutions(organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> tuple[Place, ...]:
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(mention.organisation, mention)
    found = []
    for each in organisations:
        if each.country and each.kind in SEATED and each.id in first:
            named = first[each.id]
            sure = 0.9 if each.id.startswith("org:") else 0.6
            found.append(Place(each.country, named.surface, named.start, named.end, "institution", sure))
    return tuple(found)
