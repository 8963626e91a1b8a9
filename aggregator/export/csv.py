"""Table -> CSV (RFC 4180, UTF-8, lines end in LF): a header, one line a row. No cell can start a formula in a spreadsheet.

    id,title,published,parties
    17,'=1+1 is a title,2026-11-20,Raffles Medical; 重庆国际总医院

A text that begins, perhaps after blanks, joiners or quotation marks, with = + - @ | or another form of one gets one apostrophe before it
(OWASP, "CSV Injection"); plain negative numbers stay. `read` takes the apostrophe off again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import IO

from aggregator.export._table import Cell, Table, text
from aggregator.export._walk import counted

_FORMULA = re.compile(r"""[\s"'“”‘’`;,\u200c\u200d]*[=+\-@|%＝＋－＠｜％﹦﹢﹣﹫﹪⁼⁺⁻₌₊₋−]""")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write(table: Table, stream: IO[str]) -> int:
    """Write the table, row by row."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([guarded(column) for column in table.columns])
    return counted(table.rows, lambda row: writer.writerow([_field(cell) for cell in row]))


def read(stream: IO[str]) -> Iterator[dict[str, str]]:
    """The rows of a CSV that `write` wrote, as texts by column."""
    for row in csv.DictReader(stream):
        yield {column: unguarded(value) for column, value in row.items()}


def guarded(value: str) -> str:
    """The text with an apostrophe before it where a spreadsheet might take it for a formula."""
    return "'" + value if _FORMULA.match(value) and not _NUMBER.fullmatch(value) else value


def unguarded(value: str) -> str:
    """What `guarded` was given."""
    return value[1:] if value[:1] == "'" and guarded(value[1:]) == value else value


def _field(cell: Cell) -> str:
    return text(cell) if isinstance(cell, int | float) else guarded(text(cell))
