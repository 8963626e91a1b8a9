"""Which stories each target of alerts was told, how far it has come, and the log. Each public function is one question or one transaction.

A topic is a question under a name: a saved search, or the watch list. A story is new to a target when it answers a topic, a report of
its own (no copy) was filed since the target was last told of that topic, and it was never sent there. What is sent is recorded after the
service has taken it, in one transaction: a crash between the two sends it again (at least once), and never loses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregator.archive import rows
from aggregator.archive.clause import TODAY
from aggregator.archive.handle import Archive
from aggregator.archive.search import Asked


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log. `outcome`: sent or failed; `message`: the subject of what was sent, or why it failed."""

    at: datetime
    target: str
    outcome: str
    stories: int
    message: str


def newest(archive: Archive, before: datetime | None = None) -> int:
    """The number of the newest article, or of the newest that was filed before that instant; 0 when there is none."""
    bound, parameters = ("WHERE filed < ?", (rows.instant(before),)) if before else ("", ())
    row = archive.row(f"SELECT id FROM article {bound} ORDER BY id DESC LIMIT 1", parameters)
    return int(row[0]) if row else 0


def reached(archive: Archive, target: str, topic: str) -> int | None:
    """The newest article that was looked at when the target was last told of the topic; None: it never was."""
    row = archive.row("SELECT article FROM alert_reached WHERE target = ? AND topic = ?", (target, topic))
    return int(row[0]) if row else None


def fresh(archive: Archive, asked: Asked, target: str, span: tuple[int, int]) -> tuple[int, ...]:
    """The stories of a question with a report of their own among the articles after the first number, up to the second, that were never
    sent to this target: newest first."""
    found = archive.rows(
        f"""SELECT s.id FROM story s WHERE s.id IN (SELECT story FROM article WHERE id > ? AND id <= ? AND copy_of IS NULL)
            AND s.id NOT IN (SELECT {TODAY} FROM alerted AS m WHERE m.target = ?) AND {asked.where.counting()}
            ORDER BY s.day DESC, s.id DESC""",
        (*span, target, *asked.where.parameters),
    )
    return tuple(row[0] for row in found)


def record(archive: Archive, entry: Entry, stories: Iterable[int], come: Mapping[str, int]) -> None:
    """Remember that a message was sent: its stories, how far the target has come with each topic, a line of the log."""
    with archive.transaction():
        at = rows.instant(entry.at)
        sql = "INSERT OR IGNORE INTO alerted (target, story, sent) VALUES (?, ?, ?)"
        archive.many(sql, [(entry.target, story, at) for story in stories])
        _come(archive, entry.target, come)
        _logged(archive, entry)


def come(archive: Archive, target: str, topics: Mapping[str, int]) -> None:
    """Remember how far a target has come with these topics, when there was nothing to send."""
    with archive.transaction():
        _come(archive, target, topics)


def failed(archive: Archive, entry: Entry) -> None:
    """Remember that a message could not be sent. What it would have told is sent next time."""
    with archive.transaction():
        _logged(archive, entry)


def log(archive: Archive, most: int) -> tuple[Entry, ...]:
    """The newest lines of the log, newest first; 0: all."""
    found = archive.rows("SELECT at, target, outcome, stories, message FROM alert_log ORDER BY id DESC LIMIT ?", (most or -1,))
    return tuple(Entry(datetime.fromisoformat(row["at"]), *tuple(row)[1:]) for row in found)


def _come(archive: Archive, target: str, topics: Mapping[str, int]) -> None:
    sql = "INSERT INTO alert_reached (target, topic, article) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET article = excluded.article"
    archive.many(sql, [(target, topic, article) for topic, article in topics.items()])


def _logged(archive: Archive, entry: Entry) -> None:
    values = (rows.instant(entry.at), entry.target, entry.outcome, entry.stories, entry.message)
    archive.do("INSERT INTO alert_log (at, target, outcome, stories, message) VALUES (?, ?, ?, ?, ?)", values)
