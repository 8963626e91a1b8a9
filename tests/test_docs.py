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

from aggregator import __version__
from aggregator.cli import COMMANDS

ROOT = Path(__file__).parents[1]
PAGES = [page for page in ("README.md", "SECURITY.md", "CONTRIBUTING.md") if (ROOT / page).exists()]
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


def examples(page: str) -> Iterator[list[str]]:
    """The command lines in a page's fenced blocks that call the program, as words."""
    for block in re.findall(r"```(?:console|sh|bash)\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            called = re.match(r"(?:\$ )?(?:.*\| )?((?:\S*/)?aggregator .*)", line)
            if called:
                yield shlex.split(re.split(r"\s[|>]\s|\s#\s", called[1])[0], comments=True)


def test_every_command_explains_itself() -> None:
    for path in paths():
        page = help_page(*path)
        assert len(page.partition("Options")[0].split("\n\n", 1)[1].strip()) > 20, path


@pytest.mark.parametrize("page", PAGES)
def test_examples_name_commands_and_options_that_exist(page: str) -> None:
    for words in examples(page):
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
