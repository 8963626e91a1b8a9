"""Which country a place name means here. In: an article, the spots in it, its organisations; out: places.

    Hamilton, Ontario        what follows after a comma decides, for all of the text: LEBANON, Pa. … Lebanon said
    Paris … Lamar County     else the population (log scale), and the places around: of the same state, of the same country
    Georgia and Armenia      countries that the article names count too, but never turn a great city into its small namesake
    Lebanon County           a country's name in front of such a word is a town's

A decision is a score per meaning: the weight of its sort, plus what its surroundings and the rest of the article add.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.model import Mention, Organisation, Place
from aggregator.tag.geography import Meaning, Spot
from aggregator.tag.namesakes import SEATED, Candidate, candidates
from aggregator.tag.settling import linked, settled
from aggregator.tag.standing import Standing

_STATE = 5.0
_SORT = {"name": 6.0, "nationality": 5.5, "region": 3.4, "city": 0.0}
_COUNTRIES = ("name", "nationality")
_GREAT, _LARGE, _DWARFS = 500, 100, 5
_LINKED, _SEAT = 8.0, 4.0


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the article says: by country what names it and which places lie there, by state which places may lie there."""

    named: Mapping[str, int]
    lying: Mapping[str, float]
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Located:
    """A place, how it stands in the text, whether in a company's name, and how well known it is by its name (great, large, small) alone."""

    place: Place
    standing: Standing = Standing()
    company: bool = False
    size: str = ""
    sole: bool = True


def resolved(text: str, spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """The places named in the text, each with its country; then the seats of named institutions."""
    return tuple(each.place for each in located(text, spots, organisations, mentions))


def located(text: str, spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> tuple[Located, ...]:
    """The same, each with what speaks for and against it."""
    real = candidates(text, spots, organisations, mentions)
    around = _around(text, [each.spot for each in real])
    fixed = settled(text, real)
    found = []
    for at, each in enumerate(real):
        spot, surface = each.spot, text[each.spot.start : each.spot.end]
        following = real[at + 1].spot if at + 1 < len(real) and linked(text, spot, real[at + 1].spot) else None
        meaning = fixed.get(surface.casefold())
        if meaning is None or (following is not None and meaning.country not in {every.country for every in following.meanings}):
            meaning = _meaning(each, following, around)
        place = Place(meaning.country, surface, spot.start, spot.end, meaning.rule)
        found.append(Located(place, each.standing, each.owner is not None and not each.owner.seated, *_fame(spot, meaning)))
    return (*found, *(Located(place) for place in _institutions(organisations, mentions)))


def _fame(spot: Spot, meaning: Meaning) -> tuple[str, bool]:
    """How well known a city is by this name alone, and whether no place abroad bears it."""
    rivals = [each for each in spot.meanings if each.country != meaning.country]
    if meaning.rule != "city":
        return "", not rivals
    rival = max((each.population for each in rivals), default=0)
    known = meaning.population if meaning.population >= _DWARFS * rival else 0
    return "great" if known >= _GREAT else "large" if known >= _LARGE else "small", not rivals


def _around(text: str, spots: Sequence[Spot]) -> Around:
    """Each place counts once: whole where no other bears its name and it is not great, else half. A country's own name may count more often."""
    named: Counter[str] = Counter()
    lying: dict[str, float] = {}
    states: Counter[str] = Counter()
    seen: set[str] = set()
    for spot in spots:
        surface = text[spot.start : spot.end]
        first = spot.meanings[0]
        if first.rule in _COUNTRIES and len({meaning.country for meaning in spot.meanings}) == 1:
            named[first.country] += 1
        elif surface not in seen:
            seen.add(surface)
            whole = any(meaning.rule == "region" for meaning in spot.meanings)
            for state in {state for meaning in spot.meanings for state in meaning.states}:
                states[state] += 2 if whole else 1
            country, weight = _telling(spot.meanings)
            lying[country] = lying.get(country, 0.0) + weight
    return Around(named, lying, states)


def _telling(meanings: Sequence[Meaning]) -> tuple[str, float]:
    """The country that a name speaks for, and how much."""
    first = max(meanings, key=lambda meaning: meaning.population) if len(meanings) > 1 else meanings[0]
    rivals = [meaning for meaning in meanings if meaning.country != first.country]
    if not rivals:
        return first.country, 0.5 if first.population >= _GREAT else 1.0
    if any(meaning.rule != "city" for meaning in meanings):
        return first.country, 0.0
    return first.country, 0.5 if first.population >= _DWARFS * max(meaning.population for meaning in rivals) else 0.0


def _meaning(candidate: Candidate, following: Spot | None, around: Around) -> Meaning:
    meanings = candidate.spot.meanings
    if len(meanings) == 1:
        return meanings[0]
    after = {meaning.country for meaning in following.meanings} if following else set()
    named = any(meaning.rule == "name" for meaning in meanings)
    seat = candidate.owner.country if candidate.owner else None
    country, weight = _telling(meanings)

    def score(meaning: Meaning) -> float:
        total = _STATE if named and meaning.rule == "region" else _SORT[meaning.rule]
        total += math.log10(meaning.population + 1) * 1.5
        total += _LINKED if meaning.country in after else 0.0
        total += _SEAT if meaning.country == seat else 0.0
        lying = around.lying.get(meaning.country, 0.0) - (weight if meaning.country == country else 0.0)
        total += min(3.0, 1.2 * lying + min(2.4, 1.2 * around.named.get(meaning.country, 0)))
        return total + max((min(3.0, around.states[state] - 2.0) for state in meaning.states), default=0.0)

    return max(meanings, key=score)


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
