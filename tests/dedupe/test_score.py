from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe import bounds, explain
from aggregator.dedupe.features import AGAINST, BARE, NAMES, features, gap
from aggregator.dedupe.score import logistic, models, moved_on, of_the_trade, probability, rivals, strangers
from aggregator.dedupe.weights import Weights
from aggregator.model import Account, Organisation, Tags
from tests.dedupe.made import CHINESE, OTHER, RELEASE, article, filed, tags

NOTHING = Weights({})
DAY = date(2026, 5, 4)
PARTIES = ("Harrowgate Hospital Trust", "Lumetrix", "Serovance", "Quillon Clinic")


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    lines = draw(st.lists(st.sampled_from([*RELEASE, *OTHER, *CHINESE]), max_size=5, unique=True))
    day = draw(st.none() | st.integers(0, 60).map(lambda days: DAY + timedelta(days)))
    names = draw(st.lists(st.sampled_from(PARTIES), max_size=3, unique=True))
    deal = tags(
        names, countries=draw(st.sampled_from([(), ("GB",), ("GB", "FI"), ("CN",)])), deal_type=draw(st.sampled_from(["mou", "technology"]))
    )
    title = draw(st.sampled_from(["", "Lumetrix renews scanners", "School of dentistry"]))
    return filed(article(lines, title=title, day=day, language=draw(st.sampled_from(["en", "zh", None]))), deal, draw(st.integers(1, 9)))


@given(accounts(), accounts())
def test_symmetric_and_between_nothing_and_one(one: Account, other: Account) -> None:
    found = features(one, other, NOTHING)
    assert found == pytest.approx(features(other, one, NOTHING))
    assert tuple(found) == NAMES
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in found.values())
    assert probability(one, other, NOTHING) == pytest.approx(probability(other, one, NOTHING))


@given(accounts(), accounts())
def test_an_explanation_adds_up(one: Account, other: Account) -> None:
    found = explain(one, other, {})
    assert found.probability == probability(one, other, NOTHING)
    assert found.same is (found.probability >= models().threshold)
    total = sum(reason.adds for reason in found.reasons)
    assert logistic(total) == pytest.approx(found.probability, abs=0.06)  # the parts are rounded


def test_an_explanation_of_days_too_far_apart() -> None:
    one = filed(article(day=DAY), tags(PARTIES[:2]), 1)
    other = filed(article(day=DAY + timedelta(bounds.WINDOW_DAYS + 1)), tags(PARTIES[:2]), 2)
    found = explain(one, other, {})
    assert (found.same, found.probability, found.reasons[0].name) == (False, 0.0, "days")
    assert "o:lumetrix" in found.shared


def test_the_weightiest_reason_comes_first() -> None:
    one, other = filed(article(day=DAY), tags(PARTIES[:2]), 1), filed(article(day=DAY), tags(PARTIES[:2]), 2)
    adds = [abs(reason.adds) for reason in explain(one, other, {}).reasons[:-1]]
    assert adds == sorted(adds, reverse=True)


def test_the_shipped_models_have_a_weight_for_each_feature_and_of_the_right_sign() -> None:
    assert set(models().named.weights) == set(NAMES)
    assert set(models().bare.weights) == set(BARE)
    assert 0 < models().threshold < 1
    for name, weight in (*models().named.weights.items(), *models().bare.weights.items()):
        assert weight <= 0 if name in AGAINST else weight >= 0, name


def test_texts_of_other_trades_are_told_by_their_words() -> None:
    """What the taggers guess of them (a reason, a country) is not believed: the same words on one day are one event."""
    one = filed(article(RELEASE, day=DAY), tags(reason="appointment", countries=("GB",)), 1)
    other = filed(article(RELEASE, day=DAY, url="https://x.example/2"), tags(reason="event", countries=("CA",)), 2)
    assert not of_the_trade(one, other)
    assert probability(one, other, NOTHING) > 0.9
    assert "reason_differs" not in {reason.name for reason in explain(one, other, {}).reasons}


