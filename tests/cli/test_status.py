"""`status` from outside: every state on one archive, the worst first, in each format; and what `fetch` says when one turns bad."""

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
from aggregator.cli.status import held
from aggregator.cli.summary import turned_bad
from aggregator.errors import FetchError
from aggregator.health import Verdict
from aggregator.model import Entry, Failure, Published, Run, Source
from aggregator.pipeline import due
from aggregator.pipeline.states import Turn
from tests.archive.samples import NOW

NAMES = ("Well", "Failing", "Refused", "Silent", "Undated", "Cut", "Off", "Never")


def source(name: str) -> Source:
    """A source of this name."""
    return Source(name, f"https://{name.lower()}.example/news", "press_page", enabled=name != "Off")


def entries(name: str, *days_ago: int, dated: bool = True) -> tuple[Entry, ...]:
    """Entries so many days old."""
    base = f"https://{name.lower()}.example/news/"
    days = ((NOW - timedelta(days=ago)).date() for ago in days_ago)
    return tuple(Entry(f"{base}{day}", name, f"News of {day}", Published(day, "listing") if dated else None) for day in days)


def visit(opened: Archive, name: str, at: datetime, *listed: Entry, error: FetchError | None = None) -> None:
    """One run in which this source was visited."""
    here, number = source(name), write.began(opened, at)
    before = standing(opened, here)
    if error:
        write.failed_visit(opened, due.ill(before, error, at), Failure("fetch", name, here.url, str(error), "Wait."), number, at)
    else:
        write.visited(opened, write.Listing(due.well(before, here, at, address=here.url), None, listed), number, at)
    write.ended(opened, number, Run(at, at, sources=1, sources_failed=int(error is not None)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings and an archive with a source in each of several states."""
    folder = tmp_path_factory.mktemp("states")
    table = '[[source]]\nname = "{0.name}"\nurl = "{0.url}"\nkind = "press_page"\nenabled = {1}\n'
    (folder / "feeds.toml").write_text("".join(table.format(source(name), str(name != "Off").lower()) for name in NAMES))
    weekly, before = range(1, 100, 7), NOW - timedelta(days=1)
    with room.open(folder / "data" / "archive.db", write=True) as opened:
        for name in ("Well", "Failing", "Refused", "Cut", "Off", "Left"):
            visit(opened, name, before, *entries(name, *weekly))
        visit(opened, "Silent", before, *entries("Silent", *(ago + 150 for ago in weekly)))
        visit(opened, "Undated", NOW, *entries("Undated", *weekly, dated=False))
        visit(opened, "Well", NOW, *entries("Well", 0, *weekly))
        visit(opened, "Cut", NOW, *entries("Cut", *range(2, 100, 7)))
        visit(opened, "Failing", NOW, error=FetchError("It timed out.", reason="timeout"))
        visit(opened, "Refused", NOW, error=FetchError("robots.txt forbids it.", reason="robots"))
    return folder


def call(folder: Path, *arguments: str) -> int:
    """The exit code of `status` in this folder."""
    return run(["--config", str(folder / "feeds.toml"), "status", *arguments])


def test_the_worst_comes_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder) == 0
    out, err = capsys.readouterr()
    rows = [line.split("\t") for line in out.splitlines()]
    assert rows[0][:2] == ["source", "state"]
    assert [(row[0], row[1]) for row in rows[1:]] == [
        ("Refused", "refused"),
        ("Failing", "failing"),
        ("Cut", "truncated"),
        ("Silent", "silent"),
        ("Undated", "undated"),
        ("Well", "ok"),
    ]
    assert rows[2][2] == NOW.date().isoformat()
    assert "3 more are disabled or were never visited" in err
    assert "robots.txt forbids it. Wait." in err


def test_all_and_only_the_failing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--all") == 0
    states = dict(line.split("\t")[:2] for line in capsys.readouterr().out.splitlines()[1:])
    assert (states["Off"], states["Never"], states["Left"]) == ("disabled", "new", "disabled")
    assert call(folder, "--failing") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 5


def test_as_json_and_csv(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--format", "json", "--failing") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["entry"] > 0
    assert told["run"]["counts"]["sources_failed"] == 1
    silent = next(each for each in told["sources"] if each["state"] == "silent")
    assert silent["usual_days"] == 7.0
    assert silent["patience_days"] < 150
    assert silent["hint"]
    assert call(folder, "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["source"] for row in rows][:2] == ["Refused", "Failing"]
    assert call(folder, "--format", "xml") == 2


@pytest.mark.parametrize("form", ["jsonl", "md", "html"])
def test_in_every_format(folder: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--format", form) == 0
    told = capsys.readouterr().out
    assert told.index("Refused") < told.index("Failing") < told.index("Silent")


def test_as_a_spreadsheet(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert call(folder, "--format", "xlsx") == 0
    assert capfdbinary.readouterr().out.startswith(b"PK")


@pytest.mark.parametrize(
    ("counts", "deals", "told"),
    [
        ((14, 11, 8), 5, "14 articles, 8 of them tell of a partnership; 11 stories, 5 of them of a partnership; 3 pages"),
        ((1, 1, 1), 1, "1 article, 1 of them tells of a partnership; 1 story, 1 of them of a partnership; 3 pages"),
        ((2, 1, 0), 0, "2 articles; 1 story; 3 pages"),
    ],
)
def test_what_is_held_is_told_with_its_unit(counts: tuple[int, int, int], deals: int, told: str) -> None:
    assert held(dict(zip(("article", "story", "partnership"), counts, strict=True)) | {"organisation": 0, "page": 3}, deals) == told


def test_one_source_in_detail(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--source", "failing") == 0
    out = capsys.readouterr().out
    assert "It timed out." in out
    assert "every 7 days (learnt from 15 days with news)" in out
    assert f"{NOW:%Y-%m-%d %H:%M}\tfailed" in out
    assert call(folder, "--source", "Nobody") == 2


def test_it_fits_eighty_columns(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from aggregator import screen

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(screen, "interactive", lambda stream=None: True)
    assert call(folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("ask for leave" in line for line in lines)


@pytest.mark.parametrize("form", [["--format", "table"], ["--format", "json"], ["--format", "csv"], ["--source", "Own"]])
def test_no_secret_of_an_address_is_shown(tmp_path: Path, form: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    url = "https://own.example/feed?page=2&token=hush-hush-1"
    (tmp_path / "feeds.toml").write_text(f'[[source]]\nname = "Own"\nurl = "{url}"\nkind = "feed"\n')
    own, error = Source("Own", url, "feed"), FetchError(f"There is nothing at {url}.", where=url)
    with room.open(tmp_path / "data" / "archive.db", write=True) as opened:
        number = write.began(opened, NOW)
        failed = Failure("fetch", "Own", url, str(error), f"Look at {url}.")
        write.failed_visit(opened, due.ill(standing(opened, own), error, NOW), failed, number, NOW)
        write.ended(opened, number, Run(NOW, NOW, sources=1, sources_failed=1, failures=(failed,)))
    assert call(tmp_path, *form) == 0
    told = "".join(capsys.readouterr())
    assert "There is nothing at https://own.example/feed?page=2&token=•••" in told
    assert "hush-hush" not in told


# ---- what a run says ---------------------------------------------------------------------------------------------------


def turn(name: str, before: str, state: str) -> Turn:
    """A change of state."""
    return Turn(name, before, Verdict(state))


@pytest.mark.parametrize(
    ("turned", "line"),
    [
        ((), ""),
        ((turn("A", "failing", "ok"),), ""),
        ((turn("A", "failing", "gone"),), ""),
        ((turn("A", "ok", "undated"),), ""),
        ((turn("A", "ok", "silent"),), "1 source turned bad: A silent (see `aggregator status`)"),
        ((turn("A", "new", "gone"), turn("B", "undated", "changed")), "2 sources turned bad: A gone, B changed (see `aggregator status`)"),
        (
            tuple(turn(name, "ok", "failing") for name in "ABCDEF"),
            "6 sources turned bad: A failing, B failing, C failing, D failing and 2 more (see `aggregator status`)",
        ),
    ],
)
def test_one_line_when_sources_turn_bad(turned: tuple[Turn, ...], line: str) -> None:
    assert turned_bad(turned) == line
