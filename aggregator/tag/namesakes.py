"""Place names that mean no place here. In: text, spots, organisations; out: the spots that remain, each with its standing.

US$, Singapore dollars     a currency                    contact us, CONTACT US     the pronoun
Dr. Houston, Jordan Price  a person, and so is "Houston" for the rest of the text, unless it is put as a place
Boston Scientific          part of a company's name      Reading scores; turkey     an ordinary word, small elsewhere in the text
Lake Victoria, Jordan Road a water, a street             in French, English version a language
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.model import Mention, Organisation
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
_CURRENCIES = tuple(words("currencies"))
_NEXT = re.compile(r"[ -]?(\$|\w+)")
_SMALL = re.compile(r"(?<![^\W_])[a-zß-öø-ÿ][a-zß-öø-ÿ]{2,}(?![^\W_])")
_INITIAL = re.compile(r"[A-Z]\.")
_IN = re.compile(r"\b(?:[Ii]n|[Ii]nto|[Ee]n|[Aa]uf|[Ee]m) $")
_STOP = re.compile(r"\s*[.,;:()!?\n]|$")


@dataclass(frozen=True, slots=True)
class Owner:
    """The organisation in whose name a spot stands: whether its seat counts as a place, and the seat."""

    seated: bool
    country: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A spot that may be a place, how it stands, and the organisation in whose name it stands, if any."""

    spot: Spot
    standing: Standing
    owner: Owner | None = None


def candidates(text: str, spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> list[Candidate]:
    """The spots that may be places."""
    owners = _owners(spots, organisations, mentions)
    small = frozenset(_SMALL.findall(text)) if spots else frozenset()
    persons: set[str] = set()
    found = []
    for spot, standing in zip(spots, standings(text, spots), strict=True):
        surface = text[spot.start : spot.end]
        if _person(text, spot, surface, standing):
            persons.update((surface, standing.following))
        elif not _false(text, spot, standing, owners.get(spot)) and not (surface.lower() in small and _ordinary(spot, surface, standing)):
            found.append(Candidate(spot, standing, owners.get(spot)))
    return [each for each in found if each.standing.placed or text[each.spot.start : each.spot.end] not in persons]


def _owners(spots: Sequence[Spot], organisations: Sequence[Organisation], mentions: Sequence[Mention]) -> dict[Spot, Owner]:
    """Of each spot that is a part of an organisation's name, that organisation."""
    known = {each.id: Owner(each.kind in SEATED, each.country) for each in organisations}
    found = {}
    for mention in mentions:
        for spot in spots:
            if mention.start <= spot.start and spot.end <= mention.end and mention.end - mention.start > spot.end - spot.start:
                found[spot] = known.get(mention.organisation, Owner(False, None))
    return found


def _country(spot: Spot) -> bool:
    return any(meaning.rule in ("name", "nationality") for meaning in spot.meanings)


def _ordinary(spot: Spot, surface: str, standing: Standing) -> bool:
    """Is this capital word, which stands small elsewhere in the text, that word: at the start of a sentence, or beside none of place?"""
    if standing.placed or not surface[0].isupper():
        return False
    return standing.opening or not _country(spot)


def _false(text: str, spot: Spot, standing: Standing, owner: Owner | None) -> bool:
    """Is this spot no place at all: currency, pronoun, language, street, water, part of a company's name?"""
    surface = text[spot.start : spot.end]
    behind = _NEXT.match(text, spot.end)
    if behind and behind[1].casefold() in _CURRENCIES:
        return True
    if surface == "US" and standing.previous.lower() in _PRONOUN and (standing.previous.isupper() or standing.previous.istitle()):
        return True
    if surface in _PARTICLES and standing.following[:1].isupper():
        return True
    if standing.following in _STREETS or standing.following in _WATERS or standing.previous in _WATERS:
        return True
    if _country(spot) or not surface[0].isupper():
        return _language(text, spot, standing)
    if owner is not None:
        return not owner.seated
    return standing.following[:1].isupper() and kind_of(standing.following) is None and standing.previous[:1].isupper()


def _language(text: str, spot: Spot, standing: Standing) -> bool:
    """A nationality that means the language: "in French.", "English version"."""
    if all(meaning.rule != "nationality" for meaning in spot.meanings):
        return False
    spoken = _IN.search(text, max(0, spot.start - 6), spot.start) and _STOP.match(text, spot.end)
    listed = text[spot.end : spot.end + 2] == " |" or text[max(0, spot.start - 2) : spot.start] == "| "
    return bool(spoken) or listed or standing.following.lower() in _LANGUAGE or text.startswith(("-language", "-speaking"), spot.end)


def _person(text: str, spot: Spot, surface: str, standing: Standing) -> bool:
    """Does it stand in a person's name: behind a given name, an initial or a title, or as the given name?"""
    previous, following = standing.previous, standing.following
    if _country(spot) and surface not in _GIVEN:
        return False
    if previous in given_names() or (previous in _GIVEN and not standing.opening):
        return not _country(spot) or surface in _GIVEN
    if _country(spot) or not surface[0].isupper():
        return surface in _GIVEN and _given(standing)
    if _INITIAL.fullmatch(previous) or _titled(text[max(0, spot.start - 48) : spot.start]):
        return True
    return (surface in _GIVEN or surface in given_names()) and _given(standing)


def _given(standing: Standing) -> bool:
    """Is a capital word behind it that is no head of an organisation's name: the family name?"""
    following = standing.following
    return following[:1].isupper() and not following.isupper() and not standing.placed and kind_of(following) is None


def _titled(before: str) -> bool:
    """Do capitals run back from here to a title: "Prof. Paris ", "Mr. "?"""
    for word in reversed(before.split()[-3:]):
        if word.lower() in _TITLES:
            return True
        if not word[0].isupper() or word[-1] in ".,;:":
            return False
    return False
