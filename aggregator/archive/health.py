"""How the sources and the archive are: the questions of `status` and `doctor`."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.archive.waiting import Standing, standings
from aggregator.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class Health:
    """A source's standing with its history: `state` is one of well, failing, silent, away, gone; `entries`, `waiting`, `articles` are
    counts; `typical_days`: the usual time between two visits with news (None: not known yet)."""

    standing: Standing
    state: str
    entries: int
    waiting: int
    articles: int
    typical_days: float | None = None


@dataclass(frozen=True, slots=True)
class LastRun:
    """A run as it was noted. `ended` None: it runs still, or was killed."""

    number: int
    started: datetime
    ended: datetime | None
    version: str
    counts: dict[str, Any]
    failures: tuple[tuple[str, str, str, str, str], ...]


_SILENT_TIMES, _SILENT_DAYS = 4, 14  # a source is silent when nothing new came for four usual gaps, and two weeks at least


def sources(archive: Archive, now: datetime) -> tuple[Health, ...]:
    """The health of every source ever visited, by name."""
    entries = _by_source(archive, "SELECT source, count(*) FROM entry GROUP BY source")
    waiting = _by_source(archive, "SELECT source, count(*) FROM entry WHERE state = 'waiting' GROUP BY source")
    articles = _by_source(archive, "SELECT source, count(*) FROM article GROUP BY source")
    found = []
    for each in standings(archive):
        gap = _typical(archive, each.source)
        state = _state(each, gap, now)
        found.append(Health(each, state, entries.get(each.source, 0), waiting.get(each.source, 0), articles.get(each.source, 0), gap))
    return tuple(found)


def _by_source(archive: Archive, sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in archive.rows(sql)}


def _typical(archive: Archive, source: str) -> float | None:
    """The median of the days between two visits that brought something new, of the last twenty."""
    found = archive.rows("SELECT at FROM visit WHERE source = ? AND fresh > 0 ORDER BY at DESC LIMIT 21", (source,))
    with rows.readable("a visit"):
        at = [datetime.fromisoformat(row["at"]) for row in found]
    gaps = sorted((later - earlier).total_seconds() / 86400 for later, earlier in pairwise(at))
    return gaps[len(gaps) // 2] if len(gaps) >= 3 else None


def _state(standing: Standing, gap: float | None, now: datetime) -> str:
    if standing.gone:
        return "gone"
    if standing.retry_after and now < standing.retry_after:
        return "away"
    if standing.failures:
        return "failing"
    quiet = (now - standing.last_new).total_seconds() / 86400 if standing.last_new else 0.0
    return "silent" if gap is not None and quiet > max(gap * _SILENT_TIMES, _SILENT_DAYS) else "well"


def last_run(archive: Archive) -> LastRun | None:
    """The newest run, with its failures (stage, source, address, message, hint)."""
    row = archive.row("SELECT * FROM run ORDER BY id DESC LIMIT 1")
    if row is None:
        return None
    told = archive.rows("SELECT stage, source, url, message, hint FROM failure WHERE run = ? ORDER BY id", (row["id"],))
    with rows.readable("a run"):
        started = datetime.fromisoformat(row["started"])
        failures = tuple((each[0], each[1], each[2], each[3], each[4]) for each in told)
        return LastRun(row["id"], started, rows.moment(row["ended"]), row["version"], json.loads(row["counts"]), failures)


def counts(archive: Archive) -> dict[str, int]:
    """How many there are of what."""
    tables = ("article", "story", "partnership", "organisation", "version", "page", "entry")
    found = {table: archive.row(f"SELECT count(*) FROM {table}") for table in tables}
    return {table: row[0] if row else 0 for table, row in found.items()}


def engine() -> str:
    """The SQLite in use. Raises ArchiveError when it lacks what the archive needs (STRICT tables, FTS5)."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        connection.execute("CREATE TABLE s (x TEXT) STRICT")
    except sqlite3.Error as error:
        hint = "Use a Python whose SQLite is 3.37 or newer and has FTS5 (most have)."
        raise ArchiveError(f"SQLite {sqlite3.sqlite_version} lacks what the archive needs: {error}.", hint=hint) from None
    finally:
        connection.close()
    return f"SQLite {sqlite3.sqlite_version} with FTS5"
