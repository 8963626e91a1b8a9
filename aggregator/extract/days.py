"""Dates in words, in any of the languages of months.toml, with all the ways of writing numbers.

    10 June 2025 · June 10th, 2025 · 10. Juni 2025 · le 12 mai 2024 · 10 de junio de 2025 · 2025. június 10. · 10.06.2025
    2025年6月10日 · 2025년 6월 10일 · ١٠ يونيو ٢٠٢٥ · 10 มิถุนายน 2568 · Tuesday (Jun 10) · yesterday · 3 hours ago

Nothing is guessed: a day, a month and a year must be written, or a weekday must prove the year, or the words be relative
to the day on which the page was fetched. Pure.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

MAX_TEXT = 400
_BUDDHIST = 543
_NUMERIC = re.compile(r"(?<![\d./:-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:]|[./-]\d)")
_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{4})\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})(?!\d|[./-]\d)")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?")
_ROC = re.compile(r"(?:民國|民国)\s?(\d{2,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where a date is read: the day on which the page was seen, the text's language, and whether that day is known to be
    the one on which the page was fetched (`live`): only then do "yesterday" and "3 hours ago" mean anything."""

    seen: date
    language: str | None = None
    live: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A day found in a text: where (in the folded text), as what, and whether it was written out in full."""

    day: date
    raw: str
    start: int
    full: bool = True


def find(text: str, standpoint: Standpoint) -> tuple[Day, ...]:
    """The days that a text names, in their order. The standpoint's language decides between month and day in 03/04/2025 and
    between namesakes of months."""
    folded = _folded(text[:MAX_TEXT])
    seen, language = standpoint.seen, standpoint.language
    found = [*_numbers(folded, language), *_words(folded, language), *_weekdays(folded, seen)]
    if standpoint.live:
        found.extend(_relative(folded, seen))
    found.sort(key=lambda each: (each.start, not each.full))
    kept: list[Day] = []
    for each in found:
        if not kept or each.start >= kept[-1].start + len(kept[-1].raw):
            kept.append(each)
    return tuple(kept)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\x00-\x7f]", lambda each: str(unicodedata.digit(each[0])) if each[0].isdigit() else each[0], text)


def _day(year: int, month: int, day: int) -> date | None:
    if year > 2400:
        year -= _BUDDHIST
    if year < 100:
        year += 2000 if year < 80 else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numbers(text: str, language: str | None) -> Iterator[Day]:
    for pattern, start in ((_YEAR_FIRST, 0), (_CJK, 0), (_ROC, 1911)):
        for found in pattern.finditer(text):
            if day := _day(int(found[1]) + start, int(found[2]), int(found[3])):
                yield Day(day, found[0], found.start())
    for found in _NUMERIC.finditer(text):
        first, second = int(found[1]), int(found[3])
        month_first = found[2] != "." and (second > 12 or (first <= 12 and language in (None, "en", "us") and found[2] == "/"))
        month, day_of_month = (first, second) if month_first else (second, first)
        if found[2] == "/" and first <= 12 and second <= 12 and first != second and language in (None, "en"):
            continue  # 03/04/2025 means two days in the English of the world: nothing rather than a guess
        if day := _day(int(found[4]), month, day_of_month):
            yield Day(day, found[0], found.start())


def _words(text: str, language: str | None) -> Iterator[Day]:
    patterns, months = _months()
    for pattern, (year, month, day) in patterns:
        for found in pattern.finditer(text):
            number = _month(months[found[month]], language)
            if number and (made := _day(int(found[year]), number, int(found[day]))):
                yield Day(made, found[0], found.start())


def _month(candidates: dict[str, int], language: str | None) -> int | None:
    """The number of a month's name; of namesakes the one in this language, else in English, else none."""
    numbers = set(candidates.values())
    if len(numbers) == 1:
        return numbers.pop()
    return candidates.get(language or "", candidates.get("en"))


@lru_cache(maxsize=1)
def _months() -> tuple[tuple[tuple[re.Pattern[str], tuple[int, int, int]], ...], dict[str, dict[str, int]]]:
    """The patterns with the places of year, month and day in them, and for each month's name its number by language."""
    table = tomllib.loads(files("aggregator.extract").joinpath("months.toml").read_text(encoding="utf-8"))
    months: dict[str, dict[str, int]] = {}
    for language, rows in table.items():
        for number, names in enumerate(rows, 1):
            for name in names:
                months.setdefault(_folded(name), {})[language] = number
    month = "(" + "|".join(map(re.escape, sorted(months, key=len, reverse=True))) + r")(?![^\W\d_])\.?"
    link = r"(?:\s|,|\.|-|/|'|’|\bde\b|\bdel\b|\bof\b|\bdi\b|\bdo\b|\bd\b|\bden\b|\bพ\.ศ\.|\bг\b)*"
    ordinal = r"(?:\s?(?:st|nd|rd|th|er|re|ere|º|ª|°|\.|-?го|-?е|da|'?en))?"
    year = r"((?:19|20|25)\d\d)(?!\d)"
    return (
        (re.compile(rf"(?<!\d)(\d{{1,2}}){ordinal}{link}{month}{link}{year}"), (3, 2, 1)),
        (re.compile(rf"(?<![^\W\d_]){month}{link}(\d{{1,2}}){ordinal}(?!\d){link}{year}"), (3, 1, 2)),
        (re.compile(rf"(?<!\d){year}{link}{month}{link}(\d{{1,2}})(?!\d)"), (1, 2, 3)),
    ), months


def _weekdays(text: str, seen: date) -> Iterator[Day]:
    """Days like Tuesday (Jun 10): the last such day up to `seen` that was a Tuesday, at most six years back."""
    months = _months()[1]
    english = "|".join(sorted((name for name, by in months.items() if "en" in by), key=len, reverse=True))
    for found in re.finditer(rf"\b{_WEEKDAY}\s?[,(]\s?(?:({english})\.?\s(\d{{1,2}})|(\d{{1,2}})\s({english})\.?)(?!\d|,?\s\d{{4}})", text):
        month, number = months[found[2] or found[5]]["en"], int(found[3] or found[4])
        for year in range(seen.year, max(1, seen.year - 6), -1):
            day = _day(year, month, number)
            if day and day <= seen and _WEEKDAYS[day.weekday()] == found[1][:3]:
                yield Day(day, found[0], found.start(), full=False)
                break


def _relative(text: str, seen: date) -> Iterator[Day]:
    if len(text) > 80:
        return
    words = _relations()
    for pattern, back in ((words["today"], 0), (words["yesterday"], 1)):
        if found := pattern.search(text):
            yield Day(seen - timedelta(days=back), found[0], found.start(), full=False)
    for unit, length in (("minutes", 0), ("hours", 0), ("days", 1)):
        if found := words[unit].search(text):
            count = int(found[1] or found[2])
            yield Day(seen - timedelta(days=min(count, 400) * length), found[0], found.start(), full=False)


@lru_cache(maxsize=1)
def _relations() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("aggregator.extract").joinpath("dates.toml").read_text(encoding="utf-8"))["relative"]
    whole = {
        name: re.compile(r"(?<![^\W\d_])(?:" + "|".join(map(re.escape, table[name])) + r")(?![^\W\d_])") for name in ("today", "yesterday")
    }
    for unit in ("minutes", "hours", "days"):
        whole[unit] = re.compile(rf"{table['before']}\s?(\d{{1,3}})\s?{table[unit]}|(?<!\d)(\d{{1,3}})\s?{table[unit]}\s?{table['after']}")
    return whole
