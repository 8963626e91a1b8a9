"""Organisations of whole articles: found, brought together, named, seated; the user's register; speed; hostile text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Article, Organisation
from aggregator.reference import gazetteer
from aggregator.tag.organisations import _parts, best_name, organisations, trimmed
from aggregator.tag.register import named
from aggregator.tag.sequence import Span
from tests.tag.articles import ARABIC, GERMAN, JAPANESE, WIRE, article

NAMES = [
    (WIRE, {"Harrow Vale University Hospital", "Pfizer", "Ministry of Health of Ghana"}),
    (GERMAN, {"Klinikum Auental", "Universität Freiburg"}),
    (JAPANESE, {"東京大学"}),
    (ARABIC, {"وزارة الصحة السعودية", "مستشفى النخيل"}),
]


def fullest(given: Article) -> dict[str, Organisation]:
    """The organisations of an article by their fullest names."""
    found, mentions = organisations(given, gazetteer())
    return {best_name(each, mentions): each for each in found}


@pytest.mark.parametrize(("given", "names"), NAMES)
def test_organisations_are_found_in_our_languages(given: Article, names: set[str]) -> None:
    assert names <= set(fullest(given))


@pytest.mark.parametrize("given", [WIRE, GERMAN, JAPANESE, ARABIC])
def test_every_mention_stands_where_it_says(given: Article) -> None:
    found, mentions = organisations(given, gazetteer())
    assert all(given.whole[m.start : m.end] == m.surface for m in mentions)
    assert {m.organisation for m in mentions} == {each.id for each in found}
    assert all(0 <= m.confidence <= 1 for m in mentions)


def test_an_acronym_and_its_name_are_one_organisation() -> None:
    _, mentions = organisations(WIRE, gazetteer())
    owners = {m.surface: m.organisation for m in mentions}
    assert owners["HVUH"] == owners["Harrow Vale University Hospital"]


def test_people_and_furniture_are_no_organisations() -> None:
    assert not {"Martha Houston", "Houston", "CONTACT US", "US"} & {m.surface for m in organisations(WIRE, gazetteer())[1]}


def test_a_registered_organisation_keeps_its_id_kind_and_seat() -> None:
    pfizer = fullest(WIRE)["Pfizer"]
    assert (pfizer.id, pfizer.country, pfizer.kind) == ("org:pfizer", "US", "pharma")


def test_an_unknown_organisation_gets_kind_and_seat_from_the_article() -> None:
    found = fullest(GERMAN)
    assert found["Klinikum Auental"].country == "DE"
    assert found["Klinikum Auental"].kind == "hospital"
    assert found["Klinikum Auental"].id == "new:klinikum-auental"


def test_the_users_own_register_is_used() -> None:
    mine = Organisation("org:zzyx", "Zzyx Oort", ("Oort of Zzyx",), "IS", "ngo")
    found, mentions = organisations(
        article("Zzyx Oort and Pfizer sign", "Zzyx Oort said Pfizer had signed an agreement with it."), gazetteer((mine,))
    )
    assert mine in found
    assert "Zzyx Oort" in {m.surface for m in mentions if m.organisation == mine.id}


def test_an_ambiguous_form_is_sure_only_beside_a_full_name() -> None:
    register = gazetteer((Organisation("org:orb", "Orbis Tellus Health", (), "SE", "ngo", ambiguous_forms=("Orb",)),))
    alone = named("The Orb is round.", register)
    beside = named("Orbis Tellus Health grows. Orb now has five clinics.", register)
    assert [hit.sure for hit in alone] == [False]
    assert [hit.sure for hit in beside] == [True, True]


@pytest.mark.parametrize(("place", "meant"), [("LEEDS, England", False), ("SINGAPORE", True)])
def test_a_name_that_others_bear_elsewhere_means_the_registered_one_at_home_only(place: str, meant: bool) -> None:
    name = "Lakeside General Hospital"
    register = gazetteer((Organisation("org:lake", name, (), "SG", "hospital", ambiguous_forms=(name,)),))
    given = article(f"{name} signs with Pfizer", f"{place} - {name} and Pfizer signed an agreement on Tuesday, the hospital said.")
    found, mentions = organisations(given, register)
    assert name in {mention.surface for mention in mentions}
    assert ("org:lake" in {each.id for each in found}) == meant


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("the Alder Clinic", "Alder Clinic"),
        ("“Alder Clinic”", "Alder Clinic"),
        ("Alder Clinic's", "Alder Clinic"),
        ("Alder Co.", "Alder Co."),
        ("Bank (HK)", "Bank (HK)"),
        ("The Alder Trust", "The Alder Trust"),
        ("Alder,", "Alder"),
        ("Alder Group's clinical partner", "Alder Group"),
        ("Alder's and Birch’s Hospital", "Alder's and Birch’s Hospital"),
        ("KB Women's & Children's Hospital", "KB Women's & Children's Hospital"),
        ("...", ""),
    ],
)
def test_the_edges_of_a_name_are_trimmed(text: str, kept: str) -> None:
    start, end = trimmed(text, 0, len(text))
    assert text[start:end] == kept


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Alder Medical Centre (AMC)", ["Alder Medical Centre", "AMC"]),
        ("Alder Foundation Greater Toledo. Nationwide", ["Alder Foundation Greater Toledo", "Nationwide"]),
        ("St. Alder Hosp. Nordmark", ["St. Alder Hosp. Nordmark"]),
        ("Sdn Bhd", []),
        ("GmbH", []),
        ("SRL, Inc.", ["SRL, Inc."]),
    ],
)
def test_a_span_is_parted_into_names(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in _parts(text, Span(0, len(text), 1.0))] == parts


@pytest.mark.parametrize(
    "line",
    [
        "LONDON (Reuters) - Alder Clinic and Pfizer signed an agreement on Tuesday, the two said.",
        "BERLIN (dpa) - Alder Clinic and Pfizer signed an agreement on Tuesday, the two said.",
    ],
)
def test_the_agency_of_a_dateline_is_none(line: str) -> None:
    surfaces = {m.surface for m in organisations(article("Alder Clinic signs with Pfizer", line), gazetteer())[1]}
    assert not {"Reuters", "dpa"} & surfaces
    assert "Pfizer" in surfaces


def test_a_ticker_is_no_organisation() -> None:
    given = article("Pfizer signs", "Pfizer Inc. (NYSE: PFE) has signed an agreement with Alder Clinic of Leeds.")
    assert not {"NYSE", "PFE"} & {m.surface for m in organisations(given, gazetteer())[1]}


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    given = article(text[:40], text, language=None)
    _found, mentions = organisations(given, gazetteer())
    assert all(given.whole[m.start : m.end] == m.surface for m in mentions)


def test_an_empty_article_names_nobody() -> None:
    assert organisations(article(""), gazetteer()) == ((), ())


def test_a_register_of_a_hundred_thousand_names_stays_fast() -> None:
    many = tuple(Organisation(f"org:mine-{n}", f"Quorn{n:05d} Health {n % 97}", (f"Quorn{n:05d}",), "GB", "company") for n in range(50_000))
    register = gazetteer(many)
    given = article("Quorn00042 signs with Pfizer", *("Quorn00042 and Pfizer agreed to work with Quorn04711 in Leeds. " * 6,) * 5)
    organisations(given, register)
    start = time.process_time()
    for number in range(10):
        organisations(article(f"{given.title} {number}", *given.paragraphs), register)
    assert (time.process_time() - start) / 10 < 0.25
    assert "org:mine-42" in {each.id for each in organisations(given, register)[0]}
