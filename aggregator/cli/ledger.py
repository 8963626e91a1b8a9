"""`deals` and `export`: the ledger of partnerships, and files of every matching story or article."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from aggregator.cli import answers
from aggregator.cli.options import LENIENT, Filters, Shape, Target, spread

app = typer.Typer(add_completion=False)


@app.command(
    "deals",
    epilog="\b\nExamples:\n  aggregator deals --country SG --last 3m\n  aggregator deals --format csv --limit 0 > deals.csv",
    context_settings=LENIENT,
)
@spread
def deals(ctx: typer.Context, filters: Filters, shape: Shape) -> None:
    """List the ledger of partnerships: parties, countries, type, announced, status, reports."""
    asked = replace(filters.query(shape.limit, shape.sort), deals=True)
    with answers.Desk(ctx, asked, articles=shape.articles) as desk:
        answers.show(desk, shape, answers.LEDGER)


EXPORT_EXAMPLES = """\b
Examples:
  aggregator export deals.csv --deals --since 2026-01
  aggregator export raffles.jsonl --org "Raffles Medical" --articles
  aggregator export - --format md --week 2026-W47 | less
"""


@app.command("export", epilog=EXPORT_EXAMPLES, context_settings=LENIENT)
@spread
def export(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help="The file to write, or - for stdout. Its extension says the format.", show_default=False)],
    filters: Filters,
    target: Target,
) -> None:
    """Write every matching story (or, with --articles, every article) to a file."""
    with answers.Desk(ctx, filters.query(0, target.sort), articles=target.articles) as desk:
        answers.export_to(desk, file, target)
