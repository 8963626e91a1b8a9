"""Passages: what follows each other in both texts counts, phrases and furniture do not."""

from __future__ import annotations

from itertools import chain
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe import passages as room
from aggregator.dedupe.passages import GROWN, PASSAGE, Passages
from aggregator.dedupe.shingles import wording
from aggregator.dedupe.tokens import tokens
from tests.dedupe.made import CHINESE, OTHER, RELEASE

ONE, NEW = [tokens(line) for line in RELEASE], [tokens(line) for line in OTHER]
FREE: dict[int, int] = {}


def passages(one: list[list[str]], other: list[list[str]], postings: dict[int, int]) -> Passages:
    """Of two texts by the words of their lines."""
    return room.passages(wording(one), wording(other), postings)


def worded(text: list[list[str]], every: int) -> list[list[str]]:
    """Each so-many-th word another one."""
    return [[f"{word}x" if at % every == every - 1 else word for at, word in enumerate(line)] for line in text]


def test_a_text_is_wholly_a_passage_of_itself() -> None:
    found = passages(ONE, ONE, FREE)
    assert found.places == len(RELEASE)
    assert found.length >= sum(len(line) - 3 for line in ONE)


def test_other_texts_share_none() -> None:
    assert passages(ONE, NEW, FREE) == Passages()


def test_reworded_passages_still_are_some() -> None:
    assert passages(worded(ONE, 9), ONE, FREE).length > 0.7 * sum(len(line) - 3 for line in ONE)


def test_phrases_are_no_passages() -> None:
    """Ten words in a row, then others: a form that many fill in."""
    form = [f"word{at}" for at in range(10)]
    one, other = ([[*form, *[f"{name}{at}" for at in range(14)]] * 4] for name in "ab")
    assert passages(one, other, FREE) == Passages()


def test_the_same_words_in_another_order_are_no_passage() -> None:
    sentences = [[f"s{number}w{at}" for at in range(14)] for number in range(6)]
    one, other = [list(chain(*sentences))], [list(chain(*reversed(sentences)))]
    assert passages(one, other, FREE).length < PASSAGE


def test_what_many_have_posted_counts_little() -> None:
    common = dict.fromkeys(wording(ONE).numbers, 20)
    assert passages(ONE, ONE, common).length < 0.15 * passages(ONE, ONE, FREE).length


def test_an_old_archive_knows_what_is_usual_and_asks_less() -> None:
    seen = dict.fromkeys(wording(ONE).numbers, 4)
    assert passages(ONE, ONE, {**seen, 1: GROWN}).length > passages(ONE, ONE, seen).length


def test_a_text_without_paragraphs_has_places_too() -> None:
    whole = [list(chain(*ONE))]
    assert passages(whole, whole, FREE).places > 1
    assert passages(whole, ONE, FREE).places > 1
    assert passages(ONE[1:2], ONE, FREE).places == 1


def test_a_text_that_says_one_thing_over_and_over_costs_no_more_than_its_length() -> None:
    """With a look at each place of each shingle this would be a thousand million steps."""
    over, again = [["ha"] * 30_000 + ["then", "this", "other", "end"]], [["ho", "hi", "hu"] + ["ha"] * 30_100]
    started = process_time()
    found = passages(over, again, FREE)
    assert found.length == len(over[0]) - 3 - 4  # all but the four that lead to the end
    assert process_time() - started < 3


def test_the_next_place_of_a_repeated_shingle_goes_on_with_the_passage() -> None:
    """The opening stands twice in the longer text; the passage goes on from the second."""
    opening, rest = [f"o{at}" for at in range(6)], [f"r{at}" for at in range(30)]
    found = passages([["x1", *rest[:10], *opening, *rest[10:]]], [[*opening, *rest[:10], *opening, *rest[10:]]], FREE)
    assert found.length == len(rest) + len(opening) - 3


def test_unspaced_scripts_have_passages() -> None:
    text = [tokens(line) for line in CHINESE]
    assert passages(text, text, FREE).places == len(CHINESE)
    assert passages(text[:1], text[1:], FREE) == Passages()


_texts = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=40), max_size=4)


@given(_texts, _texts)
def test_passages_lie_within_the_shorter_text(one: list[list[str]], other: list[list[str]]) -> None:
    found = passages(one, other, FREE)
    words = min(sum(len(line) + 3 for line in each) for each in (one, other)) if one and other else 0
    assert 0 <= found.length <= words
    assert (found.places > 0) == (found.length > 0)
