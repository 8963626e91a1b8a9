"""How likely two accounts tell one event. In: features. Out: a probability.

A logistic model of few features, trained by `training/stories.py` on pairs of the training documents;
`reference/models/stories.json` holds {"threshold", "bias", "weights": {feature: weight}}.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aggregator import reference
from aggregator.dedupe.bounds import WINDOW_DAYS
from aggregator.dedupe.features import features, gap, stage
from aggregator.dedupe.weights import Weights
from aggregator.model import Account


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature; two stories are one from `threshold` on."""

    bias: float
    weights: Mapping[str, float]
    threshold: float


@cache
def model() -> Model:
    """The model that ships."""
    table = json.loads((Path(reference.__file__).parent / "models" / "stories.json").read_text("utf-8"))
    return Model(table["bias"], table["weights"], table["threshold"])


def probability(one: Account, other: Account, weights: Weights) -> float:
    """That the two tell one event, 0 to 1; 0 if they were published too far apart, or tell different stages of a relation (talks, an
    agreement, its end), which are developments. Symmetric for given weights."""
    if (gap(one, other) or 0) > WINDOW_DAYS or moved_on(one, other):
        return 0.0
    used = model()
    found = features(one, other, weights)
    return logistic(used.bias + sum(used.weights.get(name, 0.0) * value for name, value in found.items()))


def moved_on(one: Account, other: Account) -> bool:
    """Do the two tell different stages of a relation?"""
    first, second = stage(one), stage(other)
    return first is not None and second is not None and first != second


def logistic(value: float) -> float:
    """1 / (1 + e^-value), without overflow."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, value))))
