"""The history of visits, from which health is judged: one row an address and run, the days with news, and what is let go of it.

Everything here happens inside a caller's transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.model import Entry

RUNS_KEPT = 100
"""Runs of a source whose visits are kept."""

DAYS_KEPT = 400
"""Days for which failures and passed-over entries are kept: a year, and the season after it to compare."""

NEWS_DAYS_KEPT = 3 * 365
"""Days for which days with news are kept: enough to learn the rhythm of a source that has news four times a year."""

_STALE = timedelta(days=30)  # what is older when it is first listed is news of today, not of then


@dataclass(frozen=True, slots=True)
class Visit:
    """What is noted of one address in one run: see table visit."""

    outcome: str
    entries: int = 0
    fresh: int = 0
    depth: int = 0
    dated: int | None = None
    joined: bool | None = None
    signature: str | None = None
    cause: str | None = None
    reason: str | None = None


def note(archive: Archive, source: str, run: int, now: datetime, visit: Visit) -> None:
    """Note a visit."""
    archive.do(
        "INSERT INTO visit (source, run, at, outcome, entries, fresh, depth, dated, joined, signature, cause, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source,
            run,
            rows.instant(now),
            visit.outcome,
            visit.entries,
            visit.fresh,
            visit.depth,
            visit.dated,
            visit.joined,
            visit.signature,
            visit.cause,
            visit.reason,
        ),
    )


def note_news(archive: Archive, source: str, fresh: Iterable[Entry], now: datetime, *, first: bool) -> None:
    """Note on which days these new entries were news; `first`: the source was never listed before, so all of its past is new."""
    today = now.date()
    days = Counter(_day(entry, today, first=first) for entry in fresh)
    archive.many(
        "INSERT INTO news_day (source, day, entries) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET entries = entries + excluded.entries",
        [(source, day.isoformat(), count) for day, count in days.items()],
    )


def _day(entry: Entry, today: date, *, first: bool) -> date:
    dated = entry.published or entry.updated
    if dated is None or dated.day > today or (not first and today - dated.day > _STALE):
        return today
    return dated.day


def forget(archive: Archive, source: str, configured: str) -> None:
    """Forget the visits of a source whose address in feeds.toml was another one."""
    known = "EXISTS (SELECT 1 FROM source_state s WHERE s.source = ? AND s.configured <> ?)"
    archive.do(f"DELETE FROM visit WHERE source = ? AND {known}", (source, source, configured))


def prune(archive: Archive, now: datetime) -> None:
    """Let go of what is too old to judge by."""
    oldest = now - timedelta(days=DAYS_KEPT)
    ranked = "SELECT id, dense_rank() OVER (PARTITION BY source ORDER BY run DESC) AS place FROM visit"
    archive.do(f"DELETE FROM visit WHERE id IN (SELECT id FROM ({ranked}) WHERE place > ?)", (RUNS_KEPT,))
    archive.do("DELETE FROM failure WHERE at < ?", (rows.instant(oldest),))
    archive.do("DELETE FROM news_day WHERE day < ?", ((now - timedelta(days=NEWS_DAYS_KEPT)).date().isoformat(),))
    archive.do("DELETE FROM entry WHERE state = 'passed_over' AND seen < ?", (rows.instant(oldest),))
