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
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aggregator import __version__, urls
from aggregator.archive import rows, visits
from aggregator.archive.handle import Archive
from aggregator.archive.waiting import Cached, Standing
from aggregator.model import Entry, Failure, Run


@dataclass(frozen=True, slots=True)
class Listing:
    """What a visit learned, to be written at once: how the source stands now, what to remember of the address asked (None: nothing),
    its entries, and which of them (by position) the source's keywords pass over. `depth`: how far from the source's own address (0: that
    one itself); `kind`: "listing", "index" (nothing but addresses) or "unchanged" (not read again)."""

    standing: Standing
    cached: Cached | None
    entries: tuple[Entry, ...] = ()
    passed_over: frozenset[int] = frozenset()
    depth: int = 0
    kind: str = "listing"


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a listing was new: entries to ask, entries passed over, known ones, and how many of those the feed says have changed."""

    new: int = 0
    passed_over: int = 0
    known: int = 0
    changed: int = 0


# ---- sources ---------------------------------------------------------------------------------------------------------------


_PINNED = 2  # entries that stay at the top of a listing whatever comes
_ONE_RUN = timedelta(hours=6)  # entries first seen so shortly before the last new one came with it


def visited(archive: Archive, listing: Listing, run: int, now: datetime) -> Taken:
    """File what a visit learned: entries and caching headers in one commit, so that no 304 ever hides an entry."""
    name, before = listing.standing.source, listing.standing.last_new
    with archive.transaction():
        taken, fresh, known = take(archive, listing, now)
        _stand(archive, replace(listing.standing, last_new=now) if fresh else listing.standing)
        if listing.cached:
            _remember(archive, name, listing.cached)
        visits.note_news(archive, name, fresh, now, first=before is None)
        visits.note(archive, name, run, now, _visit(listing, taken, _joined(listing, known)))
    return taken


def _visit(listing: Listing, taken: Taken, joined: bool | None) -> visits.Visit:
    read = "new" if taken.new else "nothing-new" if listing.entries else "empty"
    dated = sum(bool(entry.published or entry.updated) for entry in listing.entries)
    return visits.Visit(
        outcome=read if listing.kind == "listing" else listing.kind,
        entries=len(listing.entries),
        fresh=taken.new + taken.passed_over,
        depth=listing.depth,
        dated=dated,
        joined=joined,
        signature=listing.standing.signature if listing.depth == 0 and listing.entries else None,
    )


def _joined(listing: Listing, known: list[str]) -> bool | None:
    """Whether a listing joins up with what was listed before: it holds an entry that came with the latest ones, or more known
    ones than are ever pinned to the top. None where there is nothing to join. `known`: when its known entries were first seen."""
    last = listing.standing.last_new
    if last is None or not listing.entries:
        return None
    return len(known) > _PINNED or any(seen >= rows.instant(last - _ONE_RUN) for seen in known)


def failed_visit(archive: Archive, standing: Standing, failure: Failure, run: int, now: datetime) -> None:
    """A source could not be read: how it stands now, and the failure."""
    with archive.transaction():
        _stand(archive, standing)
        visits.note(archive, standing.source, run, now, visits.Visit("failed", cause=standing.cause, reason=failure.message))
        note_failure(archive, failure, run, now)


def _stand(archive: Archive, standing: Standing) -> None:
    values = [getattr(standing, each.name) for each in fields(standing)]
    columns = [_column(each) for each in values]
    names = ", ".join(each.name for each in fields(standing))
    stale = (
        "DELETE FROM cache WHERE source = ? AND EXISTS (SELECT 1 FROM source_state s WHERE s.source = cache.source AND s.configured <> ?)"
    )
    archive.do(stale, (standing.source, standing.configured))
    visits.forget(archive, standing.source, standing.configured)
    updates = ", ".join(f"{each.name} = {_LATEST if each.name == 'last_new' else f'excluded.{each.name}'}" for each in fields(standing)[1:])
    marks = ", ".join("?" * len(columns))
    archive.do(f"INSERT INTO source_state ({names}) VALUES ({marks}) ON CONFLICT (source) DO UPDATE SET {updates}", columns)


# Further pages of a run are written with the standing from before it: what came new in between stays.
_LATEST = (
    "CASE WHEN source_state.configured = excluded.configured"
    " THEN nullif(max(coalesce(source_state.last_new, ''), coalesce(excluded.last_new, '')), '') ELSE excluded.last_new END"
)


def _column(value: object) -> object:
    if isinstance(value, datetime):
        return rows.instant(value)
    return rows.listed(value) if isinstance(value, tuple) else value


def _remember(archive: Archive, source: str, cached: Cached) -> None:
    asked, full = rows.instant(cached.asked), rows.instant(cached.full)
    archive.do(
        "INSERT OR REPLACE INTO cache (source, address, etag, last_modified, body, reader, asked, full, follow)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (source, cached.address, cached.etag, cached.last_modified, cached.body, cached.reader, asked, full, rows.listed(cached.follow)),
    )


# ---- entries ---------------------------------------------------------------------------------------------------------------


def key(entry: Entry) -> str:
    """By what an entry is known: the identity of its address, or where it has none, its source and identifier (or title)."""
    if entry.url:
        return urls.key(entry.url)
    return f"{entry.source}\n{entry.identity or entry.title or _digest(entry).hex()}"


def take(archive: Archive, listing: Listing, now: datetime) -> tuple[Taken, list[Entry], list[str]]:
    """Take over the entries of a listing, inside a caller's transaction. Returns the counts, the entries that are new, and when each
    of the others was first seen."""
    taken, met, new, known = Taken(), set[str](), list[Entry](), list[str]()
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
            new.append(entry)
        else:
            changed = _update(archive, row, entry, wanted)
            taken = replace(taken, known=taken.known + 1, changed=taken.changed + changed)
            known.append(row["seen"])
    return taken, new, known


def _row(archive: Archive, entry: Entry, name: str) -> sqlite3.Row | None:
    """The row this entry is known by: its key, or else its source's identifier where the address differs in the query alone
    (a session id). An identifier by itself is not trusted: some feeds give all entries the same one."""
    columns = "SELECT id, source, url, mark, state, seen FROM entry"
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
    columns = _columns(entry, slim=state == "passed_over")
    values = {"key": name, **columns, "state": state, "seen": rows.instant(now), "article": known[0] if known else None}
    archive.do(f"INSERT INTO entry ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", tuple(values.values()))
    return state


def _update(archive: Archive, row: sqlite3.Row, entry: Entry, wanted: bool) -> bool:
    """Take over what the feed says now. A filed entry that changed waits again (its article may be corrected), not before its
    `next_try`; one that was passed over waits once any source wants it. Returns whether it does."""
    called_in = row["state"] == "passed_over" and wanted
    if not called_in and (row["source"] != entry.source or row["mark"] == _digest(entry)):
        return False
    again = row["state"] in ("filed", "given_up") or called_in
    columns = _columns(entry, slim=row["state"] == "passed_over" and not wanted)
    values = {**columns, **({"state": "waiting"} if again else {})}
    archive.do(f"UPDATE entry SET {', '.join(f'{each} = ?' for each in values)} WHERE id = ?", (*values.values(), row["id"]))
    return again


def _columns(entry: Entry, *, slim: bool = False) -> dict[str, object]:
    """The columns of an entry; `slim`: without its texts, for one that nobody is going to read."""
    plain = {name: getattr(entry, name) for name in ("source", "url", "identity", "title", "summary", "text", "language")}
    dated = {name: rows.published_json(getattr(entry, name)) for name in ("published", "updated")}
    return {**plain, **dated, "mark": _digest(entry), **({"summary": None, "text": None} if slim else {})}


def _digest(entry: Entry) -> bytes:
    """A hash of what a correction would change: title, summary, text, and the dates as they are written."""
    said = [entry.title, entry.summary, entry.text, *(each and each.iso() for each in (entry.published, entry.updated))]
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=12).digest()


@dataclass(frozen=True, slots=True)
class Retry:
    """An entry that could not be filed now is tried again, not before `at`. `asked`: its page was asked, which counts as an attempt."""

    now: datetime
    at: datetime
    asked: bool = True


def failed_entry(archive: Archive, number: int, failure: Failure, run: int, retry: Retry) -> None:
    """An entry could not be filed. It is never lost: only where the host says that the page is gone for good (`failure.permanent`) is it
    not asked again, unless the feed changes it."""
    state = "given_up" if failure.permanent else "waiting"
    with archive.transaction():
        archive.do(
            "UPDATE entry SET state = ?, attempts = attempts + ?, next_try = ?, reason = ? WHERE id = ?",
            (state, int(retry.asked), rows.instant(retry.at), failure.message, number),
        )
        note_failure(archive, failure, run, retry.now)


# ---- runs ------------------------------------------------------------------------------------------------------------------


def began(archive: Archive, now: datetime) -> int:
    """A run begins. Returns its number."""
    with archive.transaction():
        return archive.do("INSERT INTO run (started, version, counts) VALUES (?, ?, '{}')", (rows.instant(now), __version__))


def ended(archive: Archive, number: int, run: Run) -> None:
    """A run has ended: its counts. What is too old to judge sources by is let go."""
    counts = {each.name: getattr(run, each.name) for each in fields(run) if each.name not in ("started", "ended", "failures")}
    with archive.transaction():
        archive.do(
            "UPDATE run SET ended = ?, counts = ? WHERE id = ?",
            (rows.instant(run.ended) if run.ended else None, json.dumps(counts, ensure_ascii=False), number),
        )
        visits.prune(archive, run.ended or run.started)


def noted(archive: Archive, failures: Iterable[Failure], run: int, now: datetime) -> None:
    """Failures that change nothing else: a further page of a source, a tagger that stumbled."""
    with archive.transaction():
        for failure in failures:
            note_failure(archive, failure, run, now)


def note_failure(archive: Archive, failure: Failure, run: int, now: datetime) -> None:
    """One failure, inside a caller's transaction."""
    told = (failure.stage, failure.source, failure.url, failure.message, failure.hint, int(failure.permanent))
    archive.do(
        "INSERT INTO failure (run, at, stage, source, url, message, hint, permanent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (run, rows.instant(now), *told),
    )
