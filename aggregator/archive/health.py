"""How the sources and the archive are: the questions of `status` and `doctor`."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.archive.waiting import Standing, standings
from aggregator.errors import ArchiveError
from aggregator.health import History, Visit
from aggregator.refusal import MESSAGE

_CLOSED = 3  # articles in a row that are reserved: then all are


@dataclass(frozen=True, slots=True)
class Health:
    """A source's standing with its history, and counts of its entries, waiting ones, articles; `notices`: the reservations that its
    own page and its latest articles carry."""

    standing: Standing
    history: History
    entries: int = 0
    waiting: int = 0
    articles: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LastRun:
    """A run as it was noted. `ended` None: it runs still, or was killed."""

    number: int
    started: datetime
    ended: datetime | None
    version: str
    counts: dict[str, Any]
    failures: tuple[tuple[str, str, str, str, str], ...]


def sources(archive: Archive, names: tuple[str, ...] | None = None) -> dict[str, Health]:
    """Every source ever visited, or those of these names, with its history."""
    entries = _by_source(archive, "SELECT source, count(*) FROM entry GROUP BY source")
    waiting = _by_source(archive, "SELECT source, count(*) FROM entry WHERE state = 'waiting' GROUP BY source")
    articles = _by_source(archive, "SELECT source, count(*) FROM article GROUP BY source")
    past, said = histories(archive, names), notices(archive)
    return {
        each.source: Health(
            each,
            past.get(each.source, History()),
            entries.get(each.source, 0),
            waiting.get(each.source, 0),
            articles.get(each.source, 0),
            said.get(each.source, ()),
        )
        for each in standings(archive)
        if names is None or each.source in names
    }


def _by_source(archive: Archive, sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in archive.rows(sql)}


def notices(archive: Archive) -> dict[str, tuple[str, ...]]:
    """The reservations that each source's own page and its latest articles carry, by source."""
    return {each.source: tuple(dict.fromkeys((*each.notices, *_of_articles(archive, each.source)))) for each in standings(archive)}


def _of_articles(archive: Archive, source: str) -> Iterator[str]:
    """The reservations that the latest articles of a source carry."""
    found = archive.rows(
        "SELECT DISTINCT notices FROM (SELECT notices FROM article WHERE source = ? ORDER BY day DESC LIMIT 5) WHERE notices <> '[]'",
        (source,),
    )
    with rows.readable("an article"):
        yield from (notice for row in found for notice in rows.strings(row["notices"]))


def histories(archive: Archive, names: tuple[str, ...] | None = None) -> dict[str, History]:
    """The past of every source ever visited, or of these names."""
    chosen = (names is None, rows.listed(names or ()))
    some = "(? OR source IN (SELECT value FROM json_each(?)))"
    visits = defaultdict[str, list[sqlite3.Row]](list)
    for row in archive.rows(f"SELECT * FROM visit WHERE {some} ORDER BY source, run, id", chosen):
        visits[row["source"]].append(row)
    news = defaultdict[str, list[date]](list)
    with rows.readable("a day with news"):
        for row in archive.rows(f"SELECT source, day FROM news_day WHERE {some} ORDER BY source, day", chosen):
            news[row["source"]].append(date.fromisoformat(row["day"]))
    closed = _closed(archive)
    return {
        each.source: History(
            tuple(_runs(visits[each.source])),
            tuple(news[each.source]),
            reserved=each.source in closed,
            last_success=each.last_success,
        )
        for each in standings(archive)
        if names is None or each.source in names
    }


def _closed(archive: Archive) -> frozenset[str]:
    """The sources of which the latest articles asked are all reserved by their publisher, though the listing is not."""
    some = archive.rows(
        "SELECT source FROM entry WHERE state = 'waiting' AND reason = ? GROUP BY source HAVING count(*) >= ?", (MESSAGE, _CLOSED)
    )
    latest = "SELECT reason FROM entry WHERE source = ? AND (state = 'filed' OR attempts > 0) ORDER BY id DESC LIMIT ?"
    return frozenset(
        row["source"] for row in some if all(each["reason"] == MESSAGE for each in archive.rows(latest, (row["source"], _CLOSED)))
    )


def _runs(found: list[sqlite3.Row]) -> Iterator[Visit]:
    """The visits of a source, its addresses of one run taken together."""
    with rows.readable("a visit"):
        for _, group in groupby(found, key=lambda row: row["run"] if row["run"] is not None else row["at"]):
            yield _visit(list(group))


def _visit(found: list[sqlite3.Row]) -> Visit:
    own, last = next((row for row in found if row["depth"] == 0), found[0]), found[-1]
    if last["outcome"] == "failed":
        return Visit(datetime.fromisoformat(last["at"]), "failed", cause=last["cause"] or "", reason=last["reason"] or "")
    read = [row for row in found if row["outcome"] not in ("unchanged", "index")]
    joins = [row["joined"] for row in found if row["joined"] is not None]
    unchanged = any(row["outcome"] == "unchanged" for row in found)
    return Visit(
        datetime.fromisoformat(own["at"]),
        "read" if read else "unchanged",
        entries=own["entries"] if own in read else None,
        listed=sum(row["entries"] for row in read),
        dated=sum(row["dated"] for row in read) if all(row["dated"] is not None for row in read) else None,
        fresh=sum(row["fresh"] for row in read),
        joined=bool(any(joins) or unchanged) if joins else None,
        signature=own["signature"],
    )


def told(archive: Archive) -> dict[str, str]:
    """In which state each source was when a run last said so."""
    return {row["source"]: row["state"] for row in archive.rows("SELECT source, state FROM state_told")}


def tell(archive: Archive, states: Mapping[str, str], now: datetime) -> None:
    """Remember the states that a run has told, in one transaction."""
    with archive.transaction():
        archive.many(
            "INSERT INTO state_told (source, state, at) VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE"
            " SET state = excluded.state, at = excluded.at WHERE state <> excluded.state",
            [(source, state, rows.instant(now)) for source, state in states.items()],
        )


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
    gone = archive.row("SELECT count(pruned) FROM page WHERE body IS NULL")
    return {table: row[0] if row else 0 for table, row in found.items()} | {"pruned": gone[0] if gone else 0}


def deals(archive: Archive) -> int:
    """How many stories there are of a partnership."""
    found = archive.row("SELECT count(teller) FROM story")
    return int(found[0]) if found else 0


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
