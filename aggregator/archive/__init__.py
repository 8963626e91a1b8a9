"""The archive: SQLite, and the only SQL.

open(path, write=True)    creates, migrates, WAL            -> Archive, for write.py
open(path, write=False)   reads, also in a read-only folder -> Archive, for read.py and search.py

schema/*.sql   what is kept, one comment a table      handle.py      rows, transactions, complaints
write.py …     each public function one transaction   read.py …      each public function one question
rows.py        value <-> row                          words.py       text <-> full-text index
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from aggregator.archive import migrations
from aggregator.archive.handle import Archive, complaints
from aggregator.errors import ArchiveError

__all__ = ["Archive", "open"]

_BUSY_SECONDS = 15.0  # how long to wait for another writer before giving up


def open(path: Path, *, write: bool) -> Archive:  # noqa: A001 - archive.open(path) reads as it should
    """Open the archive. Raises ArchiveError: a folder, missing (when reading), damaged, foreign, newer, read-only (when writing)."""
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder, not an archive.", where=str(path), hint="Name a file with --archive.")
    return _for_writing(path) if write else _for_reading(path)


def _for_writing(path: Path) -> Archive:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"The archive's folder cannot be made: {error.strerror}.", where=str(path), hint="Check --archive.") from None
    with complaints(path):
        connection = _connected(f"{path.absolute().as_uri()}?mode=rwc")
        try:
            standing = migrations.standing(connection)
            if standing < migrations.version():
                _migrate(path, connection, standing)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # a power cut costs the last commits at most, never the file
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -32768")  # 32 MB: postings are spread over the whole file
            connection.execute("BEGIN IMMEDIATE")  # a read-only file or folder shows itself here, before any work is done
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
    opened = Archive(path, connection, writable=True)
    _reindexed(opened)
    return opened


def _reindexed(archive: Archive) -> None:
    """Bring the search index to today's rules."""
    from aggregator.archive.care import reindex

    try:
        reindex(archive)
    except BaseException:
        archive.close()
        raise


def _migrate(path: Path, connection: sqlite3.Connection, standing: int) -> None:
    """Under a rollback journal and full syncs (the default), so that a power cut while the file is born leaves it empty. An
    archive that holds something already is copied first, to `<name>.v<version>.backup`."""
    if standing:
        from aggregator.archive.care import copy

        copy(connection, path.with_name(f"{path.name}.v{standing}.backup"))
    connection.execute("PRAGMA synchronous = FULL")
    migrations.apply(connection)


def _for_reading(path: Path) -> Archive:
    if not path.exists():
        raise ArchiveError(
            f"There is no archive at {path}.", where=str(path), hint="Run `aggregator fetch` first, or name one with --archive."
        )
    with complaints(path):
        connection = _readable(path)
        try:
            standing = migrations.standing(connection)
        except BaseException:
            connection.close()
            raise
    if standing < migrations.version():
        connection.close()
        raise ArchiveError(
            "The archive is still empty." if standing == 0 else "The archive was written by an older version of this program.",
            where=str(path),
            hint="Run `aggregator fetch` first." if standing == 0 else "Run `aggregator fetch` once: it brings the archive up to date.",
        )
    return Archive(path, connection)


def _readable(path: Path) -> sqlite3.Connection:
    """A read-only connection. In a folder that cannot be written, SQLite cannot make the shared memory that WAL wants: then the
    file is read as it is (`immutable`), which is right when no log stands beside it."""
    address = path.absolute().as_uri()
    connection = _connected(f"{address}?mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise
        connection = _connected(f"{address}?immutable=1")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connected(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection
