"""Average link over a whole set: what is one group, and what no order changes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.dedupe.grouping import grouped
from aggregator.model import Account
from tests.dedupe.made import OTHER, RELEASE, article, filed, tags

DAY = date(2026, 5, 4)
PARTNERS = ("Harrowgate Hospital Trust", "Lumetrix")
OTHERS = ("Calder Dental School", "Wexbridge University")


def told(number: int, parties: tuple[str, ...] = PARTNERS, text: tuple[str, ...] = RELEASE, days: int = 0) -> Account:
    return filed(article(text, day=DAY + timedelta(days), url=f"https://n{number}.example/"), tags(parties), number)


def test_nothing_is_no_group() -> None:
    assert grouped([]) == {}


def test_one_event_is_one_group_under_its_lowest_id() -> None:
    assert grouped([told(1), told(2), told(3, OTHERS, OTHER), told(4), told(5, OTHERS, OTHER)]) == {1: 1, 2: 1, 4: 1, 3: 3, 5: 3}


def test_what_is_too_far_apart_is_not_chained() -> None:
    """Each is within the window of the next one, the first and the last are not: on average they are one event no longer."""
    found = grouped([told(number, days=20 * number) for number in range(1, 9)])
    assert len(set(found.values())) > 1
    days = {group: [20 * each for each, said in found.items() if said == group] for group in found.values()}
    assert all(max(each) - min(each) <= 80 for each in days.values())


def test_stages_of_a_relation_stay_apart() -> None:
    ended = filed(article(day=DAY, url="https://e.example/"), tags(PARTNERS, status="ended"), 9)
    assert grouped([told(1), told(2), ended]) == {1: 1, 2: 1, 9: 9}


_SETS = st.lists(
    st.tuples(st.sampled_from([PARTNERS, OTHERS, (PARTNERS[0], OTHERS[1])]), st.sampled_from([RELEASE, OTHER]), st.integers(0, 60)),
    max_size=9,
)


@settings(max_examples=25)
@given(_SETS, st.integers(0, 99))
def test_filing_order_does_not_count_as_long_as_ids_stay(given_: list[tuple[tuple[str, ...], tuple[str, ...], int]], seed: int) -> None:
    accounts = [told(number, *each) for number, each in enumerate(given_, 1)]
    shuffled = list(accounts)
    random.Random(seed).shuffle(shuffled)
    assert grouped(shuffled) == grouped(accounts)


@settings(max_examples=25)
@given(_SETS)
def test_groups_part_the_set(given_: list[tuple[tuple[str, ...], tuple[str, ...], int]]) -> None:
    accounts = [told(number, *each) for number, each in enumerate(given_, 1)]
    found = grouped(accounts)
    assert set(found) == {each.id for each in accounts}
    assert all(found[group] == group <= each for each, group in found.items())


def test_many_reports_of_one_event_are_one_group() -> None:
    """More than are compared with each other, and more than the index hands over for one."""
    accounts = [told(number) for number in range(1, 41)]
    assert set(grouped([*accounts, replace(told(50, OTHERS, OTHER))]).values()) == {1, 50}
