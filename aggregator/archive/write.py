"""What the river writes besides articles: each public function is one transaction.

visited    new entries + what makes the next request conditional + how the source stands
failed     a source that could not be read, or an entry that could not be filed: counted, told, tried again later
began, ended    one run
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from urllib.parse import urlsplit

from aggregator import __version__, urls
from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.archive.waiting import Cached, Standing
from aggregator.model import Entry, Failure, Run


@dataclass(frozen=True, slots=True)
class Listing:
    """What a visit learned, to be written at once: how the source stands now, what to remember of the address asked (None: nothing),
    its entries, and which of them (by position) the source's keywords pass over."""

    standing: Standing
    cached: Cached | None
    entries: tuple[Entry, ...] = ()
    passed_over: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a listing was new: entries to ask, entries passed over, known ones, and how many of those the feed says have changed."""

    new: int = 0
    passed_over: int = 0
    known: int = 0
    changed: int = 0


# ---- sources ---------------------------------------------------------------------------------------------------------------


def visited(archive: Archive, listing: Listing, run: int, now: datetime) -> Taken:
    """File what a visit learned: entries and caching headers in one commit, so that no 304 ever hides an entry."""
    with archive.transaction():
        _stand(archive, listing.standing)
        if listing.cached:
            _remember(archive, listing.standing.source, listing.cached)
        taken = _take(archive, listing, now)
        outcome = "new" if taken.new else "nothing-new" if listing.entries else "unchanged"
        _note_visit(archive, listing.standing.source, run, now, (outcome, len(listing.entries), taken.new, None))
    return taken


def failed_visit(archive: Archive, standing: Standing, failure: Failure, run: int, now: datetime) -> None:
    """A source could not be read: how it stands now, and the failure."""
    with archive.transaction():
        _stand(archive, standing)
        _note_visit(archive, standing.source, run, now, ("failed", 0, 0, failure.message))
        _note_failure(archive, failure, run, now)


def _stand(archive: Archive, standing: Standing) -> None:
    values = [getattr(standing, each.name) for each in fields(standing)]
    columns = [rows.instant(each) if isinstance(each, datetime) else each for each in values]
    names = ", ".join(each.name for each in fields(standing))
    stale = (
        "DELETE FROM cache WHERE source = ? AND EXISTS (SELECT 1 FROM source_state s WHERE s.source = cache.source AND s.configured <> ?)"
    )
    archive.do(stale, (standing.source, standing.configured))
    updates = ", ".join(f"{each.name} = excluded.{each.name}" for each in fields(standing)[1:])
    marks = ", ".join("?" * len(columns))
    archive.do(f"INSERT INTO source_state ({names}) VALUES ({marks}) ON CONFLICT (source) DO UPDATE SET {updates}", columns)


def _remember(archive: Archive, source: str, cached: Cached) -> None:
    asked, full = rows.instant(cached.asked), rows.instant(cached.full)
    archive.do(
        "INSERT OR REPLACE INTO cache (source, address, etag, last_modified, body, reader, asked, full, follow)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (source, cached.address, cached.etag, cached.last_modified, cached.body, cached.reader, asked, full, rows.listed(cached.follow)),
    )


def _note_visit(archive: Archive, source: str, run: int, now: datetime, told: tuple[str, int, int, str | None]) -> None:
    archive.do(
        "INSERT INTO visit (source, run, at, outcome, entries, fresh, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (source, run, rows.instant(now), *told),
    )


# ---- entries ---------------------------------------------------------------------------------------------------------------


def key(entry: Entry) -> str:
    """By what an entry is known: the identity of its address, or where it has none, its source and identifier (or title)."""
    if entry.url:
        return urls.key(entry.url)
    return f"{entry.source}\n{entry.identity or entry.title or _digest(entry).hex()}"


def _take(archive: Archive, listing: Listing, now: datetime) -> Taken:
    taken, met = Taken(), set()
    for position, entry in enumerate(listing.entries):
        name = key(entry)
        if name in met:
            continue  # the same entry once more: the first one counts
        met.add(name)
        row = _row(archive, entry, name)
        wanted = position not in listing.passed_over
        if row is None:
            fresh = _insert(archive, entry, name, wanted, now)
            taken = replace(taken, new=taken.new + (fresh == "waiting"), passed_over=taken.passed_over + (fresh == "passed_over"))
        else:
            changed = row["source"] == entry.source and _update(archive, row, entry, wanted)
            taken = replace(taken, known=taken.known + 1, changed=taken.changed + changed)
    return taken


def _row(archive: Archive, entry: Entry, name: str) -> sqlite3.Row | None:
    """The row this entry is known by: its key, or else its source's identifier where the address differs in the query alone
    (a session id). An identifier by itself is not trusted: some feeds give all entries the same one."""
    columns = "SELECT id, source, url, mark, state FROM entry"
    row = archive.row(f"{columns} WHERE key = ?", (name,))
    if row is not None or not entry.identity or not entry.url:
        return row
    like = archive.rows(f"{columns} WHERE source = ? AND identity = ? LIMIT 50", (entry.source, entry.identity))
    here = urlsplit(entry.url)
    return next((each for each in like if _place(each["url"]) == (here.netloc, here.path)), None) if here.query else None


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path


def _insert(archive: Archive, entry: Entry, name: str, wanted: bool, now: datetime) -> str:
    """Put a new entry on the waiting list; one whose address is an article's already is filed as it stands. Returns its state."""
    known = archive.row("SELECT article FROM address WHERE key = ?", (name,)) if entry.url else None
    state = "filed" if known else "waiting" if wanted else "passed_over"
    values = {"key": name, **_columns(entry), "state": state, "seen": rows.instant(now), "article": known[0] if known else None}
    archive.do(f"INSERT INTO entry ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", tuple(values.values()))
    return state


