"""Towns of local papers, which name neither state nor country: what else in the text tells where they are.

Hints (`only_in` of words.toml), states and counties, datelines, seats of legislators, and names that mean no town after all.
"""

from __future__ import annotations

import pytest

from aggregator.tag import geography
from aggregator.tag.countries import evidence, places
from aggregator.tag.homonyms import Located, located, resolved
from aggregator.tag.words import telling
from tests.tag.articles import article


def found(text: str) -> tuple[Located, ...]:
    """The places of an English text, with what speaks for them."""
    return located(text, geography.everywhere(text, "en"), (), ())


def mentioned(title: str, *paragraphs: str) -> tuple[str, ...]:
    """The countries that an article without organisations mentions."""
    return places(article(title, *paragraphs), (), ())[2]


LOCAL = [
    ("A grand jury sat in Alexandria. The sheriff's office had asked for it.", {"US"}),
    ("The library of Alexandria was burnt.", {"EG"}),
    ("Alexandria has a mayor. He was born in Virginia, and his wife in Delaware.", {"US"}),
    ("A councilmember of Athens wants a levy for the school district.", {"US"}),
    ("Athens wants a levy for schools.", {"GR"}),
    ("Gardaí in Bray closed the bridge.", {"IE"}),
    ("It cost £400 to mend the roof in Lancaster, and council tax pays.", {"GB"}),
    ("It cost $400 to mend the roof in Lancaster.", {"US"}),
    ("Tbilisi was calm. Georgia votes in May, Georgia counts in June, and Georgia asks Russia for gas.", {"GE", "RU"}),
    ("Georgia votes in May. Macon, Savannah and Atlanta count in June.", {"US"}),
    ("The city of Peru has a fiddle fair. Peru is proud of it.", {"US"}),
    ("The mayor of Lebanon signed it.", {"US"}),
    ("The city of Luxembourg has trams.", {"LU"}),
    ("The president of Lebanon signed it.", {"LB"}),
    ("They met in Lebanon, Indiana.", {"US"}),
    ("Indiana paid for it.", {"US"}),
    ("Bristol City Council paid for it.", {"GB"}),
    ("Nurses of the NHS met in Kingston University.", {"GB"}),
    ("Ontario pays. So does Kingston.", {"CA"}),
    ("The hall in Prince Edward County stands near Kingston, Ontario.", {"CA"}),
]


@pytest.mark.parametrize(("text", "codes"), LOCAL)
def test_what_goes_by_a_name_in_one_country_alone_tells_where_a_town_is(text: str, codes: set[str]) -> None:
    assert {each.place.country for each in found(text)} == codes


@pytest.mark.parametrize(
    "text",
    [
        "Sheriff Beauregard “Bud” Torres spoke.",
        'Sheriff Beauregard "Bud" Torres spoke.',
        "Chad R. Doe and Eriene C. French spoke.",
        "Van was late.",
        "Sgt. Houston and Councilwoman Paris agreed.",
        "He lies in St. John's Union Cemetery.",
    ],
)
def test_a_nickname_or_a_saint_is_no_town(text: str) -> None:
    assert {place.country for place in resolved(text, geography.everywhere(text, "en"), (), ())} == set()


NOT_MEANT = [
    ("Classes are in Swahili, Hausa and French.", "en"),
    ("They write English and Tamil there.", "en"),
    ("O Hospital Israelita abriu; a Clínica Alemã fechou.", "pt"),
    ("Le cours est en langue française depuis mai.", "fr"),
    ("The Anglo American mine and Credit Suisse's vault.", "en"),
    ("The Indian Reservation lies in the Central Highlands.", "en"),
    ("アドバイザーは不明。ナパブカシンも不明。", "ja"),
    ("الأثر المالي كبير.", "ar"),
    ("Der Kanton zahlt.", "de"),
    ("阿曼达去了古巴比伦。", "zh"),
    ("タイプもタイトルもある。", "ja"),
]


