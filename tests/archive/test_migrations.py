"""The list of schema changes: whole or not at all, in order, from every version to today's."""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from aggregator import archive as room
from aggregator.archive import migrations

SCRIPT = """
-- a comment; with a semicolon
CREATE TABLE a (x TEXT DEFAULT ';');  -- another
CREATE TRIGGER t AFTER INSERT ON a BEGIN
  DELETE FROM a; SELECT 1;
END;
"""


def memory() -> sqlite3.Connection:
    """An empty database."""
    return sqlite3.connect(":memory:", isolation_level=None)


def schema(connection: sqlite3.Connection) -> list[str]:
    """Every statement of the schema but the record of migrations, as written."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%sqlite%' ORDER BY name")
    return [row[0] for row in found]


def test_a_script_is_split_at_its_statements() -> None:
    kinds = [statement.splitlines()[-1][:13] for statement in migrations.statements(SCRIPT)]
    assert len(kinds) == 2
    assert kinds[0].startswith("CREATE TABLE")


def test_an_empty_database_stands_at_zero_and_comes_to_today() -> None:
    connection = memory()
    assert migrations.standing(connection) == 0
    migrations.apply(connection)
    assert migrations.standing(connection) == migrations.version() >= 1


def test_applying_twice_changes_nothing() -> None:
    connection = memory()
    migrations.apply(connection)
    before = schema(connection)
    migrations.apply(connection)
    assert schema(connection) == before


@pytest.mark.parametrize("number", range(1, migrations.version() + 1))
def test_every_version_comes_to_todays_schema(number: int) -> None:
    old, new = memory(), memory()
    migrations.apply(old, until=number)
    assert old.execute("PRAGMA user_version").fetchone()[0] == number
    migrations.apply(old)
    migrations.apply(new)
    assert schema(old) == schema(new)


def test_a_failing_change_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "scripts", lambda: ("CREATE TABLE good (x);", "CREATE TABLE bad (x);\nCREATE TABLE bad (x);"))
    connection = memory()
    with pytest.raises(sqlite3.OperationalError):
        migrations.apply(connection)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    assert migrations.standing(connection) == 0


def test_an_older_archive_is_copied_before_it_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room.open(path, write=True).close()
    today = migrations.scripts()
    monkeypatch.setattr(migrations, "scripts", lambda: (*today, "CREATE TABLE later (x TEXT) STRICT;"))
    with room.open(path, write=True) as opened:
        assert opened.rows("SELECT count(*) FROM later")[0][0] == 0
    kept = path.with_name(f"{path.name}.v{len(today)}.backup")
    with sqlite3.connect(kept) as copy:
        assert copy.execute("PRAGMA user_version").fetchone()[0] == len(today)
        assert copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone()[0] == 0
    copy.close()


def test_the_schema_says_what_every_table_is_for() -> None:
    """A comment stands above each CREATE TABLE."""
    lines = "\n".join(migrations.scripts()).splitlines()
    bare = [
        line
        for before, line in pairwise(lines)
        if line.startswith("CREATE") and "TABLE" in line.split("(")[0] and not before.startswith("--")
    ]
    assert bare == []
