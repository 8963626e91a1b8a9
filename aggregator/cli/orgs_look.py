"""`orgs list` and `orgs show`: the register of organisations, and the page of one: names, family, partners, countries, timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from aggregator import archive, screen
from aggregator.archive import read, register, relations, search
from aggregator.archive.bearers import houses
from aggregator.archive.handle import Archive
from aggregator.cli import identity, naming
from aggregator.cli.listing import Format, Listing, listed
from aggregator.cli.options import spread, today
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.model import Organisation, Query
from aggregator.reference import countries, gazetteer
from aggregator.reference.names import fold
from aggregator.screen import Column, Passage

_LIST = (
    Column("id", 12, 40, 4, style="dim", cut="never"), Column("name", 40, 60, 0, cut="apart"), Column("country", 7, 7, 1),
    Column("kind", 8, 16, 2), Column("parent", 12, 40, 5), Column("stories", 7, 7, 1, right=True),
)  # fmt: skip
_PARTNERS = (Column("partner", 20, 60), Column("country", 7, 7, 1), Column("deals", 5, 6, 0, right=True), Column("last", 10, 10, 1))
_TIMELINE = (
    Column("id", 2, 8, 0, right=True, style="cyan"), Column("day", 10, 10), Column("deal_type", 6, 22, 1, style="green"),
    Column("title", 24, 160),
)  # fmt: skip
_NEWEST = 15
_SHOWN = 50  # on a terminal; what reads a pipe or a file gets all

LIST_EXAMPLES = """\b
Examples:
  aggregator orgs list raffles
  aggregator orgs list --country SG --kind hospital_group
  aggregator orgs list --archived --format csv
  aggregator orgs list --own
"""
SHOW_EXAMPLES = '\b\nExamples:\n  aggregator orgs show "Raffles Medical"\n  aggregator orgs show IHH'


def join(app: typer.Typer) -> None:
    """Put these commands into the group."""
    app.command("list", epilog=LIST_EXAMPLES)(list_)
    app.command("show", epilog=SHOW_EXAMPLES)(show)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which organisations are listed."""

    country: Annotated[str, typer.Option(help="Their seat, by code or name.", autocompletion=naming.countries)] = ""
    kind: Annotated[str, typer.Option(help="hospital, hospital_group, pharma …", autocompletion=naming.kinds)] = ""
    archived: Annotated[bool, typer.Option("--archived", help="Those that archived texts name, registered or not.")] = False
    own: Annotated[bool, typer.Option("--own", help="Only what you added or changed.")] = False


@spread
def list_(
    ctx: typer.Context,
    chosen: Chosen,
    words: Annotated[
        list[str] | None, typer.Argument(help="Part of any of their names.", show_default=False, autocompletion=naming.organisations)
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=0, help=f"At most so many rows; 0: all. Default: {_SHOWN} on a terminal, else all.", show_default=False),
    ] = None,
    format: Format = "table",
) -> None:
    """List organisations of the register, or of the archive, with the number of stories that name them."""
    code = identity.country(chosen.country) if chosen.country else ""
    with _maybe(ctx) as opened:
        known = _known(opened, archived=chosen.archived, own=chosen.own)
        fitting = [each for each in known if _fits(each, " ".join(words or ()), code, chosen.kind)]
        counts = relations.stories_of(opened, [each.id for each in fitting[:30_000]]) if opened and fitting else {}
        fitting.sort(key=lambda each: (-counts.get(each.id, 0), each.name.casefold()))
        names, most = _names(opened), _most(limit, format)
        rows = [
            (each.id, each.name, each.country, each.kind, _name(each.parent, names), counts.get(each.id, 0))
            for each in (fitting[:most] if most else fitting)
        ]
    listed(Listing("Organisations", _LIST, "No organisation fits."), rows, format)
    if len(rows) < len(fitting) and ctx.obj.verbosity >= 0:
        screen.note(f"{len(rows)} of {len(fitting)} shown; --limit 0 shows all.")


def _most(limit: int | None, format: str) -> int:
    """How many rows are shown; 0: all."""
    return limit if limit is not None else _SHOWN if format == "table" and screen.interactive() else 0


def _known(opened: Archive | None, *, archived: bool, own: bool) -> Iterable[Organisation]:
    if opened is None:
        return () if own or archived else gazetteer().organisations
    if own:
        return register.organisations(opened)
    return read.organisations(opened) if archived else register.everything(opened, gazetteer())


