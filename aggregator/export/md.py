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

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~&!])")
_FIRST = re.compile(r"^(\s*)([#+\-=:]|[0-9]+[.)])")
_QUOTED = ("evidence", "snippet", "note")


def write(table: Table, stream: IO[str]) -> int:
    """Write the table, row by row."""
    if table.title:
        stream.write(f"# {escaped(table.title)}\n\n")
    if table.subtitle:
        stream.write(f"{escaped(table.subtitle)}\n\n")
    for figure in (each for each in table.figures if each.kind == "bars" and each.columns):
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
    count, section = 0, ""
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        heading = text(cells.pop("section", ""))
        if heading != section:
            stream.write(f"## {escaped(heading)}\n\n")
            section = heading
        stream.write(_entry(cells, "###" if section else "##"))
        count += 1
    return count


def _entry(cells: dict[str, Cell], level: str) -> str:
    title, link = escaped(text(cells.pop("title"))), address(text(cells.pop("url", "")))
    lines = [f"{level} [{title}](<{link}>)" if link else f"{level} {title}", ""]
    quotes = [text(cells.pop(name, "")) for name in _QUOTED]
    body = text(cells.pop("text", ""))
    lines += [f"- {escaped(name.replace('_', ' '))}: {_shown(value)}" for name, value in cells.items() if text(value)]
    for each in quotes:
        lines += ["", *(f"> {escaped(part)}" for part in each.split("\n") if part)] if each else []
    for paragraph in body.split("\n"):
        lines += ["", escaped(paragraph)] if paragraph else []
    return "\n".join(lines) + "\n\n"


def _shown(value: Cell) -> str:
    if isinstance(value, tuple) and value and all(isinstance(each, str) and address(each) for each in value):
        return ", ".join(f"<{address(str(each))}>" for each in value)
    return ", ".join(escaped(part) for part in shown(value).split("; "))


def _table(table: Table, stream: IO[str]) -> int:
    stream.write(_bar([escaped(column) for column in table.columns]))
    stream.write(_bar(["---"] * len(table.columns)))
    count = 0
    for row in table.rows:
        stream.write(_bar(_cells(row)))
        count += 1
    return count


def _cells(row: Row) -> list[str]:
    return ["<br>".join(escaped(part) for part in text(cell).split("\n")) for cell in row]


def _bar(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
