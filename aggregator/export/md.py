"""Table -> Markdown (CommonMark with tables of GFM, UTF-8). Rows with a title become entries, others a table.

    ## [Raffles Medical and Chongqing sign](<https://…>)
    2026-11-20 · mou · SG, CN
    > The two groups signed …

What strangers wrote cannot become markup: every sign with a meaning is escaped, links are http(s) only.
"""

from __future__ import annotations

import re
from typing import IO

from aggregator import plain
from aggregator.export._table import Cell, Row, Table, address, shown, text
from aggregator.export._walk import Entry, Heading, counted, walk

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~&!])")
_FIRST = re.compile(r"^(\s*)([#+\-=:]|[0-9]+[.)])")


def write(table: Table, stream: IO[str]) -> int:
    """Write the table, row by row."""
    if table.title:
        stream.write(f"# {escaped(table.title)}\n\n")
    if table.subtitle:
        stream.write(f"{escaped(table.subtitle)}\n\n")
    for figure in (each for each in table.figures if each.kind in ("bars", "counts") and each.rows):
        stream.write(f"**{escaped(figure.title)}**\n\n")
        _table(Table(("", *figure.columns), [(name, *row) for name, row in zip(figure.rows, figure.cells, strict=True)]), stream)
        stream.write("\n")
    return _entries(table, stream) if "title" in table.columns else _table(table, stream)


def escaped(value: str) -> str:
    """A text as one line of Markdown that shows exactly this text."""
    return _FIRST.sub(lambda found: found[1] + _backslashed(found[2]), _SIGNS.sub(r"\\\1", plain.line(value)))


def _backslashed(sign: str) -> str:
    return sign[:-1] + "\\" + sign[-1]


def _entries(table: Table, stream: IO[str]) -> int:
    count = 0
    for piece in walk(table):
        stream.write(f"## {escaped(piece.title)}\n\n" if isinstance(piece, Heading) else _entry(piece))
        count += isinstance(piece, Entry)
    return count


def _entry(entry: Entry) -> str:
    title, link = escaped(entry.title), address(entry.url)
    level = "###" if entry.inside else "##"
    lines = [f"{level} [{title}](<{link}>)" if link else f"{level} {title}", ""]
    lines += [f"- {escaped(name)}: {_shown(cell)}" for name, cell in entry.facts]
    for each in entry.quotes:
        lines += ["", *(f"> {escaped(part)}" for part in each.split("\n") if part)]
    for paragraph in entry.paragraphs:
        lines += ["", escaped(paragraph)]
    return "\n".join(lines) + "\n\n"


def _shown(value: Cell) -> str:
    if isinstance(value, tuple) and value and all(isinstance(each, str) and address(each) for each in value):
        return ", ".join(f"<{address(str(each))}>" for each in value)
    return ", ".join(escaped(part) for part in shown(value).split("; "))


def _table(table: Table, stream: IO[str]) -> int:
    stream.write(_bar([escaped(column) for column in table.columns]))
    stream.write(_bar(["---"] * len(table.columns)))
    return counted(table.rows, lambda row: stream.write(_bar(_cells(row))))


def _cells(row: Row) -> list[str]:
    return ["<br>".join(escaped(part) for part in text(cell).split("\n")) for cell in row]


def _bar(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
