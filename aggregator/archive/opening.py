"""How an archive's file becomes a connection: for writing, for reading, and for reading where nothing may be written.

    writing                 folder made, migrated (what it holds is copied first), WAL
    reading                 read-only; an archive of an older schema is brought up to date first, under the lock
    reading, no write       a file that SQLite cannot read in its place is read as a private copy
                              older schema in a read-only folder   a log (-wal) without its shared memory (-shm)

What is worth knowing (a migration and where the copy of the old archive is, a private copy) goes to the log as a warning.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from aggregator.archive import migrations
from aggregator.archive.handle import Archive, complaints
from aggregator.errors import ArchiveError, LockedError

BUSY_SECONDS = 15.0
"""How long to wait for another writer before giving up."""

COPIES = 3
"""Copies made before migrations that are kept beside the archive; the oldest goes first."""

_POLL = 0.2
_BIRTH_SECONDS = 5.0


# ---- writing -------------------------------------------------------------------------------------------------------------


def for_writing(path: Path) -> Archive:
    """The archive, made or brought up to date where need be. Raises ArchiveError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"The archive's folder cannot be made: {error.strerror}.", where=str(path), hint="Check --archive.") from None
    with complaints(path):
        connection = connected(f"{path.absolute().as_uri()}?mode=rwc")
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
    from aggregator.archive.indexed import reindex

    try:
        reindex(archive)
    except BaseException:
        archive.close()
        raise


def _migrate(path: Path, connection: sqlite3.Connection, standing: int) -> None:
    """Under a rollback journal and full syncs (the default), so that a power cut while the file is born leaves it empty. An
    archive that holds something already is copied first, to `<name>.v<version>.backup`."""
    kept = _copied(path, connection, standing) if standing else None
    connection.execute("PRAGMA synchronous = FULL")
    migrations.apply(connection)
    if kept:
        _warn(f"The archive was brought from schema {standing} to {migrations.version()}. As it was before, it is kept as {kept}.")


def _copied(path: Path, connection: sqlite3.Connection, standing: int) -> Path:
    """Copy an archive of this version to its place beside it. An older copy of the same version is replaced; of all, COPIES are kept."""
    from aggregator.archive.care import copy

    target = path.with_name(f"{path.name}.v{standing}.backup")
    copy(connection, target)
    others = sorted(path.parent.glob(f"{path.name}.v*.backup"), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in others[COPIES:]:
        with suppress(OSError):
            old.unlink()
    return target


# ---- reading -------------------------------------------------------------------------------------------------------------


def for_reading(path: Path, *, as_is: bool = False) -> Archive:
    """The archive, read-only. One of an older schema is brought up to date first where that may be done, unless it is to be read
    `as_is`. Raises ArchiveError."""
    if not path.exists():
        raise ArchiveError(
            f"There is no archive at {path}.", where=str(path), hint="Run `aggregator fetch` first, or name one with --archive."
        )
    opened, standing = _standing(path)
    until = time.monotonic() + _BIRTH_SECONDS
    while standing == 0 and _young(path) and time.monotonic() < until:
        opened.close()
        time.sleep(_POLL)
        opened, standing = _standing(path)
    if standing == migrations.version() or (as_is and standing):
        return opened
    opened.close()
    if standing == 0:
        raise ArchiveError("The archive is still empty.", where=str(path), hint="Run `aggregator fetch` first.")
    return _brought_up(path)


def _young(path: Path) -> bool:
    """Was the file made or written to just now? Then a run may be about to make its tables."""
    return time.time() - path.stat().st_mtime < _BIRTH_SECONDS


def _standing(path: Path) -> tuple[Archive, int]:
    with complaints(path):
        connection = _readable(path)
        try:
            return Archive(path, connection), migrations.standing(connection)
        except BaseException:
            connection.close()
            raise


def _brought_up(path: Path) -> Archive:
    """An older archive at today's schema: in its place, else (read-only) as a private copy. While a run holds the lock, that run is
    about to do it."""
    from aggregator.archive import lock

    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with lock.held(path):
                for_writing(path).close()
        except LockedError as busy:
            if time.monotonic() > until:
                raise busy from None
            time.sleep(_POLL)
        except ArchiveError:
            _warn(f"{path} cannot be written; a private copy of it is asked.")
            return private(path)
        opened, standing = _standing(path)
        if standing == migrations.version():
            return opened
        opened.close()


def private(path: Path) -> Archive:
    """A copy of the archive at today's schema that nobody else sees and that leaves nothing behind. Raises ArchiveError."""
    from aggregator.archive import snapshot

    connection = snapshot.taken(path)
    with complaints(path):
        try:
            if migrations.standing(connection) < migrations.version():
                migrations.apply(connection)
        except BaseException:
            connection.close()
            raise
        connection.execute("PRAGMA query_only = ON")
    return Archive(path, connection)


def _readable(path: Path) -> sqlite3.Connection:
    """A read-only connection. In a folder that cannot be written, SQLite cannot make the shared memory that WAL wants: then the
    file is read as it is (`immutable`), which is right when no log stands beside it; with one, a private copy of both is."""
    address = path.absolute().as_uri()
    connection = connected(f"{address}?mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            _warn(f"{path} cannot be read in its place; a private copy of it is asked.")
            return private(path).connection
        connection = connected(f"{address}?immutable=1")
    connection.execute("PRAGMA query_only = ON")
    return connection


def connected(address: str) -> sqlite3.Connection:
    """A connection to an address as SQLite spells it (a file: URI), with rows by name and transactions in our hands."""
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _warn(text: str) -> None:
    import logging  # queries of a good archive do without it

    logging.getLogger(__name__).warning(text)
