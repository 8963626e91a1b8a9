"""How likely two accounts tell one event. In: features. Out: a probability.

Two logistic models of few features, trained by `training/stories.py` on pairs of the training documents: one for accounts of our
trade, whose organisations, deals and reasons are known; one for the rest, of which only the words, the days and a few names are.
`reference/models/stories.json` holds {"threshold", "named": {"bias", "weights": {feature: weight}}, "bare": the same}.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aggregator import reference
from aggregator.dedupe.bounds import GENERAL_DAYS, WINDOW_DAYS
from aggregator.dedupe.features import features, gap, stage
from aggregator.dedupe.names import shared, unsaid
from aggregator.dedupe.weights import Weights
from aggregator.model import Account


@dataclass(frozen=True, slots=True)
class Model:
    """Log odds beforehand, and what each feature adds to them."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, values: Mapping[str, float]) -> float:
        """0 to 1, of a pair with these features."""
        return logistic(self.bias + sum(self.weights.get(name, 0.0) * value for name, value in values.items()))


@dataclass(frozen=True, slots=True)
class Models:
    """`named`: for two accounts of our trade; `bare`: for others. Two stories are one from `threshold` on."""

    named: Model
    bare: Model
    threshold: float

    def of(self, one: Account, other: Account) -> Model:
        """The one that tells these two."""
        return self.named if of_the_trade(one, other) else self.bare


@cache
def models() -> Models:
    """Those that ship."""
    table = json.loads((Path(reference.__file__).parent / "models" / "stories.json").read_text("utf-8"))
    named, bare = (Model(table[name]["bias"], table[name]["weights"]) for name in ("named", "bare"))
    return Models(named, bare, table["threshold"])


def of_the_trade(one: Account, other: Account) -> bool:
    """Do both name organisations, and does one of them tell of a relation: talks, an agreement, its end? Of other texts the taggers of our
    trade know little: which organisations matter, or what sort of news it is."""
    return bool(one.organisations and other.organisations) and any(map(stage, (one, other)))


def probability(one: Account, other: Account, weights: Weights) -> float:
    """That the two tell one event, 0 to 1; 0 where something keeps them apart. Symmetric for given weights."""
    return 0.0 if apart(one, other) else models().of(one, other).probability(features(one, other, weights))


def apart(one: Account, other: Account) -> str | None:
    """What alone keeps two accounts apart. `days`: they were published too long after each other; `stage`: they tell different stages of
    a relation (talks, an agreement, its end), which are developments; `parties`: nobody plays in both, or each names a partner of whom
    the other says nothing."""
    if (gap(one, other) or 0) > (WINDOW_DAYS if of_the_trade(one, other) else GENERAL_DAYS):
        return "days"
    if moved_on(one, other):
        return "stage"
    return "parties" if strangers(one, other) or rivals(one, other) else None


def moved_on(one: Account, other: Account) -> bool:
    """Do the two tell different stages of a relation? Where one names no organisation, there is none."""
    if not (one.organisations and other.organisations):
        return False
    first, second = stage(one), stage(other)
    return first is not None and second is not None and first != second


def strangers(one: Account, other: Account) -> bool:
    """In one language: do the two tell deals of which neither names a partner of the other's, or does one tell a deal and the other none
    and name but one of the partners?"""
    if not one.language or one.language != other.language:
        return False
    if one.deal_type and other.deal_type:
        return min(len(one.parties), len(other.parties)) > 1 and not shared(one.parties, other) and not shared(other.parties, one)
    deal, report = (one, other) if one.deal_type else (other, one)
    return len(deal.parties) > 1 and len(shared(deal.parties, report)) < 2


def rivals(one: Account, other: Account) -> bool:
    """In one language: do the two tell deals, each with a partner of whose name the other says no word? Two deals of one company."""
    if not one.language or one.language != other.language or not (one.deal_type and other.deal_type):
        return False
    return any(unsaid(each, other) for each in one.parties) and any(unsaid(each, one) for each in other.parties)


def logistic(value: float) -> float:
    """1 / (1 + e^-value), without overflow."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, value))))
