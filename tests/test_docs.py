"""Documents cannot lie: what README and the help pages show must exist, and every command must explain itself."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import __version__, export
from aggregator.cli import COMMANDS
from tests.shown import CLIPPINGS, GAP, ROOT, Bench, Example, demonstrated, examples

PAGES = ["README.md", "SECURITY.md", "CONTRIBUTING.md", *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md")))]
SHOWN, IMPORTED = (
    [page for page in PAGES if f"<!-- archive: {name} -->" in (ROOT / page).read_text(encoding="utf-8")] for name in ("demo", "clippings")
)
TAKING = {"--config", "--archive", "--log-file", "--log-format"}
GLOBAL = {*TAKING, "--quiet", "-q", "--verbose", "-v", "--help", "-h", "--version"}


@cache
def help_page(*command: str) -> str:
    """What `aggregator COMMAND --help` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "aggregator", *command, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200", "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def paths() -> tuple[tuple[str, ...], ...]:
    """Every command, those inside groups too."""
    found: list[tuple[str, ...]] = []
    for command in COMMANDS:
        page = help_page(command.name)
        inside = re.findall(r"^  ([a-z][a-z-]*)  ", page.partition("Commands:")[2], re.MULTILINE) if command.group else []
        found += [(command.name, name) for name in inside] or [(command.name,)]
    return tuple(found)


def called(page: str) -> Iterator[list[str]]:
    """The command lines in a page's fenced blocks that call the program, as words."""
    for block in re.findall(r"```(?:console|sh|bash)\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            found = re.match(r"(?:\$ )?(?:.*\| )?((?:\S*/)?aggregator .*)", line)
            if found and not line.endswith("⇥"):
                yield shlex.split(re.split(r"\s[|>]\s|\s#\s", found[1])[0], comments=True)


def test_every_command_explains_itself() -> None:
    for path in paths():
        page = help_page(*path)
        assert len(page.partition("Options")[0].split("\n\n", 1)[1].strip()) > 20, path


def test_every_command_shows_examples() -> None:
    assert [" ".join(path) for path in paths() if "Example" not in help_page(*path)] == []


def test_what_is_written_as_a_list_is_written_in_every_format() -> None:
    for path in paths():
        told = re.search(r"--format <str> +(table, [^.]*)\.", help_page(*path))
        if told and "xlsx" in told[1]:
            assert set(re.findall(r"[a-z]{2,}", told[1])) - {"or", "table"} == set(export.formats()), path
        elif told:
            assert path == ("sources", "test"), told[1]


@pytest.mark.parametrize("page", PAGES)
def test_examples_name_commands_and_options_that_exist(page: str) -> None:
    for words in called(page):
        arguments = list(words[1:])
        while arguments and arguments[0].startswith("-"):
            option = arguments.pop(0)
            assert option.partition("=")[0] in GLOBAL, words
            if option in TAKING:
                arguments.pop(0)
        if not arguments:
            continue
        path = next((path for path in paths() if tuple(arguments[: len(path)]) == path), None)
        if path is None:
            assert any((arguments[0],) == (command.name,) for command in COMMANDS), words
            continue
        known = help_page(*path)
        for option in (word.partition("=")[0] for word in arguments if re.match(r"--?[a-z]", word)):
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", known) or option in GLOBAL, (words, option)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of `aggregator demo`."""
    return demonstrated(tmp_path_factory.mktemp("demo") / "demo.db")


@pytest.mark.parametrize("page", SHOWN)
def test_what_is_shown_of_the_demonstration_is_what_is_printed(page: str, demo: Path, tmp_path: Path) -> None:
    bench, text = Bench(tmp_path, demo), (ROOT / page).read_text(encoding="utf-8")
    shown = [(each, bench.printed(each)) for each in examples(text) if each.archive == "demo"]
    assert shown
    assert [(each.command, printed) for each, printed in shown if not each.holds(printed)] == [], "./dev docs shows what is printed today"


@pytest.mark.parametrize("page", IMPORTED)
def test_what_is_shown_of_clippings_is_answered(page: str, tmp_path: Path) -> None:
    """Their figures change with the models; that each is answered does not."""
    asked = [each for each in examples((ROOT / page).read_text(encoding="utf-8")) if each.archive == "clippings"]
    if not CLIPPINGS.exists():
        pytest.skip("the documents of these examples are not part of the project, and not here")
    bench = Bench(tmp_path)
    told = {each.command: bench.printed(each) for each in asked}
    refused = re.compile("^(error:|Traceback)", re.MULTILINE)
    assert [command for command, printed in told.items() if not printed.strip() or refused.search(printed)] == []


@given(st.lists(st.sampled_from(["a\n", "b\n", "c\n"]), max_size=9), st.integers(0, 9), st.integers(0, 9))
def test_lines_left_out_are_left_out_again(lines: list[str], before: int, after: int) -> None:
    gap = [*lines[:before], f"{GAP}\n", *lines[len(lines) - after :]] if before + after < len(lines) else lines
    example = Example("demo", "aggregator deals", "".join(gap), (0, 0))
    assert example.holds("".join(lines))
    assert example.holds("".join([*lines, "more\n"])) == (gap != lines and after == 0)


def test_examples_know_their_archive_and_place() -> None:
    page = "```console\n$ a\nx\n```\n<!-- archive: demo -->\n```console\n$ b\ny\nz\n$ c\n```\n<!-- archive: none -->\n```console\n$ d\n```"
    found = list(examples(page))
    assert [(each.archive, each.command, each.shown) for each in found] == [("demo", "b", "y\nz\n"), ("demo", "c", "")]
    assert [page[slice(*each.span)] for each in found] == ["y\nz\n", ""]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them: small letters, blanks as dashes, nothing else."""
    titles = re.findall(r"^#+ (.*)", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_project_lead_somewhere(page: str) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", prose(ROOT / page)):
        name, _, anchor = link.partition("#")
        there = (ROOT / page).parent / name if name else ROOT / page
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


def test_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [" ".join(path) for path in paths() if f"aggregator {' '.join(path)}" not in text and f"`{' '.join(path)}`" not in text]
    assert not missing


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_path_of_a_machine_in_what_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: the list of committed files is not known")
    for name in listed.stdout.splitlines():
        if name.endswith((".py", ".md", ".toml", ".sh")) or name in ("dev", ".ci/run"):
            assert not re.search(r"(?<!\w)/(?:work|root|home)/\w", (ROOT / name).read_text(encoding="utf-8")), name
