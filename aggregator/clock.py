"""The one clock. Everything that depends on now asks here; AGGREGATOR_NOW (ISO 8601) sets it for tests and replays."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

from aggregator.errors import UsageError

VARIABLE = "AGGREGATOR_NOW"
_STARTED = time.monotonic()


def now() -> datetime:
    """The present instant, aware, in UTC; or AGGREGATOR_NOW plus the time since this process began.

    Raises UsageError when AGGREGATOR_NOW is no ISO 8601 instant.
    """
    given = os.environ.get(VARIABLE)
    if not given:
        return datetime.now(UTC)
    try:
        start = datetime.fromisoformat(given)
    except ValueError:
        raise UsageError(f"{VARIABLE} is not an ISO 8601 instant: {given!r}", hint="Write it like 2026-11-21T06:00:00+00:00.") from None
    return start.replace(tzinfo=start.tzinfo or UTC).astimezone(UTC) + timedelta(seconds=time.monotonic() - _STARTED)
