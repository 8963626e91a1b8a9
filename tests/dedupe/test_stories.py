"""Near pairs that have to stay apart, retellings that have to come together, and what placing promises."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from aggregator.dedupe import place
from aggregator.dedupe.memory import StoryIndex
from aggregator.dedupe.stories import FREE
from aggregator.model import Account, Article, Bonds, Placing, Tags
from tests.dedupe.made import RELEASE, article, filed, tags

DAY = date(2026, 5, 4)
TRUST, MAKER = "Harrowgate Hospital Trust", "Lumetrix"

PRESS = (
    article(RELEASE, title="Lumetrix to renew every scanner of Harrowgate Hospital Trust", day=DAY),
    tags((TRUST, MAKER), countries=("GB", "FI"), deal_type="technology"),
)
PAPER = (
    article(
        (
            "Patients of Harrowgate Hospital Trust will soon lie in new scanners: the Finnish firm Lumetrix "
            "replaces eleven of them next year.",
            "The seven-year deal costs the trust 48.5 million pounds. Medical director Imelda Crane expects repairs within a day.",
            "In the old laundry, engineers of both sides will work on software that reads the images.",
        ),
        url="https://paper.example/b",
        title="New scanners for Harrowgate in 48.5 million pound Lumetrix deal",
        day=DAY + timedelta(1),
    ),
    tags((TRUST, MAKER), countries=("GB",), deal_type="technology"),
)
FINNISH = (
    article(
        (
            "Tamperelainen Lumetrix toimittaa Harrowgate Hospital Trustille kaikki magneettikuvauslaitteet seitsemän vuoden sopimuksella.",
            "Kaupan arvo on 48,5 miljoonaa puntaa. Lääketieteellinen johtaja Imelda Crane kiitti nopeaa huoltoa.",
        ),
        url="https://lehti.example/c",
        title="Lumetrixille 48,5 miljoonan kauppa Britanniasta",
        day=DAY,
        language="fi",
    ),
    tags((TRUST, MAKER), countries=("GB", "FI"), deal_type="technology"),
)
OTHER_PARTNER = (
    article(
        (
            "Harrowgate Hospital Trust will send its laboratory samples to Serovance, a pathology company from Leuven, from the summer on.",
            "Four thousand tests a day leave the trust by van; results come back overnight. Unions fear for "
            "sixty jobs in the hospital laboratories.",
            "Chief executive Noel Partridge called the service contract overdue.",
        ),
        url="https://paper.example/d",
        title="Harrowgate Hospital Trust hands laboratory tests to Serovance",
        day=DAY + timedelta(2),
    ),
    tags((TRUST, "Serovance"), countries=("GB", "BE"), deal_type="management_operation"),
)
OTHER_CLIENT = (
    article(
        (
            "The scanner maker Lumetrix has won its first customer in Portugal: the university hospital of Aveira orders three tomographs.",
            "They are to be delivered in October. Lumetrix will pay for two doctoral students of the university, "
            "said rector Branca Tavares.",
        ),
        url="https://jornal.example/e",
        title="Lumetrix sells three tomographs to Aveira University Hospital",
        day=DAY - timedelta(3),
    ),
    tags((MAKER, "Aveira University Hospital"), countries=("PT", "FI"), deal_type="supply_distribution"),
)
EARNINGS = (
    article(
        (
            "Lumetrix raised its operating profit by nine per cent in the first quarter. Sales in Asia fell, service income grew.",
            "The board keeps its outlook for the year. Analysts had expected more, and the share lost four per cent in Helsinki.",
        ),
        url="https://boerse.example/f",
        title="Lumetrix: service income lifts first quarter",
        day=DAY,
    ),
    tags(others=(MAKER,), countries=("FI",), reason="earnings"),
)
ROUND_UP = (
    article(
        (
            "Hospitals bought less equipment this spring than a year ago, says the trade association. Three contracts stand out.",
            "Harrowgate Hospital Trust turned to Lumetrix for scanners, the clinics of Norrheim to Vantor for "
            "beds, and Kestrel Bay to Adomed for pumps.",
            "Prices for helium rose again, and customs forms delay spare parts; the association calls for a common register of devices.",
        ),
        url="https://trade.example/g",
        title="Equipment market: fewer orders, longer contracts",
        day=DAY + timedelta(9),
    ),
    tags(others=(TRUST, MAKER, "Norrheim Clinics", "Vantor", "Kestrel Bay Hospital", "Adomed"), countries=("GB",), reason="market"),
)
NEXT_YEAR = (
    article(
        (
            "Harrowgate Hospital Trust and Lumetrix opened their image laboratory on Monday, a year after the "
            "contract on new scanners was signed.",
        ),
        url="https://paper.example/h",
        title="Lumetrix and Harrowgate Hospital Trust open laboratory",
        day=DAY + timedelta(380),
    ),
    tags((TRUST, MAKER), countries=("GB",), deal_type="research_collaboration", status="opened"),
)
RUMOUR = (
    article(
        (
            "Harrowgate Hospital Trust is said to be in talks with Lumetrix about its scanners, two people with "
            "knowledge of the tender told this paper.",
        ),
        url="https://paper.example/i",
        title="Trust in talks with scanner maker, sources say",
        day=DAY - timedelta(100),
    ),
    tags(others=(TRUST, MAKER), countries=("GB",), reason="acquisition_rumour"),
)
BACKGROUND = tuple(
    (
        article(
            (f"{name} opens a ward for {what} in {town}, the board said.",),
            url=f"https://x.example/{name}",
            title=f"{name} opens ward",
            day=DAY,
        ),
        tags((name, f"{town} Council")),
    )
    for name, what, town in (
        ("Ostermoor Clinic", "burns", "Ulrum"),
        ("Vellacott Health", "stroke", "Pelham"),
        ("Quist Care", "children", "Tarn"),
    )
)


def archive(*told: tuple[Article, Tags]) -> StoryIndex:
    index = StoryIndex()
    for number, (one, with_tags) in enumerate((*told, *BACKGROUND), 1):
        index.file(filed(one, with_tags, number))
    return index


def placed(told: tuple[Article, Tags], index: StoryIndex, bonds: Bonds = FREE) -> Placing:
    one: Account = filed(*told, 99, 0)
    return place(one, index.near(one), index.frequency(one.keys), bonds)


@pytest.mark.parametrize("told", [PAPER, FINNISH], ids=["paper", "Finnish"])
def test_retellings_join(told: tuple[Article, Tags]) -> None:
    found = placed(told, archive(PRESS))
    assert found.story == 1
    assert found.score > 0.5
    assert "article 1" in found.reason


@pytest.mark.parametrize("told", [PAPER, FINNISH], ids=["paper", "Finnish"])
def test_joining_is_mutual(told: tuple[Article, Tags]) -> None:
    assert placed(PRESS, archive(told)).story == 1


APART = {
    "other partner": OTHER_PARTNER,
    "other client": OTHER_CLIENT,
    "earnings": EARNINGS,
    "round-up": ROUND_UP,
    "next year": NEXT_YEAR,
    "rumour": RUMOUR,
}


@pytest.mark.parametrize("name", APART)
@pytest.mark.parametrize("first", [PRESS, PAPER], ids=["press", "paper"])
def test_near_pairs_stay_apart(first: tuple[Article, Tags], name: str) -> None:
    assert placed(APART[name], archive(first)).story is None
    assert placed(first, archive(APART[name])).story is None


def test_near_pairs_stay_apart_among_themselves() -> None:
    rows = list(APART.values())
    for at, told in enumerate(rows):
        assert placed(told, archive(*rows[:at], *rows[at + 1 :])).story is None


def test_a_round_up_does_not_chain_two_deals() -> None:
    index = archive(PRESS, OTHER_PARTNER, ROUND_UP)
    assert placed(PAPER, index).story == 1
    assert placed(PAPER, index).merge == ()


@pytest.mark.parametrize("later", [NEXT_YEAR, RUMOUR], ids=["opening", "rumour"])
def test_developments_of_one_relation(later: tuple[Article, Tags]) -> None:
    found = placed(later, archive(PRESS))
    assert (found.story, found.developments) == (None, (1,))


def test_developments_in_the_order_of_their_days() -> None:
    assert placed(PRESS, archive(NEXT_YEAR, RUMOUR, OTHER_PARTNER)).developments == (2, 1)


def test_a_story_is_no_development_of_itself() -> None:
    assert placed(PAPER, archive(PRESS)).developments == ()


def test_two_stories_that_prove_to_be_one_are_merged() -> None:
    found = placed(PAPER, archive(PRESS, FINNISH))
    assert (found.story, found.merge) == (1, (2,))


def test_the_lowest_number_stays() -> None:
    index = StoryIndex()
    for told, number, story in ((PRESS, 1, 20), (FINNISH, 2, 10)):
        index.file(filed(*told, number, story))
    assert (placed(PAPER, index).story, placed(PAPER, index).merge) == (10, (20,))


def test_what_an_analyst_split_stays_apart() -> None:
    assert placed(PAPER, archive(PRESS), Bonds({0: frozenset({1})})).story is None


def test_stories_that_an_analyst_keeps_apart_are_not_merged_through_a_third() -> None:
    index, kept = archive(PRESS, FINNISH), Bonds({1: frozenset({2}), 2: frozenset({1})})
    found = placed(PAPER, index, kept)
    assert found.story in (1, 2)
    assert found.merge == ()


def test_a_story_that_an_analyst_put_together_takes_in_what_is_like_half_of_it() -> None:
    index = StoryIndex()
    for number, told in enumerate((PRESS, OTHER_PARTNER, EARNINGS, RUMOUR), 1):
        index.file(filed(*told, number, 1))
    assert placed(FINNISH, index).story is None
    assert placed(FINNISH, index, Bonds(held=frozenset({1}))).story == 1


def test_an_empty_archive_opens_a_story() -> None:
    assert placed(PRESS, StoryIndex()) == Placing()


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
def test_the_order_of_arrival_does_not_matter(order: tuple[int, ...]) -> None:
    told = (PRESS, PAPER, FINNISH, OTHER_PARTNER)
    index = StoryIndex()
    for number in order:
        one = filed(*told[number], number + 1, number + 1)
        found = place(one, index.near(one), index.frequency(one.keys))
        for lost in found.merge:
            index.join(found.story or 0, lost)
        index.file(filed(*told[number], number + 1, found.story))
    stories = [index.story(number) for number in range(1, 5)]
    assert stories[0] == stories[1] == stories[2] != stories[3]