def show(
    ctx: typer.Context,
    name: Annotated[list[str], typer.Argument(help="Any of its names.", show_default=False, autocompletion=naming.organisations)],
) -> None:
    """Show one organisation: names, seat, parent and subsidiaries, partners with counts, countries, timeline."""
    text = identity.spoken(" ".join(name))
    with _maybe(ctx) as opened:
        found = _named(text, opened)
        if not found:
            near = identity.near(opened, text) if opened else ", ".join(gazetteer().suggest(text))
            raise UsageError(f"No organisation {text!r} is known.", hint=near or "See `aggregator orgs list`.")
        for each in found:
            _page(each, opened)


def _page(organisation: Organisation, opened: Archive | None) -> None:
    names = _names(opened)
    below = names.subsidiaries(organisation.id)
    others = houses(opened, (organisation.id, *below)) if opened else ()
    screen.heading(organisation.name)
    seat = countries.name(organisation.country) if organisation.country else ""
    for label, value in (
        ("id", organisation.id),
        ("kind", (organisation.kind or "").replace("_", " ")),
        ("country", f"{seat} ({organisation.country})" if seat else ""),
        ("also", "; ".join(dict.fromkeys((*organisation.aliases, *organisation.ambiguous_forms)))),
        ("site", organisation.domain or ""),
        ("parent", _name(organisation.parent, names) or ""),
        ("subsidiaries", "; ".join((*(_name(each, names) or each for each in below), *(each.name for each in others)))),
        ("yours", _yours(organisation, opened) if opened else ""),
    ):
        if value:
            screen.write([Passage(f"{label}: ", "cyan"), Passage(value)])
    if opened:
        _relations(organisation, (organisation.id, *below, *(each.id for each in others)), opened)


def _yours(organisation: Organisation, opened: Archive) -> str:
    """What the user said of it: that it is his own, from which file, what it took in."""
    own, taken = register.owned(opened, organisation.id), register.merged(opened, organisation.id)
    told = [] if own is None else [f"imported from {own.origin}" if own.origin else "added or changed by you"]
    return "; ".join((*told, *([f"took in {', '.join(taken)}"] if taken else [])))


def _relations(organisation: Organisation, family: Sequence[str], opened: Archive) -> None:
    """Its partners, countries and newest stories, its subsidiaries' included."""
    partners = relations.partners(opened, family)
    _section(f"Partners ({len(partners)})" if partners else "No partners in the archive")
    if partners:
        screen.table(_PARTNERS, [(each.name, each.country, str(each.deals), each.last.isoformat()) for each in partners])
    where = relations.partner_countries(opened, family)
    if where:
        _section("Deals by country")
        screen.bars([(countries.name(each.name), each.deals) for each in where])
    asked = search.asked(opened, Query(organisations=(organisation.id,), limit=_NEWEST), gazetteer, today())
    total, stories = search.count(opened, asked), read.stories(opened, search.ids(opened, asked))
    if stories:
        _section(f"Timeline ({len(stories)} of {total} stories)")
        rows = [
            (
                str(each.id),
                each.published.day.isoformat() if each.published else "",
                each.partnership.deal_type if each.partnership else "",
                each.title,
            )
            for each in stories
        ]
        screen.table(_TIMELINE, rows)
    screen.write([])


def _named(text: str, opened: Archive | None) -> tuple[Organisation, ...]:
    """The organisations of this name: of the register, else of the archive."""
    names = _names(opened)
    by_id = names.organisation(text)
    found = (by_id,) if by_id else names.named(text)
    if found or opened is None:
        return found
    wanted = fold(text)
    known = read.organisations(opened)
    exact = tuple(each for each in known if text == each.id or fold(each.name) == wanted)
    return exact or tuple(each for each in known if wanted in fold(each.name))[:5]


def _fits(organisation: Organisation, text: str, code: str, kind: str) -> bool:
    if code and organisation.country != code:
        return False
    if kind and (organisation.kind or "") != kind.casefold().replace(" ", "_").replace("-", "_"):
        return False
    wanted = text.casefold().strip()
    names = (organisation.id, organisation.name, *organisation.aliases, *organisation.ambiguous_forms)
    return not wanted or any(wanted in each.casefold() or fold(text) in fold(each) for each in names)


def _names(opened: Archive | None) -> register.Names:
    return identity.names(opened) if opened else gazetteer()


def _name(identity: str | None, names: register.Names) -> str | None:
    known = names.organisation(identity) if identity else None
    return known.name if known else identity


def _section(title: str) -> None:
    screen.write([])
    screen.heading(title)


@contextmanager
def _maybe(ctx: typer.Context) -> Iterator[Archive | None]:
    """The archive, or None where there is none yet: the register can be read without one."""
    settings: Settings = ctx.obj
    path = settings.archive_path()
    if not path.exists():
        yield None
        return
    with archive.open(path, write=False) as opened:
        yield opened
