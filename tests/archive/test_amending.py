"""Tags and corrections -> tags: in order, without end to the taggers' own word; whatever is corrected can be kept as JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.archive import effect
from aggregator.archive.amending import amended, is_deal, party_value
from aggregator.archive.corrections import Correction
from aggregator.model import Organisation, Tags
from tests.archive import samples
from tests.archive.samples import ACME, LAKE, NOW

RIVER = Organisation("org:river", "River Pharma", ("River",), "DE", "pharma")
DEAL = samples.tags(1)
NONE = replace(DEAL, partnership=None, probability=0.2, reason="award")


def said(field: str, value: str, change: str = "set") -> Correction:
    return Correction(field, change, value, "https://a.example/", NOW)


def party(organisation: Organisation, change: str = "add") -> Correction:
    return said("party", party_value(organisation), change)


@pytest.mark.parametrize(
    ("corrections", "parties", "countries"),
    [
        ([], [ACME.name, LAKE.name], ("SG",)),
        ([party(RIVER)], [ACME.name, LAKE.name, RIVER.name], ("SG", "DE")),
        ([party(RIVER), party(RIVER)], [ACME.name, LAKE.name, RIVER.name], ("SG", "DE")),
        ([party(RIVER), party(RIVER, "remove")], [ACME.name, LAKE.name], ("SG",)),
        ([party(RIVER, "remove"), party(RIVER)], [ACME.name, LAKE.name, RIVER.name], ("SG", "DE")),
        ([party(ACME, "remove")], [LAKE.name], ()),
        ([party(replace(LAKE, id="new:other", name="LAKESIDE HOSPITAL"), "remove")], [ACME.name], ("SG",)),
    ],
)
def test_parties_come_and_go_in_order(corrections: list[Correction], parties: list[str], countries: tuple[str, ...]) -> None:
    deal = amended(DEAL, corrections, None, {RIVER.id: RIVER}).partnership
    assert deal is not None
    assert [each.name for each in deal.parties] == parties
    assert deal.countries == countries


def test_a_party_is_one_of_the_organisations_as_the_archive_knows_it() -> None:
    assert amended(DEAL, [party(replace(RIVER, aliases=()))], None, {RIVER.id: RIVER}).organisations == (ACME, LAKE, RIVER)


@pytest.mark.parametrize(
    ("corrections", "verdict"),
    [
        ([], None),
        ([said("country", "CN", "add")], None),
        ([party(RIVER, "remove")], None),
        ([said("announced", "none")], None),
        ([said("partnership", "no")], False),
        ([said("partnership", "no"), said("type", "mou")], True),
        ([said("type", "mou"), said("partnership", "no")], False),
        ([said("announced", "2026-11-01")], True),
        ([party(RIVER)], True),
    ],
)
def test_what_is_said_of_a_deal_says_that_there_is_one(corrections: list[Correction], verdict: bool | None) -> None:
    assert is_deal(corrections) is verdict


def test_a_corrected_deal_stays_when_the_taggers_find_none_any_more() -> None:
    now = amended(NONE, [said("type", "mou")], DEAL.partnership, {})
    assert now.partnership is not None
    assert (now.partnership.deal_type, now.partnership.parties, now.probability, now.reason) == (
        "mou", DEAL.partnership.parties if DEAL.partnership else (), 1.0, None,
    )  # fmt: skip
    assert amended(NONE, [said("country", "CN", "add")], DEAL.partnership, {}).partnership is None


def test_no_deal_is_none_whatever_the_taggers_say() -> None:
    now = amended(DEAL, [said("partnership", "no")], DEAL.partnership, {})
    assert (now.partnership, now.probability, now.reason) == (None, 0.0, "analyst")


def test_scalars_and_countries() -> None:
    now = amended(
        DEAL,
        [said("status", "ended"), said("announced", "2026-01-02"), said("country", "SG", "remove"), said("country", "FR", "add")],
        None,
        {},
    )
    assert now.partnership is not None
    assert (now.partnership.status, now.partnership.announced, now.partnership.announced_rule) == ("ended", date(2026, 1, 2), "analyst")
    assert now.countries == ("FR",)
    assert now.countries_mentioned == ("CN", "SG", "FR")


@given(st.integers(1, 40), st.booleans())
def test_tags_are_kept_as_they_are(number: int, deal: bool) -> None:
    value = samples.tags(number) if deal else Tags(probability=number / 7, reason="event")
    assert effect.tags(effect.tags_json(value)) == value


CHANGES = st.sampled_from(
    [said("type", "mou"), said("partnership", "no"), said("partnership", "yes"), party(RIVER), party(ACME, "remove"),
     said("country", "CN", "add"), said("country", "SG", "remove"), said("announced", "none"), said("status", "signed")]
)  # fmt: skip


@given(st.lists(CHANGES, max_size=6))
def test_said_twice_is_said_once(corrections: list[Correction]) -> None:
    once = amended(DEAL, corrections, DEAL.partnership, {})
    assert amended(DEAL, [*corrections, *corrections], DEAL.partnership, {}).partnership == once.partnership
    assert amended(DEAL, corrections, DEAL.partnership, {}) == once
