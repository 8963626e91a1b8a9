"""Which archived articles a long errand is about, as options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from aggregator import clock, periods
from aggregator.archive import register
from aggregator.archive.errands import Choice
from aggregator.archive.handle import Archive
from aggregator.cli import identity, naming
from aggregator.model import Organisation
from aggregator.reference.gazetteer import names_of

_MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Which:
    """The articles that `retag` tags again."""

    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only articles of this source; may be repeated.", autocompletion=naming.sources)
    ] = None
    since: Annotated[str | None, typer.Option("--since", help="Only articles published (or first seen) since this day.")] = None
    org: Annotated[
        list[str] | None,
        typer.Option("--org", help="Only articles that name this organisation; may be repeated.", autocompletion=naming.organisations),
    ] = None
    pages: Annotated[bool, typer.Option("--pages", help="Read the stored pages again first.")] = False

    def choice(self, opened: Archive) -> Choice:
        """The same as the archive asks it. Raises UsageError for a day or a name that says nothing."""
        first = periods.day(self.since, clock.now().date()) if self.since else None
        named = [each for name in self.org or () for each in naming_of(opened, identity.known(opened, name))]
        return Choice(tuple(self.source or ()), first, self.pages, tuple(dict.fromkeys(named)))


def naming_of(opened: Archive, organisation: Organisation) -> tuple[str, ...]:
    """The ids and names by which articles have to do with an organisation, those it took in included."""
    old = [each for each, new in register.redirects(opened).items() if new == organisation.id]
    return (organisation.id, *old, *names_of(organisation)[:_MOST_NAMES])
