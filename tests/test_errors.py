"""Errors keep what they carry, also on the way out of a worker process."""

from __future__ import annotations

import pickle

import pytest

from aggregator import errors
from aggregator.errors import AggregatorError


def kinds(base: type[AggregatorError] = AggregatorError) -> list[type[AggregatorError]]:
    return [base, *(found for each in base.__subclasses__() for found in kinds(each))]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_an_error_survives_pickling(kind: type[AggregatorError]) -> None:
    error = kind("what happened", where="feeds.toml:3", hint="do this")
    error.__dict__["reason"] = "timeout"
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == "what happened"
    assert again.__dict__ == error.__dict__


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    assert errors.__doc__ is not None
    assert {kind.__name__ for kind in kinds()} == {word for word in errors.__doc__.replace("─", " ").split() if word.endswith("Error")}
