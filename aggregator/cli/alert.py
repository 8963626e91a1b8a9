"""`alert`: what is new of saved searches and of the watch list goes out to the user's targets, once each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from aggregator import archive, clock, export, screen
from aggregator.archive import alerts, lock
from aggregator.cli import alerting, journal, naming
from aggregator.cli.listing import Format, Listing, listed
from aggregator.cli.settings import Settings
from aggregator.errors import AggregatorError
from aggregator.notify import Target
from aggregator.screen import Column

EXAMPLES = """\b
Examples:
  aggregator fetch; aggregator alert       what the run found new, to every target
  aggregator alert --dry-run               what would be sent, and to whom
  aggregator alert test --target team      a message that says only that it came

\b
Targets stand in alerts.toml (chmod 600) or in the environment; docs/operator.md has the details.
"""
app = typer.Typer(help="Send what is new of searches and watch lists: by e-mail, webhook, Slack, Teams, ntfy …")
_TARGETS = (Column("target", 8, 30, 0, style="cyan"), Column("service", 7, 20, 1), Column("searches", 8, 60, 2), Column("watched", 7, 7, 3))
_LOG = (
    Column("at", 16, 32, 1), Column("target", 8, 30, 0, style="cyan"), Column("outcome", 7, 7, 0), Column("stories", 7, 7, 2, right=True),
    Column("message", 20, 200, 0),
)  # fmt: skip
Only = Annotated[list[str] | None, typer.Option("--target", help="Only this target; may be repeated.", autocompletion=naming.targets)]


@app.callback(invoke_without_command=True, epilog=EXAMPLES)
def alert(
    ctx: typer.Context,
    target: Only = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be sent; send and record nothing.")] = False,
) -> None:
    """Send what is new of saved searches and of the watch list to every target, each story once. One line a target on stderr."""
    if ctx.invoked_subcommand is not None:
        return
    settings: Settings = ctx.obj
    chosen = alerting.targets(tuple(target or ()))
    path = settings.archive_path()
    if dry_run:
        failures = _previewed(settings, chosen)
    else:
        with lock.held(path.with_name(f"{path.name}.alert")), archive.open(path, write=True) as opened, alerting.Post() as post:
            failures = sum(not _told(each.name, partial(_served, opened, each, post, settings)) for each in chosen)
    raise typer.Exit(_exit_code(failures, len(chosen)))


@app.command("test", epilog="\b\nExamples:\n  aggregator alert test\n  aggregator alert test --target team")
def send_test(ctx: typer.Context, target: Only = None) -> None:
    """Send every target a message that says only that it came; nothing is recorded."""
    chosen = alerting.targets(tuple(target or ()))
    settings: Settings = ctx.obj

    def sent(each: Target, post: alerting.Post) -> None:
        body = "This is a test: alerts of this archive will come here."
        post.send(each, alerting.Message("Healthcare partnerships: a test", body, "text"))
        if settings.verbosity >= 0:
            screen.note(f"{each.name}: sent")

    with alerting.Post() as post:
        failures = sum(not _told(each.name, partial(sent, each, post)) for each in chosen)
    raise typer.Exit(_exit_code(failures, len(chosen)))


@app.command("targets", epilog="\b\nExamples:\n  aggregator alert targets\n  aggregator alert targets --format json")
def targets(ctx: typer.Context, format: Format = "table") -> None:
    """List the targets, without their addresses: service, searches, whether they want the watch list."""
    rows: list[export.Row] = [
        (each.name, each.service, "all" if each.searches is None else "; ".join(each.searches), each.watched)
        for each in alerting.targets(())
    ]
    listed(Listing("Targets of alerts", _TARGETS), rows, format)


@app.command("log", epilog="\b\nExamples:\n  aggregator alert log\n  aggregator alert log --limit 0 --format csv > sent.csv")
def log(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=0, help="At most so many lines; 0: all.")] = 50,
    format: Format = "table",
) -> None:
    """List what was sent and what could not be, newest first."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=False) as opened:
        rows: list[export.Row] = [(each.at, each.target, each.outcome, each.stories, each.message) for each in alerts.log(opened, limit)]
    listed(Listing("Alerts sent", _LOG, "Nothing was sent yet."), rows, format)


def _served(opened: archive.Archive, target: Target, post: alerting.Post, settings: Settings) -> None:
    count = alerting.serve(opened, target, post)
    if settings.verbosity >= (0 if count else 1):
        screen.note(f"{target.name}: {count} {'story' if count == 1 else 'stories'} sent" if count else f"{target.name}: nothing new")


def _previewed(settings: Settings, chosen: tuple[Target, ...]) -> int:
    with archive.open(settings.archive_path(), write=False) as opened, alerting.Post() as post:
        return sum(not _told(each.name, partial(_preview, opened, each, post)) for each in chosen)


def _preview(opened: archive.Archive, target: Target, post: alerting.Post) -> None:
    found = alerting.news(opened, target, clock.now())
    made = alerting.message(opened, found, post.form(target)) if found.stories else None
    screen.heading(f"{target.name} ({target.service}): {made.title if made else 'nothing new'}")
    for line in made.body.split("\n") if made else ():
        screen.write([screen.Passage(line)], indent=2)


def _told(name: str, do: Callable[[], None]) -> bool:
    """Whether it went well; what went wrong is told in one line with its hint, and others go on."""
    try:
        do()
    except AggregatorError as error:
        screen.note(f"{name}: failed: {error.message} {error.hint}".rstrip())
        journal.failed("alert", name, "", error)
        return False
    return True


def _exit_code(failures: int, targets: int) -> int:
    return 0 if not failures else 4 if failures >= targets else 3
