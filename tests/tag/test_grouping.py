"""Which names of one article are one organisation. A case: the names in the order of the text, `|` between organisations."""

from __future__ import annotations

import pytest

from aggregator.tag.grouping import grouped, initials

TOGETHER = [
    "Harrow Vale University Hospital, HVUH",
    "Alder Pharmacare, Alder",
    "Alder Pharma Sdn Bhd, Alder Pharma",
    "Goldney Hospital, Goldney",
    "Northgate General Hospital NHS Trust, Northgate General Hospital",
    "Eurolab, Eurolab Laboratories SA",
    "Dalian Winda Group, Winda",
    "Bunda CareLink, CareLink",
    "Eastland Hospital Authority, Hospital Authority",
    "Kantonsspital Auen, Kantonsspitals Auen",
    "Uniwersytetem Morskim, Uniwersytetu Morskiego",
    "青葉市立大学, 青葉市大",
    "서울한빛대학교병원, 서울한빛대병원",
    "โรงพยาบาลนครใหม่, นครใหม่",
    "Smith & Jones, S&J",
    "Clínica Sol, Clinica Sol",
    "Roswick Park, ROSWICK PARK",
    "Ardwen Hill University Health Board, Ardwen Hill UHB",
    "MedLark, Med Lark",
    "Ministry of Health, Health Ministry",
    "Lake Verge University, University of Lake Verge",
    "Taipei Municipal Orchid Hospital, Orchid Hospital",
    "Bahrain Rowing Committee, Rowing Committee",
    "Orchid Hospital of Capital Medical University, Orchid Hospital",
    "Alder College of Technology and Arts, Alder College",
]

APART = [
    "University of Alder | Alder University Hospital",
    "Michael Row Hospice | Michael Row Hospice Charity",
    "Oman Growth Establishment | Oman Growth Company",
    "Alba Medical Centre | Alba Bhd.",
    "University of Hillton | Chinese University of Hillton",
    "Ministry of Health | Ministry of Education",
    "東京北大学 | 東京南大学",
    "Sejo Hospital | Mediplex Sejo Hospital",
    "Orchid University | Orchid University Hospital",
    "Ministry of Health | Ministry of Health Services Fund",
]


def sorted_out(names: list[str], owners: dict[str, str] | None = None) -> list[list[str]]:
    """The groups made of names that stand in a text one after the other."""
    text, spans = "", []
    given: dict[tuple[int, int], str] = {}
    for name in names:
        spans.append((len(text), len(text) + len(name)))
        given |= {spans[-1]: owners[name]} if owners and name in owners else {}
        text += name + ". And then "
    return [[text[start:end] for start, end in group] for group in grouped(text, spans, given)]


@pytest.mark.parametrize("case", TOGETHER)
def test_forms_of_one_organisation_come_together(case: str) -> None:
    names = case.split(", ")
    assert sorted_out(names) == [names]
    assert len(sorted_out(names[::-1])) == 1, "whatever the order"


@pytest.mark.parametrize("case", APART)
def test_two_houses_stay_apart(case: str) -> None:
    names = case.split(" | ")
    assert sorted_out(names) == [[name] for name in names]


def test_the_register_brings_together_what_words_cannot() -> None:
    owners = {"Pfizer": "org:pfizer", "辉瑞": "org:pfizer"}
    assert sorted_out(["Pfizer", "辉瑞"], owners) == [["Pfizer", "辉瑞"]]


def test_a_name_in_brackets_behind_another_is_its_form() -> None:
    text = "Matrix Concepts Berhad (金群利集團) opens"
    first, second = (0, 22), (24, 29)
    assert grouped(text, [first, second], {}) == [[first, second]]


@pytest.mark.parametrize(
    ("short", "long", "fits"),
    [
        ("UHL", "University Hospitals of Leeford NHS Trust", True),
        ("WHO", "World Health Organization", True),
        ("NUHS", "National University Health System", True),
        ("FoH", "Friends of Harrow", True),
        ("ABC", "Alder Clinic", False),
        ("Alder", "Alder Clinic", False),
        ("X", "Xenon", False),
    ],
)
def test_initials(short: str, long: str, fits: bool) -> None:
    assert initials(short, long) is fits
