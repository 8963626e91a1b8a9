"""`corrections`: what the analyst set right, as a list, and as a text that can be kept in git."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from aggregator import archive, clock, export, screen
from aggregator.archive import correcting, corrections, notebook, read
from aggregator.archive.corrections import Correction
from aggregator.archive.handle import Archive
from aggregator.cli import answers
from aggregator.cli.listing import Format, Listing, listed
from aggregator.cli.rows import text_of
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.screen import Column

app = typer.Typer(help="What was set right: list, undo, export, import.", no_args_is_help=True)
_COLUMNS = (
    Column("number", 2, 8, 0, right=True, style="cyan"), Column("story", 2, 8, 0, right=True), Column("made", 16, 16, 3),
    Column("field", 7, 12, 0), Column("change", 3, 6, 1), Column("value", 12, 60, 0), Column("before", 10, 40, 3),
    Column("note", 10, 60, 2), Column("url", 20, 80, 4, style="dim"),
)  # fmt: skip


@app.command("list", epilog="\b\nExamples:\n  aggregator corrections list\n  aggregator corrections list --format csv")
def list_(
    ctx: typer.Context,
    format: Format = "table",
) -> None:
    """List what was set right and holds, oldest first; without a story: it waits for its article."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=False) as opened:
        rows = [_row(opened, each) for each in corrections.standing(opened)]
    listed(Listing("Corrections", _COLUMNS, "Nothing was set right yet: `aggregator correct --help`."), rows, format)


def _row(opened: Archive, said: Correction) -> export.Row:
    filed = read.filed(opened, (said.article,)) if said.article else ()
    made = f"{said.made:%Y-%m-%d %H:%M}"
    return (said.id, filed[0].story if filed else None, made, said.field, said.change, said.told, said.before, said.note, said.url)


@app.command("undo", epilog="\b\nExample:\n  aggregator corrections undo 4 7")
def undo(
    ctx: typer.Context, numbers: Annotated[list[int], typer.Argument(metavar="NUMBER…", help="As `corrections list` shows them.")]
) -> None:
    """Take corrections back, by their numbers: tags and stories are as they were."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=True) as opened:
        said = [_standing(opened, number) for number in dict.fromkeys(numbers)]
        with opened.transaction():
            now = correcting.undo(opened, said, clock.now())
    if settings.verbosity >= 0:
        told = f"{len(said)} correction{'s' * (len(said) != 1)} taken back"
        screen.note(told + (f"; concerned: story {', '.join(map(str, now))}" if now else ""))


def _standing(opened: Archive, number: int) -> Correction:
    said = corrections.numbered(opened, number) if number.bit_length() < 64 else None
    if said is None or said.undone:
        raise UsageError(f"There is no correction {number} that holds.", hint="`aggregator corrections list` shows the numbers.")
    return said


FILE_EXAMPLES = """\b
Examples:
  aggregator corrections export corrections.jsonl && git commit -m "this week" corrections.jsonl
  aggregator corrections import corrections.jsonl
"""


@app.command("export", epilog=FILE_EXAMPLES)
def export_(
    ctx: typer.Context, file: Annotated[str, typer.Argument(help="The file to write, or - for stdout.", show_default=False)]
) -> None:
    """Write all corrections and the own register as JSON lines, in a stable order, articles by their addresses."""
    settings: Settings = ctx.obj
    count = 0
    with archive.open(settings.archive_path(), write=False) as opened, _written(file) as stream:
        for line in notebook.lines(opened):
            stream.write(line + "\n")
            count += 1
    if file != "-" and settings.verbosity >= 0:
        screen.note(f"{count} line{'s' * (count != 1)} written to {file}")


@app.command("import", epilog=FILE_EXAMPLES)
def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help="A file that `corrections export` wrote, or -.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would come to; change nothing.")] = False,
) -> None:
    """Take over corrections and organisations. Those that are there already are passed over; others wait for their articles."""
    settings: Settings = ctx.obj
    now = clock.now()
    with text_of(file, "a file", "corrections import") as stream:
        told = tuple(notebook.read_lines(stream, now))
    with archive.open(settings.archive_path(), write=True) as opened, correcting.rehearsed(opened, dry_run=dry_run):
        taken = notebook.take(opened, told, now)
    if settings.verbosity >= 0:
        waiting = f", {taken.waiting} of them wait for their article" if taken.waiting else ""
        screen.note(f"{taken.new} new{waiting}, {taken.known} known" + (" (dry run: nothing was written)" if dry_run else ""))


@contextmanager
def _written(file: str) -> Iterator[IO[str]]:
    if file == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="\n") if hasattr(sys.stdout, "reconfigure") else None
        yield sys.stdout
        return
    with answers.whole_file(Path(file)) as stream:
        yield stream
