"""Weights of a feature, one a label, side by side. In: rows of whole numbers; out: packed rows, and what features add up to.

A packed row is one number, 32 bits a label: to add such numbers is to add the weights of all labels at once. A weight stays below a
million, and an article has some hundreds of features, so no sum runs into the next label's. Where the part in C adds them
(`loops`), a packed row is the same 32 bits a label as bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, groupby, repeat
from operator import mul
from struct import Struct, pack, unpack

Packed = int | bytes
_BITS = 32
_HALF = 1 << _BITS - 1


def all_packed(rows: Sequence[Sequence[int]], as_bytes: bool) -> list[Packed]:
    """The rows of several features; of one label, the weights themselves. Raises ValueError unless all have equally many labels, and
    some."""
    widths = set(map(len, rows))
    if not rows or len(widths) > 1 or not all(widths):
        raise ValueError(f"weights of a feature: {sorted(widths)} labels")
    width = widths.pop()
    if width == 1:
        return [weight for (weight,) in rows]
    positive, lanes = _lanes(width)
    signed = pack(f"{'=' if as_bytes else '<'}{len(rows) * width}i", *chain.from_iterable(rows))
    lane_bytes = (signed[at : at + lanes.size] for at in range(0, len(signed), lanes.size))
    if as_bytes:
        return list(lane_bytes)
    return [(int.from_bytes(each, "little") ^ positive) - positive for each in lane_bytes]  # to turn each sign bit is to add the half


def unpacked(row: Packed, width: int) -> tuple[int, ...]:
    """The weights of as many labels, or their sums, out of a packed row."""
    if isinstance(row, bytes):
        return unpack(f"={width}i", row)
    positive, lanes = _lanes(width)  # added before the bits are parted, so that none borrows from its neighbour; then sign bits again
    return lanes.unpack(((row + positive) ^ positive).to_bytes(lanes.size, "little"))


def added(weights: Mapping[str, Packed], features: Mapping[str, float], width: int) -> list[float]:
    """For each label the sum of weight times value over the known features; packed rows are numbers.

    Many features share one value, most of them side by side; their weights are added up first. The sum is the same in whatever order
    the features come.
    """
    totals, alike = [0.0] * width, dict.fromkeys(features.values(), 0)
    for value, names in groupby(features, features.__getitem__):
        alike[value] += sum(filter(None, map(weights.get, names)))  # type: ignore[arg-type]
    for value in sorted(alike):
        totals = [total + value * each for total, each in zip(totals, unpacked(alike[value], width), strict=True)]
    return totals


def weighed(weights: Mapping[str, Packed], features: Mapping[str, float]) -> float:
    """The same where there is one label and weights are plain numbers; rounded once, so that the order does not matter either."""
    return math.fsum(map(mul, map(weights.get, features, repeat(0)), features.values()))


@cache
def _lanes(width: int) -> tuple[int, Struct]:
    return sum(_HALF << at * _BITS for at in range(width)), Struct(f"<{width}i")
