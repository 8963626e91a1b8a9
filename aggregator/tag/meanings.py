"""What a place name may mean, and what its meanings tell by themselves, whatever text it stands in. In: meanings; out: what they tell.

It is the same wherever the name stands: it is found once for each name, not once for each spot of each text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

COUNTRIES = ("name", "nationality")
GREAT, DWARFS = 500, 5
_TOWN = 200  # thousands of people: a country or state is meant rather than a smaller town


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a name may mean: rule (name, nationality, region, city), country, population in thousands, language of the form, states.

    Rule `hint`: no place, but a sign of the country, such as "sheriff's office".

    `fine`: a county, a small town or the seat of a government, which only the question for the country looks at.
    """

    rule: str
    country: str
    population: int = 0
    language: str = ""
    states: tuple[str, ...] = ()
    fine: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the meanings of a name tell: their rules; the country that the name speaks for, how much, and whether as one of its lesser
    places; by state how much speaks for its being named; `sole`: all lie in one country; `national`: a country or nationality is among
    them; `stately`: a state or county whose state is known is."""

    rules: frozenset[str]
    country: str
    weight: float
    lesser: bool
    states: Mapping[str, int]
    sole: bool
    national: bool
    stately: bool


def told(meanings: Sequence[Meaning]) -> Told:
    """What they tell. There is at least one."""
    rules = _once(frozenset(meaning.rule for meaning in meanings))
    stately = any(meaning.rule == "region" and meaning.states for meaning in meanings)
    sole = all(meaning.country == meanings[0].country for meaning in meanings)
    return Told(rules, *_telling(meanings), _states(meanings), sole, not rules.isdisjoint(COUNTRIES), stately)


@cache
def _once(rules: frozenset[str]) -> frozenset[str]:
    """The same set for all that have it: there are few different ones."""
    return rules


def _telling(meanings: Sequence[Meaning]) -> tuple[str, float, bool]:
    """The country that a name speaks for, how much, and whether as one of its lesser places."""
    first = max(meanings, key=lambda meaning: meaning.population)
    ruler = _over_towns(meanings) if len(meanings) > 1 and meanings[0].rule != "city" else None  # towns stand last
    if ruler is not None:
        return (ruler.country, 1.0, True) if ruler.rule == "region" else (ruler.country, 0.5, False)
    rivals = [meaning for meaning in meanings if meaning.country != first.country]
    if not rivals and first.rule in COUNTRIES:
        return first.country, 1.0, False
    if not rivals and first.population < GREAT:
        return first.country, 1.0, True
    alone = not rivals or all(meaning.rule == "city" for meaning in meanings)
    rival = max((meaning.population for meaning in rivals), default=0)
    return first.country, 0.5 if alone and first.population >= DWARFS * rival else 0.0, False


def _over_towns(meanings: Sequence[Meaning]) -> Meaning | None:
    """The country or state that a name means rather than a town: Lebanon, Virginia, Ontario, but neither Georgia nor Victoria."""
    found = None
    for meaning in meanings:
        if found is None and (meaning.rule == "name" or (meaning.rule == "region" and len(meaning.states) == 1)):
            found = meaning
        elif meaning.rule != "city" or meaning.population >= _TOWN:
            return None
    return found


def _states(meanings: Sequence[Meaning]) -> dict[str, int]:
    """The states in which a place may lie, a great city only where it is great: 2 for what is a state or county itself, else 1."""
    weight = 2 if any(meaning.rule == "region" for meaning in meanings) else 1
    great = any(meaning.population >= GREAT for meaning in meanings)
    return {state: weight for meaning in meanings if not great or meaning.population >= GREAT for state in meaning.states}
