"""Table -> a Word document (Office Open XML), as a person would edit it: headings, paragraphs, links; figures as tables.

Needs the extra `docx`. The document is held in memory until it is whole: python-docx cannot do otherwise.
"""

from __future__ import annotations

from typing import IO, Any

from aggregator.errors import UsageError
from aggregator.export._room import whole
from aggregator.export._table import Figure, Row, Table, address, shown, text
from aggregator.export._walk import Entry, Heading, counted, walk

BINARY = True
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def write(table: Table, stream: IO[bytes]) -> int:
    """Write the document. Raises UsageError when python-docx is not installed, OSError when there is no room."""
    document = _document()
    if table.title:
        document.add_heading(text(table.title), 0)
    if table.subtitle:
        document.add_paragraph(text(table.subtitle))
    for figure in table.figures:
        if figure.kind in ("bars", "counts") and figure.rows:
            _figure(document, figure)
    count = _entries(document, table) if "title" in table.columns else _rows(document, table)
    with whole(stream) as room:
        document.save(room)
    return count


def _document() -> Any:
    try:
        from docx import Document
    except ImportError:
        install = 'pip install "healthcare-partnership-aggregator[docx]"'
        raise UsageError("Writing docx needs python-docx.", hint=f"Install it: {install}") from None
    return Document()


def _entries(document: Any, table: Table) -> int:
    count = 0
    for piece in walk(table):
        if isinstance(piece, Heading):
            document.add_heading(piece.title, 1)
            continue
        _entry(document, piece)
        count += 1
    return count


def _entry(document: Any, entry: Entry) -> None:
    _link(document.add_heading("", 2), entry.url, entry.title)
    facts = dict(entry.facts)
    links = facts.pop("urls", ())
    document.add_paragraph(" · ".join(f"{name}: {shown(cell)}" for name, cell in facts.items()))
    for each in entry.quotes:
        document.add_paragraph(each, style="Intense Quote")
    for paragraph in entry.paragraphs:
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

    def put(row: Row) -> None:
        for cell, value in zip(grid.add_row().cells, row, strict=False):
            cell.text = shown(value)

    return counted(table.rows, put)


def _figure(document: Any, figure: Figure) -> None:
    document.add_paragraph(text(figure.title), style="Caption")
    rows: list[Row] = [(name, *row) for name, row in zip(figure.rows, figure.cells, strict=True)]
    _rows(document, Table(("", *figure.columns), rows))
