"""A linear-chain model over tokens: load, score, decode. In: score vectors per token; out: labels and their probabilities.

    model file   lines of text, gzip:  "#transitions", nine numbers; then  feature TAB O TAB B TAB I  (hundredths)

Trained by `training/organisations.py` with CRFsuite (limited-memory BFGS); decoded here, so that the scores of a word are
added up once and kept. Labels: 0 outside, 1 begins a name, 2 goes on. Viterbi and forward-backward as in Lafferty et al. (2001).
"""

from __future__ import annotations

import gzip
import math
from dataclasses import dataclass
from pathlib import Path

Scores = tuple[float, float, float]
NOTHING: Scores = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features (outside, begin, inside) and of steps from label to label (`steps[a][b]`)."""

    weights: dict[str, Scores]
    steps: tuple[Scores, Scores, Scores]

    def total(self, features: tuple[str, ...], prefix: str) -> Scores:
        """The sum of the weights of these features at one offset (`prefix` is part of their names)."""
        outside = begin = inside = 0.0
        get = self.weights.get
        for feature in features:
            weights = get(prefix + feature)
            if weights:
                outside += weights[0]
                begin += weights[1]
                inside += weights[2]
        return outside, begin, inside


def load(path: Path) -> Model:
    """Read a model file. Raises OSError when it is missing, ValueError when it is no model."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        steps = [float(each) for each in next(lines).split()[1:]]
        weights = {}
        for line in lines:
            feature, outside, begin, inside = line.rstrip("\n").split("\t")
            weights[feature] = (int(outside) / 100, int(begin) / 100, int(inside) / 100)
    return Model(weights, ((steps[0], steps[1], steps[2]), (steps[3], steps[4], steps[5]), (steps[6], steps[7], steps[8])))


def labels(scores: list[Scores], model: Model) -> list[int]:
    """The best sequence of labels; inside never follows outside."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = model.steps
    back: list[tuple[int, int, int]] = []
    o, b, i = 0.0, -1e9, -1e9
    for outside, begin, inside in scores:
        to_o, from_o = max((o + oo, 0), (b + bo, 1), (i + io, 2))
        to_b, from_b = max((o + ob, 0), (b + bb, 1), (i + ib, 2))
        to_i, from_i = (b + bi, 1) if b + bi > i + ii else (i + ii, 2)
        back.append((from_o, from_b, from_i))
        o, b, i = to_o + outside, to_b + begin, to_i + inside
    best = max((o, 0), (b, 1), (i, 2))[1]
    path: list[int] = []
    for step in reversed(back):
        path.append(best)
        best = step[best]
    return path[::-1]


def inside_chances(scores: list[Scores], model: Model) -> list[float]:
    """For each token the probability that it is part of a name (forward-backward, scaled)."""
    steps = [[math.exp(each) for each in row] for row in model.steps]
    steps[0][2] = 0.0
    local = [_exponents(each) for each in scores]
    forward: list[tuple[float, float, float]] = []
    state = (1.0, 0.0, 0.0)
    for each in local:
        state = _norm(tuple(sum(state[a] * steps[a][b] for a in range(3)) * each[b] for b in range(3)))
        forward.append(state)
    chances = [0.0] * len(scores)
    back = (1.0, 1.0, 1.0)
    for at in range(len(scores) - 1, -1, -1):
        whole = [f * g for f, g in zip(forward[at], back, strict=True)]
        total = sum(whole)
        chances[at] = 1.0 - whole[0] / total if total else 0.0
        each = local[at]
        back = _norm(tuple(sum(steps[a][b] * each[b] * back[b] for b in range(3)) for a in range(3)))
    return chances


def _exponents(scores: Scores) -> tuple[float, float, float]:
    top = max(scores)
    return math.exp(scores[0] - top), math.exp(scores[1] - top), math.exp(scores[2] - top)


def _norm(values: tuple[float, ...]) -> tuple[float, float, float]:
    total = sum(values) or 1.0
    return values[0] / total, values[1] / total, values[2] / total
