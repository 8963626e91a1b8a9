"""`brief`: the briefing of a week, or of any period, as a file that people read or a table that spreadsheets do."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from aggregator import archive, briefing, clock, export, periods, screen
from aggregator.archive import analyst, corrections, read, relations, search, tally
from aggregator.archive.handle import Archive
from aggregator.cli import answers
from aggregator.cli.options import LENIENT, Delivery, Filters, Occasion, spread
from aggregator.cli.settings import Settings
from aggregator.errors import ArchiveError, UsageError
from aggregator.export import STORY, Figure, Table
from aggregator.model import Briefing, Query, Story
from aggregator.reference import gazetteer, regions

app = typer.Typer(add_completion=False)

COLUMNS = (
    "section", "id", "title", "published", "announced", "deal_type", "status", "parties", "party_countries", "countries", "topics", "value",
    "currency", "evidence", "reports", "sources", "url", "urls", "corrected",
)  # fmt: skip
_LATE = timedelta(days=28)  # how far back a story may lie that came in only after the last briefing was made
_WEEKS_BEFORE = 4
_PARTNERS_SHOWN = 24
_TYPES_SHOWN = 7  # as many as there are colours that can be told apart, less one for the rest
_COUNTRIES_SHOWN = 12
GROUPS: dict[str, Callable[[Story], str] | None] = {
    "none": None,
    "region": lambda story: regions.common(story.countries),
    "type": lambda story: story.partnership.deal_type.replace("_", " ") if story.partnership else "",
}
EXAMPLES = """\b
Examples:
  aggregator brief                                    the last complete week, as Markdown
  aggregator brief --week 2026-W47 -o week.html
  aggregator brief --in 2026-10 --by region -o october.xlsx
  aggregator brief --search asia --format csv -o asia.csv
