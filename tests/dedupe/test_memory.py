from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe import bounds, fingerprint, lines
from aggregator.dedupe import memory as room
from aggregator.dedupe.memory import CopyIndex, StoryIndex
from aggregator.model import Account, Known
from tests.dedupe.made import OTHER, RELEASE, article, filed, known, tags

DAY = date(2026, 5, 4)


def told(number: int, keys: tuple[str, ...], day: date | None = DAY, story: int | None = None) -> Account:
    return replace(filed(article((), title=""), tags(), number, story), keys=keys, day=day)


def copies(*rows: Known) -> CopyIndex:
    index = CopyIndex()
    for row in rows:
        index.file(row)
    return index


def ids(found: tuple[Known, ...] | tuple[Account, ...]) -> list[int]:
    return [each.id for each in found]


def test_known_by_address_text_and_shingles() -> None:
    index = copies(
        known(article(OTHER), 1),  # the address
        known(article(url="https://x.example/1"), 2),  # the text
        known(article(RELEASE[1:], url="https://y.example/1", title="y"), 3),  # the wording
        known(article(("Nothing of all that stands in this one line.",), url="https://z.example/1"), 4),
    )
    assert ids(index.known(fingerprint(article()))) == [1, 2, 3]


def test_a_copy_brings_its_representative_and_posts_nothing() -> None:
    index = copies(known(article(OTHER), 1), known(article(url="https://x.example/1"), 2, copy_of=1))
    assert ids(index.known(fingerprint(article(url="https://y.example/1")))) == [2, 1]
    assert not index.postings(fingerprint(article()))


def test_postings_count_up_to_the_cut() -> None:
    index = CopyIndex()
    for at in range(bounds.POSTINGS_CUT + 5):
        index.file(known(article(url=f"https://x.example/{at}", title=str(at)), at))
    mark = fingerprint(article(title="new", url="https://y.example/"))
    assert set(index.postings(mark).values()) == {bounds.POSTINGS_CUT + 1}
    assert index.known(mark) == ()


def test_candidates_are_bounded() -> None:
    index = CopyIndex()
    for at in range(30):
        index.file(known(article(url=f"https://x.example/{at}", title=str(at)), at))
    assert ids(index.known(fingerprint(article(title="new", url="https://y.example/")))) == list(range(bounds.KNOWN_MOST))


ROW = st.lists(st.integers(0, 12), min_size=1, max_size=6, unique=True)


@given(st.lists(st.one_of(ROW, st.just(list(range(bounds.POSTINGS_CUT + 1)))), max_size=60))
def test_candidates_are_ranked_by_what_they_share(held: list[list[int]]) -> None:
    """Whom several of the rarest shingles find, by the sum of their weights."""
    rows = sorted((tuple(posted) for posted in held), key=len)
    assert room._ranked(rows) == weighed(rows)


def weighed(rows: list[tuple[int, ...]]) -> list[int]:
    """The same, article by article."""
    asked = [sum(map(len, rows[: at + 1])) for at in range(len(rows))]
    read = [
        posted for posted, so_far in zip(rows, asked, strict=True) if so_far <= bounds.POSTINGS_MOST and len(posted) <= bounds.POSTINGS_CUT
    ]
    found = {each: [1 / len(posted) for posted in read if each in posted] for each in set().union(*read)}
    weights = {each: sum(shared) for each, shared in found.items() if len(shared) >= bounds.SHARED_LEAST}
    near = [each for each in weights if weights[each] >= max(weights.values()) / room._FAR]
    return sorted(near, key=lambda each: (-weights[each], each))[: bounds.KNOWN_MOST]


def test_lines_recur_from_the_third_page_of_a_site() -> None:
    index, line = CopyIndex(), lines(article(RELEASE[:1]))
    for count in range(1, 5):
        index.file_lines("x.example", [*line, *line])
        assert bool(index.recurring("x.example", line)) is (count >= bounds.RECURRING_PAGES)
    assert not index.recurring("y.example", line)


def story_index(*accounts: Account) -> StoryIndex:
    index = StoryIndex()
    for each in accounts:
        index.file(each)
    return index


def test_frequency_counts_accounts() -> None:
    index = story_index(told(1, ("w:a", "w:b")), told(2, ("w:a",)))
    assert index.frequency(("w:a", "w:b", "w:c")) == {"": 2, "w:a": 2, "w:b": 1}


@pytest.mark.parametrize(
    ("day", "found"),
    [(0, True), (bounds.WINDOW_DAYS, True), (-bounds.WINDOW_DAYS, True), (bounds.WINDOW_DAYS + 1, False), (None, True)],
)
def test_near_within_the_window(day: int | None, found: bool) -> None:
    other = told(1, ("w:a",), DAY + timedelta(day) if day is not None else None)
    assert bool(story_index(other).near(told(9, ("w:a",)))) is found


def test_an_undated_account_is_near_all() -> None:
    index = story_index(told(1, ("w:a",), DAY), told(2, ("w:a",), DAY - timedelta(900)), told(3, ("w:b",)))
    assert ids(index.near(told(9, ("w:a",), None))) == [1, 2]


def test_rare_keys_rank_first() -> None:
    index = story_index(*(told(at, ("w:often",)) for at in range(1, 6)), told(6, ("w:rare",)))
    assert ids(index.near(told(9, ("w:often", "w:rare"))))[0] == 6


def test_members_of_the_story_come_along() -> None:
    index = story_index(told(1, ("w:a",), story=1), *(told(at, ("w:z",), story=1) for at in range(2, 20)))
    assert ids(index.near(told(99, ("w:a",)))) == list(range(1, 2 + bounds.MEMBERS_MOST))


def test_a_relation_is_found_on_any_day_newest_first() -> None:
    rows = [told(at, ("r:a|b",), DAY - timedelta(400 * at)) for at in range(1, 4)]
    assert ids(story_index(*rows).near(told(9, ("r:a|b",)))) == [1, 2, 3]


def test_near_is_bounded() -> None:
    rows = [told(at, tuple(f"w:{key}" for key in range(at, at + 30)), story=at) for at in range(1, 400)]
    found = story_index(*rows).near(told(999, tuple(f"w:{key}" for key in range(400))))
    assert 0 < len(found) <= bounds.NEAR_MOST * (1 + bounds.MEMBERS_MOST) + bounds.RELATED_MOST


def test_the_account_itself_is_not_near() -> None:
    one = told(1, ("w:a",))
    assert story_index(one).near(one) == ()


def test_joined_stories_have_one_number() -> None:
    index = story_index(told(1, ("w:a",)), told(2, ("w:a",)))
    index.join(1, 2)
    assert index.story(2) == 1
    assert {each.story for each in index.near(told(9, ("w:a",)))} == {1}
