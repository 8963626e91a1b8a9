"""Care of the archive file: copying it while it is in use, checking it, giving room back.

copy      online backup, also while a run writes; the copy is verified before it gets its name
restore   put a backup in the archive's place; what stood there is kept beside it
faults    what is wrong with an archive, in words (nothing: it is sound)
compact   give free space back to the disk        prune   drop old stored pages (the articles stay)
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from aggregator.archive import indexed, migrations, opening, pages, rows
from aggregator.archive.handle import Archive, complaints
from aggregator.errors import ArchiveError

_PAGES_AT_ONCE = 2048  # 8 MB per step of a backup: a writer waits no longer than that takes


def copy(connection: sqlite3.Connection, target: Path, *, progress: Callable[[int, int, int], object] | None = None) -> None:
    """Copy the whole archive to `target`, replacing it only when the copy is whole. Raises ArchiveError. `progress` sees after each
    step: SQLite's status, pages left, pages in all."""
    partial = target.with_name(f".{target.name}.partial")
    with complaints(target):
        try:
            _clear(partial)
            with contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as new, _standstill(connection):
                connection.backup(new, pages=_PAGES_AT_ONCE, progress=progress)
            with contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as new:
                new.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
                if (verdict := new.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                    raise ArchiveError(
                        f"The copy is not sound: {verdict}.", where=str(target), hint="Run `aggregator verify` on the archive."
                    )
            _settle(partial, target)
        except OSError as error:
            raise ArchiveError(f"The copy cannot be written: {error.strerror}.", where=str(target), hint="Choose another place.") from None
        finally:
            with contextlib.suppress(OSError):
                _clear(partial)


@contextlib.contextmanager
def _standstill(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the archive for as long as the copy takes. Without it every commit of a run would make the copy begin anew, and it
    would end no sooner than the run. Writers are not held up: they write to the log."""
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield
    finally:
        connection.execute("ROLLBACK")


def _clear(partial: Path) -> None:
    """Remove what a copy that was cut short has left."""
    for tail in ("", "-journal", "-wal", "-shm"):
        partial.with_name(partial.name + tail).unlink(missing_ok=True)


def _settle(partial: Path, target: Path) -> None:
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else the name may be gone after a power cut
    finally:
        os.close(folder)


def restore(backup: Path, target: Path) -> Path | None:
    """Put a backup in the archive's place, under the lock. What stood there is kept under another name, which is returned. Raises
    ArchiveError when the backup is no sound archive of ours, and leaves everything as it was. Cut short at any moment, there is an
    archive in that place: the old one or the new one."""
    from aggregator import archive

    with archive.open(backup, write=False, as_is=True) as source:
        if found := list(faults(source)):
            raise ArchiveError(f"The backup is not sound: {found[0]}", where=str(backup), hint="Use another backup.")
        fresh = target.with_name(f".{target.name}.restored")
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(source.connection, fresh)
    try:
        kept = _kept(target)
        _settle(fresh, target)
    except OSError as error:
        raise ArchiveError(f"The backup cannot be put in place: {error.strerror}.", where=str(target), hint="Check the folder.") from None
    return kept


def _kept(target: Path) -> Path | None:
    """Give the archive a second name, and its log that of the second name; returns it. A log must never meet another file."""
    if not target.exists():
        return None
    _fold(target)
    number = next(each for each in range(1, 1000) if not target.with_name(f"{target.name}.replaced-{each}").exists())
    kept = target.with_name(f"{target.name}.replaced-{number}")
    try:
        os.link(target, kept)
    except OSError:  # a file system without hard links
        shutil.copyfile(target, kept)
    for tail in ("-wal", "-shm"):
        log = target.with_name(target.name + tail)
        if log.exists():
            log.rename(kept.with_name(kept.name + tail))
    return kept


def _fold(target: Path) -> None:
    """Fold the log into the file, if it is sound enough for that."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(target, timeout=1.0, isolation_level=None)) as standing:
        standing.execute("PRAGMA wal_checkpoint(TRUNCATE)")


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


def tombstones(archive: Archive) -> tuple[int, int]:
    """(pruned, refused): of how many texts the page is no longer kept, and of how many it never was (their publishers ask that no
    copy be kept). None of these can be read again by `retag --pages`."""
    row = archive.row("SELECT count(pruned), sum(pruned IS NULL) FROM page WHERE body IS NULL")
    return (row[0] or 0, row[1] or 0) if row else (0, 0)


def prune(archive: Archive, before: date, now: datetime) -> int:
    """Drop those pages. What stays says when: the page's row, with its address, size and digest. Returns how many."""
    with archive.transaction():
        archive.do(f"UPDATE page SET body = NULL, pruned = ? WHERE {_OLD_PAGES}", (rows.instant(now), before.isoformat()))
        row = archive.row("SELECT changes()")
    return int(row[0]) if row else 0


_OLD_PAGES = "body IS NOT NULL AND article IN (SELECT id FROM article WHERE coalesce(day, substr(seen, 1, 10)) < ?)"


def faults(archive: Archive) -> Iterator[str]:
    """Everything that is wrong, one line each; nothing when the archive is sound. Reads all of it. Raises ArchiveError where
    the file is so damaged that looking further is pointless. One of an older schema is looked at in a copy at today's."""
    if migrations.standing(archive.connection) < migrations.version():
        with opening.private(archive.path) as today:
            yield from faults(today)
        return
    yield from (f"integrity: {row[0]}" for row in archive.each("PRAGMA integrity_check(100)") if row[0] != "ok")
    for row in archive.each("PRAGMA foreign_key_check"):
        yield f"foreign keys: row {row[1]} of {row[0]} refers to a row of {row[2]} that is missing"
    yield from indexed.faults(archive)
    yield from _story_faults(archive)
    for row in archive.each("SELECT * FROM page WHERE body IS NOT NULL"):
        try:
            pages.opened(row)
        except ArchiveError as error:
            yield f"pages: {error}"


def _story_faults(archive: Archive) -> Iterator[str]:
    """What the schema cannot say: every story has an article, and a lead of its own; a copy points at no copy."""
    checks = (
        ("stories without an article", "SELECT count(*) FROM story s WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.story = s.id)"),
        ("stories led by a foreign article", "SELECT count(*) FROM story s JOIN article a ON a.id = s.lead WHERE a.story <> s.id"),
        ("copies of copies", "SELECT count(*) FROM article a JOIN article b ON b.id = a.copy_of WHERE b.copy_of IS NOT NULL"),
        (
            "groups of copies not found by one account",
            "SELECT count(*) FROM article a JOIN account c ON c.article = a.id WHERE c.posted <> (a.copy_of IS NULL)",
        ),
        (
            "groups of copies not found by one text",
            "SELECT count(*) FROM (SELECT 1 FROM article a JOIN fingerprint f ON f.article = a.id GROUP BY coalesce(a.copy_of, a.id)"
            " HAVING sum(f.indexed) <> 1)",
        ),
        ("filed entries without an article", "SELECT count(*) FROM entry WHERE state = 'filed' AND article IS NULL"),
    )
    for what, sql in checks:
        row = archive.row(sql)
        if row and row[0]:
            yield f"stories: {row[0]} {what}"
