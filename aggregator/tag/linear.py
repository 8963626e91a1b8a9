"""Small linear models: their loader and their arithmetic, in plain Python. In: named features. Out: probabilities.

A model is a JSON object in aggregator/reference/models/deals.json, one under each name:
    {"labels": [...], "unit": 0.001, "intercepts": [...], "weights": {feature: [one whole number a label]}, "threshold": 0.5}
A weight counts in units. A model with one label gives the logistic function of its score, one with more the softmax of theirs.
`scale` and `shift` calibrate the score of a model with one label (Platt 1999); `threshold` is the probability that makes a yes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILE = "deals.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """One model. `weights` holds for each known feature one whole number a label, in units of `unit`."""

    labels: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: Mapping[str, tuple[int, ...]]
    unit: float = 0.001
    threshold: float = 0.5
    scale: float = 1.0
    shift: float = 0.0

    def scores(self, features: Mapping[str, float]) -> list[float]:
        """The score of every label: intercept + sum of weight × value over the known features.

        Many features share one value; their weights are added up first, which takes a third of the time.
        """
        if len(self.labels) == 1:
            return [self.score(features)]
        get = self.weights.get
        alike: dict[float, list[tuple[int, ...]]] = {}
        for name, value in features.items():
            weights = get(name)
            if weights is not None:
                alike.setdefault(value, []).append(weights)
        totals = [0.0] * len(self.labels)
        for value, rows in alike.items():
            sums = map(sum, zip(*rows, strict=True))
            totals = [total + value * each for total, each in zip(totals, sums, strict=True)]
        return [intercept + total * self.unit for intercept, total in zip(self.intercepts, totals, strict=True)]

    def score(self, features: Mapping[str, float]) -> float:
        """The score of a model with one label."""
        get = self.weights.get
        alike: dict[float, int] = {}
        for name, value in features.items():
            weights = get(name)
            if weights is not None:
                alike[value] = alike.get(value, 0) + weights[0]
        total = 0.0
        for value, weight in alike.items():
            total += value * weight
        return self.intercepts[0] + total * self.unit

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability of a yes, for a model with one label."""
        return logistic(self.scale * self.score(features) + self.shift)

    def probabilities(self, features: Mapping[str, float]) -> dict[str, float]:
        """The probability of every label, for a model with several."""
        scores = self.scores(features)
        top = max(scores)
        parts = [math.exp(score - top) for score in scores]
        whole = sum(parts)
        return {label: part / whole for label, part in zip(self.labels, parts, strict=True)}

    def grounds(self, features: Mapping[str, float], label: str, limit: int = 12) -> tuple[tuple[str, float], ...]:
        """The features that speak most for (positive) and against this label, each with what it adds to the score."""
        at = self.labels.index(label)
        parts = [(name, self.weights[name][at] * value * self.unit) for name, value in features.items() if name in self.weights]
        return tuple(sorted((part for part in parts if part[1]), key=lambda part: (-abs(part[1]), part[0]))[:limit])


def likeliest(probabilities: Mapping[str, float]) -> str:
    """The label with the greatest probability; of equal ones the first by name."""
    return max(sorted(probabilities), key=lambda label: probabilities[label])


def logistic(score: float) -> float:
    """1 / (1 + e^-score), safe for large scores."""
    if score >= 0:
        return 1.0 / (1.0 + math.exp(-score))
    grown = math.exp(score)
    return grown / (1.0 + grown)


def model(name: str) -> Linear:
    """The shipped model of this name: partnership, reason, party, deal_type, status or announced. KeyError for any other."""
    return models(_FILE)[name]


@cache
def models(file: str) -> dict[str, Linear]:
    """All models of a shipped file, by name. Read at once, so that nothing of the file stays but them."""
    text = (files("aggregator.reference") / "models" / file).read_text(encoding="utf-8")
    return {name: parsed(stored) for name, stored in json.loads(text).items()}


def parsed(stored: Mapping[str, object]) -> Linear:
    """A model out of its stored form."""
    fields = dict(stored)
    weights = fields.pop("weights")
    assert isinstance(weights, dict)
    one: dict[int, int] = {}  # equal weights become one object: 200,000 numbers all over the memory take longer to fetch than to add
    rows = {name: tuple([one.setdefault(w, w) for w in (each if isinstance(each, list) else (each,))]) for name, each in weights.items()}
    for key in ("labels", "intercepts"):
        fields[key] = tuple(fields[key])  # type: ignore[arg-type]
    return Linear(weights=rows, **fields)  # type: ignore[arg-type]
