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
        from_o, to_o = (0, o + oo) if o + oo >= b + bo else (1, b + bo)
        from_o, to_o = (from_o, to_o) if to_o >= i + io else (2, i + io)
        from_b, to_b = (0, o + ob) if o + ob >= b + bb else (1, b + bb)
        from_b, to_b = (from_b, to_b) if to_b >= i + ib else (2, i + ib)
        from_i, to_i = (1, b + bi) if b + bi > i + ii else (2, i + ii)
        back.append((from_o, from_b, from_i))
        o, b, i = to_o + outside, to_b + begin, to_i + inside
    best = max((o, 0), (b, 1), (i, 2))[1]
    path: list[int] = []
    for step in reversed(back):
        path.append(best)
        best = step[best]
    return path[::-1]


def inside_chances(scores: list[Scores], model: Model) -> list[float]:
    """For each token the probability that it is part of a name (forward-backward, scaled at every step; scores are below 100)."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = [[math.exp(each) for each in row] for row in model.steps]
    exp = math.exp
    local = [(exp(outside), exp(begin), exp(inside)) for outside, begin, inside in scores]
    forward = []
    o, b, i = 1.0, 0.0, 0.0
    for eo, eb, ei in local:
        o, b, i = (o * oo + b * bo + i * io) * eo, (o * ob + b * bb + i * ib) * eb, (b * bi + i * ii) * ei
        total = o + b + i or 1.0
        o, b, i = o / total, b / total, i / total
        forward.append((o, b, i))
    chances = [0.0] * len(scores)
    go, gb, gi = 1.0, 1.0, 1.0
    for at in range(len(scores) - 1, -1, -1):
        o, b, i = forward[at]
        outside, named = o * go, b * gb + i * gi
        chances[at] = named / (outside + named or 1.0)
        eo, eb, ei = local[at]
        eo, eb, ei = eo * go, eb * gb, ei * gi
        go, gb, gi = oo * eo + ob * eb, bo * eo + bb * eb + bi * ei, io * eo + ib * eb + ii * ei
        total = go + gb + gi or 1.0
        go, gb, gi = go / total, gb / total, gi / total
    return chances
