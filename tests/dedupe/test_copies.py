from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe import fingerprint, likeness, match
from aggregator.dedupe.copies import believable
from aggregator.model import Article, Verdict
from tests.dedupe.made import CHINESE, OTHER, RELEASE, article, known

ELSEWHERE = "https://paper.example/b"
FURNITURE = (
    "Share this story with your friends, your colleagues and everybody else who might care about it",
    "Most read today: ten ways in which a hospital can lose its way, and how it can find it again",
)


def verdict(one: Article, *archived: Article) -> tuple[Verdict, int | None]:
    rows = tuple(known(each, at) for at, each in enumerate(archived, 1))
    found = match(fingerprint(one), one, rows)
    return found.verdict, found.of


CASES = {
    "same address and text": (article(), article(), Verdict.SAME),
    "same address with tracking": (article(url="https://www.news.example/a?utm_medium=mail"), article(), Verdict.SAME),
    "a sentence added": (article((*RELEASE, "The trust corrected the number of scanners on Monday.")), article(), Verdict.REVISED),
    "another headline at the address": (article(title="Corrected: a headline"), article(), Verdict.REVISED),
    "another article at the address": (article(OTHER), article(), Verdict.NEW),
    "the same text elsewhere": (article(url=ELSEWHERE), article(), Verdict.COPY),
    "another headline elsewhere": (article(url=ELSEWHERE, title="Scanners for Harrowgate"), article(), Verdict.COPY),
    "furniture around it": (article((*FURNITURE, *RELEASE, *FURNITURE), url=ELSEWHERE), article(), Verdict.COPY),
    "trimmed to its first half": (article(RELEASE[:2], url=ELSEWHERE, title="Short"), article(), Verdict.COPY),
    "an agency line": (article((f"HARROWGATE (Agency) — {RELEASE[0]}", *RELEASE[1:]), url=ELSEWHERE), article(), Verdict.COPY),
    "reworded in places": (
        article(tuple(line.replace("trust", "group").replace("scanner", "device") for line in RELEASE), url=ELSEWHERE),
        article(),
        Verdict.COPY,
    ),
    "without paragraphs": (article((" ".join(RELEASE),), url=ELSEWHERE), article(), Verdict.COPY),
    "Chinese, trimmed": (article(CHINESE[:2], url=ELSEWHERE), article(CHINESE), Verdict.COPY),
    "one paragraph quoted": (article((*OTHER, RELEASE[2]), url=ELSEWHERE), article(), Verdict.NEW),
    "one paragraph alone": (article((RELEASE[1],), url=ELSEWHERE), article(), Verdict.NEW),
    "another article": (article(OTHER, url=ELSEWHERE), article(), Verdict.NEW),
    "another Chinese article": (article(CHINESE[:1], url=ELSEWHERE), article(CHINESE[1:]), Verdict.NEW),
    "short and the same": (article(("Page not found",), url=ELSEWHERE), article(("Page not found",)), Verdict.NEW),
    "empty and the same": (article((), url=ELSEWHERE), article(()), Verdict.NEW),
    "a sister page of the site, half alike": (
        article((*RELEASE[:2], *OTHER), url="https://news.example/b"),
        article(),
        Verdict.NEW,
    ),
    "the site's own reprint": (article(url="https://news.example/b", title="Again"), article(), Verdict.COPY),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name: str) -> None:
    one, archived, expected = CASES[name]
    assert verdict(one, archived) == (expected, 1 if expected is not Verdict.NEW else None)


def test_another_article_at_the_address_says_so() -> None:
    one = article(OTHER)
    assert match(fingerprint(one), one, (known(article()),)).reason == "address reused"


def test_a_page_rewritten_on_the_day_is_a_revision() -> None:
    day = date(2026, 2, 3)
    assert verdict(article(OTHER, day=day), article(day=day)) == (Verdict.REVISED, 1)


def test_a_late_page_needs_more_to_be_a_copy() -> None:
    half = (*RELEASE[:2], *OTHER)
    assert verdict(article(half, url=ELSEWHERE, day=date(2026, 1, 9)), article(day=date(2026, 1, 8)))[0] is Verdict.COPY
    assert verdict(article(half, url=ELSEWHERE, day=date(2026, 6, 9)), article(day=date(2026, 1, 8)))[0] is Verdict.NEW


