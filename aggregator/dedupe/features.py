"""What speaks for and against two accounts telling one event. In: two accounts and the weights of keys. Out: numbers by name.

All lie between 0 and 1, are 0 where nothing is known, and do not depend on which account comes first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from aggregator.dedupe import bounds
from aggregator.dedupe.names import shared
from aggregator.dedupe.terms import terms
from aggregator.dedupe.weights import Weights
from aggregator.model import Account

NAMES = (
    *("parties", "parties_missing", "organisations", "organisations_differ"),
    *("text", "text_foreign", "title", "numbers"),
    *("same_day", "days_apart", "no_day", "announced_same", "announced_differ"),
    *("type_same", "type_differ", "countries", "countries_differ", "deal_differs", "reason_same", "reason_differs"),
)
BARE = tuple(
    name
    for name in NAMES
    if name in ("organisations", "text", "text_foreign", "title", "numbers", "same_day", "days_apart", "no_day", "countries")
)
"""What still says something where the taggers know little."""
AGAINST = frozenset(name for name in NAMES if name.endswith(("_differ", "_differs", "_missing", "_apart")) or name == "no_day")
_STAGES = {"acquisition_rumour": "talked of", "partnership_ended_or_lawsuit": "ended", "ended": "ended"}
_NUMBERS_ENOUGH = 3.0
_TITLE_ENOUGH = 85.0  # sum of squared rarities, which nineteen of twenty headlines exceed
_TEXT_ENOUGH, _FOREIGN_ENOUGH = 0.35, 0.12  # cosines that retellings in the same and in another language seldom exceed


def features(one: Account, other: Account, weights: Weights) -> dict[str, float]:
    """Every feature by its name."""
    found = {**_who(one, other, weights), **_text(one, other, weights), **_when(one, other), **_what(one, other)}
    return {name: found.get(name, 0.0) for name in NAMES}


def stage(account: Account) -> str | None:
    """How far a relation has come by this account: talked of, agreed, ended; None where it tells nothing of that."""
    return _STAGES.get(account.status or "") or ("agreed" if account.deal_type else None)


def gap(one: Account, other: Account) -> int | None:
    """Days between the two publications, where both are known."""
    return abs((one.day - other.day).days) if one.day and other.day else None


def _who(one: Account, other: Account, weights: Weights) -> dict[str, float]:
    if not (one.organisations and other.organisations):
        return {}
    found: dict[str, float] = {}
    both = [(mine, frozenset(shared(mine.organisations, theirs))) for mine, theirs in ((one, other), (other, one))]
    told = [sum(each in named for each in mine.parties) / len(mine.parties) for mine, named in both if mine.parties]
    if told:
        found = {"parties": sum(told) / len(told), "parties_missing": 1 - min(told)}
    found["organisations"], found["organisations_differ"] = _named(both, weights)
    return found


def _named(both: Iterable[tuple[Account, frozenset[str]]], weights: Weights) -> tuple[float, float]:
    """The share of organisations that both name, by rarity; and how far the shorter list is from being in the longer."""
    (first, all_first), (second, all_second) = [(weights.of(_keys(named)), weights.of(_keys(mine.organisations))) for mine, named in both]
    return (first + second) / (all_first + all_second), 1 - max(first / all_first, second / all_second)


def _text(one: Account, other: Account, weights: Weights) -> dict[str, float]:
    mine, theirs = _terms(one.keys, one.words), _terms(other.keys, other.words)
    both = mine & theirs
    alike = weights.cosine(mine, theirs)
    numbers = sum(1 / (1 + weights.frequency.get(each, 0) / 10) for each in sorted(both) if each.startswith("n:"))
    found = {"numbers": min(1.0, numbers / _NUMBERS_ENOUGH)}
    if one.language and other.language and one.language != other.language:
        return {**found, "text_foreign": min(1.0, alike / _FOREIGN_ENOUGH)}
    return {**found, "text": min(1.0, alike / _TEXT_ENOUGH), "title": _title((one.title, mine), (other.title, theirs), weights)}


def _title(one: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]], weights: Weights) -> float:
    """How much of either title the other article says, on average; words weighed by rarity. "News in brief" says little."""
    first, second = _title_terms(one[0]), _title_terms(other[0])
    telling = min(1.0, weights.of(first) / _TITLE_ENOUGH, weights.of(second) / _TITLE_ENOUGH)
    return telling * (weights.share(first, second | other[1]) + weights.share(second, first | one[1])) / 2


def _when(one: Account, other: Account) -> dict[str, float]:
    found = {}
    days = gap(one, other)
    if days is None:
        found["no_day"] = 1.0
    else:
        found["same_day"] = float(days <= 1)
        found["days_apart"] = min(1.0, math.log1p(days) / math.log1p(bounds.WINDOW_DAYS))
    if one.announced and other.announced:
        found["announced_same" if one.announced == other.announced else "announced_differ"] = 1.0
    return found


def _what(one: Account, other: Account) -> dict[str, float]:
    found = {"deal_differs": float(bool(one.deal_type) != bool(other.deal_type))}
    if not one.deal_type and not other.deal_type and one.status and other.status:
        found["reason_same" if one.status == other.status else "reason_differs"] = 1.0
    if one.deal_type and other.deal_type:
        found["type_same" if one.deal_type == other.deal_type else "type_differ"] = 1.0
    if one.countries and other.countries:
        mine, theirs = set(one.countries), set(other.countries)
        found["countries"] = 2 * len(mine & theirs) / (len(mine) + len(theirs))
        found["countries_differ"] = float(mine.isdisjoint(theirs))
    return found


def _keys(organisations: Iterable[str]) -> frozenset[str]:
    return frozenset(f"o:{each}" for each in organisations)


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(terms(title))


@lru_cache(maxsize=4096)
def _terms(keys: tuple[str, ...], words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(each for each in (*keys, *words) if each[:2] in ("w:", "n:"))
