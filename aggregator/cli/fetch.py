"""`fetch`, `retag`, `schedule`: the daily run, and its repetition without the network."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli import naming
from aggregator.cli.choosing import Which
from aggregator.cli.interrupts import tidily
from aggregator.cli.options import spread
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.cli.summary import Ended
    from aggregator.model import Config, Limits
    from aggregator.pipeline import Choice

app = typer.Typer(add_completion=False)

FETCH_EXAMPLES = """\b
Examples:
  aggregator fetch
  aggregator fetch --source "Raffles Medical" --source "IHH Healthcare"
  aggregator fetch --dry-run
  aggregator fetch --report json > run.json
  aggregator fetch --source "Raffles Medical" --since 2020-01-01
"""


@app.command("fetch", epilog=FETCH_EXAMPLES)
def fetch(
    ctx: typer.Context,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source, due or not; may be repeated.", autocompletion=naming.configured)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask the sources and say what is new; file nothing, ask no article.")] = False,
    report: Annotated[
        str | None, typer.Option("--report", help="json: print the whole run as JSON on stdout.", autocompletion=naming.among("json"))
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Walk the named sources back to this day: sitemaps, older pages. Goes on where it stopped."),
    ] = None,
) -> None:
    """Visit the sources that are due and file what is new. One summary line on stderr."""
    settings: Settings = ctx.obj
    if report not in (None, "json"):
        raise UsageError(f"There is no report {report!r}.", hint="Use --report json.")
    config, choice = settings.load(), _choice(source or (), since, dry_run=dry_run)
    with tidily():
        if dry_run:
            raise typer.Exit(_preview(settings, choice.only))
        from aggregator.cli import summary

        _forewarned(choice, config.limits)
        ended = _run(config, settings.archive_path(), choice)
    ended.tell(settings.verbosity, report)
    raise typer.Exit(summary.exit_code(ended.run))


def _run(config: Config, path: Path, choice: Choice) -> Ended:
    from aggregator import archive, clock, pipeline
    from aggregator.archive import backfill, health, lock
    from aggregator.cli.summary import Ended
    from aggregator.pipeline import states

    sources = pipeline.chosen(config, choice.only)
    with lock.held(path), archive.open(path, write=True) as opened:
        with _watching() as watch:
            run = pipeline.run(config, opened, choice, watch=watch)
        turned = states.turns(opened, sources, clock.now())
        told = health.told(opened)
        walks = [walk for source in sources if (walk := backfill.progress(opened, source.name))] if choice.since else []
    return Ended(run, turned, walks, {source.name: told[source.name] for source in sources if source.name in told})


def _choice(names: Sequence[str], since: str | None, *, dry_run: bool) -> Choice:
    """What the run is to do. Raises UsageError for a walk back in time without sources, or one that is not to be taken."""
    from aggregator import clock, periods
    from aggregator.pipeline import Choice

    if since is not None and not names:
        raise UsageError("--since needs --source: of which sources is the past wanted?", hint="Name one or a few; each may take many runs.")
    if since is not None and dry_run:
        raise UsageError("--since and --dry-run do not go together.", hint="`aggregator sources test NAME` shows what a source lists.")
    return Choice(tuple(names), periods.day(since, clock.now().date()) if since is not None else None)


def _forewarned(choice: Choice, limits: Limits) -> None:
    """Say on a terminal how far one run goes back at most."""
    from aggregator import screen
    from aggregator.pipeline.backfill import MOST_ASKED

    if choice.since and screen.interactive(sys.stderr):
        bounds = f"at most {MOST_ASKED} listings and {limits.max_articles} articles of each source"
        screen.note(f"back to {choice.since}: {bounds} in one run, {limits.pause:g} s apart; run it again to go on")


@contextmanager
def _watching() -> Iterator[Callable[[object], None]]:
    """Progress on a terminal: how many addresses and articles are done, and which source is at hand."""
    from aggregator import screen

    done = 0
    with screen.progress("fetch") as advance:

        def watch(outcome: object) -> None:
            nonlocal done
            done += 1
            failure = getattr(outcome, "failure", None)
            advance(done, failure.source if failure else getattr(outcome, "source", ""))

        yield watch


def _preview(settings: Settings, only: tuple[str, ...]) -> int:
    """What a run would find: one line a source. Returns the exit code."""
    from aggregator import archive, pipeline, screen
    from aggregator.pipeline.preview import preview

    config, path = settings.load(), settings.archive_path()
    opened = archive.open(path, write=False) if path.exists() and path.stat().st_size else None
    asked = failed = 0
    try:
        for seen in preview(config, opened, pipeline.chosen(config, only)):
            asked, failed = asked + 1, failed + bool(seen.problem)
            sys.stdout.write(f"{seen.source}\t{seen.problem or f'{seen.new} new of {seen.listed} listed'}\n")
            for title in seen.titles if settings.verbosity >= 1 else ():
                sys.stdout.write(f"\t{title}\n")
    finally:
        if opened:
            opened.close()
    screen.note(f"dry run: {asked} sources asked, {failed} failed; nothing was filed")
    return 0 if not failed else 4 if failed == asked else 3


# ---- retag ---------------------------------------------------------------------------------------------------------------------

RETAG_EXAMPLES = """\b
Examples:
  aggregator retag
  aggregator retag --since 2026-06-01 --source "Raffles Medical"
  aggregator retag --org "Lakeside Clinics"
  aggregator retag --pages            also read the stored pages again
