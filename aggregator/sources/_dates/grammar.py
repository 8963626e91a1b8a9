"""Folded text in, the day it names and the clock time beside it out. Every pattern is linear.

2025-06-10T07:30:00+08:00   20250610   2025年6月10日   2025. 6. 10.   令和7年6月10日   民國114年6月10日
Tue, 10 Jun 2025 07:30:00 SGT   10. Juni 2025   10 de junio de 2025   June 10th, 2025   2025-Jun-10   10 thang 6, 2025
10.06.2025   10/06/2025 (which comes first is the asker's knowledge)   10/06/25   Tue Jun 10 08:00:00 EDT 2025
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator.sources._dates.words import choice, doubtful, months, seasonal, zones

Parts = tuple[int, int, int]
_LETTER = r"[^\W\d_]"
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_CLOCK = re.compile(
    r"(?<![\d.:/-])(?:(?P<before>午前|午後|上午|下午|오전|오후)\s?)?(?P<h>[01]?\d|2[0-4])\s?(?::|時|时|點|点|h(?=\d))\s?(?P<m>[0-5]\d)"
    r"(?:[:.](?P<s>[0-5]\d|60)(?:[.,]\d{1,9})?)?(?!\d)(?:\s?(?P<after>a\.?m\b|p\.?m\b|ص|م(?!\w)))?(?P<rest>.{0,24})",
    re.DOTALL,
)
_COMPACT_CLOCK = re.compile(r"^t?\s?(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?P<s>[0-5]\d)?(?P<rest>\s?(?:z|[+-]\d\d:?\d\d)?)$")
_OFFSET = re.compile(r"^[.,)\s]{0,3}\(?(?:gmt|utc|ut)?\s?(?P<sign>[+-])(?P<h>\d{1,2}):?(?P<m>[0-5]\d)?(?!\d)")
_ZONE_NAME = re.compile(r"^\s{0,3}\(?([a-z]{1,4})(?![a-z])")


def parts(text: str, month_first: bool | None) -> tuple[Parts, int, int] | None:
    """The first whole day in the text as (year, month, day), with where it begins and ends; None when there is none.

    `month_first`: how to read 06/10/2025; None refuses to guess such a day.
    """
    found: list[tuple[int, int, Parts]] = []
    for pattern, reading in _patterns():
        for match in pattern.finditer(text):
            if (day := reading(match, month_first)) and _is_day(day):
                found.append((match.start(), -match.end(), day))
                break
    if not found:
        return None
    start, end, day = min(found)
    return day, start, -end


def moment(text: str, end: int) -> tuple[time, tzinfo | None] | None:
    """The clock time after place `end` of the text (or else before it), with its zone where one is stated."""
    after = text[end : end + 60]
    match = _COMPACT_CLOCK.match(after) or _CLOCK.search(after) or _CLOCK.search(text[:end][:40])
    if not match:
        return None
    hour, minute, second = int(match["h"]) % 24, int(match["m"]), min(59, int(match["s"] or 0))
    half = (match["after"] or match["before"] or "") if "after" in match.groupdict() else ""
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] in "p午下오م" and half not in ("午前", "오전") else 0)
    return time(hour, minute, second), _zone(match["rest"])


def _zone(rest: str) -> tzinfo | None:
    """What follows a clock time: +08:00, GMT+8, SGT, Z; or ET, which depends on the season."""
    if match := _OFFSET.match(rest):
        minutes = int(match["h"]) * 60 + int(match["m"] or 0)
        return timezone(timedelta(minutes=-minutes if match["sign"] == "-" else minutes)) if minutes <= 14 * 60 else None
    name = _ZONE_NAME.match(rest)
    if name and name[1] in seasonal():
        try:
            return ZoneInfo(seasonal()[name[1]])
        except ZoneInfoNotFoundError:
            return None
    return timezone(timedelta(minutes=zones()[name[1]])) if name and name[1] in zones() else None


def instant(day: date, clock: tuple[time, tzinfo | None] | None) -> datetime | None:
    """The instant, where a clock time and its zone are known; with a fixed offset."""
    if clock is None or clock[1] is None:
        return None
    at = datetime.combine(day, clock[0], clock[1])
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta()))


def _is_day(day: Parts) -> bool:
    try:
        date(*day)
    except ValueError:
        return False
    return True


def year(written: str) -> int:
    """Two digits as in RFC 2822 (00 to 49 are this century); Buddhist years of Thailand made common ones."""
    number = int(written.lstrip("'"))
    if len(written.lstrip("'")) == 2:
        return number + (2000 if number < 50 else 1900)
    return number - 543 if 2500 <= number < 2700 else number


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], bool | None], Parts | None]], ...]:
    month = f"(?<!{_LETTER})(?P<mon>{choice(months())})(?!{_LETTER})"
    day = r"(?<![\d.:])(?<!\d,)(?P<d>0?[1-9]|[12]\d|3[01])"
    ordinal = r"(?:st|nd|rd|th|er|ere|e|re|[ºª°.])?"
    of = r"(?:(?:de|of|d'|del|di|den)(?!\w))?"
    full = r"(?P<y>\d{4})(?![\d:])"
    short = r"[\s/-]'?(?P<y>\d{2})(?![\d:])"
    return (
        (re.compile(r"(?<![\d./-])(?P<y>\d{4})(?P<p>[-/.])\s?(?P<m>\d{1,2})(?P=p)\s?(?P<d>\d{1,2})(?!\d)"), _plain),
        (re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)"), _plain),
        (
            re.compile(
                r"(?P<era>令和|平成|昭和|民國|民国)?\s?(?P<y>\d{1,4}|元)\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号號일]?"
            ),
            _era,
        ),
        (re.compile(rf"{day}{ordinal}[\s/-]{{0,3}}{of}[\s/-]{{0,3}}{month}\.?,?[\s/-]{{0,3}}{of}[\s,/-]{{0,3}}{full}"), _worded),
        (re.compile(rf"{day}[\s/-]{month}{short}"), _worded),
        (re.compile(rf"{month}\.?[\s/-]{{0,3}}(?P<d>0?[1-9]|[12]\d|3[01])(?!\d){ordinal}[\s,/-]{{1,4}}{full}"), _worded),
        (re.compile(rf"(?<!\d)(?P<y>\d{{4}})[\s,./-]{{1,3}}{month}[\s,./-]{{1,3}}(?P<d>\d{{1,2}})(?!\d)"), _worded),
        (
            re.compile(rf"{month}\s{{1,3}}(?P<d>\d{{1,2}})\s{{1,3}}\d\d?:\d\d(?::\d\d)?(?:\s[a-z+-][\w:+-]{{0,5}})?\s(?P<y>\d{{4}})(?!\d)"),
            _worded,
        ),
        (re.compile(r"(?<![\d./-])(?P<a>\d{1,2})(?P<p>[-/.])\s?(?P<b>\d{1,2})(?P=p)\s?(?P<y>\d{4}|\d{2})(?![\d/-]|\.\d)"), _numeric),
    )


def _plain(match: re.Match[str], _: bool | None) -> Parts:
    return year(match["y"]), int(match["m"]), int(match["d"])


def _era(match: re.Match[str], _: bool | None) -> Parts | None:
    written = 1 if match["y"] == "元" else int(match["y"])
    if not match["era"] and written < 1900:
        return None
    return _ERAS.get(match["era"], 0) + written, int(match["m"]), int(match["d"])


def _worded(match: re.Match[str], _: bool | None) -> Parts:
    return year(match["y"]), months()[match["mon"]], int(match["d"])


def _numeric(match: re.Match[str], month_first: bool | None) -> Parts | None:
    one, two, point = int(match["a"]), int(match["b"]), match["p"]
    if one > 12 or (point == "." and two <= 12):
        return year(match["y"]), two, one
    if two > 12 or one == two:
        return year(match["y"]), one, two
    if month_first is None:
        return None
    return (year(match["y"]), one, two) if month_first else (year(match["y"]), two, one)


def yearless(text: str) -> Iterator[tuple[int, int]]:
    """(month, day) where the text is little more than a day without a year: "Jun 10", "Tuesday, 10 June", "6月10日", "06-10"."""
    if len(text) > 40:
        return
    for pattern in _yearless_patterns():
        if match := pattern.search(text):
            named = match.groupdict()
            yield (int(named["m"]) if "m" in named else months()[named["mon"]]), int(named["d"])


@cache
def _yearless_patterns() -> tuple[re.Pattern[str], ...]:
    month = f"(?<!{_LETTER})(?P<mon>{choice(set(months()) - doubtful())})(?!{_LETTER})"
    return (
        re.compile(rf"(?<![\d.,:])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[.º])?[\s/-]{{0,2}}(?:(?:de|of)\s)?{month}(?!\.?,?[\s-]?\d{{4}})"),
        re.compile(rf"{month}\.?[\s/-]{{0,2}}(?P<d>\d{{1,2}})(?!\d)"),
        re.compile(r"(?<!\d)(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日号號일]?"),
        re.compile(r"^\W{0,2}(?P<m>0\d|1[0-2])[-/](?P<d>[0-3]\d)\W{0,2}$"),
    )
