"""`aggregator sources check`: ask sources once, side by side, and tell what to do about each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator import export, screen
from aggregator.cli import journal, naming
from aggregator.cli.listing import Fact, Format, records
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.model import Source
from aggregator.refusal import wishes

if TYPE_CHECKING:
    from aggregator.survey import Look

COLUMNS = (
    screen.Column("name", least=16, cut="never"),
    screen.Column("state", least=4, most=16),
    screen.Column("entries", least=3, most=7, right=True, rank=2),
    screen.Column("newest", least=10, most=10, rank=1),
    screen.Column("publisher", least=6, most=30, rank=4),
    screen.Column("what to do", least=20, most=90, rank=3),
)
SOME_FAILED, ALL_FAILED = 3, 4


def check(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME…]", help="Sources by name; default: all.", autocompletion=naming.configured)
    ] = None,
    enabled: Annotated[bool | None, typer.Option("--enabled/--disabled", help="Only those that are on, or off.")] = None,
    format: Format = "table",
) -> None:
    """Ask sources once, side by side, without filing anything: which answer, what they list, and what to do about the others.

    Examples: `aggregator sources check --enabled`, `aggregator sources check "WHO: news" STAT`.

    Ends with 0 when all can be read, 3 when some cannot, 4 when none can.
    """
    from aggregator import survey

    if format != "table":
        format = export.named(format)  # a mistake is told before any source is asked
    settings: Settings = ctx.obj
    config = settings.load()
    asked = chosen(config.sources, names or [], enabled)
    looks: list[Look] = []
    with screen.progress("asking", len(asked)) as advance:
        for look in survey.looks(asked, config.limits):
            looks.append(look)
            advance(len(looks), look.source.name)
            if look.error is not None:
                journal.failed("check", look.source.name, look.source.url, look.error)
    looks.sort(key=lambda look: (look.error is None, look.source.name.casefold()))
    if format == "table":
        screen.table(COLUMNS, [[str(cell) for cell in _row(look).values()] for look in looks])
    else:
        records("Sources asked", [column.name for column in COLUMNS], map(_row, looks), format)
    failed = sum(look.error is not None for look in looks)
    screen.note(f"{len(looks) - failed} of {len(looks)} sources can be read")
    if failed:
        raise typer.Exit(ALL_FAILED if failed == len(looks) else SOME_FAILED)


def chosen(sources: Sequence[Source], names: Sequence[str], enabled: bool | None = None) -> list[Source]:
    """The sources of these names, case does not matter; without names all. `enabled`: only those that are on, or off. Raises UsageError
    for an unknown name."""
    known = {source.name.casefold(): source for source in sources}
    unknown = [name for name in names if name.casefold() not in known]
    if unknown:
        raise UsageError(f"There is no source {unknown[0]!r}.", hint="`aggregator sources list` names them all.")
    named = [known[name.casefold()] for name in names] or list(sources)
    return [source for source in named if enabled is None or source.enabled == enabled]


def _row(look: Look) -> dict[str, Fact]:
    return {
        "name": look.source.name,
        "state": _state(look),
        "entries": len(look.entries),
        "newest": look.newest.isoformat() if look.newest else "",
        "publisher": wishes(look.page.notices) if look.page else "",
        "what to do": _advice(look),
    }


def _state(look: Look) -> str:
    if look.refused:
        return "refused"
    if look.error is not None:
        return str(getattr(look.error, "reason", "") or "unreadable")
    return "ok" if look.entries or (look.findings and look.findings.follow) else "empty"


def _advice(look: Look) -> str:
    if look.error is not None:
        return f"{look.error.message} {look.error.hint}".strip()
    if look.page and look.page.permanent_url:
        return f"It has moved for good: set url = {look.page.permanent_url!r}."
    if not look.entries:
        return "Nothing is listed now; look at the page, or give selectors."
    if look.newest is None:
        return "Entries carry no dates; they are taken from the articles."
    return "" if look.source.enabled else f'Turn it on: aggregator sources enable "{look.source.name}"'
