"""A linear-chain model over tokens: load, score, decode. In: rows of weights; out: labels and their probabilities.

    model file   JSON, gzip:  {"steps": [nine numbers], "words": [names, numbers], "spots": …, "sights": …, "pairs": …}

`names` is one text, a name a line; `numbers` holds for each name as many as its table is wide (`WIDTHS`): three, one a label, for each
slot: the places from which the feature is looked at. All are whole hundredths, so that sums are exact in any order.

Trained by `training/organisations.py` with CRFsuite (limited-memory BFGS); decoded here, so that the scores of a word are
added up once and kept. Labels: 0 outside, 1 begins a name, 2 goes on. Viterbi and forward-backward as in Lafferty et al. (2001).
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Row = tuple[int, ...]
Table = Mapping[str, Row]
Scores = tuple[int, int, int]
NOTHING: Scores = (0, 0, 0)
UNIT = 0.01
SLOTS = {"words": ("0", "-1", "+1", "-2", "+2"), "spots": ("0", "-1", "+1"), "sights": ("0", "1", "2"), "pairs": ("0",)}
WIDTHS = {table: 3 * len(slots) for table, slots in SLOTS.items()}
_NEVER = -(10**9)


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features (outside, begin, inside; a triple for each slot of the table) and of steps from label to label
    (`steps[a][b]`)."""

    steps: tuple[Scores, Scores, Scores]
    words: Table
    spots: Table
    sights: Table
    pairs: Table


def total(table: Table, features: Iterable[str], width: int) -> Row:
    """The sum of the rows of these features."""
    get = table.get
    rows = [row for each in features if (row := get(each)) is not None]
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * width


def load(path: Path) -> Model:
    """Read a model file. Raises OSError when it is missing, ValueError when it is no model."""
    with gzip.open(path, "rb") as packed:
        stored = json.loads(packed.read())
    if not isinstance(stored, dict) or not {"steps", *WIDTHS} <= set(stored):
        raise ValueError(f"{path} is no model")
    numbers = iter(stored["steps"])
    steps = [(next(numbers), next(numbers), next(numbers)) for _ in range(3)] if len(stored["steps"]) == 9 else []
    if not steps:
        raise ValueError(f"{path} is no model: nine steps expected")
    tables = {name: _table(stored[name], width) for name, width in WIDTHS.items()}
    return Model((steps[0], steps[1], steps[2]), tables["words"], tables["spots"], tables["sights"], tables["pairs"])


def _table(stored: tuple[str, Sequence[int]], width: int) -> Table:
    names, numbers = stored
    return dict(zip(names.split("\n") if names else (), _rows(numbers, width), strict=True))


def _rows(numbers: Sequence[int], width: int) -> list[Row]:
    return list(zip(*(numbers[at::width] for at in range(width)), strict=True))


def labels(scores: list[Scores], model: Model) -> list[int]:
    """The best sequence of labels; inside never follows outside."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = model.steps
    back: list[tuple[int, int, int]] = []
    o, b, i = 0, _NEVER, _NEVER
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
    """For each token the probability that it is part of a name (forward-backward, scaled at every step; scores stay below 10,000)."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = [[math.exp(each * UNIT) for each in row] for row in model.steps]
    exp, unit = math.exp, UNIT
    local = [(exp(outside * unit), exp(begin * unit), exp(inside * unit)) for outside, begin, inside in scores]
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
