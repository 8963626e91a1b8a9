"""A linear-chain model over tokens: load, score, decode. In: rows of weights; out: labels and their probabilities.

    model file   JSON, gzip:  {"steps": [nine numbers], "words": [names, numbers], "spots": …, "sights": …, "pairs": …}

`names` is one text, a name a line; `numbers` holds for each name as many as its table is wide (`WIDTHS`): three, one a label, for each
slot: the places from which the feature is looked at. All are whole hundredths, so that sums are exact in any order.

In memory the three numbers of a slot are packed into one, 20 bits each: to add such numbers is to add all three at once, and most of the
time of finding names goes into such sums. A sum stays far below 5,000 (half a million hundredths), so no number runs into the next.

Trained by `training/organisations.py` with CRFsuite (limited-memory BFGS); decoded here, so that the scores of a word are
added up once and kept. Labels: 0 outside, 1 begins a name, 2 goes on. Viterbi and forward-backward as in Lafferty et al. (2001).
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aggregator.reference.uncollected import uncollected

Row = tuple[int, ...]
Table = Mapping[str, Row]
Scores = tuple[int, int, int]
Steps = tuple[Scores, Scores, Scores]
NOTHING: Row = (0,)
UNIT = 0.01
SLOTS = {"words": ("0", "-1", "+1", "-2", "+2"), "spots": ("0", "-1", "+1"), "sights": ("0", "1", "2"), "pairs": ("0",)}
WIDTHS = {table: len(slots) for table, slots in SLOTS.items()}
_NEVER = -(10**9)
_BITS = 20
_HALF, _MASK = 1 << _BITS - 1, (1 << _BITS) - 1
_POSITIVE = _HALF * (1 + (1 << _BITS) + (1 << 2 * _BITS))  # added before the bits are parted, so that none borrows from its neighbour


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features (for each slot of the table outside, begin, inside, packed) and of steps from label to label (`steps[a][b]`)."""

    steps: Steps
    words: Table
    spots: Table
    sights: Table
    pairs: Table


def total(table: Table, features: Iterable[str], width: int) -> Row:
    """The sum of the rows of these features."""
    rows = list(filter(None, map(table.get, features)))
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * width


@uncollected()
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
    slots = packed(numbers)
    rows = zip(*(slots[at::width] for at in range(width)), strict=True)
    return dict(zip(names.split("\n") if names else (), rows, strict=True))


def packed(numbers: Sequence[int]) -> Row:
    """Numbers, three and three (outside, begin, inside) in one. Raises ValueError where they are not threes."""
    threes = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    return tuple(outside + (begin << _BITS) + (inside << 2 * _BITS) for outside, begin, inside in threes)


def decoded(words: list[Row], marks: list[Row], pairs: list[int], sights: list[int], steps: Steps) -> tuple[list[int], list[float]]:
    """The best labels of a stretch of tokens, and of each from the first to the last token of a name the probability that it is part of
    one (0 for others). All scores are packed; what each list holds says `summed`."""
    scores = summed(words, marks, pairs, sights)
    path = labels(scores, steps)
    named = [at for at, label in enumerate(path) if label]
    return path, inside_chances(scores, steps, range(named[0], named[-1] + 1)) if named else [0.0] * len(path)


def summed(words: list[Row], marks: list[Row], pairs: list[int], sights: list[int]) -> list[Scores]:
    """The scores of every label for the tokens of a stretch. `pairs` and `sights` hold what each token has for itself; `words` the rows of
    two words more on either side, `marks` those of one more: what neighbours see stands in their slots."""
    own, near, after, far, beyond = zip(*words, strict=True)
    mine, left, right = zip(*marks, strict=True)
    parts = (own[2:], mine[1:], near[1:], left, after[3:], right[2:], far, beyond[4:], pairs, sights)
    return unpacked(map(sum, zip(*parts, strict=False)))  # `sum` adds ten numbers at once, without a new one for each step


def unpacked(sums: Iterable[int]) -> list[Scores]:
    """Packed numbers as threes again."""
    positive = [each + _POSITIVE for each in sums]
    return [((each & _MASK) - _HALF, (each >> _BITS & _MASK) - _HALF, (each >> 2 * _BITS) - _HALF) for each in positive]


def labels(scores: list[Scores], steps: Steps) -> list[int]:
    """The best sequence of labels; inside never follows outside."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = steps
    back: list[tuple[int, int, int]] = []
    o, b, i = 0, _NEVER, _NEVER
    for outside, begin, inside in scores:
        from_o, to_o, from_b, to_b, from_i, to_i = 0, o + oo, 0, o + ob, 2, i + ii
        if b + bo > to_o:
            from_o, to_o = 1, b + bo
        if i + io > to_o:
            from_o, to_o = 2, i + io
        if b + bb > to_b:
            from_b, to_b = 1, b + bb
        if i + ib > to_b:
            from_b, to_b = 2, i + ib
        if b + bi > to_i:
            from_i, to_i = 1, b + bi
        back.append((from_o, from_b, from_i))
        o, b, i = to_o + outside, to_b + begin, to_i + inside
    best = max((o, 0), (b, 1), (i, 2))[1]
    path: list[int] = []
    for step in reversed(back):
        path.append(best)
        best = step[best]
    return path[::-1]


def inside_chances(scores: list[Scores], steps: Steps, asked: range | None = None) -> list[float]:
    """For each token the probability that it is part of a name (forward-backward, scaled at every step; scores stay below 10,000).
    `asked`: the tokens of which it is wanted; for others it may be 0."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = _odds(steps)
    exp, unit = math.exp, UNIT
    local = [(exp(outside * unit), exp(begin * unit), exp(inside * unit)) for outside, begin, inside in scores]
    forward = []
    o, b, i = 1.0, 0.0, 0.0
    first, last = (asked.start, asked.stop) if asked else (0, len(scores))
    for eo, eb, ei in local[:last]:
        o, b, i = (o * oo + b * bo + i * io) * eo, (o * ob + b * bb + i * ib) * eb, (b * bi + i * ii) * ei
        total = o + b + i or 1.0
        o, b, i = o / total, b / total, i / total
        forward.append((o, b, i))
    chances = [0.0] * len(scores)
    go, gb, gi = 1.0, 1.0, 1.0
    for at in range(len(scores) - 1, first - 1, -1):
        if at < last:
            o, b, i = forward[at]
            outside, named = o * go, b * gb + i * gi
            chances[at] = named / (outside + named or 1.0)
        eo, eb, ei = local[at]
        eo, eb, ei = eo * go, eb * gb, ei * gi
        go, gb, gi = oo * eo + ob * eb, bo * eo + bb * eb + bi * ei, io * eo + ib * eb + ii * ei
        total = go + gb + gi or 1.0
        go, gb, gi = go / total, gb / total, gi / total
    return chances


@lru_cache(maxsize=8)
def _odds(steps: Steps) -> list[list[float]]:
    return [[math.exp(each * UNIT) for each in row] for row in steps]
