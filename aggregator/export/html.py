"""Table -> one self-contained HTML page: opens without a network, runs nothing, prints well, dark where the reader's system is.

Everything that strangers wrote is escaped text; links are http(s) only, without referrer. The Content-Security-Policy allows the one
style sheet in the page by its hash and nothing else (no script, image, frame, form). Figures are SVG inside the page.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from aggregator.export import _charts
from aggregator.export._table import Cell, Row, Table, address, shown, text

_STYLE = Path(__file__).with_name("style.css")
_QUOTED = ("evidence", "snippet", "note")
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{hash}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
"""
_FOOT = "</main>\n</body>\n</html>\n"


def write(table: Table, stream: IO[str]) -> int:
    """Write the page, row by row."""
    stream.write(head(table.title or "Stories"))
    if table.subtitle:
        stream.write(f"<p>{_safe(table.subtitle)}</p>\n")
    for figure in table.figures:
        stream.write(_charts.figure(figure))
    count = _entries(table, stream) if "title" in table.columns else _table(table, stream)
    stream.write(_FOOT)
    return count


def head(title: str) -> str:
    """Everything up to the first row, for this title."""
    style = _STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _HEAD.format(hash=f"sha256-{digest}", title=_safe(title), style=style)


def _entries(table: Table, stream: IO[str]) -> int:
    count, section = 0, ""
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        heading = text(cells.pop("section", ""))
        if heading != section:
            stream.write(f"<h2>{_safe(heading)}</h2>\n")
            section = heading
        stream.write(_entry(cells, "h3" if section else "h2"))
        count += 1
    if not count:
        stream.write("<p>Nothing found.</p>\n")
    return count


def _entry(cells: dict[str, Cell], level: str) -> str:
    title = _link(text(cells.pop("url", "")), text(cells.pop("title")))
    quotes = [text(cells.pop(name, "")) for name in _QUOTED]
    body = text(cells.pop("text", ""))
    parts = [f"<article>\n<{level}>{title}</{level}>\n<dl>"]
    parts += [
        f"<div><dt>{_safe(name.replace('_', ' '))}</dt><dd>{_shown(value)}</dd></div>" for name, value in cells.items() if text(value)
    ]
    parts.append("</dl>")
    parts += [f"<blockquote>{_safe(each)}</blockquote>" for each in quotes if each]
    if body:
        paragraphs = "".join(f"<p>{_safe(paragraph)}</p>\n" for paragraph in body.split("\n") if paragraph)
        parts.append(f"<details><summary>Text</summary>\n{paragraphs}</details>")
    return "\n".join(parts) + "\n</article>\n"


def _shown(value: Cell) -> str:
    if isinstance(value, tuple):
        return ", ".join(
            _link(each, urlsplit(address(each)).netloc or each) if isinstance(each, str) else _safe(each.name) for each in value
        )
    return _link(text(value), shown(value))


def _host(each: str) -> str:
    """The host of an address; any other text as it is."""
    return urlsplit(address(each)).netloc or each


def _table(table: Table, stream: IO[str]) -> int:
    stream.write(f"<table>\n<thead>{_cells(table.columns, 'th')}</thead>\n<tbody>\n")
    count = 0
    for row in table.rows:
        stream.write(_cells(row, "td") + "\n")
        count += 1
    stream.write("</tbody>\n</table>\n")
    return count


def _cells(row: Row, tag: str) -> str:
    return (
        "<tr>"
        + "".join(f"<{tag}{' class=number' if isinstance(cell, int | float) else ''}>{_shown(cell)}</{tag}>" for cell in row)
        + "</tr>"
    )


def _link(url: str, label: str) -> str:
    href = address(url)
    return f'<a href="{escape(href)}" rel="noopener noreferrer nofollow">{_safe(label)}</a>' if href else _safe(label)


def _safe(value: str) -> str:
    return escape(text(value))
