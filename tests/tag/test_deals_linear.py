"""Linear models: their arithmetic, their stored form, and the shipped ones."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag import lanes
from aggregator.tag.lanes import unpacked
from aggregator.tag.linear import Linear, ahead, all_packed, likeliest, logistic, model, packed, parsed

TWO = Linear(("yes",), (0.5,), {"a": 1000, "b": -2000}, unit=0.001)
MANY = Linear(("x", "y", "z"), (0.0, 0.1, -0.1), {"a": packed((1000, 0, -1000))}, unit=0.001)


def test_a_score_is_intercept_and_weights_times_values() -> None:
    assert TWO.scores({"a": 2.0, "b": 0.5, "unknown": 9.0}) == [pytest.approx(0.5 + 2.0 - 1.0)]


def test_a_probability_is_calibrated() -> None:
    steep = Linear(("yes",), (0.5,), TWO.weights, unit=0.001, scale=2.0, shift=-1.0)
    assert steep.probability({"a": 1.0}) == pytest.approx(logistic(2.0 * 1.5 - 1.0))


def test_probabilities_of_many_labels_are_those_of_their_scores() -> None:
    found = MANY.probabilities({"a": 2.0})
    weights = [math.exp(2.0), math.exp(0.1), math.exp(-2.1)]
    assert list(found.values()) == [pytest.approx(weight / sum(weights)) for weight in weights]
    assert likeliest(found) == "x"


@given(st.lists(st.floats(-300, 300), min_size=2, max_size=16))
def test_the_first_label_is_as_far_ahead_as_its_probability_says(scores: list[float]) -> None:
    top = max(scores)
    shares = [math.exp(score - top) for score in scores]
    assert logistic(ahead(scores)) == pytest.approx(shares[0] / sum(shares), abs=1e-12)


def test_a_single_label_is_ahead_by_its_score() -> None:
    assert ahead([-1.5]) == -1.5


def test_of_many_labels_the_first_one_is_calibrated() -> None:
    steep = Linear(MANY.labels, MANY.intercepts, MANY.weights, scale=2.0, shift=-1.0)
    chances = MANY.probabilities({"a": 2.0})
    assert steep.probability({"a": 2.0}) == pytest.approx(logistic(2.0 * math.log(chances["x"] / (chances["y"] + chances["z"])) - 1.0))


def test_of_equal_labels_the_first_by_name_is_likeliest() -> None:
    assert likeliest({"b": 0.5, "a": 0.5}) == "a"


def test_grounds_are_the_strongest_parts_first() -> None:
    assert TWO.grounds({"a": 1.0, "b": 1.0, "c": 1.0}, "yes") == (("b", -2.0), ("a", 1.0))
    assert TWO.grounds({"a": 1.0, "b": 1.0}, "yes", limit=1) == (("b", -2.0),)


def test_the_stored_form_gives_the_model_back() -> None:
    stored: dict[str, object] = {
        "labels": ["yes"],
        "intercepts": [0.5],
        "unit": 0.001,
        "threshold": 0.4,
        "weights": {"a": 1000, "b": -2000},
    }
    found = parsed(stored)
    assert found.threshold == 0.4
    assert found.scores({"a": 1.0}) == TWO.scores({"a": 1.0})
    assert parsed({"labels": ["x", "y"], "intercepts": [0, 0], "weights": {"a": [5, -6]}}).row("a") == (5, -6)


@pytest.mark.parametrize("name", ["partnership", "party", "announced", "deal_type"])
def test_every_shipped_model_loads_and_has_weights_for_each_label(name: str) -> None:
    shipped = model(name)
    assert len(shipped.weights) > 100
    assert all(-1_000_000 < weight < 1_000_000 for name in shipped.weights for weight in shipped.row(name))
    assert len(shipped.intercepts) == len(shipped.labels)
    assert 0.0 < shipped.threshold < 1.0


def test_the_kinds_and_the_near_misses_are_all_there() -> None:
    assert len(model("deal_type").labels) == 15
    assert len(model("partnership").labels) == 16
    assert model("partnership").labels[0] == "yes"


def test_an_unknown_model_is_an_error() -> None:
    with pytest.raises(KeyError):
        model("fortune")


@given(st.floats(-1e6, 1e6))
def test_the_logistic_function_is_one_minus_its_mirror(score: float) -> None:
    assert 0.0 <= logistic(score) <= 1.0
    assert logistic(score) + logistic(-score) == pytest.approx(1.0)


@given(st.dictionaries(st.sampled_from("ab"), st.floats(-5, 5)), st.floats(0.001, 3))
def test_more_of_a_good_sign_never_lowers_a_probability(features: dict[str, float], more: float) -> None:
    assert TWO.probability({**features, "a": features.get("a", 0.0) + more}) >= TWO.probability(features)


@given(st.lists(st.lists(st.integers(-999_999, 999_999), min_size=4, max_size=4), min_size=1, max_size=200))
def test_packed_rows_add_up_as_rows_do(rows: list[list[int]]) -> None:
    numbers = (each for each in lanes.all_packed(rows, as_bytes=False) if isinstance(each, int))
    assert unpacked(sum(numbers), 4) == tuple(map(sum, zip(*rows, strict=True)))


@given(st.lists(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=3, max_size=3), min_size=1, max_size=20))
def test_rows_packed_together_are_packed_as_alone(rows: list[list[int]]) -> None:
    assert all_packed(rows) == [packed(row) for row in rows]
    assert [unpacked(each, 3) for each in all_packed(rows)] == [tuple(row) for row in rows]


@pytest.mark.parametrize("rows", [[], [[]], [[1, 2], [3]], [[1, 2], [3], [4, 5, 6]]])
def test_rows_of_unequal_labels_are_no_model(rows: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="labels"):
        all_packed(rows)


@given(st.permutations([("a", 0.1), ("b", 0.7), ("c", 0.3), ("d", 1 / 3), ("e", 0.7)]))
def test_the_order_of_features_changes_nothing(features: list[tuple[str, float]]) -> None:
    rows = {name: (number * 37 - 90, 11 - number * 5) for number, name in enumerate("abcde")}
    one = Linear(("yes",), (0.123,), {name: row[0] for name, row in rows.items()})
    two = Linear(("x", "y"), (0.1, 0.2), {name: packed(row) for name, row in rows.items()})
    assert one.score(dict(features)) == one.score(dict(sorted(features)))
    assert two.scores(dict(features)) == two.scores(dict(sorted(features)))
