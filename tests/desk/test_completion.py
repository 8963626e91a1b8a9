"""Completion: what is offered, how it is quoted, and what real shells make of it. No name out of an archive may run in a shell."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import archive
from aggregator.cli import COMMANDS, loaded, naming
from aggregator.cli.completing import SHELLS, Typed, completions, quoted, taken_apart
from aggregator.cli.scripts import installed, script
from tests.desk.asking import Ask
from tests.desk.samples import NOW, fill

HOSTILE = [
    "zz $(touch PWNED)",
    "zz `touch PWNED`",
    "zz;touch PWNED",
    "zz\ntouch PWNED",
    "zz' ; touch PWNED ; '",
    'zz" ; touch PWNED ; "',
    "zz!x",
    "zz & co|x>y",
]
FEEDS = '[[source]]\nname = "Zeta News"\nurl = "https://a.example/"\nkind = "feed"\n'


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with hostile names, a saved search, someone watched; and a feeds.toml beside it."""
    path = fill(tmp_path_factory.mktemp("complete") / "archive.db")
    with archive.open(path, write=True) as opened, opened.transaction():
        opened.many("INSERT INTO organisation (id, name) VALUES (?, ?)", [(f"new:{n}", name) for n, name in enumerate(HOSTILE)])
        opened.do("INSERT INTO saved_search (name, words, created) VALUES ('asia and all', 'x', ?)", (NOW.isoformat(),))
        opened.do("INSERT INTO own_organisation (id, name, made) VALUES ('org:own-clinic', 'Own Clinic', ?)", (NOW.isoformat(),))
        opened.do("INSERT INTO watch (kind, id, name, added) VALUES ('country', 'CN', 'China', ?)", (NOW.isoformat(),))
    path.with_name("feeds.toml").write_text(FEEDS, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _archive(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGGREGATOR_ARCHIVE", str(known))
    monkeypatch.setenv("AGGREGATOR_CONFIG", str(known.with_name("feeds.toml")))
    monkeypatch.setenv("AGGREGATOR_ALERTS", str(known.with_name("none.toml")))
    monkeypatch.setenv("AGGREGATOR_ALERT_TEAM", "json://alerts.example/secret")


def offered(*words: str) -> list[str]:
    return [value for value, _ in completions(Typed(words[:-1], words[-1]))]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("que",), "query"),
        (("query", "--cou"), "--country"),
        (("query", "--org", "raffles med"), "Raffles Medical Group"),
        (("query", "--org", "ihh"), "IHH Healthcare"),
        (("query", "--org", "金"), "金山医院"),
        (("query", "--org", "cvs"), "CVS Health"),
        (("query", "--org=northlak"), "--org=Northlake Clinics"),
        (("query", "--country", "viet"), "Vietnam"),
        (("query", "--country", "s"), "SG"),
        (("query", "--source", "chin"), "chinese daily"),
        (("query", "--source", "zeta"), "Zeta News"),
        (("query", "--type", "jo"), "joint_venture"),
        (("query", "--group-by", "wa"), "watched"),
        (("query", "org:northlak"), 'org:"Northlake Clinics"'),
        (("query", "country:vi"), "country:Vietnam"),
        (("query", "watc"), "watched:"),
        (("watch", ""), "add"),
        (("watch", "remove", "c"), "China"),
        (("watch", "add", "northlak"), "Northlake Clinics"),
        (("searches", "run", "as"), "asia and all"),
        (("brief", "--search", ""), "asia and all"),
        (("completion", "z"), "zsh"),
        (("fetch", "--source", "z"), "Zeta News"),
        (("fetch", "--report", ""), "json"),
        (("schedule", "s"), "systemd"),
        (("status", "--source", "chin"), "chinese daily"),
        (("retag", "--source", "chin"), "chinese daily"),
        (("retag", "--org", "northlak"), "Northlake Clinics"),
        *((("sources", command, "z"), "Zeta News") for command in ("test", "check", "enable", "disable", "remove", "passed-over")),
        (("sources", "test", "--kind", "press"), "press_page"),
        (("sources", "list", "--country", "viet"), "Vietnam"),
        (("sources", "export", "--format", "o"), "opml"),
        *((("orgs", command, "northlak"), "Northlake Clinics") for command in ("show", "list", "alias", "rename", "merge")),
        (("orgs", "merge", "x", "northlak"), "Northlake Clinics"),
        (("orgs", "remove", "o"), "Own Clinic"),
        (("orgs", "add", "x", "--parent", "northlak"), "Northlake Clinics"),
        (("orgs", "list", "--kind", "hospital_"), "hospital_group"),
        (("orgs", "import", "--country", "viet"), "Vietnam"),
        (("alert", "--target", ""), "team"),
        (("alert", "test", "--target", "t"), "team"),
        (("watch", "remove", "--country", "viet"), "Vietnam"),
        (("searches", "remove", "as"), "asia and all"),
        (("searches", "feed", "as"), "asia and all"),
        (("searches", "save", "x", "--lang", "z"), "zh"),
        (("query", "--lang", "z"), "zh"),
        (("query", "lang:z"), "lang:zh"),
        (("query", "--party", "northlak"), "Northlake Clinics"),
        (("query", "--status", "a"), "announced"),
        (("query", "status:a"), "status:announced"),
        (("query", "review:un"), "review:unknown"),
        (("query", "--sort", "r"), "relevance"),
        (("query", "--format", "js"), "jsonl"),
        (("query", "--columns", "id,ti"), "id,title"),
        (("query", "--articles", "--columns", "id,te"), "id,text"),
        (("export", "x", "--format", "x"), "xlsx"),
        (("brief", "--by", "s"), "search"),
        (("correct", "1", "--type", "jo"), "joint_venture"),
        (("correct", "1", "--status", "si"), "signed"),
        (("correct", "1", "--not-party", "northlak"), "Northlake Clinics"),
        (("correct", "1", "--not-country", "viet"), "Vietnam"),
    ],
)
def test_what_is_offered(words: tuple[str, ...], value: str) -> None:
    assert value in offered(*words)


