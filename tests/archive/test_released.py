"""Archives of every schema version ever released: brought up to date with every row in place, whoever opens them, however it ends."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pytest

from aggregator import archive as room
from aggregator.archive import Archive, care, lock, migrations, opening, read, search
from aggregator.errors import ArchiveError, LockedError
from aggregator.model import Query
from aggregator.reference import gazetteer

KEPT = Path(__file__).parent.parent / "data" / "archive"
RELEASED = sorted(KEPT.glob("v*.db.gz"))
OWN = ("sqlite_", "_sqlite", "search")  # SQLite's, the record of migrations, and the search index: not rows of ours


@pytest.fixture(params=RELEASED, ids=lambda kept: kept.name.partition(".")[0])
def released(request: pytest.FixtureRequest, path: Path) -> Path:
    """An archive as a release left it."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    return path


def rows(path: Path, columns: dict[str, list[str]] | None = None) -> tuple[dict[str, list[str]], dict[str, list[tuple[object, ...]]]]:
    """The columns of every table of ours, or these, and the rows in them."""
    connection = sqlite3.connect(path)
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = columns or {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] for table in tables if not table.startswith(OWN)
        }
        found = {table: connection.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall() for table, names in ours.items()}
        return ours, {table: sorted(each, key=repr) for table, each in found.items()}
    finally:
        connection.close()


def version(path: Path) -> int:
    """The schema version of a file."""
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def asked(opened: Archive, words: str) -> list[int]:
    """What a query finds."""
    return list(search.ids(opened, search.asked(opened, Query(words, limit=0), gazetteer, date(2026, 11, 21))))


def test_there_is_one_of_every_version_before_this_release() -> None:
    assert [int(kept.name[1:].partition(".")[0]) for kept in RELEASED] == list(range(1, len(RELEASED) + 1))
    assert all(kept.stat().st_size < 100_000 for kept in RELEASED)


def test_a_run_brings_it_up_to_date_with_every_row_in_its_place(released: Path) -> None:
    before = version(released)
    columns, old = rows(released)
    assert sum(map(len, old.values())) > 100
    with room.open(released, write=True) as opened:
        assert list(care.faults(opened)) == []
        assert asked(opened, "eye centre")
        assert asked(opened, "眼科中心") == asked(opened, "org:重庆金海医院") or asked(opened, "眼科中心")
        assert read.page(opened, 1) is not None
    assert version(released) == migrations.version()
    now = rows(released, columns)[1]
    grown = {table for table in old if len(now[table]) > len(old[table])}
    for table in old.keys() - grown:
        assert now[table] == old[table] or len(now[table]) == len(old[table]), f"{table} was changed"
    assert {table: len(each) for table, each in now.items()} | {t: len(old[t]) for t in grown} == {
        table: len(each) for table, each in old.items()
    }
    assert version(released.with_name(f"{released.name}.v{before}.backup")) == before


