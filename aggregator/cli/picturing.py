"""The figures of a briefing: deals by type, countries, partners, those watched. In: the order and the period's stories; out: counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from aggregator import periods
from aggregator.archive import following, tally
from aggregator.archive.handle import Archive
from aggregator.cli.ordering import Order, asked
from aggregator.export import Figure
from aggregator.model import Story
from aggregator.reference import gazetteer

WEEKS_BEFORE = 4
_PARTNERS_SHOWN = 16
_TYPES_SHOWN = 7  # as many as there are colours that can be told apart, less one for the rest
_COUNTRIES_SHOWN = 12
_TYPE_PERIODS = 8


def figures(opened: Archive, order: Order, stories: Sequence[Story]) -> tuple[Figure, ...]:
    """Deals by type in this period and those before; which countries have deals with which; who has deals with whom; those watched."""
    if order.period[0] == date.min:
        return ()
    deals = [each.partnership for each in stories if each.partnership]
    countries = crossed(({each.country for each in deal.parties if each.country} for deal in deals), _COUNTRIES_SHOWN)
    partners = crossed(({each.name for each in deal.parties} for deal in deals), _PARTNERS_SHOWN)
    return (
        _by_type(opened, order),
        replace(countries, title="Deals between countries", kind="matrix"),
        replace(partners, title="Partners", kind="network"),
        _watched(opened, order),
    )


def _by_type(opened: Archive, order: Order) -> Figure:
    spans = [periods.before(*order.period, number) for number in range(_TYPE_PERIODS - 1, -1, -1)]
    counts = [dict(tally.groups(opened, asked(opened, replace(order.within(span), deals=True)), "type")) for span in spans]
    totals = Counter({name: sum(each.get(name, 0) for each in counts) for each in counts for name in each})
    types = tuple(name for name, _ in totals.most_common(_TYPES_SHOWN))
    others = tuple(name for name in totals if name not in types)
    columns = [*((name,) for name in types), *((others,) if others else ())]
    cells = tuple(tuple(sum(each.get(name, 0) for name in column) for column in columns) for each in counts)
    named = tuple(name.replace("_", " ") for name in types)
    return Figure("Deals by type", "bars", _names(spans), (*named, "other types") if others else named, cells)


def crossed(groups: Iterable[set[str]], most: int) -> Figure:
    """How often two names stand in one group, as a square. Of many names those of the most frequent pairs: none stands there alone."""
    counts = Counter(pair for names in groups for pair in combinations(sorted(names), 2))
    chosen: set[str] = set()
    for pair, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        if len(chosen | {*pair}) <= most:
            chosen |= {*pair}
    weight = Counter({name: sum(count for pair, count in counts.items() if name in pair and chosen >= {*pair}) for name in chosen})
    names = tuple(sorted(weight, key=lambda name: (-weight[name], name)))
    cells = tuple(tuple(counts.get((min(one, other), max(one, other)), 0) if one != other else 0 for other in names) for one in names)
    return Figure("", "matrix", names, names, cells)


def _watched(opened: Archive, order: Order) -> Figure:
    """A line for each that is watched, those with nothing new as well."""
    spans = [periods.before(*order.period, number) for number in range(WEEKS_BEFORE, -1, -1)]
    whole = asked(opened, replace(order.query, since=None))
    found = following.standings(opened, whole, gazetteer, spans)
    return Figure("Watched", "counts", tuple(map(_line, found)), _names(spans), tuple(each.counts for each in found))


def _line(each: following.Standing) -> str:
    if each.counts[-1]:
        return each.watched.name
    return f"{each.watched.name}: nothing new" + (f" since {each.last}" if each.last else "")


def _names(spans: Sequence[tuple[date, date]]) -> tuple[str, ...]:
    """The periods in as few signs as tell them apart: the year stands with the first week of each."""
    names = [periods.named(*span).split("..")[0] for span in spans]
    weeks = [name.partition("-W")[0] if "-W" in name else None for name in names]
    same = [place > 0 and year is not None and weeks[place - 1] == year for place, year in enumerate(weeks)]
    return tuple(name.partition("-")[2] if short else name for name, short in zip(names, same, strict=True))
