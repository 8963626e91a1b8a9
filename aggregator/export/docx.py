"""Table -> a Word document (Office Open XML), as a person would edit it: headings, paragraphs, links; figures as tables.

Needs the extra `docx`. The document is held in memory until it is whole: python-docx cannot do otherwise.
"""

from __future__ import annotations

from typing import IO, Any

from aggregator.errors import UsageError
from aggregator.export._table import Cell, Figure, Row, Table, address, shown, text

BINARY = True
_QUOTED = ("evidence", "snippet", "note")
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def write(table: Table, stream: IO[bytes]) -> int:
    """Write the document. Raises UsageError when python-docx is not installed."""
    document = _document()
    if table.title:
        document.add_heading(text(table.title), 0)
    if table.subtitle:
        document.add_paragraph(text(table.subtitle))
    for figure in table.figures:
        if figure.kind == "bars" and figure.columns:
            _figure(document, figure)
    count = _entries(document, table) if "title" in table.columns else _rows(document, table)
    document.save(stream)
    return count


def _document() -> Any:
    try:
        from docx import Document
    except ImportError:
        install = 'pip install "healthcare-partnership-aggregator[docx]"'
        raise UsageError("Writing docx needs python-docx.", hint=f"Install it: {install}") from None
    return Document()


def _entries(document: Any, table: Table) -> int:
    count, section = 0, ""
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        heading = text(cells.pop("section", ""))
        if heading != section:
            document.add_heading(heading, 1)
            section = heading
        _entry(document, cells)
        count += 1
    return count


def _entry(document: Any, cells: dict[str, Cell]) -> None:
    _link(document.add_heading("", 2), text(cells.pop("url", "")), text(cells.pop("title")))
    quotes = [text(cells.pop(name, "")) for name in _QUOTED]
    body, links = text(cells.pop("text", "")), cells.pop("urls", ())
    told = [f"{name.replace('_', ' ')}: {shown(value)}" for name, value in cells.items() if text(value)]
    document.add_paragraph(" · ".join(told))
    for each in quotes:
        if each:
            document.add_paragraph(each, style="Intense Quote")
    for paragraph in body.split("\n"):
        if paragraph:
            document.add_paragraph(paragraph)
    for link in links if isinstance(links, tuple) else ():
        _link(document.add_paragraph(style="List Bullet"), str(link), str(link))


def _link(paragraph: Any, url: str, label: str) -> None:
    """A run that leads to an address of the web; plain text for anything else."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(text(label))
    href = address(url)
    if href:
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(href, _HYPERLINK, is_external=True))
        run._r.addprevious(link)
        link.append(run._r)
        run.font.underline = True


def _rows(document: Any, table: Table) -> int:
    grid = document.add_table(rows=1, cols=max(len(table.columns), 1), style="Light Grid Accent 1")
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=False):
        cell.text = text(name)
    count = 0
    for row in table.rows:
        for cell, value in zip(grid.add_row().cells, row, strict=False):
            cell.text = shown(value)
        count += 1
    return count


def _figure(document: Any, figure: Figure) -> None:
    document.add_paragraph(text(figure.title), style="Caption")
    rows: list[Row] = [(name, *row) for name, row in zip(figure.rows, figure.cells, strict=True)]
    _rows(document, Table(("", *figure.columns), rows))
