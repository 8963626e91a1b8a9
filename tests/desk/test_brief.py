"""The briefing as files: what is in them, and that a later one does not repeat an earlier one."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import archive
from aggregator.archive import filing
from aggregator.cli import picturing
from aggregator.cli.brief import COLUMNS
from tests.desk.asking import Ask
from tests.desk.samples import NOW, REPORTS, Told, fill, record

WEEK = ("--week", "2026-W47")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A sample archive that the test may change."""
    return fill(tmp_path / "archive.db")


def told(ask: Ask, own: Path, *arguments: str) -> list[tuple[str, int]]:
    """Section and story of each row of a briefing."""
    done = ask("brief", "--format", "jsonl", *arguments, archive=own)
    assert done.code == 0, done.err
    return [(row["section"], row["id"]) for row in map(json.loads, done.out.splitlines())]


def test_the_default_is_the_last_complete_week_as_markdown(ask: Ask, own: Path) -> None:
    done = ask("brief", archive=own)
    assert done.out.startswith("# Healthcare partnerships, 2026-W46\n")
    assert "Gleneagles opens heart centre with Northlake" in done.out
    assert "1 new deal, " in done.err


def test_a_week_has_its_deals_most_told_first(ask: Ask, own: Path) -> None:
    assert told(ask, own, *WEEK) == [("New deals", 1), ("New deals", 5)]
    assert told(ask, own, *WEEK, "--by", "type") == [("New deals: mou", 1), ("New deals: supply distribution", 5)]
    assert told(ask, own, "--in", "2026-11", "--by", "region") == [("New deals: Across regions", each) for each in (1, 2, 5)]
    assert told(ask, own, *WEEK, "--country", "Egypt") == [("New deals", 5)]


def test_the_same_briefing_twice_is_the_same(ask: Ask, own: Path) -> None:
    assert told(ask, own, *WEEK) == told(ask, own, *WEEK)


def late(own: Path, number: int, told: Told) -> None:
    """File one more report after the last briefing was made."""
    with archive.open(own, write=True) as opened:
        now = NOW.replace(day=25)
        made = record(replace(told, number=number), {})
        made = replace(made, article=replace(made.article, seen=now))
        filing.file(opened, made, filing.Lines("late.example"), now)


def test_what_came_late_is_told_later_and_nothing_twice(ask: Ask, own: Path) -> None:
    assert told(ask, own, *WEEK) == [("New deals", 1), ("New deals", 5)]
    late(own, 10, replace(REPORTS[3], day="2026-11-17", source="late", title="Late news of Gleneagles"))
    assert told(ask, own, "--week", "2026-W48") == [("Developments of known deals", 8)]
    assert told(ask, own, "--week", "2026-W49") == []
    assert told(ask, own, "--week", "2026-W48") == [("Developments of known deals", 8)]


def test_a_deal_corrected_to_none_leaves_the_briefing(ask: Ask, own: Path) -> None:
    assert ask("correct", "5", "--not-a-partnership", archive=own).code == 0
    assert told(ask, own, *WEEK) == [("New deals", 1)]


