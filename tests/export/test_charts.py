"""Figures as SVG: drawn from numbers, labelled, and safe whatever the names are."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.export import Figure
from aggregator.export._charts import figure
from tests.export.samples import HOSTILE

DRAWN = {"svg", "rect", "text", "title", "path", "circle"}
TOLD = {"div", "figure", "figcaption", "ul", "li", "details", "summary", "table", "thead", "tbody", "tr", "th", "td"}
KINDS = ("bars", "matrix", "network")


def square(kind: str, names: tuple[str, ...]) -> Figure:
    """A figure in which every pair of names has a count."""
    return Figure("Deals & <more>", kind, names, names, tuple(tuple(abs(a - b) for b in range(len(names))) for a in range(len(names))))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_stay_text(kind: str) -> None:
    drawn = figure(square(kind, HOSTILE))
    tree = ET.fromstring(f"<div>{drawn}</div>")
    assert {element.tag for element in tree.iter()} <= DRAWN | TOLD
    names = {name for element in tree.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or name in ("style", "href", "src")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [(), ((0, 0), (0, 0))])
def test_nothing_to_see_draws_nothing(kind: str, value: tuple[tuple[int, ...], ...]) -> None:
    names = ("a", "b") if value else ()
    assert figure(Figure("Empty", kind, names, names, value)) == ""


def test_counts_are_told_though_all_are_none() -> None:
    drawn = figure(Figure("Watched", "counts", ("Vietnam: nothing new",), ("w1", "w2"), ((0, 0),)))
    assert "Vietnam: nothing new" in drawn
    assert "<details>" not in drawn
    assert figure(Figure("Watched", "counts", (), ("w1",), ())) == ""


def test_a_bar_is_as_high_as_its_count() -> None:
    drawn = ET.fromstring(figure(Figure("T", "bars", ("w1", "w2"), ("mou", "jv"), ((1, 1), (4, 0)))))
    heights = {rect.findtext("title"): float(rect.attrib["height"]) for rect in drawn.iter("rect") if rect.findtext("title")}
    assert heights == {"w1: 1 mou": 45.0, "w1: 1 jv": 45.0, "w2: 4 mou": 180.0}
    assert [item.text or "".join(item.itertext()) for item in drawn.iter("li")] == ["mou", "jv"]


def test_a_network_has_an_arc_a_pair() -> None:
    drawn = ET.fromstring(figure(Figure("T", "network", ("a", "b", "c"), ("a", "b", "c"), ((0, 2, 0), (2, 0, 1), (0, 1, 0)))))
    assert len(list(drawn.iter("circle"))) == 3
    assert [(arc.attrib["stroke-width"], arc.findtext("title")) for arc in drawn.iter("path")] == [("2", "a and b: 2"), ("1", "b and c: 1")]


def test_partners_stand_together() -> None:
    cells = ((0, 0, 1, 0), (0, 0, 0, 1), (1, 0, 0, 0), (0, 1, 0, 0))
    drawn = ET.fromstring(figure(Figure("T", "network", ("a", "b", "c", "d"), ("a", "b", "c", "d"), cells)))
    places = {text.text: float(text.attrib["y"]) for text in drawn.iter("text")}
    assert sorted(places, key=lambda name: places[name]) == ["a", "c", "b", "d"]
    assert places["b"] - places["c"] > places["c"] - places["a"]


@given(st.sampled_from(KINDS), st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=9, unique=True))
def test_any_names_make_well_formed_markup_with_their_numbers(kind: str, names: list[str]) -> None:
    drawn = figure(square(kind, tuple(names)))
    if drawn:
        tree = ET.fromstring(drawn)
        assert len(list(tree.iter("td"))) == len(names) ** 2 + 1
