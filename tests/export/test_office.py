"""Workbooks and documents: whole, with real dates and links, and nothing that strangers wrote becomes a formula or a field."""

from __future__ import annotations

import io
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from datetime import date

import pytest

from aggregator.errors import UsageError
from aggregator.export import STORY, Figure, Table, binary, table, write
from tests.export.samples import HOSTILE, SENTENCE, hostile, story

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BARS = Figure("Deals", "bars", ("w1", "w2"), ("mou",), ((1,), (2,)))


def book(name: str, values: Table) -> zipfile.ZipFile:
    """The file that a format writes."""
    pytest.importorskip({"xlsx": "xlsxwriter", "docx": "docx"}[name], reason=f"the extra {name} is not installed")
    stream = io.BytesIO()
    write(name, values, stream)
    return zipfile.ZipFile(stream)


def cells(file: zipfile.ZipFile, sheet: int = 1) -> list[list[str]]:
    """The texts and numbers of a sheet, row by row."""
    rows = ET.fromstring(file.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{SHEET}row")
    shared = (
        [each.itertext() for each in ET.fromstring(file.read("xl/sharedStrings.xml"))] if "xl/sharedStrings.xml" in file.namelist() else []
    )
    texts = ["".join(each) for each in shared]
    return [[_cell(cell, texts) for cell in row] for row in rows]


def _cell(cell: ET.Element, texts: list[str]) -> str:
    value = cell.findtext(f"{SHEET}v")
    if cell.get("t") == "s" and value is not None:
        return texts[int(value)]
    return value if value is not None else "".join(cell.itertext())


def test_both_write_bytes() -> None:
    assert binary("xlsx")
    assert binary("docx")


def test_a_workbook_has_every_row_and_column() -> None:
    rows = cells(book("xlsx", table(STORY, [story(), story()])))
    assert rows[0] == list(STORY)
    assert len(rows) == 3
    assert SENTENCE in rows[1]


def test_a_workbook_has_real_days_and_numbers() -> None:
    file = book("xlsx", Table(("day", "number", "yes"), [(date(2026, 11, 19), 2.5, True)]))
    assert cells(file)[1] == ["46345", "2.5", "yes"]
    assert b"yyyy-mm-dd" in file.read("xl/styles.xml")


def test_a_workbook_has_no_formula_and_no_foreign_link() -> None:
    file = book("xlsx", hostile())
    sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert len(cells(file)) == len(HOSTILE) + 1
    links = re.findall(r'Target="([^"]*)"', file.read("xl/worksheets/_rels/sheet1.xml.rels").decode())
    assert all(link.startswith("https://news.example/") for link in links)


def test_a_workbook_has_its_figures_on_a_sheet() -> None:
    file = book("xlsx", Table(("a",), [(1,)], figures=(BARS, BARS)))
    assert cells(file, 2) == [["Deals", "mou"], ["w1", "1"], ["w2", "2"], ["Deals", "mou"], ["w1", "1"], ["w2", "2"]]


def test_a_very_long_text_is_cut_to_what_a_cell_bears() -> None:
    assert len(cells(book("xlsx", Table(("text",), [("x" * 50_000,)])))[1][0]) == 32_767


def document(values: Table) -> tuple[ET.Element, str]:
    """The body of a document, and its links."""
    file = book("docx", values)
    return ET.fromstring(file.read("word/document.xml")), file.read("word/_rels/document.xml.rels").decode()


def test_a_document_tells_the_story_with_its_links() -> None:
    body, links = document(table(STORY, [story()]))
    told = "".join(body.itertext())
    for part in ("Northlake signs with 海河医院", SENTENCE, "deal type: mou", "2,500,000"):
        assert part in told
    assert re.findall(r'Target="(https?:[^"]*)" TargetMode="External"', links) == ["https://news.example/7", "https://news.example/8"]


def test_a_document_takes_hostile_text_as_text() -> None:
    body, links = document(hostile())
    assert "<script>alert(1)</script>" in "".join(body.itertext())
    assert not list(body.iter(f"{WORD}fldSimple"))
    assert "javascript" not in links


def test_a_document_has_sections_figures_and_plain_tables() -> None:
    body, _ = document(Table(("section", "title"), [("New", "A"), ("Also", "B")], title="Week", subtitle="In short.", figures=(BARS,)))
    styles = [each.get(f"{WORD}val") for each in body.iter(f"{WORD}pStyle")]
    assert styles.count("Heading1") == 2
    assert len(list(body.iter(f"{WORD}tbl"))) == 1
    body, _ = document(Table(("type", "stories"), [("mou", 3)]))
    assert ["".join(cell.itertext()) for cell in body.iter(f"{WORD}tc")] == ["type", "stories", "mou", "3"]


@pytest.mark.parametrize(("name", "module"), [("xlsx", "xlsxwriter"), ("docx", "docx")])
def test_without_the_extra_the_hint_says_how_to_install_it(name: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError) as caught:
        write(name, Table(("a",), []), io.BytesIO())
    assert f"[{name}]" in caught.value.hint
