"""Why a tag was given, and what is in doubt: every tag with its sentence, its rule and what each feature added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.doubts import doubts, nearness
from aggregator.tag.grounds import Ground, why
from aggregator.tag.parties import Candidate
from tests.tag.deals import marked, read
from tests.tag.test_deals_partnership import DEALS, NEAR_MISSES

MONEY = (
    "[Northcliff Health|US|health_system] to buy [Pinewood Clinics|US|hospital_group] for $450 million",
    "DENVER, March 3, 2025 -- Northcliff Health has signed a definitive agreement to acquire Pinewood Clinics for $450 million in cash, "
    "the two said on Monday. The oncology clinics stay open; oncology nurses are wanted.\n\n[Mercer Watch|US|media] first wrote of it.",
    "2025-03-04",
)


def _grounds(title: str, text: str, published: str = "", language: str = "en") -> list[Ground]:
    return list(why(*marked(title, text, published, language)))


def _of(grounds: list[Ground], tag: str) -> list[Ground]:
    return [ground for ground in grounds if ground.tag == tag]


@pytest.mark.parametrize("case", DEALS, ids=[case[0] + str(number) for number, case in enumerate(DEALS)])
def test_every_tag_of_a_deal_has_its_ground(case: tuple[str, str, str, str, set[str], str]) -> None:
    language, title, text, published, parties, _ = case
    grounds = _grounds(title, text, published, language)
    assert {"partnership", "party", "type", "status", "announced", "evidence"} <= {ground.tag for ground in grounds}
    assert {name for ground in _of(grounds, "party") for name in parties if ground.value.startswith(name)} == parties
    whole = marked(title, text, published, language)[0].whole
    for sentence in (each for ground in grounds for each in ground.evidence):
        assert whole[sentence.start : sentence.end] == sentence.sentence


def test_what_made_a_tag_comes_with_weights_and_probability() -> None:
    grounds = _grounds(*MONEY)
    verdict = grounds[0]
    assert (verdict.tag, verdict.value) == ("partnership", "yes")
    assert verdict.confidence is not None
    assert verdict.confidence > 0.5
    assert any(weight > 0 for _, weight in verdict.because)
    for ground in (*_of(grounds, "party"), *_of(grounds, "no party"), *_of(grounds, "type")):
        assert ground.because
        assert ground.confidence is not None
        assert 0 <= ground.confidence <= 1


def test_day_value_status_and_topics_show_their_words_and_sentence() -> None:
    grounds = _grounds(*MONEY)
    (day,), (value,), (status,) = _of(grounds, "announced"), _of(grounds, "value"), _of(grounds, "status")
    assert day.value == "2025-03-03"
    assert day.rule.partition(": ")[2]
    assert value.value == "450,000,000 USD"
    assert "$450 million" in value.evidence[0].sentence
    assert status.rule == "phrase"
    assert status.because[0][0] in status.evidence[0].sentence
    topics = _of(grounds, "topic")
    assert {ground.value for ground in topics} >= {"oncology"}
    assert all(ground.because[0][0] in ground.evidence[0].sentence.lower() for ground in topics)


def test_an_organisation_that_is_no_partner_says_so_with_its_sentence() -> None:
    (other,) = _of(_grounds(*MONEY), "no party")
    assert other.value == "Mercer Watch"
    assert other.evidence[0].sentence == "Mercer Watch first wrote of it."


@pytest.mark.parametrize(("reason", "title", "text"), NEAR_MISSES)
def test_a_no_names_the_near_miss_with_its_sentence(reason: str, title: str, text: str) -> None:
    verdict, miss = _grounds(title, text)
    assert (verdict.tag, verdict.value, miss.tag, miss.value) == ("partnership", "no", "reason", reason)
    assert miss.because
    assert miss.evidence[0].sentence
    assert miss.confidence is not None


# ---- doubts ------------------------------------------------------------------------------------------------------------------


@given(st.floats(0, 1), st.floats(0.2, 0.8))
def test_a_doubt_is_greatest_where_the_decision_is_made(probability: float, threshold: float) -> None:
    assert nearness(threshold, threshold) == 1
    assert 0 <= nearness(probability, threshold) <= 1
    assert nearness(probability, threshold) >= nearness(probability + 0.1 * (1 if probability > threshold else -1), threshold)


@pytest.mark.parametrize(
    ("chances", "told"),
    [
        ((0.95, 0.9, 0.48), "Gamma Care may be a partner (0.48)"),
        ((0.95, 0.9, 0.52), "Gamma Care may not be a partner (0.52)"),
        ((0.95, 0.1, 0.02), "Beta Labs may not be a partner (0.10)"),
    ],
)
def test_the_hardest_decision_on_parties_is_told(chances: tuple[float, float, float], told: str) -> None:
    reading = read("[Alpha Hospital|SG|hospital] and [Beta Labs|US|biotech]", "[Gamma Care|SG|hospital_group] watches.")
    found = tuple(Candidate(at, chance, {}) for at, chance in enumerate(chances))
    assert told in [doubt.told for doubt in doubts(reading, 0.99, (found, ())) if doubt.kind == "parties"]


def test_one_partner_alone_is_in_doubt() -> None:
    reading = read("[Alpha Hospital|SG|hospital] signs", "It signed.")
    kinds = {doubt.told for doubt in doubts(reading, 0.99, ((Candidate(0, 0.99, {}),), ()))}
    assert "only one partner was found" in kinds


def test_a_deal_without_partners_is_in_doubt() -> None:
    assert "no partner was found" in {doubt.told for doubt in doubts(read("They sign", "An agreement."), 0.99, ((), ()))}


def test_a_sure_no_is_in_no_doubt() -> None:
    assert doubts(read("[Alpha Hospital|SG|hospital] wins an award", "It won."), 0.01, None) == ()
