"""`query`, `deals`, `export`: stories or articles out of the archive, to the screen or a file."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli import answers
from aggregator.cli.options import Filters, Report, Shape, Target, spread

LANGUAGE = """\b
The query language (options mean the same, and combine with it):
  hospital alliance            both words            "letter of intent"   a phrase
  onco*                        begins so             -webinar             without
  mou OR (joint venture)       either                near:"cancer centre" close together
  org:"Raffles Medical"        with subsidiaries     party:IHH            as a partner
  country:China  type:mou  status:completed  lang:zh  source:… deals:yes  title:alliance
  since:7d  until:2026-10  week:2026-W47  in:2026-Q3  in:"last month"
"""

QUERY_EXAMPLES = """\b
Examples:
  aggregator query --org "Raffles Medical" --country China
  aggregator query --last 7d --deals --format csv
  aggregator query 'mou OR "letter of intent"' country:SG -webinar --sort relevance
  aggregator query --deals --in-week 2026-W47 --group-by country
  aggregator query oncology --count --exit-status
"""

app = typer.Typer(add_completion=False)
_LENIENT = {"ignore_unknown_options": True, "help_option_names": ["--help"]}  # -word is a word to do without, not an option


@app.command("query", epilog=LANGUAGE + "\n" + QUERY_EXAMPLES.replace("--in-week", "--week"), context_settings=_LENIENT)
@spread
def query(ctx: typer.Context, filters: Filters, shape: Shape, report: Report) -> None:
    """Ask the archive for stories (or, with --articles, for every article)."""
    with answers.Desk(ctx, filters.query(shape.limit, shape.sort), articles=shape.articles) as desk:
        found = answers.report(desk, shape, report)
    if report.exit_status and not found:
        raise typer.Exit(1)


@app.command(
    "deals",
    epilog="\b\nExamples:\n  aggregator deals --country SG --last 3m\n  aggregator deals --format csv --limit 0 > deals.csv",
    context_settings=_LENIENT,
)
@spread
def deals(ctx: typer.Context, filters: Filters, shape: Shape) -> None:
    """List the ledger of partnerships: parties, countries, type, announced, status, reports."""
    from dataclasses import replace

    asked = replace(filters.query(shape.limit, shape.sort), deals=True)
    with answers.Desk(ctx, asked, articles=shape.articles) as desk:
        answers.show(desk, shape, answers.LEDGER)


EXPORT_EXAMPLES = """\b
Examples:
  aggregator export deals.csv --deals --since 2026-01
  aggregator export raffles.jsonl --org "Raffles Medical" --articles
  aggregator export - --format md --week 2026-W47 | less
"""


@app.command("export", epilog=EXPORT_EXAMPLES, context_settings=_LENIENT)
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