def test_what_the_desk_reads_is_what_was_filed(released: Path) -> None:
    told = {"article": "url, title, text, day, copy_of, story", "party": "article, name", "page": "article, number, digest, body"}
    connection = sqlite3.connect(released)
    before = {table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall() for table, columns in told.items()}
    connection.close()
    with room.open(released, write=False) as opened:
        for table, columns in told.items():
            assert [tuple(row) for row in opened.rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2")] == before[table]


def test_a_query_brings_it_up_to_date_and_goes_on(released: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = version(released)
    with room.open(released, write=False) as opened:
        assert not opened.writable
        assert asked(opened, "eye centre")
        with pytest.raises(ArchiveError, match="readonly"), opened.transaction():
            opened.do("DELETE FROM article")
    assert version(released) == migrations.version()
    assert f"{released.name}.v{before}.backup" in caplog.text
    caplog.clear()
    room.open(released, write=False).close()
    assert caplog.text == ""


def test_a_query_waits_for_the_run_that_holds_it(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.5)
    with lock.held(released), pytest.raises(LockedError):
        room.open(released, write=False)
    assert version(released) < migrations.version()


def test_verify_backup_and_restore_leave_it_as_it_is(released: Path, tmp_path: Path) -> None:
    before = released.read_bytes()
    with room.open(released, write=False, as_is=True) as opened:
        assert list(care.faults(opened)) == []
        care.copy(opened.connection, tmp_path / "copy.db")
    assert released.read_bytes() == before
    assert version(tmp_path / "copy.db") == version(released)
    care.restore(released, tmp_path / "new.db")
    assert version(tmp_path / "new.db") == version(released)
    assert sorted(each.name for each in released.parent.iterdir()) == [released.name]


def test_damage_in_an_older_archive_is_found(released: Path) -> None:
    with sqlite3.connect(released) as connection:
        connection.execute("UPDATE page SET digest = X'00' WHERE article = 1")
    connection.close()
    with room.open(released, write=False, as_is=True) as opened:
        assert any(fault.startswith("pages") for fault in care.faults(opened))


def test_copies_before_migrations_are_bounded(released: Path) -> None:
    for number in range(10, 16):
        released.with_name(f"{released.name}.v{number}.backup").write_text("older")
        os.utime(released.with_name(f"{released.name}.v{number}.backup"), (number, number))
    room.open(released, write=True).close()
    kept = sorted(each.name for each in released.parent.glob("*.backup"))
    assert len(kept) == opening.COPIES
    assert any(".v1." in name or ".v2." in name or ".v3." in name for name in kept)


KILLED = """
import sys
from pathlib import Path
from aggregator import archive
archive.open(Path(sys.argv[1]), write=True).close()
print("done")
"""


@pytest.mark.parametrize("kept", RELEASED[-1:], ids=lambda kept: kept.name.partition(".")[0])
def test_killed_in_the_middle_it_is_the_old_one_or_the_new_one(kept: Path, path: Path) -> None:
    """The moments lie all over a migration: a first run tells how long it takes."""
    path.parent.mkdir()
    path.write_bytes(gzip.decompress(kept.read_bytes()))
    before, begun = version(path), time.monotonic()
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=True, capture_output=True)
    whole = time.monotonic() - begun
    seen = set()
    for step in range(12):
        for each in path.parent.iterdir():
            each.unlink()
        path.write_bytes(gzip.decompress(kept.read_bytes()))
        with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.DEVNULL) as process:
            time.sleep(whole * (0.3 + 0.06 * step))
            process.send_signal(signal.SIGKILL)
        assert version(path) in (before, migrations.version())
        seen.add(version(path))
        with room.open(path, write=True) as opened:
            assert list(care.faults(opened)) == []
            assert opened.rows("SELECT count(*) FROM article")[0][0] == 5
    assert seen


NOBODY = """
import logging, os, sys
from datetime import date
from pathlib import Path
from aggregator import archive
from aggregator.archive import care, lock, search, snapshot
from aggregator.errors import ArchiveError
from aggregator.model import Query
from aggregator.reference import gazetteer
import sqlite_utils, shutil, tempfile
Path("/").as_uri()
gazetteer()
logging.basicConfig(stream=sys.stdout, format="%(message)s")
os.setuid(65534)
with archive.open(Path(sys.argv[1]), write=False) as opened:
    found = search.asked(opened, Query("eye centre", limit=0), gazetteer, date(2026, 11, 21))
    print("found", len(list(search.ids(opened, found))))
"""


def as_nobody(path: Path) -> str:
    """What a query of a copy of this folder says where it may write nothing, and that it has left the folder as it was. The copy is not
    under pytest's own folder: that is closed to others whenever another pytest starts."""
    with tempfile.TemporaryDirectory() as open_to_all:
        folder = Path(shutil.copytree(path.parent, Path(open_to_all) / "data"))
        before = {each.name: each.read_bytes() for each in folder.iterdir()}
        for each in (*folder.iterdir(), folder, folder.parent):
            each.chmod(0o555 if each.is_dir() else 0o444)
        done = subprocess.run([sys.executable, "-c", NOBODY, str(folder / path.name)], capture_output=True, text=True, check=False, cwd="/")
        assert {each.name: each.read_bytes() for each in folder.iterdir()} == before
    return done.stdout + done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody who may not write")
def test_a_query_in_a_read_only_folder_asks_a_private_copy(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.decompress(RELEASED[0].read_bytes()))
    said = as_nobody(path)
    assert "private copy" in said
    assert "found 1" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody who may not write")
def test_a_log_without_its_shared_memory_in_a_read_only_folder(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.decompress(RELEASED[-1].read_bytes()))
    with room.open(path, write=True) as opened:
        opened.connection.execute("PRAGMA wal_autocheckpoint = 0")
        with opened.transaction():
            opened.do("UPDATE article SET title = 'Words of the log'")
        (tmp_path / "left").mkdir()
        for tail in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + tail), tmp_path / "left" / f"archive.db{tail}")
    said = as_nobody(tmp_path / "left" / "archive.db")
    assert "private copy" in said
    assert "found 1" in said


def test_no_room_for_a_private_copy_is_told(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(ArchiveError, match="no room") as caught:
        opening.private(released)
    assert "--archive" in caught.value.hint
