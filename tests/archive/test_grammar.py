"""The query language: how texts are read, and that any text can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.archive.grammar import (
    DEEPEST,
    FIELDS,
    MOST_TERMS,
    All,
    Either,
    Node,
    Not,
    Reading,
    Term,
    fielded,
    joined,
    parse,
    quoted,
    show,
    terms,
)

A, B, C = Term("a"), Term("b"), Term("c")

READINGS: list[tuple[str, Node]] = [
    ("", All()),
    ("a", A),
    ("a b", All((A, B))),
    ("a AND b", All((A, B))),
    ("a and b", All((A, Term("and"), B))),
    ("a OR b", Either((A, B))),
    ("a | b", Either((A, B))),
    ("a|b", Term("a|b")),
    ("a b OR c", Either((All((A, B)), C))),
    ("a (b OR c)", All((A, Either((B, C))))),
    ("((a))", A),
    ("(a b) c", All((A, B, C))),
    ("-a", Not(A)),
    ("NOT a", Not(A)),
    ("-(a OR b)", Not(Either((A, B)))),
    ("--a", A),
    ("NOT -(-a)", Not(A)),
    ("-(-a b)", Not(All((Not(A), B)))),
    ("a - b", All((A, Term("-"), B))),
    ("covid-19", Term("covid-19")),
    ('"a b"', Term("a b", quoted=True)),
    ("“a b”", Term("a b", quoted=True)),
    ('"say ""a"""', Term('say "a"', quoted=True)),
    ('5"inch', Term('5"inch')),
    ("onco*", Term("onco", prefix=True)),
    ('"heart onco"*', Term("heart onco", quoted=True, prefix=True)),
    ("*", Term("*")),
    ("org:Raffles", Term("Raffles", "org")),
    ('org:"Raffles Medical"', Term("Raffles Medical", "org", quoted=True)),
    ("ORG:x", Term("x", "org")),
    ("organisation:x", Term("x", "org")),
    ("country:(CN OR SG)", Either((Term("CN", "country"), Term("SG", "country")))),
    ("country:(-CN type:mou)", All((Not(Term("CN", "country")), Term("mou", "type")))),
    ("-country:US", Not(Term("US", "country"))),
    ("since:2026-11", Term("2026-11", "since")),
    ("https://example.org/a", Term("https://example.org/a")),
    ("org:", Term("org:")),
    ("重庆 新加坡", All((Term("重庆"), Term("新加坡")))),
]

GUESSED: list[tuple[str, Node, str]] = [
    ("(a", A, "left open"),
    ("a)", A, "without its opening"),
    ("a) b", All((A, B)), "without its opening"),
    ('"a b', Term("a b", quoted=True), "goes to the end"),
    ("a OR", A, "nothing on one side"),
    ("OR a", A, "nothing on one side"),
    ("a NOT", A, "nothing to deny"),
    ('""', All(), "empty phrase"),
    ("(" * 105 + "a", A, "deeper than 100"),
    ("-" * 270, Not(Term("-")), "deeper than 100"),
    ("foo:bar", Term("foo:bar"), "No field is called 'foo'"),
    ("foo:(bar)", All((Term("foo:"), Term("bar"))), "No field is called 'foo'"),
]


@pytest.mark.parametrize(("text", "tree"), READINGS)
def test_a_query_is_read(text: str, tree: Node) -> None:
    reading = parse(text)
    assert reading.tree == tree
    assert reading.notes == ()


@pytest.mark.parametrize(("text", "tree", "note"), GUESSED)
def test_what_is_odd_is_read_as_well_as_can_be_and_noted(text: str, tree: Node, note: str) -> None:
    reading = parse(text)
    assert reading.tree == tree
    assert any(note in each for each in reading.notes)


@pytest.mark.parametrize(
    "text",
    ["a b", "a OR b c", "a (b OR c)", "-(a OR b)", 'org:"x y" -type:mou', '"a ""b"" c"*', "country:CN OR country:SG", "-(-a b)", "NOT ||"],
)
def test_a_tree_is_shown_in_its_shortest_form(text: str) -> None:
    assert show(parse(text).tree) == text


def test_a_tree_is_no_deeper_than_it_can_be_shown() -> None:
    reading = parse("a -(b OR " * 45 + "c")
    assert any(f"deeper than {DEEPEST}" in note for note in reading.notes)
    assert 20 < len(terms(reading.tree)) < 45
    assert parse(show(reading.tree)) == Reading(reading.tree)


def test_too_many_terms_are_cut_and_noted() -> None:
    reading = parse(" ".join("a" * (MOST_TERMS + 50)))
    assert len(terms(reading.tree)) == MOST_TERMS
    assert "first 200 terms" in reading.notes[0]


def test_a_very_long_text_is_read_quickly() -> None:
    assert parse('"' * 100_000).notes
    assert parse("-" * 100_000).notes
    assert parse("org:" * 100_000).notes


_PIECES = st.sampled_from(
    ["a", "b*", '"c d"', '""', '"', "(", ")", "-", " OR ", " AND ", " NOT ", "|", " ", "org:", "country:(", "x:", "*", "“", "é", "重庆"]
)


_PILES = st.tuples(_PIECES, st.sampled_from((1, 2, 39, 41, 99, 101))).map(lambda pile: pile[0] * pile[1])


@given(st.lists(_PIECES, max_size=30).map("".join) | st.lists(_PILES, max_size=6).map("".join) | st.text(max_size=60))
def test_parse_show_parse_gives_the_same_tree(text: str) -> None:
    tree = parse(text).tree
    again = parse(show(tree))
    assert again.tree == tree
    assert again.notes == ()


@given(
    st.sampled_from(sorted(FIELDS)),
    st.text(min_size=1, max_size=30).filter(lambda value: bool(value.strip()) and not set(value) & set("“”„")),
)
def test_any_value_can_be_put_into_a_query(name: str, value: str) -> None:
    assert parse(f"{name}:{quoted(value)}").tree == fielded(name, value)
    assert show(joined(fielded(name, value), A)) == f"{name}:{quoted(value)} a"