NAMED = {
    "country", "not_country", "org", "party", "not_party", "type", "status", "lang", "source", "kind", "format", "columns", "sort",
    "group_by", "by", "target", "parent", "search_name", "name", "names", "report", "shell", "way", "into",
}  # fmt: skip
FREE = {
    ("import", "source"): "a name for what is new",
    ("orgs import", "type"): "whatever the file calls it",
    ("orgs add", "name"): "a new name",
    ("sources add", "name"): "a new name",
}


def parameters() -> Iterator[tuple[str, Any]]:
    """Every parameter of every command, with the command's name."""
    for command in COMMANDS:
        found = loaded(command.name)
        for name, each in ({f"{command.name} {inner}": below for inner, below in getattr(found, "commands", {}).items()} or {}).items():
            yield from ((name, parameter) for parameter in each.params)
        yield from ((command.name, parameter) for parameter in found.params)


def test_whatever_has_names_completes_them() -> None:
    without = [(command, each.name) for command, each in parameters() if each.name in NAMED and each._custom_shell_complete is None]
    assert [each for each in without if each not in FREE] == []


def test_targets_are_named_without_their_addresses() -> None:
    assert offered("alert", "--target", "") == ["team"]
    assert offered("alert", "--target", "json") == []


def test_targets_that_cannot_be_read_are_not_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "alerts.toml").write_text("[[target", encoding="utf-8")
    monkeypatch.setenv("AGGREGATOR_ALERTS", str(tmp_path / "alerts.toml"))
    assert offered("alert", "--target", "") == []


def test_an_archive_named_before_the_command_is_asked(tmp_path: Path) -> None:
    assert offered("--archive", str(tmp_path / "none.db"), "searches", "run", "") == []


def test_names_that_a_shell_acts_upon_are_not_offered() -> None:
    assert offered("query", "--org", "zz") == ["zz & co|x>y", "zz' ; touch PWNED ; '", "zz;touch PWNED"]
    assert not any(naming.safe(name) for name in ("$x", "`x`", 'a"b', "a\\b", "a\nb", "!x", "a\x1bb", "", " x"))


@given(st.text(min_size=1).filter(lambda text: not set(text) & set("\0\n\r")))
def test_what_is_quoted_is_read_back_as_it_was(text: str) -> None:
    assert shlex.split(quoted(text, "")) == [text]
    assert shlex.split("'" + quoted(text, "'") + "'") == [text]
    inert = text.replace("$", "").replace("`", "")  # which a shell takes the sign off, and shlex does not
    assert shlex.split('"' + quoted(inert, '"') + '"') == [inert]


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda text: not set(text) & set("\0\n\r")), max_size=4))
def test_a_line_is_taken_apart_as_a_shell_would(words: list[str]) -> None:
    typed = taken_apart(" ".join([*map(shlex.quote, words), ""]))
    assert (list(typed.words), typed.last, typed.quote) == (words, "", "")


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("aggregator query --org Raf", Typed(("aggregator", "query", "--org"), "Raf", "", 0)),
        ('aggregator query --org "Raffles Me', Typed(("aggregator", "query", "--org"), "Raffles Me", '"', 0)),
        (r"aggregator query --org Raffles\ Me", Typed(("aggregator", "query", "--org"), "Raffles Me", "", 0)),
        ("aggregator query country:Ch", Typed(("aggregator", "query"), "country:Ch", "", 8)),
        ("aggregator query --org=Ra", Typed(("aggregator", "query"), "--org=Ra", "", 6)),
        ("aggregator query 'org:Ra", Typed(("aggregator", "query"), "org:Ra", "'", 0)),
        ("", Typed(())),
    ],
)
def test_the_unfinished_word_is_known(line: str, typed: Typed) -> None:
    assert taken_apart(line) == typed