DEAL, NEWS, MUTE = {"parties": PARTIES[:2]}, {"others": PARTIES[:1], "reason": "earnings"}, {"reason": "event"}


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(DEAL, DEAL, True), (DEAL, NEWS, True), (DEAL, MUTE, False), (NEWS, NEWS, False), (MUTE, MUTE, False)]
)
def test_of_the_trade_is_what_tells_a_deal(one: dict[str, Any], other: dict[str, Any], expected: bool) -> None:
    first, second = filed(article(), tags(**one), 1), filed(article(), tags(**other), 2)
    assert (of_the_trade(first, second), of_the_trade(second, first)) == (expected, expected)


def test_talks_are_of_the_trade_but_no_name_of_the_register_alone() -> None:
    """General news names news channels and companies of the register, too."""
    named = filed(article(), Tags(organisations=(Organisation("org:lumetrix", "Lumetrix"),)), 1)
    assert not of_the_trade(named, filed(article(), tags(**NEWS), 2))
    assert of_the_trade(named, filed(article(), tags(**NEWS | {"reason": "acquisition_rumour"}), 2))


@pytest.mark.parametrize("days", [0, 1, bounds.WINDOW_DAYS, bounds.WINDOW_DAYS + 1, 4000])
def test_too_far_apart_is_never_one_event(days: int) -> None:
    one, other = (filed(article(day=day), tags(PARTIES[:2]), 1) for day in (DAY, DAY + timedelta(days)))
    assert gap(one, other) == days
    assert (probability(one, other, NOTHING) > 0) is (days <= bounds.WINDOW_DAYS)


def test_what_everybody_names_says_less() -> None:
    one = filed(article(RELEASE, title=""), tags(PARTIES[:2]), 1)
    other = filed(article(OTHER, title=""), tags((PARTIES[0], PARTIES[2])), 2)
    often = {"": 5000, **{key: 3000 for key in one.keys if key == "o:harrowgate hospital trust"}}
    rare = {"": 5000, **dict.fromkeys(one.keys, 1)}
    assert features(one, other, Weights(often))["organisations"] < features(one, other, Weights(rare))["organisations"]


@pytest.mark.parametrize("value", [-1e9, -3.0, 0.0, 3.0, 1e9])
def test_logistic(value: float) -> None:
    assert 0 <= logistic(value) <= 1
    assert logistic(value) + logistic(-value) == pytest.approx(1)
    assert not math.isnan(logistic(value))


KEYS = st.frozensets(st.sampled_from(["w:hospit", "w:quillo", "o:lumetrix", "n:48.5", "w:zz"]))


@given(KEYS, KEYS, st.dictionaries(st.sampled_from(["", "w:hospit", "w:quillo", "o:lumetrix"]), st.integers(0, 1000)))
def test_weights_add_up_and_grow(one: frozenset[str], other: frozenset[str], frequency: dict[str, int]) -> None:
    frequency[""] = max(frequency.values(), default=0)
    weights = Weights(frequency)
    assert weights.of(one | other) == pytest.approx(weights.of(one) + weights.of(other - one))
    assert 0 <= weights.cosine(one, other) <= 1 + 1e-9
    assert 0 <= weights.share(one, other) <= 1 + 1e-9


def test_weights_fall_with_frequency() -> None:
    seldom, often = Weights({"": 1000, "w:quillo": 1}), Weights({"": 1000, "w:quillo": 900})
    assert seldom.of(frozenset({"w:quillo"})) > often.of(frozenset({"w:quillo"}))


