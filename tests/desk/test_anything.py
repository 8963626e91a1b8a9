"""Any string whatever, as a word and as the value of every option of every command that asks: an answer, or a clear message.

The options are read off the commands themselves, so that a new one is tried from its first day. Exit codes are those of the contract;
there is never a traceback, and never a word of SQLite's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.archive.grammar import FIELDS
from aggregator.cli import loaded
from tests.desk.asking import NOW, Ask, Done

ASKING = (
    "query", "deals", "pairs", "review", "show", "why", "export", "brief", "orgs list", "orgs show", "orgs export", "searches save",
    "searches list", "searches run", "searches feed", "searches remove", "watch add", "watch list", "watch remove", "mark", "correct",
    "corrections list", "corrections undo", "alert log", "completion",
)  # fmt: skip
TYPED = {  # what a command needs before anything can be asked of it
    "show": ("1",), "why": ("1",), "mark": ("1",), "correct": ("1", "--dry-run"), "corrections undo": ("1",), "export": ("-",),
    "orgs export": ("-",), "orgs show": ("IHH",), "searches save": ("x", "cancer"), "searches run": ("asia",),
    "searches remove": ("asia",), "watch add": ("IHH",), "searches feed": ("asia",), "watch remove": ("IHH",),
}  # fmt: skip
WRITING = ("--output", "-o")
PIECES = (
    '"', "'", "(", ")", "-", "--", "*", ":", ",", ";", "%", "_", "\\", "|", "OR", "AND", "NOT", "NEAR", "NULL", "'; DROP TABLE story; --",
    "\x1b[31m", "\u202e", "\ufeff", "é", "\ud800", "重庆", "الأمل", "ß", "\U0001f3e5", "\udce9", "7d", "2026-W47", "2026-02-30",
    "0000-00-00",
    "9999/12/30", "0001-01-01",
    "9999-12-31", "-1", "0", "1e9", "99999999999999999999", "1" * 400, "table", "csv", "xlsx", "html", "help", "relevance", "doubt",
    "region", "week", "CN", "IHH", "mou", *(f"{name}:" for name in FIELDS),
)  # fmt: skip
LETTERS = st.characters(
    exclude_categories=(), exclude_characters="\0"
)  # lone surrogates too: bytes that are no UTF-8; an argument ends at NUL
ANY = st.text(LETTERS, max_size=20) | st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
SQL = re.compile(r"Traceback|syntax error|no such (column|table)|malformed|unrecognized token|The archive cannot be used|datatype mismatch")


@cache
def options(command: str) -> tuple[str, ...]:
    """The options of a command that take a value."""
    name, _, below = command.partition(" ")
    found: Any = loaded(name)
    parameters = (found.commands[below] if below else found).params
    return tuple(each.opts[-1] for each in parameters if each.param_type_name == "option" and not each.is_flag and not each.count)


def every_option() -> list[tuple[str, str]]:
    """Every option that takes a value, of every command that asks."""
    return [(command, option) for command in ASKING for option in options(command)]


@pytest.fixture(scope="module")
def asked(ask_any: Ask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Run a command over an archive of its own, in an empty folder; `asia` is a saved search of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AGGREGATOR_NOW", NOW)
        patch.setenv("TZ", "UTC")
        patch.chdir(tmp_path_factory.mktemp("anything"))
        own = Path(ask_any("fresh").out)
        ask_any("searches", "save", "asia", "country:SG", archive=own)

        def run(*arguments: str) -> Done:
            return ask_any(*arguments, archive=own)

        yield run


def told_clearly(done: Done) -> bool:
    """Whether the command ended as the contract says, and said nothing that only its makers understand."""
    explained = done.code == 0 or re.search("error: |Error: |Usage: ", done.err) is not None
    return done.code in (0, 1, 2) and explained and not SQL.search(done.err)


def inside(option: str, value: str) -> str:
    """The value; a file's name without folders, so that no test writes outside of its own."""
    return value.replace("/", "-").lstrip("-") or "x" if option in WRITING else value


@pytest.mark.parametrize(("command", "option"), every_option())
@settings(max_examples=4)
@given(value=ANY)
def test_any_value_of_any_option(asked: Ask, command: str, option: str, value: str) -> None:
    done = asked(*command.split(), *TYPED.get(command, ()), f"{option}={inside(option, value)}")
    assert told_clearly(done), done.err


@pytest.mark.parametrize("command", ["query", "deals", "review", "export", "brief", "searches save", "searches run"])
@settings(max_examples=12)
@given(words=st.lists(ANY, max_size=4), given_options=st.lists(st.tuples(st.integers(0, 99), ANY), max_size=4), flags=st.integers(0, 15))
def test_any_words_with_any_options(asked: Ask, command: str, words: list[str], given_options: list[tuple[int, str]], flags: int) -> None:
    known = options(command)
    chosen = [f"{known[at % len(known)]}={inside(known[at % len(known)], value)}" for at, value in given_options]
    switched = [flag for at, flag in enumerate(("--deals", "--unseen", "--watched", "--review")) if flags >> at & 1]
    done = asked(*command.split(), *TYPED.get(command, ()), *switched, *chosen, *words)
    assert told_clearly(done), done.err


@pytest.mark.parametrize(
    "command",
    [
        "orgs show",
        "orgs list",
        "searches run",
        "searches remove",
        "searches feed x",
        "watch add",
        "watch remove",
        "show",
        "why",
        "mark",
        "correct",
        "completion",
    ],
)
@settings(max_examples=8)
@given(name=ANY)
def test_any_name(asked: Ask, command: str, name: str) -> None:
    done = asked(*command.split(), "--", name)
    assert told_clearly(done), done.err


@settings(max_examples=20)
@given(words=st.lists(ANY, min_size=1, max_size=4))
def test_what_a_saved_search_is_shown_as_can_be_saved_again(asked: Ask, words: list[str]) -> None:
    """Parse, print, parse, through the program: what is kept of a search means what was typed."""
    if asked("searches", "save", "kept", *words).code:
        return
    kept = saved(asked)
    assert asked("searches", "save", "kept", "--", kept).code == 0
    assert saved(asked) == kept


def saved(asked: Ask) -> str:
    """What the search `kept` asks."""
    return next(str(each["words"]) for each in json.loads(asked("searches", "list", "--format", "json").out) if each["name"] == "kept")


def test_the_options_are_read_off_the_commands() -> None:
    assert {"--org", "--country", "--party", "--type", "--lang", "--source", "--since", "--until", "--week", "--last"} <= set(
        options("query")
    )
    assert {"--sort", "--columns", "--group-by", "--format", "--limit"} <= set(options("query"))
    assert {"--week", "--in", "--search", "--by", "-o"} <= set(options("brief"))
    assert len(every_option()) > 100
