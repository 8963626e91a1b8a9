"""`brief`: the briefing of a week, or of any period, as a file that people read or a table that spreadsheets do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from aggregator import archive, briefing, clock, export, periods, screen
from aggregator.archive import analyst, corrections, read, relations, search
from aggregator.archive.handle import Archive
from aggregator.cli import answers, ordering, picturing
from aggregator.cli.listing import streamed
from aggregator.cli.options import LENIENT, Delivery, Filters, Occasion, spread
from aggregator.cli.ordering import Order, asked
from aggregator.cli.settings import Settings
from aggregator.errors import ArchiveError, UsageError
from aggregator.export import STORY, Table
from aggregator.model import Briefing, Query, Story
from aggregator.reference import regions

app = typer.Typer(add_completion=False)

COLUMNS = (
    "section", "id", "title", "published", "announced", "deal_type", "status", "parties", "party_countries", "countries", "topics", "value",
    "currency", "evidence", "reports", "sources", "url", "urls", "corrected",
)  # fmt: skip
_LATE = timedelta(days=28)  # how far back a story may lie that came in only after the last briefing was made
GROUPS: dict[str, Callable[[Story], str] | None] = {
    "none": None,
    "region": lambda story: regions.common(story.countries),
    "type": lambda story: story.partnership.deal_type.replace("_", " ") if story.partnership else "",
    "search": None,  # made of the saved searches, see `_group`
}
EXAMPLES = """\b
Examples:
  aggregator brief                                    the last complete week, as Markdown
  aggregator brief --week 2026-W47 -o week.html
  aggregator brief --in 2026-10 --by region -o october.xlsx
  aggregator brief --by search -o week.docx           parted by saved searches
  aggregator brief --search asia --format csv -o asia.csv
