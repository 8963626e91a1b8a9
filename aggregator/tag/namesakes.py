"""Place names that mean no place here. In: text, spots, organisations; out: the spots that remain, each with its standing.

US$, Singapore dollars     a currency                    contact us, CONTACT US     the pronoun
Dr. Houston, Jordan Price  a person, and so is "Houston" for the rest of the text, unless it is put as a place
Boston Scientific          part of a company's name      Reading scores; turkey     an ordinary word, small elsewhere in the text
Lake Victoria, Jordan Road a water, a street             in French, English version, Tamil and English a language
St. John's University      a saint's, or of a hospital or school that lies in another country
American Hospital of Paris the place in a house's name counts, not the nationality (`borrowed.py`)
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aggregator.model import Mention, Organisation
from aggregator.tag.borrowed import borrowed
from aggregator.tag.features import given_names, kind_of
from aggregator.tag.geography import Spot
from aggregator.tag.standing import Standing, standings
from aggregator.tag.words import words

SEATED = frozenset(("hospital", "hospital_group", "health_system", "nhs", "university", "government"))
_PRONOUN = words("before_pronoun")
_TITLES = words("titles")
_GIVEN = words("given_places")
_STREETS = words("streets")
_WATERS = words("waters")
_PARTICLES = words("particles")
_LANGUAGE = words("behind_language")
_BEFORE_LANGUAGE = words("before_language")
_LANGUAGES = words("languages")
_FOUNDED = words("founded")
_CURRENCIES = words("currencies")
_SAINTS = words("saints")
_POSSESSIVES = ("'s", "’s")
_WELL_KNOWN = 300  # thousands of people: "Cleveland Clinic" speaks for Cleveland wherever it stands
_NEXT = re.compile(r"[ -]?(\$|\w+)")
_NICKNAME = re.compile(r"[A-Z][\w.-]+ [\"“‘'(][A-Z][\w. -]{1,14}[\"”’')] $")
_INITIAL = re.compile(r"[A-Z]\.")
_INITIALLED = re.compile(r"\b[A-Z][\w’'-]+ [A-Z]\. $")  # Ann C. French
_QUOTED = frozenset("\"”’')")
_IN = re.compile(r"\b(?:[Ii]n|[Ii]nto|[Ee]n|[Aa]uf|[Ee]m) $")
_LAST = re.compile(r"(\w+)(?:,|,? and|,? or| &|/) ?$")
_FIRST = re.compile(r"(?:,|,? and|,? or| &|/) ?(\w+)")
_STOP = re.compile(r"\s*[.,;:()!?\n]|$")


@dataclass(frozen=True, slots=True)
class Owner:
    """The organisation in whose name a spot stands: whether its seat counts as a place, the seat, and how sure that is.

    `known`: the register has it; `near`: the text names a place that lies in that country and in no other.
    """

    seated: bool
    country: str | None
    known: bool = False
    near: bool = False


class Candidate(NamedTuple):
    """A spot that may be a place, how it stands, and the organisation in whose name it stands, if any."""

    spot: Spot
    standing: Standing
    owner: Owner | None = None


def candidates(text: str, spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> list[Candidate]:
    """The spots that may be places."""
    owners = _owners(spots, organisations, mentions)
    persons: set[str] = set()
    abroad = borrowed(text, spots)
    found = []
    for spot, standing in zip(spots, standings(text, spots), strict=True):
        surface = text[spot.start : spot.end]
        if _person(text, spot, surface, standing):
            persons.update((standing.following,) if spot.told.national and _given(standing) else (surface, standing.following))
            continue
        owner = owners.get(spot.start)
        if not (spot.start in abroad or _false(text, spot, standing, owner) or _ordinary(text, spot, surface, standing)):
            found.append(Candidate(spot, standing, owner))
    if not persons:
        return found
    return [each for each in found if each.standing.placed or text[each.spot.start : each.spot.end] not in persons]


def _owners(spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> dict[int, Owner]:
    """Of each spot, by its start, that is a part of an organisation's name, that organisation."""
    if not mentions:
        return {}
    starts = [spot.start for spot in spots]
    found = {}
    for mention in mentions:
        for spot in spots[bisect_left(starts, mention.start) : bisect_left(starts, mention.end)]:
            if spot.end <= mention.end and mention.end - mention.start > spot.end - spot.start:
                found[spot.start] = mention.organisation
    if not found:
        return {}
    near = {spot.told.country for spot in spots if spot.told.sole}
    named = [each for each in organisations if each.id in found.values()]
    known = {each.id: Owner(each.kind in SEATED, each.country, each.id.startswith("org:"), each.country in near) for each in named}
    return {start: known.get(whose, Owner(False, None)) for start, whose in found.items()}


def _ordinary(text: str, spot: Spot, surface: str, standing: Standing) -> bool:
    """Is this capital word one that stands small elsewhere in the text: at the start of a sentence, or beside no word of place?"""
    if standing.placed or not surface[0].isupper() or not (standing.opening or not spot.told.national):
        return False
    small = surface.lower()
    return small in text and re.search(rf"(?<![^\W_]){re.escape(small)}(?![^\W_])", text) is not None


