"""How long work ends when it is told to: tidily, and if that does not come about, at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from aggregator.errors import INTERRUPTED

GRACE = 4.5
"""Seconds of the clock that a tidy end may take."""

_LAST_WORDS = b"stopped: the run did not end in time and was cut off; what was filed is safe, the rest comes in the next run\n"


@contextmanager
def tidily() -> Iterator[None]:
    """SIGTERM and SIGINT end the work inside by KeyboardInterrupt, once; what comes after the first is ignored, for the end is under way.

    An exception that a signal raises can come where it gets lost, or between taking a lock and noting that it is held (bpo-29988). So
    whoever has not left GRACE seconds later is ended from outside: the archive bears that as it bears a power cut.
    """
    watch = threading.Timer(GRACE, _cut_off)
    watch.daemon = True

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        watch.start()
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        watch.cancel()
        for each, handler in before.items():
            signal.signal(each, handler)


def _cut_off() -> None:
    os.write(2, _LAST_WORDS)
    os._exit(INTERRUPTED)
