"""The screen: plain in a pipe, fitting on a terminal, and nothing that strangers wrote becomes markup or a control sequence."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import screen
from aggregator.errors import ArchiveError, UsageError
from aggregator.screen import Column, Passage

SGR = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = [
    "\x1b[31mred\x1b[2J",
    "[bold]x[/] [link=file:///etc/passwd]y[/link] :smile:",
    "\u202egnp.exe",
    "a\tb\nc",
    "医院" * 40,
    "\x9b31m",
    "e\u0301" * 50,
]
COLUMNS = (
    Column("id", 2, 6, 0, right=True),
    Column("title", 10, 60, 0),
    Column("parties", 10, 30, 1),
    Column("url", 10, 40, 2, style="dim"),
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("COLUMNS", "60"), ("TERM", "xterm-256color")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)


def on_terminal(show: Callable[[], object]) -> str:
    """What is shown on a colour terminal of 60 cells."""
    with redirect_stdout(Terminal()) as stream:
        show()
    return stream.getvalue()


def test_a_pipe_gets_tabs_a_header_and_whole_cells(capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 500
    assert screen.table(COLUMNS, [("1", long, "a\tb\nc", "")]) == 1
    assert capsys.readouterr().out == f"id\ttitle\tparties\turl\n1\t{long}\ta b c\t\n"


def test_no_rows_on_a_terminal_show_nothing() -> None:
    assert on_terminal(lambda: screen.table(COLUMNS, [])) == ""


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_a_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(width))
    rows = [(str(n), text, text, text) for n, text in enumerate(HOSTILE)]
    lines = SGR.sub("", on_terminal(lambda: screen.table(COLUMNS, rows))).splitlines()
    assert len(lines) == len(HOSTILE) + 1
    assert all(cell_len(line) <= width for line in lines)


def test_hostile_text_is_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    rows, under = [(text,) for text in HOSTILE], [[Passage(text, "bold")] for text in HOSTILE]
    out = SGR.sub("", on_terminal(lambda: screen.table((Column("title", 10, 300),), rows, under)))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    assert "[bold]x[/]" in out
    assert ":smile:" in out


def test_colours_only_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in on_terminal(lambda: screen.table(COLUMNS, [("1", "a", "b", "c")]))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in on_terminal(lambda: screen.table(COLUMNS, [("1", "a", "b", "c")]))


def test_columns_of_high_rank_go_first() -> None:
    wanted = [3, 60, 30, 40]
    assert list(screen.fitting(COLUMNS, wanted, 200)) == [0, 1, 2, 3]
    assert list(screen.fitting(COLUMNS, wanted, 30)) == [0, 1, 2]
    assert list(screen.fitting(COLUMNS, wanted, 20)) == [0, 1]
    assert list(screen.fitting(COLUMNS, wanted, 5)) == [0]


def lines_of(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table on a terminal, without colours."""
    return SGR.sub("", on_terminal(lambda: screen.table(columns, rows))).splitlines()


def test_columns_without_anything_in_them_are_left_out() -> None:
    rows = [("1", "", "Sun Hospital", ""), ("2", "", "", "")]
    assert lines_of(COLUMNS, rows) == ["id  parties", " 1  Sun Hospital", " 2"]
    asked = (COLUMNS[0], Column("title", asked=True), *COLUMNS[2:])
    assert lines_of(asked, rows) == ["id  title  parties", " 1         Sun Hospital", " 2"]
    assert lines_of(COLUMNS, [("", "", "", "")])[0] == "id"


def test_what_is_empty_stays_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    screen.table(COLUMNS, [("1", "", "Sun Hospital", "")])
    assert capsys.readouterr().out == "id\ttitle\tparties\turl\n1\t\tSun Hospital\t\n"


def test_an_address_is_cut_in_its_middle() -> None:
    url = "https://newsroom.example/" + "very-" * 20 + "long/feed.xml"
    line = lines_of((Column("url", 20, 90, cut="middle"),), [(url,)])[1]
    assert (len(line), line[:25], line[-9:]) == (60, "https://newsroom.example/", "/feed.xml")
    wide = lines_of((Column("url", 20, 90, cut="middle"),), [("医院" * 40,)])[1]
    assert wide.startswith("医院")
    assert "…" in wide


def test_names_are_cut_but_not_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(f"Example Wire Service: {subject} " + "and more " * 9, "x" * 300) for subject in ("hospitals", "houses", "medicine")]
    columns = (Column("name", 8, 30, cut="apart"), Column("why", 10, 100, 1))
    for width, kept in ((200, True), (60, True), (40, True), (34, False)):
        monkeypatch.setenv("COLUMNS", str(width))
        head, *lines = lines_of(columns, rows)
        assert len({line[: len("Example Wire Service: hosp")] for line in lines}) == 3
        assert ("why" in head) == kept