def test_never_a_chain() -> None:
    one = article(url="https://third.example/c", title="Third")
    rows = (known(article(), 1), known(article(url=ELSEWHERE, title="Third"), 2, copy_of=1))
    assert match(fingerprint(one), one, rows).of == 1


def test_the_best_representative_wins() -> None:
    one = article(url=ELSEWHERE, title="New")
    rows = (known(article(RELEASE[1:], url="https://x.example/1"), 1), known(article(url="https://y.example/2"), 2))
    assert match(fingerprint(one), one, rows).of == 2


def test_what_many_articles_say_is_no_copy() -> None:
    boilerplate = RELEASE[1:]
    one = article(("A first paragraph of its own about nurses in training at the coast.", *boilerplate), url=ELSEWHERE)
    archived = article(("Quite another beginning, on dialysis in the mountains.", *boilerplate))
    mark = fingerprint(one)
    common = set(mark.shingles) & set(fingerprint(archived).shingles)
    assert match(mark, one, (known(archived),)).verdict is Verdict.COPY
    assert match(mark, one, (known(archived),), dict.fromkeys(common, 40)).verdict is Verdict.NEW


@pytest.mark.parametrize(
    ("canonical", "url", "expected"),
    [
        ("https://news.example/a", "https://news.example/a?print=1", True),
        ("https://www.news.example/a", "https://amp.news.example/a", True),
        ("https://news.example/", "https://news.example/a", False),
        ("https://news.example", "https://news.example/a", False),
        ("https://other.example/a", "https://news.example/a", False),
        (None, "https://news.example/a", False),
        ("", "https://news.example/a", False),
    ],
)
def test_canonical_addresses_believed(canonical: str | None, url: str, expected: bool) -> None:
    assert believable(canonical, url) is expected


ADDRESSES = ("https://news.example/a/amp", "https://news.example/print/a", "https://m.news.example/a")


@pytest.mark.parametrize("url", ADDRESSES)
def test_one_page_under_several_addresses_is_the_same(url: str) -> None:
    one = article(url=url, canonical_url="https://news.example/a", title="A headline (print)")
    assert verdict(one, article(canonical_url="https://news.example/a")) == (Verdict.SAME, 1)


def test_a_home_page_as_canonical_address_merges_nothing() -> None:
    home = "https://news.example/"
    assert verdict(article(OTHER, url="https://news.example/b", canonical_url=home), article(canonical_url=home))[0] is Verdict.NEW


def test_a_section_as_canonical_address_merges_nothing() -> None:
    section = "https://news.example/news"
    assert verdict(article(OTHER, url="https://news.example/b", canonical_url=section), article(canonical_url=section))[0] is Verdict.NEW


def test_a_foreign_canonical_address_is_a_copy_at_most() -> None:
    one = article(url=ELSEWHERE, title="Taken over", canonical_url="https://news.example/a")
    assert verdict(one, article()) == (Verdict.COPY, 1)


TEXTS = st.lists(st.sampled_from([*RELEASE, *OTHER, *CHINESE]), max_size=8, unique=True)


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric(one: list[str], other: list[str]) -> None:
    first, second = fingerprint(article(one)), fingerprint(article(other))
    assert likeness(first, second) == likeness(second, first)


@given(TEXTS, TEXTS)
def test_likeness_lies_between_nothing_and_all(one: list[str], other: list[str]) -> None:
    found = likeness(fingerprint(article(one)), fingerprint(article(other)))
    assert 0 <= found.mutual <= found.contained <= 1


@given(TEXTS.filter(bool))
def test_a_text_is_wholly_in_itself(text: list[str]) -> None:
    found = likeness(fingerprint(article(text)), fingerprint(article(text)))
    assert (found.contained, found.mutual) == (1, 1)


@given(TEXTS, TEXTS)
def test_copies_are_mutual(one: list[str], other: list[str]) -> None:
    """Whichever of two pages comes first, the other is its copy."""
    first, second = article(one, url="https://x.example/1", title="x"), article(other, url="https://y.example/2", title="y")
    assert verdict(first, second)[0] is verdict(second, first)[0]
