"""How long a silence a rhythm explains: tables of real-looking calendars, and the laws that any calendar keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.health import rhythm
from aggregator.health.rhythm import MOST_DAYS, RARE

START = date(2026, 1, 5)  # a Monday


def every(days: int, count: int, *, start: date = START) -> list[date]:
    """A day with news every so many days."""
    return [start + timedelta(days=days * number) for number in range(count)]


def workdays(count: int) -> list[date]:
    """So many days with news, none on a weekend."""
    return [day for day in every(1, 2 * count) if day.weekday() < 5][:count]


@pytest.mark.parametrize("days", [[], [START], every(7, 3), [START] * 10], ids=["none", "one", "two gaps", "one burst"])
def test_few_days_tell_nothing(days: list[date]) -> None:
    assert rhythm(days) is None


@pytest.mark.parametrize(
    ("days", "usual", "borne", "noticed"),
    [
        (every(1, 40), 1.0, 3, 7),
        (workdays(40), 1.0, 10, 14),
        (every(7, 30), 7.0, 30, 50),
        (every(30, 12), 30.0, 90, 240),
        (every(7, 4), 7.0, 60, 90),
        ([*every(1, 5), *every(1, 5, start=START + timedelta(days=60))], 1.0, 10, 120),
        ([*every(7, 20), START + timedelta(days=133 + 35)], 7.0, 35, 60),
    ],
    ids=["daily", "workdays", "weekly", "monthly", "few weeks", "bursts", "a summer pause once"],
)
def test_what_is_borne_and_what_is_noticed(days: list[date], usual: float, borne: float, noticed: float) -> None:
    found = rhythm(days)
    assert found is not None
    assert found.usual == usual
    assert borne <= found.patience <= noticed


def test_a_long_pause_that_came_twice_is_a_habit() -> None:
    summers = [*every(7, 10), *every(7, 10, start=START + timedelta(days=120)), *every(7, 10, start=START + timedelta(days=240))]
    found = rhythm(summers)
    assert found is not None
    assert found.patience >= 57


calendars = st.lists(st.integers(0, 2000), min_size=0, max_size=150).map(lambda days: [START + timedelta(days=day) for day in days])


@given(calendars)
def test_order_and_bursts_do_not_matter(days: list[date]) -> None:
    assert rhythm(days) == rhythm(sorted(days, reverse=True)) == rhythm([*days, *days])


@given(calendars)
def test_patience_is_longer_than_what_is_usual(days: list[date]) -> None:
    found = rhythm(days)
    if found is None:
        assert len(set(days)) < 4
        return
    assert found.patience >= 4
    assert found.patience >= found.usual
    assert found.days <= MOST_DAYS


@given(calendars.filter(lambda days: len(set(days)) > 3), st.integers(2, 5))
def test_slower_news_are_waited_for_longer(days: list[date], times: int) -> None:
    slow = [START + (day - START) * times for day in days]
    here, there = rhythm(days), rhythm(slow)
    assert here is not None
    assert there is not None
    assert there.patience >= here.patience
    assert there.usual == pytest.approx(here.usual * times)


@pytest.mark.parametrize("count", [3, 5, 10, 30, 59])
def test_the_formula_is_the_predictive_law(count: int) -> None:
    """P(gap > t) = (T / (T + t))^n is RARE at the patience, where neither habit nor holidays ask for more."""
    total = 100 * count
    found = rhythm(every(100, count + 1))
    assert found is not None
    assert (total / (total + found.patience)) ** count == pytest.approx(RARE, rel=0.01)