@pytest.mark.parametrize(("text", "language"), NOT_MEANT)
def test_languages_founders_firms_and_parts_of_words_are_no_countries(text: str, language: str) -> None:
    assert resolved(text, geography.everywhere(text, language), (), ()) == ()


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("The French nurses and their friends left.", "en", "FR"),
        ("ドバイで開業した。", "ja", "AE"),
        ("زار مالي أمس.", "ar", "ML"),
        ("药品销往泰国。", "zh", "TH"),
        ("團隊赴帛琉義診。", "zh", "PW"),
        ("판매권은 태국까지 넓어졌다.", "ko", "TH"),
        ("患者はタイへ渡る。", "ja", "TH"),
        ("A ward opened in Jamaica.", "en", "JM"),
        ("The English hospital opened.", "en", "GB"),
        ("It opened in Canton, China.", "en", "CN"),
    ],
)
def test_what_stands_for_itself_is_one(text: str, language: str, country: str) -> None:
    assert {place.country for place in resolved(text, geography.everywhere(text, language), (), ())} == {country}


def test_hints_are_no_places() -> None:
    text = "The sheriff’s office and a grand jury met; the SHERIFF'S OFFICE said so."
    assert geography.found(text, "en") == ()
    assert [text[spot.start : spot.end].lower() for spot in geography.everywhere(text, "en")] == [
        "sheriff’s office",
        "grand jury",
        "sheriff's office",
    ]
    assert found(text) == ()
    assert mentioned("A grand jury", text) == ()


def test_a_hint_may_overlap_a_place() -> None:
    text = "Lamar County commissioners met."
    assert {text[spot.start : spot.end] for spot in geography.everywhere(text, "en")} == {"Lamar County", "County commissioners"}


def test_of_overlapping_hints_the_longest_counts() -> None:
    text = "An NHS Foundation Trust hires."
    assert [text[spot.start : spot.end] for spot in geography.everywhere(text, "en")] == ["NHS Foundation Trust"]


def test_hints_are_of_one_country() -> None:
    phrases = [phrase.casefold() for phrase, _ in telling()]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("They met in Danbury on Monday.", "small"),
        ("They met in Danbury on Monday, said the highway patrol.", "large"),
        ("They met in Danbury on Monday, far from Fairfax County.", "large"),
        ("They met in Danbury on Monday, far from Connecticut.", "large"),
        ("They met in Danbury on Monday, far from Gloucestershire.", "small"),
        ("DANBURY -- They met on Monday.", "large"),
        ("Danbury -- They met on Monday.", "small"),
        ("The Danbury Quilt Club met far from Fairfax County.", "small"),
    ],
)
def test_what_backs_a_small_town_makes_it_as_sure_as_a_large_one(text: str, size: str) -> None:
    assert next(each.size for each in found(text) if each.place.surface.casefold() == "danbury") == size


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("It burned in May, a Lamar County Fair hall.", "region placed"),
        ("It burned in May, a Leeds Crown Court hall.", "city free"),
        ("It burned in May, a Leeds Magistrates' Court hall.", "city free"),
        ("It burned in May, said Leeds Council's man.", "city free"),
        ("It burned in May, a Leeds Widget hall.", "city joined"),
        ("It burned in May, said Jo Doe, R-Danbury.", "city placed"),
    ],
)
def test_a_name_is_whole_before_the_body_of_its_town(text: str, mark: str) -> None:
    (marks,) = evidence(article("", text), found(text), (), ()).values()
    assert mark in marks


def test_counties_and_small_towns_are_mentions() -> None:
    assert mentioned("Two hurt on Lamar County Road 9", "A truck slid off the road in the rain. The sheriff's office closed it.") == ("US",)
    assert mentioned("Loud music ends in court", "CROMWELL — A neighbour called twice. Nobody was hurt, the state trooper said.") == ("US",)
