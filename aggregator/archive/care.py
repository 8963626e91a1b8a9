"""Care of the archive file: copying it while it is in use, checking it, giving room back.

copy      online backup, also while a run writes; the copy is verified before it gets its name
restore   put a backup in the archive's place; what stood there is kept beside it
faults    what is wrong with an archive, in words (nothing: it is sound)
compact   give free space back to the disk        prune   drop old stored pages (the articles stay)
reindex   build the search index anew when its rules have changed
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from aggregator.archive import pages, rows, words
from aggregator.archive.handle import Archive, complaints
from aggregator.errors import ArchiveError

_PAGES_AT_ONCE = 2048  # 8 MB per step of a backup: a writer waits no longer than that takes


def copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the whole archive to `target`, replacing it only when the copy is whole. Raises ArchiveError."""
    partial = target.with_name(f".{target.name}.partial")
    with complaints(target):
        try:
            with contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as new:
                connection.backup(new, pages=_PAGES_AT_ONCE)
                new.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
                if (verdict := new.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                    raise ArchiveError(
                        f"The copy is not sound: {verdict}.", where=str(target), hint="Run `aggregator verify` on the archive."
                    )
            _settle(partial, target)
        except OSError as error:
            raise ArchiveError(f"The copy cannot be written: {error.strerror}.", where=str(target), hint="Choose another place.") from None
        finally:
            partial.unlink(missing_ok=True)


def _settle(partial: Path, target: Path) -> None:
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)


def restore(backup: Path, target: Path) -> Path | None:
    """Put a backup in the archive's place, under the lock. What stood there is renamed, never overwritten; returns its new name.
    Raises ArchiveError when the backup is no sound archive of ours, and leaves everything as it was."""
    from aggregator import archive

    with archive.open(backup, write=False) as source:
        if found := list(faults(source)):
            raise ArchiveError(f"The backup is not sound: {found[0]}", where=str(backup), hint="Use another backup.")
        fresh = target.with_name(f".{target.name}.restored")
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(source.connection, fresh)
    kept = _set_aside(target)
    fresh.replace(target)
    return kept


def _set_aside(target: Path) -> Path | None:
    """Rename the archive and its log; returns the new name of the archive."""
    if not target.exists():
        return None
    number = next(each for each in range(1, 1000) if not target.with_name(f"{target.name}.replaced-{each}").exists())
    for tail in ("-wal", "-shm"):
        log = target.with_name(target.name + tail)
        if log.exists():
            log.rename(target.with_name(f"{target.name}.replaced-{number}{tail}"))
    return target.rename(target.with_name(f"{target.name}.replaced-{number}"))


def compact(archive: Archive) -> int:
    """Give free space back to the disk. Returns the bytes saved. Needs as much room again while it works."""
    before = archive.path.stat().st_size
    with complaints(archive.path):
        archive.connection.execute("INSERT INTO search (search) VALUES ('optimize')")
        archive.connection.execute("VACUUM")
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before - archive.path.stat().st_size


def prunable(archive: Archive, before: date) -> tuple[int, int]:
    """(pages, bytes) that pruning would drop: stored pages of articles published, or else first seen, before this day."""
    row = archive.row(f"SELECT count(*), coalesce(sum(length(body)), 0) FROM page WHERE {_OLD_PAGES}", (before.isoformat(),))
    return (row[0], row[1]) if row else (0, 0)


def prune(archive: Archive, before: date, now: datetime) -> int:
    """Drop those pages. What stays says when: the page's row, with its address, size and digest. Returns how many."""
    with archive.transaction():
        archive.do(f"UPDATE page SET body = NULL, pruned = ? WHERE {_OLD_PAGES}", (rows.instant(now), before.isoformat()))
        row = archive.row("SELECT changes()")
    return int(row[0]) if row else 0


_OLD_PAGES = "body IS NOT NULL AND article IN (SELECT id FROM article WHERE coalesce(day, substr(seen, 1, 10)) < ?)"


def reindex(archive: Archive) -> None:
    """Build the search index anew, if the archive's was made by other rules than today's. One transaction."""
    row = archive.row("SELECT value FROM fact WHERE name = 'words'")
    if row is not None and row[0] == words.VERSION:
        return
    with archive.transaction():
        archive.do("INSERT INTO search (search) VALUES ('delete-all')")
        texts = archive.each("SELECT id, title, text FROM article")
        indexed = ((row["id"], words.indexed(row["title"]), words.indexed(row["text"])) for row in texts)
        archive.many("INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)", indexed)
        archive.do("INSERT OR REPLACE INTO fact (name, value) VALUES ('words', ?)", (words.VERSION,))


def faults(archive: Archive) -> Iterator[str]:
    """Everything that is wrong, one line each; nothing when the archive is sound. Reads all of it. Raises ArchiveError where
    the file is so damaged that looking further is pointless."""
    yield from (f"integrity: {row[0]}" for row in archive.each("PRAGMA integrity_check(100)") if row[0] != "ok")
    for row in archive.each("PRAGMA foreign_key_check"):
        yield f"foreign keys: row {row[1]} of {row[0]} refers to a row of {row[2]} that is missing"
    yield from _search_faults(archive)
    yield from _story_faults(archive)
    for row in archive.each("SELECT * FROM page WHERE body IS NOT NULL"):
        try:
            pages.opened(row)
        except ArchiveError as error:
            yield f"pages: {error}"


def _search_faults(archive: Archive) -> Iterator[str]:
    missing = archive.row("SELECT count(*) FROM article WHERE id NOT IN (SELECT id FROM search_docsize)")
    foreign = archive.row("SELECT count(*) FROM search_docsize WHERE id NOT IN (SELECT id FROM article)")
    if missing and missing[0]:
        yield f"search index: {missing[0]} articles are not in it"
    if foreign and foreign[0]:
        yield f"search index: {foreign[0]} entries have no article"


def _story_faults(archive: Archive) -> Iterator[str]:
    """What the schema cannot say: every story has an article, and a lead of its own; a copy points at no copy."""
    checks = (
        ("stories without an article", "SELECT count(*) FROM story s WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.story = s.id)"),
        ("stories led by a foreign article", "SELECT count(*) FROM story s JOIN article a ON a.id = s.lead WHERE a.story <> s.id"),
        ("copies of copies", "SELECT count(*) FROM article a JOIN article b ON b.id = a.copy_of WHERE b.copy_of IS NOT NULL"),
        ("filed entries without an article", "SELECT count(*) FROM entry WHERE state = 'filed' AND article IS NULL"),
    )
    for what, sql in checks:
        row = archive.row(sql)
        if row and row[0]:
            yield f"stories: {row[0]} {what}"