"""


@app.command("retag", epilog=RETAG_EXAMPLES)
@spread
def retag(
    ctx: typer.Context,
    which: Which,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
) -> None:
    """Tag what is archived again, without the network, and print what changed. Goes on where it was interrupted."""
    from aggregator import archive, screen
    from aggregator.archive import lock
    from aggregator.pipeline import retagging

    settings: Settings = ctx.obj
    path = settings.archive_path()
    config = settings.load() if which.pages or settings.config_path().exists() else None
    done = changed = 0
    unread: Counter[str] = Counter()
    with tidily(), lock.held(path), archive.open(path, write=True) as opened, screen.progress("retag") as advance:
        for change in retagging.retag(opened, which.choice(opened), config.sources if config else (), dry_run=dry_run):
            done, changed = done + 1, changed + bool(change.told)
            unread.update([change.unread.partition(" on ")[0]] if change.unread else [])
            advance(done, change.title)
            for line in change.told:
                sys.stdout.write(f"{change.article}\t{line}\n")
    for reason, count in sorted(unread.items()):
        screen.note(f"{count} article{'' if count == 1 else 's'} not read again: {reason}")
    told = f"{done} article{'' if done == 1 else 's'} tagged again, {changed} changed"
    screen.note(told + (" (dry run: nothing was written)" if dry_run else ""))


# ---- schedule ------------------------------------------------------------------------------------------------------------------

SCHEDULE_EXAMPLES = """\b
Examples:
  aggregator schedule cron --at 06:30 | crontab -       (replaces your crontab: add the line by `crontab -e` if you have one)
  aggregator schedule systemd
"""


@app.command("schedule", epilog=SCHEDULE_EXAMPLES)
def schedule(
    ctx: typer.Context,
    way: Annotated[str, typer.Argument(help="cron or systemd.", show_default=False, autocompletion=naming.among("cron", "systemd"))],
    at: Annotated[str, typer.Option("--at", help="The time of day, HH:MM.")] = "06:00",
) -> None:
    """Print a crontab line or systemd units that run `fetch` daily with this installation, feeds.toml and archive."""
    from aggregator.cli import timetable

    settings: Settings = ctx.obj
    sys.stdout.write(timetable.printed(way, at, settings.config_path(), settings.archive_path()))
