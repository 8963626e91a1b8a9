"""One walk over the rows that people read: headings where the section changes, entries with what stood in the row."""

from __future__ import annotations

import io

import pytest

from aggregator.export import Table, md
from aggregator.export._table import Row
from aggregator.export._walk import Entry, Heading, counted, walk

_COLUMNS = ("section", "title", "url", "deal_type", "evidence", "text")


def _table(*rows: Row) -> Table:
    return Table(_COLUMNS, rows)


def test_a_heading_stands_where_the_section_changes() -> None:
    pieces = list(walk(_table(*((section, title, "", None, "", "") for section, title in (("A", "1"), ("A", "2"), ("B", "3"))))))
    assert [each.title for each in pieces] == ["A", "1", "2", "B", "3"]
    assert [type(each) for each in pieces] == [Heading, Entry, Entry, Heading, Entry]
    assert all(each.inside for each in pieces if isinstance(each, Entry))


def test_without_a_section_entries_stand_at_the_top() -> None:
    pieces = list(walk(Table(("title",), [("1",), ("2",)])))
    assert pieces == [Entry("1", "", (), (), (), False), Entry("2", "", (), (), (), False)]


def test_cells_go_where_they_belong_and_empty_ones_nowhere() -> None:
    row: Row = ("", "Title", "https://a.example/", "joint_venture", "It says so.", "One.\n\nTwo.")
    assert list(walk(_table(row))) == [
        Entry("Title", "https://a.example/", (("deal type", "joint venture"),), ("It says so.",), ("One.", "Two."), False)
    ]
    assert list(walk(_table(("", "Title", None, None, None, None)))) == [Entry("Title", "", (), (), (), False)]


@pytest.mark.parametrize("rows", [[], [("a",)], [("a",), ("b",), ("c",)]])
def test_every_row_is_written_and_counted(rows: list[Row]) -> None:
    written: list[Row] = []
    assert counted(iter(rows), written.append) == len(rows)
    assert written == rows


def test_the_last_section_may_be_nameless() -> None:
    """Entries after the last named section go back to the top level."""
    stream = io.StringIO()
    md.write(_table(("A", "1", "", None, "", ""), ("", "2", "", None, "", "")), stream)
    assert "### 1\n" in stream.getvalue()
    assert "\n## 2\n" in stream.getvalue()
    assert "## \n" not in stream.getvalue()
