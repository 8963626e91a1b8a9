"""`fetch`, `retag`, `schedule`: the daily run, and its repetition without the network."""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.settings import Settings
from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.model import Run
    from aggregator.pipeline.states import Turn

app = typer.Typer(add_completion=False)
_NAMED = 4  # sources that the warning names

FETCH_EXAMPLES = """\b
Examples:
  aggregator fetch
  aggregator fetch --source "Raffles Medical" --source "IHH Healthcare"
  aggregator fetch --dry-run
  aggregator fetch --report json > run.json
"""


@app.command("fetch", epilog=FETCH_EXAMPLES)
def fetch(
    ctx: typer.Context,
    source: Annotated[list[str] | None, typer.Option("--source", help="Only this source, due or not; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask the sources and say what is new; file nothing, ask no article.")] = False,
    report: Annotated[str | None, typer.Option("--report", help="json: print the whole run as JSON on stdout.")] = None,
) -> None:
    """Visit the sources that are due and file what is new. One summary line on stderr."""
    settings: Settings = ctx.obj
    if report not in (None, "json"):
        raise UsageError(f"There is no report {report!r}.", hint="Use --report json.")
    config = settings.load()
    with _interruptible():
        if dry_run:
            raise typer.Exit(_preview(settings, tuple(source or ())))
        from aggregator import archive, clock, pipeline
        from aggregator.archive import lock
        from aggregator.pipeline import states

        path, only = settings.archive_path(), tuple(source or ())
        with lock.held(path), archive.open(path, write=True) as opened:
            with _watching() as watch:
                run = pipeline.run(config, opened, only=only, watch=watch)
            turned = states.turns(opened, pipeline.chosen(config, only), clock.now())
    _tell(run, turned, settings, report)
    raise typer.Exit(exit_code(run))


def exit_code(run: Run) -> int:
    """0 all well, 3 some sources failed, 4 all failed, 130 interrupted."""
    if run.interrupted:
        return 130
    if not run.sources_failed:
        return 0
    return 4 if run.sources_failed >= run.sources else 3


def summary(run: Run) -> str:
    """The run in one line."""
    counts = (
        (run.sources, "source", "sources"),
        (run.articles_new, "new article", "new articles"),
        (run.articles_revised, "revised", "revised"),
        (run.copies, "copy", "copies"),
        (run.partnerships, "partnership", "partnerships"),
        (run.sources_failed, "source failed", "sources failed"),
        (run.articles_failed, "article failed", "articles failed"),
    )
    always = {"source", "new article"}
    told = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count or one in always)
    seconds = (run.ended - run.started).total_seconds() if run.ended else 0.0
    return f"{'interrupted: ' if run.interrupted else ''}{told} ({seconds:.0f} s)"


def turned_bad(turned: Sequence[Turn]) -> str:
    """The sources that have turned bad, in one line; nothing where there are none."""
    bad = [f"{turn.source} {turn.verdict.state}" for turn in turned if turn.bad]
    if not bad:
        return ""
    more = f" and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
    return f"{len(bad)} source{'' if len(bad) == 1 else 's'} turned bad: {', '.join(bad[:_NAMED])}{more} (see `aggregator status`)"


def _tell(run: Run, turned: Sequence[Turn], settings: Settings, report: str | None) -> None:
    from aggregator import screen

    if report == "json":
        sys.stdout.write(json.dumps({**as_dict(run), "turned": _told(turned)}, ensure_ascii=False, indent=1) + "\n")
    if settings.verbosity >= 1 or (settings.verbosity >= 0 and screen.interactive(sys.stderr)):
        for failure in run.failures:
            screen.note(f"{failure.source}: {failure.stage}: {failure.url}: {failure.message} {failure.hint}".rstrip())
        for warning in run.warnings:
            screen.note(warning)
    if settings.verbosity >= 0 or exit_code(run):
        screen.note(summary(run))
    if line := turned_bad(turned):
        screen.warning(line)


def _told(turned: Sequence[Turn]) -> list[dict[str, object]]:
    """The changes of state, good ones too, as JSON knows them."""
    return [
        {
            "source": turn.source,
            "before": turn.before,
            "state": turn.verdict.state,
            "since": turn.verdict.since.isoformat() if turn.verdict.since else None,
            "why": turn.verdict.why,
            "hint": turn.verdict.hint,
        }
        for turn in turned
    ]


def as_dict(run: Run) -> dict[str, object]:
    """The run as JSON knows it."""
    from dataclasses import asdict

    told = asdict(run)
    told.update(started=run.started.isoformat(), ended=run.ended.isoformat() if run.ended else None, exit_code=exit_code(run))
    return told


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


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM and SIGINT end the work tidily, once; what comes after the first is ignored, for the end is under way."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


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
  aggregator retag --pages            also read the stored pages again
"""


@app.command("retag", epilog=RETAG_EXAMPLES)
def retag(
    ctx: typer.Context,
    source: Annotated[list[str] | None, typer.Option("--source", help="Only articles of this source; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="Only articles published (or first seen) since this day.")] = None,
    pages: Annotated[bool, typer.Option("--pages", help="Read the stored pages again first.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
) -> None:
    """Tag what is archived again, without the network, and print what changed. Goes on where it was interrupted."""
    from aggregator import archive, clock, periods, screen
    from aggregator.archive import lock
    from aggregator.archive.errands import Choice
    from aggregator.pipeline import retagging

    settings: Settings = ctx.obj
    first = periods.day(since, clock.now().date()) if since else None
    choice = Choice(tuple(source or ()), first, pages)
    path = settings.archive_path()
    config = settings.load() if pages or settings.config_path().exists() else None
    done = changed = 0
    unread: Counter[str] = Counter()
    with _interruptible(), lock.held(path), archive.open(path, write=True) as opened, screen.progress("retag") as advance:
        for change in retagging.retag(opened, choice, config.sources if config else (), dry_run=dry_run):
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
    way: Annotated[str, typer.Argument(help="cron or systemd.", show_default=False)],
    at: Annotated[str, typer.Option("--at", help="The time of day, HH:MM.")] = "06:00",
) -> None:
    """Print a crontab line or systemd units that run `fetch` daily with this installation, feeds.toml and archive."""
    from aggregator.cli import timetable

    settings: Settings = ctx.obj
    sys.stdout.write(timetable.printed(way, at, settings.config_path(), settings.archive_path()))
