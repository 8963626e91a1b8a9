"""Care: what verify finds, backups while a run writes, restoring, pruning with tombstones, giving room back."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from aggregator import archive as room
from aggregator.archive import Archive, care, health, read, words
from aggregator.errors import ArchiveError
from tests.archive.samples import NOW, filed, published


def test_a_sound_archive_has_no_faults(archive: Archive) -> None:
    filed(archive, 1, 2, 3)
    assert list(care.faults(archive)) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE page SET body = X'00'", "pages"),
        ("UPDATE page SET digest = X'00'", "pages"),
        ("INSERT INTO search (search, rowid, title, text) VALUES ('delete', 1, 'x', 'y')", "search"),
        ("INSERT INTO search (rowid, title, text) VALUES (99, 'x', 'y')", "search"),
        ("INSERT INTO search (search) VALUES ('delete-all')", "search"),
        ("UPDATE article SET text = text || ' An unindexed word.' WHERE id = 2", "search"),
        ("UPDATE article SET title = 'Nothing of the sort' WHERE id = 3", "search"),
        ("UPDATE article SET story = 77 WHERE id = 1", "foreign keys"),
        ("UPDATE article SET story = 2 WHERE id = 1", "stories"),
        ("UPDATE article SET copy_of = 2 WHERE id IN (1, 3)", "stories"),
        ("UPDATE entry SET article = NULL", "stories"),
        ("DELETE FROM story_alias", ""),
    ],
)
def test_damage_is_found(archive: Archive, damage: str, told: str) -> None:
    filed(archive, 1, 2, 3)
    archive.connection.execute("PRAGMA foreign_keys = OFF")
    archive.connection.execute(damage)
    found = list(care.faults(archive))
    assert any(fault.startswith(told) for fault in found) if told else found == []


def test_a_copy_of_a_copy_is_found(archive: Archive) -> None:
    filed(archive, 1, 2, 3)
    archive.connection.execute("UPDATE article SET copy_of = id - 1 WHERE id > 1")
    assert any("copies of copies" in fault for fault in care.faults(archive))


def test_damaged_pages_of_the_file_are_found(path: Path) -> None:
    with room.open(path, write=True) as opened:
        filed(opened, *range(1, 40))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xaa" * 4096
    path.write_bytes(content)
    assert looked_at(path) != []


def looked_at(path: Path) -> list[str]:
    """What is wrong with an archive, told either way."""
    try:
        with room.open(path, write=False) as opened:
            return list(care.faults(opened))
    except ArchiveError as error:
        return [str(error)]


def test_a_backup_is_the_archive(archive: Archive, tmp_path: Path) -> None:
    filed(archive, 1, 2)
    care.copy(archive.connection, tmp_path / "copy.db")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "data"]
    with room.open(tmp_path / "copy.db", write=False) as copied:
        assert list(care.faults(copied)) == []
        assert len(read.filed(copied, (1, 2))) == 2


def test_a_backup_while_a_run_writes(path: Path, tmp_path: Path) -> None:
    room.open(path, write=True).close()

    def run() -> None:
        with room.open(path, write=True) as writer:
            for number in range(1, 60):
                filed(writer, number)

    thread = threading.Thread(target=run)
    thread.start()
    with room.open(path, write=False) as reader:
        for _ in range(5):
            care.copy(reader.connection, tmp_path / "copy.db")
            with room.open(tmp_path / "copy.db", write=False) as copied:
                assert list(care.faults(copied)) == []
    thread.join()


def test_a_backup_does_not_begin_anew_whenever_a_run_commits(path: Path, tmp_path: Path) -> None:
    with room.open(path, write=True) as writer, room.open(path, write=False) as reader:
        filed(writer, 1)
        writer.connection.execute("CREATE TABLE ballast (x BLOB)")
        writer.connection.execute("INSERT INTO ballast VALUES (zeroblob(40000000))")
        left: list[int] = []

        def commit(_: int, remaining: int, __: int) -> None:
            left.append(remaining)
            writer.connection.execute("UPDATE fact SET value = value WHERE name = 'words'")
            writer.connection.execute("INSERT INTO ballast VALUES (x'00')")

        care.copy(reader.connection, tmp_path / "copy.db", progress=commit)
        assert len(left) > 3
        assert left == sorted(left, reverse=True)


def test_a_copy_cut_short_is_written_over(archive: Archive, tmp_path: Path) -> None:
    filed(archive, 1)
    for tail in ("", "-journal", "-wal"):
        (tmp_path / f".copy.db.partial{tail}").write_bytes(b"half of something" * 1000)
    care.copy(archive.connection, tmp_path / "copy.db")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.db", "data"]
    assert looked_at(tmp_path / "copy.db") == []


def test_a_backup_that_cannot_be_written_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError):
        care.copy(archive.connection, tmp_path / "missing" / "copy.db")


def test_restoring_keeps_what_stood_there(path: Path, tmp_path: Path) -> None:
    with room.open(path, write=True) as opened:
        filed(opened, 1)
        care.copy(opened.connection, tmp_path / "old.db")
        filed(opened, 2)
    kept = care.restore(tmp_path / "old.db", path)
    assert kept is not None
    for where, count in ((path, 1), (kept, 2)):
        with room.open(where, write=False) as opened:
            assert health.counts(opened)["article"] == count
    with room.open(path, write=True) as opened:
        filed(opened, 3)
        assert list(care.faults(opened)) == []


@pytest.mark.parametrize("moment", ["link", "rename", "replace"])
def test_restoring_cut_short_leaves_an_archive_in_its_place(
    path: Path, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.open(path, write=True) as opened:
        filed(opened, 1)
        care.copy(opened.connection, tmp_path / "old.db")
        filed(opened, 2)

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*{"link": (os, "link"), "rename": (Path, "rename"), "replace": (Path, "replace")}[moment], cut)
        with contextlib.suppress(KeyboardInterrupt):
            care.restore(tmp_path / "old.db", path)
    with room.open(path, write=True) as opened:
        assert list(care.faults(opened)) == []
        assert health.counts(opened)["article"] in (1, 2)


def test_a_log_never_meets_another_file(path: Path, tmp_path: Path) -> None:
    with room.open(path, write=True) as opened:
        filed(opened, 1)
        care.copy(opened.connection, tmp_path / "old.db")
    with room.open(path, write=True) as busy, room.open(path, write=False) as reader:
        reader.connection.execute("BEGIN")
        reader.rows("SELECT * FROM article")
        filed(busy, 2)
        kept = care.restore(tmp_path / "old.db", path)
        assert kept is not None
        assert looked_at(path) == []
        assert reader.rows("SELECT count(*) FROM article")[0][0] == 1
    for where, count in ((path, 1), (kept, 2)):
        with room.open(where, write=False) as opened:
            assert health.counts(opened)["article"] == count


def test_restoring_in_place_of_a_damaged_archive(path: Path, tmp_path: Path) -> None:
    with room.open(path, write=True) as opened:
        filed(opened, 1)
        care.copy(opened.connection, tmp_path / "good.db")
    path.write_bytes(b"rubbish" * 1000)
    kept = care.restore(tmp_path / "good.db", path)
    assert kept is not None
    assert kept.read_bytes().startswith(b"rubbish")


def test_an_unsound_backup_is_not_restored(path: Path, tmp_path: Path) -> None:
    with room.open(path, write=True) as opened:
        filed(opened, 1)
        care.copy(opened.connection, tmp_path / "bad.db")
    with sqlite3.connect(tmp_path / "bad.db") as bad:
        bad.execute("UPDATE page SET digest = X'00'")
    bad.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="not sound"):
        care.restore(tmp_path / "bad.db", path)
    assert path.read_bytes() == before


def test_pruning_drops_old_pages_and_says_so(archive: Archive) -> None:
    filed(archive, 1, 2, 50)
    before = published(40).day
    assert care.prunable(archive, before)[0] == 2
    assert care.prune(archive, before, NOW) == 2
    assert [read.page(archive, each) is None for each in (1, 2, 3)] == [True, True, False]
    assert [row["pruned"] is None for row in archive.rows("SELECT pruned FROM page ORDER BY article")] == [False, False, True]
    assert health.counts(archive)["article"] == 3
    assert care.prunable(archive, date(2100, 1, 1))[0] == 1
    assert list(care.faults(archive)) == []


def test_compacting_gives_room_back(archive: Archive) -> None:
    filed(archive, *range(1, 60))
    care.prune(archive, date(2100, 1, 1), NOW)
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert care.compact(archive) >= 0
    assert list(care.faults(archive)) == []
    assert len(read.filed(archive, range(1, 60))) == 59


def test_the_search_index_is_built_anew_when_the_rules_change(path: Path) -> None:
    with room.open(path, write=True) as opened:
        filed(opened, 1, 2)
        opened.connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
        opened.connection.execute("UPDATE fact SET value = 'older rules'")
        assert list(care.faults(opened)) != []
    with room.open(path, write=True) as opened:
        assert list(care.faults(opened)) == []
        found = opened.rows("SELECT rowid FROM search WHERE search MATCH ?", (words.phrase("重庆医院"),))
        assert [row[0] for row in found] == [1, 2]


def test_tombstones_say_what_cannot_be_read_again(archive: Archive) -> None:
    filed(archive, 1, 2)
    assert care.tombstones(archive) == (0, 0)
    archive.connection.execute("UPDATE page SET body = NULL WHERE article = 1")
    care.prune(archive, date(2100, 1, 1), NOW)
    assert care.tombstones(archive) == (1, 1)
    assert read.without_page(archive, (1, 2, 99)) == {
        1: "page not kept, as the publisher asks",
        2: f"page pruned on {NOW:%Y-%m-%d}",
        99: "filed without a page",
    }


def test_an_older_page_does_not_stand_in_for_a_newer_one_that_was_not_kept(archive: Archive) -> None:
    filed(archive, 1)
    kept = "url, final_url, status, media_type, charset, fetched, codec, size, digest"
    archive.connection.execute(f"INSERT INTO page SELECT article, 2, {kept}, NULL, NULL FROM page")
    assert read.page(archive, 1) is None
