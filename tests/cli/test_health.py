"""`verify`, `backup`, `restore`, `compact`, `prune`, `doctor` from outside, on a small archive."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from aggregator import archive as room
from aggregator.archive import write
from aggregator.archive.waiting import standing
from aggregator.cli import run
from aggregator.model import Failure, Run
from aggregator.pipeline import due
from tests.archive.samples import NOW, SOURCE, filed

SETTINGS = f'[fetch]\ncontact = "desk@example.org"\n[[source]]\nname = "{SOURCE.name}"\nurl = "{SOURCE.url}"\nkind = "feed"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings and an archive of three articles, after one run that failed."""
    (tmp_path / "feeds.toml").write_text(SETTINGS)
    with room.open(tmp_path / "data" / "archive.db", write=True) as opened:
        filed(opened, 1, 2, 3)
        number = write.began(opened, NOW)
        error = Failure("fetch", SOURCE.name, SOURCE.url, "It timed out.", "Wait a day.")
        ill = due.ill(standing(opened, SOURCE), TimeoutError("It timed out."), NOW)
        write.failed_visit(opened, ill, error, number, NOW)
        write.ended(opened, number, Run(NOW, NOW, sources=1, sources_failed=1))
    return tmp_path


def call(folder: Path, *arguments: str) -> int:
    """The exit code of a command in this folder."""
    return run(["--config", str(folder / "feeds.toml"), *arguments])


def test_verify_a_sound_and_a_damaged_archive(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "verify") == 0
    with sqlite3.connect(folder / "data" / "archive.db") as connection:
        connection.execute("UPDATE page SET body = X'00' WHERE article = 2")
    connection.close()
    assert call(folder, "verify") == 7
    out, err = capsys.readouterr()
    assert "stored page of article 2" in out
    assert "restore" in err


def test_backup_restore_and_what_stood_there(folder: Path) -> None:
    copy = folder / "copy.db"
    assert call(folder, "backup", str(copy)) == 0
    assert call(folder, "backup", str(folder / "data" / "archive.db")) == 2
    (folder / "data" / "archive.db").write_bytes(b"damaged")
    assert call(folder, "verify") == 7
    assert call(folder, "restore", str(copy)) == 0
    assert call(folder, "verify") == 0
    assert (folder / "data" / "archive.db.replaced-1").read_bytes() == b"damaged"
    assert call(folder, "restore", str(folder / "none.db")) == 7


def test_prune_says_first_and_drops_then(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("prune", "--pages", "--before", "2027-01-01")
    assert call(folder, *arguments, "--dry-run") == 0
    assert "3 pages" in capsys.readouterr().err
    assert call(folder, *arguments) == 0
    assert call(folder, *arguments) == 0
    assert "0 pages" in capsys.readouterr().err.splitlines()[-1]
    assert call(folder, "prune", "--before", "2027-01-01") == 2


def test_compact_and_doctor(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "compact") == 0
    assert call(folder, "doctor") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 5
    assert all(line.startswith("ok") for line in lines)


def test_doctor_tells_wrong_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "feeds.toml").write_text("nonsense = 3\n")
    assert call(folder, "doctor") == 1
    assert "FAIL" in capsys.readouterr().out


def test_doctor_warns_of_an_address_that_nobody_reads(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "feeds.toml").write_text(SETTINGS.replace("contact", "# contact"))
    assert call(folder, "doctor") == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("ok")]
    assert line.startswith("warn  ")
    assert "no contact is set" in line
    assert 'Put contact = "you@your-organisation.org" into the [fetch] table' in line
    (folder / "feeds.toml").write_text(SETTINGS.replace('contact = "desk@', 'user_agent = "ours (+desk@').replace('.org"', '.org)"', 1))
    assert call(folder, "doctor") == 0
    assert "\nwarn" not in capsys.readouterr().out


@pytest.mark.parametrize("command", [["verify"], ["status"], ["compact"], ["backup", "x.db"], ["prune", "--pages", "--before", "7d"]])
def test_without_an_archive(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "feeds.toml").write_text(SETTINGS)
    assert call(tmp_path, *command) == 7
    assert not (tmp_path / "data" / "archive.db").exists()
