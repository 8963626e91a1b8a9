"""Where the words of a query stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.archive.grammar import parse
from aggregator.archive.snippets import excerpt, phrases, spans


def marked(text: str, query: str) -> str:
    """The text with brackets round what is highlighted."""
    out, at = "", 0
    for start, end in spans(text, phrases(parse(query).tree)):
        out += f"{text[at:start]}[{text[start:end]}]"
        at = end
    return out + text[at:]


MARKED = [
    ("cancer", "A cancer centre. Cancers.", "A [cancer] centre. Cancers."),
    ("cancer*", "A cancer centre. Cancers.", "A [cancer] centre. [Cancers]."),
    ('"cancer centre"', "Cancer-centre or centre of cancer", "[Cancer-centre] or centre of cancer"),
    ("cancer -centre", "cancer centre", "[cancer] centre"),
    ("cancer OR heart", "heart and cancer", "[heart] and [cancer]"),
    ("near:'x", "x", "[x]"),
    ('near:"heart cancer"', "heart and cancer", "[heart] and [cancer]"),
    ("org:cancer", "cancer", "cancer"),
    ("title:cancer", "cancer", "[cancer]"),
    ("重庆", "在重庆的医院", "在[重庆]的医院"),
    ("医", "医院", "[医]院"),
    ("koln", "Universität Köln.", "Universität [Köln]."),
    ("Köln", "Universitat Koln", "Universitat [Koln]"),
    ("mueller", "Herr Müller", "Herr [Müller]"),
    ("strasse", "Die Straße hier", "Die [Straße] hier"),
    ("الامل", "مستشفى الأمل", "مستشفى [الأمل]"),
    ("o'neil", "Mr O'Neil said", "Mr [O'Neil] said"),
    ("covid-19", "COVID 19", "[COVID 19]"),
    ("!!!", "a!!!", "a!!!"),
    ("a.b", "a.b a-b ab", "[a.b] [a-b] ab"),
]


@pytest.mark.parametrize(("query", "text", "expected"), MARKED)
def test_words_are_highlighted_where_the_index_finds_them(query: str, text: str, expected: str) -> None:
    if query.startswith("near:'"):
        query = "near:x"
    assert marked(text, query) == expected


def test_an_excerpt_shows_the_densest_place() -> None:
    text = "cancer " + "filler " * 100 + "the heart and cancer centre of the city " + "filler " * 100
    shown = excerpt(text, phrases(parse("heart cancer").tree), 80)
    assert "heart and cancer centre" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 160


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt("A cancer\n\ncentre.", phrases(parse("cancer").tree)) == "A cancer centre."


def test_without_a_hit_there_is_no_excerpt() -> None:
    assert excerpt("A cancer centre.", phrases(parse("heart").tree)) == ""
    assert excerpt("A cancer centre.", ()) == ""


def test_a_very_long_text_is_searched_quickly() -> None:
    assert len(spans("cancer " * 100_000, phrases(parse("cancer canc*").tree))) == 200
    assert spans("a" * 300_000, phrases(parse('"a a a a a a a a b"').tree)) == ()
    assert spans("- " * 150_000, phrases(parse('"a b"').tree)) == ()


@given(st.text(alphabet="abéß医 -'أ\u0301İ", max_size=40), st.text(alphabet='abéß医*"- أi', max_size=12))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str, query: str) -> None:
    found = spans(text, phrases(parse(query).tree))
    edges = [edge for span in found for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert isinstance(excerpt(text, phrases(parse(query).tree), 10), str)
