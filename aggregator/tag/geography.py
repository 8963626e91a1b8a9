"""Names of countries, nationalities, regions and cities in a text. In: text and language; out: spots with all they may mean.

The names are those of `aggregator.reference`; which country a spot stands for is decided in `countries.py`, the sequence model
asks only whether a word is a place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from aggregator.reference.countries import all_countries
from aggregator.reference.places import names, spots
from aggregator.reference.uncollected import uncollected
from aggregator.tag.features import given_names
from aggregator.tag.meanings import Meaning, Told, told
from aggregator.tag.phrases import Hit, Phrases, longest
from aggregator.tag.words import telling, words

_CAPITAL = re.compile(r"([^\W\d_a-z][\w.’'-]*),\s$")
_DEGREES = frozenset(("MD", "PA", "MA"))
_FINE = frozenset(("county", "town", "seat"))
_ODD_APOSTROPHES = "’‘ʼʻ´`"
_RELATIVES = {"nb": "no", "nn": "no", "gl": "pt", "ca": "es"}


@dataclass(frozen=True, slots=True)
class Spot:
    """`text[start:end]` may mean any of these, of which there is one at least; `told`: what they tell by themselves."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]
    told: Told


def found(text: str, language: str | None) -> tuple[Spot, ...]:
    """All place and nationality words of the text, the longest where they overlap; abbreviations only after a comma, and an apostrophe
    as well typographic as plain."""
    return _found(text, language)[0]


def everywhere(text: str, language: str | None) -> tuple[Spot, ...]:
    """The same, counties, small towns and seats of governments among them; then the hints at a country, which may overlap them."""
    return _found(text, language)[1]


@lru_cache(maxsize=4)
def _found(text: str, language: str | None) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
    language = _RELATIVES.get(language or "", language)
    hits = [hit for hit in _phrases().all(_straight(text)) if _counts(text, hit.start, hit.end)]
    first = len(_names())
    signs = [hit for hit in hits if hit.phrase >= first]
    hints = tuple(Spot(hit.start, hit.end, *_hint(hit.phrase - first)) for hit in longest(signs)) if signs else ()
    hits = [hit for hit in hits if hit.phrase < first] if signs else hits
    plain = [hit for hit in hits if not _fine(hit.phrase)]
    every = _spots(hits, language)
    return (every if len(plain) == len(hits) else _spots(plain, language)), every + hints


@cache
def _hint(number: int) -> tuple[tuple[Meaning, ...], Told]:
    meanings = (Meaning("hint", telling()[number][1]),)
    return meanings, told(meanings)


def _spots(hits: list[Hit], language: str | None) -> tuple[Spot, ...]:
    """Those that mean something: a name without a meaning only hides others ("Latin America")."""
    kept = [(hit, _meant(hit.phrase, language)) for hit in longest(hits)]
    return tuple([Spot(hit.start, hit.end, *meant) for hit, meant in kept if meant])


@lru_cache(maxsize=10_000)
def _fine(phrase: int) -> bool:
    meanings = _meanings(phrase)
    return bool(meanings) and all(meaning.fine for meaning in meanings)


def _counts(text: str, start: int, end: int) -> bool:
    """Abbreviations count behind a comma: with a dot any, of two capitals behind a capital word, and a degree ("Jo Doe, MD") never; a name
    in katakana is no part of a longer word in katakana."""
    surface = text[start:end]
    if surface[0] > "\u30a0" and _katakana(surface[0]) and (_katakana(text[start - 1 : start]) or _katakana(text[end : end + 1])):
        return False
    if len(surface) == 2 and surface.isascii() and spots(surface):
        before = _CAPITAL.search(text, max(0, start - 30), start)
        return before is not None and (surface not in _DEGREES or (bool(spots(before[1])) and before[1] not in given_names()))
    return not (surface.endswith(".") and len(surface) < 7 and spots(surface)) or text[max(0, start - 3) : start].rstrip()[-1:] == ","


def _straight(text: str) -> str:
    """The text with plain apostrophes."""
    for apostrophe in _ODD_APOSTROPHES:
        text = text.replace(apostrophe, "'")
    return text


def _katakana(character: str) -> bool:
    return "ァ" <= character <= "ヺ" or character == "ー"


@cache
@uncollected()
def _phrases() -> Phrases:
    return Phrases((*_names(), *(phrase for phrase, _ in telling())))


def _names() -> tuple[str, ...]:
    """Every name with plain apostrophes, once. Of equally long ones the first counts: Indiana, not the Italian nationality "indiana"."""
    return _read()[0]


@cache
def _read() -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The names, and how our lists print those that they print with another apostrophe. They are made plain as one text: there are many."""
    printed = tuple(dict.fromkeys((*sorted(words("hiding")), *names(), *_countries())))
    plain = _straight("\n".join(printed)).split("\n")
    others = {name for name, form in zip(plain, printed, strict=True) if name != form}
    forms: dict[str, tuple[str, ...]] = {}
    for name, form in zip(plain, printed, strict=True):
        if name in others:
            forms[name] = (*forms.get(name, ()), form)
    return tuple(dict.fromkeys(plain)), forms


@cache
def _countries() -> dict[str, list[Meaning]]:
    """Names of countries and nationality words, and what they mean."""
    found: dict[str, list[Meaning]] = {}
    for country in all_countries():
        for name in (country.name, *country.names):
            found.setdefault(name, []).append(Meaning("name", country.code))
        for language, word in country.nationalities:
            found.setdefault(word, []).append(Meaning("nationality", country.code, 0, language))
    return found


@lru_cache(maxsize=10_000)
def _meant(phrase: int, language: str | None) -> tuple[tuple[Meaning, ...], Told] | None:
    """What a phrase may mean in a text of this language, if anything, and what that tells."""
    meanings = tuple(meaning for meaning in _meanings(phrase) if meaning.language in ("", "en", language))
    return (meanings, told(meanings)) if meanings else None


def _rule(kind: str) -> str:
    return {"region": "region", "county": "region", "seat": "name"}.get(kind, "city")


@lru_cache(maxsize=10_000)
def _meanings(phrase: int) -> tuple[Meaning, ...]:
    name = _names()[phrase]
    printed = _read()[1].get(name, (name,))
    countries = (meaning for name in printed for meaning in _countries().get(name, ()))
    places = dict.fromkeys(each for name in printed for each in spots(name))
    cities = (Meaning(_rule(each.kind), each.country, each.population, "", each.states, each.kind in _FINE) for each in places)
    return (*dict.fromkeys(countries), *cities)
