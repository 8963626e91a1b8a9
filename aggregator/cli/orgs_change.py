"""`orgs add`, `alias`, `rename`, `merge`, `remove`: the user's own register. What is archived follows at once, as far as it is tagged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from aggregator import archive, clock, screen
from aggregator.archive import enrolling, errands, lock, register
from aggregator.archive.errands import Choice
from aggregator.archive.handle import Archive
from aggregator.cli import identity, naming
from aggregator.cli.choosing import naming_of
from aggregator.cli.options import spread
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.model import Organisation
from aggregator.reference.gazetteer import names_of
from aggregator.reference.names import slug

Name = Annotated[
    str, typer.Argument(help="The organisation, by id or any of its names.", show_default=False, autocompletion=naming.organisations)
]
Own = Annotated[str, typer.Argument(help="The organisation, by id or any of its names.", show_default=False, autocompletion=naming.own)]
Retag = Annotated[bool, typer.Option("--retag", help="Tag the archived articles that name it again, at once.")]
ADD_EXAMPLES = """\b
Examples:
  aggregator orgs add "Lakeside Clinics" --country SG --kind hospital_group --alias "Lakeside"
  aggregator orgs add "Lakeside Heart Centre" --parent "Lakeside Clinics" --retag
"""
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a new organisation."""

    country: Annotated[str, typer.Option(help="Its seat, by code or name.", autocompletion=naming.countries)] = ""
    kind: Annotated[str, typer.Option(help="hospital, hospital_group, pharma, university …", autocompletion=naming.kinds)] = ""
    alias: Annotated[list[str] | None, typer.Option(help="Another name; may be repeated.")] = None
    parent: Annotated[str, typer.Option(help="The organisation it belongs to, by any name.", autocompletion=naming.organisations)] = ""
    domain: Annotated[str, typer.Option(help="Its site: lakeside.example.")] = ""

    def organisation(self, opened: Archive, name: str) -> Organisation:
        """The new organisation; seat and kind, where not told, as articles show them. Raises UsageError for what cannot be understood."""
        text = identity.spoken(name)
        stranger = identity.archived(opened, f"new:{slug(text)}") or Organisation("", text)
        return Organisation(
            f"org:{slug(text)}",
            text,
            tuple(dict.fromkeys(identity.spoken(each) for each in self.alias or ())),
            identity.country(self.country) if self.country else stranger.country,
            "_".join(self.kind.casefold().replace("-", " ").split()) or stranger.kind,
            identity.known(opened, self.parent).id if self.parent else None,
            self.domain.strip().lower() or None,
        )


def join(app: typer.Typer) -> None:
    """Put these commands into the group."""
    app.command("add", epilog=ADD_EXAMPLES)(add)
    app.command("alias", epilog='\b\nExample:\n  aggregator orgs alias "Lakeside Clinics" Lakeside 湖畔诊所')(alias)
    app.command("rename", epilog='\b\nExample:\n  aggregator orgs rename "Lakeside Clinics" "Lakeside Health"')(rename)
    app.command("merge", epilog='\b\nExample:\n  aggregator orgs merge "Lakeside Klinik" "Lakeside Clinics"')(merge)
    app.command("remove", epilog='\b\nExample:\n  aggregator orgs remove "Lakeside Clinics"')(remove)


@spread
def add(ctx: typer.Context, name: Name, facts: Facts, retag: Retag = False) -> None:
    """Add an organisation to your own register."""
    with _changing(ctx) as opened:
        new = facts.organisation(opened, name)
        there = identity.names(opened).organisation(new.id)
        if there is not None:
            raise UsageError(f"{there.name} is registered already ({there.id}).", hint="Change it with `orgs alias`, `rename` or `merge`.")
        with opened.transaction():
            enrolling.enrol(opened, [register.Own(new)], clock.now())
        _afterwards(ctx, opened, new, retag)


def alias(
    ctx: typer.Context,
    name: Name,
    aliases: Annotated[list[str], typer.Argument(metavar="ALIAS…", help="Its further names.", show_default=False)],
    retag: Retag = False,
) -> None:
    """Give an organisation further names."""
    further = [identity.spoken(each) for each in aliases]
    _change(ctx, name, lambda opened, one: enrolling.alias(opened, one, further, clock.now()), retag)


def rename(
    ctx: typer.Context,
    name: Name,
    new: Annotated[str, typer.Argument(help="What it is called from now on.", show_default=False)],
    retag: Retag = False,
) -> None:
    """Call an organisation something else; it is still found by its old name."""
    called = identity.spoken(new)
    _change(ctx, name, lambda opened, one: enrolling.rename(opened, one, called, clock.now()), retag)


def merge(
    ctx: typer.Context,
    name: Name,
    into: Annotated[str, typer.Argument(help="The organisation it is.", show_default=False, autocompletion=naming.organisations)],
    retag: Retag = False,
) -> None:
    """Say that an organisation is another one: names, archived deals and stories become that one's."""

    def merged(opened: Archive, one: Organisation) -> Organisation:
        other = identity.known(opened, into)
        if other.id == one.id:
            raise UsageError(f"{one.name} is that organisation already.", hint="Name two organisations.")
        return enrolling.merge(opened, one, other, clock.now())

    _change(ctx, name, merged, retag)


def remove(ctx: typer.Context, name: Own) -> None:
    """Forget an organisation of your own register; what it changed of a shipped one is undone. Then `retag`."""
    with _changing(ctx) as opened:
        one = identity.known(opened, name)
        if register.owned(opened, one.id) is None:
            raise UsageError(f"{one.name} is not of your own register.", hint="`aggregator orgs list --own` shows what is.")
        with opened.transaction():
            enrolling.remove(opened, one)
    _say(ctx, f"{one.name} is forgotten; run `aggregator retag --org {one.id}` to tag the articles that named it again.")


def _change(ctx: typer.Context, name: str, change: Callable[[Archive, Organisation], Organisation], retag: bool) -> None:
    with _changing(ctx) as opened:
        one = identity.known(opened, name)
        with opened.transaction():
            now = change(opened, one)
        _afterwards(ctx, opened, now, retag)


def _afterwards(ctx: typer.Context, opened: Archive, now: Organisation, retag: bool) -> None:
    """Say what came of it, and tag again the articles that name it, or say how."""
    concerned = errands.naming(opened, naming_of(opened, now))
    seat = f", {now.country}" if now.country else ""
    names, articles = _several(len(names_of(now)), "name"), _several(len(concerned), "archived article")
    _say(ctx, f"{now.name} ({now.id}{seat}): {names}, named in {articles}")
    if retag and concerned:
        _say(ctx, f"{_several(_retagged(opened, Choice(naming=naming_of(opened, now))), 'article')} changed")
    elif concerned:
        _say(ctx, f"run `aggregator retag --org {now.id}` so that they are tagged with it")


def _several(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _retagged(opened: Archive, choice: Choice) -> int:
    from aggregator.pipeline import retagging

    return sum(bool(change.told) for change in retagging.retag(opened, choice))


@contextmanager
def _changing(ctx: typer.Context) -> Iterator[Archive]:
    settings: Settings = ctx.obj
    path = settings.archive_path()
    with lock.held(path), archive.open(path, write=True) as opened:
        yield opened


def _say(ctx: typer.Context, text: str) -> None:
    settings: Settings = ctx.obj
    if settings.verbosity >= 0:
        screen.note(text)
