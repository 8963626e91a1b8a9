"""How far a walk back in time has come: each address with what became of it, so that a run that ends anywhere goes on from there.

begun      a walk of this source to this day: the one under way, or a new one from these seeds
following  the addresses to ask next, the newest first
walked     an address was read: its entries, where it leads and its own state, in one commit
strayed    an address could not be read
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from aggregator.archive import rows, write
from aggregator.archive.handle import Archive
from aggregator.archive.waiting import Standing
from aggregator.archive.write import Listing, Taken
from aggregator.model import Entry, Failure

MOST_KNOWN = 20_000
"""Addresses that one walk may come to know: no site's archive needs more, and an endless calendar ends there."""

_ATTEMPTS = 3
_SAMPLE = 300


@dataclass(frozen=True, slots=True)
class Stop:
    """An address of a source's walk: its row id, what it is to be read as, and the newest day it can hold (None: not known)."""

    id: int
    source: str
    address: str
    kind: str
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Harvest:
    """What an address gave: wanted entries, which of them (by position) keywords pass over, where it leads (address, kind, newest
    day), the hash of what it listed, and the oldest day there."""

    entries: tuple[Entry, ...] = ()
    passed_over: frozenset[int] = frozenset()
    leads: tuple[tuple[str, str, date | None], ...] = ()
    digest: bytes | None = None
    oldest: date | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """An address that could not be read: to be tried again a few times; without a `failure` to tell there is nothing, for good.
    `asked`: it was asked at all."""

    failure: Failure | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a walk has come: addresses read, left and failed, entries taken, the oldest day seen; when it was finished."""

    source: str
    since: date
    started: datetime
    finished: datetime | None
    read: int
    left: int
    failed: int
    entries: int
    oldest: date | None
    waiting: int


def begun(archive: Archive, standing: Standing, since: date, seeds: Iterable[tuple[str, str]], now: datetime) -> None:
    """Begin a walk of a source back to `since` at these seeds (address, kind), or go on with the one under way. Another day, or
    another address in feeds.toml, makes a new walk; what it finds again is not filed again."""
    row = archive.row("SELECT configured, since FROM backfill WHERE source = ?", (standing.source,))
    if row is not None and (row["configured"], row["since"]) == (standing.configured, since.isoformat()):
        return
    with archive.transaction():
        archive.do("DELETE FROM backfill_address WHERE source = ?", (standing.source,))
        archive.do(
            "INSERT OR REPLACE INTO backfill (source, configured, since, started) VALUES (?, ?, ?, ?)",
            (standing.source, standing.configured, since.isoformat(), rows.instant(now)),
        )
        _lead(archive, standing.source, since, [(address, kind, None) for address, kind in seeds])


def following(archive: Archive, source: str, most: int, but: Iterable[int] = ()) -> tuple[Stop, ...]:
    """The addresses to ask next: those of which nothing is known but that they are there, then the newest; `but` these ids."""
    found = archive.rows(
        "SELECT id, address, kind, newest FROM backfill_address WHERE source = ? AND state = 'open'"
        " AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY newest IS NOT NULL, newest DESC, id LIMIT ?",
        (source, json.dumps(list(but)), most),
    )
    return tuple(Stop(row["id"], source, row["address"], row["kind"], rows.day(row["newest"])) for row in found)


def examples(archive: Archive, source: str) -> tuple[str, ...]:
    """Addresses of articles that the source itself has listed, the first ones."""
    found = archive.rows("SELECT url FROM entry WHERE source = ? AND url <> '' ORDER BY id LIMIT ?", (source, _SAMPLE))
    return tuple(row["url"] for row in found)


def walked(archive: Archive, standing: Standing, stop: Stop, harvest: Harvest, now: datetime) -> Taken:
    """File what an address gave, where it leads and that it was read, in one commit."""
    listing = Listing(standing, None, harvest.entries, harvest.passed_over)
    with archive.transaction():
        taken, _, _ = write.take(archive, listing, now)
        again = harvest.digest is not None and _met(archive, standing.source, harvest.digest)
        if not again:
            _lead(archive, standing.source, _since(archive, standing.source), harvest.leads)
        archive.do(
            "UPDATE backfill_address SET state = 'read', asked = ?, digest = ?, oldest = ?, entries = ? WHERE id = ?",
            (
                rows.instant(now),
                harvest.digest,
                harvest.oldest.isoformat() if harvest.oldest else None,
                taken.new + taken.passed_over,
                stop.id,
            ),
        )
        _finish(archive, standing.source, now)
    return taken


def strayed(archive: Archive, stop: Stop, miss: Miss, run: int, now: datetime) -> None:
    """An address could not be read."""
    with archive.transaction():
        archive.do(
            "UPDATE backfill_address SET asked = ?, attempts = attempts + ?,"
            " state = CASE WHEN ? THEN 'none' WHEN attempts + ? >= ? THEN 'failed' ELSE state END WHERE id = ?",
            (rows.instant(now), int(miss.asked), int(miss.failure is None), int(miss.asked), _ATTEMPTS, stop.id),
        )
        if miss.failure:
            write.note_failure(archive, miss.failure, run, now)
        _finish(archive, stop.source, now)


def progress(archive: Archive, source: str) -> Progress | None:
    """How far the walk of a source has come; None where there is none."""
    row = archive.row("SELECT * FROM backfill WHERE source = ?", (source,))
    if row is None:
        return None
    counts = {
        each["state"]: each
        for each in archive.rows(
            "SELECT state, count(*) AS count, sum(entries) AS entries, min(oldest) AS oldest FROM backfill_address"
            " WHERE source = ? GROUP BY state",
            (source,),
        )
    }
    waits = archive.row("SELECT count(*) FROM entry WHERE source = ? AND state = 'waiting'", (source,))
    count = {state: counts[state]["count"] if state in counts else 0 for state in ("read", "open", "failed")}
    with rows.readable("a backfill"):
        return Progress(
            source,
            date.fromisoformat(row["since"]),
            datetime.fromisoformat(row["started"]),
            rows.moment(row["finished"]),
            count["read"],
            count["open"],
            count["failed"],
            counts["read"]["entries"] if "read" in counts else 0,
            rows.day(counts["read"]["oldest"]) if "read" in counts else None,
            waits[0] if waits else 0,
        )


def _since(archive: Archive, source: str) -> date:
    row = archive.row("SELECT since FROM backfill WHERE source = ?", (source,))
    return date.fromisoformat(row["since"]) if row else date.min


def _met(archive: Archive, source: str, digest: bytes) -> bool:
    """Whether an address of this walk listed the very same: pages that come round again."""
    return archive.row("SELECT 1 FROM backfill_address WHERE source = ? AND digest = ?", (source, digest)) is not None


def _lead(archive: Archive, source: str, since: date, leads: Iterable[tuple[str, str, date | None]]) -> None:
    """Remember addresses to ask; those that can hold nothing young enough are known as beyond."""
    row = archive.row("SELECT count(*) FROM backfill_address WHERE source = ?", (source,))
    room = MOST_KNOWN - (row[0] if row else 0)
    archive.many(
        "INSERT OR IGNORE INTO backfill_address (source, address, kind, newest, state) VALUES (?, ?, ?, ?, ?)",
        [
            (source, address, kind, newest.isoformat() if newest else None, "beyond" if newest and newest < since else "open")
            for address, kind, newest in list(leads)[: max(room, 0)]
        ],
    )


def _finish(archive: Archive, source: str, now: datetime) -> None:
    if archive.row("SELECT 1 FROM backfill_address WHERE source = ? AND state = 'open'", (source,)) is None:
        archive.do("UPDATE backfill SET finished = ? WHERE source = ? AND finished IS NULL", (rows.instant(now), source))
