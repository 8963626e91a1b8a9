"""Days and periods as people type them: text and today in, days out. Pure.

    2026-11-21  21 Nov 2026  today  yesterday  friday  last friday   a day
    7d  2w  3m  1y  48h  3 days ago                                  that long before today; as a period: from then to today
    2026-W47  W47  2026-11  2026-Q4  2026  november  november 2025   a calendar week (ISO 8601), month, quarter, year
    this week  last month  last year                                 the calendar period that holds today, or the one before
    2026-10-01..2026-10-15  2026-10..  ..yesterday                   a range, both ends included

Days are inclusive. Weeks begin on Monday. A bare weekday or month is the latest one that is not after today.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from aggregator.errors import UsageError

Period = tuple[date, date]

FORMS = "2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026, 7d, 3m, today, yesterday, friday, last week, 2026-10-01..2026-10-15"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_UNITS = {"h": "h", "d": "d", "w": "w", "m": "m", "mo": "m", "q": "q", "y": "y"} | {
    word: word[0] for unit in ("hour", "day", "week", "month", "quarter", "year") for word in (unit, unit + "s")
}


def period(text: str, today: date) -> Period:
    """The first and the last day of what was typed. Raises UsageError with the forms that are understood."""
    words = " ".join(text.lower().replace("_", " ").split())
    try:
        found = _range(words, today) if ".." in words else _simple(words, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise UsageError(f"{text!r} is no day or period that I understand.", hint=f"Write it like one of: {FORMS}.")
    if found[0] > found[1]:
        raise UsageError(f"The period {text!r} ends before it begins.", hint="Put the earlier day first.")
    return found


def day(text: str, today: date, *, last: bool = False) -> date:
    """The day that was typed; of a longer period its first day, or its last one on demand (`--until 2026-10` is 31 October).

    A length of time is the day that long ago, for both ends. Raises UsageError."""
    first, end = period(text, today)
    length = bool(re.fullmatch(r"\s*(\d+\s*\w+|an?\s+\w+)(\s+ago)?\s*", text.lower()) and end == today != first)
    return end if last and not length else first


def week(text: str, today: date) -> Period:
    """A whole calendar week: `2026-W47`, `W47`, `47`, `last week`, or any day in it. Raises UsageError."""
    typed = f"w{text.strip()}" if re.fullmatch(r"\s*[0-9]{1,2}\s*", text) else text
    first, end = period(typed, today)
    if end - first > timedelta(days=6):
        raise UsageError(f"{text!r} is longer than a week.", hint="Write a week like 2026-W47, last week, or a day in it.")
    return _week_of(first)


def named(since: date, until: date) -> str:
    """The shortest usual name of a period: `2026-W47`, `2026-11`, `2026`, `2026-11-21`, else `first..last`: of years, of
    months, of days."""
    if since == until:
        return since.isoformat()
    if (since, until) == _week_of(since):
        return "{}-W{:02}".format(*since.isocalendar()[:2])
    if (since, until) == _month(since.year, since.month):
        return f"{since:%Y-%m}"
    if (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
        return f"{since:%Y}"
    if since.day == 1 and until == _month(until.year, until.month)[1]:
        years = (since.month, until.month) == (1, 12)
        return f"{since:%Y}..{until:%Y}" if years else f"{since:%Y-%m}..{until:%Y-%m}"
    return f"{since}..{until}"


def before(since: date, until: date, number: int = 1) -> Period:
    """The period of the same kind that lies `number` of them earlier: whole months go by the calendar, all others by their days.

    Raises UsageError when that is before the calendar begins."""
    months = (until.year - since.year) * 12 + until.month - since.month + 1
    try:
        if since.day == 1 and until == _month(until.year, until.month)[1]:
            first = _before(since, number * months, "m")
            last = _before(date(until.year, until.month, 1), number * months, "m")
            return first, _month(last.year, last.month)[1]
        length = number * (until - since + timedelta(days=1))
        return since - length, until - length
    except (ValueError, OverflowError):
        raise UsageError(f"There is no such period before {since}.", hint="Give a later or a shorter one.") from None


def last_complete_week(today: date) -> Period:
    """Monday to Sunday of the week before the one that holds today."""
    return _week_of(today - timedelta(days=7))


def _simple(words: str, today: date) -> Period | None:
    for reader in _READERS:
        found = reader(words, today)
        if found:
            return found
    return None


def _range(words: str, today: date) -> Period | None:
    left, _, right = words.partition("..")
    left, right = left.strip(), right.strip()
    if ".." in right or not (left or right):
        return None
    first = day(left, today) if left else date.min
    return first, (day(right, today, last=True) if right else max(first, today))


def _word(words: str, today: date) -> Period | None:
    ago = {"today": 0, "now": 0, "yesterday": 1, "tomorrow": -1}.get(words)
    return None if ago is None else _one(today - timedelta(days=ago))


def _iso_day(words: str, today: date) -> Period | None:
    found = re.fullmatch(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?:t.*)?", words)
    if not found or (not found[2] and len(words) != 8):
        return None
    return _one(date(int(found[1]), int(found[3]), int(found[4])))


def _written_day(words: str, today: date) -> Period | None:
    found = re.fullmatch(r"([0-9]{1,2})\.? ([a-z]{3,9}),? ([0-9]{4})", words)
    other = re.fullmatch(r"([a-z]{3,9}) ([0-9]{1,2}),? ([0-9]{4})", words)
    if not found and not other:
        return None
    number, name, year = (found[1], found[2], found[3]) if found else (other[2], other[1], other[3]) if other else ("", "", "")
    month = _place(name, _MONTHS)
    return None if month is None else _one(date(int(year), month + 1, int(number)))


def _iso_week(words: str, today: date) -> Period | None:
    found = re.fullmatch(r"(?:([0-9]{4})-?)?(?:w|week ?)([0-9]{1,2})(?:-([1-7]))?", words)
    if not found:
        return None
    year = int(found[1] or today.isocalendar().year)
    if found[3]:
        return _one(date.fromisocalendar(year, int(found[2]), int(found[3])))
    return _week_of(date.fromisocalendar(year, int(found[2]), 1))


def _calendar(words: str, today: date) -> Period | None:
    found = re.fullmatch(r"([0-9]{4})(?:[-/ ]?(q[1-4])|[-/]([0-9]{1,2}))?", words)
    if not found:
        return None
    year = int(found[1])
    if found[2]:
        return _quarter(year, int(found[2][1]))
    return _month(year, int(found[3])) if found[3] else (date(year, 1, 1), date(year, 12, 31))


def _named_month(words: str, today: date) -> Period | None:
    name, _, year = words.partition(" ")
    month = _place(name, _MONTHS)
    if month is None or (year and not re.fullmatch("[0-9]{4}", year)):
        return None
    return _month(int(year) if year else today.year - (month + 1 > today.month), month + 1)


def _weekday(words: str, today: date) -> Period | None:
    last, _, name = words.rpartition(" ")
    number = _place(name, _WEEKDAYS)
    if number is None or last not in ("", "last"):
        return None
    start = today - timedelta(days=1) if last else today
    return _one(start - timedelta(days=(start.weekday() - number) % 7))


def _length(words: str, today: date) -> Period | None:
    found = re.fullmatch(r"(?:last |past )?([0-9]{1,6}|an?) ?([a-z]+)( ago)?", words)
    unit = _UNITS.get(found[2]) if found else None
    if not found or not unit:
        return None
    first = _before(today, 1 if found[1] in ("a", "an") else int(found[1]), unit)
    return _one(first) if found[3] else (first, today)


def _relative(words: str, today: date) -> Period | None:
    which, _, unit = words.partition(" ")
    if which not in ("this", "last", "previous") or unit not in ("week", "month", "quarter", "year"):
        return None
    inside = today if which == "this" else _before(today, 1, unit[0])
    if unit == "week":
        return _week_of(inside)
    if unit == "month":
        return _month(inside.year, inside.month)
    return _quarter(inside.year, (inside.month + 2) // 3) if unit == "quarter" else (date(inside.year, 1, 1), date(inside.year, 12, 31))


_READERS: tuple[Callable[[str, date], Period | None], ...] = (
    _word, _iso_day, _written_day, _iso_week, _calendar, _named_month, _weekday, _length, _relative,
)  # fmt: skip


def _before(today: date, count: int, unit: str) -> date:
    if unit in "hdw":
        return today - timedelta(days={"h": (count + 23) // 24, "d": count, "w": 7 * count}[unit])
    months = today.year * 12 + today.month - 1 - count * {"m": 1, "q": 3, "y": 12}[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _place(name: str, names: tuple[str, ...]) -> int | None:
    """Where a name, or its first three or four letters, stands in the list."""
    return next((n for n, each in enumerate(names) if each == name or (len(name) in (3, 4) and each.startswith(name))), None)


def _one(only: date) -> Period:
    return only, only


def _week_of(inside: date) -> Period:
    monday = inside - timedelta(days=inside.weekday())
    return monday, monday + timedelta(days=min(6, (date.max - monday).days))  # the calendar ends on a Friday


def _month(year: int, month: int) -> Period:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _quarter(year: int, quarter: int) -> Period:
    return date(year, quarter * 3 - 2, 1), _month(year, quarter * 3)[1]
