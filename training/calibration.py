"""How honest probabilities are. In: probabilities of unseen cases and whether each was true. Out: Brier score, ECE, a reliability table.

Brier   the mean of (probability - truth)²                        (Brier 1950)
ECE     the mean distance of said and seen shares over ten bins   (expected calibration error; Naeini et al. 2015)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

BINS = 10
Pairs = Sequence[tuple[float, bool]]


class Bin(NamedTuple):
    """The cases of one tenth: how many, the mean of what was said, the share that was true."""

    least: float
    cases: int
    said: float
    true: float


def table(pairs: Pairs) -> tuple[Bin, ...]:
    """The reliability table, without empty bins."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for probability, true in pairs:
        bins.setdefault(min(int(probability * BINS), BINS - 1), []).append((probability, true))
    return tuple(
        Bin(at / BINS, len(own), sum(p for p, _ in own) / len(own), sum(t for _, t in own) / len(own)) for at, own in sorted(bins.items())
    )


def brier(pairs: Pairs) -> float:
    """The mean squared distance to the truth; 0 is perfect, 0.25 is always saying one half."""
    return sum((probability - true) ** 2 for probability, true in pairs) / len(pairs)


def ece(pairs: Pairs) -> float:
    """How far what was said lies from what was seen, on average."""
    return sum(each.cases * abs(each.said - each.true) for each in table(pairs)) / len(pairs)


def printed(name: str, pairs: Pairs) -> Iterable[str]:
    """The table in lines of Markdown."""
    yield f"{name}: Brier {brier(pairs):.3f}, ECE {ece(pairs):.3f}, {len(pairs)} cases"
    yield "| said | cases | mean said | true |"
    yield "|---|---|---|---|"
    for each in table(pairs):
        yield f"| {each.least:.1f}–{each.least + 1 / BINS:.1f} | {each.cases} | {each.said:.2f} | {each.true:.2f} |"
