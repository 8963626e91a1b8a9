"""What the analyst keeps in the archive: saved searches, marks on stories, which stories a briefing told.

Each public function is one question or one transaction. A story that was merged into another leads on to that one, marks and all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from aggregator.archive import rows
from aggregator.archive.clause import TODAY
from aggregator.archive.handle import Archive


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search: its name, what it asks (in the query language), since when."""

    name: str
    words: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What the analyst noted of a story."""

    story: int
    seen: datetime | None = None
    starred: datetime | None = None
    labels: tuple[str, ...] = ()
    note: str = ""


# ---- saved searches ----------------------------------------------------------------------------------------------------------


def searches(archive: Archive) -> tuple[Saved, ...]:
    """All saved searches, by name."""
    found = archive.rows("SELECT name, words, created FROM saved_search ORDER BY name")
    return tuple(Saved(row["name"], row["words"], datetime.fromisoformat(row["created"])) for row in found)


def search(archive: Archive, name: str) -> Saved | None:
    """The saved search of this name, or None."""
    return next((each for each in searches(archive) if each.name == name), None)


def save_search(archive: Archive, name: str, words: str, now: datetime) -> None:
    """Save a search; one of the same name is replaced."""
    update = "ON CONFLICT (name) DO UPDATE SET words = excluded.words"
    with archive.transaction():
        archive.do(f"INSERT INTO saved_search (name, words, created) VALUES (?, ?, ?) {update}", (name, words, rows.instant(now)))


def remove_search(archive: Archive, name: str) -> None:
    """Forget a saved search."""
    with archive.transaction():
        archive.do("DELETE FROM saved_search WHERE name = ?", (name,))


# ---- marks -------------------------------------------------------------------------------------------------------------------


def mark(archive: Archive, story: int) -> Mark:
    """What was noted of a story; an empty mark when nothing was."""
    return _mark(archive, story)


def keep(archive: Archive, marks: Iterable[Mark]) -> None:
    """Note this of these stories, in place of what was noted before; all or nothing."""
    with archive.transaction():
        for each in marks:
            archive.do(f"DELETE FROM mark AS m WHERE {TODAY} = ?", (each.story,))
            seen, starred = (rows.instant(at) if at else None for at in (each.seen, each.starred))
            if seen or starred or each.labels or each.note:
                values = (each.story, seen, starred, rows.listed(each.labels), each.note)
                archive.do("INSERT INTO mark (story, seen, starred, labels, note) VALUES (?, ?, ?, ?, ?)", values)


def _mark(archive: Archive, story: int) -> Mark:
    """Marks of stories that became one are read as one."""
    found = archive.rows(f"SELECT * FROM mark AS m WHERE {TODAY} = ? ORDER BY m.story", (story,))
    with rows.readable("a mark"):
        labels = tuple(dict.fromkeys(label for row in found for label in rows.strings(row["labels"])))
        seen = max((row["seen"] for row in found if row["seen"]), default=None)
        starred = min((row["starred"] for row in found if row["starred"]), default=None)
        return Mark(story, rows.moment(seen), rows.moment(starred), labels, "\n".join(row["note"] for row in found if row["note"]))


# ---- briefings ---------------------------------------------------------------------------------------------------------------


def told_before(archive: Archive, name: str, since: date) -> dict[int, date]:
    """The stories that earlier briefings of this name told, as they are called today, with the last day such a briefing covered."""
    found = archive.rows(
        f"SELECT {TODAY} AS story, max(m.until) AS until FROM told AS m WHERE m.name = ? AND m.until < ? GROUP BY 1",
        (name, since.isoformat()),
    )
    return {row["story"]: date.fromisoformat(row["until"]) for row in found}


def last_made(archive: Archive, name: str, since: date) -> datetime | None:
    """When the last briefing of this name before that day was made."""
    row = archive.row("SELECT max(made) FROM told WHERE name = ? AND until < ?", (name, since.isoformat()))
    return rows.moment(row[0]) if row else None


def tell(archive: Archive, name: str, period: tuple[date, date], stories: Iterable[int], now: datetime) -> None:
    """Remember which stories a briefing told, in place of what the same briefing told before."""
    since, until = (day.isoformat() for day in period)
    with archive.transaction():
        archive.do("DELETE FROM told WHERE name = ? AND since = ? AND until = ?", (name, since, until))
        sql = "INSERT OR IGNORE INTO told (name, since, until, story, made) VALUES (?, ?, ?, ?, ?)"
        archive.many(sql, [(name, since, until, story, rows.instant(now)) for story in stories])