def _false(text: str, spot: Spot, standing: Standing, owner: Owner | None) -> bool:
    """Is this spot no place at all: currency, pronoun, language, street, water, part of a company's name?"""
    surface = text[spot.start : spot.end]
    behind = _NEXT.match(text, spot.end)
    if behind and behind[1].casefold() in _CURRENCIES:
        return True
    if surface == "US" and standing.previous.lower() in _PRONOUN and (standing.previous.isupper() or standing.previous.istitle()):
        return True
    if surface in _PARTICLES and (standing.following[:1].isupper() or standing.opening):
        return True
    if (standing.following in _STREETS and not surface.endswith(" County")) or (_water(standing) and not _names_rivers(spot, standing)):
        return True
    if spot.told.national or not surface[0].isupper():
        return _language(text, spot, standing)
    if owner is not None:
        return not owner.seated or _named_after(spot, surface, owner)
    if surface.endswith(_POSSESSIVES) and standing.following[:1].isupper() and surface.split()[0].lower() in _SAINTS:
        return True
    return standing.following[:1].isupper() and kind_of(standing.following) is None and standing.previous[:1].isupper()


def _named_after(spot: Spot, surface: str, owner: Owner) -> bool:
    """Does the seat say that the name is a person's, a saint's or only borrowed? A guessed seat says so of saints alone."""
    towns = all(meaning.rule == "city" and meaning.population < _WELL_KNOWN for meaning in spot.meanings)
    abroad = owner.country is not None and all(meaning.country != owner.country for meaning in spot.meanings)
    return towns and abroad and (owner.known or (owner.near and surface.split()[0].lower() in _SAINTS))


def _water(standing: Standing) -> bool:
    return standing.following in _WATERS or standing.previous in _WATERS


def _names_rivers(spot: Spot, standing: Standing) -> bool:
    """A region has the name of its river: the Ohio River, the Waikato River."""
    return standing.following == "River" and "region" in spot.told.rules


def _language(text: str, spot: Spot, standing: Standing) -> bool:
    """A nationality that means the language: "in French.", "English version"; or one whose people founded the hospital long ago."""
    if "nationality" not in spot.told.rules:
        return False
    spoken = _IN.search(text, max(0, spot.start - 6), spot.start) and _STOP.match(text, spot.end)
    listed = text[spot.end : spot.end + 2] == " |" or text[max(0, spot.start - 2) : spot.start] == "| "
    if standing.following.lower() in _LANGUAGE or text.startswith(("-language", "-speaking"), spot.end):
        return True
    if standing.previous.lower() in _BEFORE_LANGUAGE or (standing.previous in _FOUNDED and text[spot.start].isupper()):
        return True
    return bool(spoken) or listed or _among_languages(text, spot)


def _among_languages(text: str, spot: Spot) -> bool:
    """Does it stand in a list with a language: "Swahili, Hausa and French"?"""
    before = _LAST.search(text, max(0, spot.start - 24), spot.start)
    behind = _FIRST.match(text, spot.end)
    return bool((before and before[1] in _LANGUAGES) or (behind and behind[1] in _LANGUAGES))


def _person(text: str, spot: Spot, surface: str, standing: Standing) -> bool:
    """Does it stand in a person's name: behind a given name, an initial or a title, or as the given name?"""
    previous, national = standing.previous, spot.told.national
    if national and surface not in _GIVEN:
        return len(previous) == 2 and spot.meanings[0].rule == "nationality" and _initialled(text, spot)
    if previous in given_names() or (previous in _GIVEN and not standing.opening):
        return not national or surface in _GIVEN
    if national or not surface[0].isupper():
        return surface in _GIVEN and _given(standing)
    if previous[:1].isupper() and _INITIAL.fullmatch(previous):
        return True
    if not previous and text[spot.start - 2 : spot.start - 1] in _QUOTED and _NICKNAME.search(text, max(0, spot.start - 40), spot.start):
        return True
    if (previous[:1].isupper() or previous.lower() in _TITLES) and _titled(text[max(0, spot.start - 48) : spot.start]):
        return True
    return (surface in _GIVEN or surface in given_names()) and _given(standing)


def _initialled(text: str, spot: Spot) -> bool:
    """Do a capital word and an initial stand before it: "Ann C. French"?"""
    return _INITIALLED.search(text, max(0, spot.start - 24), spot.start) is not None


def _given(standing: Standing) -> bool:
    """Is a capital word behind it that is no head of an organisation's name: the family name?"""
    following = standing.following
    family = following[:1].isupper() and (len(following) == 1 or not following.isupper())  # or an initial: Chad R. Doe
    return family and not standing.placed and kind_of(following) is None


def _titled(before: str) -> bool:
    """Do capitals run back from here to a title: "Prof. Paris ", "Mr. "?"""
    for word in reversed(before.split()[-3:]):
        if word.lower() in _TITLES:
            return True
        if not word[0].isupper() or word[-1] in ".,;:":
            return False
    return False
