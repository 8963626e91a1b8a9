"""The demonstration does what README says: the real pipeline on its own newsroom, filed and asked."""

from __future__ import annotations

import contextlib
import io
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from aggregator import archive, cli
from aggregator.archive import demonstration, lock
from tests.desk.samples import fill


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, without what SQLite puts beside a file that it reads."""
    files = (path for path in folder.iterdir() if path.is_file())
    return {path.name: path.read_bytes() for path in files if not path.name.endswith(("-shm", "-wal"))}


def older(path: Path) -> Path:
    """An archive that an earlier demonstration left, with a search that was saved in it."""
    with archive.open(path, write=True) as opened:
        demonstration.mark(opened)
        with opened.transaction():
            opened.do("INSERT INTO fact VALUES ('older', 'yes')")
    return path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Path]:
    """Exit code, what was printed, and the archive, of one demonstration after another; the environment names the user's own."""
    folder = tmp_path_factory.mktemp("demo")
    own, feeds = folder / "own.db", folder / "feeds.toml"
    fill(own)
    feeds.touch()
    (folder / "data").mkdir()
    older(folder / "data" / "demo.db")
    before = contents(folder)
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.setenv("AGGREGATOR_ARCHIVE", str(own))
        code = cli.run(["--config", str(feeds), "demo"])
    assert contents(folder) == before
    return code, out.getvalue(), folder / "data" / "demo.db"


def test_it_ends_well_and_makes_its_archive_anew(told: tuple[int, str, Path]) -> None:
    code, _, path = told
    assert code == 0
    with archive.open(path, write=False) as opened:
        assert demonstration.only(opened)
        assert opened.row("SELECT 1 FROM fact WHERE name = 'older'") is None


@pytest.mark.parametrize(
    "words",
    [
        "7 sources, 13 new articles, 7 of them tell of a partnership, 1 copy",
        "1 source failed",
        "A feed that became a web page: ",
        "none of them for an article",
        "6 sources, 0 new articles",
        "Raffles Medical Group; ",
        "Novo Nordisk",
        "4 reports",
        "copy of",
        "Text (Raffles Medical Group",  # the press release leads, whichever report came first
        "我院与新加坡莱佛士医疗集团签署战略合作协议",
    ],
)
def test_it_shows_the_main_job(told: tuple[int, str, Path], words: str) -> None:
    assert words in told[1]


@pytest.mark.parametrize("words", ["in your inbox", "S$0.975", "Start a project with us", "Find a doctor", "版权所有", "Cookies"])
def test_no_furniture_is_shown(told: tuple[int, str, Path], words: str) -> None:
    assert words not in told[1]


def test_the_award_and_the_figures_are_no_partnerships(told: tuple[int, str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["--archive", str(told[2]), "deals", "--limit", "0"])
    ledger = capsys.readouterr().out
    assert "Rongqiao Group" in ledger
    assert "Leipzig" in ledger
    assert "shortlist" not in ledger.casefold()
    cli.run(["--archive", str(told[2]), "query", "--articles", "--limit", "0", "--format", "csv"])
    assert capsys.readouterr().out.count("http://127.0.0.") >= 14


# ---- whatever else stands there is left as it is -----------------------------------------------------------------------------


def text(path: Path) -> None:
    path.write_text("what I must not forget\n")


def nothing(path: Path) -> None:
    path.touch()
    os.utime(path, (0, 0))  # a young one would be waited for: a run may be about to make it


def stranger(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (text)")


def own(path: Path) -> None:
    fill(path)


def own_and_empty(path: Path) -> None:
    archive.open(path, write=True).close()


def demonstration_used_for_more(path: Path) -> None:
    fill(path)
    with archive.open(path, write=True) as opened:
        demonstration.mark(opened)


@pytest.mark.parametrize("made", [text, nothing, stranger, own, own_and_empty, demonstration_used_for_more])
@pytest.mark.parametrize("named", [True, False])
def test_no_other_file_is_touched(made: Callable[[Path], None], named: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    feeds, path = tmp_path / "feeds.toml", folder / "demo.db"
    feeds.touch()
    made(path)
    before = contents(folder)
    where = ["--archive", str(path)] if named else ["--config", str(feeds)]
    assert cli.run([*where, "demo"]) == 7
    out, err = capsys.readouterr()
    assert out == ""
    assert str(path) in err
    assert "left as it is" in err
    assert "aggregator --archive FILE demo" in err
    assert contents(folder) == before


def test_a_folder_is_no_place_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--archive", str(tmp_path), "demo"]) == 7
    assert "is a folder" in capsys.readouterr().err


def test_a_demonstration_that_another_run_writes_to_is_left_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = older(tmp_path / "demo.db")
    before = path.read_bytes()
    with lock.held(path):
        assert cli.run(["--archive", str(path), "demo"]) == 5
    assert path.read_bytes() == before
    assert "Another run" in capsys.readouterr().err
