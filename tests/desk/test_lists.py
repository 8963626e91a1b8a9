"""`orgs list`: a page of it on a terminal, all of it for what reads a pipe or a file."""

from __future__ import annotations

import csv
import io
from contextlib import redirect_stdout

import pytest

from tests.desk.asking import Ask
from tests.shown import Terminal


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((), 50),
        (("--limit", "3"), 3),
        (("--limit", "0"), None),
        (("--country", "SG", "--limit", "1000"), None),
        (("--format", "csv"), None),
    ],
)
def test_a_terminal_gets_a_page(ask: Ask, words: tuple[str, ...], shown: int | None) -> None:
    with redirect_stdout(Terminal()) as told:
        done = ask("orgs", "list", *words)
    lines = told.getvalue().splitlines()[1:]
    assert done.code == 0
    if shown is None:
        assert "shown" not in done.err
        assert len(lines) > 50
    else:
        assert len(lines) == shown
        assert done.err.startswith(f"{shown} of ")
        assert done.err.endswith(" shown; --limit 0 shows all.\n")


def test_a_pipe_gets_all_unless_told(ask: Ask) -> None:
    everything = ask("orgs", "list")
    assert len(everything.rows()) > 3000
    assert everything.err == ""
    assert len(list(csv.DictReader(io.StringIO(ask("orgs", "list", "--format", "csv").out)))) == len(everything.rows())
    few = ask("orgs", "list", "--limit", "5")
    assert few.rows() == everything.rows()[:5]
    assert few.err == f"5 of {len(everything.rows())} shown; --limit 0 shows all.\n"


def test_ids_are_whole_or_not_there(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    ids = {row["id"] for row in ask("orgs", "list").rows()}
    for columns in (60, 80, 120, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        with redirect_stdout(Terminal()) as told:
            ask("orgs", "list")
        head, *lines = told.getvalue().splitlines()
        assert max(map(len, (head, *lines))) <= columns
        assert len({line.strip() for line in lines}) == 50
        assert head.startswith("id") == (columns >= 120)
        if columns >= 120:
            assert {line.partition(" ")[0] for line in lines} <= ids
