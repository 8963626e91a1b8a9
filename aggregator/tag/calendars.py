"""Names of months and days as patterns. In: the code of a language; out: its Calendar, by which `days` reads. The names: dates.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick_rs

from aggregator.tag.trying import Endings, by_end, either

_UNPARTED = frozenset({"zh", "ja", "th"})
_WORDS = ("today", "yesterday", "earlier", "same", "eve")


class Calendar(NamedTuple):
    """Months and weekdays with their numbers; `western` dates and `words` that name a day as patterns; `before_day` the months and
    `before_name` the words that may stand before what they are tried at; `names`: an automaton of the words for days; those for today,
    yesterday, the day before, the same day and its eve; `changed`: what ends before the day on which a page was changed."""

    months: dict[str, int]
    weekdays: dict[str, int]
    western: re.Pattern[str]
    before_day: Endings
    words: re.Pattern[str]
    names: ahocorasick_rs.AhoCorasick
    before_name: Endings
    today: frozenset[str]
    yesterday: frozenset[str]
    earlier: frozenset[str]
    same: frozenset[str]
    eve: frozenset[str]
    changed: re.Pattern[str]


@cache
def table() -> dict[str, dict[str, str | list[str]]]:
    """The shipped file as it stands, by language."""
    text = (files("aggregator.reference") / "dates.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def calendar_of(code: str) -> Calendar:
    """The names of this language; where English names of months may stand in its texts, they are read too."""
    own = table().get(code) or table()["en"]
    months = {name: at for table in (table()["en"], own) for at, names in enumerate(table["months"], 1) for name in names.split("|")}
    weekdays = {name: at for at, names in enumerate(own["weekdays"]) for name in names.split("|")}
    today, yesterday, earlier, same, eve = (frozenset(filter(None, str(own[key]).split("|"))) for key in _WORDS)
    names = {*weekdays, *today, *yesterday, *earlier, *same, *eve}
    alone, behind = ("" if code in _UNPARTED else r"(?<!\w)"), ("" if code in {*_UNPARTED, "ko"} else r"(?!\w)")
    coming, to_come = (either(set(str(own[key]).split("|"))) for key in ("before", "behind"))
    word = f"(?P<word>{either(names)}){behind}"
    words = re.compile(f"{alone}(?:(?P<before>{coming})\\s?)?{alone}{word}(?:\\s(?P<behind>{to_come}){behind})?")
    changed = _stamp(alone, str(own["changed"]).split("|"), weekdays)
    return Calendar(
        months,
        weekdays,
        _western_dates(months, str(own["joint"])),
        by_end([*months, *(f"{month}." for month in months)]),
        words,
        ahocorasick_rs.AhoCorasick(sorted(names)),
        by_end(filter(None, str(own["before"]).split("|"))),
        today,
        yesterday,
        earlier,
        same,
        eve,
        changed,
    )


def _stamp(before: str, changed: list[str], weekdays: dict[str, int]) -> re.Pattern[str]:
    """Matches `Last updated on: Tuesday, ` at the end of what stands before a day, on one line."""
    short, weekday = r"(?:\w{1,3}[^\w\n]{1,3})?", f"(?:(?:{either(weekdays)})[^\\w\\n]{{1,3}})?"
    return re.compile(f"{before}(?:{either(set(changed))})[^\\w\\n]{{0,3}}{short}{weekday}$")


def _western_dates(months: dict[str, int], joint: str) -> re.Pattern[str]:
    month = f"(?:{either(months)})"
    between = rf"(?:\s*(?:{joint})\s+|\s*)" if joint else r"\s*"
    year = r"\d{4}(?!\d)"
    day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|°|\.)?(?P<to>\s*[–-]\s*\d{1,2}(?:st|nd|rd|th|er|º|°|\.)?)?"
    first = rf"(?<![\d.,/-]){day}[\s-]?{between}(?P<month>{month})\.?(?![^\W\d])(?:(?:,?\s|-){between}(?P<year>{year}))?"
    until = r"(?P<to2>\s?[–-]\s?[0-3]?\d(?!\d))?"
    second = rf"(?<!\w)(?P<month2>{month})\.?\s(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?{until}(?![\d%])(?:,?\s+(?P<year2>{year}))?"
    return re.compile(f"{first}|{second}")
