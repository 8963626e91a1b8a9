from __future__ import annotations

import random

import pytest

from aggregator.dedupe import cluster
from aggregator.dedupe.cluster import copies, read_all
from aggregator.model import Article, Tags
from tests.dedupe.made import OTHER, RELEASE, article
from tests.dedupe.test_stories import APART, FINNISH, PAPER, PRESS

REPRINT = (
    article(
        ("READER, share this with the others in your ward and on your corridor", *RELEASE[:3]),
        url="https://gazette.example/z",
        title="Scanners",
    ),
    Tags(),
)
SET = (PRESS, PAPER, FINNISH, REPRINT, *APART.values())


def grouped(told: tuple[tuple[Article, Tags], ...]) -> tuple[set[frozenset[str]], set[tuple[str, str]]]:
    """Stories and copies by address."""
    found = cluster([one for one, _ in told], lambda at, _: told[at][1])
    urls = [one.url for one, _ in told]
    stories = {frozenset(urls[at] for at, each in enumerate(found) if each.story == story) for story in {each.story for each in found}}
    return stories, {(urls[at], urls[each.copy_of]) for at, each in enumerate(found) if each.copy_of is not None}


def test_stories_and_copies_of_a_set() -> None:
    stories, found = grouped(SET)
    assert found == {(REPRINT[0].url, PRESS[0].url)}
    assert frozenset(told[0].url for told in (PRESS, PAPER, FINNISH, REPRINT)) in stories
    assert len(stories) == 1 + len(APART)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_set_does_not_matter(seed: int) -> None:
    mixed = list(SET)
    random.Random(seed).shuffle(mixed)
    assert grouped(tuple(mixed)) == grouped(SET)


def test_tags_are_asked_for_no_copy() -> None:
    asked: list[int] = []

    def tags(at: int, _: Article) -> Tags:
        asked.append(at)
        return SET[at][1]

    cluster([one for one, _ in SET], tags)
    assert sorted(asked) == [at for at, told in enumerate(SET) if told is not REPRINT]


def test_without_tags_groups_of_copies_are_the_stories() -> None:
    found = cluster([PRESS[0], PAPER[0], REPRINT[0]], None)
    assert [(each.story, each.copy_of) for each in found] == [(0, None), (1, None), (0, 0)]


def test_an_empty_set() -> None:
    assert cluster([], None) == ()


def test_a_trimmed_copy_that_comes_first_does_not_split_the_others() -> None:
    urls = (f"https://{name}.example/a" for name in ("one", "two", "three"))
    pieces = (RELEASE[:2], RELEASE[2:], RELEASE)
    assert len(set(copies([article(piece, url=url, title=url) for piece, url in zip(pieces, urls, strict=True)]))) == 1


def test_the_same_address_twice_is_one_article() -> None:
    assert copies([article(), article()]) == [0, 0]


FURNITURE = (
    "Join the forty thousand readers who get the morning letter of this paper",
    "Home News Health Sport Opinion Jobs and everything else we print",
)


def test_furniture_of_a_site_is_learnt_from_its_pages() -> None:
    pages = [
        article((*FURNITURE, f"The page is about {name} and nothing else at all, as {name} wanted."), url=f"https://paper.example/{name}")
        for name in ("roofs", "boats", "trams")
    ]
    assert all(mark.size < 20 for mark, _ in read_all(pages))
    assert all(mark.size > 25 for mark, _ in read_all(pages[:2]))


def test_short_articles_full_of_furniture_are_no_copies() -> None:
    names = ("Ulrum", "Pelham", "Tarn", "Wexbridge", "Calder")
    pages = [
        article((*FURNITURE, f"The clinic of {name} got a new roof.", *FURNITURE[::-1]), url=f"https://paper.example/{name}", title=name)
        for name in names
    ]
    assert copies(pages) == list(range(len(pages)))


def test_two_releases_with_one_portrait_are_no_copies() -> None:
    portrait = (
        "About Lumetrix",
        "Lumetrix builds scanners for hospitals in thirty countries. It was founded in Tampere and employs "
        "nine thousand people there and abroad.",
    )
    first, second = article((*RELEASE, *portrait)), article((*OTHER, *portrait), url="https://wire.example/2", title="Other")
    assert copies([first, second]) == [0, 1]


def test_furniture_tells_no_story() -> None:
    """The tagger sees, and stories are told by, what is left of a page without its site's furniture."""
    seen: list[tuple[str, ...]] = []

    def tags(_: int, one: Article) -> Tags:
        seen.append(one.paragraphs)
        return Tags()

    pages = [
        article((*FURNITURE, f"The page is about {name}."), url=f"https://paper.example/{name}") for name in ("roofs", "boats", "trams")
    ]
    cluster(pages, tags)
    assert sorted(seen) == [("The page is about boats.",), ("The page is about roofs.",), ("The page is about trams.",)]
