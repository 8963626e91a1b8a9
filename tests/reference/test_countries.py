"""Countries by name: our languages, codes, nationalities, suggestions; the table itself; places."""

from __future__ import annotations

import pytest

from aggregator.reference import countries
from aggregator.reference.places import spots


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("China", "CN"),
        ("PRC", "CN"),
        ("中国", "CN"),
        ("cn", "CN"),
        ("UK", "GB"),
        ("Britain", "GB"),
        ("Scotland", "GB"),
        ("Vereinigtes Königreich", "GB"),
        ("the Netherlands", "NL"),
        ("Holland", "NL"),
        ("U.S.", "US"),
        ("usa", "US"),
        ("Etats-Unis", "US"),
        ("Estados Unidos", "US"),
        ("Türkiye", "TR"),
        ("turkey", "TR"),
        ("대한민국", "KR"),
        ("Südkorea", "KR"),
        ("السعودية", "SA"),
        ("KSA", "SA"),
        ("Côte d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("日本", "JP"),
        ("Chinese", "CN"),
        ("Emirati", "AE"),
        ("Viet Nam", "VN"),
        ("Kosovo", "XK"),
        ("Hong Kong", "HK"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_usual_names(name: str, code: str | None) -> None:
    assert countries.code(name) == code


def test_every_code_and_english_name_leads_back_to_its_country() -> None:
    for country in countries.all_countries():
        assert countries.code(country.code) == country.code
        assert countries.code(country.name) == country.code
        assert countries.name(country.code) == country.name


def test_an_unknown_code_is_its_own_name() -> None:
    assert countries.name("QQ") == "QQ"


def test_misspelt_countries_are_suggested() -> None:
    assert countries.suggest("Germny")[0] == "Germany"
    assert countries.suggest("xxxxxxxxxxxx") == ()


def test_two_hundred_countries_with_names_in_many_languages() -> None:
    table = countries.all_countries()
    assert len(table) > 230
    assert sum(len(country.names) for country in table) > 5000
    assert sum(bool(country.nationalities) for country in table) > 150


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("München", "DE"),
        ("Munich", "DE"),
        ("上海", "CN"),
        ("Sao Paulo", "BR"),
        ("القاهرة", "EG"),
        ("서울", "KR"),
        ("Leicester", "GB"),
        ("Ontario", "CA"),
        ("Bavaria", "DE"),
        ("Pekin", "CN"),
        ("Varsovie", "PL"),
    ],
)
def test_places_are_known_in_our_languages(name: str, country: str) -> None:
    assert spots(name)[0].country == country


def test_homonyms_are_all_there_the_largest_city_first() -> None:
    birminghams = [spot for spot in spots("Birmingham") if not spot.region]
    assert {spot.country for spot in birminghams} == {"GB", "US"}
    assert birminghams[0].population >= birminghams[-1].population


@pytest.mark.parametrize("word", ["March", "George", "David", "Martin"])
def test_common_words_and_given_names_are_no_small_towns(word: str) -> None:
    assert not any(spot for spot in spots(word) if not spot.region)
