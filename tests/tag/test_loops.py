"""The inner loops in C against those in Python: the same to the last bit, and what does not fit is an error."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag import crf, lanes, loops, within
from aggregator.tag.crf import WIDTHS, Steps, packed

compiled = pytest.mark.skipif(not loops.COMPILED, reason="the part in C is not built: there was no compiler, or AGGREGATOR_PURE was set")
NUMBER = st.integers(-1_000, 1_000)  # ten of them: scores stay below 10,000
STEPS = st.tuples(*[st.tuples(*[st.integers(-2_000, 2_000)] * 3)] * 3)
NEAR = st.tuples(*[st.tuples(*[st.integers(-300, 300)] * 3)] * 3)


def rows(draw: Any, width: int, size: int) -> list[crf.Row]:
    """Rows of packed numbers."""
    numbers = st.lists(NUMBER, min_size=3 * width, max_size=3 * width)
    return [packed(draw(numbers)) for _ in range(size)]


@st.composite
def stretches(draw: st.DrawFn) -> tuple[list[crf.Row], list[crf.Row], list[int], list[int], Steps]:
    """What is known of some tokens: their words and two more on either side, their marks and one more, pairs, sights; and steps."""
    size = draw(st.integers(1, 12))
    words, marks = rows(draw, WIDTHS["words"], size + 4), rows(draw, WIDTHS["spots"], size + 2)
    pairs, sights = ([row[0] for row in rows(draw, 1, size)] for _ in range(2))
    return words, marks, pairs, sights, draw(STEPS | NEAR)


@compiled
@given(stretches())
def test_names_and_probabilities_are_the_same(given: Any) -> None:
    assert loops.decoded(*given) == crf.decoded(*given)


@compiled
@given(st.data())
def test_sums_of_rows_are_the_same(data: st.DataObject) -> None:
    width = data.draw(st.sampled_from(sorted(set(WIDTHS.values()))))
    table = {f"w={at}": row for at, row in enumerate(rows(data.draw, width, 6))}
    features = data.draw(st.lists(st.sampled_from([*table, "w=unknown"])).map(tuple))
    assert loops.total(table, features, width) == crf.total(table, features, width)


ONE: Any = ([(0,) * 5] * 5, [(0,) * 3] * 3, [0], [0], ((0, 0, 0),) * 3)


@compiled
@pytest.mark.parametrize(
    ("at", "wrong", "error"),
    [
        (0, [(0,) * 5] * 4, ValueError),  # a word too few
        (0, [(0,) * 4] * 5, ValueError),  # a slot too few
        (0, [[0] * 5] * 5, ValueError),
        (0, [("x",) * 5] * 5, TypeError),
        (1, [(0,) * 3] * 2, ValueError),
        (2, [0, 0], ValueError),  # more pairs than sights
        (2, (0,), TypeError),
        (3, [1 << 70], OverflowError),
        (4, ((0, 0, 0),) * 2, ValueError),
    ],
)
def test_what_does_not_fit_is_an_error(at: int, wrong: Any, error: type[Exception]) -> None:
    assert loops.decoded(*ONE) == crf.decoded(*ONE)
    with pytest.raises(error):
        loops.decoded(*(wrong if each == at else part for each, part in enumerate(ONE)))


@compiled
@pytest.mark.parametrize(
    ("table", "features", "width", "error"),
    [({}, (), 0, ValueError), ({}, (), 6, ValueError), ([], (), 1, TypeError), ({}, 5, 1, TypeError), ({"a": (1,)}, ("a",), 2, ValueError)],
)
def test_a_sum_that_does_not_fit_is_an_error(table: Any, features: Any, width: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        loops.total(table, features, width)


NAMES = [f"f{at}" for at in range(8)]
VALUES = st.floats(-1e6, 1e6) | st.sampled_from([0.35, 0.5, 0.7, 1.0, 1e-9, 1e16, -1e16])
FEATURES = st.dictionaries(st.sampled_from([*NAMES, "unknown"]), VALUES)
WEIGHT = st.integers(-1_000_000, 1_000_000)


@compiled
@given(st.data(), FEATURES)
def test_scores_of_several_labels_are_the_same(data: st.DataObject, features: dict[str, float]) -> None:
    width = data.draw(st.integers(2, 17))
    rows = data.draw(st.lists(st.lists(WEIGHT, min_size=width, max_size=width), min_size=len(NAMES), max_size=len(NAMES)))
    numbers, as_bytes = (dict(zip(NAMES, lanes.all_packed(rows, each), strict=True)) for each in (False, True))
    assert loops.added(as_bytes, features, width) == lanes.added(numbers, features, width)
    for name, row in zip(NAMES, rows, strict=True):
        assert lanes.unpacked(numbers[name], width) == lanes.unpacked(as_bytes[name], width) == tuple(row)


@compiled
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, WEIGHT)), FEATURES)
def test_the_score_of_one_label_is_the_same(weights: Any, features: dict[str, float]) -> None:
    assert loops.weighed(weights, features) == lanes.weighed(weights, features)


@compiled
@pytest.mark.parametrize("values", [(1e16, 1.0, -1e16), (1.0, 1e-16, 1e-32), (2.0**53, 1.0, 2.0**-53), (-(2.0**53), -1.0, -(2.0**-53)), ()])
def test_a_score_is_rounded_once(values: tuple[float, ...]) -> None:
    features = {f"f{at}": value for at, value in enumerate(values)}
    assert loops.weighed(dict.fromkeys(NAMES, 1), features) == math.fsum(values)


def test_many_values_are_kept_apart() -> None:
    rows = [[at, -at] for at in range(1000)]
    weights = {f"f{at}": row for at, row in enumerate(lanes.all_packed(rows, loops.COMPILED))}
    found = loops.added(weights, {f"f{at}": float(at) for at in reversed(range(1000))}, 2)
    assert found == [float(sum(at * at for at in range(1000))), -float(sum(at * at for at in range(1000)))]


@compiled
@pytest.mark.parametrize(
    ("weights", "features", "width", "error"),
    [
        ({"a": b"1234"}, {"a": 1.0}, 0, ValueError),
        ({"a": b"1234"}, {"a": 1.0}, 2, ValueError),  # a label too few
        ({"a": 1}, {"a": 1.0}, 1, ValueError),
        ({"a": b"1234"}, {"a": "x"}, 1, TypeError),
        ({}, [], 1, TypeError),
    ],
)
def test_weights_that_do_not_fit_are_an_error(weights: Any, features: Any, width: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        loops.added(weights, features, width)


@compiled
@pytest.mark.parametrize(
    ("weights", "features", "error"),
    [
        ({"a": 1}, {"a": math.inf}, ValueError),
        ({"a": b"1234"}, {"a": 1.0}, TypeError),
        ({"a": 1}, {"a": None}, TypeError),
        ([], {}, TypeError),
    ],
)
def test_one_weight_that_does_not_fit_is_an_error(weights: Any, features: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        loops.weighed(weights, features)


@compiled
@given(st.text("aZ09é漢 -'", min_size=1, max_size=30), st.data())
def test_the_same_hits_begin_within_a_word(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text) - 1)
    hits = data.draw(st.lists(st.tuples(st.integers(0, 9), place, place)))
    assert loops.begun(text, hits) == within.begun(text, hits)


def test_hits_within_a_word_are_dropped() -> None:
    hits = [(0, 0, 4), (1, 1, 4), (2, 5, 9), (3, 6, 9), (4, 10, 11)]
    assert loops.begun("bath éath-a", hits) == [(0, 0, 4), (2, 5, 9), (3, 6, 9), (4, 10, 11)]


@compiled
@pytest.mark.parametrize(
    ("text", "hits", "error"),
    [("abc", [(0, 3, 4)], ValueError), ("abc", [(0, -1, 4)], ValueError), ("abc", [[0, 1, 2]], ValueError), (b"abc", [], TypeError)],
)
def test_a_hit_outside_the_text_is_an_error(text: Any, hits: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        loops.begun(text, hits)


TAGGED = """
import sys
if sys.argv[1] == "pure":
    sys.modules["aggregator.tag._loops"] = None
from aggregator.reference import gazetteer
from aggregator.tag import loops, tags
from tests.tag.articles import GERMAN, JAPANESE, WIRE
assert loops.COMPILED == (sys.argv[1] != "pure")
print([tags(each, gazetteer()) for each in (WIRE, GERMAN, JAPANESE)])
"""


@compiled
def test_tags_are_the_same_without_the_part_in_c() -> None:
    ways = ([sys.executable, "-c", TAGGED, way] for way in ("pure", "compiled"))
    pure, fast = (subprocess.run(way, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "0"}).stdout for way in ways)
    assert pure == fast
    assert "Pfizer" in pure
