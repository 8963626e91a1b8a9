"""What a briefing is about: the period, the question, and the name under which briefings know of each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from aggregator import clock, periods
from aggregator.archive import analyst, search
from aggregator.archive.handle import Archive
from aggregator.cli.options import Filters, Occasion
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.model import Query
from aggregator.reference import gazetteer


@dataclass(frozen=True, slots=True)
class Order:
    """What was ordered: the question, the period, the name under which briefings know of each other."""

    query: Query
    period: tuple[date, date]
    name: str

    def within(self, period: tuple[date, date]) -> Query:
        """The question for another period."""
        return replace(self.query, since=period[0], until=period[1])


def order(filters: Filters, occasion: Occasion, opened: Archive, settings: Settings) -> Order:
    """The order that these options give: without a period the last complete week, where feeds.toml says we are. Raises UsageError."""
    now, name = today(settings), occasion.search_name
    query = filters.query()
    if occasion.within:
        period = periods.period(occasion.within, now)
    elif query.since or query.until:
        period = (query.since or date.min, query.until or now)
    else:
        period = periods.last_complete_week(now)
    if name:
        query = replace(query, words=" ".join(f"({words})" for words in (_saved(opened, name), query.words) if words))
    return Order(replace(query, since=period[0], until=period[1]), period, name)


def _saved(opened: Archive, name: str) -> str:
    found = analyst.search(opened, name)
    if found is None:
        raise UsageError(f"There is no saved search {name!r}.", hint="See `aggregator searches list`.")
    return found.words


def today(settings: Settings) -> date:
    """The day it is where feeds.toml says we are; without one, where this machine is."""
    zone = ZoneInfo(settings.load().timezone) if settings.config_path().exists() else None
    return clock.now().astimezone(zone).date()


def asked(opened: Archive, query: Query) -> search.Asked:
    """The question made ready. Days such as `7d` in a saved search count back from the last day that is asked for."""
    return search.asked(opened, query, gazetteer, query.until or clock.now().date())
