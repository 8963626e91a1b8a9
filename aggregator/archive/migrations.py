"""The schema as an append-only list of SQL files, each applied in one transaction together with the record of it.

    schema/0001.sql   the first released schema
    schema/0002.sql   the next change …          (never edit a released file: append the next number)

In: an open connection. Out: a database of this version. `user_version` is the number of the last file applied, and
`application_id` marks the file as ours, so that a stranger's database and a newer archive are refused before anything is read.
Imports nothing of ours but errors; sqlite-utils only when there is something to apply.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import ArchiveError

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

# "HPNA" (healthcare partnership news archive) as a big-endian number: what `file` and SQLite's application_id show.
APPLICATION_ID = 0x48504E41
_NAME = "archive"
_SCHEMA = Path(__file__).with_name("schema")  # importlib.resources would cost every query 10 ms


@cache
def scripts() -> tuple[str, ...]:
    """The SQL of every version, oldest first."""
    return tuple(path.read_text("utf-8") for path in sorted(_SCHEMA.glob("*.sql")))


def version() -> int:
    """The schema version that this code writes."""
    return len(scripts())


def standing(connection: sqlite3.Connection) -> int:
    """The schema version of an open database: 0 for an empty one. Raises ArchiveError when it is not ours or newer than we are."""
    marked = connection.execute("PRAGMA application_id").fetchone()[0]
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if empty and not marked and not number:
        return 0
    if marked != APPLICATION_ID:
        raise ArchiveError("This database is not an archive of ours.", hint="Name another file with --archive; this one is left as it is.")
    if number > version():
        raise ArchiveError(
            f"The archive is of schema version {number}; this program knows only {version()}.",
            hint="Install the newer program that wrote it.",
        )
    return number


def apply(connection: sqlite3.Connection, until: int | None = None) -> None:
    """Bring a database of ours (or an empty one) to version `until` (default: today's). All or nothing."""
    from sqlite_utils import Database

    database = Database(connection, execute_plugins=False, recursive_triggers=False)
    with database.atomic():
        _migrations(until or version()).apply(database)


def _migrations(until: int) -> Migrations:
    from sqlite_utils import Migrations

    migrations = Migrations(_NAME)
    for number, script in enumerate(scripts()[:until], start=1):
        migrations(name=f"{number:04}")(_step(number, script))
    return migrations


class _step:  # noqa: N801 - reads as the function it is; sqlite-utils wants a __name__
    def __init__(self, number: int, script: str) -> None:
        self.__name__ = f"{number:04}"
        self.number = number
        self.script = script

    def __call__(self, db: Database, /) -> None:
        for statement in statements(self.script):
            db.conn.execute(statement)
        db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.conn.execute(f"PRAGMA user_version = {self.number}")


def statements(script: str) -> Iterator[str]:
    """The single statements of a script (executescript would commit before it begins)."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
