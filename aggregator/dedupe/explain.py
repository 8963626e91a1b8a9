"""Why two articles are, or are not, one story. In: the two. Out: reasons, weightiest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.dedupe.features import features, gap
from aggregator.dedupe.score import apart, models
from aggregator.dedupe.weights import Weights
from aggregator.model import Account


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature, its value, and what it adds to (or takes from) the log odds."""

    name: str
    value: float
    adds: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`same`: one story, for these two alone (a story decides by the average over its articles)."""

    same: bool
    probability: float
    reasons: tuple[Reason, ...]
    shared: tuple[str, ...]


def explain(one: Account, other: Account, frequency: Mapping[str, int]) -> Explanation:
    """Feature by feature; `shared`: the keys both have, rarest first. What alone keeps them apart (`score.apart`) stands alone."""
    used, weights = models().of(one, other), Weights(frequency)
    shared = sorted(set(one.keys) & set(other.keys), key=lambda key: (frequency.get(key, 0), key))
    if kept := apart(one, other):
        value = {"days": float(gap(one, other) or 0), "stage": 1.0, "parties": 0.0}[kept]
        return Explanation(False, 0.0, (Reason(kept, value, float("-inf")),), tuple(shared))
    values = features(one, other, weights)
    likely = used.probability(values)
    reasons = [
        Reason(name, round(value, 3), round(value * used.weights.get(name, 0.0), 2))
        for name, value in values.items()
        if value and name in used.weights
    ]
    reasons.sort(key=lambda reason: -abs(reason.adds))
    return Explanation(likely >= models().threshold, likely, (*reasons, Reason("beforehand", 1.0, used.bias)), tuple(shared))
