"""Memory for large pages: only a few may be under way or waiting for the consumer at once, however many hosts send them."""

from __future__ import annotations

import ctypes
import threading
import time
from contextlib import suppress

from aggregator.fetch.budget import SLICE, Budget
from aggregator.fetch.failures import Trouble

SMALL = 1024 * 1024
"""Bytes up to which a page needs no permission."""

ALL = 48 * 1024 * 1024
"""Bytes that all larger pages together may take."""

_M_MMAP_THRESHOLD = -3  # glibc's mallopt(3)
_OWN_MAPPING = 256 * 1024


def return_memory() -> None:
    """Have the C library give blocks of more than 256 KiB back to the system at once, where it can be told so (glibc).

    By default it raises that bound to the largest block ever freed, and then every thread keeps the room of its largest
    page: 16 threads that have met a bomb of 20 MB each held 330 MB; with this, 110 MB.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _OWN_MAPPING)


class Room:
    """Permits for pages larger than SMALL. A permit is bound to the budget of its request."""

    def __init__(self, largest: int) -> None:
        return_memory()
        self._places = threading.BoundedSemaphore(max(1, ALL // max(largest, 1)))

    def hold(self, budget: Budget, size: int) -> None:
        """Take a permit once a page has grown past SMALL bytes. The wait is not counted against the budget, but ends after as
        long as the budget was given at first. Raises Trouble("no-room"), Stopped."""
        if size <= SMALL or budget.large:
            return
        until = time.monotonic() + budget.seconds
        with budget.excused():
            while not self._places.acquire(timeout=SLICE):
                budget.check_stopped()
                if time.monotonic() > until:
                    raise Trouble("no-room")
        budget.large = True

    def free(self, budget: Budget) -> None:
        """Give the permit back, if there is one."""
        if budget.large:
            budget.large = False
            self._places.release()
