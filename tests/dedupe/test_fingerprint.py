from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe import bounds, fingerprint, lines
from tests.dedupe.made import CHINESE, OTHER, RELEASE, article

LINE = "Subscribe to our letter and read {} articles a month without paying"


def test_stable_and_sorted() -> None:
    one = fingerprint(article())
    assert one == fingerprint(article())
    assert list(one.shingles) == sorted(set(one.shingles))
    assert one.size >= len(one.shingles) >= one.posted > 0


def test_numbers_of_short_and_long_texts_are_bounded() -> None:
    words = [f"word{at} is number{at} of {at}" for at in range(20_000)]
    long = fingerprint(article([" ".join(words[at : at + 50]) for at in range(0, len(words), 50)]))
    assert len(long.shingles) == bounds.KEPT_MOST
    assert long.posted == bounds.POSTED_MOST
    short = fingerprint(article(["Just one line of seven words here."]))
    assert short.size == len(short.shingles) == short.posted == 4


def test_an_endless_text_costs_no_more_than_a_long_one() -> None:
    text = [f"a{at} b{at} c{at} d{at} e{at}" for at in range(30_000)]
    assert fingerprint(article(text)).size == fingerprint(article(text[:8000])).size


@pytest.mark.parametrize("paragraphs", [(), ("",), ("…",), ("One two three",)])
def test_texts_without_shingles(paragraphs: tuple[str, ...]) -> None:
    one = fingerprint(article(paragraphs, title="t"))
    assert (one.shingles, one.size, one.posted) == ((), 0, 0)


def test_very_short_texts_are_told_apart_by_their_address() -> None:
    first, second = (fingerprint(article((), url=f"https://news.example/{at}", title="News")) for at in "ab")
    assert first.text != second.text


@pytest.mark.parametrize(
    "changed",
    [
        article(title="A HEADLINE!"),
        article(tuple(line.upper() for line in RELEASE)),
        article(tuple(line.replace(" ", "  ").replace(".", " .") for line in RELEASE)),
        article((" ".join(RELEASE[:2]), *RELEASE[2:])),
    ],
)
def test_text_key_ignores_case_punctuation_and_breaks(changed: object) -> None:
    assert fingerprint(changed).text == fingerprint(article()).text  # type: ignore[arg-type]


@pytest.mark.parametrize("changed", [article(title="Another headline"), article((*RELEASE, "One more.")), article(RELEASE[::-1])])
def test_text_key_tells_headlines_and_words(changed: object) -> None:
    assert fingerprint(changed).text != fingerprint(article()).text  # type: ignore[arg-type]


def test_address_key_is_that_of_its_own_address() -> None:
    one = article(url="https://www.news.example/a/?utm_source=x", canonical_url="https://news.example/other")
    assert fingerprint(one).address == fingerprint(article(url="http://news.example/a")).address


def test_lines_that_differ_in_numbers_are_one() -> None:
    first, second, third = lines(article((LINE.format(3), LINE.format(12), LINE.format("all"))))
    assert first == second != third


def test_recurring_lines_do_not_count() -> None:
    plain = fingerprint(article())
    furnished = article((LINE.format(3), *RELEASE, LINE.format(5)))
    assert fingerprint(furnished).shingles != plain.shingles
    cleaned = fingerprint(furnished, frozenset(lines(article((LINE.format(9),)))))
    assert cleaned.shingles == plain.shingles
    assert len(cleaned.paragraphs) == len(RELEASE) + 2


@pytest.mark.parametrize(
    "heading",
    [
        "About Lumetrix",
        "ABOUT LUMETRIX OY",
        "Forward-looking statements",
        "Media contact:",
        "Über die Lumetrix AG",
        "关于我们",
        "Notes to editors",
        "Contacts presse",
    ],
)
def test_what_stands_below_a_closing_heading_does_not_count(heading: str) -> None:
    tail = "Lumetrix makes scanners for hospitals in thirty countries and employs nine thousand people."
    assert fingerprint(article((*RELEASE, heading, tail))).shingles == fingerprint(article()).shingles


@pytest.mark.parametrize(
    "line", ["About forty nurses walked out on Monday in front of the old town hall and the station.", "Contact with patients is limited."]
)
def test_a_sentence_is_no_closing_heading(line: str) -> None:
    assert fingerprint(article((*RELEASE[:3], line, RELEASE[3]))).size > fingerprint(article((*RELEASE[:3], line))).size


def test_a_heading_in_the_first_third_closes_nothing() -> None:
    assert fingerprint(article(("About us", *RELEASE))).size == fingerprint(article()).size


def test_chinese_has_shingles() -> None:
    assert fingerprint(article(CHINESE)).size > 100


@given(st.lists(st.sampled_from([*RELEASE, *OTHER, *CHINESE, "", "…"]), max_size=8), st.text(max_size=40))
def test_any_article_has_one(paragraphs: list[str], title: str) -> None:
    one = article(paragraphs, title=title)
    found = fingerprint(one)
    assert found == fingerprint(replace(one))
    assert len(found.paragraphs) == len(paragraphs)


@given(st.text())
def test_any_text_has_one(text: str) -> None:
    assert fingerprint(article((text,), title=text)).size >= 0