"""


@app.command("brief", epilog=EXAMPLES, context_settings=LENIENT)
@spread
def brief(
    ctx: typer.Context,
    filters: Filters,
    occasion: Occasion,
    delivery: Delivery,
    remember: Annotated[bool, typer.Option(help="Remember what was told, so that no later briefing tells it again.")] = True,
) -> None:
    """Write the briefing of a week: new deals, developments of known ones, what else was noted."""
    if occasion.by not in GROUPS:
        raise UsageError(f"Deals cannot be parted by {occasion.by!r}.", hint=f"Choose one of: {', '.join(GROUPS)}.")
    settings: Settings = ctx.obj
    form = export.named(delivery.format or ("md" if delivery.output == "-" else ""), delivery.output)
    with archive.open(settings.archive_path(), write=False) as opened:
        order = ordering.order(filters, occasion, opened, settings)
        stories = tuple(_stories(opened, order.query))
        made = _briefing(opened, order, stories, _group(occasion.by, opened, order))
        figures = picturing.figures(opened, order, stories)
        table = Table(COLUMNS, rows(made), _title(order), _summary(opened, order, made), figures)
        _write(table, form, delivery)
    if remember:
        _remember(settings, order, made)
    if settings.verbosity >= 0:
        screen.note(f"{order.period[0]} to {order.period[1]}: {briefing.counted(made)}")


def rows(made: Briefing) -> Iterator[tuple[export.Cell, ...]]:
    """One row a story, in the order of the briefing."""
    for section in made.sections:
        for story in section.stories:
            yield (section.heading, *(STORY[name].cell(story) for name in COLUMNS[1:]))


# ---- what is told --------------------------------------------------------------------------------------------------------------


def _group(by: str, opened: Archive, order: Order) -> Callable[[Story], str] | None:
    """By what the deals are parted. By search: the first of the saved searches, by name, that finds the story."""
    if by != "search":
        return GROUPS[by]
    days = order.within((max(order.period[0], date.min + _LATE) - _LATE, order.period[1]))
    found = [
        (each.name, frozenset(search.ids(opened, asked(opened, replace(days, words=each.words))))) for each in analyst.searches(opened)
    ]
    return lambda story: next((name for name, stories in found if story.id in stories), "")


def _briefing(opened: Archive, order: Order, period: Sequence[Story], group: Callable[[Story], str] | None) -> Briefing:
    told = frozenset(analyst.told_before(opened, order.name, order.period[0]))
    corrected = frozenset(corrections.since_told(opened, order.name, order.period))
    stories = [*period, *_late(opened, order, told)]
    known = {story.id for story in stories}
    stories += read.stories(opened, (each for each in _wanted(opened, order, corrected) if each not in known))
    earlier = {story.id: _earlier(opened, story) for story in stories if story.partnership and story.id not in told}
    return briefing.briefing(order.period, stories, briefing.Past(told, earlier, corrected), group)


def _wanted(opened: Archive, order: Order, corrected: frozenset[int]) -> tuple[int, ...]:
    """Of the corrected stories those that this briefing is about, whatever day they are of; a deal may be none any more."""
    anything = replace(order.query, since=None, until=None, deals=False, limit=0)
    if anything == Query(limit=0, sort=anything.sort) or order.name:
        return tuple(sorted(corrected))
    return tuple(sorted(corrected & set(search.ids(opened, asked(opened, anything))))) if corrected else ()


def _stories(opened: Archive, query: Query) -> Iterable[Story]:
    return read.stories(opened, search.ids(opened, asked(opened, replace(query, limit=0))))


def _late(opened: Archive, order: Order, told: frozenset[int]) -> Iterator[Story]:
    """Stories of the weeks before that came in only after the last briefing was made."""
    made: datetime | None = analyst.last_made(opened, order.name, order.period[0])
    if made is None or order.period[0] == date.min:
        return
    before = order.within((order.period[0] - _LATE, order.period[0] - timedelta(days=1)))
    for story in _stories(opened, before):
        if story.first_seen > made and story.id not in told:
            yield story


def _earlier(opened: Archive, story: Story) -> tuple[int, ...]:
    """Its relation's stories of earlier days."""
    related = read.stories(opened, relations.related(opened, story.id))
    day = story.published.day if story.published else story.first_seen.date()
    return tuple(each.id for each in related if (each.published.day if each.published else each.first_seen.date()) < day)


# ---- how it is told ------------------------------------------------------------------------------------------------------------


def _title(order: Order) -> str:
    name = f" · {order.name}" if order.name else ""
    return f"Healthcare partnerships, {periods.named(*order.period).replace('..', ' to ')}{name}"


def _summary(opened: Archive, order: Order, made: Briefing) -> str:
    """Counts of this period and of those before, in a sentence."""
    now = briefing.counted(made)
    first, last = order.period
    if first == date.min:
        return f"{first} to {last}: {now}."
    deals = [_deals(opened, order, periods.before(*order.period, number)) for number in range(picturing.WEEKS_BEFORE, 0, -1)]
    return f"{first} to {last}: {now}. Deals in the {picturing.WEEKS_BEFORE} periods before: {', '.join(map(str, deals))}."


def _deals(opened: Archive, order: Order, period: tuple[date, date]) -> int:
    return search.count(opened, asked(opened, replace(order.within(period), deals=True)))


def _write(table: Table, form: str, delivery: Delivery) -> None:
    if delivery.output == "-":
        streamed(table, form, sys.stdout, bom=delivery.bom)
        sys.stdout.flush()  # what cannot be written must not be remembered as told
        return
    with answers.whole_file(Path(delivery.output), binary=export.binary(form)) as stream:
        streamed(table, form, stream, bom=delivery.bom)


def _remember(settings: Settings, order: Order, made: Briefing) -> None:
    try:
        with archive.open(settings.archive_path(), write=True) as opened:
            analyst.tell(opened, order.name, order.period, briefing.told(made), clock.now())
    except ArchiveError as error:
        screen.warning(f"What was told could not be remembered: {error}")
