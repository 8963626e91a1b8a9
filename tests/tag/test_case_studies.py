"""Case studies of corporate sites: curly possessives, bullets, glued words, programmes that sound like organisations.

What a case study tells differs from a news report: no dateline, no day, the partner's voice, lists of those who help.
"""

from __future__ import annotations

import pytest

from aggregator.model import Article
from aggregator.reference import gazetteer
from aggregator.tag import tags
from aggregator.tag.organisations import organisations
from tests.tag.articles import article

PARTNERS = article(
    "A long-term clinical partnership for new hospitals",
    "The Harbourgate Group, a large property developer, has set out to build eight hospitals across China. The developer looked around "
    "the world for a clinical partner. We are glad to have been chosen as The Harbourgate Group’s clinical partner.",
    "We bring the best of the NHS to this work, together with our allies, which are:",
    "•The Mersey Vale Cancer NHS Foundation Trustfor its knowledge of oncology;",
    "•Northshire Healthcare NHS Foundation Trust for its integrated care;",
    "•Northshire County Council for its experience with large buildings.",
    "“Northshire’s successful record in integrated care helps our plan. Harbourgate’s ambition is shared by all of us,” says the director.",
    "By signing this first contract, NHS Northshire International Alliance and The Harbourgate Group look forward to working together on "
    "design, building and operation of the hospitals for decades.",
)
PROGRAMME = article(
    "Hospital in Chengdu and Singapore group to share training",
    "Lionbridge Medical Group has signed a cooperation agreement with Chengdu Jade River Hospital on training.",
    "The work offers a model for medical cooperation under the Belt and Road Initiative, the chairman said.",
)


def surfaces(given: Article) -> set[str]:
    """The mentions of an article as they stand in it."""
    return {mention.surface for mention in organisations(given, gazetteer())[1]}


@pytest.mark.parametrize("word", ["clinical", "successful", "ambition", "’s", "•", "Trustfor"])
def test_no_mention_holds_what_stands_beside_a_name(word: str) -> None:
    assert not {surface for surface in surfaces(PARTNERS) if word in surface}


@pytest.mark.parametrize(
    "name", ["Harbourgate Group", "Northshire Healthcare NHS Foundation Trust", "NHS Northshire International Alliance"]
)
def test_the_organisations_of_a_case_study_are_found(name: str) -> None:
    assert any(name in surface for surface in surfaces(PARTNERS))


def test_the_parties_are_those_who_signed() -> None:
    partnership = tags(PARTNERS, gazetteer()).partnership
    assert partnership is not None
    assert {"NHS Northshire International Alliance", "Harbourgate Group"} <= {party.name for party in partnership.parties}


def test_a_programme_is_no_organisation() -> None:
    assert not {surface for surface in surfaces(PROGRAMME) if "Initiative" in surface or "Belt" in surface}
