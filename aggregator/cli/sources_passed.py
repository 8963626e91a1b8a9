"""`aggregator sources passed-over`: what keywords have kept out, so that a wrong word is found."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator import screen
from aggregator.cli import naming
from aggregator.cli.listing import Format, records
from aggregator.cli.settings import Settings
from aggregator.cli.sources_check import chosen

if TYPE_CHECKING:
    from aggregator.archive.passed import Passed

COLUMNS = (
    screen.Column("source", least=12, most=30, rank=1, cut="apart"),
    screen.Column("published", least=10, most=10, rank=3),
    screen.Column("seen", least=10, most=10, rank=4),
    screen.Column("title", least=24, most=110),
    screen.Column("url", least=20, most=120, rank=2, cut="middle"),
)


def passed_over(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME…]", help="Sources by name; default: all.", autocompletion=naming.configured)
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="What was passed over in so many last runs.")] = 1,
    since: Annotated[str | None, typer.Option(help="Instead: since this day: 7d, 2026-11-01, yesterday …")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many; 0: all.")] = 200,
    format: Format = "table",
) -> None:
    """List what the keywords of sources passed over: entries that were listed but not fetched.

    Examples: `aggregator sources passed-over`, `aggregator sources passed-over "Harbour Wire" --since 7d --format csv`.

    They are kept for some 400 days. Whatever `keywords` lets in later is fetched once the source lists it again.
    """
    from aggregator import archive
    from aggregator.archive import passed

    settings: Settings = ctx.obj
    wanted = [source.name for source in chosen(settings.load().sources, names)] if names else []
    with archive.open(settings.archive_path(), write=False) as opened:
        first = _midnight(since) if since else passed.runs_ago(opened, runs)
        found = passed.passed_over(opened, wanted, first, limit) if first else ()
    _show([_row(each) for each in found], format)
    period = f"since {since}" if since else "in the last run" if runs == 1 else f"in the last {runs} runs"
    more = f" (the first {limit}; --limit 0 shows all)" if limit and len(found) == limit else ""
    screen.note(f"{len(found)} passed over {period}{more}")


def _show(rows: list[dict[str, str]], format: str) -> None:
    if format == "table":
        screen.table(COLUMNS, [[each[column.name][: 10 if column.name == "seen" else None] for column in COLUMNS] for each in rows])
    else:
        records("Passed over", [column.name for column in COLUMNS], rows, format)


def _midnight(since: str) -> datetime:
    from aggregator import clock, periods

    return datetime.combine(periods.day(since, clock.now().date()), time(), UTC)


def _row(each: Passed) -> dict[str, str]:
    return {
        "source": each.source,
        "published": each.published.day.isoformat() if each.published else "",
        "seen": each.seen.isoformat(timespec="seconds"),
        "title": each.title,
        "url": each.url,
    }
