"""What is left out of the organisations found: tickers, credits of agencies, acronyms of something else."""

from __future__ import annotations

import pytest

from aggregator.tag.keeping import furniture, keep_features, nameless

FURNITURE = [
    ("LONDON (Reuters) - Two clinics sign", "Reuters", True),
    ("Wien (APA) – Zwei Kliniken", "APA", True),
    ("LAKE TOWN, La. (KXYZ) - Two clinics sign", "KXYZ", True),
    ("Reuters has signed with the Alder Clinic", "Reuters", False),
    ("Alder Pharma (NYSE: ALD) grew", "NYSE", True),
    ("Alder Pharma (NYSE: ALD) grew", "ALD", True),
    ("Alder Pharma (NYSE American: ALD) grew", "ALD", False),
    ("Alder Pharma (Euronext: ALDP) grew", "ALDP", True),
    ("LEEDS, June 3 /PRNewswire/ -- Alder Clinic", "PRNewswire", True),
    ("The Alder Clinic (AC) opened", "AC", False),
    ("Later (AC) - the clinic - opened", "AC", True),
]


def span(text: str, surface: str) -> tuple[int, int]:
    """Where the surface stands first."""
    start = text.index(surface)
    return start, start + len(surface)


@pytest.mark.parametrize(("text", "surface", "out"), FURNITURE)
def test_credits_and_tickers_are_furniture(text: str, surface: str, out: bool) -> None:
    assert furniture(text, span(text, surface)) is out


@pytest.mark.parametrize(
    ("text", "names", "acronym", "alone"),
    [
        ("a managed equipment service (MES) for all", (), "MES", True),
        ("the Alder Clinic (TAC) opened", ("Alder Clinic",), "TAC", False),
        ("the clinic TAC opened", (), "TAC", False),
        ("the service (Alder Clinic) opened", (), "Alder Clinic", False),
    ],
)
def test_an_acronym_in_brackets_needs_a_name_before_it(text: str, names: tuple[str, ...], acronym: str, alone: bool) -> None:
    chances = dict.fromkeys([*(span(text, name) for name in names), span(text, acronym)], 0.9)
    assert nameless(text, [span(text, acronym)], chances) is alone


def test_features_say_where_and_how_often_a_name_stands() -> None:
    text = "Alder Clinic signs\n\nThe Alder Clinic grows.\n\nSubscribe | Alder Clinic"
    group = [(0, 12), (24, 36), (57, 69)]
    found = keep_features(text, 18, group, {group[0]: 0.9, group[1]: 0.7, group[2]: 0.4})
    assert found["best"] == 0.9
    assert found["worst"] == 0.4
    assert found["title"] == found["count 3"] == found["starts line"] == 1.0
    assert "bars" not in found, "the marks are those of the first mention"
    assert found["head hospital"] == 1.0


def test_a_name_in_a_footer_is_marked() -> None:
    text = "News\n\n" + "Words go on and on. " * 40 + "\n\nSubscribe | Alder Times | Contact"
    found = keep_features(text, 4, [span(text, "Alder Times")], {span(text, "Alder Times"): 0.6})
    assert {"bars", "tail"} <= set(found)
