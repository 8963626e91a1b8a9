"""Countries of general news, written for these tests: local papers, world news, outbreaks, encyclopaedias, other languages.

tests/data/tag/places/*.jsonl   {"id", "language", "title", "text", "mentioned": [codes], "about": [codes]}
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aggregator.model import Article, Mention, Organisation
from aggregator.reference import gazetteer
from aggregator.tag import geography
from aggregator.tag.countries import evidence, places
from aggregator.tag.homonyms import located, resolved
from aggregator.tag.namesakes import candidates
from aggregator.tag.organisations import organisations
from aggregator.tag.settling import settled
from aggregator.tag.standing import standings
from tests.tag.articles import article

FOLDER = Path(__file__).parent.parent / "data" / "tag" / "places"
FLOORS = {"local": 0.90, "world": 0.92, "outbreaks": 0.93, "encyclopaedia": 0.95, "languages": 0.94, "unseen": 0.90}


def rows(name: str) -> list[dict[str, Any]]:
    """The texts of one file."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").open(encoding="utf-8")]


def read(row: dict[str, Any]) -> Article:
    """One text as an article."""
    return article(row["title"], *row["text"].split("\n\n"), language=row["language"])


@cache
def counts(name: str) -> Counter[str]:
    """Countries found rightly, wrongly, and missed in one file."""
    found: Counter[str] = Counter()
    for row in rows(name):
        given = read(row)
        _, _, said = places(given, *organisations(given, gazetteer()))
        wanted = set(row["mentioned"])
        found.update(right=len(wanted & set(said)), wrong=len(set(said) - wanted), missed=len(wanted - set(said)))
    return found


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_general_news_is_placed(name: str) -> None:
    each = counts(name)
    assert 2 * each["right"] / (2 * each["right"] + each["wrong"] + each["missed"]) >= FLOORS[name]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_texts_are_whole(name: str) -> None:
    found = rows(name)
    assert len({row["id"] for row in found}) == len(found)
    assert all(set(row["about"]) <= set(row["mentioned"]) for row in found)


HOMONYMS = [
    ("LEBANON, Pa. -- A fire burned a barn. The Lebanon crew came late.", {"US"}),
    ("Lebanon County lost its fair.", {"US"}),
    ("Beirut and all of Lebanon had no power.", {"LB"}),
    ("MEXICO, Mo. - The brick works hire. Mexico is glad.", {"US"}),
    ("In Mexico, California and Texas wages rose.", {"MX", "US"}),
    ("Malta is a town in Saratoga County, New York.", {"US"}),
    ("Malta is an island south of Sicily.", {"MT", "IT"}),
    ("Waterloo is a municipality in Walloon Brabant.", {"BE"}),
    ("Kingston is a town on the outskirts of Hobart.", {"AU"}),
    ("Paris said no. U.S. envoys flew in from Washington, New York and Chicago.", {"FR", "US"}),
    ("The mayor of Paris met farmers from Bonham, Clarksville, Sherman and all of Lamar County.", {"US"}),
    ("The Kremlin and the White House were silent.", {"RU", "US"}),
    ("Israel Katz said Israel would act.", {"IL"}),
    ("Georgia's president met Biden in Washington.", {"GE", "US"}),
    ("China, Maine, has a lake. China is small.", {"US"}),
    ("Firefighters in Miami-Dade County rested.", {"US"}),
    ("Guinea and Guinea-Bissau; Niger and Nigeria; Dominica and the Dominican Republic.", {"GN", "GW", "NE", "NG", "DM", "DO"}),
]
NAMESAKES = [
    "Jordan Price met Chad Miller.",
    "Michael Jordan spoke. Jordan was kind.",
    "We ate French fries, Swiss cheese and Danish pastry.",
    "Lake Victoria rose, and so did the Jordan River.",
    "The film is in French. The English version comes later.",
    "Turkey flocks were culled; a turkey farm closed.",
    "Reading scores rose. Reading well is hard, reading badly is easy.",
    "Jo Doe, MD, and Al Roe, PA, wrote it.",
    "He spoke to the Prince of Wales of Latin American songs.",
    "Coach Dallas Reed and Mr. Houston agreed.",
]


def named(text: str) -> set[str]:
    """The countries of the places in an English text."""
    return {place.country for place in resolved(text, geography.everywhere(text, "en"), (), ())}


@pytest.mark.parametrize(("text", "codes"), HOMONYMS)
def test_context_tells_namesakes_apart(text: str, codes: set[str]) -> None:
    assert named(text) == codes


@pytest.mark.parametrize("text", NAMESAKES)
def test_what_only_looks_like_a_place_is_none(text: str) -> None:
    assert named(text) == set()


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("It opened in Leeds.", True),
        ("It opened in Leeds, York and Hull.", True),
        ("LEEDS (AP) -- It opened.", True),
        ("Leeds opened it.", False),
        ("The hall of Leeds.", False),
        ("Sie kommt aus Leeds.", True),
        ("Leeds'te açıldı.", True),
    ],
)
def test_a_preposition_a_dateline_or_a_list_puts_a_place(text: str, placed: bool) -> None:
    assert all(each.placed == placed for each in standings(text, geography.everywhere(text, None)))