@given(st.lists(st.text("ab医", max_size=12), min_size=1, max_size=6))
def test_cells_that_differ_are_never_cut_alike(names: list[str]) -> None:
    names = [f"x{name}" for name in names]
    first = [
        line.partition("  ")[0]
        for line in lines_of((Column("name", 1, 4, cut="apart"), Column("why", most=9)), [(n, "y") for n in names])[1:]
    ]
    assert len(set(first)) == len(set(names))


def test_what_must_be_whole_is_whole_or_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (Column("id", 4, 10, 2, cut="never"), Column("name", 10, 40), Column("country", rank=1))
    rows = [("org:" + "x" * 20, "Sun Hospital", "SG")]
    monkeypatch.setenv("COLUMNS", "60")
    assert lines_of(columns, rows)[1] == f"org:{'x' * 20}  Sun Hospital  SG"
    monkeypatch.setenv("COLUMNS", "30")
    assert lines_of(columns, rows) == ["name          country", "Sun Hospital  SG"]
    monkeypatch.setenv("COLUMNS", "20")
    assert lines_of(columns[:1], rows)[1] == f"org:{'x' * 15}…"


@given(st.lists(st.integers(0, 300), min_size=4, max_size=4), st.integers(1, 300))
def test_what_fits_is_never_wider_than_the_room(wanted: list[int], room: int) -> None:
    chosen = screen.fitting(COLUMNS, wanted, room)
    assert chosen
    assert all(size >= 1 for size in chosen.values())
    assert sum(chosen.values()) + 2 * (len(chosen) - 1) <= max(room, 1)


def test_bars_are_lines_in_a_pipe_and_bars_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    screen.bars([("CN", 30), ("SG", 1)])
    assert capsys.readouterr().out == "CN\t30\nSG\t1\n"


def test_bars_on_a_terminal_fit() -> None:
    lines = SGR.sub("", on_terminal(lambda: screen.bars([("a very long label " * 5, 30), ("SG", 1), ("none", 0)]))).splitlines()
    assert [line.count("█") > 0 for line in lines] == [True, True, False]
    assert all(len(line) <= 60 for line in lines)


def test_a_problem_shows_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    url = "https://h.example/feed?page=2&token=hush-hush-1"
    screen.problem(UsageError("It failed.", where=url, hint=f"Look at {url} yourself."))
    assert capsys.readouterr().err.splitlines() == [
        "error: https://h.example/feed?page=2&token=•••: It failed.",
        "hint: Look at https://h.example/feed?page=2&token=••• yourself.",
    ]


def test_a_problem_has_message_place_and_hint(capsys: pytest.CaptureFixture[str]) -> None:
    screen.problem(ArchiveError("It is \x1b[31mdamaged.", where="a.db", hint="Restore it."))
    screen.problem(UsageError("No."))
    assert capsys.readouterr().err == "error: a.db: It is [31mdamaged.\nhint: Restore it.\nerror: No.\n"


def test_messages_on_a_terminal_break_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    told = Terminal()
    address = "https://a.example/" + "x" * 60
    with redirect_stderr(told):
        screen.problem(UsageError("There is no such thing as this one.", hint=f"See {address} or ask somebody who knows."))
        screen.note("a " * 30)
    lines = told.getvalue().splitlines()
    assert lines[:2] == ["error: There is no such thing as this", "  one."]
    assert f"  {address}" in lines  # whole, to be clicked on
    assert all(len(line) <= 40 for line in lines if address not in line)


def test_messages_in_a_pipe_are_left_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    screen.note("a " * 100 + "b")
    assert capsys.readouterr().err == "a " * 100 + "b\n"


def test_notes_keep_their_indent(capsys: pytest.CaptureFixture[str]) -> None:
    screen.note("any of\n  words: a\x07")
    screen.warning("careful")
    assert capsys.readouterr().err == "any of\n  words: a\nnote: careful\n"


def test_passages_keep_the_blanks_between_them(capsys: pytest.CaptureFixture[str]) -> None:
    screen.write(screen.excerpt("for a cancer and heart centre", [(6, 12), (17, 22), (8, 9)]), indent=2)
    assert capsys.readouterr().out == "  for a cancer and heart centre\n"


def test_highlights_are_styled_on_a_terminal() -> None:
    out = on_terminal(lambda: screen.write(screen.excerpt("a cancer centre", [(2, 8)])))
    assert SGR.sub("", out).rstrip() == "a cancer centre"
    assert re.search(r"\x1b\[[0-9;]*mcancer\x1b\[0m", out)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/b?c", True),
        ("javascript:alert(1)", False),
        ("https://a.example/\x1b", False),
        ("https://a.example/;id=x y", False),
        ("https://é.example", False),
    ],
)
def test_only_plain_web_addresses_become_terminal_links(url: str, safe: bool) -> None:
    assert bool(screen.safe_link(url)) == safe


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with screen.progress("work", 2) as advance:
        advance(1, "one")
    assert capsys.readouterr() == ("", "")


def test_progress_shows_hostile_names_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    with screen.progress("work", 2) as advance:
        advance(1, "[bold]\x1b[2Jname[/bold]")
    assert "\x1b[2Jname" not in stream.getvalue()
