"""`watch`: the organisations and countries that the analyst wants to hear of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

import typer

from aggregator import archive, clock, export, periods, screen
from aggregator.archive import following, search, watch
from aggregator.archive.bearers import bearers
from aggregator.archive.clause import Context
from aggregator.archive.handle import Archive
from aggregator.archive.watch import Watched
from aggregator.cli import naming
from aggregator.cli.listing import Format, Listing, listed
from aggregator.cli.options import today
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.model import Query
from aggregator.reference import countries, gazetteer
from aggregator.reference.names import fold
from aggregator.screen import Column

app = typer.Typer(help="Watch lists of organisations and countries: add, list, remove.", no_args_is_help=True)

_COLUMNS = (
    Column("name", 16, 50, 0, style="cyan"), Column("kind", 7, 7, 3), Column("id", 8, 40, 4, style="dim"),
    Column("week", 4, 6, 0, right=True), Column("before", 6, 9, 1, right=True), Column("last", 10, 10, 2),
)  # fmt: skip
_WEEKS_BEFORE = 4
ADD_EXAMPLES = """\b
Examples:
  aggregator watch add "Raffles Medical" IHH
  aggregator watch add --country Vietnam
  aggregator query --watched --last 7d --group-by watched
"""
Names = Annotated[
    list[str] | None, typer.Argument(help="Organisations by any name, or countries.", show_default=False, autocompletion=naming.watchable)
]
Listed = Annotated[list[str] | None, typer.Argument(help="Who is on the list.", show_default=False, autocompletion=naming.watched)]
Countries = Annotated[
    list[str] | None, typer.Option("--country", help="A country by code or name; may be repeated.", autocompletion=naming.countries)
]


@app.command("add", epilog=ADD_EXAMPLES)
def add(ctx: typer.Context, names: Names = None, country: Countries = None) -> None:
    """Watch organisations (their subsidiaries are meant as well) and countries."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=True) as opened:
        chosen = _chosen(names, country, opened)
        added = watch.add(opened, chosen, clock.now())
    if settings.verbosity >= 0:
        screen.note(f"{', '.join(each.name for each in chosen)}: {added} added, {len(chosen) - added} watched already")


@app.command("list", epilog="\b\nExamples:\n  aggregator watch list\n  aggregator watch list --format csv > watched.csv")
def list_(
    ctx: typer.Context,
    format: Format = "table",
) -> None:
    """List who is watched: stories of the last seven days, of each of the four weeks before, the day of the newest."""
    settings: Settings = ctx.obj
    now = today()
    spans = [periods.before(now - timedelta(days=6), now, number) for number in range(_WEEKS_BEFORE, -1, -1)]
    with archive.open(settings.archive_path(), write=False) as opened:
        everything = search.asked(opened, Query(), gazetteer, now)
        found = following.standings(opened, everything, gazetteer, spans)
    rows: list[export.Row] = [
        (each.watched.name, each.watched.kind, each.watched.id, each.counts[-1], " ".join(map(str, each.counts[:-1])), each.last)
        for each in found
    ]
    listed(Listing("Watch list", _COLUMNS), rows, format)
    if not rows and settings.verbosity >= 0:
        screen.note("Nobody is watched yet. Add some: aggregator watch add NAME…")


@app.command("remove", epilog='\b\nExample:\n  aggregator watch remove "Raffles Medical" Vietnam')
def remove(ctx: typer.Context, names: Listed = None, country: Countries = None) -> None:
    """Watch organisations or countries no longer."""
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=True) as opened:
        known = watch.watched(opened)
        chosen = [_listed(name, known, opened) for name in names or ()] + [_country(name) for name in country or ()]
        for each in chosen:
            if (each.kind, each.id) not in {(other.kind, other.id) for other in known}:
                raise UsageError(f"{each.name} is not watched.", hint="See `aggregator watch list`.")
        watch.remove(opened, _some(chosen))
    if settings.verbosity >= 0:
        screen.note(f"{', '.join(each.name for each in chosen)}: watched no longer")


# ---- names -> who is meant -------------------------------------------------------------------------------------------------


def _chosen(names: Iterable[str] | None, country: Iterable[str] | None, opened: Archive) -> list[Watched]:
    return _some([_meant(name, opened) for name in names or ()] + [_country(name) for name in country or ()])


def _some(chosen: list[Watched]) -> list[Watched]:
    if not chosen:
        raise UsageError("Nobody is named.", hint="Give the name of an organisation, or --country.")
    return list(dict.fromkeys(chosen))


def _listed(name: str, known: Iterable[Watched], opened: Archive) -> Watched:
    """One of the list by the name or id it has there, else by any name."""
    return next((each for each in known if name in (each.id, each.name)), None) or _meant(name, opened)


def _meant(name: str, opened: Archive) -> Watched:
    """The organisation or country of this name: of the register, a country, else one that archived texts name."""
    register = gazetteer()
    by_id = register.organisation(name)
    registered = (by_id,) if by_id else register.named(name) if fold(name) else ()
    if len(registered) > 1:
        ids = ", ".join(each.id for each in registered)
        raise UsageError(f"More than one organisation is called {name!r}.", hint=f"Name one by its id: {ids}.")
    if registered:
        return Watched("org", registered[0].id, registered[0].name)
    return _country(name) if countries.code(name) else _archived(name, opened)


def _archived(name: str, opened: Archive) -> Watched:
    """The one organisation that archived texts call so."""
    ids, who = bearers(name, Context(opened, gazetteer, today())) if fold(name) else ((), "")
    if len(ids) == 1:
        return Watched("org", ids[0], who)
    near = gazetteer().suggest(name) if fold(name) else ()
    if ids:
        raise UsageError(f"More than one organisation is called something like {name!r}: {who}.", hint="Give the whole name.")
    raise UsageError(
        f"No organisation or country {name!r} is known.", hint=f"Did you mean {', '.join(near)}?" if near else "See `aggregator orgs list`."
    )


def _country(name: str) -> Watched:
    code = countries.code(name)
    if code is None:
        near = ", ".join(countries.suggest(name)) if name.strip() else ""
        raise UsageError(f"No country {name!r} is known.", hint=f"Did you mean {near or 'a code such as CN'}?")
    return Watched("country", code, countries.name(code))
