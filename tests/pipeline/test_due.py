"""When to ask, and when again: pure arithmetic with laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.archive.waiting import Cached, Standing
from aggregator.errors import FetchError
from aggregator.model import Source
from aggregator.pipeline import due

NOW = datetime(2026, 6, 1, tzinfo=UTC)
STANDING = Standing("S", "u", "u")
DAY = timedelta(days=1)


def failed(seconds: float | None = None, status: int | None = None) -> FetchError:
    """A refusal."""
    error = FetchError("No.")
    error.retry_after, error.status = seconds, status
    return error


@given(st.integers(0, 400), st.integers(0, 400))
def test_waits_grow_and_are_bounded(one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    first, second = (due.again(attempts, failed(), NOW) for attempts in (fewer, more))
    assert NOW <= first <= second <= NOW + timedelta(days=30)


@given(st.floats())
def test_whatever_a_host_asks_for_is_bounded(seconds: float) -> None:
    until = due.away(failed(seconds), NOW)
    assert until is None or NOW <= until <= NOW + timedelta(days=7)
    assert (until is None) == (not seconds > 0)


def test_no_wish_is_none() -> None:
    assert due.away(failed(None), NOW) is None
    assert due.away(ValueError("x"), NOW) is None


def test_the_first_failure_is_tried_in_the_next_run() -> None:
    assert due.again(0, failed(), NOW) == NOW
    assert due.again(0, failed(3600), NOW) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("standing", "named", "expected"),
    [
        (STANDING, False, True),
        (Standing("S", "u", "u", next_due=NOW + DAY), False, False),
        (Standing("S", "u", "u", next_due=NOW + DAY), True, True),
        (Standing("S", "u", "u", next_due=NOW), False, True),
        (Standing("S", "u", "u", retry_after=NOW + DAY), True, False),
        (Standing("S", "u", "u", retry_after=NOW), False, True),
    ],
)
def test_due_or_not(standing: Standing, named: bool, expected: bool) -> None:
    assert due.is_due(standing, NOW, named=named) is expected


@pytest.mark.parametrize(
    ("cached", "expected"),
    [
        (None, False),
        (Cached("u", NOW, NOW, b"b", b"same"), True),
        (Cached("u", NOW, NOW, b"b", b"other"), False),
        (Cached("u", NOW, NOW - 8 * DAY, b"b", b"same"), False),
    ],
)
def test_conditional_or_not(cached: Cached | None, expected: bool) -> None:
    assert due.is_conditional(cached, b"same", NOW) is expected


def test_a_good_answer_clears_and_a_bad_one_counts() -> None:
    source = Source("S", "u", "feed", every=DAY)
    ill = due.ill(due.ill(STANDING, failed(60), NOW), failed(), NOW)
    assert (ill.failures, ill.reason, ill.retry_after) == (2, "No.", None)
    well = due.well(ill, source, NOW, address="v")
    assert (well.failures, well.reason, well.cause, well.address, well.last_success) == (0, None, None, "v", NOW)
    assert well.next_due is not None
    assert NOW < well.next_due < NOW + DAY


def test_gone_keeps_the_day_it_was_first_seen() -> None:
    first = due.ill(STANDING, failed(status=410), NOW)
    second = due.ill(first, failed(status=410), NOW + 7 * DAY)
    assert first.gone == second.gone == NOW
    assert due.ill(second, failed(status=500), NOW).gone is None


def test_a_feed_is_believed_after_one_vain_change_but_not_at_once() -> None:
    assert due.changed_again(0, NOW) is None
    waits = [due.changed_again(count, NOW) for count in range(1, 12)]
    assert waits == sorted(waits, key=lambda each: each or NOW)
    assert waits[-1] is not None
    assert waits[-1] <= NOW + 30 * DAY