def test_what_was_told_and_then_corrected_is_told_once_as_corrected(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(ask, own, *WEEK)
    monkeypatch.setenv("AGGREGATOR_NOW", "2026-11-24T10:00:00+00:00")
    ask("correct", "5", "--not-a-partnership", archive=own)
    ask("correct", "1", "--merge-with", "4", archive=own)
    monkeypatch.setenv("AGGREGATOR_NOW", "2026-11-30T10:00:00+00:00")
    assert told(ask, own, "--week", "2026-W48") == [("Corrected", 5)]
    assert told(ask, own, "--week", "2026-W48") == [("Corrected", 5)]
    assert told(ask, own, "--week", "2026-W49") == []
    monkeypatch.setenv("AGGREGATOR_NOW", "2026-12-01T10:00:00+00:00")
    ask("correct", "5", "--undo", archive=own)
    assert told(ask, own, "--week", "2026-W49") == [("Corrected", 5)]


def test_only_what_a_briefing_is_about_is_told_as_corrected(ask: Ask, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(ask, own, *WEEK)
    monkeypatch.setenv("AGGREGATOR_NOW", "2026-11-24T10:00:00+00:00")
    ask("correct", "5", "--type", "mou", archive=own)
    assert told(ask, own, "--week", "2026-W48", "--country", "CN", "--no-remember") == []
    assert told(ask, own, "--week", "2026-W48", "--country", "EG") == [("Corrected", 5)]


def test_a_briefing_that_is_not_remembered_hides_nothing(ask: Ask, own: Path) -> None:
    assert told(ask, own, "--in", "2026-11", "--no-remember")
    with archive.open(own, write=False) as opened:
        assert not opened.rows("SELECT * FROM told")


def test_a_saved_search_has_briefings_of_its_own(ask: Ask, own: Path) -> None:
    ask("searches", "save", "asia", "country:CN", archive=own)
    assert told(ask, own, *WEEK) == [("New deals", 1), ("New deals", 5)]
    assert told(ask, own, *WEEK, "--search", "asia") == [("New deals", 1)]
    assert ask("brief", "--search", "none", archive=own).code == 2


def test_csv_has_one_row_a_story_and_stable_columns(ask: Ask, own: Path) -> None:
    out = ask("brief", *WEEK, "--format", "csv", "--bom", archive=own).out
    rows = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"))))
    assert out.startswith("\ufeff")
    assert tuple(rows[0]) == COLUMNS
    assert [row[1] for row in rows[1:]] == ["1", "5"]


def test_html_is_one_safe_page_with_figures_and_their_numbers(ask: Ask, own: Path, tmp_path: Path) -> None:
    assert ask("brief", *WEEK, "-o", str(tmp_path / "week.html"), archive=own).code == 0
    page = (tmp_path / "week.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert page.count("<figure>") == page.count("<summary>Numbers</summary>") == 3
    assert "Raffles Medical Group" in page
    assert not re.search(r"<script|\sstyle=|src=|url\(", page)


def test_a_workbook_has_dates_filters_and_a_frozen_header(ask: Ask, own: Path, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    assert ask("brief", *WEEK, "-o", str(tmp_path / "week.xlsx"), archive=own).code == 0
    with zipfile.ZipFile(tmp_path / "week.xlsx") as book:
        sheet, strings = book.read("xl/worksheets/sheet1.xml").decode(), "xl/worksheets/sheet2.xml"
        assert strings in book.namelist()
    assert '<autoFilter ref="A1:S3"/>' in sheet
    assert 'state="frozen"' in sheet
    assert "<v>46345</v>" in sheet  # 2026-11-19 as a number of days since 1899-12-30
    assert "<f>" not in sheet


def test_an_archive_that_cannot_be_written_is_told_and_the_briefing_made(ask: Ask, own: Path) -> None:
    own.chmod(0o444)
    own.parent.chmod(0o555)
    try:
        done = ask("brief", *WEEK, archive=own)
    finally:
        own.parent.chmod(0o755)
    assert done.code == 0
    assert "Raffles" in done.out


def test_deals_are_parted_by_the_saved_search_that_finds_them(ask: Ask, own: Path) -> None:
    ask("searches", "save", "china", "country:CN", "--last", "7d", archive=own)
    assert told(ask, own, "--in", "2026-11-09..2026-11-20", "--by", "search") == [
        ("New deals: china", 1), ("New deals: other", 2), ("New deals: other", 5),
    ]  # fmt: skip


def test_those_watched_have_a_line_though_nothing_is_new(ask: Ask, own: Path) -> None:
    ask("watch", "add", "IHH", "Northlake", "--country", "Japan", archive=own)
    out = ask("brief", *WEEK, archive=own).out
    assert "| IHH Healthcare: nothing new since 2026-11-12 | 0 | 0 | 0 | 1 | 0 |" in out
    assert "| Northlake Clinics | 0 | 0 | 0 | 1 | 1 |" in out
    assert "| Japan: nothing new | 0 | 0 | 0 | 0 | 0 |" in out


def test_what_is_asked_beside_a_saved_search_narrows_all_of_it(ask: Ask, own: Path) -> None:
    ask("searches", "save", "deals", "deals:yes", archive=own)
    assert told(ask, own, *WEEK, "--search", "deals", "country:JP", "OR", "country:EG") == [("New deals", 5)]


def test_days_of_a_saved_search_count_back_from_the_last_day(ask: Ask, own: Path) -> None:
    ask("searches", "save", "month", "in:30d deals:yes", archive=own)
    assert told(ask, own, "--in", "2025-03", "--search", "month") == []
    assert told(ask, own, "--week", "2026-W46", "--search", "month") == [("New deals", 2)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "colour"], "region"),
        (["--format", "doc"], "jsonl"),
        (["-o", "x.unknown"], "jsonl"),
        (["--in", "soon"], "no day or period"),
        (["--search", "x"], "no saved search"),
    ],
)
def test_a_wrong_order_is_explained(ask: Ask, own: Path, arguments: list[str], message: str) -> None:
    done = ask("brief", *arguments, archive=own)
    assert done.code == 2
    assert message in done.err


def test_an_archive_without_deals_gives_an_empty_briefing(ask: Ask, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    pytest.importorskip("docx", reason="the extra docx is not installed")
    path = fill(tmp_path / "empty.db", ())
    for name in ("md", "html", "csv", "json", "xlsx", "docx"):
        assert ask("brief", "-o", str(tmp_path / f"w.{name}"), archive=path).code == 0


@given(st.lists(st.sets(st.sampled_from("abcdefgh"), max_size=4), max_size=12), st.integers(2, 6))
def test_of_many_partners_none_is_shown_alone(groups: list[set[str]], most: int) -> None:
    shown = picturing.crossed(groups, most)
    assert len(shown.rows) <= most
    assert all(any(row) for row in shown.cells)
    assert all(shown.cells[one][other] == shown.cells[other][one] for one in range(len(shown.rows)) for other in range(len(shown.rows)))
    assert bool(shown.rows) == any(len(each) > 1 for each in groups)
