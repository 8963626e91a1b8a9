"""Output that nobody takes: a full disk, a reader that has left, a stream that is closed. From outside, with real files and pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import gettempdir

import pytest

from aggregator import cli
from tests.desk.samples import fill

FULL = Path("/dev/full")
ARTICLE = b'{"id":"x","title":"Lakeside Clinics and Harbour Group sign an agreement","text":"They signed it on Monday."}\n'
ANSWERS: list[tuple[str, ...]] = [
    ("query",), ("query", "--format", "csv"), ("query", "--count"), ("show", "1"), ("deals",), ("why", "1"), ("brief", "--no-remember"),
    ("export", "-", "--format", "jsonl"), ("export", "-", "--format", "xlsx"), ("brief", "--no-remember", "--format", "docx"), ("--help",),
    ("query", "--help"), ("schedule", "cron"), ("completion", "bash"), ("status",),
]  # fmt: skip
STREAMS: list[tuple[str, ...]] = [("tag",), ("cluster",), ("extract",)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive to ask."""
    return fill(tmp_path_factory.mktemp("stdout") / "archive.db")


def command(path: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "aggregator", "--archive", str(path), *arguments]


def named(arguments: tuple[str, ...]) -> str:
    return " ".join(arguments)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", ANSWERS + STREAMS, ids=named)
def test_a_full_disk_is_told_in_a_line(filled: Path, arguments: tuple[str, ...]) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(command(filled, *arguments), input=ARTICLE, stdout=full, stderr=subprocess.PIPE, check=False, timeout=120)
    error, hint = done.stderr.decode().splitlines()
    assert error == "error: Cannot write to standard output: No space left on device."
    assert hint.startswith("hint: ")
    assert done.returncode == 2


@pytest.mark.parametrize("arguments", ANSWERS + STREAMS, ids=named)
def test_a_reader_that_has_left_is_no_fault(filled: Path, arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(command(filled, *arguments), input=ARTICLE, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=120)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def closed(arguments: list[str], streams: str) -> subprocess.CompletedProcess[bytes]:
    """Run with streams closed, as a shell does it."""
    return subprocess.run(["/bin/sh", "-c", f'exec "$@" {streams}', "sh", *arguments], capture_output=True, check=False, timeout=120)


def test_a_closed_standard_output_is_told(filled: Path) -> None:
    done = closed(command(filled, "query"), ">&-")
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: Cannot write to standard output: Bad file descriptor.\n")


def test_what_says_nothing_needs_no_standard_output(tmp_path: Path, filled: Path) -> None:
    done = closed(command(filled, "--quiet", "export", str(tmp_path / "all.csv")), ">&-")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "all.csv").read_text().startswith("id,")


@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", "<&- 2>&-"])
def test_errors_that_nobody_hears_change_no_exit_code(filled: Path, streams: str) -> None:
    assert closed(command(filled, "query", "--count"), streams).returncode == 0
    assert closed(command(filled, "show", "99999"), streams).returncode == 2
    assert closed(command(filled, "nonsense"), streams).returncode == 2


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_briefing_that_could_not_be_written_was_not_told(tmp_path: Path) -> None:
    path = fill(tmp_path / "archive.db")
    written = ("brief", "--week", "2026-W47", "--format", "csv")
    with FULL.open("wb") as full:
        assert subprocess.run(command(path, *written), stdout=full, stderr=subprocess.PIPE, check=False, timeout=120).returncode == 2
    with_deals = subprocess.run(command(path, *written), capture_output=True, check=False, timeout=120)
    assert with_deals.returncode == 0
    assert b"New deals" in with_deals.stdout


@pytest.mark.parametrize(
    "arguments",
    [("export",), ("export", "--format", "xlsx"), ("brief", "--no-remember", "-o"), ("corrections", "export"), ("orgs", "export")],
    ids=named,
)
def test_a_file_that_cannot_be_written_is_no_bug(
    filled: Path, tmp_path: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "none" / "x.csv"
    assert cli.run(["--archive", str(filled), *arguments, str(file)]) == 2
    error, hint = capsys.readouterr().err.splitlines()
    assert error == f"error: {file} cannot be written: No such file or directory."
    assert hint.startswith("hint: ")


@pytest.mark.parametrize(("name", "blocks"), [("csv", 1), ("html", 1), ("xlsx", 1), ("xlsx", 8), ("docx", 1), ("docx", 8)])
def test_a_file_for_which_there_is_no_room_is_no_bug(filled: Path, tmp_path: Path, name: str, blocks: int) -> None:
    """A limit of the size of files stands for a full disk."""
    limited = ["/bin/sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh"]
    file = tmp_path / f"all.{name}"
    done = subprocess.run([*limited, *command(filled, "export", str(file))], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith((f"error: {file} cannot be written: ", f"error: {gettempdir()}: A workbook needs temporary files, "))
    assert len(done.stderr.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_without_room_for_its_parts_is_no_bug(filled: Path) -> None:
    limited = ["/bin/sh", "-c", 'ulimit -f 1; exec "$@"', "sh", *command(filled, "export", "-", "--format", "xlsx")]
    done = subprocess.run(limited, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (2, b"")
    error, hint = done.stderr.decode().splitlines()
    assert error == f"error: {gettempdir()}: A workbook needs temporary files, and cannot write them: File too large."
    assert "TMPDIR" in hint


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_the_log_knows_what_could_not_be_written(filled: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    arguments = [sys.executable, "-m", "aggregator", "--log-file", str(log), "--archive", str(filled), "query", "--count"]
    with FULL.open("wb") as full:
        assert subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, check=False, timeout=120).returncode == 2
    assert "Cannot write to standard output: No space left on device." in log.read_text()
    assert "a bug" not in log.read_text()
