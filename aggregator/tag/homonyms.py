"""Which country a place name means here. In: an article, the spots in it, its organisations; out: places.

    Hamilton, Ontario        what follows after a comma decides, for all of the text: LEBANON, Pa. … Lebanon said
    Paris … Lamar County     else the population (log scale), and the places around: of the same state, of the same country
    Georgia and Armenia      countries that the article names count too, but never turn a great city into its small namesake
    WHO … Geneva             so do the seats of institutions that the register knows, but not those of companies
    grand jury … Alexandria  and what goes by such a name in one country alone
    Lebanon County           a country's name in front of such a word is a town's

A decision is a score per meaning: the weight of its sort, plus what its surroundings and the rest of the article add.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aggregator.model import Mention, Organisation, Place
from aggregator.tag.geography import Spot
from aggregator.tag.meanings import COUNTRIES, DWARFS, GREAT, Meaning
from aggregator.tag.namesakes import SEATED, Candidate, Owner, candidates
from aggregator.tag.settling import linked, settled
from aggregator.tag.standing import Standing

_STATE = 5.0
_SORT = {"name": 6.0, "nationality": 5.5, "region": 4.0, "city": 0.0}
_PLAIN = Standing()
_LARGE = 100
_ROOTED = SEATED | {"ngo"}
_LINKED, _SEAT, _MOST = 8.0, 4.0, 4.2
_HINTS = 2.0


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the article says: by country what names it or is known all over the world, and which lesser places lie there; by
    state which places may lie there; and the countries of which a state, a county or a hint is named."""

    known: Mapping[str, float]
    lying: Mapping[str, float]
    states: Mapping[str, int]
    local: frozenset[str] = frozenset()


class Located(NamedTuple):
    """A place, how it stands in the text, whether in a company's name, and how well known it is by its name (great, large, small) alone."""

    place: Place
    standing: Standing = _PLAIN
    company: bool = False
    size: str = ""
    sole: bool = True


