"""A date as a publisher wrote it in, a believable `Published` out; pure, in the languages of our sources.

`stated` reads a string that is meant to be a date (a feed's pubDate), `spotted` looks for one in a few words of a listing.
Both keep the publisher's own day and offset. Nothing before 1990 or later than two days after `seen` is believed: such
dates are defaults, typing errors and announcements of events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from aggregator.model import Published
from aggregator.sources._dates.grammar import Parts, instant, moment, parts, yearless
from aggregator.sources._dates.words import choice, days, fold, listed, units

_EARLIEST = 1990
_AHEAD = timedelta(days=2)
_LONGEST = 200
_ORDINAL = re.compile(r"^(\d{4})-?([0-3]\d\d)(?!\d)")
_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2}))?$")
_EPOCH = re.compile(r"^(\d{10})(\d{3})?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read dates: `seen`, the instant they are measured against; where they stand; whether 06/10 is June (None: do not guess)."""

    seen: datetime
    provenance: str
    month_first: bool | None = None


def stated(raw: str, how: Reading) -> Published | None:
    """The date that this string is meant to be, or None where it is nonsense or not to be believed."""
    if not raw:
        return None
    text = fold(raw[:_LONGEST]).strip()
    found = parts(text, how.month_first)
    if found is None:
        return _rarely(text, raw, how)
    day, _, end = found
    return _believed(day, raw, how, instant(date(*day), moment(text, end)))


def spotted(raw: str, how: Reading) -> Published | None:
    """The first date in a few words of a listing: whole, without its year, or relative ("2 days ago"); None without one."""
    text = fold(raw[:_LONGEST]).strip()
    if not text:
        return None
    if (found := parts(text, how.month_first)) is not None:
        day, _, end = found
        return _believed(day, raw, how, instant(date(*day), moment(text, end)))
    for month, number in yearless(text):
        if nearest := _nearest(month, number, how.seen):
            return _believed(nearest, raw, how, None, 0.8)
    return _relative(text, raw, how)


def _believed(day: Parts, raw: str, how: Reading, at: datetime | None, confidence: float = 1.0) -> Published | None:
    whole = date(*day)
    latest = how.seen + _AHEAD
    if whole.year < _EARLIEST or whole > latest.date() or (at is not None and at > latest):
        return None
    return Published(whole, how.provenance, at, " ".join(raw.split())[:80], confidence)


def _rarely(text: str, raw: str, how: Reading) -> Published | None:
    """What only machines write: seconds since 1970, day of the year, a year alone or with its month (less sure)."""
    if match := _EPOCH.match(text):
        at = datetime.fromtimestamp(int(match[1]), UTC)
        return _believed((at.year, at.month, at.day), raw, how, at)
    if match := _PARTIAL.match(text):
        year, month = int(match[1]), int(match[2] or 1)
        return _believed((year, month, 1), raw, how, None, 0.4) if 1 <= month <= 12 and year >= _EARLIEST else None
    if (match := _ORDINAL.match(text)) and int(match[1]) >= _EARLIEST and 1 <= int(match[2]) <= 366:
        day = date(int(match[1]), 1, 1) + timedelta(days=int(match[2]) - 1)
        return _believed((day.year, day.month, day.day), raw, how, instant(day, moment(text, match.end())))
    return None


def _nearest(month: int, number: int, seen: datetime) -> Parts | None:
    """The last such day up to the day the page was seen."""
    for year in range(seen.year + 1, seen.year - 5, -1):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day <= (seen + _AHEAD).date():
            return year, month, number
    return None


def _relative(text: str, raw: str, how: Reading) -> Published | None:
    for ago in _agos(text):
        day = (how.seen - timedelta(days=ago)).date()
        return _believed((day.year, day.month, day.day), raw, how, None, 0.8 if ago < 7 else 0.5)
    return None


def _agos(text: str) -> Iterator[int]:
    """How many days ago the text says; months and years are too vague to be a day."""
    if len(text) > 60:
        return
    for pattern in _agos_patterns():
        if match := pattern.search(text):
            count = int(match["n"]) if (match["n"] or "").isdigit() else 1
            unit = units()[match["unit"]]
            if unit < 30 and count < 400:
                yield count * unit
            return
    word = re.split(r"[,\d]| (?:at|um|a las|kl)\b", text.strip(" .:|-"))[0].strip(" .")
    if word in days():
        yield days()[word]


@cache
def _agos_patterns() -> tuple[re.Pattern[str], ...]:
    unit = f"(?P<unit>{choice(units())})"
    before, after = choice(listed("ago", "before")), choice(listed("ago", "after"))
    number = rf"(?:(?P<n>\d{{1,3}}|{choice(listed('words', 'one'))})\s?)"
    edge, end = r"(?<![^\W\d_])", r"(?![^\W\d_])"
    return (
        re.compile(rf"{edge}(?:{before})\s{number}?{unit}{end}"),
        re.compile(rf"{edge}{number}{unit}\s?(?:{after}){end}"),
    )
