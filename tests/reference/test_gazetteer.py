"""The register of organisations: lookups by any name, families, suggestions, the user's own rows."""

from __future__ import annotations

import csv
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Organisation
from aggregator.reference import Gazetteer, gazetteer
from aggregator.reference.likeness import likeness
from aggregator.reference.names import slug
from aggregator.reference.shipped import INDEX, REGISTER, Shipped, _stored, shipped, write
from aggregator.tag.register import named

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


@pytest.mark.parametrize(
    ("parent", "subsidiary"),
    [
        ("Bupa", "Bupa Arabia"),
        ("IHH Healthcare", "IHH Healthcare Singapore"),
        ("Siemens Healthineers", "Siemens Medical Solutions USA"),
        ("Kakao", "Kakao Healthcare"),
    ],
)
def test_the_shipped_register_knows_whose_subsidiary_bears_a_name(parent: str, subsidiary: str) -> None:
    (above,) = gazetteer().named(parent)
    assert f"org:{slug(subsidiary)}" in gazetteer().subsidiaries(above.id)


def test_a_circle_of_parents_ends() -> None:
    circle = Gazetteer((Organisation("a", "A", parent="b"), Organisation("b", "B", parent="a")))
    assert circle.subsidiaries("a") == ("b",)


def test_a_misspelt_name_is_suggested() -> None:
    assert family().suggest("Orbis Farma")[0] == "Orbis Pharma"
    assert family().suggest("qqqqqqqq") == ()
    assert family().suggest("") == ()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("rafles", "Raffles Medical Group"),
        ("mayo clinc", "Mayo Clinic"),
        ("pfzier", "Pfizer"),
        ("oracl", "Oracle"),
        ("bumrungrad hosptal", "Bumrungrad International Hospital"),
        ("jonhs hopkins", "Johns Hopkins Medicine"),
        ("charite berlin", "Charité – Universitätsmedizin Berlin"),
        ("kings colege hospital", "King's College Hospital NHS Foundation Trust"),
        ("novartes", "Novartis"),
        ("北京协和医", "Peking Union Medical College Hospital"),
    ],
)
def test_what_was_meant_comes_first(asked: str, meant: str) -> None:
    assert gazetteer().suggest(asked)[0] == meant


def test_what_is_far_behind_the_best_is_not_suggested() -> None:
    assert gazetteer().suggest("novartes")[:1] == ("Novartis",)
    assert all(name.startswith("Nov") for name in gazetteer().suggest("novartes"))


@given(st.text(alphabet="abc de", max_size=12), st.text(alphabet="abc de", min_size=1, max_size=20))
def test_likeness_has_bounds(asked: str, form: str) -> None:
    assert -0.1 <= likeness(asked, form) <= 1.2
    assert likeness(form, form) >= likeness(asked, form) - 0.2


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
    ids = [organisation.id for organisation in shipped().organisations()]
    assert len(ids) == len(set(ids)) > 3000
    for organisation in shipped().organisations():
        assert organisation.kind in KINDS, organisation
        assert organisation.country is None or (len(organisation.country) == 2 and organisation.country.isupper()), organisation
        assert organisation.parent is None or register.organisation(organisation.parent), organisation
        assert organisation.name == organisation.name.strip() != "", organisation
        assert set(organisation.ambiguous_forms) <= {organisation.name, *organisation.aliases} | set(organisation.ambiguous_forms)


def test_the_index_is_of_the_register_that_ships() -> None:
    """Else `python -m training.register` has to be run."""
    assert _stored(INDEX, zlib.crc32(REGISTER.read_bytes())) is not None


@pytest.mark.parametrize("index", [None, b"no index", zlib.compress(b"12345\norg:other\tother")])
def test_without_a_fitting_index_the_same_is_found(tmp_path: Path, index: bytes | None) -> None:
    if index is not None:
        (tmp_path / "index").write_bytes(index)
    slow, quick = Shipped(REGISTER, tmp_path / "index"), shipped()
    assert tuple(slow.organisations()) == tuple(quick.organisations())
    assert slow.forms == quick.forms
    assert [list(each) for each in slow.printed] == [list(each) for each in quick.printed]


def test_the_users_row_takes_the_place_of_the_shipped_one() -> None:
    """In texts, too: its old forms are looked for only where somebody else bears them."""
    shown, bearers = "23andMe", "Ministry of Health"
    assert {shown, bearers} <= set(gazetteer().forms.printed)
    mine = (Organisation(gazetteer().named(shown)[0].id, "Roachford Clinic"), Organisation("own:ministry", bearers))
    register = Gazetteer(mine, shipped()).forms
    assert shown not in register.printed
    assert [each.name for each in register.bearers(register.printed.index("Roachford Clinic"))] == ["Roachford Clinic"]
    assert register.printed.count(bearers) == 1
    both = register.bearers(register.printed.index(bearers))
    assert len(both) > 2
    assert both[-1].id == "own:ministry"


def test_an_index_is_written_and_read(tmp_path: Path) -> None:
    (tmp_path / "register").write_text("name,aliases,kind,country,parent,domain,ambiguous_forms\nAlba,Alba Ltd|ABC,ngo,GB,,,ABC\n", "utf-8")
    write(tmp_path / "register", tmp_path / "index")
    first = (tmp_path / "index").read_bytes()
    write(tmp_path / "register", tmp_path / "index")
    assert (tmp_path / "index").read_bytes() == first
    known = Shipped(tmp_path / "register", tmp_path / "index")
    assert [each.name for each in known.bearers("abc")] == ["Alba"]
    assert known.organisation("org:alba") == Organisation("org:alba", "Alba", ("Alba Ltd", "ABC"), "GB", "ngo", ambiguous_forms=("ABC",))
    assert known.organisation("org:nobody") is None


def test_ids_are_made_of_names() -> None:
    with REGISTER.open(encoding="utf-8", newline="") as lines:
        names = [row["name"] for row in csv.DictReader(lines)]
    assert [organisation.id for organisation in shipped().organisations()] == [f"org:{slug(name)}" for name in names]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("辉瑞", "US"),
        ("Charité", "DE"),
        ("서울대병원", "KR"),
        ("منظمة الصحة العالمية", None),
        ("NHS England", "GB"),
        ("武田薬品工業", "JP"),
        ("أسترازينيكا", "GB"),
        ("アストラゼネカ", "GB"),
        ("메드트로닉", "IE"),
        ("ハーバード大学", "US"),
        ("جامعة هارفارد", "US"),
        ("존스홉킨스대학교", "US"),
        ("梅約診所", "US"),
        ("马来亚大学", "MY"),
        ("مستشفى كينغز كوليدج لندن دبي", "AE"),
        ("伦敦国王学院医院", "GB"),
        ("韩国保健福祉部", "KR"),
        ("وزارة الصحة المصرية", "EG"),
        ("ユニセフ", None),
        ("世界银行集团", None),
    ],
)
def test_the_shipped_register_knows_names_in_other_scripts(name: str, country: str | None) -> None:
    found = gazetteer().named(name)
    assert found, name
    assert found[0].country == country


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("加強生產線的管理", "強生"),  # strengthen production
        ("治安进一步好转", "安进"),
        ("全国連合会が開いた", "国連"),
        ("バイエルンの病院", "バイエル"),
    ],
)
def test_a_form_that_other_words_hold_is_no_sure_one(text: str, name: str) -> None:
    at = text.index(name)
    assert [hit.sure for hit in named(text, gazetteer()) if (hit.start, hit.end) == (at, at + len(name))] == [False]
