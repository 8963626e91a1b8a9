"""Names that one spot of the text settles for all of it. In: text and candidates; out: what a name means, by its small-letter form.

LEBANON, Pa. … Lebanon said         what follows the comma holds for all
Lebanon County, a Lebanon man       a country's name in front of such a word is a town's
the city of Lebanon                 and so it is behind one, unless the capital bears the country's name
Malta is a town in New York         the country of what it is said to lie in, whether we know such a town or not
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from aggregator.tag.geography import Spot
from aggregator.tag.meanings import Meaning
from aggregator.tag.namesakes import Candidate
from aggregator.tag.words import words

_LOCAL = words("local_bodies")
_LINKS = frozenset((",", "(", "/", "，"))
_TOWN = frozenset(("name", "city"))
_PLACES = frozenset(("name", "region", "city"))
_OPENING = 600  # characters of a text in which it is said what its subject is
_SORTS = "|".join(sorted(words("sorts_of_places")))
_IS = r"(?:\s?\([^()\n]{0,80}\))?(?:,[^.,;\n]{0,80},)?\s(?:is|was|are|lies|ist|war|est|es|fue|è|é)\s"
_TOWN_OF = re.compile(r"\b(?:[Cc]ity|[Tt]own|[Vv]illage|[Tt]ownship|[Bb]orough|[Mm]ayor) of $")
_DEFINED = re.compile(rf"{_IS}(?:[^.;!?\n]{{0,80}}?\b)?(?:{_SORTS})\b")
_WITHIN = re.compile(r"\s(?:in|of|on|at)\s(?:the\s)?(?:\w+\s){0,3}")  # "a country's name is a town's" needs no less
_SENTENCE = re.compile(r"[^!?\n]{0,200}?(?:\.\s|[!?\n]|$)")
_LISTED = re.compile(r",? (?:and|or|und|et|y|e|&) |, (?=[A-Z])")


def linked(text: str, spot: Spot, following: Spot) -> bool:
    """Does the one stand right behind the other, after a comma or in brackets?"""
    return following.start - spot.end <= 3 and text[spot.end : following.start].strip() in _LINKS


def settled(text: str, real: Sequence[Candidate]) -> dict[str, Meaning]:
    """What names mean throughout the text; a name that is settled in two ways counts as it is settled more often."""
    found: dict[str, Counter[Meaning]] = {}
    for surface, meaning in _settling(text, real):
        found.setdefault(surface.casefold(), Counter())[meaning] += 1
    return {surface: counts.most_common(1)[0][0] for surface, counts in found.items()}


def _settling(text: str, real: Sequence[Candidate]) -> Iterator[tuple[str, Meaning]]:
    for at, each in enumerate(real):
        surface = text[each.spot.start : each.spot.end]
        behind = real[at + 1 : at + 3]
        if behind and linked(text, each.spot, behind[0].spot):
            meaning = _beside(text, each, [one.spot for one in behind])
        elif each.spot.told.rules >= _TOWN and _town(text, each):
            meaning = max(_cities(each.spot), key=lambda city: city.population)
        elif each.spot.start < _OPENING and each.standing.opening:
            meaning = _defined(text, each.spot, [one.spot for one in real[at + 1 : at + 6]])
        else:
            meaning = None
        if meaning is not None:
            yield surface, meaning


def _town(text: str, each: Candidate) -> bool:
    """Do the words beside a country's name make it a town's?"""
    if each.standing.following in _LOCAL:
        return True
    home = {meaning.country for meaning in each.spot.meanings if meaning.rule == "name"}
    own = any(city.country in home for city in _cities(each.spot))
    return not own and _TOWN_OF.search(text, max(0, each.spot.start - 12), each.spot.start) is not None


def _beside(text: str, each: Candidate, behind: Sequence[Spot]) -> Meaning | None:
    """What the region or country behind the comma makes of a name. A country's name is a town's only before a state that ends there."""
    named = "name" in each.spot.told.rules
    over = [meaning for meaning in behind[0].meanings if meaning.rule == "region" or (meaning.rule == "name" and not named)]
    if not over or (named and "name" in behind[0].told.rules):
        return None
    countries = [meaning.country for meaning in over]
    known = [meaning for meaning in each.spot.meanings if meaning.country in countries and meaning.rule in ("city", "region")]
    short = text[behind[0].end - 1] == "." or behind[0].end - behind[0].start == 2
    alone = short or len(behind) == 1 or not _LISTED.fullmatch(text, behind[0].end, behind[1].start)
    if known and (alone or not named):
        return max(known, key=lambda meaning: meaning.population)
    return (
        Meaning("city", countries[0])
        if alone and (short or each.standing.placed or each.standing.opening) and over[0].rule == "region"
        else None
    )


def _defined(text: str, spot: Spot, behind: Sequence[Spot]) -> Meaning | None:
    """What a sentence "X is a town in Y" says of X."""
    said = _DEFINED.match(text, spot.end)
    sentence = _SENTENCE.match(text, said.end()) if said else None
    if said is None or sentence is None:
        return None
    surface = text[spot.start : spot.end]
    for other in behind:
        if said.end() <= other.start < sentence.end() and text[other.start : other.end] != surface:
            if other.told.rules.isdisjoint(_PLACES):
                continue
            within = _WITHIN.fullmatch(text, said.end(), other.start) is not None
            return _lying(spot, other) if within or "name" not in spot.told.rules else None
    return None


def _lying(spot: Spot, other: Spot) -> Meaning:
    """The meaning of a place that lies in or at another."""
    ranked = sorted(other.meanings, key=lambda meaning: (meaning.rule == "city", -meaning.population))
    own = {meaning.country for meaning in spot.meanings}
    country = next((meaning.country for meaning in ranked if meaning.country in own and meaning.rule != "city"), ranked[0].country)
    known = [meaning for meaning in spot.meanings if meaning.country == country]
    return max(known, key=lambda meaning: (meaning.rule == "name", meaning.population)) if known else Meaning("city", country)


def _cities(spot: Spot) -> list[Meaning]:
    return [meaning for meaning in spot.meanings if meaning.rule == "city"]