def test_a_few_accounts_may_be_of_this_very_event() -> None:
    first, third = Weights({"": 1000, "w:quillo": 0}), Weights({"": 1000, "w:quillo": 3})
    assert first.of(frozenset({"w:quillo"})) == third.of(frozenset({"w:quillo"}))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"parties": ("A", "B")}, {"others": ("A", "B"), "reason": "acquisition_rumour"}, True),
        ({"parties": ("A", "B")}, {"others": ("A", "B"), "reason": "partnership_ended_or_lawsuit"}, True),
        ({"parties": ("A", "B")}, {"parties": ("A", "B"), "status": "ended"}, True),
        ({"others": ("A", "B"), "reason": "acquisition_rumour"}, {"others": ("A", "B"), "reason": "partnership_ended_or_lawsuit"}, True),
        ({"parties": ("A", "B")}, {"parties": ("A", "B"), "status": "signed"}, False),
        ({"parties": ("A", "B")}, {"others": ("A", "B"), "reason": "earnings"}, False),
        ({"parties": ("A", "B")}, {"others": ("A", "B")}, False),
    ],
)
def test_stages_of_a_relation_are_different_events(one: dict[str, Any], other: dict[str, Any], apart: bool) -> None:
    """However alike the two texts are: what was talked of, agreed and ended are developments."""
    first, second = filed(article(), tags(**one), 1), filed(article(url="https://x.example/2"), tags(**other), 2)
    assert (moved_on(first, second), moved_on(second, first)) == (apart, apart)
    assert (explain(first, second, {}).probability == 0) == apart


@pytest.mark.parametrize(
    ("one", "other", "language", "apart"),
    [
        (PARTIES[:2], PARTIES[2:], "en", True),
        (PARTIES[:2], PARTIES[1:3], "en", False),
        (PARTIES[:2], PARTIES[2:3], "en", False),
        (PARTIES[:2], PARTIES[2:], "fi", False),
        (PARTIES[:2], PARTIES[2:], None, False),
    ],
)
def test_deals_in_which_nobody_plays_twice_are_two(
    one: tuple[str, ...], other: tuple[str, ...], language: str | None, *, apart: bool
) -> None:
    """However alike the two texts are; names may differ between languages, so there it says nothing."""
    first, second = filed(article(day=DAY), tags(one), 1), filed(article(day=DAY, language=language), tags(other), 2)
    assert (strangers(first, second), strangers(second, first)) == (apart, apart)
    assert (explain(first, second, {}).probability == 0) == apart


def deal_with(partner: str, text: tuple[str, ...], number: int, **changes: Any) -> Account:
    return filed(article(text, title="Lumetrix wins another customer", day=DAY, **changes), tags(("Lumetrix", partner)), number)


def test_two_deals_of_one_company_with_partners_unknown_to_each_other_are_two() -> None:
    lines = ("{} has chosen Lumetrix as its partner.", "The two sides will renew all scanners within a year, they said.")
    texts = [tuple(line.format(partner) for line in lines) for partner in ("Harrowgate Trust", "Aveira Clinic")]
    one, other = deal_with("Harrowgate Trust", texts[0], 1), deal_with("Aveira Clinic", texts[1], 2)
    assert rivals(one, other)
    assert rivals(other, one)
    assert probability(one, other, NOTHING) == 0
    assert explain(one, other, {}).reasons[0].name == "parties"


@pytest.mark.parametrize(
    ("partner", "text"),
    [
        ("Aveira Clinic", ("Aveira Clinic, a daughter of Harrowgate Trust, has chosen Lumetrix.",)),
        ("Harrowgate", ("Harrowgate has chosen Lumetrix.",)),
        ("University Hospital", ("The University Hospital has chosen Lumetrix.",)),
    ],
    ids=["the other one named too", "a shorter name", "a name of usual words"],
)
def test_a_partner_whom_the_other_text_names_or_may_name_tells_nothing_apart(partner: str, text: tuple[str, ...]) -> None:
    one = deal_with("Harrowgate Trust", ("Harrowgate Trust has chosen Lumetrix.",), 1)
    assert not rivals(one, deal_with(partner, text, 2))


def test_partners_in_two_languages_are_not_compared_by_their_words() -> None:
    one = deal_with("Harrowgate Trust", ("Harrowgate Trust has chosen Lumetrix.",), 1)
    assert not rivals(one, deal_with("Aveira Clinic", ("Aveira Clinic on valinnut Lumetrixin.",), 2, language="fi"))