@given(st.text(max_size=40))
def test_any_line_is_taken_apart(line: str) -> None:
    assert taken_apart(line).quote in ("", "'", '"')


# ---- in real shells --------------------------------------------------------------------------------------------------------


def shell(name: str, code: str, folder: Path) -> list[str]:
    """What a real shell prints, in this folder; nothing of it may have been run that was only a name."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    source = folder / f"completion.{name}"
    source.write_text(script(name), encoding="utf-8")
    plainly = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[name]
    environment = os.environ | {"LC_ALL": "C.UTF-8", "HOME": str(folder)}
    done = subprocess.run(
        [name, *plainly, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert not (folder / "PWNED").exists()
    assert done.stderr == ""
    return done.stdout.splitlines()


def in_bash(line: str, folder: Path) -> list[str]:
    """The line completed and then run by bash with `aggregator` printing its last argument: a name must stay one word."""
    code = f"""
    source completion.bash
    COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)}; _aggregator_completion
    aggregator() {{ printf '%s\\n' "${{@: -1}}"; }}
    for each in "${{COMPREPLY[@]}}"; do eval "aggregator query --org $each"; done"""
    return shell("bash", code, folder)


def test_bash_completes_and_runs_no_name(tmp_path: Path) -> None:
    assert in_bash("aggregator query --org northlak", tmp_path) == ["Northlake Clinics"]
    assert in_bash("aggregator query --org 金山", tmp_path) == ["金山医院"]
    assert in_bash("aggregator query --org zz", tmp_path) == ["zz & co|x>y", "zz' ; touch PWNED ; '", "zz;touch PWNED"]


LINES = {
    "aggregator fetch --source zet": "Zeta News",
    "aggregator sources enable zet": "Zeta News",
    "aggregator orgs remove o": "Own Clinic",
    "aggregator orgs show northlak": "Northlake Clinics",
    "aggregator alert --target t": "team",
    "aggregator watch remove ch": "China",
    "aggregator searches remove asia": "asia and all",
    "aggregator query --country viet": "Vietnam",
    "aggregator query --type jo": "joint_venture",
    "aggregator query --lang z": "zh",
}


def test_bash_completes_names_everywhere(tmp_path: Path) -> None:
    asked = "".join(
        f"COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)}; _aggregator_completion; printf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        for line in LINES
    )
    assert shell("bash", f"source completion.bash\n{asked}", tmp_path) == [quoted(name, "") for name in LINES.values()]


def test_zsh_completes_names_everywhere(tmp_path: Path) -> None:
    asked = "".join(f"words=({line}) CURRENT={len(line.split())}; _aggregator\n" for line in LINES)
    code = f"compdef() {{ : }} ; compadd() {{ print -rl -- ${{(P)@[-1]}} }} ; _files() {{ print none }}\nsource completion.zsh\n{asked}"
    assert shell("zsh", code, tmp_path) == list(LINES.values())


def test_fish_completes_names_everywhere(tmp_path: Path) -> None:
    asked = "\n".join(f"complete -C {shlex.quote(line)}" for line in LINES)
    assert shell("fish", f"source completion.fish\n{asked}", tmp_path) == list(LINES.values())


def test_zsh_completes_and_runs_no_name(tmp_path: Path) -> None:
    code = """
    compdef() { : } ; compadd() { print -rl -- "$@[-1]" ${(P)@[-1]} } ; _files() { print none }
    source completion.zsh
    words=(aggregator query --org zz) CURRENT=4 ; _aggregator
    words=(aggregator query --org "'Northlake") CURRENT=4 ; _aggregator"""
    printed = shell("zsh", code, tmp_path)
    assert printed == ["found", "zz & co|x>y", "zz' ; touch PWNED ; '", "zz;touch PWNED", "found", "Northlake Clinics"]


def test_fish_completes_and_runs_no_name(tmp_path: Path) -> None:
    printed = shell(
        "fish", "source completion.fish; complete -C 'aggregator query --org zz'; complete -C 'aggregator query --org \"Northlak'", tmp_path
    )
    assert set(printed) == {"zz & co|x>y", "zz' ; touch PWNED ; '", "zz;touch PWNED", "Northlake Clinics"}


# ---- the command -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHELLS)
def test_a_script_is_printed_and_installed_once(ask: Ask, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "@PROGRAM@" not in ask("completion", name).out
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    if name != "fish":
        (tmp_path / f".{name}rc").write_text("alias x=y", encoding="utf-8")
    path = installed(name, tmp_path)
    assert installed(name, tmp_path) == path
    assert path.read_text(encoding="utf-8") == script(name)
    if name != "fish":
        start = (tmp_path / f".{name}rc").read_text(encoding="utf-8")
        assert start.startswith("alias x=y\n")
        assert start.count(str(path)) == 1


def test_a_shell_nobody_knows_is_explained(ask: Ask) -> None:
    done = ask("completion", "tcsh")
    assert done.code == 2
    assert "fish" in done.err
