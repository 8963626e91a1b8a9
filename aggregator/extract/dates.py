"""Which day to believe: every statement has its provenance and weight; those of the same day support each other.

    json-ld 0.95   meta 0.9   time, markup 0.3 to 0.9   url 0.6   text 0.35 to 0.8 (beside the headline), 0.5 (a dateline)
    feed, sitemap, listing: what the entry said            selector 2: the site's own selector overrules the rest

An instant in UTC may lie one day beside the day that readers saw; then the printed day is right, and the instant is kept.
Nothing before 1990, nothing later than two days from now: rather no day than a guess. Pure but for the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from aggregator import clock
from aggregator.model import Entry, Published

EARLIEST = date(1990, 1, 1)
AHEAD = timedelta(days=2)
WEAK = 0.5
"""Statements below this confidence do not support each other, and do not correct the day of an instant."""

_FARTHEST = timedelta(hours=14)


def of_entry(entry: Entry) -> tuple[Published, ...]:
    """What the feed or listing said."""
    return (entry.published,) if entry.published and plausible(entry.published.day) else ()


def plausible(day: date) -> bool:
    """Whether a press page can have been published that day."""
    return EARLIEST <= day <= clock.now().date() + AHEAD


def best(found: tuple[Published, ...]) -> Published | None:
    """The statement to believe, or None. Statements of one day add up, one per provenance; the printed day wins over UTC's."""
    if not found:
        return None
    votes: dict[date, dict[str, float]] = {}
    for each in found:
        if each.confidence >= WEAK:
            kinds = votes.setdefault(each.day, {})
            kinds[each.provenance] = max(kinds.get(each.provenance, 0.0), each.confidence)
    weights = {day: sum(kinds.values()) for day, kinds in votes.items()}
    chosen = max(found, key=lambda each: (weights[each.day] if each.confidence >= WEAK else 0.0, each.confidence))
    return _printed(chosen, found)


def merged(groups: Iterable[tuple[Published, ...]]) -> tuple[Published, ...]:
    """All statements, each but once, surest first."""
    kept: dict[tuple[date, str], Published] = {}
    for each in (statement for group in groups for statement in group):
        key = (each.day, each.provenance)
        if key not in kept or kept[key].confidence < each.confidence:
            kept[key] = each
    return tuple(sorted(kept.values(), key=lambda each: -each.confidence))


def _printed(chosen: Published, found: tuple[Published, ...]) -> Published:
    """An instant in UTC gives way to the neighbouring day that words, address or a local instant name."""
    if chosen.at is None or chosen.at.utcoffset() != timedelta(0):
        return chosen
    local = [each for each in found if _local(each)]
    near = [each for each in local if each.day != chosen.day and _reaches(chosen.at, each)]
    same = sum(each.confidence for each in local if each.day == chosen.day)
    if not near or sum(each.confidence for each in near) <= same:
        return chosen
    return replace(chosen, day=near[0].day)


def _reaches(instant: datetime, each: Published) -> bool:
    """Whether it was that day anywhere on earth at this instant."""
    begins = datetime(each.day.year, each.day.month, each.day.day, tzinfo=UTC)
    return begins - _FARTHEST <= instant < begins + timedelta(days=1) + _FARTHEST


def _local(each: Published) -> bool:
    """Whether a statement gives the day as readers on the spot saw it."""
    if each.confidence < WEAK:
        return False
    if each.at is not None:
        return each.at.utcoffset() != timedelta(0)
    return each.provenance in ("text", "markup", "time", "url", "selector")
