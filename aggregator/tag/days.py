"""Days as a text writes them. In: a text, its language, the day it was published. Out: the days it names, each with its place.

Read are full dates (`16 November 2015`, `2026-01-08`, `2024年10月15日`, `平成29年5月24日`, `14 มีนาคม 2566`), days of a month without a year
(`Aug. 20`, `6月26日`), days alone (`지난 8일`, `28日`), weekdays, today, yesterday and the day before. What lacks a year, a month or a
week is settled by the day of publication, and has no day without one. A day on which the page was changed (`Last updated on 3 May 2024`)
tells nothing of the news and is passed over. The names of months and weekdays: `calendars`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from aggregator.tag.calendars import Calendar, calendar_of
from aggregator.tag.lexicon import base_language
from aggregator.tag.trying import leading, numbers, tried

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_BUDDHIST = 543
_FUTURE = timedelta(days=30)
_CENTURIES = range(1950, 2100)
_SAME = 14
_BEFORE_DATE, _BEHIND_DATE = 8, 3
_STAMP = 50
_LEANING = {"same": 0, "eve": 1}

_EAST = re.compile(
    r"(?:(?P<era>令和|平成|昭和)?\s?(?P<year>\d{1,4}|元)\s?[年년]\s?)?(?P<back>先月|지난달|上月|上个月|上個月)?\s?"
    r"(?:(?P<month>\d{1,2})\s?[月월]\s?)?(?P<day>\d{1,2})\s?[日일號号](?![間间본동])"
)
_NUMERIC = re.compile(  # a digit first, then what may not stand before it: the other way about it takes twenty times as long
    r"\d(?<![\d./-]\d)(?:\d{3}[-./]\d{1,2}[-./]\d{1,2}|\d?[-./]\d{1,2}[-./](?:\d{4}|\d{2}))(?![\d/-]|\.\d)"
)
_PARTING = re.compile(r"[-./]")
_SHORT = re.compile(r"ngày (?P<d>\d{1,2})[/-](?P<m>\d{1,2})(?![/\d-])")


class Named(NamedTuple):
    """A day named at `start`..`end`; `day` is None where nothing says of which year (or week) it is. `form`: full, month
    (day and month), range (the first of several days), day (of the month alone), weekday, coming (weekday), today, yesterday, same and
    eve (of a day named before); `beside`: the form of a word next to a date that means the same day."""

    start: int
    end: int
    form: str
    day: date | None
    beside: str = ""


def days(small: str, language: str | None, published: date | None, begun: list[int] | None = None) -> tuple[Named, ...]:
    """All days named in a folded text, by place; a weekday or `today` beside the date it belongs to is one with it. `begun`: where its
    numbers begin, if that is known."""
    code = base_language(language)
    calendar = calendar_of(code)
    at = numbers(small) if begun is None else begun
    found = [*_numeric(small, at, code, published), *_eastern(small, code, published), *_western(small, at, calendar, published)]
    told = [named for named in _joined(_apart(found), _worded(small, calendar, published)) if not _changed(small, named, calendar)]
    return tuple(_leaning(told))


def _changed(small: str, named: Named, calendar: Calendar) -> bool:
    """Does it say when the page was changed?"""
    return bool(calendar.changed.search(small[max(0, named.start - _STAMP) : named.start]))


def _apart(found: list[Named]) -> list[Named]:
    """Without those that lie within another."""
    kept: list[Named] = []
    for named in sorted(found, key=lambda n: (n.start, -n.end)):
        if not kept or named.start >= kept[-1].end:
            kept.append(named)
    return kept


def _full(year: int, month: int, day: int) -> date | None:
    if year > 2400 and year - _BUDDHIST in _CENTURIES:
        year -= _BUDDHIST
    if year not in _CENTURIES:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_year_of(published: date | None, month: int, day: int) -> date | None:
    """The last such day up to a month after publication."""
    if published is None:
        return None
    found = (_full(published.year + step, month, day) for step in (1, 0, -1))
    return next((day_ for day_ in found if day_ and day_ <= published + _FUTURE), None)


def _in_month_of(published: date | None, day: int, back: int) -> date | None:
    """The last such day of a month up to publication, `back` months before at least."""
    if published is None:
        return None
    first = published.replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    for _ in range(2):
        found = _full(first.year, first.month, day)
        if found and found <= published:
            return found
        first = (first - timedelta(days=1)).replace(day=1)
    return None


def _numeric(small: str, at: list[int], code: str, published: date | None) -> Iterator[Named]:
    for found in tried(_NUMERIC, small, at):
        parts = _PARTING.split(found.group())
        one, two, three = map(int, parts)
        if len(parts[0]) == 4:
            day = _full(one, two, three)
        else:
            year = three + (2000 if len(parts[2]) == 2 else 0)
            day = _either_order(one, two, year, code, published)
        if day:
            yield Named(found.start(), found.end(), "full", day)
    if code == "vi":
        for found in _SHORT.finditer(small):
            yield Named(found.start(), found.end(), "month", _in_year_of(published, int(found["m"]), int(found["d"])))


def _either_order(a: int, b: int, year: int, code: str, published: date | None) -> date | None:
    """3/4/2020: day first save in English, where the reading nearer to publication counts, else none of two readings."""
    readings = [day for day in (_full(year, b, a), _full(year, a, b)) if day]
    if code != "en" or len(set(readings)) < 2:
        return readings[0] if readings else None
    near = [day for day in readings if published and abs((day - published).days) <= _SAME]
    return near[0] if len(near) == 1 else None


def _eastern(small: str, code: str, published: date | None) -> Iterator[Named]:
    if code not in {"zh", "ja", "ko"}:
        return
    for found in _EAST.finditer(small):
        day, month, year = int(found["day"]), found["month"], found["year"]
        if not 1 <= day <= 31:
            continue
        if year and month:
            yield Named(found.start(), found.end(), "full", _full(_western_year(found["era"], year), int(month), day))
        elif month and not year:
            yield Named(found.start(), found.end(), "month", _in_year_of(published, int(month), day))
        elif not year:
            yield Named(found.start(), found.end(), "day", _in_month_of(published, day, 1 if found["back"] else 0))


def _western_year(era: str | None, year: str) -> int:
    number = 1 if year == "元" else int(year)
    return _ERAS[era] + number if era else number


def _western(small: str, at: list[int], calendar: Calendar, published: date | None) -> Iterator[Named]:
    months = [month for number in at for month in leading(small, number, calendar.before_day)]
    for found in tried(calendar.western, small, sorted({*at, *months})):
        month = calendar.months[found["month"] or found["month2"]]
        day, year = int(found["day"] or found["day2"]), found["year"] or found["year2"]
        form = "range" if found["to"] or found["to2"] else "full" if year else "month"
        settled = _full(int(year), month, day) if year else _in_year_of(published, month, day)
        yield Named(found.start(), found.end(), form, settled)


def _worded(small: str, calendar: Calendar, published: date | None) -> Iterator[Named]:
    """Weekdays, today, yesterday."""
    names = {start for _, start, _ in calendar.names.find_matches_as_indexes(small, overlapping=True)}
    coming = [word for start in names for word in leading(small, start, calendar.before_name)]
    for found in tried(calendar.words, small, sorted({*names, *coming})):
        form, day = _of_word(found["word"], calendar, published)
        if form == "weekday" and (found["before"] or found["behind"]):
            form, day = "coming", day and day + timedelta(days=7)
        yield Named(found.start("word"), found.end("word"), form, day)


def _joined(dates: list[Named], words: Iterator[Named]) -> list[Named]:
    """All in order; a word beside a date goes into that date."""
    alone: list[Named] = []
    starts = [each.start for each in dates]
    for word in words:
        after = bisect_left(starts, word.end - 1)
        if word.form in _LEANING:
            alone.append(word)
        elif after < len(dates) and dates[after].start - word.end <= _BEFORE_DATE:
            dates[after] = dates[after]._replace(beside=word.form)
        elif after and 0 <= word.start - dates[after - 1].end <= _BEHIND_DATE:
            dates[after - 1] = dates[after - 1]._replace(beside=word.form)
        else:
            alone.append(word)
    return sorted([*dates, *alone])


def _leaning(found: Iterable[Named]) -> Iterator[Named]:
    """The same, with what leans on a day named before settled by the nearest one."""
    last: date | None = None
    for named in found:
        if named.form in _LEANING:
            yield named._replace(day=last and last - timedelta(days=_LEANING[named.form]))
        else:
            last = named.day or last
            yield named


def _of_word(word: str, calendar: Calendar, published: date | None) -> tuple[str, date | None]:
    if word in calendar.today:
        return "today", published
    if word in calendar.yesterday:
        return "yesterday", published and published - timedelta(days=1)
    if word in calendar.same or word in calendar.eve:
        return ("same" if word in calendar.same else "eve"), None
    if word in calendar.earlier:
        return "yesterday", published and published - timedelta(days=2)
    back = (published.weekday() - calendar.weekdays[word]) % 7 if published else 0
    return "weekday", published and published - timedelta(days=back)
