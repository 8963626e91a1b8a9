"""Tokens: what is one in each script, and that none is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.tokens import _PLAIN, lines


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Bupa's Gießen-Marburg", ["Bupa", "'", "s", "Gießen", "-", "Marburg"]),
        ("U.S. 2026", ["U", ".", "S", ".", "2026"]),
        ("青葉病院", ["青", "葉", "病", "院"]),
        ("メディカルセンター", ["メディカルセンター"]),
        ("병원은", ["병", "원", "은"]),
        ("وزارة الصحة،", ["وزارة", "الصحة", "،"]),
        ("मंत्रालय", ["मंत्रालय"]),
        ("โรงเรียน", ["โร", "ง", "เรี", "ย", "น"]),
    ],
)
def test_what_one_token_is(text: str, forms: list[str]) -> None:
    assert [token.form for line in lines(text) for token in line] == forms


@given(st.text(max_size=200))
def test_tokens_stand_where_they_say_and_hold_every_letter(text: str) -> None:
    tokens = [token for line in lines(text) for token in line]
    assert all(_PLAIN.get(text[token.start : token.end], text[token.start : token.end]) == token.form for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    covered = sum(len(token.form) for token in tokens)
    assert covered >= sum(c.isalnum() for c in text if ord(c) < 0x0900)


def test_every_line_has_its_own_list() -> None:
    assert [len(line) for line in lines("one two\n\nthree\n")] == [2, 1]
