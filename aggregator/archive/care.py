"""Care of the archive file: copying it while it is in use, checking it, giving room back.

copy     online backup, also while a run writes; the copy is verified before it gets its name
faults   what is wrong with an archive, in words (nothing: it is sound)
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from aggregator.archive import pages
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


def faults(archive: Archive) -> Iterator[str]:
    """Everything that is wrong, one line each; nothing when the archive is sound. Reads all of it. Raises ArchiveError where
    the file is so damaged that looking further is pointless."""
    yield from (f"integrity: {row[0]}" for row in archive.each("PRAGMA integrity_check(100)") if row[0] != "ok")
    for row in archive.each("PRAGMA foreign_key_check"):
        yield f"foreign keys: row {row[1]} of {row[0]} refers to a row of {row[2]} that is missing"
    yield from _search_faults(archive)
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
