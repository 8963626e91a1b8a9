"""The one clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator import clock
from aggregator.errors import UsageError


def test_without_the_variable_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("given", "instant"), [("2025-06-10T08:00:00+08:00", "2025-06-10T00:00:00+00:00"), ("2025-06-10", "2025-06-10T00:00:00+00:00")]
)
def test_the_variable_sets_it_and_it_runs_on(given: str, instant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, given)
    first = clock.now()
    assert timedelta() <= first - datetime.fromisoformat(instant) < timedelta(hours=1)
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_nonsense_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, "tomorrow")
    with pytest.raises(UsageError, match="tomorrow"):
        clock.now()
