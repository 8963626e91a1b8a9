"""Small linear models: their loader and their arithmetic, in plain Python. In: named features. Out: probabilities.

A model is a JSON object in aggregator/reference/models/deals.json, one under each name:
    {"labels": [...], "unit": 0.001, "intercepts": [...], "weights": {feature: [one whole number a label]}, "threshold": 0.5}
A weight counts in units. A model with one label gives the logistic function of its score, one with more the softmax of theirs.
`scale` and `shift` calibrate the log-odds of the first label (Platt 1999); `threshold` is its probability that makes a yes.

In memory the weights of a feature with several labels are packed (`lanes`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from aggregator.reference.uncollected import uncollected
from aggregator.tag import lanes
from aggregator.tag.lanes import Packed, unpacked
from aggregator.tag.loops import COMPILED, added, weighed

_FILE = "deals.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """One model. `weights` holds for each known feature one whole number a label, in units of `unit`, packed."""

    labels: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: Mapping[str, Packed]
    unit: float = 0.001
    threshold: float = 0.5
    scale: float = 1.0
    shift: float = 0.0

    def scores(self, features: Mapping[str, float]) -> list[float]:
        """The score of every label: intercept + sum of weight × value over the known features, in whatever order they come."""
        if len(self.labels) == 1:
            return [self.score(features)]
        totals = added(self.weights, features, len(self.labels))
        return [intercept + total * self.unit for intercept, total in zip(self.intercepts, totals, strict=True)]

    def score(self, features: Mapping[str, float]) -> float:
        """The score of a model with one label."""
        return self.intercepts[0] + weighed(self.weights, features) * self.unit

    def probability(self, features: Mapping[str, float]) -> float:
        """The calibrated probability of the first label."""
        return self.chance(self.scores(features))

    def chance(self, scores: Sequence[float]) -> float:
        """The same, out of the scores of all labels."""
        return logistic(self.scale * ahead(scores) + self.shift)

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
        parts = [(name, self.row(name)[at] * value * self.unit) for name, value in features.items() if name in self.weights]
        return tuple(sorted((part for part in parts if part[1]), key=lambda part: (-abs(part[1]), part[0]))[:limit])

    def row(self, name: str) -> tuple[int, ...]:
        """The weights of a known feature, one a label. KeyError for any other."""
        return unpacked(self.weights[name], len(self.labels))


def packed(row: Iterable[int]) -> Packed:
    """The weights of a feature, one a label, as they are kept."""
    return all_packed((tuple(row),))[0]


def all_packed(rows: Sequence[Sequence[int]]) -> list[Packed]:
    """The same of several features. Raises ValueError unless all have equally many labels, and some."""
    return lanes.all_packed(rows, as_bytes=COMPILED)


def ahead(scores: Sequence[float]) -> float:
    """How far the first score is ahead of all others together: the log-odds of its label. Of a single one, that score."""
    first, *others = scores
    if not others:
        return first
    top = max(others)
    return first - top - math.log(sum([math.exp(each - top) for each in others]))


def likeliest(probabilities: Mapping[str, float]) -> str:
    """The label with the greatest probability; of equal ones the first by name."""
    return max(sorted(probabilities), key=probabilities.__getitem__)


def logistic(score: float) -> float:
    """1 / (1 + e^-score), safe for large scores."""
    if score >= 0:
        return 1.0 / (1.0 + math.exp(-score))
    grown = math.exp(score)
    return grown / (1.0 + grown)


def model(name: str) -> Linear:
    """The shipped model of this name: partnership, party, deal_type, status or announced. KeyError for any other."""
    return models(_FILE)[name]


@cache
@uncollected()
def models(file: str) -> dict[str, Linear]:
    """All models of a shipped file, by name. Read at once, so that nothing of the file stays but them."""
    text = (files("aggregator.reference") / "models" / file).read_text(encoding="utf-8")
    return {name: parsed(stored) for name, stored in json.loads(text).items()}


def parsed(stored: Mapping[str, object]) -> Linear:
    """A model out of its stored form."""
    fields = dict(stored)
    weights = fields.pop("weights")
    assert isinstance(weights, dict)
    if any(isinstance(each, list) for each in weights.values()):
        weights = dict(zip(weights, all_packed(tuple(weights.values())), strict=True))
    for key in ("labels", "intercepts"):
        fields[key] = tuple(fields[key])  # type: ignore[arg-type]
    return Linear(weights=weights, **fields)  # type: ignore[arg-type]
