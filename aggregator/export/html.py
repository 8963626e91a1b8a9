"""Table -> one self-contained HTML page: opens without a network, runs nothing, prints well, dark where the reader's system is.

Everything that strangers wrote is escaped text; links are http(s) only, without referrer. The Content-Security-Policy allows the one
style sheet in the page by its hash and nothing else (no script, image, frame, form). Figures are SVG inside the page.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from html import escape
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from aggregator.export import _charts
from aggregator.export._table import Cell, Row, Table, address, shown, text
from aggregator.export._walk import Entry, Heading, counted, walk

_STYLE = Path(__file__).with_name("style.css")
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
    count = 0
    for piece in walk(table):
        stream.write(f"<h2>{_safe(piece.title)}</h2>\n" if isinstance(piece, Heading) else _entry(piece))
        count += isinstance(piece, Entry)
    if not count:
        stream.write("<p>Nothing found.</p>\n")
    return count


def _entry(entry: Entry) -> str:
    level = "h3" if entry.inside else "h2"
    parts = [f"<article>\n<{level}>{_link(entry.url, entry.title)}</{level}>\n<dl>"]
    parts += [f"<div><dt>{_safe(name)}</dt><dd>{_shown(cell)}</dd></div>" for name, cell in entry.facts]
    parts.append("</dl>")
    parts += [f"<blockquote>{_safe(each)}</blockquote>" for each in entry.quotes]
    if entry.paragraphs:
        paragraphs = "".join(f"<p>{_safe(paragraph)}</p>\n" for paragraph in entry.paragraphs)
        parts.append(f"<details><summary>Text</summary>\n{paragraphs}</details>")
    return "\n".join(parts) + "\n</article>\n"


def _shown(value: Cell) -> str:
    if isinstance(value, tuple):
        return ", ".join(_link(each, _host(each)) if isinstance(each, str) else _safe(each.name) for each in value)
    return _link(text(value), shown(value))


def _host(each: str) -> str:
    """The host of an address; any other text as it is."""
    return urlsplit(address(each)).netloc or each


def _table(table: Table, stream: IO[str]) -> int:
    stream.write(f'<div class="wide" tabindex="0" role="region" aria-label="{_safe(table.title or "Rows")}">\n')
    stream.write(f"<table>\n<thead>{_cells(table.columns, 'th')}</thead>\n<tbody>\n")
    count = counted(table.rows, lambda row: stream.write(_cells(row, "td") + "\n"))
    stream.write("</tbody>\n</table>\n</div>\n")
    return count


def _cells(row: Row, tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}{_kind(cell)}>{_shown(cell)}</{tag}>" for cell in row) + "</tr>"


def _kind(cell: Cell) -> str:
    """How a cell is set: figures below each other, days on one line."""
    return " class=number" if isinstance(cell, int | float) else " class=day" if isinstance(cell, date) else ""


def _link(url: str, label: str) -> str:
    href = address(url)
    return f'<a href="{escape(href)}" rel="noopener noreferrer nofollow">{_safe(label)}</a>' if href else _safe(label)


def _safe(value: str) -> str:
    return escape(text(value))
