"""The register of organisations: lookups by any name, families, suggestions, the user's own rows."""

from __future__ import annotations

import csv

import pytest

from aggregator.model import Organisation
from aggregator.reference import Gazetteer, gazetteer
from aggregator.reference.gazetteer import REGISTER, shipped
from aggregator.reference.names import slug

KINDS = {
    *("hospital", "hospital_group", "health_system", "nhs", "university", "company", "pharma", "biotech", "medtech"),
    *("digital_health", "insurer", "government", "ngo", "investor", "media", "other"),
}


def family() -> Gazetteer:
    """A holding with a daughter, a granddaughter, and a stranger."""
    return Gazetteer(
        (
            Organisation("org:alba", "Alba Health Group", ("Alba",), "GB", "hospital_group"),
            Organisation("org:alba-north", "Alba North", (), "GB", "hospital", parent="org:alba"),
            Organisation("org:alba-eye", "Alba Eye Clinic", (), "IE", "hospital", parent="org:alba-north"),
            Organisation("org:orbis", "Orbis Pharma", ("オルビス製薬",), "JP", "pharma", ambiguous_forms=("ORB",)),
        )
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Alba Health Group", "org:alba"),
        ("the ALBA health", "org:alba"),
        ("Alba", "org:alba"),
        ("Orbis Pharma Ltd.", "org:orbis"),
        ("Órbis Phármà", "org:orbis"),
        ("オルビス製薬株式会社", "org:orbis"),
        ("ORB", "org:orbis"),
        ("Nowhere Clinic", None),
        ("", None),
    ],
)
def test_an_organisation_is_found_by_any_of_its_names(name: str, found: str | None) -> None:
    assert [organisation.id for organisation in family().named(name)] == ([found] if found else [])


def test_subsidiaries_are_found_at_any_depth() -> None:
    assert set(family().subsidiaries("org:alba")) == {"org:alba-north", "org:alba-eye"}
    assert family().subsidiaries("org:orbis") == ()


def test_a_circle_of_parents_ends() -> None:
    circle = Gazetteer((Organisation("a", "A", parent="b"), Organisation("b", "B", parent="a")))
    assert circle.subsidiaries("a") == ("b",)


def test_a_misspelt_name_is_suggested() -> None:
    assert family().suggest("Orbis Farma")[0] == "Orbis Pharma"
    assert family().suggest("qqqqqqqq") == ()


def test_an_unknown_id_gives_none() -> None:
    assert family().organisation("org:nobody") is None


def test_the_users_row_overrides_the_shipped_one() -> None:
    mine = Organisation("org:pfizer", "Pfizer", ("Our friends",), "US", "pharma")
    register = gazetteer((mine,))
    assert register.organisation("org:pfizer") == mine
    assert register.named("our friends") == (mine,)
    assert register is gazetteer((mine,)), "the same additions give the same, cached value"


def test_the_shipped_register_is_sound() -> None:
    register = gazetteer()
    ids = [organisation.id for organisation in shipped()]
    assert len(ids) == len(set(ids)) > 3000
    for organisation in shipped():
        assert organisation.kind in KINDS, organisation
        assert organisation.country is None or (len(organisation.country) == 2 and organisation.country.isupper()), organisation
        assert organisation.parent is None or register.organisation(organisation.parent), organisation
        assert organisation.name == organisation.name.strip() != "", organisation
        assert set(organisation.ambiguous_forms) <= {organisation.name, *organisation.aliases} | set(organisation.ambiguous_forms)


def test_ids_are_made_of_names() -> None:
    with REGISTER.open(encoding="utf-8", newline="") as lines:
        names = [row["name"] for row in csv.DictReader(lines)]
    assert [organisation.id for organisation in shipped()] == [f"org:{slug(name)}" for name in names]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("辉瑞", "US"),
        ("Charité", "DE"),
        ("서울대병원", "KR"),
        ("منظمة الصحة العالمية", "CH"),
        ("NHS England", "GB"),
        ("武田薬品工業", "JP"),
    ],
)
def test_the_shipped_register_knows_names_in_other_scripts(name: str, country: str) -> None:
    found = gazetteer().named(name)
    assert found, name
    assert found[0].country in (country, None)
