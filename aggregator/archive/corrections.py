"""What the analyst set right, as it is kept: values and their rows. Writing stands inside a caller's transaction.

    partnership set yes|no     type set mou     status set signed     announced set 2026-11-19|none
    party add|remove {"id", "name", "country", "kind"}                country add|remove CN
    together set {"urls": […]}      apart set {"urls": […]}           of stories: see correcting.py

A correction is said of one article and holds for every report of that article's story, so that it outlives new tags and new reports.
What it does to the tags is in `amending.py`, how the tables come to say so in `effect.py`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from aggregator.archive import rows
from aggregator.archive.clause import TODAY
from aggregator.archive.handle import Archive

SCALARS = ("partnership", "type", "status", "announced")
LISTS = ("party", "country")
STORIES = ("together", "apart")


@dataclass(frozen=True, slots=True)
class Correction:
    """One change. `id` 0: not kept yet. `article` None: it has not arrived. `value` as the module's head says; `before`: what was said
    until then, in words; `undone`: since when it holds no longer; `batch`: the first id of the command that said it."""

    field: str
    change: str
    value: str
    url: str
    made: datetime
    before: str = ""
    note: str = ""
    article: int | None = None
    id: int = 0
    batch: int = 0
    ruling: int | None = None
    undone: datetime | None = None

    @property
    def told(self) -> str:
        """The new value in words."""
        if self.field in STORIES:
            return ", ".join(self.urls)
        return str(json.loads(self.value)["name"]) if self.field == "party" else self.value

    @property
    def urls(self) -> tuple[str, ...]:
        """The other articles of a correction of stories."""
        return tuple(str(each) for each in json.loads(self.value)["urls"]) if self.field in STORIES else ()

    def words(self) -> str:
        """The change in words: `type: mou -> contract`, `party + Acme`."""
        if self.field in LISTS:
            return f"{self.field} {'+' if self.change == 'add' else '-'} {self.told}"
        if self.field == "together":
            return f"told together with {self.told}"
        return f"told apart from {self.told}" if self.field == "apart" else f"{self.field}: {self.before or 'none'} -> {self.told}"


def standing(archive: Archive) -> Iterator[Correction]:
    """All corrections that hold, in the order in which they were made; those that wait for their article too."""
    return map(read, archive.each("SELECT * FROM correction WHERE undone IS NULL ORDER BY made, id"))


def of_story(archive: Archive, story: int) -> tuple[Correction, ...]:
    """The corrections that hold for a story, oldest first."""
    return of_stories(archive, (story,)).get(story, ())


def of_stories(archive: Archive, stories: Iterable[int]) -> dict[int, tuple[Correction, ...]]:
    """The corrections that hold for these stories, by story, oldest first; stories without one are missing."""
    found = archive.rows(
        "SELECT c.*, a.story FROM json_each(?) AS j CROSS JOIN article a ON a.story = j.value"
        " CROSS JOIN correction c ON c.article = a.id AND c.undone IS NULL ORDER BY c.made, c.id",
        (rows.numbers(stories),),
    )
    told: dict[int, tuple[Correction, ...]] = {}
    for row in found:
        told[row["story"]] = (*told.get(row["story"], ()), read(row))
    return told


def since_told(archive: Archive, name: str, period: tuple[date, date]) -> tuple[int, ...]:
    """The stories that an earlier briefing of this name told and that were corrected (or a correction taken back) since they were told
    last, by whichever other briefing."""
    since, until = (day.isoformat() for day in period)
    found = archive.rows(
        f"""WITH last AS (SELECT {TODAY} AS story, max(m.made) AS made FROM told AS m
                          WHERE m.name = ? AND NOT (m.since = ? AND m.until = ?) GROUP BY 1 HAVING min(m.until) < ?)
            SELECT DISTINCT l.story FROM correction c JOIN article a ON a.id = c.article JOIN last l ON l.story = a.story
            WHERE c.field NOT IN ('together', 'apart')
              AND ((c.made > l.made AND c.undone IS NULL) OR (c.made <= l.made AND c.undone > l.made))
            ORDER BY 1""",
        (name, since, until, since),
    )
    return tuple(row[0] for row in found)


def numbered(archive: Archive, number: int) -> Correction | None:
    """The correction of this number, undone or not; None when there is none."""
    row = archive.row("SELECT * FROM correction WHERE id = ?", (number,))
    return None if row is None else read(row)


def batch(archive: Archive, number: int) -> tuple[Correction, ...]:
    """What one command said and still holds, newest first."""
    return tuple(map(read, archive.rows("SELECT * FROM correction WHERE batch = ? AND undone IS NULL ORDER BY id DESC", (number,))))


def add(archive: Archive, said: Iterable[Correction]) -> tuple[int, ...]:
    """Keep what one command says. Returns the numbers."""
    from aggregator import urls  # not for queries

    numbers: list[int] = []
    for each in said:
        values = (each.article, urls.key(each.url), each.url, each.field, each.change, each.value, each.before, each.ruling, each.note)
        number = archive.do(
            "INSERT INTO correction (batch, article, address, url, field, change, value, before, ruling, note, made)"
            " VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, rows.instant(each.made)),
        )
        numbers.append(number)
        archive.do("UPDATE correction SET batch = ? WHERE id = ?", (each.batch or numbers[0], number))
    return tuple(numbers)


def end(archive: Archive, number: int, now: datetime) -> None:
    """A correction holds no longer."""
    archive.do("UPDATE correction SET undone = ? WHERE id = ?", (rows.instant(now), number))


def ruled(archive: Archive, number: int, ruling: int) -> None:
    """Which ruling came of a correction of stories."""
    archive.do("UPDATE correction SET ruling = ? WHERE id = ?", (ruling, number))


def read(row: sqlite3.Row) -> Correction:
    """A row of table correction."""
    with rows.readable("a correction"):
        return _readable(
            Correction(
                field=row["field"],
                change=row["change"],
                value=row["value"],
                url=row["url"],
                made=datetime.fromisoformat(row["made"]),
                before=row["before"],
                note=row["note"],
                article=row["article"],
                id=row["id"],
                batch=row["batch"],
                ruling=row["ruling"],
                undone=rows.moment(row["undone"]),
            )
        )


def _readable(found: Correction) -> Correction:
    """The same; a damaged value shows itself here."""
    _ = found.told
    return found
