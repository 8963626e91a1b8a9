"""`doctor`, `verify`, `backup`, `restore`, `compact`, `prune`: how the sources and the archive are, and their care."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.settings import Settings
from aggregator.errors import AggregatorError, ArchiveError, UsageError

app = typer.Typer(add_completion=False)


@app.command("verify", epilog="\b\nExamples:\n  aggregator verify\n  aggregator --archive backup.db verify")
def verify(ctx: typer.Context) -> None:
    """Check the archive: integrity, foreign keys, search index, stories, every stored page. Exit 7 when something is wrong."""
    from aggregator import archive, screen
    from aggregator.archive import care

    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=False, as_is=True) as opened:
        found = 0
        for fault in care.faults(opened):
            found += 1
            sys.stdout.write(f"{fault}\n")
        pruned, refused = care.tombstones(opened)
    if found:
        raise ArchiveError(
            f"{found} faults.", where=str(settings.archive_path()), hint="`aggregator restore BACKUP` puts a sound copy in its place."
        )
    screen.note(f"{settings.archive_path()}: sound")
    _gone(pruned, refused)


def _gone(pruned: int, refused: int) -> None:
    """Say which stored pages there are not."""
    from aggregator import screen

    if pruned:
        screen.note(f"{pruned} stored page{'' if pruned == 1 else 's'} pruned: `retag --pages` cannot read them again")
    if refused:
        screen.note(f"{refused} page{'' if refused == 1 else 's'} not kept, as the publisher asks")


@app.command("backup", epilog="\b\nExamples:\n  aggregator backup /backups/news-2026-11-21.db")
def backup(ctx: typer.Context, file: Annotated[Path, typer.Argument(help="Where to write the copy.", show_default=False)]) -> None:
    """Copy the archive, also while a run writes to it, and verify the copy. An older copy of this name is replaced at the end."""
    from aggregator import archive, screen
    from aggregator.archive import care

    settings: Settings = ctx.obj
    if file.exists() and file.samefile(settings.archive_path()):
        raise UsageError("That is the archive itself.", hint="Name another file.")
    with archive.open(settings.archive_path(), write=False, as_is=True) as opened:
        care.copy(opened.connection, file)
    with archive.open(file, write=False, as_is=True) as copied:
        if found := list(care.faults(copied)):
            raise ArchiveError(f"The copy is not sound: {found[0]}", where=str(file), hint="Run `aggregator verify` on the archive.")
    screen.note(f"{file}: {file.stat().st_size:,} bytes, verified")


@app.command("restore", epilog="\b\nExamples:\n  aggregator restore /backups/news-2026-11-21.db")
def restore(ctx: typer.Context, file: Annotated[Path, typer.Argument(help="The backup.", show_default=False)]) -> None:
    """Put a backup in the archive's place. What stood there is kept under another name."""
    from aggregator import screen
    from aggregator.archive import care, lock

    settings: Settings = ctx.obj
    with lock.held(settings.archive_path()):
        kept = care.restore(file, settings.archive_path())
    screen.note(f"{settings.archive_path()}: restored" + (f"; what stood there is {kept}" if kept else ""))


@app.command("compact", epilog="\b\nExamples:\n  aggregator compact")
def compact(ctx: typer.Context) -> None:
    """Give the archive's free space back to the disk; needs as much room again while it works."""
    from aggregator import archive, screen
    from aggregator.archive import care, lock

    settings: Settings = ctx.obj
    path = settings.archive_path()
    with lock.held(path), archive.open(_existing(path), write=True) as opened:
        saved = care.compact(opened)
    screen.note(f"{path}: {saved:,} bytes given back")


@app.command(
    "prune", epilog="\b\nExamples:\n  aggregator prune --pages --before 2025-01-01 --dry-run\n  aggregator prune --pages --before 12m"
)
def prune(
    ctx: typer.Context,
    before: Annotated[str, typer.Option("--before", help="Articles published (or first seen) before this day.", show_default=False)],
    pages: Annotated[bool, typer.Option("--pages", help="Drop their stored pages. Articles, tags and versions always stay.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; drop nothing.")] = False,
) -> None:
    """Drop the stored pages of old articles; they can then no longer be read again by `retag --pages`."""
    from aggregator import archive, clock, periods, screen
    from aggregator.archive import care, lock

    settings: Settings = ctx.obj
    if not pages:
        raise UsageError("Nothing to prune.", hint="--pages drops stored pages; nothing else is ever dropped.")
    day, path = periods.day(before, clock.now().date()), settings.archive_path()
    with lock.held(path), archive.open(_existing(path), write=True) as opened:
        count, size = care.prunable(opened, day)
        if not dry_run:
            care.prune(opened, day, clock.now())
    screen.note(f"{count} pages, {size:,} bytes {'would be dropped' if dry_run else 'dropped; `aggregator compact` gives the room back'}")


def _existing(path: Path) -> Path:
    if not path.exists():
        raise ArchiveError(f"There is no archive at {path}.", where=str(path), hint="Name one with --archive.")
    return path


@app.command("doctor", epilog="\b\nExamples:\n  aggregator doctor")
def doctor(ctx: typer.Context) -> None:
    """Check the installation: settings, archive, libraries, clock. One line a check: ok, warn or FAIL; exit 1 when one fails."""
    from aggregator.cli import checks

    settings: Settings = ctx.obj
    failed = 0
    for check in checks.ALL:
        try:
            found = check(settings)
            said = f"{'warn' if isinstance(found, checks.Advice) else 'ok  '}  {found}"
        except AggregatorError as error:
            failed += 1
            said = f"FAIL  {error.message} {error.hint}"
        sys.stdout.write(f"{said}\n")
    raise typer.Exit(1 if failed else 0)