def _update(archive: Archive, row: sqlite3.Row, entry: Entry, wanted: bool) -> bool:
    """Take over what the feed says now. A filed entry that changed waits again (its article may be corrected), not before its
    `next_try`. Returns whether it does."""
    called_in = row["state"] == "passed_over" and wanted
    if row["mark"] == _digest(entry) and not called_in:
        return False
    again = row["state"] in ("filed", "given_up") or called_in
    values = {**_columns(entry), **({"state": "waiting"} if again else {})}
    archive.do(f"UPDATE entry SET {', '.join(f'{each} = ?' for each in values)} WHERE id = ?", (*values.values(), row["id"]))
    return again


def _columns(entry: Entry) -> dict[str, object]:
    plain = {name: getattr(entry, name) for name in ("source", "url", "identity", "title", "summary", "text", "language")}
    dated = {name: rows.published_json(getattr(entry, name)) for name in ("published", "updated")}
    return {**plain, **dated, "mark": _digest(entry)}


def _digest(entry: Entry) -> bytes:
    """A hash of what a correction would change: title, summary, text, and the dates as they are written."""
    said = [entry.title, entry.summary, entry.text, *(each and each.iso() for each in (entry.published, entry.updated))]
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=12).digest()


def failed_entry(archive: Archive, number: int, failure: Failure, run: int, again: tuple[datetime, datetime]) -> None:
    """An entry could not be filed. `again`: (now, not before when it is tried again). It is never lost: only where the host says that
    the page is gone for good (`failure.permanent`) is it not asked again, unless the feed changes it."""
    now, later = again
    state = "given_up" if failure.permanent else "waiting"
    with archive.transaction():
        archive.do(
            "UPDATE entry SET state = ?, attempts = attempts + 1, next_try = ?, reason = ? WHERE id = ?",
            (state, rows.instant(later), failure.message, number),
        )
        _note_failure(archive, failure, run, now)


# ---- runs ------------------------------------------------------------------------------------------------------------------


def began(archive: Archive, now: datetime) -> int:
    """A run begins. Returns its number."""
    with archive.transaction():
        return archive.do("INSERT INTO run (started, version, counts) VALUES (?, ?, '{}')", (rows.instant(now), __version__))


def ended(archive: Archive, number: int, run: Run) -> None:
    """A run has ended: its counts."""
    counts = {each.name: getattr(run, each.name) for each in fields(run) if each.name not in ("started", "ended", "failures")}
    with archive.transaction():
        archive.do(
            "UPDATE run SET ended = ?, counts = ? WHERE id = ?",
            (rows.instant(run.ended) if run.ended else None, json.dumps(counts, ensure_ascii=False), number),
        )


def noted(archive: Archive, failures: Iterable[Failure], run: int, now: datetime) -> None:
    """Failures that change nothing else: a further page of a source, a tagger that stumbled."""
    with archive.transaction():
        for failure in failures:
            _note_failure(archive, failure, run, now)


def _note_failure(archive: Archive, failure: Failure, run: int, now: datetime) -> None:
    told = (failure.stage, failure.source, failure.url, failure.message, failure.hint, int(failure.permanent))
    archive.do(
        "INSERT INTO failure (run, at, stage, source, url, message, hint, permanent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (run, rows.instant(now), *told),
    )
