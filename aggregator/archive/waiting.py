"""What the river asks before it works: how the sources stand, what made the last request conditional, what is waiting."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.model import Entry, Source


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands. `address`: the one in use; `gone`: since when the host says 410; `failures`: in a row; `retry_after`: the
    host asked us to stay away until then; `signature`: the layout by which a press page was read; `titled`: what it calls itself;
    `cause`: the stable name of the last failure; `notices`: reservations that its own page carries."""

    source: str
    configured: str
    address: str
    gone: datetime | None = None
    failures: int = 0
    reason: str | None = None
    retry_after: datetime | None = None
    next_due: datetime | None = None
    last_visit: datetime | None = None
    last_success: datetime | None = None
    last_new: datetime | None = None
    signature: str | None = None
    titled: str | None = None
    cause: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cached:
    """What is remembered of the last whole answer of an address. `full`: when it came whole; `body`: its hash; `reader`: hash of how
    it was read; `follow`: where an index led."""

    address: str
    asked: datetime
    full: datetime
    body: bytes
    reader: bytes
    etag: str | None = None
    last_modified: str | None = None
    follow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry on the waiting list: its row id, itself, how often it was asked, the article it is already filed as (a
    correction is expected), and the address it stands under."""

    id: int
    entry: Entry
    attempts: int = 0
    article: int | None = None


def standing(archive: Archive, source: Source) -> Standing:
    """How this source stands; a new or re-addressed one stands fresh."""
    row = archive.row("SELECT * FROM source_state WHERE source = ? AND configured = ?", (source.name, source.url))
    if row is None:
        return Standing(source.name, source.url, source.url)
    return _standing(row)


def standings(archive: Archive) -> tuple[Standing, ...]:
    """All sources ever visited, by name."""
    return tuple(_standing(row) for row in archive.rows("SELECT * FROM source_state ORDER BY source"))


def _standing(row: sqlite3.Row) -> Standing:
    with rows.readable("a source"):
        return Standing(
            source=row["source"],
            configured=row["configured"],
            address=row["address"],
            gone=rows.moment(row["gone"]),
            failures=row["failures"],
            reason=row["reason"],
            retry_after=rows.moment(row["retry_after"]),
            next_due=rows.moment(row["next_due"]),
            last_visit=rows.moment(row["last_visit"]),
            last_success=rows.moment(row["last_success"]),
            last_new=rows.moment(row["last_new"]),
            signature=row["signature"],
            titled=row["titled"],
            cause=row["cause"],
            notices=rows.strings(row["notices"]),
        )


def cached(archive: Archive, source: str, address: str) -> Cached | None:
    """What is remembered of an address of a source."""
    row = archive.row("SELECT * FROM cache WHERE source = ? AND address = ?", (source, address))
    if row is None:
        return None
    with rows.readable("a cache row"):
        asked, full = datetime.fromisoformat(row["asked"]), datetime.fromisoformat(row["full"])
        follow = tuple(json.loads(row["follow"]))
        return Cached(address, asked, full, row["body"], row["reader"], row["etag"], row["last_modified"], follow)


def waiting(archive: Archive, sources: tuple[str, ...], now: datetime, most: int) -> Iterator[tuple[int, str, str]]:
    """(id, source, url) of entries that may be asked now: of each source at most `most`, never-asked ones first, newest first;
    the sources take turns."""
    yield from (tuple(row) for row in archive.rows(_WAITING, (rows.instant(now), rows.listed(sources), most)))


# `published` is JSON that begins with the day, so it sorts by it.
_WAITING = """
SELECT id, source, url FROM (
  SELECT id, source, url, row_number() OVER (PARTITION BY source ORDER BY attempts, coalesce(published, '') DESC, id) AS turn
  FROM entry WHERE state = 'waiting' AND (next_try IS NULL OR next_try <= ?) AND source IN (SELECT value FROM json_each(?))
) WHERE turn <= ? ORDER BY turn, source
"""


def entry(archive: Archive, number: int) -> Waiting | None:
    """An entry of the waiting list by its row id."""
    row = archive.row("SELECT * FROM entry WHERE id = ?", (number,))
    return None if row is None else Waiting(row["id"], rows.entry(row), row["attempts"], row["article"])


def is_known(archive: Archive, key: str) -> bool:
    """Whether an entry of this key was ever listed."""
    return archive.row("SELECT 1 FROM entry WHERE key = ?", (key,)) is not None


def count_waiting(archive: Archive) -> int:
    """How many entries wait, due or not."""
    row = archive.row("SELECT count(*) FROM entry WHERE state = 'waiting'")
    return int(row[0]) if row else 0
