"""Table -> an Excel workbook (Office Open XML): one sheet with real dates and numbers, filters, a frozen header; figures on a second.

Texts are written as texts, so that none becomes a formula or a link. Needs the extra `xlsx`. Rows go to the file as they come (XlsxWriter's
constant memory).
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from typing import IO, Any

from aggregator.errors import ExportError, UsageError
from aggregator.export._room import Room, whole
from aggregator.export._table import Cell, Table, address, text

BINARY = True
_WIDTHS = {"title": 60, "text": 60, "evidence": 60, "parties": 40, "organisations": 40, "urls": 40, "url": 30, "snippet": 40, "sources": 24}
_LONGEST = 32_767  # characters of a cell, as Excel bears


def write(table: Table, stream: IO[bytes]) -> int:
    """Write the workbook. Raises UsageError when XlsxWriter is not installed, OSError when there is no room, ExportError when there is none
    for the parts of which it is made."""
    with whole(stream) as room:
        workbook = _workbook(room)
        from xlsxwriter.exceptions import FileCreateError

        try:
            return _written(table, workbook)
        except (OSError, FileCreateError) as error:  # not of `room`: that one fails at its end
            raise _no_room(error) from None


def _no_room(error: Exception) -> ExportError:
    cause = error if isinstance(error, OSError) else next(iter(error.args), error)
    where = tempfile.gettempdir()
    hint = "Make room there, or name another folder by the environment variable TMPDIR."
    return ExportError(
        f"A workbook needs temporary files, and cannot write them: {getattr(cause, 'strerror', cause)}.", where=where, hint=hint
    )


def _written(table: Table, workbook: Any) -> int:
    sheet = workbook.add_worksheet("Rows")
    formats = {
        "head": workbook.add_format({"bold": True, "bottom": 1}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for place, name in enumerate(table.columns):
        sheet.set_column(place, place, _WIDTHS.get(name, 14))
        sheet.write_string(0, place, name, formats["head"])
    count = 0
    for count, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            _put(sheet, (count, place), cell, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, max(len(table.columns) - 1, 0))
    _figures(workbook, table, formats)
    workbook.close()
    return count


def _workbook(stream: Room) -> Any:
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise UsageError(
            "Writing xlsx needs XlsxWriter.", hint='Install it: pip install "healthcare-partnership-aggregator[xlsx]"'
        ) from None
    literally = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return Workbook(stream, {"constant_memory": True, **literally})


def _put(sheet: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any]) -> None:
    """A cell as what it is. Instants are shown in UTC, for Excel knows no zones."""
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_string(*place, text(cell))
    elif isinstance(cell, int | float):
        sheet.write_number(*place, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(*place, cell.astimezone(UTC).replace(tzinfo=None), formats["moment"])
    elif isinstance(cell, date) and cell.year >= 1900:
        sheet.write_datetime(*place, datetime(cell.year, cell.month, cell.day), formats["day"])
    elif isinstance(cell, str) and len(link := address(cell)) <= 2000 and link:
        sheet.write_url(*place, link, string=text(cell)[:_LONGEST])
    else:
        sheet.write_string(*place, text(cell)[:_LONGEST])


def _figures(workbook: Any, table: Table, formats: dict[str, Any]) -> None:
    if not table.figures:
        return
    sheet = workbook.add_worksheet("Figures")
    top = 0
    for figure in table.figures:
        for place, name in enumerate((figure.title, *figure.columns)):
            sheet.write_string(top, place, text(name), formats["head"])
        for line, (name, row) in enumerate(zip(figure.rows, figure.cells, strict=True), top + 1):
            sheet.write_string(line, 0, text(name))
            for place, count in enumerate(row, 1):
                sheet.write_number(line, place, count)
        top += len(figure.rows) + 2
