"""Opening: new, empty, foreign, newer, damaged, a folder, read-only; and what two openers see of each other."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator import archive as room
from aggregator.archive import Archive, migrations
from aggregator.errors import ArchiveError
from tests.archive import samples


def test_a_new_archive_is_ours_and_of_today(archive: Archive) -> None:
    assert archive.rows("PRAGMA application_id")[0][0] == migrations.APPLICATION_ID
    assert archive.rows("PRAGMA user_version")[0][0] == migrations.version()
    assert archive.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert archive.rows("PRAGMA foreign_keys")[0][0] == 1


def test_every_table_is_strict(archive: Archive) -> None:
    ours = archive.rows("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    loose = {row["name"] for row in ours if not row["strict"] and not row["name"].startswith(("sqlite_", "_sqlite", "search"))}
    assert loose == set()


def test_an_empty_file_is_a_new_archive(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with room.open(path, write=True) as opened:
        assert opened.rows("SELECT count(*) FROM article")[0][0] == 0


def test_reading_needs_an_archive(path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive") as caught:
        room.open(path, write=False)
    assert "fetch" in caught.value.hint
    assert not path.parent.exists()


def test_reading_an_empty_file_says_so(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(ArchiveError, match="empty"):
        room.open(path, write=False)


@pytest.mark.parametrize("write", [True, False])
def test_a_folder_is_no_archive(tmp_path: Path, write: bool) -> None:
    with pytest.raises(ArchiveError, match="folder") as caught:
        room.open(tmp_path, write=write)
    assert caught.value.exit_code == 7


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    "content", [b"hello world\n" * 500, b"\0" * 8192, b"SQLite format 3\0" + b"\xff" * 8000], ids=["text", "zeros", "torn header"]
)
def test_what_is_no_database_is_left_as_it_is(path: Path, content: bytes, write: bool) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ArchiveError) as caught:
        room.open(path, write=write)
    assert caught.value.exit_code == 7
    assert caught.value.hint
    assert path.read_bytes() == content


@pytest.mark.parametrize("write", [True, False])
def test_a_strangers_database_is_refused(path: Path, write: bool) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as stranger:
        stranger.execute("CREATE TABLE theirs (x)")
    stranger.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="not an archive of ours"):
        room.open(path, write=write)
    assert path.read_bytes() == before


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_archive_is_refused(path: Path, write: bool) -> None:
    room.open(path, write=True).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(ArchiveError, match="version 99") as caught:
        room.open(path, write=write)
    assert "newer" in caught.value.hint


def test_a_reader_cannot_write(path: Path) -> None:
    room.open(path, write=True).close()
    with room.open(path, write=False) as reader, pytest.raises(ArchiveError, match="readonly"), reader.transaction():
        reader.do("DELETE FROM article")


READ_ONLY = """
import os, sys
from pathlib import Path
from aggregator import archive
from aggregator.errors import ArchiveError
Path("/").as_uri()  # what Python imports on first use must come before: nobody may not read root's own Python
os.setuid(65534)
with archive.open(Path(sys.argv[1]), write=False) as opened:
    print(opened.rows("SELECT count(*) FROM article")[0][0])
try:
    archive.open(Path(sys.argv[1]), write=True)
except ArchiveError as error:
    print(error.exit_code, bool(error.hint))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody who may not write")
def test_a_read_only_folder_can_be_asked_but_not_written(path: Path) -> None:
    with room.open(path, write=True) as opened:
        samples.filed(opened, 1, 2)
    for each in (*path.parent.iterdir(), path.parent):
        each.chmod(0o555 if each.is_dir() else 0o444)
    for each in (path.parent.parent, *path.parent.parent.parents):
        if each.stat().st_uid == os.geteuid() and not each.stat().st_mode & 0o001:
            each.chmod(each.stat().st_mode | 0o011)
    done = subprocess.run([sys.executable, "-c", READ_ONLY, str(path)], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["2", "7", "True"], done.stderr


def test_readers_see_what_is_committed_while_a_writer_works(path: Path) -> None:
    with room.open(path, write=True) as writer, room.open(path, write=False) as reader:
        samples.filed(writer, 1)
        assert reader.rows("SELECT count(*) FROM article")[0][0] == 1
        with writer.transaction():
            writer.do("UPDATE article SET title = 'half done'")
            assert reader.rows("SELECT title FROM article")[0][0] == samples.article(1).title


def test_a_failed_transaction_leaves_nothing(archive: Archive) -> None:
    def half() -> None:
        with archive.transaction():
            archive.do("INSERT INTO site (name) VALUES ('x')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert archive.rows("SELECT * FROM site") == []


def test_a_wrong_statement_is_a_bug_and_not_a_damaged_archive(archive: Archive) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        archive.rows("SELECT ?", (1, 2))


def test_closing_folds_the_log_into_the_file(path: Path) -> None:
    with room.open(path, write=True) as opened:
        samples.filed(opened, 1)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_opening_again_changes_nothing(path: Path) -> None:
    with room.open(path, write=True) as opened:
        samples.filed(opened, 1, 2, 3)
    before = path.read_bytes()
    room.open(path, write=True).close()
    assert path.read_bytes() == before


def test_the_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError, match="folder cannot be made"):
        room.open(tmp_path / "file" / "archive.db", write=True)
