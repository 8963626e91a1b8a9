"""The decoder: against trying every sequence, and its probabilities against counting."""

from __future__ import annotations

import gzip
import itertools
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.crf import Model, inside_chances, labels, load

MODEL = Model({}, ((0.7, -0.4, 0.0), (-0.2, -1.0, 1.1), (0.1, -0.9, 0.6)))
NUMBER = st.floats(-3, 3)
LINES = st.lists(st.tuples(NUMBER, NUMBER, NUMBER), min_size=1, max_size=6)


def paths(size: int) -> list[tuple[int, ...]]:
    """Every legal sequence: inside only after begin or inside."""
    every = itertools.product(range(3), repeat=size)
    return [path for path in every if all(not (b == 2 and a == 0) for a, b in itertools.pairwise((0, *path)))]


def total(scores: list[tuple[float, float, float]], path: tuple[int, ...]) -> float:
    """The score of a sequence."""
    steps = sum(MODEL.steps[a][b] for a, b in itertools.pairwise((0, *path)))
    return steps + sum(each[label] for each, label in zip(scores, path, strict=True))


@given(LINES)
def test_the_best_sequence_is_the_best_of_all(scores: list[tuple[float, float, float]]) -> None:
    best = max(total(scores, path) for path in paths(len(scores)))
    found = tuple(labels(scores, MODEL))
    assert found in paths(len(scores))
    assert total(scores, found) == pytest.approx(best)


@given(LINES)
def test_probabilities_are_those_of_counting_every_sequence(scores: list[tuple[float, float, float]]) -> None:
    weights = {path: math.exp(total(scores, path)) for path in paths(len(scores))}
    whole = sum(weights.values())
    for at, chance in enumerate(inside_chances(scores, MODEL)):
        assert chance == pytest.approx(sum(w for path, w in weights.items() if path[at]) / whole, abs=1e-6)


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "model.crf.gz"
    path.write_bytes(gzip.compress(b"#transitions 1 2 0 4 5 6 7 8 9\n0:w=clinic\t-150\t25\t300\n"))
    model = load(path)
    assert model.steps == ((1.0, 2.0, 0.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0))
    assert model.total(("w=clinic", "w=unknown"), "0:") == (-1.5, 0.25, 3.0)


def test_a_missing_or_broken_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        load(tmp_path / "missing.gz")
    (tmp_path / "broken.gz").write_bytes(gzip.compress(b"#transitions 1 2\nx\ty\n"))
    with pytest.raises(ValueError, match="not enough values"):
        load(tmp_path / "broken.gz")
