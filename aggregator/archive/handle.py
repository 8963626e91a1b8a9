"""The archive in a program's hand: one open connection, with SQLite's complaints turned into ArchiveError.

In: a connection (see `aggregator.archive.open`). Out: rows, and transactions that are done wholly or not at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from aggregator.errors import ArchiveError, UsageError

# What SQLite says -> what to do about it. The first that is part of its message counts.
_HINTS = (
    ("readonly", "The file, its folder or its disk is read-only: queries work, writing does not."),
    ("disk is full", "Make room on the disk and run again: what was filed so far is safe, the rest is still waiting."),
    ("disk i/o", "The disk is full or failing. Make room, check the disk, then run `aggregator verify`."),
    ("unable to open", "Check that the folder exists and may be written to."),
    ("is locked", "Another program is writing to it. Try again when it is done."),
    ("not a database", "The file is damaged or something else. It is left as it is: move it away, or `aggregator restore` a backup."),
    ("", "Run `aggregator verify`; if the archive is damaged, `aggregator restore` a backup."),
)


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive. `writable`: opened for writing. Use as a context manager, or `close` it."""

    path: Path
    connection: sqlite3.Connection
    writable: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the last writer folds the write-ahead log into the file."""
        with suppress(sqlite3.Error):  # no room for the checkpoint: the log stays beside the file and is as good
            self.connection.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of an answer. Raises ArchiveError when the file cannot be read."""
        with complaints(self.path):
            return self.connection.execute(sql, tuple(parameters)).fetchall()

    def row(self, sql: str, parameters: Sequence[object] = ()) -> sqlite3.Row | None:
        """The first row of an answer, or None."""
        with complaints(self.path):
            first: sqlite3.Row | None = self.connection.execute(sql, tuple(parameters)).fetchone()
            return first

    def each(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[sqlite3.Row]:
        """The rows one by one, for answers that do not fit in memory."""
        with complaints(self.path):
            yield from self.connection.execute(sql, tuple(parameters))

    def do(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """One changing statement, inside a transaction. Returns the new row's id."""
        return int(self.connection.execute(sql, tuple(parameters)).lastrowid or 0)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """The same changing statement for many rows, inside a transaction."""
        self.connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside is done wholly or not at all. Raises ArchiveError when the file cannot be written."""
        with complaints(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise


@contextmanager
def complaints(path: Path) -> Iterator[None]:
    """Turn what SQLite complains of into ArchiveError. A wrong statement of ours (ProgrammingError) stays what it is: a bug."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except UnicodeEncodeError:
        raise UsageError("What is asked for holds bytes that are no UTF-8.", hint="Type it again, or take it from a UTF-8 text.") from None
    except sqlite3.Error as error:
        message = str(error)
        hint = next(hint for part, hint in _HINTS if part in message.casefold())
        raise ArchiveError(f"The archive cannot be used: {message}.", where=str(path), hint=hint) from error
