"""CSV written by the program is read back with the same rows: what stands in an archive, formulas and control characters too.

Two ways out are compared, CSV and JSON: each cell of the one must be the text of the other. And a CSV of articles, imported into a fresh
archive, gives the same articles.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import archive, cli, plain
from aggregator.export.csv import read
from tests.desk.asking import NOW, Ask
from tests.shown import Terminal

ODD = (
    "=1+1", "+49 30", "-5", "-5.5", "@SUM(A1)", "|cmd", "%0A", "＝1", "'=1", "''", "\t=1", " \u3000=1", '"=1"', "“=1", "a\x00b",
    "a\x1b[31mb", "a\rb", "a\nb", "a\r\n=b", "a\u2028b", "a\u202eb", "\ufeffa", "a,b", "a;b", "a; b", 'a"b', "a|b", "<b>",
    "重庆 & الأمل", "1e9", "007", "TRUE", "2026-11-20",
)  # fmt: skip
TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=30).filter(plain.line)
FORMULA = re.compile(r"[=+\-@|%＝＋－＠｜％\t\r]")


@pytest.fixture(scope="module")
def hostile(ask_any: Ask) -> Iterator[Ask]:
    """Run a command over an archive of its own; `set` with a text spoils headline, sentence, names, source and address of its deals."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AGGREGATOR_NOW", NOW)
        patch.setenv("TZ", "UTC")
        own = Path(ask_any("fresh").out)

        def run(*arguments: str) -> Any:
            return _spoil(own, arguments[1]) if arguments[0] == "set" else ask_any(*arguments, archive=own)

        yield run


def _spoil(path: Path, text: str) -> None:
    with archive.open(path, write=True) as opened, opened.transaction():
        opened.do("UPDATE article SET title = ?, source = ?, url = 'https://a.example/' || ?", (text, text, text))
        opened.do("UPDATE party SET name = ?", (text,))
        opened.do("UPDATE organisation SET name = ? || id", (text,))
        opened.do("UPDATE evidence SET sentence = ?", (text,))


def cell(value: object) -> str:
    """A value of the JSON as the CSV has it."""
    if isinstance(value, list):
        return "; ".join(each["name"] if isinstance(each, dict) else str(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@pytest.mark.parametrize(
    "command",
    [("query",), ("deals",), ("query", "--articles"), ("brief", "--no-remember", "--in", "2026"), ("searches", "run", "all")],
    ids=lambda words: "-".join(words[:2]),
)
@settings(max_examples=8)
@given(text=TEXT)
def test_csv_holds_what_json_holds(hostile: Ask, command: tuple[str, ...], text: str) -> None:
    hostile("set", text)
    hostile("searches", "save", "all", "deals:yes OR deals:no")
    limit = () if command[0] == "brief" else ("--limit", "0")
    written = hostile(*command, *limit, "--format", "csv")
    assert written.code == 0
    rows = list(read(io.StringIO(written.out, newline="")))
    told = json.loads(hostile(*command, *limit, "--format", "json").out)
    assert rows
    assert rows == [{name: plain.block(cell(value)) for name, value in each.items()} for each in told]


@settings(max_examples=12)
@given(text=TEXT)
def test_no_cell_of_a_csv_is_a_formula(hostile: Ask, text: str) -> None:
    hostile("set", text)
    for row in csv.reader(io.StringIO(hostile("query", "--limit", "0", "--format", "csv").out, newline="")):
        assert not [
            each for each in row if FORMULA.match(each.strip(" \u3000\"'“")) and not re.fullmatch(r"-?[\d.]+", each) and each[0] != "'"
        ]


@settings(max_examples=5)
@given(text=TEXT)
def test_articles_written_as_csv_can_be_imported(hostile: Ask, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    hostile("set", text)
    folder = tmp_path_factory.mktemp("again")
    written, again = folder / "articles.csv", folder / "again.csv"
    assert hostile("export", str(written), "--articles").code == 0
    assert hostile("--archive", str(folder / "new.db"), "import", str(written)).code in (0, 3)
    assert hostile("--archive", str(folder / "new.db"), "export", str(again), "--articles").code == 0
    assert titles(again) <= titles(written)
    assert titles(again)


def titles(path: Path) -> set[str]:
    """The headlines of a CSV of articles."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {each["title"] for each in read(stream)}


@pytest.mark.parametrize("name", ["xlsx", "docx"])
@pytest.mark.parametrize(
    "command", [("query",), ("pairs",), ("searches", "list"), ("watch", "list"), ("orgs", "list", "raffles"), ("why", "1")]
)
def test_every_list_is_written_as_a_file_of_an_office(filled: Path, command: tuple[str, ...], name: str) -> None:
    printed = io.BytesIO()
    with io.TextIOWrapper(printed, write_through=True) as out:
        with redirect_stdout(out):
            assert cli.run(["--archive", str(filled), *command, "--format", name]) == 0
        assert zipfile.is_zipfile(printed)


def test_bytes_are_kept_from_a_terminal(filled: Path) -> None:
    with redirect_stdout(Terminal()) as out, redirect_stderr(io.StringIO()) as err:
        assert cli.run(["--archive", str(filled), "pairs", "--format", "xlsx"]) == 2
    assert out.getvalue() == ""
    assert "> name.xlsx" in err.getvalue()
