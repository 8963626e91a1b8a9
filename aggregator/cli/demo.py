"""`aggregator demo`: the main job on a newsroom of its own, with the real pipeline and without internet."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator import screen
from aggregator.cli.settings import Settings
from aggregator.errors import AggregatorError, ArchiveError

if TYPE_CHECKING:
    from aggregator.model import Config, Limits, Source
    from aggregator.newsroom import Site

app = typer.Typer(add_completion=False)

EXAMPLES = """\b
Examples:
  aggregator demo
  aggregator demo --keep-serving        then try `sources add` and `fetch` on the newsroom yourself
  aggregator --archive data/demo.db query --org Raffles
"""
QUESTIONS = (
    ("Which reports name Raffles Medical?", ["query", "--org", "Raffles Medical"]),
    ("Which partnerships concern China?", ["query", "--country", "China", "--deals"]),
    ("What has been announced since June 2025?", ["query", "--since", "2025-06-01", "--deals", "cooperation OR 合作"]),
)


@app.command("demo", epilog=EXAMPLES)
def demo(
    ctx: typer.Context,
    keep_serving: Annotated[bool, typer.Option("--keep-serving", help="Leave the newsroom up until Ctrl-C.")] = False,
) -> None:
    """See it work: a newsroom of seven sites on this machine is fetched, filed and asked, with the real pipeline.

    The archive is demo.db in the folder data beside feeds.toml (without one, in your data folder), whatever AGGREGATOR_ARCHIVE says; or a
    file named with --archive. One that an earlier demonstration made is made anew; any other file is left as it is.
    """
    from aggregator import newsroom
    from aggregator.archive import lock

    path = _place(ctx)
    ctx.obj = replace(ctx.obj, archive=path)
    _spared(path)
    started = time.monotonic()
    with newsroom.opened() as sites:
        with lock.held(path):
            _anew(path)
            _filed(path, sites)
        for question, arguments in QUESTIONS:
            _say(question)
            _run(path, arguments)
        _say("One event, told by a press release, a wire, a paper and a Chinese hospital, is one story:")
        _run(path, ["show", _most_told(ctx)])
        _say(f"All of that took {time.monotonic() - started:.1f} seconds. Ask on: aggregator --archive {path} query --help")
        if keep_serving:
            _serve(sites)


def _place(ctx: typer.Context) -> Path:
    """Where the demonstration's archive is. A path in the environment is that of the user's own archive, and never meant."""
    settings: Settings = ctx.obj
    told = ctx.find_root().get_parameter_source("archive")
    if settings.archive is not None and told is not None and told.name == "COMMANDLINE":
        return settings.archive
    return replace(settings, archive=None).archive_path().with_name("demo.db")


def _spared(path: Path) -> None:
    """Nothing but a demonstration's archive is overwritten. Raises ArchiveError for any other file; it is left as it is."""
    from aggregator import archive
    from aggregator.archive import demonstration

    if not path.exists() and not path.is_symlink():
        return
    try:
        with archive.open(path, write=False, as_is=True) as opened:
            ours = demonstration.only(opened)
    except ArchiveError as error:
        raise _not_ours(path, f" ({error.message.rstrip('.')})") from None
    if not ours:
        raise _not_ours(path)


def _not_ours(path: Path, why: str = "") -> ArchiveError:
    return ArchiveError(
        f"{path} is there already, and is no archive that holds a demonstration alone{why}. It is left as it is.",
        where=str(path),
        hint="Move it away, or name a file that does not exist yet, before the command: aggregator --archive FILE demo",
    )


def _anew(path: Path) -> None:
    """An empty archive, marked as the demonstration's own, in the place of an earlier one. To be called under the lock."""
    from aggregator import archive
    from aggregator.archive import demonstration

    _spared(path)  # again: what stands there may have changed before the lock was ours
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    with archive.open(path, write=True) as opened:
        demonstration.mark(opened)


def _filed(path: Path, sites: Sequence[Site]) -> None:
    """Two daily runs over the newsroom, and what they asked."""
    _say(f"A newsroom of {len(sites)} sites is up on this machine. Which source is each best read by?")
    config = _config(path, sites)
    _say(f"Now the daily run. The archive is {path}.")
    before = sum(len(site.asked) for site in sites)
    _fetched(config, path, "aggregator fetch")
    asked = sum(len(site.asked) for site in sites) - before
    _fetched(config, path, "aggregator fetch          (again: nothing has changed)")
    again = sum(len(site.asked) for site in sites) - before - asked
    _say(f"The first run made {asked} requests, the second {again}, none of them for an article.")


def _config(path: Path, sites: Sequence[Site]) -> Config:
    from aggregator.model import Config, Limits
    from aggregator.newsroom import NETWORK

    # One host after the other: stories have the same numbers each time, those of the documentation.
    limits = Limits(user_agent="aggregator demo (+webmaster@localhost)", pause=0.0, workers=1, allow_networks=(NETWORK,))
    return Config(tuple(_added(site, limits) for site in sites), limits, path.with_name("demo.toml"))


def _added(site: Site, limits: Limits) -> Source:
    """The source that `sources add` proposes for this site, under the name it has in the demonstration."""
    from aggregator.cli.sources_add import proposal

    _prompt(f"aggregator sources add {site.source.url}")
    try:
        found, tried = proposal(site.source.url, limits)
    except AggregatorError as error:
        screen.write([screen.Passage(f"{site.source.name}: {error.message} We add it all the same, to see it fail.", "yellow")])
        return site.source
    screen.write([screen.Passage(f"{site.source.name}: {found.kind}, {len(tried[0].look.entries)} articles; {tried[0].way.why}", "green")])
    return replace(site.source, url=found.url, kind=found.kind)


def _fetched(config: Config, path: Path, command: str) -> None:
    from aggregator import archive, pipeline
    from aggregator.cli.summary import summary

    _prompt(command)
    with archive.open(path, write=True) as opened:
        run = pipeline.run(config, opened)
    for failure in run.failures:
        screen.write([screen.Passage(f"{failure.source}: {failure.message}", "yellow")])
    screen.write([screen.Passage(summary(run), "green")])


def _run(path: Path, arguments: list[str]) -> None:
    """Ask through the command line, as a user would."""
    from aggregator import cli

    _prompt("aggregator " + " ".join(f'"{word}"' if " " in word else word for word in arguments))
    sys.stdout.flush()
    if code := cli.run(["--archive", str(path), *arguments]):
        raise typer.Exit(code)


def _most_told(ctx: typer.Context) -> str:
    """The story with the most reports: what the demonstration is about."""
    from aggregator.cli.answers import Desk
    from aggregator.model import Query

    with Desk(ctx, Query(limit=0)) as desk:
        return str(max(desk.stories(), key=lambda story: len(story.articles)).id)


def _say(text: str) -> None:
    screen.write([])
    screen.heading(text)


def _prompt(command: str) -> None:
    screen.write([screen.Passage("$ ", "dim"), screen.Passage(command, "cyan")])


def _serve(sites: Sequence[Site]) -> None:
    _say("The newsroom stays up until you press Ctrl-C. Its sources:")
    for site in sites:
        screen.write([screen.Passage(f"{site.source.kind:12}{site.source.url}")])
    while True:
        time.sleep(3600)
