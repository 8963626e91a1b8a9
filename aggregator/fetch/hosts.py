"""One host: its turn-taking, its pause, its patience. Whoever asks it, from whichever thread, takes a turn here."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aggregator.fetch.budget import SLICE, Budget
from aggregator.fetch.client import Client
from aggregator.fetch.failures import Trouble, way
from aggregator.fetch.robots import Rules

STRIKES = 3
"""Failures in a row after which a host is left alone for the rest of a round."""

SHORT_WAIT = 5.0
"""Seconds: a host that sends us away for no longer is waited for; else its requests fail at once, for a later run."""

SLOWNESS = 1.5
"""Deadlines that a host may keep us waiting in a round beyond what a quick one takes; from then on a request there has little time. More
than a page that never ends takes, and the next with half of the time."""

_QUICK = 1 / 30  # of a deadline: an exchange that takes no longer is not slow
_LITTLE = 1 / 15  # of a deadline: enough for what is quick
_WARNINGS = 3  # answers of 429 after which a host is left alone, however short a wait it asks for
_LONG_REST = 60.0


class Host:
    """A host by name. One exchange at a time, `pause` seconds between the end of one and the start of the next."""

    def __init__(self, name: str, client: Client, pause: float, deadline: float) -> None:
        self.name = name
        self.client = client
        self.pause = pause
        self._deadline = deadline
        self._slow = 0.0
        self.rules: dict[str, Rules | Trouble] = {}
        self.reservations: dict[str, bytes] = {}
        self.asking_rules = threading.Lock()
        self._turn = threading.Lock()
        self._free_at = 0.0
        self._rests_until = 0.0
        self._warnings = 0
        self._strikes = 0
        self._last = ""

    @contextmanager
    def turn(self, budget: Budget) -> Iterator[None]:
        """Wait for one's turn and for the pause; the wait is not counted. Raises Stopped; Trouble("resting") while the host has
        sent us away, Trouble("host-down") when it has failed too often, Trouble("long-way") when the pauses of this request add up to
        too much."""
        with locked(self._turn, budget, keep=True), budget.excused():
            self.check()
            budget.pause(max(self._free_at, self._rests_until) - time.monotonic())
        used = budget.used
        try:
            yield
        finally:
            self._slow += max(0.0, budget.used - used - self._deadline * _QUICK)
            self._free_at = time.monotonic() + self.pause
            self._turn.release()

    def check(self) -> None:
        """Raises Trouble while this host is not to be asked."""
        rests = self._rests_until - time.monotonic()
        if rests > SHORT_WAIT:
            raise Trouble("resting", retry_after=rests)
        if self._strikes >= STRIKES:
            raise Trouble("host-down", times=self._strikes, why=self._last)

    def slow_down(self, delay: float) -> None:
        """Keep at least this pause (a Crawl-delay), in seconds."""
        self.pause = max(self.pause, delay)

    def send_away(self, seconds: float | None) -> None:
        """The host asked to be left alone (429), for so many seconds if it said so."""
        self._warnings += 1
        rest = _LONG_REST if seconds is None or self._warnings >= _WARNINGS else seconds
        self._rests_until = max(self._rests_until, time.monotonic() + max(rest, seconds or 0.0))

    def answered(self) -> None:
        """The host has answered like one in good health: its failures are forgiven."""
        self._strikes = 0

    def failed(self, reason: str) -> None:
        """A request to this host has failed for good. What speaks against the host is counted."""
        if way(reason).strike:
            self._strikes += 1
            self._last = reason

    def patience(self, seconds: float) -> float:
        """How much of a deadline a request to this host gets: after each failure in a row half as much, and little once the host has
        kept the round waiting for too long. So its slow pages end it soon, and its quick ones come all the same."""
        slow = self._slow > self._deadline * SLOWNESS
        return seconds * (_LITTLE if slow else 1.0) / float(2**self._strikes)

    def close(self) -> None:
        """Close its connections, unless an exchange is under way: whoever has the turn closes them later."""
        if self._turn.acquire(blocking=False):
            try:
                self.client.close()
            finally:
                self._turn.release()

    def new_round(self) -> None:
        """Forget failures and slowness: a later round may try again."""
        self._strikes, self._slow = 0, 0.0


@contextmanager
def locked(lock: threading.Lock, budget: Budget, *, keep: bool = False) -> Iterator[None]:
    """Hold a lock, waiting in slices, which is not counted. With `keep`, it stays held when the block ends well, for the caller
    to release. Raises Stopped."""
    with budget.excused():
        while not lock.acquire(timeout=SLICE):
            budget.check_stopped()
    try:
        yield
    except BaseException:
        lock.release()
        raise
    if not keep:
        lock.release()
