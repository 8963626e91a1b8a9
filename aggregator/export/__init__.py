"""Stories, articles or a briefing -> a stream. One file a format; its name is the format's name and the file's extension.

A format is a module with `write(table, stream) -> int`: it takes a Table row by row, never holding all rows, and gives their number.
Formats that write bytes say `BINARY = True`. Adding a format adds a file. The columns and their meaning are in `_columns.py`.
"""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import IO, Any

from aggregator import kinds
from aggregator.errors import UsageError
from aggregator.export._columns import ARTICLE, STORY, table
from aggregator.export._letter import Notice, letter, subject
from aggregator.export._table import Cell, Figure, Row, Table, text
from aggregator.export._values import values
from aggregator.model import Story

__all__ = [
    "ARTICLE",
    "STORY",
    "Cell",
    "Figure",
    "Notice",
    "Row",
    "Table",
    "binary",
    "feed",
    "feed_form",
    "formats",
    "letter",
    "named",
    "subject",
    "table",
    "text",
    "values",
    "write",
]


def formats() -> tuple[str, ...]:
    """The names of the formats there are."""
    return kinds.names(sys.modules[__name__])


def named(name: str, path: str = "-") -> str:
    """The format's name: as told, else by the file's extension. Raises UsageError that lists the formats."""
    chosen = (name or PurePath(path).suffix.lstrip(".")).lower()
    chosen = {"markdown": "md", "htm": "html", "ndjson": "jsonl"}.get(chosen, chosen)
    if chosen not in formats():
        said = f"There is no format {chosen!r}." if chosen else f"The name {path!r} does not say the format."
        raise UsageError(said, hint=f"Give --format, one of: {', '.join(formats())}.")
    return chosen


def write(name: str, table: Table, stream: IO[Any]) -> int:
    """Write a table in this format and return the number of rows. Raises UsageError when there is no such format."""
    rows: int = kinds.load(sys.modules[__name__], name).write(table, stream)
    return rows


def feed_form(path: str) -> str:
    """Which feed a file of this name is: atom, rss or json. Raises UsageError."""
    from aggregator.export import _feeds  # not for queries

    return _feeds.feed_form(path)


def feed(name: str, stories: tuple[Story, ...], form: str) -> str:
    """The stories as a feed file of this name: Atom, RSS or JSON Feed."""
    from aggregator.export import _feeds

    return _feeds.feed(_feeds.Feed(name, stories), form)


def binary(name: str) -> bool:
    """Whether this format writes bytes."""
    return bool(getattr(kinds.load(sys.modules[__name__], name), "BINARY", False))
