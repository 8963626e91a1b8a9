from __future__ import annotations

import re
import sys
import unicodedata
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe.tokens import fold, pairs, tokens, unspaced, without_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Trust's plan, signed (today).", ["the", "trust", "s", "plan", "signed", "today"]),
        ("Çağrı Merkezi — ÖZEL", ["çağrı", "merkezi", "özel"]),
        ("医院A栋", ["医", "院", "a", "栋"]),
        ("Straße", ["strasse"]),
        ("Ｈｅａｌｔｈ　２４", ["health", "24"]),
        ("서울대병원 협약", ["서울대병원", "협약"]),
        ("กขค", ["ก", "ข", "ค"]),
        ("", []),
        ("… — !", []),
    ],
)
def test_tokens_of_any_script(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", False),
        ("青山医院签署协议", True),
        ("医院 signs with five other partners", False),
        ("서울대 병원", False),
        ("", False),
    ],
)
def test_unspaced_scripts_are_recognised_by_majority(text: str, expected: bool) -> None:
    assert unspaced(tokens(text)) is expected


def test_pairs_overlap() -> None:
    assert pairs(["a", "b", "c"]) == ["ab", "bc"]
    assert pairs(["a"]) == []


@pytest.mark.parametrize(
    ("one", "other"), [("3 comments", "12 comments"), ("Gelesen: 1.204", "Gelesen: 9.999"), ("閲覧数３", "閲覧数１２")]
)
def test_lines_that_differ_in_digits_alone_are_equal_without_them(one: str, other: str) -> None:
    assert without_digits(one) == without_digits(other)


@given(st.text())
def test_folding_is_stable_in_case(text: str) -> None:
    assert tokens(fold(text)) == tokens(text) or not text.isascii()


@given(st.text(alphabet="abc XYZ-.,1"))
def test_punctuation_and_case_do_not_count(text: str) -> None:
    assert tokens(text.upper()) == tokens(text.lower()) == tokens(f" {text} !")


_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@pytest.mark.parametrize("frame", ["{}", "a{}b_3", "é {}1 «–x»"])
def test_short_cuts_give_what_is_in_the_book_of_unicode(frame: str) -> None:
    """Of most letters and signs in use, and of every digit there is."""
    digits = (code for code in range(0x3400, sys.maxunicode + 1) if chr(code).isdecimal())
    for text in (frame.format(chr(code)) for code in chain(range(128, 0x3400), range(0xFF00, 0xFFF0), digits)):
        folded = unicodedata.normalize("NFKC", text).casefold()
        if not _UNSPACED.search(folded) and not folded.isascii():
            assert tokens(text) == re.findall(r"\w+", folded), ascii(text)
        assert without_digits(text) == re.sub(r"\d+", "", folded).encode("utf-8", "surrogatepass"), ascii(text)
