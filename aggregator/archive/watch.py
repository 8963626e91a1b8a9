"""Whom the analyst watches: organisations (with their subsidiaries) and countries. Each public function is one question or transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aggregator.archive import rows
from aggregator.archive.handle import Archive


@dataclass(frozen=True, slots=True)
class Watched:
    """One that is watched. `kind`: org or country; `id`: the organisation's, or the country's code; `name`: as it was called when added."""

    kind: str
    id: str
    name: str


def watched(archive: Archive) -> tuple[Watched, ...]:
    """All that are watched: organisations by name, then countries."""
    found = archive.rows("SELECT kind, id, name FROM watch ORDER BY kind DESC, name COLLATE NOCASE, id")
    return tuple(Watched(*row) for row in found)


def add(archive: Archive, chosen: Iterable[Watched], now: datetime) -> int:
    """Watch these as well. Returns how many were not watched before."""
    before = len(watched(archive))
    with archive.transaction():
        sql = "INSERT INTO watch (kind, id, name, added) VALUES (?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name"
        archive.many(sql, [(each.kind, each.id, each.name, rows.instant(now)) for each in chosen])
    return len(watched(archive)) - before


def remove(archive: Archive, chosen: Iterable[Watched]) -> None:
    """Watch these no longer."""
    with archive.transaction():
        archive.many("DELETE FROM watch WHERE kind = ? AND id = ?", [(each.kind, each.id) for each in chosen])
