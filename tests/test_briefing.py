"""Which stories a briefing tells, where, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from aggregator.briefing import MOST_NOTED, Past, briefing, counted, told
from aggregator.model import Article, Filed, Organisation, Partnership, Party, Published, Story, Tags, Value

WEEK = (date(2026, 11, 16), date(2026, 11, 22))
SEEN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def story(
    number: int, *, deal: str = "", reports: tuple[int, int] = (1, 0), probability: float = 0.0, sure: float = 0.5, money: bool = False
) -> Story:
    """A story with so many independent reports and copies."""
    partnership = None
    if deal:
        parties = (Party("a", "A", "SG"), Party("b", "B", "CN"))
        partnership = Partnership(parties, deal, (), confidence=sure, value=Value(1.0, "USD", "$1") if money else None)
    article = Article(f"https://a.example/{number}", f"Story {number}", ("Text.",), SEEN)
    tags = Tags(probability=probability)
    filed = tuple(Filed(number * 100 + n, article, number, tags, None if n < reports[0] else 1) for n in range(sum(reports)))
    return Story(number, article.title, SEEN, Published(date(2026, 11, 18), "feed"), filed, partnership, (Organisation("a", "A"),))


def test_deals_are_parted_from_developments_and_near_misses() -> None:
    made = briefing(
        WEEK, [story(1, deal="mou"), story(2, deal="mou"), story(3, probability=0.4), story(4, probability=0.1)], Past(earlier={2: (9,)})
    )
    assert [(section.heading, [each.id for each in section.stories]) for section in made.sections] == [
        ("New deals", [1]),
        ("Developments of known deals", [2]),
        ("Also noted", [3]),
    ]
    assert made.counts == {"new deals": 1, "developments": 1, "also noted": 1}
    assert (made.since, made.until) == WEEK


def test_what_was_told_is_not_told_again() -> None:
    made = briefing(WEEK, [story(1, deal="mou"), story(2, probability=0.9)], Past(told=frozenset((1, 2))))
    assert made.sections == ()
    assert made.counts == {"new deals": 0, "developments": 0, "also noted": 0}


def test_the_order_is_by_independent_reports_then_money_then_confidence() -> None:
    deals = [
        story(1, deal="mou", sure=0.6),
        story(2, deal="mou", sure=0.9),
        story(3, deal="mou", money=True),
        story(4, deal="mou", reports=(3, 0)),
        story(5, deal="mou", reports=(1, 9)),
    ]
    assert told(briefing(WEEK, deals, Past())) == (4, 3, 2, 1, 5)


def test_deals_are_parted_by_group_and_those_without_come_last() -> None:
    def group(each: Story) -> str:
        return each.partnership.deal_type if each.partnership and each.partnership.deal_type != "?" else ""

    made = briefing(WEEK, [story(1, deal="mou"), story(2, deal="?"), story(3, deal="licensing"), story(4, probability=0.5)], Past(), group)
    assert [section.heading for section in made.sections] == ["New deals: licensing", "New deals: mou", "New deals: other", "Also noted"]


def test_only_the_most_probable_near_misses_of_named_organisations_are_noted() -> None:
    many = [story(number, probability=number / 100) for number in range(1, 60)]
    noted = briefing(WEEK, [*many, replace(story(99, probability=1.0), organisations=())], Past()).sections[0].stories
    assert [each.id for each in noted] == list(range(59, 59 - MOST_NOTED, -1))


def test_the_counts_are_told_in_words() -> None:
    made = briefing(WEEK, [story(1, deal="mou"), story(3, deal="mou"), story(2, deal="mou")], Past(earlier={2: (9,)}))
    assert counted(made) == "2 new deals, 1 development, 0 also noted"


@given(st.lists(st.tuples(st.sampled_from(["", "mou", "licensing"]), st.floats(0, 1), st.booleans(), st.booleans()), max_size=30))
def test_every_deal_is_told_once_unless_told_before(drawn: list[tuple[str, float, bool, bool]]) -> None:
    stories = [story(number, deal=deal, probability=probability) for number, (deal, probability, _, _) in enumerate(drawn)]
    past = Past(
        frozenset(number for number, each in enumerate(drawn) if each[2]), {number: (1000,) for number, each in enumerate(drawn) if each[3]}
    )
    found = told(briefing(WEEK, stories, past))
    assert len(found) == len(set(found))
    assert {each.id for each in stories if each.partnership} - past.told <= set(found)
    assert not set(found) & past.told
