"""When to ask, and when to ask again. Pure: instants in, instants out.

Intervals are taken nine tenths long, so that a daily job that starts a little earlier than yesterday finds everything due.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.archive.waiting import Cached, Standing
from aggregator.errors import FetchError
from aggregator.model import Source

_SLACK = 0.9
_FULL_EVERY = timedelta(days=7)  # a whole answer now and then, although 304s come: some hosts say 304 for ever
_GONE_EVERY = timedelta(days=7)
_SOURCE_FIRST, _SOURCE_MOST = timedelta(hours=1), timedelta(days=3)
_ENTRY_FIRST, _ENTRY_MOST = timedelta(hours=1), timedelta(days=30)
_AWAY_MOST = timedelta(days=7)  # what hosts may ask for with Retry-After; more is nonsense or a refusal, and is asked again weekly
_FRUITLESS_MOST = timedelta(days=30)
_UNASKED = frozenset(("resting", "host-down", "no-room", "robots-down"))


def is_due(standing: Standing, now: datetime, *, named: bool) -> bool:
    """Whether to visit a source now. `named`: the user asked for this very one; then only the host's own wish counts."""
    if standing.retry_after and now < standing.retry_after:
        return False
    return named or standing.next_due is None or now >= standing.next_due


def is_conditional(cached: Cached | None, reader: bytes, now: datetime) -> bool:
    """Whether to send the caching headers back: not when the last whole answer is a week old or was read otherwise."""
    return cached is not None and cached.reader == reader and now - cached.full < _FULL_EVERY * _SLACK


def well(standing: Standing, source: Source, now: datetime, *, address: str) -> Standing:
    """How a source stands after a good answer, from `address`."""
    return replace(
        standing,
        address=address,
        gone=None,
        failures=0,
        reason=None,
        retry_after=None,
        next_due=now + source.every * _SLACK if source.every else None,
        last_visit=now,
        last_success=now,
        cause=None,
    )


def ill(standing: Standing, error: Exception, now: datetime) -> Standing:
    """How a source stands after a failure: asked again later and later; a redirect that was believed is forgotten."""
    gone = isinstance(error, FetchError) and error.status == 410
    wait = _GONE_EVERY if gone else doubled(_SOURCE_FIRST, standing.failures, _SOURCE_MOST)
    return replace(
        standing,
        address=standing.configured,
        gone=(standing.gone or now) if gone else None,
        failures=standing.failures + 1,
        reason=str(error),
        retry_after=away(error, now),
        next_due=now + wait * _SLACK,
        last_visit=now,
        cause=cause(error),
    )


def asked(error: Exception) -> bool:
    """Whether the address itself was asked before this went wrong: not where the host rests, is down, or cannot show its rules."""
    return getattr(error, "reason", "") not in _UNASKED


def cause(error: Exception) -> str:
    """The stable name of what went wrong: the error's own reason, or `bug`."""
    return str(getattr(error, "reason", "")) or "bug"


def away(error: Exception, now: datetime) -> datetime | None:
    """Until when the host asked us to stay away; None where it did not, or not sensibly."""
    seconds = getattr(error, "retry_after", None)
    if not seconds or not seconds > 0:  # not a number is no wish either
        return None
    return now + min(timedelta(seconds=min(seconds, _AWAY_MOST.total_seconds())), _AWAY_MOST)


def again(attempts: int, error: Exception, now: datetime) -> datetime:
    """When to ask for an article again that failed for the `attempts + 1`st time: in the next run, then later and later. What was
    not asked at all may be asked in the next run."""
    wait = timedelta() if attempts == 0 or not asked(error) else doubled(_ENTRY_FIRST, attempts - 1, _ENTRY_MOST) * _SLACK
    return max(now + wait, away(error, now) or now)


def changed_again(fruitless: int, now: datetime) -> datetime | None:
    """Before when not to believe a feed once more that an article changed, after it said so `fruitless` times in vain."""
    return now + doubled(timedelta(days=1), fruitless, _FRUITLESS_MOST) * _SLACK if fruitless else None


def doubled(first: timedelta, times: int, most: timedelta) -> timedelta:
    """`first`, doubled `times` times, at most `most`."""
    return min(first * (1 << min(times, 20)), most)
