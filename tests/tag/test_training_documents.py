"""The labelled documents: all of them keep the conventions, and the check finds what does not."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest

from aggregator.reference.names import fold
from training.check import faults
from training.documents import FILES, HERE, Document, documents, read

SOUND: Document = {
    "id": "own-a0001",
    "genre": "wire",
    "language": "en",
    "title": "Alder Hospital and Birch Pharma to run a clinic",
    "published": "2025-06-11",
    "text": "Alder Hospital (AH) and Birch Pharma signed an agreement in Oslo on Tuesday. " + "The clinic opens in spring. " * 6,
    "partnership": True,
    "near_miss": None,
    "parties": [{"name": "Alder Hospital", "country": "NO"}, {"name": "Birch Pharma", "country": "SE"}],
    "organisations": [
        {"name": "Alder Hospital", "mentions": ["Alder Hospital", "AH"], "country": "NO", "kind": "hospital"},
        {"name": "Birch Pharma", "mentions": ["Birch Pharma"], "country": "SE", "kind": "pharma"},
    ],
    "countries": ["NO", "SE"],
    "countries_mentioned": ["NO"],
    "deal_type": "joint_venture",
    "announced": "2025-06-10",
    "story": "alder-birch",
    "copy_of": None,
}


@pytest.mark.parametrize("name", FILES)
def test_the_documents_keep_the_conventions(name: str) -> None:
    found = list(read(HERE / name))
    assert found
    assert [f"{each['id']}: {fault}" for each in found for fault in faults(each)] == []


COURTS = re.compile(
    r"\b(?:supreme|high|appeals?|crown|district) court\b|^corte suprema|tribunal administratif|gericht$|法院|법원|محكمة", re.IGNORECASE
)
EXCHANGES = re.compile(r"\bstock exchange\b|^(?:nasdaq|nyse|euronext|bursa malaysia|tadawul)\b|[证證]券交易所|証券取引所", re.IGNORECASE)
EVERYWHERE = {
    *("who", "unicef", "unitaid", "unaids", "unfpa", "undp", "ifc", "ema", "world bank", "international finance", "global fund"),
    *("world health organization", "organisation mondiale de la sante", "organizacion mundial de la salud", "世界卫生组织", "世界保健機関"),
    *("pan american health organization", "african union", "africa cdc", "africa centres for disease control prevention"),
    *("european union", "european commission", "european medicines agency"),
}


@pytest.mark.parametrize("name", FILES[1:])  # the corpus that the project began with is kept as it was
def test_courts_and_exchanges_are_no_organisations_and_what_is_of_all_countries_has_none(name: str) -> None:
    labelled = [(each["id"], one["name"], one["country"]) for each in read(HERE / name) for one in each["organisations"]]
    assert [one for one in labelled if COURTS.search(one[1]) or EXCHANGES.search(one[1])] == []
    assert [one for one in labelled if fold(one[1]) in EVERYWHERE and one[2]] == []


def test_no_number_is_given_twice() -> None:
    names = [each["id"] for each in documents()]
    assert len(names) == len(set(names))


def test_a_sound_document_has_no_fault() -> None:
    assert list(faults(SOUND)) == []


@pytest.mark.parametrize(
    ("where", "what", "told"),
    [
        (("genre",), "leaflet", "genre 'leaflet'"),
        (("text",), "Too short.", "text of 10 characters"),
        (("published",), "11 June 2025", "published is no day"),
        (("announced",), "2025-06-12", "announced after it was published"),
        (("deal_type",), "friendship", "a partnership has two parties"),
        (("near_miss",), "award", "a partnership has two parties"),
        (("partnership",), False, "no partnership has a near miss and nothing else"),
        (("organisations", 1, "kind"), "shop", "kind 'shop'"),
        (("organisations", 1, "mentions"), [], "0 mentions"),
        (("organisations", 1, "mentions"), ["Birch Pharm"], "'Birch Pharm' does not stand in the text as words of its own"),
        (("organisations", 1, "mentions"), ["Birch Pharma", "AH"], "'AH' means two organisations"),
        (("parties", 1, "country"), "NO", "party 'Birch Pharma' is not among the organisations with this country"),
        (("parties", 1, "name"), "Birch", "party 'Birch' is not among the organisations"),
        (("countries",), ["NO", "XYZ"], "country 'XYZ'"),
        (("countries",), ["NO", "FI"], "neither mentioned nor the seat of a party"),
    ],
)
def test_a_fault_is_told(where: tuple[str | int, ...], what: object, told: str) -> None:
    broken = copy.deepcopy(SOUND)
    place = broken
    for step in where[:-1]:
        place = place[step]  # type: ignore[index]
    place[where[-1]] = what  # type: ignore[index]
    assert any(told in fault for fault in faults(broken))


def test_a_forgotten_key_is_told() -> None:
    assert list(faults({key: value for key, value in SOUND.items() if key != "story"})) == ["keys: ['story']"]


def test_a_broken_line_is_told_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(SOUND) + "\n{\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.jsonl, line 2: "):
        list(read(tmp_path / "x.jsonl"))
