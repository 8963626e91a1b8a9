"""The measures of honest probabilities, and that the groups of the ablation name features that there are."""

from __future__ import annotations

import random
import re

import pytest

pytest.importorskip("sklearn", reason="training needs scikit-learn, a development dependency")

from aggregator.tag import announced, deal_type
from aggregator.tag.company import features_of_all
from aggregator.tag.likeness import likeness
from aggregator.tag.signals import signals
from tests.tag.deals import read
from training import calibration, deals_days
from training.deals_ablation import GROUPS

SURE = [(1.0, True), (0.0, False)] * 10


def test_the_perfect_prophet_and_the_one_who_does_not_know() -> None:
    assert calibration.brier(SURE) == calibration.ece(SURE) == 0
    assert calibration.brier([(0.5, True), (0.5, False)]) == 0.25
    assert calibration.ece([(0.5, True), (0.5, False)]) == 0


def test_who_boasts_is_found_out() -> None:
    assert calibration.ece([(0.95, at % 2 == 0) for at in range(100)]) == pytest.approx(0.45)


def test_what_is_drawn_by_its_probability_is_calibrated() -> None:
    dice = random.Random(7)
    pairs = [(p, dice.random() < p) for p in (dice.random() for _ in range(20_000))]
    assert calibration.ece(pairs) < 0.02
    assert [each.least for each in calibration.table(pairs)] == [at / 10 for at in range(10)]
    assert sum(each.cases for each in calibration.table(pairs)) == len(pairs)


def test_the_table_is_printed_as_markdown() -> None:
    lines = list(calibration.printed("verdict", SURE))
    assert lines[0] == "verdict: Brier 0.000, ECE 0.000, 20 cases"
    assert lines[-1] == "| 0.9–1.0 | 10 | 1.00 | 1.00 |"


def test_every_group_names_features_of_its_model() -> None:
    text = (
        "[Alpha Hospital|SG|hospital] and [Beta Labs|US|biotech] ended talks and signed an agreement on 3 March 2025 with "
        "[Gamma Care|SG|nhs] on software. Alpha Hospital and Beta Labs terminated the agreement."
    )
    reading = read("Alpha Hospital ends agreement with Beta Labs", text, "2025-03-04")
    told, company, days = signals(reading), features_of_all(reading), announced.candidates(reading)
    known = {
        "partnership": set(told | likeness(company)),
        "party": {name for each in [*company, *features_of_all(read("News", "[Alpha|SG|nhs] is alone."))] for name in each},
        "deal_type": set(deal_type.features(reading, told, [0, 1])),
        "announced": {name for day in days for name in announced.features(reading, day, days)} | set(announced.no_day(reading, days)),
    }
    for model, groups in GROUPS.items():
        for group, pattern in groups.items():
            assert any(re.match(pattern, name) for name in known[model]), (model, group)


# ---- the choice of a day -----------------------------------------------------------------------------------------------------


def _documents() -> tuple[list[dict[str, float]], list[bool], list[int]]:
    """Two kinds of documents: where a day stands by `signed` it is the day; else none is."""
    rows, right, groups = [], [], []
    for at in range(40):
        signed = at % 2 == 0
        rows += [{"bias": 1.0, "signed": 1.0} if signed else {"bias": 1.0}, {"bias": 1.0, "byline": 1.0}, {"none": 1.0}]
        right += [signed, False, not signed]
        groups += [at] * 3
    return rows, right, groups


def test_a_day_competes_with_the_others_and_with_none() -> None:
    model = deals_days.chosen(*_documents(), strength=1.0)
    signed, byline, none = {"bias": 1.0, "signed": 1.0}, {"bias": 1.0, "byline": 1.0}, {"none": 1.0}
    chances = announced.shares(model, [signed, byline, none])
    assert sum(chances) == pytest.approx(1)
    assert chances[0] > 0.8
    assert announced.shares(model, [{"bias": 1.0}, byline, none])[2] > 0.8
    assert announced.shares(model, [none]) == [1.0]


def test_the_same_rows_give_the_same_choice() -> None:
    assert deals_days.chosen(*_documents(), strength=1.0) == deals_days.chosen(*_documents(), strength=1.0)
