"""Table -> one JSON array of objects (RFC 8259, UTF-8), written row by row. Lists stay lists, parties are objects, days ISO 8601."""

from __future__ import annotations

from typing import IO

from aggregator.export._table import Table
from aggregator.export.jsonl import line


def write(table: Table, stream: IO[str]) -> int:
    """Write the table, row by row."""
    count = 0
    for row in table.rows:
        stream.write(("[\n" if count == 0 else ",\n") + line(table.columns, row))
        count += 1
    stream.write("\n]\n" if count else "[]\n")
    return count
