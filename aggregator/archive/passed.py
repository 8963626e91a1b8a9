"""What keywords have passed over: the question of `sources passed-over`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.model import Published


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that its source's keywords did not let in, and when it was first seen."""

    source: str
    title: str
    url: str
    published: Published | None
    seen: datetime


def runs_ago(archive: Archive, count: int) -> datetime | None:
    """When the last but `count - 1` run began; the first one where there were fewer; None before any."""
    row = archive.row("SELECT min(started) AS at FROM (SELECT started FROM run ORDER BY id DESC LIMIT ?)", (count,))
    with rows.readable("a run"):
        return rows.moment(row["at"]) if row else None


def passed_over(archive: Archive, sources: Sequence[str], since: datetime, most: int = 0) -> tuple[Passed, ...]:
    """What was first seen since this moment and passed over, by source and then the newest first; `sources`: only these (none: all);
    `most`: at most so many (0: all)."""
    found = archive.rows(
        "SELECT source, title, url, published, seen FROM entry WHERE state = 'passed_over' AND seen >= ?"
        " AND (? = '[]' OR source IN (SELECT value FROM json_each(?))) ORDER BY source, seen DESC, published DESC, id LIMIT ?",
        (rows.instant(since), *2 * (rows.listed(sources),), most or -1),
    )
    with rows.readable("an entry"):
        return tuple(
            Passed(row["source"], row["title"] or "", row["url"], rows.published(row["published"]), datetime.fromisoformat(row["seen"]))
            for row in found
        )
