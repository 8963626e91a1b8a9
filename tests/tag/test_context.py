"""What a token sees around its run of capitals, and how far a head word is in scripts without capitals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.context import ALONE, FIRST, LATER, Sight, sights
from aggregator.tag.looks import sort_of
from aggregator.tag.tokens import Line, lines


def seen(text: str) -> dict[str, dict[int, set[str]]]:
    """For each word of a text what it sees, by slot."""
    tokens = lines(text)
    found: dict[str, dict[int, set[str]]] = {}
    for line, every in zip(tokens, sights(tokens), strict=True):
        for sight in every:
            for at, slot in sight.places:
                found.setdefault(line.forms[at], {}).setdefault(slot, set()).update(sight.features)
    return found


SEEN = [
    ("the drug maker Acme Bio said so", "Acme", FIRST, {"F=acme", "L=bio", "P=maker", "A=said", "PS=firm", "AS=says", "PA=firm|says"}),
    ("the drug maker Acme Bio said so", "Bio", LATER, {"F=acme", "L=bio", "PS=firm"}),
    ("we met Novera in spring", "Novera", ALONE, {"F=novera", "L=novera", "P=met", "A=in"}),
    ("a plan of Novera's board", "Novera", ALONE, {"A='s", "AS='s"}),
    ("the Leeds Trial of Novera", "of", ALONE, {"J1=of|trial", "J4=of21"}),
    ("the Leeds Trial of Novera", "Novera", FIRST, {"J1=of|trial"}),
    ("at Alder Clinic, Novera Hospital", ",", ALONE, {"J=,|hosp|hosp"}),
]


@pytest.mark.parametrize(("text", "word", "slot", "features"), SEEN)
def test_a_token_sees_what_stands_around_its_run(text: str, word: str, slot: int, features: set[str]) -> None:
    assert features <= seen(text)[word][slot]


def test_what_stands_beside_one_mention_is_seen_from_all() -> None:
    found = seen("Novera grows. It was said that Novera Inc is sound, and the firm Novera pays")
    assert all("GPfirm" in each for each in found["Novera"].values())


@pytest.mark.parametrize(
    ("text", "sign", "feature"),
    [
        ("由青岚市人民医院与大学签署", "民", "N=hosp2"),
        ("由青岚市人民医院与大学签署", "与", "O=与0"),
        ("وقع مستشفى النور الجديد اتفاقية", "النور", "O=hosp1"),
    ],
)
def test_a_head_ahead_or_behind_is_seen_where_nothing_is_capital(text: str, sign: str, feature: str) -> None:
    assert feature in seen(text)[sign][ALONE]


@pytest.mark.parametrize(("form", "sort"), [("Hospital", "hosp"), ("said", "says"), ("CEO", "person"), (",", ","), ("Qwxy", "Xx")])
def test_sorts_of_words(form: str, sort: str) -> None:
    assert sort_of(form) == sort


@given(st.text(alphabet="Ab c.,'s-&医院与مس\n", max_size=60))
def test_every_place_is_a_token_of_its_line_and_is_seen_from_one_slot_of_a_sight(text: str) -> None:
    tokens: list[Line] = lines(text)
    every: list[list[Sight]] = sights(tokens)
    assert len(every) == len(tokens)
    for line, found in zip(tokens, every, strict=True):
        for sight in found:
            places = [at for at, _ in sight.places]
            assert len(set(places)) == len(places)
            assert all(0 <= at < len(line) and slot in (ALONE, FIRST, LATER) for at, slot in sight.places)
            assert all("\n" not in feature for feature in sight.features)