@pytest.mark.parametrize(
    ("text", "joined", "opening", "second"),
    [
        ("Leeds rose.", False, True, False),
        ("The Big Leeds fair rose.", True, False, False),
        ("Big Leeds rose.", True, False, True),
        ("They saw Leeds Hall.", True, False, False),
        ("They saw Leeds. Hall rose.", False, False, False),
        ("They rose.\nLeeds fell.", False, True, False),
    ],
)
def test_capitals_that_touch_a_place(text: str, joined: bool, opening: bool, second: bool) -> None:
    (one,) = standings(text, geography.everywhere(text, None))
    assert (one.joined, one.opening, one.second) == (joined, opening, second)


def test_a_name_is_settled_by_what_is_said_most_often() -> None:
    text = "He left Cambridge, England. In Cambridge, Mass., he met a man from Cambridge, Mass., again."
    found = settled(text, candidates(text, geography.everywhere(text, "en"), (), ()))
    assert found["cambridge"].country == "US"
    assert named(text) == {"GB", "US"}


def test_small_towns_and_counties_are_for_the_country_alone() -> None:
    text = "Crews from Lamar County and Bonham met at the White House."
    plain = {text[spot.start : spot.end] for spot in geography.found(text, "en")}
    every = {text[spot.start : spot.end] for spot in geography.everywhere(text, "en")}
    assert {"Lamar County", "White House"} <= every
    assert not plain & {"Lamar County", "White House"}


SEATS = [
    ("She left St. John's Hospital for Chicago.", "new:a", "US", {"US"}),
    ("She left St. John's Hospital for a rest.", "new:a", "US", {"US", "CA"}),
    ("She left Epworth Hospital for a rest.", "org:a", "AU", {"AU"}),
    ("She left Epworth Hospital for a rest.", "new:a", "AU", {"AU", "ZW"}),
    ("She left Torquay Hospital for Chicago.", "new:a", "US", {"US", "GB"}),
    ("She left Torquay Hospital for a rest.", "org:a", "GB", {"GB"}),
    ("She left Rotterdam Hospital for a rest.", "org:a", "SG", {"SG", "NL"}),
]


@pytest.mark.parametrize(("text", "identity", "seat", "codes"), SEATS)
def test_a_hospital_abroad_only_has_the_name_of_a_town_or_a_saint(text: str, identity: str, seat: str, codes: set[str]) -> None:
    start, end = len("She left "), text.index(" for ")
    hospital = Organisation(identity, text[start:end], country=seat, kind="hospital")
    mention = Mention(identity, hospital.name, start, end, "shape")
    assert {place.country for place in resolved(text, geography.everywhere(text, "en"), (hospital,), (mention,))} == codes


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("It sold Acme's Canadian plant.", "nationality free"),
        ("It sold Acme’s Canadian plant.", "nationality free"),
        ("It sold the Acme Canadian plant.", "nationality joined"),
        ("It sold Acme's Canadian Widgets.", "nationality joined"),
        ("It sold Acme's Lillehammer plant.", "city joined"),
    ],
)
def test_an_owner_before_a_nationality_is_no_part_of_its_name(text: str, mark: str) -> None:
    where = located(text, geography.everywhere(text, "en"), (), ())
    (marks,) = evidence(article("", text), where, (), ()).values()
    assert mark in marks


def test_a_doubtful_town_takes_nothing_from_a_plain_nationality() -> None:
    lead = (
        "Eleven plays from Norway and Kenya are still before the jury, which sat for two days and will read the rest of them in May. " * 4
    )
    plain, doubtful = "There is no prize for an Irish comedy about a dog.", "Its author had won the Tralee Grand Prix."
    for paragraphs in ((lead, plain), (lead, plain, doubtful)):
        _, _, mentioned = places(article("Plays from Norway and Kenya before the jury", *paragraphs), (), ())
        assert "IE" in mentioned


HOUSES = [
    ("She left the American Hospital of Paris for a rest.", {"FR"}),
    ("She left German Heart Centre Dubai for a rest.", {"AE"}),
    ("She left the German University in Cairo for a rest.", {"EG"}),
    ("She left the Chinese University of Hong Kong for a rest.", {"HK"}),
    ("She left the British Hospital Lisbon for the British army.", {"PT", "GB"}),
    ("She left the German Heart Centre Munich for a rest.", {"DE"}),
    ("She left a Chinese Hospital in Ghana for a rest.", {"CN", "GH"}),
    ("She left a Chinese hospital of Accra for a rest.", {"CN", "GH"}),
    ("She left the Chinese Embassy in Accra for a rest.", {"CN", "GH"}),
    ("She left the Cuban Hospital for Doha.", {"CU", "QA"}),
    ("Indian Hospital Chain Enters Dubai", {"IN", "AE"}),
    ("Turkish Hospital Group Expands in Berlin", {"TR", "DE"}),
    ("Japanese University Hospital Signs Deal With Mumbai", {"JP", "IN"}),
    ("Indian Firm Buys Hospital in Dubai", {"IN", "AE"}),
]


