"""Days and periods as people type them. Today is Saturday 21 November 2026 in every case."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import periods
from aggregator.errors import UsageError

TODAY = date(2026, 11, 21)

PERIODS = [
    ("today", "2026-11-21", "2026-11-21"),
    ("yesterday", "2026-11-20", "2026-11-20"),
    ("tomorrow", "2026-11-22", "2026-11-22"),
    ("2026-11-05", "2026-11-05", "2026-11-05"),
    ("2026-11-5", "2026-11-05", "2026-11-05"),
    ("2026/11/05", "2026-11-05", "2026-11-05"),
    ("20261105", "2026-11-05", "2026-11-05"),
    ("2026-11-05T10:00:00Z", "2026-11-05", "2026-11-05"),
    ("5 Nov 2026", "2026-11-05", "2026-11-05"),
    ("5. November 2026", "2026-11-05", "2026-11-05"),
    ("November 5, 2026", "2026-11-05", "2026-11-05"),
    ("Sept 5 2026", "2026-09-05", "2026-09-05"),
    ("friday", "2026-11-20", "2026-11-20"),
    ("Sat", "2026-11-21", "2026-11-21"),
    ("last saturday", "2026-11-14", "2026-11-14"),
    ("last fri", "2026-11-20", "2026-11-20"),
    ("7d", "2026-11-14", "2026-11-21"),
    ("last 7 days", "2026-11-14", "2026-11-21"),
    ("0d", "2026-11-21", "2026-11-21"),
    ("48h", "2026-11-19", "2026-11-21"),
    ("2w", "2026-11-07", "2026-11-21"),
    ("1m", "2026-10-21", "2026-11-21"),
    ("3mo", "2026-08-21", "2026-11-21"),
    ("1y", "2025-11-21", "2026-11-21"),
    ("a week", "2026-11-14", "2026-11-21"),
    ("3 days ago", "2026-11-18", "2026-11-18"),
    ("2026-W47", "2026-11-16", "2026-11-22"),
    ("2026w47", "2026-11-16", "2026-11-22"),
    ("W01", "2025-12-29", "2026-01-04"),
    ("week 47", "2026-11-16", "2026-11-22"),
    ("2026-W47-1", "2026-11-16", "2026-11-16"),
    ("2026-W53", "2026-12-28", "2027-01-03"),
    ("2026-10", "2026-10-01", "2026-10-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2026-Q1", "2026-01-01", "2026-03-31"),
    ("2026q4", "2026-10-01", "2026-12-31"),
    ("2025", "2025-01-01", "2025-12-31"),
    ("october", "2026-10-01", "2026-10-31"),
    ("december", "2025-12-01", "2025-12-31"),
    ("nov 2025", "2025-11-01", "2025-11-30"),
    ("this week", "2026-11-16", "2026-11-22"),
    ("last week", "2026-11-09", "2026-11-15"),
    ("last_week", "2026-11-09", "2026-11-15"),
    ("last month", "2026-10-01", "2026-10-31"),
    ("last quarter", "2026-07-01", "2026-09-30"),
    ("this year", "2026-01-01", "2026-12-31"),
    ("previous year", "2025-01-01", "2025-12-31"),
    ("2026-10-01..2026-10-15", "2026-10-01", "2026-10-15"),
    ("2026-10..", "2026-10-01", "2026-11-21"),
    ("2026-09..2026-10", "2026-09-01", "2026-10-31"),
    ("..yesterday", "0001-01-01", "2026-11-20"),
    ("7d..yesterday", "2026-11-14", "2026-11-20"),
]

NOT_UNDERSTOOD = [
    "", " ", "soon", "2026-13", "2026-02-30", "2026-W54", "2025-W53", "99999999d", "10000y", "0000", "d7", "-7d", "..",
    "a..b", "2026...2027", "1/2/2026", "last", "٧d", "2026-10-15..2026-10-01"]  # fmt: skip


@pytest.mark.parametrize(("typed", "since", "until"), PERIODS)
def test_a_period(typed: str, since: str, until: str) -> None:
    assert periods.period(typed, TODAY) == (date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize("typed", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_explained(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        periods.period(typed, TODAY)
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [("2026-10", "2026-10-01", "2026-10-31"), ("7d", "2026-11-14", "2026-11-14"), ("a week", "2026-11-14", "2026-11-14"),
     ("2026-W47", "2026-11-16", "2026-11-22"), ("today", "2026-11-21", "2026-11-21"),
     ("3 days ago", "2026-11-18", "2026-11-18"), ("2025", "2025-01-01", "2025-12-31")],
)  # fmt: skip
def test_since_takes_the_first_day_and_until_the_last(typed: str, since: str, until: str) -> None:
    assert periods.day(typed, TODAY) == date.fromisoformat(since)
    assert periods.day(typed, TODAY, last=True) == date.fromisoformat(until)


@pytest.mark.parametrize(
    ("typed", "monday"),
    [("2026-W47", "2026-11-16"), ("47", "2026-11-16"), ("last week", "2026-11-09"), ("2026-11-20", "2026-11-16"), ("today", "2026-11-16")],
)
def test_a_week_is_whole(typed: str, monday: str) -> None:
    first, last = periods.week(typed, TODAY)
    assert first == date.fromisoformat(monday)
    assert (last - first).days == 6


def test_the_last_week_of_the_calendar_is_shorter() -> None:
    assert periods.week("9999-12-30", TODAY) == (date(9999, 12, 27), date.max)
    assert periods.named(date(9999, 12, 28), date.max) == "9999-12-28..9999-12-31"


def test_a_month_is_no_week() -> None:
    with pytest.raises(UsageError, match="longer than a week"):
        periods.week("2026-10", TODAY)


@pytest.mark.parametrize(
    "name", ["2026-W47", "2026-11", "2026", "2026-11-21", "2026-10-01..2026-10-15", "2026-W01", "2020..2023", "2026-09..2026-10"]
)
def test_a_period_is_named_as_it_is_typed(name: str) -> None:
    assert periods.named(*periods.period(name, TODAY)) == name


def test_the_last_complete_week_never_holds_today() -> None:
    assert periods.last_complete_week(date(2026, 11, 22)) == (date(2026, 11, 9), date(2026, 11, 15))
    assert periods.last_complete_week(date(2026, 11, 23)) == (date(2026, 11, 16), date(2026, 11, 22))


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)), st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)))
def test_any_name_given_is_read_again(one: date, other: date) -> None:
    since, until = sorted((one, other))
    assert periods.period(periods.named(since, until), TODAY) == (since, until)


@given(st.text(alphabet="0123456789dwmyqWQ-./: aglostfrinuekT\u0661") | st.text())
def test_any_text_is_a_period_or_a_usage_error(typed: str) -> None:
    try:
        since, until = periods.period(typed, TODAY)
    except UsageError:
        return
    assert since <= until


@pytest.mark.parametrize(
    ("period", "number", "earlier"),
    [("2026-W47", 1, "2026-W46"), ("2026-W01", 1, "2025-W52"), ("2026-W47", 4, "2026-W43"), ("2026-03", 1, "2026-02"), ("2024", 1, "2023"),
     ("2026-Q1", 1, "2025-Q4"), ("2026-11-20", 2, "2026-11-18"), ("2026-10-05..2026-10-14", 1, "2026-09-25..2026-10-04")],
)  # fmt: skip
def test_the_period_before_is_of_the_same_kind(period: str, number: int, earlier: str) -> None:
    assert periods.before(*periods.period(period, TODAY), number) == periods.period(earlier, TODAY)


@pytest.mark.parametrize(("since", "until"), [("0001-01-01", "2026-01-31"), ("0001-01-01", "0001-01-07")])
def test_before_the_calendar_there_is_no_period(since: str, until: str) -> None:
    with pytest.raises(UsageError):
        periods.before(date.fromisoformat(since), date.fromisoformat(until))
