"""Long errands over what is archived: which articles, and how far it has come. Interrupted ones go on where they stopped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from aggregator.archive import rows, words
from aggregator.archive.handle import Archive

_NAME = "retag"
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles: of these sources (none: all), published or first seen since this day; `pages`: read their pages again; `naming`:
    only those that are tagged with one of these organisations (ids), or in whose text one of these names stands."""

    sources: tuple[str, ...] = ()
    since: date | None = None
    pages: bool = False
    naming: tuple[str, ...] = ()

    def options(self) -> str:
        """The choice as text, to recognise an errand by."""
        return json.dumps([self.sources, self.since.isoformat() if self.since else None, self.pages, self.naming])


def begun(archive: Archive, choice: Choice, now: datetime) -> int:
    """Begin an errand, or go on with one of the same choice: the last article it finished (0: none)."""
    row = archive.row("SELECT last FROM errand WHERE name = ? AND options = ?", (_NAME, choice.options()))
    if row is not None:
        return int(row[0])
    with archive.transaction():
        archive.do("INSERT OR REPLACE INTO errand VALUES (?, ?, 0, ?)", (_NAME, choice.options(), rows.instant(now)))
    return 0


def come_to(archive: Archive, article: int) -> None:
    """The errand has finished this article. Inside a caller's transaction."""
    archive.do("UPDATE errand SET last = ? WHERE name = ?", (article, _NAME))


def done(archive: Archive) -> None:
    """The errand is done."""
    with archive.transaction():
        archive.do("DELETE FROM errand WHERE name = ?", (_NAME,))


def articles(archive: Archive, choice: Choice, after: int = 0) -> Iterator[int]:
    """The ids of the chosen articles beyond `after`, ascending, a few at a time (the archive may change meanwhile)."""
    named = rows.numbers(sorted(naming(archive, choice.naming))) if choice.naming else None
    since, sources = choice.since.isoformat() if choice.since else None, rows.listed(choice.sources)
    while batch := archive.rows(
        "SELECT id FROM article WHERE id > ? AND (? IS NULL OR coalesce(day, substr(seen, 1, 10)) >= ?)"
        " AND (? = '[]' OR source IN (SELECT value FROM json_each(?)))"
        " AND (? IS NULL OR id IN (SELECT value FROM json_each(?))) ORDER BY id LIMIT ?",
        (after, since, since, sources, sources, named, named, _AT_ONCE),
    ):
        for row in batch:
            yield row["id"]
        after = batch[-1]["id"]


def naming(archive: Archive, names: Iterable[str]) -> set[int]:
    """The articles that are tagged with one of these organisations (ids), or in whose title or text one of these names stands."""
    found: set[int] = set()
    for name in names:
        if name.startswith(("org:", "new:")):
            found |= {row[0] for row in archive.rows("SELECT article FROM article_organisation WHERE organisation = ?", (name,))}
        elif phrase := words.phrase(name):
            found |= {row[0] for row in archive.rows("SELECT rowid FROM search WHERE search MATCH ?", (phrase,))}
    return found
