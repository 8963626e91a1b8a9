"""The sample archive, filled once for all tests that only ask it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from aggregator import archive, cli
from aggregator.archive.handle import Archive
from tests.desk.asking import NOW, Ask, Done
from tests.desk.samples import fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the sample archive."""
    return fill(tmp_path_factory.mktemp("desk") / "archive.db")


@pytest.fixture
def desk(filled: Path) -> Iterator[Archive]:
    """The sample archive, open for reading."""
    with archive.open(filled, write=False) as opened:
        yield opened


@pytest.fixture
def ask(filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command over the sample archive."""
    monkeypatch.setenv("AGGREGATOR_NOW", NOW)
    monkeypatch.setenv("TZ", "UTC")

    def run(*arguments: str, archive: Path = filled) -> Done:
        code = cli.run(["--archive", str(archive), *arguments])
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def ask_any(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Run a command many times within one test (no fixture is made anew between hypothesis' examples); `fresh` gives the path of a new copy
    of the sample archive."""
    folder = tmp_path_factory.mktemp("any")

    def run(*arguments: str, archive: Path = filled) -> Done:
        if arguments == ("fresh",):
            return Done(0, str(shutil.copy(filled, folder / f"{len(list(folder.iterdir()))}.db")), "")
        with io.BytesIO() as said, io.TextIOWrapper(said, "utf-8", "replace", newline="\n", write_through=True) as out:
            err = io.StringIO()
            with redirect_stdout(out), redirect_stderr(err):
                code = cli.run(["--archive", str(archive), *arguments])
            return Done(code, said.getvalue().decode("utf-8", "replace"), err.getvalue())

    return run
