"""Registers as they are downloaded: a CSV of one's own, ROR's dump in both schemas, GLEIF's golden copy; zipped, any encoding, hostile."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import UsageError
from aggregator.model import Organisation
from aggregator.reference import registers
from aggregator.reference.registers import Found, Unusable
from aggregator.reference.registers._found import kind_of, spoken
from aggregator.reference.registers.ror import records

SECOND = {
    "admin": {},
    "domains": ["lakeside.example"],
    "id": "https://ror.org/0abc12345",
    "links": [{"type": "wikipedia", "value": "https://wiki.example/L"}, {"type": "website", "value": "https://www.lakeside.example/en"}],
    "locations": [{"geonames_id": 1, "geonames_details": {"country_code": "SG", "country_name": "Singapore"}}],
    "names": [
        {"lang": None, "types": ["acronym"], "value": "LSC"},
        {"lang": "en", "types": ["ror_display", "label"], "value": "Lakeside Clinics"},
        {"lang": "zh", "types": ["label"], "value": "湖畔诊所"},
        {"lang": None, "types": ["alias"], "value": "The Lakeside"},
    ],
    "relationships": [{"label": "Up", "type": "parent", "id": "https://ror.org/0zzz99999"}],
    "status": "active",
    "types": ["healthcare", "funder"],
}
FIRST = {
    "id": "https://ror.org/0abc12345",
    "name": "Lakeside Clinics",
    "aliases": ["The Lakeside"],
    "acronyms": ["LSC"],
    "labels": [{"label": "湖畔诊所", "iso639": "zh"}],
    "types": ["Healthcare", "Funder"],
    "country": {"country_code": "SG", "country_name": "Singapore"},
    "links": ["https://www.lakeside.example/en"],
    "relationships": [{"label": "Up", "type": "Parent", "id": "https://ror.org/0zzz99999"}],
    "status": "active",
}
EXPECTED = Organisation(
    "org:ror-0abc12345", "Lakeside Clinics", (), "SG", "hospital", "org:ror-0zzz99999", "lakeside.example", ("LSC",)
)  # fmt: skip
HEADER = [
    "LEI", "Entity.LegalName", "Entity.LegalName.xmllang", "Entity.OtherEntityNames.OtherEntityName.1",
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.1", "Entity.LegalAddress.Country",
    "Entity.HeadquartersAddress.Country", "Entity.EntityCategory", "Entity.EntityStatus", "Registration.RegistrationStatus",
]  # fmt: skip


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def found(path: Path) -> list[Organisation]:
    return [each.organisation for each in registers.read(path) if isinstance(each, Found)]


def golden(*rows: Mapping[str, str]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, HEADER, quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


# ---- a table of one's own ------------------------------------------------------------------------------------------------------

TABLE = "name;aliases;kind;country;parent;domain\n"
TABLE += "Äskulap Klinik;Äskulap|Aeskulap Wien;Hospital Group;Österreich;Donau Health;Aeskulap.Example\n"
AESKULAP = Organisation(
    "org:askulap-klinik", "Äskulap Klinik", ("Äskulap", "Aeskulap Wien"), "AT", "hospital_group", "org:donau-health", "aeskulap.example"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_in_any_encoding_and_with_any_separator(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = written(tmp_path / "mine.csv", TABLE.replace(";", delimiter).encode(encoding))
    assert found(path) == [AESKULAP]


def test_only_a_name_is_needed_and_ids_are_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "mine.csv", b"Remark,NAME,id\nx,Lakeside Clinics,\ny,Riverside,org:ror-1\n")
    assert [(each.id, each.name) for each in found(path)] == [("org:lakeside-clinics", "Lakeside Clinics"), ("org:ror-1", "Riverside")]


def test_rows_without_an_organisation_say_why(tmp_path: Path) -> None:
    path = written(tmp_path / "mine.csv", "name,country\n,SG\n…,SG\nLakeside,Atlantis\n'=Lake,SG\n".encode())
    rows = list(registers.read(path))
    assert rows[:3] == [
        Unusable("mine.csv, row 2", "no name"),
        Unusable("mine.csv, row 3", "no name"),
        Unusable("mine.csv, row 4", "no country 'Atlantis' is known"),
    ]
    assert isinstance(rows[3], Found)
    assert rows[3].organisation.name == "=Lake"


# ---- ROR -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", [FIRST, SECOND], ids=["schema 1", "schema 2"])
@pytest.mark.parametrize("indent", [None, 2])
def test_both_schemas_give_the_same(tmp_path: Path, record: object, indent: int | None) -> None:
    (one,) = registers.read(written(tmp_path / "dump.json", json.dumps([record], indent=indent).encode()))
    assert isinstance(one, Found)
    assert set(one.organisation.aliases) == {"The Lakeside", "湖畔诊所"}
    assert one == Found(
        Organisation(**{**{name: getattr(EXPECTED, name) for name in EXPECTED.__slots__}, "aliases": one.organisation.aliases}),
        ("healthcare", "funder"),
        True,
    )


def test_a_zip_as_it_is_downloaded_gives_the_newer_schema(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ror.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("v1.70-ror-data.csv", "id,name\n1,Wrong\n")
        packed.writestr("v1.70-ror-data.json", json.dumps([FIRST | {"name": "Wrong Clinic"}]))
        packed.writestr("v1.70-ror-data_schema_v2.json", json.dumps([SECOND]))
    assert [each.name for each in found(tmp_path / "ror.zip")] == ["Lakeside Clinics"]


def test_what_a_mac_puts_into_a_zip_is_passed_over(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ror.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for beside in ("__MACOSX/._v2.0-ror-data.json", "__MACOSX/v2.0-ror-data.json", "a/._v2.0-ror-data.json"):
            packed.writestr(beside, b"\x00\x05\x16\x07Mac OS X")
        packed.writestr("v2.0-2026-11-01-ror-data/v2.0-2026-11-01-ror-data.json", json.dumps([SECOND]))
    assert [each.name for each in found(tmp_path / "ror.zip")] == ["Lakeside Clinics"]


def test_withdrawn_ones_are_told_apart(tmp_path: Path) -> None:
    (one,) = registers.read(written(tmp_path / "dump.json", json.dumps([SECOND | {"status": "withdrawn"}]).encode()))
    assert isinstance(one, Found)
    assert not one.active


def test_a_dump_that_ends_within_a_record_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "dump.json", json.dumps([SECOND, SECOND]).encode()[:-40])
    read: Iterator[object] = registers.read(path)
    assert isinstance(next(read), Found)
    with pytest.raises(UsageError, match="no JSON dump"):
        next(read)


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=30) | st.integers() | st.none(), max_size=3), max_size=5))
def test_records_are_those_of_the_whole(values: list[object]) -> None:
    assert list(records(io.StringIO(json.dumps(values, indent=1)), "dump")) == values


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(sorted({*FIRST, *SECOND})), JUNK))
def test_any_record_is_an_organisation_or_says_why(tmp_path_factory: pytest.TempPathFactory, record: dict[str, object]) -> None:
    path = tmp_path_factory.mktemp("any") / "dump.json"
    (one,) = registers.read(written(path, json.dumps([SECOND | record]).encode()))
    assert isinstance(one, Found | Unusable)


# ---- GLEIF ---------------------------------------------------------------------------------------------------------------------


def test_a_golden_copy_row_by_row(tmp_path: Path) -> None:
    rows = (
        {
            "LEI": "5299000ABCDEFGHIJK12", "Entity.LegalName": "KLINIKUM AM SEE GEMEINNÜTZIGE GMBH", "Entity.LegalAddress.Country": "DE",
            "Entity.OtherEntityNames.OtherEntityName.1": "Seeklinik", "Entity.EntityCategory": "GENERAL", "Entity.EntityStatus": "ACTIVE",
        },
        {"LEI": "5299000ABCDEFGHIJK13", "Entity.LegalName": "Gone Ltd", "Entity.EntityStatus": "INACTIVE"},
        {"LEI": "5299000ABCDEFGHIJK14", "Entity.LegalName": "Twin Ltd", "Registration.RegistrationStatus": "DUPLICATE"},
        {"LEI": "", "Entity.LegalName": "No number"},
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "gleif.csv.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("20261122-gleif-goldencopy-lei2-golden-copy.csv", golden(*rows))
    one, gone, twin, nothing = registers.read(tmp_path / "gleif.csv.zip")
    assert isinstance(one, Found)
    assert (one.organisation.id, one.organisation.country, one.organisation.kind) == ("org:lei-5299000abcdefghijk12", "DE", "hospital")
    assert {"Seeklinik", "KLINIKUM AM SEE GEMEINNÜTZIGE GMBH"} <= set(one.organisation.aliases)
    assert one.types == ("general",)
    assert [isinstance(each, Found) and each.active for each in (one, gone, twin)] == [True, False, False]
    assert isinstance(nothing, Unusable)


@pytest.mark.parametrize(
    ("legal", "name"),
    [
        ("LAKESIDE HOSPITAL PTE. LTD.", "Lakeside Hospital"),
        ("Lakeside Hospital Pte Ltd", "Lakeside Hospital"),
        ("HOSPITAL OF THE LAKE INC", "Hospital of the Lake"),
        ("IHH KLINIKEN AG", "IHH Kliniken"),
        ("湖畔诊所", "湖畔诊所"),
        ("GMBH", "Gmbh"),
    ],
)
def test_a_legal_name_as_people_write_it(legal: str, name: str) -> None:
    assert spoken(legal) == name


@pytest.mark.parametrize(
    ("types", "name", "kind"),
    [
        (("healthcare",), "Lakeside", "hospital"),
        (("education",), "Lakeside", "university"),
        (("general",), "Lakeside", "company"),
        (("general",), "Krankenhaus am See", "hospital"),
        ((), "Lakeside", None),
        (("facility",), "湖畔医院", "hospital"),
    ],
)
def test_kinds_by_words_of_the_name_then_by_type(types: tuple[str, ...], name: str, kind: str | None) -> None:
    assert kind_of(types, name) == kind


# ---- large, broken, hostile -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ror", "gleif", "table"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, kind: str) -> None:
    number = 6_000
    if kind == "ror":
        content = json.dumps([SECOND] * number).encode()
    elif kind == "gleif":
        content = golden(*[{"LEI": "5299000ABCDEFGHIJK12", "Entity.LegalName": "LAKE HOSPITAL LTD"}] * number)
    else:
        content = b"name,country\n" + b"Lakeside Clinics,SG\n" * number
    path = written(tmp_path / "large", content)
    del content
    tracemalloc.start()
    assert sum(1 for _ in registers.read(path)) == number
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000


def test_an_archive_made_to_fill_disks_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ror.json", b"[" + b" " * 60_000_000)
    with pytest.raises(UsageError, match="unpacks to more"):
        list(registers.read(tmp_path / "bomb.zip"))


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"<html>", b"a,b\n1,2\n", b"PK\x03\x04broken", b'{"a"', b"[[[[[", b'"'])
def test_what_is_no_register_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError):
        list(registers.read(written(tmp_path / "odd", content)))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = written(tmp_path_factory.mktemp("bytes") / "any", b"name,aliases\n" + content)
    assert all(isinstance(each, Found | Unusable) for each in registers.read(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        list(registers.read(tmp_path / "none.csv"))
