"""Phrases in a text: word boundaries in every script, capitals, the longest of overlapping ones."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.phrases import Hit, Phrases, cased, longest, small

FOUND = [
    ("Bath", "He lives in Bath, near Bathurst.", ["Bath"]),
    ("Roche", "ROCHE and Roche-led, not Rochester", ["ROCHE", "Roche"]),
    ("CARE", "CARE takes care of Care", ["CARE"]),
    ("Orbis Clinic", "the Orbis Clinic's staff", ["Orbis Clinic"]),
    ("Orbis Clinic", "ORBIS CLINIC OPENS", ["ORBIS CLINIC"]),
    ("Alder's", "Alder’s, Alder's and Alders", ["Alder’s", "Alder's"]),
    ("Alder’s", "Alder’s and Alder's", ["Alder’s", "Alder's"]),
    ("chinesisch", "ein chinesisch-deutsches Werk", ["chinesisch"]),
    ("上海", "在上海市的医院", ["上海"]),
    ("卫生部", "卫生部与地方卫生部门", ["卫生部"]),
    ("病院", "青葉病院は", ["病院"]),
    ("وزارة الصحة", "ووزارة الصحة ووزير", ["وزارة الصحة"]),
    ("سوري", "سورية", []),
    ("서울대병원", "서울대병원은 어제", ["서울대병원"]),
    ("울대", "서울대병원", []),
    ("โรงพยาบาล", "ที่โรงพยาบาลใหม่", ["โรงพยาบาล"]),
    ("İzmir", "İzmir'de", ["İzmir"]),
    ("US", "for us and US alike", ["US"]),
]


@pytest.mark.parametrize(("phrase", "text", "surfaces"), FOUND)
def test_a_phrase_is_found_where_it_stands_alone(phrase: str, text: str, surfaces: list[str]) -> None:
    assert [text[hit.start : hit.end] for hit in Phrases([phrase]).find(text)] == surfaces


def test_the_longest_of_overlapping_phrases_counts() -> None:
    text = "at New York University today"
    found = Phrases(["New York", "York", "New York University", "University"]).find(text)
    assert [text[hit.start : hit.end] for hit in found] == ["New York University"]


def test_no_phrases_no_hits() -> None:
    assert Phrases([]).find("anything") == []


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=20))
def test_chosen_hits_never_overlap(spans: list[tuple[int, int]]) -> None:
    kept = longest(Hit(start, start + size, 0) for start, size in spans)
    assert all(a.end <= b.start for a, b in pairwise(kept))


@given(st.text(max_size=80))
def test_small_letters_keep_every_character_in_its_place(text: str) -> None:
    assert len(small(text)) == len(text)


@given(st.text(alphabet="abÄß İ上한", min_size=1, max_size=12), st.text(alphabet="xyz .,上한", max_size=12))
def test_any_text_can_be_searched(phrase: str, text: str) -> None:
    around = f"{text} {phrase} {text}"
    for hit in Phrases([phrase]).find(around):
        assert cased(around[hit.start : hit.end], phrase)
