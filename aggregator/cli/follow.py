"""`searches`: questions that the analyst asks again and again, under a name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from aggregator import archive, clock, export, screen
from aggregator.archive import analyst, grammar, read, search
from aggregator.archive.handle import Archive
from aggregator.cli import answers, naming
from aggregator.cli.listing import Format, Listing, listed
from aggregator.cli.options import LENIENT, Filters, Report, Shape, spread, today
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.model import Query
from aggregator.reference import gazetteer
from aggregator.screen import Column

app = typer.Typer(help="Saved searches: save, list, run, feed, remove.", no_args_is_help=True)
_COLUMNS = (
    Column("name", 8, 30, 0, style="cyan"), Column("stories", 7, 7, 1, right=True), Column("unseen", 6, 6, 2, right=True),
    Column("words", 20, 160),
)  # fmt: skip
Name = Annotated[str, typer.Argument(help="The name of the search.", show_default=False, autocompletion=naming.searches)]


@app.command(
    "save", context_settings=LENIENT, epilog="\b\nExample:\n  aggregator searches save asia 'country:(CN OR SG)' --deals --last 7d"
)
@spread
def save(ctx: typer.Context, name: Name, filters: Filters) -> None:
    """Save a search under a name; a relative day such as 7d stays relative."""
    words = filters.text()
    if not name.strip() or not words:
        raise UsageError("A search needs a name and something to ask.", hint="aggregator searches save NAME WORDS…")
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=True) as opened:
        ready = search.asked(opened, Query(words), gazetteer, today())
        analyst.save_search(opened, name, grammar.show(ready.tree), clock.now())
    for note in ready.notes:
        screen.warning(note)
    if settings.verbosity >= 0:
        screen.note(f"{name}: {grammar.show(ready.tree)}")


@app.command("list", epilog="\b\nExamples:\n  aggregator searches list\n  aggregator searches list --format json")
def list_(
    ctx: typer.Context,
    format: Format = "table",
) -> None:
    """List the saved searches, with how many stories each finds and how many of them are not marked as seen."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=False) as opened:
        rows = [(each.name, *_counts(opened, each.words), each.words) for each in analyst.searches(opened)]
    listed(Listing("Saved searches", _COLUMNS, "No search is saved yet: `aggregator searches save NAME WORDS…`."), rows, format)


@app.command("run", context_settings=LENIENT, epilog="\b\nExample:\n  aggregator searches run asia --unseen --format csv")
@spread
def run(ctx: typer.Context, name: Name, filters: Filters, shape: Shape, report: Report) -> None:
    """Ask a saved search; words and options narrow it further."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=False) as opened:
        words = saved(opened, name).words
    query = filters.query(shape.limit, shape.sort)
    whole = f"({words}) ({grammar.show(grammar.parse(query.words).tree)})" if query.words else words
    with answers.Desk(ctx, replace(query, words=whole), articles=shape.articles) as desk:
        found = answers.report(desk, shape, report)
    if report.exit_status and not found:
        raise typer.Exit(1)


@app.command(
    "feed", epilog="\b\nExamples:\n  aggregator searches feed asia -o asia.atom\n  aggregator searches feed asia -o asia.json --limit 100"
)
def feed(
    ctx: typer.Context,
    name: Name,
    output: Annotated[str, typer.Option("--output", "-o", help="The file: .rss or .xml, .atom, or .json (JSON Feed).", show_default=False)],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many of the newest stories.")] = 50,
) -> None:
    """Write what a saved search finds as a feed that readers subscribe to. With nothing new the file stays as it is."""
    settings: Settings = ctx.obj
    form = export.feed_form(output)
    with archive.open(settings.archive_path(), write=False) as opened:
        asked = search.asked(opened, Query(saved(opened, name).words, limit=limit), gazetteer, today())
        stories = read.stories(opened, search.ids(opened, asked))
    text = export.feed(name, stories, form)
    changed = not _holds(Path(output), text)
    if changed:
        with answers.whole_file(Path(output)) as stream:
            stream.write(text)
    if settings.verbosity >= 0:
        screen.note(f"{len(stories)} stories in {output}{'' if changed else ': nothing has changed'}")


@app.command("remove", epilog="\b\nExample:\n  aggregator searches remove asia")
def remove(ctx: typer.Context, name: Name) -> None:
    """Forget a saved search."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=True) as opened:
        found = saved(opened, name).name
        analyst.remove_search(opened, found)
    if settings.verbosity >= 0:
        screen.note(f"{found}: forgotten")


def _holds(path: Path, text: str) -> bool:
    """Whether a file holds exactly this text."""
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def saved(opened: Archive, name: str) -> analyst.Saved:
    """The saved search of this name. Raises UsageError that lists those there are."""
    found = analyst.search(opened, name)
    if found is None:
        names = ", ".join(each.name for each in analyst.searches(opened))
        raise UsageError(
            f"There is no saved search {name!r}.",
            hint=f"There are: {names}." if names else "Save one: aggregator searches save NAME WORDS…",
        )
    return found


def _counts(opened: Archive, words: str) -> tuple[int, int]:
    """How many stories a search finds, and how many of them are not marked as seen."""
    asked = (search.asked(opened, Query(text), gazetteer, today()) for text in (words, f"({words}) is:unseen"))
    total, unseen = (search.count(opened, each) for each in asked)
    return total, unseen