"""


@dataclass(frozen=True, slots=True)
class Order:
    """What was ordered: the question, the period, the name under which briefings know of each other."""

    query: Query
    period: tuple[date, date]
    name: str

    def within(self, period: tuple[date, date]) -> Query:
        """The question for another period."""
        return replace(self.query, since=period[0], until=period[1])


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
        order = _order(filters, occasion, opened, settings)
        made = _briefing(opened, order, occasion.by)
        table = Table(COLUMNS, rows(made), _title(order), _summary(opened, order, made), _figures(opened, order))
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


# ---- which period, which question ---------------------------------------------------------------------------------------------


def _order(filters: Filters, occasion: Occasion, opened: Archive, settings: Settings) -> Order:
    now, name = _today(settings), occasion.search_name
    query = filters.query()
    if occasion.within:
        period = periods.period(occasion.within, now)
    elif query.since or query.until:
        period = (query.since or date.min, query.until or now)
    else:
        period = periods.last_complete_week(now)
    if name:
        found = analyst.search(opened, name)
        if found is None:
            raise UsageError(f"There is no saved search {name!r}.", hint="See `aggregator searches list`.")
        query = replace(query, words=f"({found.words}) {query.words}".strip())
    return Order(replace(query, since=period[0], until=period[1]), period, name)


def _today(settings: Settings) -> date:
    """The day it is where feeds.toml says we are; without one, where this machine is."""
    zone = ZoneInfo(settings.load().timezone) if settings.config_path().exists() else None
    return clock.now().astimezone(zone).date()


# ---- what is told --------------------------------------------------------------------------------------------------------------


def _briefing(opened: Archive, order: Order, by: str) -> Briefing:
    told = frozenset(analyst.told_before(opened, order.name, order.period[0]))
    corrected = frozenset(corrections.since_told(opened, order.name, order.period))
    stories = [*_stories(opened, order.query), *_late(opened, order, told)]
    known = {story.id for story in stories}
    stories += read.stories(opened, (each for each in _wanted(opened, order, corrected) if each not in known))
    earlier = {story.id: _earlier(opened, story) for story in stories if story.partnership and story.id not in told}
    return briefing.briefing(order.period, stories, briefing.Past(told, earlier, corrected), GROUPS[by])


def _wanted(opened: Archive, order: Order, corrected: frozenset[int]) -> tuple[int, ...]:
    """Of the corrected stories those that this briefing is about, whatever day they are of; a deal may be none any more."""
    anything = replace(order.query, since=None, until=None, deals=False, limit=0)
    if anything == Query(limit=0, sort=anything.sort) or order.name:
        return tuple(sorted(corrected))
    return tuple(sorted(corrected & set(search.ids(opened, _asked(opened, anything))))) if corrected else ()


def _stories(opened: Archive, query: Query) -> Iterable[Story]:
    return read.stories(opened, search.ids(opened, _asked(opened, replace(query, limit=0))))


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


def _asked(opened: Archive, query: Query) -> search.Asked:
    return search.asked(opened, query, gazetteer, clock.now().date())


# ---- how it is told ------------------------------------------------------------------------------------------------------------


def _title(order: Order) -> str:
    name = f" · {order.name}" if order.name else ""
    return f"Healthcare partnerships, {periods.named(*order.period)}{name}"


def _summary(opened: Archive, order: Order, made: Briefing) -> str:
    """Counts of this period and of those before, in a sentence."""
    now = briefing.counted(made)
    first, last = order.period
    if first == date.min:
        return f"{first} to {last}: {now}."
    deals = [_deals(opened, order, periods.before(*order.period, number)) for number in range(_WEEKS_BEFORE, 0, -1)]
    return f"{first} to {last}: {now}. Deals in the {_WEEKS_BEFORE} periods before: {', '.join(map(str, deals))}."


def _deals(opened: Archive, order: Order, period: tuple[date, date]) -> int:
    return search.count(opened, _asked(opened, replace(order.within(period), deals=True)))


def _figures(opened: Archive, order: Order) -> tuple[Figure, ...]:
    """Deals by type in this period and those before; which countries have deals with which; who has deals with whom."""
    if order.period[0] == date.min:
        return ()
    return (_by_type(opened, order), _countries(opened, order), _partners(opened, order))


def _by_type(opened: Archive, order: Order) -> Figure:
    spans = [periods.before(*order.period, number) for number in range(7, -1, -1)]
    counts = [dict(tally.groups(opened, _asked(opened, replace(order.within(span), deals=True)), "type")) for span in spans]
    totals = Counter({name: sum(each.get(name, 0) for each in counts) for each in counts for name in each})
    types = tuple(name for name, _ in totals.most_common(_TYPES_SHOWN))
    others = tuple(name for name in totals if name not in types)
    columns = [*((name,) for name in types), *((others,) if others else ())]
    cells = tuple(tuple(sum(each.get(name, 0) for name in column) for column in columns) for each in counts)
    names = tuple(periods.named(*span).split("..")[0] for span in spans)
    return Figure("Deals by type", "bars", names, (*types, "other types") if others else types, cells)


def _countries(opened: Archive, order: Order) -> Figure:
    return _crossed(relations.pairs(opened, *order.period, countries=True), "Deals between countries", "matrix", _COUNTRIES_SHOWN)


def _partners(opened: Archive, order: Order) -> Figure:
    return _crossed(relations.pairs(opened, *order.period), "Partners", "network", _PARTNERS_SHOWN)


def _crossed(pairs: tuple[relations.Pair, ...], title: str, kind: str, most: int) -> Figure:
    """Pairs as a square of counts, for the names that have most."""
    counts = {frozenset((each.one, each.other)): each.deals for each in pairs}
    weight = {name: sum(count for pair, count in counts.items() if name in pair) for pair in counts for name in pair}
    names = tuple(sorted(weight, key=lambda name: (-weight[name], name))[:most])
    cells = tuple(tuple(counts.get(frozenset((one, other)), 0) if one != other else 0 for other in names) for one in names)
    return Figure(title, kind, names, names, cells)


def _write(table: Table, form: str, delivery: Delivery) -> None:
    if delivery.output == "-":
        answers.export_to_stream(table, form, sys.stdout, bom=delivery.bom)
        return
    with answers.whole_file(Path(delivery.output), binary=export.binary(form)) as stream:
        answers.export_to_stream(table, form, stream, bom=delivery.bom)


def _remember(settings: Settings, order: Order, made: Briefing) -> None:
    try:
        with archive.open(settings.archive_path(), write=True) as opened:
            analyst.tell(opened, order.name, order.period, briefing.told(made), clock.now())
    except ArchiveError as error:
        screen.warning(f"What was told could not be remembered: {error}")
