"""What one request may still cost: seconds, raw bytes, and the patience of whoever waits for it.

Time stands still while the request waits for its turn at a host (`excused`), so that a long Crawl-delay does not eat the
deadline. Everything that blocks in this room blocks in slices of SLICE seconds and asks here in between.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aggregator.fetch.failures import Stopped, Trouble

SLICE = 0.25
"""Seconds for which a thread may be deaf to being stopped."""

PAUSES = 180.0
"""Seconds of pauses that one request may wait through in all: three of the longest (robots.LONGEST_DELAY). The deadline cannot bound
them, for a host that asks for 60 s between two requests takes that long for robots.txt and one page; but without a bound a chain of
redirects there would hold its thread for half an hour."""


class Budget:
    """One request's budget. Used by one thread at a time; `stop` may be set by any. `large`: it holds a place for a large page."""

    def __init__(self, seconds: float, stop: threading.Event, pauses: float = PAUSES) -> None:
        self.seconds = seconds
        self.stop = stop
        self.pauses = pauses
        self.raw = 0
        self.large = False
        self._ends = time.monotonic() + seconds

    @property
    def used(self) -> float:
        """Seconds that have counted so far."""
        return self.seconds - (self._ends - time.monotonic())

    def left(self) -> float:
        """Seconds left, more than 0. Raises Trouble("deadline") when there are none, Stopped when nobody waits any more."""
        self.check_stopped()
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Trouble("deadline", seconds=self.seconds)
        return left

    def slice(self) -> float:
        """How long to block now: at most SLICE, at most what is left. Raises like `left`."""
        return min(SLICE, self.left())

    def check_stopped(self) -> None:
        """Raises Stopped when nobody waits any more."""
        if self.stop.is_set():
            raise Stopped

    def allow(self, raw: int) -> None:
        """Let the next exchange take this many bytes off the wire."""
        self.raw = raw

    def spend(self, count: int, limit: int) -> None:
        """Note bytes taken off the wire. Raises Trouble("too-large") when there are more than allowed; `limit` is for the message."""
        self.raw -= count
        if self.raw < 0:
            raise Trouble("too-large", limit=limit)

    @contextmanager
    def excused(self) -> Iterator[None]:
        """Waiting inside does not count."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._ends += time.monotonic() - began

    def pause(self, seconds: float) -> None:
        """Wait out a host's pause. Raises Trouble("long-way") at once where this and those before are more than `pauses`, Stopped."""
        self.pauses -= max(0.0, seconds)
        if self.pauses < 0:
            raise Trouble("long-way", pause=seconds)
        self.rest(seconds)

    def rest(self, seconds: float) -> None:
        """Sleep, but wake when stopped. Raises Stopped then."""
        if seconds > 0 and self.stop.wait(seconds):
            raise Stopped
        self.check_stopped()
