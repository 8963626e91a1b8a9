"""What every format writes: a table of cells, and the two ways a cell reaches a page: as text, as a link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from aggregator import plain
from aggregator.model import Party

Cell = str | int | float | bool | date | datetime | None | tuple[str, ...] | tuple[Party, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts to look at: one row and column a name. `kind`: bars (stacked columns), matrix, network (rows and columns are the
    same), or counts (to be read, not drawn)."""

    title: str
    kind: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What is written: column names, and rows with one cell for each. `title` heads formats that people read.

    A column `section` groups: formats that people read make a heading of it when it changes. `figures` stand between the two."""

    columns: tuple[str, ...]
    rows: Iterable[Row]
    title: str = ""
    subtitle: str = ""
    figures: tuple[Figure, ...] = ()


def text(cell: Cell) -> str:
    """A cell as plain text: lists joined by `; `, days and instants in ISO 8601, yes or no, nothing for None."""
    if isinstance(cell, str):
        return plain.block(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, tuple):
        return "; ".join(plain.line(each.name if isinstance(each, Party) else each) for each in cell)
    return cell.isoformat() if isinstance(cell, date) else _number(cell)


def shown(cell: Cell) -> str:
    """A cell as people read it: as text, large amounts (which are no whole numbers by type, as ids are) with their thousands set apart."""
    large = isinstance(cell, float) and abs(cell) >= 10_000
    return f"{cell:,.0f}" if large else text(cell)


def address(url: str) -> str:
    """The address if it may become a link (http or https with a host), its dangerous characters percent-encoded; else nothing."""
    try:
        parts = urlsplit(plain.line(url))
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.netloc
    return quote(plain.line(url), safe="%/:=&?~#+!$,;@()*[]'-._") if good else ""


def _number(cell: float) -> str:
    return str(int(cell)) if float(cell).is_integer() else repr(cell)
