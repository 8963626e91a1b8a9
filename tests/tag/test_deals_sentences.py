"""Sentences: where they end in our languages, and laws that hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.sentences import sentences

CASES = [
    ("Two trusts met. They signed.", ["Two trusts met.", "They signed."]),
    ("Dr. Amina Bello of St. Mary's Hospital signed.", ["Dr. Amina Bello of St. Mary's Hospital signed."]),
    ("The U.S. group paid $3.5 million. It was cash.", ["The U.S. group paid $3.5 million.", "It was cash."]),
    ("Signed on Oct. 5 in Boston, Mass. by both.", ["Signed on Oct. 5 in Boston, Mass. by both."]),
    ("Is it a merger? No! It is a pact.", ["Is it a merger?", "No!", "It is a pact."]),
    ("He said: “We begin now.” Work starts.", ["He said: “We begin now.”", "Work starts."]),
    ("First line\nSecond line. Third", ["First line", "Second line.", "Third"]),
    ("Am 20. August unterzeichneten beide. Danach begann es.", ["Am 20. August unterzeichneten beide.", "Danach begann es."]),
    ("Das ist z. B. neu. Ende.", ["Das ist z. B. neu.", "Ende."]),
    ("両社は契約を結んだ。研究は4月に始まる。", ["両社は契約を結んだ。", "研究は4月に始まる。"]),
    ("雙方簽署協議。「這是開始。」院長說。", ["雙方簽署協議。", "「這是開始。」", "院長說。"]),
    ("वे सहमत हुए। काम शुरू होगा।", ["वे सहमत हुए।", "काम शुरू होगा।"]),
    ("هل انتهى؟ نعم. بدأ العمل.", ["هل انتهى؟", "نعم.", "بدأ العمل."]),
    ("Wait … there is more. End.", ["Wait … there is more.", "End."]),
    ("No. 7 is open. No. 8 is not.", ["No. 7 is open.", "No. 8 is not."]),
    ("", []),
    ("   \n \n", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_text_falls_into_its_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet='aB .!?…。\n"”)9å한', max_size=80))
def test_sentences_are_in_order_and_hold_every_sign_that_is_no_blank(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())
    assert not any("\n" in text[s:e] for s, e in spans)
    assert all(text[s:e] == text[s:e].strip() != "" for s, e in spans)
