"""The one walk over a table that people read: rows -> headings and entries. How they look is the writers' own.

A row with a title is an entry: its title and address, what is told of it in a few words (every other cell that holds something), sentences
quoted, the paragraphs of a text. A column `section` groups: a heading stands where it changes, and entries below it are one level deeper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from aggregator.export._table import Cell, Row, Table, text

_QUOTED = ("evidence", "snippet", "note")
_CODES = ("deal_type", "status", "topics")  # names of ours, which people read as words


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a section begins."""

    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as an entry. `url` is what stood in the row, safe or not; `facts` are names of columns with their cells; `inside` a section."""

    title: str
    url: str
    facts: tuple[tuple[str, Cell], ...]
    quotes: tuple[str, ...]
    paragraphs: tuple[str, ...]
    inside: bool


def walk(table: Table) -> Iterator[Heading | Entry]:
    """Headings and entries, in the order of the rows, one row at a time."""
    section = ""
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        heading = text(cells.pop("section", ""))
        if heading not in ("", section):
            yield Heading(heading)
        section = heading
        yield _entry(cells, inside=bool(section))


def counted(rows: Iterable[Row], write: Callable[[Row], object]) -> int:
    """Hand every row to the writer; returns how many there were."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
        write(row)
    return count


def _entry(cells: dict[str, Cell], *, inside: bool) -> Entry:
    title, url, body = (text(cells.pop(name, "")) for name in ("title", "url", "text"))
    quotes = tuple(filter(None, (text(cells.pop(name, "")) for name in _QUOTED)))
    facts = tuple((name.replace("_", " "), _words(cell) if name in _CODES else cell) for name, cell in cells.items() if text(cell))
    return Entry(title, url, facts, quotes, tuple(filter(None, body.split("\n"))), inside)


def _words(cell: Cell) -> Cell:
    """A name of ours, or several, as words."""
    if isinstance(cell, tuple):
        return tuple(each.replace("_", " ") for each in cell if isinstance(each, str))
    return cell.replace("_", " ") if isinstance(cell, str) else cell
