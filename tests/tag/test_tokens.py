"""Tokens: what is one in each script, and that none is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.looks import _PLAIN
from aggregator.tag.tokens import lines


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Bupa's Gießen-Marburg", ["Bupa", "'", "s", "Gießen", "-", "Marburg"]),
        ("U.S. 2026", ["U", ".", "S", ".", "2026"]),
        ("青葉病院", ["青", "葉", "病", "院"]),
        ("メディカルセンター", ["メディカルセンター"]),
        ("병원은", ["병", "원", "은"]),
        ("وزارة الصحة،", ["وزارة", "الصحة", "،"]),
        ("ومستشفى الأمل وبالجامعة", ["و", "مستشفى", "الأمل", "وب", "الجامعة"]),
        ("وكالة ووزارة لجامعة وقالت", ["وكالة", "و", "وزارة", "ل", "جامعة", "وقالت"]),
        ("मंत्रालय", ["मंत्रालय"]),
        ("โรงเรียน", ["โร", "ง", "เรี", "ย", "น"]),
    ],
)
def test_what_one_token_is(text: str, forms: list[str]) -> None:
    assert [form for line in lines(text) for form in line.forms] == forms


@given(st.text(max_size=200))
def test_tokens_stand_where_they_say_and_hold_every_letter(text: str) -> None:
    tokens = [token for line in lines(text) for token in zip(line.forms, line.starts, line.ends, line.spaced, strict=True)]
    assert all(_PLAIN.get(text[start:end], text[start:end]) == form for form, start, end, _ in tokens)
    assert all(a[2] <= b[1] for a, b in pairwise(tokens))
    assert all(spaced for _, start, _, spaced in tokens if text[start - 1 : start].isspace())
    covered = sum(len(form) for form, *_ in tokens)
    assert covered >= sum(c.isalnum() for c in text if ord(c) < 0x0900)


def test_every_line_has_its_own_list() -> None:
    assert [len(line) for line in lines("one two\n\nthree\n")] == [2, 1]
