"""Table -> JSON lines (UTF-8): one object a line. Lists stay lists, parties are objects, days and instants ISO 8601."""

from __future__ import annotations

import json
from typing import IO

from aggregator import plain
from aggregator.export._table import Cell, Row, Table, text
from aggregator.export._walk import counted
from aggregator.model import Party


def write(table: Table, stream: IO[str]) -> int:
    """Write the table, row by row."""
    return counted(table.rows, lambda row: stream.write(line(table.columns, row) + "\n"))


def line(columns: tuple[str, ...], row: Row) -> str:
    """One row as a JSON object on one line."""
    return json.dumps({column: _value(cell) for column, cell in zip(columns, row, strict=True)}, ensure_ascii=False)


def _value(cell: Cell) -> object:
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, tuple):
        return [_party(each) if isinstance(each, Party) else plain.line(each) for each in cell]
    return text(cell)


def _party(party: Party) -> dict[str, str | None]:
    return {"name": plain.line(party.name), "country": party.country, "role": party.role, "organisation": party.organisation}
