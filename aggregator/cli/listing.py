"""Rows to stdout: a table for people, or a file's format for programs. What every command that lists something ends with."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from aggregator import export, screen
from aggregator.errors import UsageError
from aggregator.screen import Column


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list is called where people read it, and what to say on a terminal when it is empty."""

    title: str
    columns: Sequence[Column]
    none: str = ""


def listed(listing: Listing, rows: Sequence[export.Row], format: str) -> int:
    """Show rows as a table, or write them in a format. Returns how many there are. Raises UsageError when there is no such format."""
    if format == "table":
        if listing.none and not rows and screen.interactive():
            screen.note(listing.none)
        return screen.table(listing.columns, [[export.text(cell) for cell in row] for row in rows])
    return streamed(export.Table(tuple(column.name for column in listing.columns), rows, listing.title), format, sys.stdout)


def streamed(table: export.Table, name: str, stream: IO[Any], *, bom: bool = False) -> int:
    """Write a table in a format; bytes go to stdout's buffer. Returns how many rows. Raises UsageError when there is no such format, or
    when it would fill a terminal with bytes."""
    name = export.named(name)
    if export.binary(name):
        if stream.isatty():
            raise UsageError(f"{name} is not for a terminal.", hint=f"Write it into a file: add > name.{name}")
        return export.write(name, table, getattr(stream, "buffer", stream))
    if stream is sys.stdout and hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", newline="\n")
    if bom:
        stream.write("\ufeff")
    return export.write(name, table, stream)
