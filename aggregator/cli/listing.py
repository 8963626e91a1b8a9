"""Rows to stdout: a table for people, or a file's format for programs. What every command that lists something ends with."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Annotated, Any

import typer

from aggregator import export, screen
from aggregator.cli import naming
from aggregator.errors import UsageError
from aggregator.masks import masked
from aggregator.screen import Column

Format = Annotated[str, typer.Option("--format", help="table, csv, json, jsonl, md, html, xlsx or docx.", autocompletion=naming.formats)]
"""How a list is shown or written: every command that lists something has this option."""

Fact = str | int | float | bool | None | tuple[str, ...]
"""What is told of a source or an entry under one name."""


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


def records(title: str, columns: Sequence[str], found: Iterable[Mapping[str, Fact]], format: str) -> int:
    """Write records, which all have these columns, in a format; secrets of addresses are masked. Returns how many there are. Raises
    UsageError when there is no such format."""
    rows = (tuple(_masked(each[column]) for column in columns) for each in found)
    return streamed(export.Table(tuple(columns), rows, title), format, sys.stdout)


def _masked(fact: Fact) -> Fact:
    if isinstance(fact, tuple):
        return tuple(map(masked, fact))
    return masked(fact) if isinstance(fact, str) else fact


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
