"""A register is asked only for what stands in a text: every name of it that does is found so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reference.names import fold
from aggregator.reference.stretches import forms


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A deal with Lakeside Clinics Pte Ltd of Singapore.", "Lakeside Clinics"),
        ("A deal with Lakeside Clinics’s owner.", "Lakeside Clinics Ltd"),
        ("LAKESIDE CLINICS signs", "Lakeside Clinics"),
        ("Die Röntgen-Werke GmbH & Co. KG meldet", "roentgen-werke".replace("oe", "ö")),
        ("The Hospital of the Lake and the Hill opens", "Hospital of the Lake and Hill"),
        ("公司与湖畔诊所周四签署协议", "湖畔诊所有限公司"),
        ("وقّع مستشفى الأمل", "مستشفى الأمل"),
        ("وقعت مع ومستشفى الأمل", "مستشفى الأمل"),
        ("서울 호반병원은 협약을 맺었다", "호반병원"),
        ("U.S. Renal Care signed", "U.S. Renal Care"),
    ],
)
def test_a_name_in_a_text_is_among_its_stretches(text: str, name: str) -> None:
    assert fold(name) in forms(text)


WORDS = ["Lake", "River", "North", "Clinic", "Hospital", "Saint", "Care"]


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
    st.text(max_size=40),
)
def test_any_name_between_blanks_is_found(words: list[str], around: str) -> None:
    name = " ".join(words)
    assert fold(name) in forms(f"{around} . {name} . {around}")


@given(st.text(max_size=300))
def test_any_text_has_stretches(text: str) -> None:
    assert all(forms(text))


def test_a_long_text_is_looked_at_up_to_a_bound() -> None:
    assert len(forms("word " * 300_000)) < 20
