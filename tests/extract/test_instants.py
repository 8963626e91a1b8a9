"""Dates for machines: the day as written, the instant with the writer's offset."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import instants

JUNE = date(2025, 6, 10)


@pytest.mark.parametrize(
    ("text", "day", "offset"),
    [
        ("2025-06-10", JUNE, None),
        ("20250610", JUNE, None),
        ("2025-06-10T09:00:00+08:00", JUNE, 8),
        ("2025-06-10T09:00:00.123+0800", JUNE, 8),
        ("2025-06-10T23:30:00-05", JUNE, -5),
        ("2025-06-10 09:00", JUNE, 0),
        ("2025-06-10T09:00:00Z", JUNE, 0),
        ("2025-06-10T00:00:00Z", JUNE, None),
        ("2025-06-10T00:00:00+08:00", JUNE, 8),
        ("2025-06-10T09:00:00+02:00[Europe/Berlin]", JUNE, 2),
        ("Tue, 10 Jun 2025 09:00:00 GMT", JUNE, 0),
        ("Tue, 10 Jun 2025 09:00:00 +0800", JUNE, 8),
        ("Tue, 10 Jun 2025 09:00:00 SGT", JUNE, 8),
        ("Tue Jun 10 2025 09:00:00 GMT+0800 (Singapore Standard Time)", JUNE, 8),
        ("1749546000", JUNE, 0),
        ("1749546000000", JUNE, 0),
        ("/Date(1749546000000)/", JUNE, 0),
    ],
)
def test_reads(text: str, day: date, offset: int | None) -> None:
    said = instants.read(text)
    assert said is not None
    assert said[0] == day
    assert (said[1].utcoffset() if said[1] else None) == (None if offset is None else timedelta(hours=offset))


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2025", "2025-13-01", "2025-02-30T10:00:00Z", "10/06/2025", "99999999999999", "June 10", "20251399"]
)
def test_says_nothing_of_what_is_no_such_date(text: str) -> None:
    assert instants.read(text) is None


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2090, 1, 1)), st.integers(-12, 14))
def test_what_isoformat_writes_is_read_back(when: datetime, hours: int) -> None:
    aware = when.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    said = instants.read(aware.isoformat())
    assert said is not None
    assert said[0] == aware.date()
    assert said[1] in (aware, None)


@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    said = instants.read(text)
    assert said is None or isinstance(said[0], date)


def test_zones_have_names() -> None:
    assert instants.zone("sgt") == timezone(timedelta(hours=8))
    assert instants.zone("XYZ") is None
    assert instants.read("2025-06-10T09:00:00 UTC") == (JUNE, datetime(2025, 6, 10, 9, tzinfo=UTC))
