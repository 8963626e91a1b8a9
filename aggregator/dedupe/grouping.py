"""Which accounts of a whole set tell one event. In: accounts, by rising ids. Out: for each the lowest id of its group.

Average link (Sokal and Michener 1958): of all groups those two are joined that are likeliest one event on average over their
pairs, again and again, as long as that average reaches the threshold. So, other than in a stream, no early mistake stands in the
way of what comes later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import product

from aggregator.dedupe.memory import StoryIndex
from aggregator.dedupe.score import models, probability
from aggregator.dedupe.weights import Weights
from aggregator.model import Account

_SAMPLE = 12  # accounts of a group that are compared with those of another one
_REMEMBERED = 2048  # accounts whose keys' rarities are at hand, for the pairs that are asked again and again
_Pair = tuple[int, int]
_Join = tuple[float, int, int, int]  # minus the average, the two groups, and how large both are together


def grouped(accounts: Sequence[Account]) -> dict[int, int]:
    """For each account, by id, the lowest id of those that tell its event."""
    odds = _Odds(accounts)
    groups = {each.id: [each.id] for each in accounts}
    linked: dict[int, set[int]] = {each.id: set() for each in accounts}
    for one, other in odds.likely():
        linked[one].add(other)
        linked[other].add(one)
    joins = [join for one in groups for join in _joins(one, groups, linked, odds) if join[1] == one]
    heapify(joins)
    while joins:
        _, one, other, size = heappop(joins)
        if one not in groups or other not in groups or len(groups[one]) + len(groups[other]) != size:
            continue  # one of them has grown since
        groups[one] += groups.pop(other)
        for each in linked.pop(other):
            linked[each].discard(other)
            if each != one:
                linked[each].add(one)
                linked[one].add(each)
        for join in _joins(one, groups, linked, odds):
            heappush(joins, join)
    return {each: group for group, members in groups.items() for each in members}


def _joins(group: int, groups: dict[int, list[int]], linked: dict[int, set[int]], odds: _Odds) -> Iterator[_Join]:
    """The groups with which this one may be joined: those with which it shares a likely pair, and is likely one on average."""
    for other in linked[group]:
        average = odds.average(groups[group], groups[other])
        if average >= models().threshold:
            yield -average, min(group, other), max(group, other), len(groups[group]) + len(groups[other])


class _Odds:
    """How likely each two accounts tell one event. How rare the keys of the later one are, all of the set say."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._accounts = {each.id: each for each in accounts}
        self._known: dict[_Pair, float] = {}
        self._index = StoryIndex()
        for each in accounts:
            self._index.file(each)
        self._weights = lru_cache(maxsize=_REMEMBERED)(self._weighed)

    def likely(self) -> Iterator[_Pair]:
        """Pairs that reach the threshold by themselves, of those that share rare keys."""
        near: defaultdict[int, set[int]] = defaultdict(set)
        for one in self._accounts.values():
            for other in self._index.near(one):
                near[max(one.id, other.id)].add(min(one.id, other.id))
        for later, others in near.items():
            weights = self._weights(later)
            for earlier in sorted(others):
                if self._said((earlier, later), weights) >= models().threshold:
                    yield earlier, later

    def average(self, one: list[int], other: list[int]) -> float:
        """Over the pairs of two groups."""
        pairs = [(min(each), max(each)) for each in product(sorted(one)[:_SAMPLE], sorted(other)[:_SAMPLE])]
        return sum(map(self._of, pairs)) / len(pairs)

    def _of(self, pair: _Pair) -> float:
        found = self._known.get(pair)
        if found is None:
            found = self._known[pair] = self._said(pair, self._weights(pair[1]))
        return found

    def _said(self, pair: _Pair, weights: Weights) -> float:
        return probability(self._accounts[pair[1]], self._accounts[pair[0]], weights)

    def _weighed(self, account: int) -> Weights:
        return Weights(self._index.frequency(self._accounts[account].keys))
