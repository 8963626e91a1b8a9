"""`query`: stories or articles out of the archive, to the screen. In a file of its own, so that it starts fast."""

from __future__ import annotations

import typer

from aggregator.cli import answers
from aggregator.cli.options import LENIENT, Filters, Report, Shape, spread

LANGUAGE = """\b
The query language (options mean the same, and combine with it):
  hospital alliance      both words         "letter of intent"    a phrase
  onco*                  begins so          -webinar              without
  mou OR (joint venture) either             near:"cancer centre"  close by
  org:"Raffles Medical"  with subsidiaries  party:IHH             a partner
  country:China  type:mou  status:completed  deals:yes
  title:alliance  lang:zh  source:wire  label:"follow up"
  since:7d  until:2026-10  week:2026-W47  in:2026-Q3  in:"last month"
  is:unseen  is:starred  is:corrected  watched:yes  review:yes
"""

QUERY_EXAMPLES = """\b
Examples:
  aggregator query --org "Raffles Medical" --country China
  aggregator query --last 7d --deals --format csv
  aggregator query 'mou OR "letter of intent"' country:SG --sort relevance
  aggregator query --deals --week 2026-W47 --group-by country
  aggregator query oncology --count --exit-status
"""

app = typer.Typer(add_completion=False)


@app.command("query", epilog=LANGUAGE + "\n" + QUERY_EXAMPLES, context_settings=LENIENT)
@spread
def query(ctx: typer.Context, filters: Filters, shape: Shape, report: Report) -> None:
    """Ask the archive for stories (or, with --articles, for every article)."""
    with answers.Desk(ctx, filters.query(shape.limit, shape.sort), articles=shape.articles) as desk:
        found = answers.report(desk, shape, report)
    if report.exit_status and not found:
        raise typer.Exit(1)