@pytest.mark.parametrize(("text", "codes"), HOUSES)
def test_a_nationality_in_the_name_of_a_house_elsewhere_is_no_place(text: str, codes: set[str]) -> None:
    assert named(text) == codes


@pytest.mark.parametrize(
    ("text", "identity", "kind", "seat", "country"),
    [
        ("The Larch Fund met in Hamilton.", "org:a", "hospital", "NZ", "NZ"),
        ("The Larch Fund met in Hamilton.", "new:a", "hospital", "NZ", "CA"),
        ("The Larch Fund met in Hamilton.", "org:a", "pharma", "NZ", "CA"),
        ("The Larch Fund met in Durham.", "org:a", "ngo", "GB", "GB"),
        ("The Larch Fund met in Durham.", "org:a", "ngo", "FR", "US"),
        ("The Larch Fund met in London.", "org:a", "hospital", "CA", "GB"),
    ],
)
def test_institutions_that_the_register_knows_tell_namesakes_apart(text: str, identity: str, kind: str, seat: str, country: str) -> None:
    fund = Organisation(identity, "Larch Fund", country=seat, kind=kind)
    mention = Mention(identity, "Larch Fund", 4, 14, "shape")
    (city,) = (place for place in resolved(text, geography.everywhere(text, "en"), (fund,), (mention,)) if place.rule == "city")
    assert city.country == country


NAMES_IN_USE = [
    ("The ward moved from Mysore to Chittagong.", {"IN", "BD"}),
    ("Nurses from Aarhus and Klagenfurt met in Reggio Emilia.", {"DK", "AT", "IT"}),
    ("Clinics in Al Ain, Sana'a and Taif reopened.", {"AE", "YE", "SA"}),
    ("Sengkang, Makati and Tai'an each bought one.", {"SG", "PH", "CN"}),
    ("It was flown from Diyarbakir to Bialystok, then to Da Lat.", {"TR", "PL", "VN"}),
    ("Seongnam, Bucheon and Cheongju want the laboratory.", {"KR"}),
    ("Crews left Mykolaiv and Zaporizhzhia for Nizhny Novgorod.", {"UA", "RU"}),
    ("Patients from Hull go to Leeds and York.", {"GB"}),
    ("Patients from Hull go to Gatineau and Ottawa.", {"CA"}),
    ("The ward in Newcastle takes patients from Sunderland, Durham and all of Northumberland.", {"GB"}),
    ("The ward in Newcastle takes patients from Maitland and Sydney.", {"AU"}),
    ("A school in Darwin, in the Northern Territory, has a nurse.", {"AU"}),
    ("Villages on the Sunshine Coast, between Vancouver and Powell River in British Columbia, share a doctor.", {"CA"}),
    ("Villages on the Sunshine Coast, north of Brisbane, share a doctor.", {"AU"}),
    ("Farms on the Central Coast of California have a doctor.", {"US"}),
    ("Farms on the Central Coast have a doctor.", {"AU"}),
    ("Schools in Punjab and in Karachi are shut.", {"PK"}),
    ("Schools in Punjab and in Delhi are shut.", {"IN"}),
    ("Two ferries serve Majorca and Minorca.", {"ES"}),
    ("Trains to Timișoara, Constanța and București run late.", {"RO"}),
    ("Doctors from Patras, Heraklion and Plzeň came.", {"GR", "CZ"}),
    ("It has wards in Sudbury and Thunder Bay, both in Ontario.", {"CA"}),
    ("It has wards in Biel, Sion and Delémont.", {"CH"}),
]


@pytest.mark.parametrize(("text", "codes"), NAMES_IN_USE)
def test_names_that_people_use_are_known(text: str, codes: set[str]) -> None:
    assert named(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("She sailed from St. John's.", {"CA"}),
        ("She drove from King's Lynn to L'Aquila.", {"GB", "IT"}),
        ("The fair of Prince George's County is off.", {"US"}),
        ("The fair of St. Mary's County is off.", {"US"}),
        ("She flew from Coeur d'Alene to Hawke's Bay.", {"US", "NZ"}),
        ("The People's Republic of China and Côte d'Ivoire signed.", {"CN", "CI"}),
        ("They call 'Paris' a village.", {"FR"}),
    ],
)
def test_an_apostrophe_may_be_typographic(text: str, codes: set[str]) -> None:
    for apostrophe in "'’‘":
        assert named(text.replace("'", apostrophe)) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Essex County Council and Kent County Council pay for the nurses.", {"GB"}),
        ("Clare County Council pays.", {"IE"}),
        ("Essex County and Kent County pay for the nurses.", {"US"}),
        ("Wellington County and Perth County pay for the nurses.", {"CA"}),
        ("York Region and Durham Region have no beds.", {"CA"}),
        ("Snow fell all over the New York Region.", {"US"}),
        ("Nurses in Gia Lai, Upper East Region and Taita Taveta were paid.", {"VN", "GH", "KE"}),
    ],
)
def test_counties_and_regions_have_namesakes_abroad(text: str, codes: set[str]) -> None:
    assert named(text) == codes