def resolved(text: str, spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """The places named in the text, each with its country; then the seats of named institutions."""
    found, _ = _decided(text, spots, organisations, mentions)
    return (*(_place(text, each.spot, meaning) for each, meaning in found), *_institutions(organisations, mentions))


def located(text: str, spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> tuple[Located, ...]:
    """The same, each with what speaks for and against it."""
    decided, around = _decided(text, spots, organisations, mentions)
    found = [_located(text, each, meaning, around) for each, meaning in decided]
    return (*found, *(Located(place) for place in _institutions(organisations, mentions)))


def _decided(
    text: str, spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]
) -> tuple[list[tuple[Candidate, Meaning]], Around]:
    """The spots that are places, each with its meaning, and what the rest of the article says."""
    hints = [spot for spot in spots if spot.meanings[0].rule == "hint"]
    real = candidates(text, spots[: len(spots) - len(hints)], organisations, mentions)
    around = _around(text, [each.spot for each in real], hints, organisations)
    fixed = settled(text, real)
    alike: dict[str, Meaning] = {}
    found = []
    for at, each in enumerate(real):
        spot, surface = each.spot, text[each.spot.start : each.spot.end]
        following = real[at + 1].spot if at + 1 < len(real) and linked(text, spot, real[at + 1].spot) else None
        plain = following is None and each.owner is None
        meaning = alike.get(surface) if plain else None
        if meaning is None:
            meaning = _settled_or_likeliest(fixed.get(surface.casefold()), each, following, around)
        if plain:
            alike[surface] = meaning
        found.append((each, meaning))
    return found, around


def _place(text: str, spot: Spot, meaning: Meaning) -> Place:
    return Place(meaning.country, text[spot.start : spot.end], spot.start, spot.end, meaning.rule)


def _located(text: str, each: Candidate, meaning: Meaning, around: Around) -> Located:
    fame = _fame(each.spot, meaning, _backed(each.standing, meaning, around))
    return Located(_place(text, each.spot, meaning), each.standing, each.owner is not None and not each.owner.seated, *fame)


def _backed(standing: Standing, meaning: Meaning, around: Around) -> bool:
    """Does anything say that a small town is meant: a dateline, a state or county of its country, a hint?"""
    return standing.dateline or (meaning.country in around.local and not standing.joined)


def _fame(spot: Spot, meaning: Meaning, backed: bool) -> tuple[str, bool]:
    """How well known a city is by this name alone, and whether no place abroad bears it. What backs a small one makes it a large one."""
    sole = spot.told.sole and spot.told.country == meaning.country
    rivals = [] if sole else [each for each in spot.meanings if each.country != meaning.country]
    if meaning.rule != "city":
        return "", not rivals
    rival = max((each.population for each in rivals), default=0)
    known = meaning.population if meaning.population >= DWARFS * rival else 0
    return "great" if known >= GREAT else "large" if known >= _LARGE or backed else "small", not rivals


def _around(text: str, spots: Sequence[Spot], hints: Sequence[Spot], organisations: Sequence[Organisation]) -> Around:
    """Each place counts once; a country's own name may count more often, and each institution of the register for its seat."""
    known: dict[str, float] = dict(Counter(_seats(organisations)))
    lying = _hinted(text, hints)
    states: dict[str, int] = {}
    seen: set[str] = set()
    local = set(lying)
    for spot in spots:
        surface = text[spot.start : spot.end].casefold()
        again = surface in seen
        told = spot.told
        if again and (told.weight < 1.0 or spot.meanings[0].rule not in COUNTRIES):
            continue
        seen.add(surface)
        kept = lying if told.lesser else known
        kept[told.country] = kept.get(told.country, 0.0) + told.weight
        if not again:
            for state, number in told.states.items():
                states[state] = states.get(state, 0) + number
            if told.lesser and told.stately:
                local.add(told.country)
    return Around(known, lying, states, frozenset(local))


def _hinted(text: str, hints: Sequence[Spot]) -> dict[str, float]:
    """What hints say, by country: each different one as much as a lesser place there, but not more than some."""
    if not hints:
        return {}
    different = {(hint.meanings[0].country, text[hint.start : hint.end].casefold()) for hint in hints}
    return {country: min(_HINTS, float(count)) for country, count in Counter(country for country, _ in different).items()}


def _seats(organisations: Sequence[Organisation]) -> Iterator[str]:
    """Countries of the seats that are sure; companies are left out, whose news comes from anywhere."""
    for each in organisations:
        if each.country and each.kind in _ROOTED and each.id.startswith("org:"):
            yield each.country


def _sure_seat(owner: Owner | None) -> str | None:
    """The seat of the owner; not one that was only guessed from names such as this."""
    return owner.country if owner is not None and (owner.known or owner.near) else None


def _settled_or_likeliest(settled: Meaning | None, candidate: Candidate, following: Spot | None, around: Around) -> Meaning:
    if settled is None or (following is not None and settled.country not in {meaning.country for meaning in following.meanings}):
        return _meaning(candidate, following, around)
    return settled


def _meaning(candidate: Candidate, following: Spot | None, around: Around) -> Meaning:
    meanings, told = candidate.spot.meanings, candidate.spot.told
    if len(meanings) == 1:
        return meanings[0]
    after = {meaning.country for meaning in following.meanings} if following else set()
    named = "name" in told.rules
    top = max(meaning.population for meaning in meanings)
    seat = _sure_seat(candidate.owner)

    def score(meaning: Meaning) -> float:
        total = _STATE if named and meaning.rule == "region" else _SORT[meaning.rule]
        total += math.log10(meaning.population + 1) * 1.5
        total += _LINKED if meaning.country in after and not (named and meaning.rule == "city") else 0.0
        total += _SEAT if meaning.country == seat else 0.0
        itself = told.weight if meaning.country == told.country else 0.0
        support = 1.2 * (around.lying.get(meaning.country, 0.0) - (itself if told.lesser else 0.0))
        broad = min(2.4, 1.2 * (around.known.get(meaning.country, 0.0) - (0.0 if told.lesser else itself)))
        if top < GREAT or meaning.population * DWARFS >= top or meaning.rule != "city":
            support += broad
        elif support > 0:
            support += broad / 2
        others = 1.0 + (top < GREAT or meaning.population >= GREAT)  # one place of a state is none, nor is the name itself
        near = max([min(3.0, around.states.get(state, 0) - others) for state in meaning.states]) if meaning.states else 0.0
        return total + min(_MOST, support) + near

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
