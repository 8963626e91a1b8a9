"""Countries by any of their usual names. In: a name or code; out: an ISO 3166-1 alpha-2 code (XK for Kosovo), or the reverse.

    countries.csv   code,name,names,nationalities
                    CN,China,Chine|Cina|…,en:Chinese|de:chinesisch|…

The file is built by `training/build_reference.py` from the Unicode CLDR and lists by hand.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aggregator.reference.names import plain_letters

_PATH = Path(__file__).with_name("countries.csv")


@dataclass(frozen=True, slots=True)
class Country:
    """One row: code, English name, all further names, and nationality words with the language they belong to."""

    code: str
    name: str
    names: tuple[str, ...]
    nationalities: tuple[tuple[str, str], ...]


def code(name: str) -> str | None:
    """The code of a country named in any of our languages, by code, abbreviation or English nationality; None if unknown."""
    plain = name.strip().casefold()
    return _printed().get(plain) or _index().get(_key(name))


def name(code: str) -> str:
    """The English name of a country; the code itself where it is none of ours."""
    country = _by_code().get(code.upper())
    return country.name if country else code


def suggest(name: str) -> tuple[str, ...]:
    """Up to five English names of countries that look like this, best first: for "did you mean"."""
    from rapidfuzz import fuzz, process

    hits = process.extract(_key(name), list(_index()), scorer=fuzz.ratio, limit=10, score_cutoff=60)
    return tuple(dict.fromkeys(_by_code()[_index()[key]].name for key, _, _ in hits))[:5]


@cache
def all_countries() -> tuple[Country, ...]:
    """Every country of the file, in the order of codes."""
    with _PATH.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        return tuple(Country(code, name, tuple(names.split("|")), _nationalities(words)) for code, name, names, words in rows)


def _nationalities(cell: str) -> tuple[tuple[str, str], ...]:
    pairs = (each.partition(":") for each in cell.split("|") if each)
    return tuple((language, word) for language, _, word in pairs)


@cache
def _by_code() -> dict[str, Country]:
    return {country.code: country for country in all_countries()}


@cache
def _printed() -> dict[str, str]:
    """Names as printed, in small letters: quick to make, and enough for most questions."""
    index = {each.casefold(): country.code for country in all_countries() for each in country.names}
    index |= {country.name.casefold(): country.code for country in all_countries()}
    return index | {country.code.casefold(): country.code for country in all_countries()} | {"uk": "GB"}


@cache
def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    for country in all_countries():
        for word in (word for language, word in country.nationalities if language == "en"):
            index.setdefault(_key(word), country.code)
    for country in all_countries():
        for each in country.names:
            index[_key(each)] = country.code
    for country in all_countries():
        index[_key(country.name)] = country.code
    index |= {_key(country.code): country.code for country in all_countries()}
    return index | {"uk": "GB"}


def _key(name: str) -> str:
    text = name.casefold() if name.isascii() else plain_letters(name.casefold())
    words = text.replace(".", "").replace("’", "'").replace("-", " ").replace("&", "and").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
