"""`pairs`: which organisations, or countries, have deals with each other in a period, and which of these pairs are new."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from aggregator import archive, periods, screen
from aggregator.archive.pairs import pairs as met
from aggregator.cli import naming
from aggregator.cli.listing import Format, Listing, listed
from aggregator.cli.options import today
from aggregator.cli.settings import Settings
from aggregator.screen import Column

app = typer.Typer(add_completion=False)
_COLUMNS = (
    Column("one", 14, 50, 0), Column("other", 14, 50, 0), Column("deals", 5, 6, 1, right=True), Column("before", 6, 7, 1, right=True),
    Column("last", 10, 10, 2), Column("story", 5, 8, 1, right=True, style="cyan"),
)  # fmt: skip
EXAMPLES = """\b
Examples:
  aggregator pairs --in "last month"
  aggregator pairs --by country --in 2026-Q3
  aggregator pairs --new --in 7d --format csv
"""


@app.command("pairs", epilog=EXAMPLES)
def pairs(
    ctx: typer.Context,
    by: Annotated[str, typer.Option(help="org or country.", autocompletion=naming.among("org", "country"))] = "org",
    within: Annotated[str, typer.Option("--in", help="The period: 7d, 2026-W47, 2026-Q3, last month …")] = "30d",
    new: Annotated[bool, typer.Option("--new", help="Only pairs without any deal before.")] = False,
    format: Format = "table",
    limit: Annotated[int, typer.Option(min=0, help="At most so many rows; 0: all.")] = 50,
) -> None:
    """List pairs of partners (or of their countries) with a deal in a period: new pairs first."""
    if by not in ("org", "country"):
        from aggregator.errors import UsageError

        raise UsageError(f"There are no pairs by {by!r}.", hint="Choose org or country.")
    settings: Settings = ctx.obj
    since, until = periods.period(within, today())
    with archive.open(settings.archive_path(), write=False) as opened:
        found = [each for each in met(opened, since, until, countries=by == "country") if not (new and each.before)]
    rows: list[tuple[str, str, int, int, date, int]] = [
        (each.one, each.other, each.deals, each.before, each.last, each.story) for each in (found[:limit] if limit else found)
    ]
    listed(Listing("Pairs of partners", _COLUMNS), rows, format)
    if settings.verbosity >= 0:
        fresh = sum(not each.before for each in found)
        screen.note(f"{len(found)} pairs from {since} to {until}, {fresh} of them new")
