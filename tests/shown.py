"""Pages whose examples are run: what they show is what the program prints.

    <!-- archive: demo -->            the blocks below ask the archive that `aggregator demo` makes, one after the other;
                                      `clippings`: one that begins empty; `none`: blocks that are not run
    ```console
    $ aggregator deals                as on a terminal of 100 columns
    …                                 a line of its own: lines left out here
    $ aggregator deals | grep CN      what follows the bar is the shell's, and the program writes to a pipe
    $ aggregator query --org raff⇥    the Tab key: what zsh offers
    $ cat week.csv                    any other command, in the folder of the examples
    ```

`python -m tests.shown PAGE…` (./dev docs) writes what is printed today into the pages. Where lines are left out, as many stay before
and after the gap as stood there.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from aggregator import cli, clock
from aggregator.cli.completing import Typed, completions

ROOT = Path(__file__).parents[1]
CLIPPINGS = ROOT.parent / "shared" / "corpus" / "dev.jsonl"
"""Documents to be imported by examples of their own archive; not part of the project."""

GAP = "…"
_BLOCK = re.compile(r"<!-- archive: (?P<archive>\w+) -->|```console\n(?P<block>.*?)```", re.DOTALL)
_PORT = re.compile(r"(127\.0\.0\.\d+):\d+")
_NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Example:
    """A command with what a page shows of its output: where in the page (start, end), for which archive."""

    archive: str
    command: str
    shown: str
    span: tuple[int, int]

    def holds(self, printed: str) -> bool:
        """Whether the page shows what was printed, but for lines left out."""
        return self.renewed(printed) == self.shown

    def renewed(self, printed: str) -> str:
        """What was printed, with lines left out where the page does so."""
        before, gap, after = _parted(self.shown)
        lines = printed.splitlines(keepends=True)
        if not gap or len(lines) <= before + after:
            return printed
        return "".join([*lines[:before], f"{GAP}\n", *(lines[-after:] if after else [])])


class Terminal(io.StringIO):
    """A terminal to write to."""

    def isatty(self) -> bool:
        """It is one."""
        return True


class Notes(io.StringIO):
    """What goes to stderr: it stands among the answers, but nothing moves in it."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self._terminal = terminal

    def write(self, text: str) -> int:
        """Where the answers are written."""
        return self._terminal.write(text)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where examples are run: a folder; the archives are made in it when first asked for. `demo`: what `aggregator demo` made already."""

    folder: Path
    demo: Path | None = None

    def printed(self, example: Example) -> str:
        """What the example prints today, ports made alike."""
        with mock.patch.dict(os.environ, self._environment(example.archive)), chdir(self.folder):
            text = _printed(example.command)
        plain = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
        return _PORT.sub(r"\1:8080", plain)

    def _environment(self, archive: str) -> dict[str, str]:
        path = self.folder / f"{archive}.db"
        if archive == "demo" and not path.exists():
            shutil.copy(self.demo, path) if self.demo else demonstrated(path)
        if archive == "clippings" and not (self.folder / "clippings.jsonl").exists():
            shutil.copy(CLIPPINGS, self.folder / "clippings.jsonl")
        here = {"AGGREGATOR_ARCHIVE": str(path), "AGGREGATOR_CONFIG": str(self.folder / "feeds.toml")}
        return (
            surroundings() | here | {"AGGREGATOR_ALERT_TEAM": "json://alerts.example", "AGGREGATOR_ALERTS": str(self.folder / "none.toml")}
        )


def surroundings() -> dict[str, str]:
    """The environment of every example: a terminal of 100 columns, and six o'clock however long this process has been running."""
    with mock.patch.dict(os.environ, {clock.VARIABLE: _NOW.isoformat()}):
        running = clock.now() - _NOW
    return {"COLUMNS": "100", "NO_COLOR": "1", "TZ": "UTC", clock.VARIABLE: (_NOW - running).isoformat()}


def demonstrated(path: Path) -> Path:
    """The archive of `aggregator demo`, made at this path."""
    with mock.patch.dict(os.environ, surroundings()), redirect_stdout(io.StringIO()):
        cli.run(["--quiet", "--archive", str(path), "demo"])
    return path


def examples(page: str) -> Iterator[Example]:
    """The examples of a page that are to be run, from top to bottom."""
    archive = "none"
    for found in _BLOCK.finditer(page):
        if found["archive"]:
            archive = found["archive"]
        elif archive != "none":
            yield from _in_block(archive, found["block"], found.start("block"))


def _in_block(archive: str, block: str, offset: int) -> Iterator[Example]:
    for found in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        yield Example(archive, found[1], found[2], (offset + found.start(2), offset + found.end(2)))


def _parted(shown: str) -> tuple[int, bool, int]:
    """How many lines are shown before and after the gap, and whether there is one."""
    lines = shown.splitlines()
    if GAP not in lines:
        return len(lines), False, 0
    return lines.index(GAP), True, len(lines) - lines.index(GAP) - 1


def _printed(command: str) -> str:
    if command.endswith("⇥"):
        words = shlex.split(command.removesuffix("⇥"))
        return "".join(f"{value}\n" for value, _ in completions(Typed(tuple(words[1:-1]), words[-1])))
    own, bar, rest = command.partition(" | ")
    words = shlex.split(own)
    if words[0] != "aggregator":
        return subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout
    terminal = Terminal()
    out = io.StringIO() if bar else terminal
    with redirect_stdout(out), redirect_stderr(Notes(terminal)):
        cli.run(words[1:])
    if not bar:
        return out.getvalue()
    return subprocess.run(rest, shell=True, input=out.getvalue(), capture_output=True, text=True, check=False).stdout


def renewed(page: str, bench: Bench) -> str:
    """The page with what its examples print today."""
    pieces, at = [], 0
    for example in examples(page):
        start, end = example.span
        pieces += [page[at:start], example.renewed(bench.printed(example))]
        at = end
    return "".join([*pieces, page[at:]])


def main() -> None:
    """Renew the pages named on the command line, or all."""
    pages = [Path(each) for each in sys.argv[1:]] or [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for page in pages:
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(renewed(page.read_text(encoding="utf-8"), Bench(Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
