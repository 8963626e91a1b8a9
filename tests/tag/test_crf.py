"""The decoder: against trying every sequence, and its probabilities against counting."""

from __future__ import annotations

import gzip
import itertools
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.crf import UNIT, Model, Scores, inside_chances, labels, load, packed, unpacked
from aggregator.tag.crf import total as add_up

MODEL = Model(((70, -40, 0), (-20, -100, 110), (10, -90, 60)), {}, {}, {}, {})
NUMBER = st.integers(-300, 300)
LINES = st.lists(st.tuples(NUMBER, NUMBER, NUMBER), min_size=1, max_size=6)


def paths(size: int) -> list[tuple[int, ...]]:
    """Every legal sequence: inside only after begin or inside."""
    every = itertools.product(range(3), repeat=size)
    return [path for path in every if all(not (b == 2 and a == 0) for a, b in itertools.pairwise((0, *path)))]


def total(scores: list[Scores], path: tuple[int, ...]) -> int:
    """The score of a sequence."""
    steps = sum(MODEL.steps[a][b] for a, b in itertools.pairwise((0, *path)))
    return steps + sum(each[label] for each, label in zip(scores, path, strict=True))


@given(LINES)
def test_the_best_sequence_is_the_best_of_all(scores: list[Scores]) -> None:
    best = max(total(scores, path) for path in paths(len(scores)))
    found = tuple(labels(scores, MODEL.steps))
    assert found in paths(len(scores))
    assert total(scores, found) == best


@given(LINES)
def test_probabilities_are_those_of_counting_every_sequence(scores: list[Scores]) -> None:
    weights = {path: math.exp(total(scores, path) * UNIT) for path in paths(len(scores))}
    whole = sum(weights.values())
    for at, chance in enumerate(inside_chances(scores, MODEL.steps)):
        assert chance == pytest.approx(sum(w for path, w in weights.items() if path[at]) / whole, abs=1e-6)


STORED = {
    "steps": [1, 2, 0, 4, 5, 6, 7, 8, 9],
    "words": ["w=clinic\nw=of", [*range(15), *range(15, 30)]],
    "spots": ["R-", list(range(9))],
    "sights": ["F=the", list(range(9))],
    "pairs": ["of|leeds", [1, -2, 3]],
}


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "model.crf.gz"
    path.write_bytes(gzip.compress(json.dumps(STORED).encode()))
    model = load(path)
    assert model.steps == ((1, 2, 0), (4, 5, 6), (7, 8, 9))
    assert model.words == {"w=clinic": packed(range(15)), "w=of": packed(range(15, 30))}
    assert model.pairs == {"of|leeds": packed((1, -2, 3))}


@given(LINES)
def test_sums_of_packed_scores_are_the_sums_of_each(scores: list[Scores]) -> None:
    rows = [packed(each) for each in scores]
    assert unpacked(row[0] for row in rows) == scores
    assert unpacked([sum(row[0] for row in rows)]) == [tuple(map(sum, zip(*scores, strict=True)))]


def test_scores_that_are_no_threes_are_an_error() -> None:
    with pytest.raises(ValueError, match="argument"):
        packed((1, 2))


def test_features_that_a_model_does_not_know_add_nothing() -> None:
    table = {"a": (1, 2, 3), "b": (10, 20, 30)}
    assert add_up(table, ("a", "unknown", "b"), 3) == (11, 22, 33)
    assert add_up(table, ("unknown",), 3) == (0, 0, 0)


def test_a_missing_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        load(tmp_path / "missing.gz")


@pytest.mark.parametrize(
    "broken", [[], {}, {**STORED, "steps": [1, 2, 3]}, {**STORED, "pairs": ["a\nb", [1, 2, 3]]}, {**STORED, "words": ["a", [1, 2]]}]
)
def test_a_broken_model_is_an_error(tmp_path: Path, broken: object) -> None:
    (tmp_path / "broken.gz").write_bytes(gzip.compress(json.dumps(broken).encode()))
    with pytest.raises(ValueError, match=r"model|argument"):
        load(tmp_path / "broken.gz")
