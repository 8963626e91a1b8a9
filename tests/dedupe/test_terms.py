from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe.terms import Background, background, plain, stem, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vaccines", "vaccin"),
        ("Việt Nam", "viet nam"),
        ("Krankenhäuser", "krankenhaus"),
        ("cooperation", "Coopération"),
        ("3,950 beds", "3.950 beds"),
        ("€3.95", "3,95 €"),
        ("120.0", "120"),
        ("ＭＲＩ scanner", "MRI scanner"),
    ],
)
def test_forms_of_one_term(one: str, other: str) -> None:
    assert set(terms(one)) == set(terms(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2026 and 1998", {"w:and"}),
        ("5 of 7", set()),
        ("48.5 million", {"n:48.5", "w:millio"}),
        ("2,500", {"n:2500"}),
        ("007", {"n:7"}),
        ("三菱商事", {"w:三菱", "w:菱商", "w:商事"}),
        ("キャピタル", {"w:キャピタル"}),
        ("キャピタル・ダイヤモンド", {"w:キャピタル・"}),
        ("한미약품에 권리를", {"w:한미약", "w:권리를"}),
        ("अस्पताल", {"w:अस्पता"}),
        ("US to UK", {"w:us", "w:uk"}),
        ("a of", set()),
        ("", set()),
    ],
)
def test_terms_of_a_text(text: str, expected: set[str]) -> None:
    assert set(terms(text)) - {"w:of", "w:in", "w:to"} == expected


def test_rare_words_come_before_common_ones() -> None:
    found = terms("The hospital and the company said that Quillonbury will treat more patients")
    assert found[0] == "w:quillo"
    assert found.index("w:hospit") > 1


def test_names_and_repeated_words_weigh_more() -> None:
    assert terms("zobbel Wrumpel")[0] == "w:wrumpe"
    assert terms("wrumpel zobbel zobbel")[0] == "w:zobbel"


def test_rarity_falls_with_frequency() -> None:
    known = Background(100, {"w:the": 90, "w:rare": 1})
    assert known.rarity("w:none") > known.rarity("w:rare") > known.rarity("w:the") > 0
    assert known.rarity("w:none", seen=50, among=100) < known.rarity("w:none", among=100)


def test_the_shipped_table_knows_what_is_common() -> None:
    assert background().documents > 500
    assert background().rarity("w:hospit") < 2 < background().rarity("w:quillo")


@pytest.mark.parametrize(("word", "expected"), [("Straße", "strasse"), ("Île", "ile"), ("ABC", "abc"), ("Ελλάδα", "ελλαδα")])
def test_plain(word: str, expected: str) -> None:
    assert plain(word) == expected


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_has_terms_once(text: str) -> None:
    found = terms(text)
    assert len(found) == len(set(found))
    assert all(each[:2] in ("w:", "n:") and len(each) > 2 for each in found)


@given(st.text(max_size=20))
def test_stems_are_beginnings(word: str) -> None:
    assert word.startswith(stem(word))
