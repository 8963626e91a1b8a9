"""`sources passed-over` from outside: what keywords kept out, in which run, in every format; bounded in the archive."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aggregator import archive as room
from aggregator.archive import Archive, write
from aggregator.archive.waiting import standing
from aggregator.cli import run
from aggregator.model import Entry, Published, Run, Source
from aggregator.pipeline import due
from tests.archive.samples import NOW

WIRE = Source("Harbour Wire", "https://wire.example/feed", "feed", keywords=("hospital",))
PAPER = Source("Ledger", "https://ledger.example/feed", "feed", keywords=("hospital",))
DAY = timedelta(days=1)


def entry(source: Source, number: int, title: str = "") -> Entry:
    """An entry with texts."""
    day = Published((NOW - number * DAY).date(), "feed")
    title = title or f"Shares of shipping firm {number}"
    return Entry(f"{source.url}/{number}", source.name, title, day, summary="What it says.", text="All of it.")


def ran(opened: Archive, at: datetime, **listed: list[Entry]) -> None:
    """One run; of each listing the odd entries are passed over."""
    number = write.began(opened, at)
    for source in (WIRE, PAPER):
        entries = tuple(listed.get(source.name.split()[0].lower(), ()))
        well = due.well(standing(opened, source), source, at, address=source.url)
        over = frozenset(at for at, each in enumerate(entries) if "shipping" in (each.title or "") or "=" in (each.title or ""))
        write.visited(opened, write.Listing(well, None, entries, over), number, at)
    write.ended(opened, number, Run(at, at))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Settings and an archive after two runs."""
    table = '[[source]]\nname = "{0.name}"\nurl = "{0.url}"\nkind = "feed"\nkeywords = ["hospital"]\n'
    (tmp_path / "feeds.toml").write_text(table.format(WIRE) + table.format(PAPER))
    with room.open(tmp_path / "data" / "archive.db", write=True) as opened:
        ran(opened, NOW - DAY, harbour=[entry(WIRE, 1), entry(WIRE, 2, "A hospital opens")], ledger=[entry(PAPER, 3)])
        ran(opened, NOW, harbour=[entry(WIRE, 1), entry(WIRE, 4)], ledger=[entry(PAPER, 5, '=HYPERLINK("x")')])
    return tmp_path


def call(folder: Path, *arguments: str) -> int:
    """The exit code of the command in this folder."""
    return run(["--config", str(folder / "feeds.toml"), "sources", "passed-over", *arguments])


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ([], ["4", "5"]),
        (["--runs", "2"], ["4", "1", "5", "3"]),
        (["--runs", "99"], ["4", "1", "5", "3"]),
        (["harbour wire", "--runs", "2"], ["4", "1"]),
        (["--since", "2026-11-21"], ["4", "5"]),
        (["--since", "2020"], ["4", "1", "5", "3"]),
        (["--runs", "2", "--limit", "1"], ["4"]),
    ],
)
def test_which_are_told(folder: Path, arguments: list[str], numbers: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, *arguments) == 0
    out, err = capsys.readouterr()
    lines = [line.split("\t") for line in out.splitlines()]
    assert lines[0] == ["source", "published", "seen", "title", "url"]
    assert [line[4].rpartition("/")[2] for line in lines[1:]] == numbers
    assert err.startswith(f"{len(numbers)} passed over")


def test_formats(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told[0] == {
        "source": "Harbour Wire",
        "published": (NOW - 4 * DAY).date().isoformat(),
        "seen": NOW.isoformat(timespec="seconds"),
        "title": "Shares of shipping firm 4",
        "url": "https://wire.example/feed/4",
    }
    assert call(folder, "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[1]["title"].startswith("'=HYPERLINK")


@pytest.mark.parametrize("form", ["jsonl", "md", "html"])
def test_other_formats(folder: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--format", form) == 0
    assert "Shares of shipping firm 4" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["Nobody"], ["--format", "xml"], ["--since", "never"], ["--runs", "0"]])
def test_mistakes(folder: Path, arguments: list[str]) -> None:
    assert call(folder, *arguments) == 2


def test_without_an_archive(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text('[[source]]\nname = "A"\nurl = "https://a.example/feed"\nkind = "feed"\n')
    assert call(tmp_path) == 7


def test_their_texts_are_not_kept_and_they_go_in_time(folder: Path) -> None:
    with room.open(folder / "data" / "archive.db", write=True) as opened:
        rows = opened.rows("SELECT state, summary, text FROM entry ORDER BY id")
        assert {(row["state"], row["summary"], row["text"]) for row in rows} == {
            ("passed_over", None, None),
            ("waiting", "What it says.", "All of it."),
        }
        ran(opened, NOW + 500 * DAY, harbour=[entry(WIRE, 9)])
        assert [row["url"][-1] for row in opened.rows("SELECT url FROM entry WHERE state = 'passed_over'")] == ["9"]


def test_words_that_let_it_in_later_bring_its_texts_back(folder: Path) -> None:
    with room.open(folder / "data" / "archive.db", write=True) as opened:
        well = due.well(standing(opened, WIRE), WIRE, NOW, address=WIRE.url)
        taken = write.visited(opened, write.Listing(well, None, (entry(WIRE, 1),)), write.began(opened, NOW), NOW)
        assert (taken.known, taken.changed) == (1, 1)
        row = opened.rows("SELECT state, text FROM entry WHERE url = ?", (f"{WIRE.url}/1",))[0]
        assert (row["state"], row["text"]) == ("waiting", "All of it.")
