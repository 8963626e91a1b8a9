"""What speaks for and against two accounts telling one event. In: two accounts and key frequencies. Out: numbers by name.

All lie between -1 and 1, are 0 where nothing is known, and do not depend on which account comes first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache

from aggregator.dedupe import bounds
from aggregator.dedupe.terms import background, terms
from aggregator.model import Account

NAMES = (
    *("parties_pair", "parties_one", "parties_none", "organisations", "organisations_differ"),
    *("text", "text_foreign", "title", "numbers"),
    *("same_day", "days_apart", "no_day", "announced_same", "announced_differ"),
    *("type_same", "type_differ", "countries", "countries_differ", "deal_differs", "reason_differs"),
)
_NUMBERS_ENOUGH = 3.0
_TEXT_ENOUGH, _FOREIGN_ENOUGH = 0.35, 0.12  # cosines that retellings in the same and in another language seldom exceed


def features(one: Account, other: Account, frequency: Mapping[str, int]) -> dict[str, float]:
    """Every feature by its name."""
    found = {**_who(one, other, frequency), **_text(one, other, frequency), **_when(one, other), **_what(one, other)}
    return {name: found.get(name, 0.0) for name in NAMES}


def _who(one: Account, other: Account, frequency: Mapping[str, int]) -> dict[str, float]:
    found = {}
    if one.parties and other.parties:
        shared = len(set(one.parties) & set(other.parties))
        found[("parties_none", "parties_one", "parties_pair")[min(2, shared)]] = 1.0
    mine, theirs = _named(one), _named(other)
    if mine and theirs:
        found["organisations"] = _cosine(mine, theirs, frequency)
        found["organisations_differ"] = 1 - _overlap(mine, theirs, frequency)
    return found


def _text(one: Account, other: Account, frequency: Mapping[str, int]) -> dict[str, float]:
    mine, theirs = _terms(one), _terms(other)
    alike = _cosine(mine, theirs, frequency)
    foreign = bool(one.language and other.language and one.language != other.language)
    numbers = sum(1 / (1 + frequency.get(each, 0) / 10) for each in mine & theirs if each.startswith("n:"))
    return {
        **({"text_foreign": min(1.0, alike / _FOREIGN_ENOUGH)} if foreign else {"text": min(1.0, alike / _TEXT_ENOUGH)}),
        "title": 0.0 if foreign else _title(one, other, frequency),
        "numbers": min(1.0, numbers / _NUMBERS_ENOUGH),
    }


def _title(one: Account, other: Account, frequency: Mapping[str, int]) -> float:
    """How much of either title the other article says, on average; words weighed by rarity."""
    first, second = _title_terms(one.title), _title_terms(other.title)
    return (_share(first, second | _terms(other), frequency) + _share(second, first | _terms(one), frequency)) / 2


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


def gap(one: Account, other: Account) -> int | None:
    """Days between the two publications, where both are known."""
    return abs((one.day - other.day).days) if one.day and other.day else None


def _what(one: Account, other: Account) -> dict[str, float]:
    found = {"deal_differs": float(bool(one.deal_type) != bool(other.deal_type))}
    if not one.deal_type and not other.deal_type and one.status and other.status:
        found["reason_differs"] = float(one.status != other.status)
    if one.deal_type and other.deal_type:
        found["type_same" if one.deal_type == other.deal_type else "type_differ"] = 1.0
    if one.countries and other.countries:
        mine, theirs = set(one.countries), set(other.countries)
        found["countries"] = len(mine & theirs) / len(mine | theirs)
        found["countries_differ"] = float(mine.isdisjoint(theirs))
    return found


def weight(keys: Iterable[str], frequency: Mapping[str, int]) -> float:
    """Sum of the squared rarities."""
    known, among = background(), frequency.get("", 0)
    return sum([known.rarity(each, frequency.get(each, 0), among) ** 2 for each in keys])


def _cosine(one: frozenset[str], other: frozenset[str], frequency: Mapping[str, int]) -> float:
    both = weight(one & other, frequency)
    return both / math.sqrt(weight(one, frequency) * weight(other, frequency)) if both else 0.0


def _overlap(one: frozenset[str], other: frozenset[str], frequency: Mapping[str, int]) -> float:
    both = weight(one & other, frequency)
    return both / min(weight(one, frequency), weight(other, frequency)) if both else 0.0


def _share(part: frozenset[str], whole: frozenset[str], frequency: Mapping[str, int]) -> float:
    return weight(part & whole, frequency) / weight(part, frequency) if part else 0.0


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(terms(title))


def _named(account: Account) -> frozenset[str]:
    return frozenset(each for each in account.keys if each.startswith("o:"))


def _terms(account: Account) -> frozenset[str]:
    return frozenset(each for each in (*account.keys, *account.words) if each[:2] in ("w:", "n:"))
