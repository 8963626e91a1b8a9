"""Countries of articles: named or implied, homonyms, what an article is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Article, Place
from aggregator.reference import gazetteer
from aggregator.tag import geography
from aggregator.tag.countries import places
from aggregator.tag.homonyms import resolved
from aggregator.tag.organisations import organisations
from tests.tag.articles import ARABIC, GERMAN, JAPANESE, WIRE, article

SENTENCES = [
    ("en", "The clinic in Hamilton, Ontario, opened.", {"CA"}),
    ("en", "The clinic in Hamilton, New Zealand, opened.", {"NZ"}),
    ("en", "A laboratory in Cambridge, Mass., makes it.", {"US"}),
    ("en", "A laboratory in Cambridge makes it.", {"GB"}),
    ("en", "A ward in Birmingham, Ala., was closed.", {"US"}),
    ("en", "A ward in Birmingham was closed.", {"GB"}),
    ("en", "Atlanta is the capital of Georgia.", {"US"}),
    ("en", "Georgia and Armenia signed in Tbilisi.", {"GE", "AM"}),
    ("en", "Tell us more, he said to us.", set()),
    ("en", "CONTACT US today", set()),
    ("en", "The US said no.", {"US"}),
    ("en", "It paid US$12 million and 3 million Singapore dollars.", set()),
    ("de", "Für zehn Millionen US-Dollar.", set()),
    ("en", "A US dollar-store chain in the US.", {"US"}),
    ("en", "See example.com and alder.co for more.", set()),
    ("en", "Dr. Paris Houston and Mr. Lincoln spoke.", set()),
    ("en", "Latin America is large.", set()),
    ("en", "Chinese and Danish doctors met.", {"CN", "DK"}),
    ("en", "He lives in Bath, near Bathurst Street.", {"GB"}),
    ("de", "Die chinesischen Ärzte reisten nach Österreich.", {"CN", "AT"}),
    ("fr", "Les hôpitaux marocains et le Sénégal signent.", {"MA", "SN"}),
    ("es", "El hospital argentino firmó en Bogotá.", {"AR", "CO"}),
    ("pt", "O hospital fica em São Paulo.", {"BR"}),
    ("it", "L'ospedale di Milano e la Germania.", {"IT", "DE"}),
    ("pl", "Szpital w Polsce i w Niemczech.", {"PL", "DE"}),
    ("tr", "Türkiye'nin İzmir kentinde.", {"TR"}),
    ("zh", "上海的医院与德国公司合作。", {"CN", "DE"}),
    ("ja", "東京の病院とフランスの会社。", {"JP", "FR"}),
    ("ko", "서울의 병원은 베트남과 협약했다.", {"KR", "VN"}),
    ("ar", "وقعت مصر والأردن مذكرة في القاهرة.", {"EG", "JO"}),
    ("th", "โรงพยาบาลในกรุงเทพฯ กับญี่ปุ่น", {"TH", "JP"}),
    ("vi", "Bệnh viện ở Hà Nội và Nhật Bản.", {"VN", "JP"}),
    ("hi", "दिल्ली का अस्पताल", {"IN"}),
]


def named(text: str, language: str) -> set[str]:
    """The countries of the places in a text."""
    return {place.country for place in resolved(text, geography.found(text, language), (), ())}


@pytest.mark.parametrize(("language", "text", "codes"), SENTENCES)
def test_places_stand_for_their_countries(language: str, text: str, codes: set[str]) -> None:
    assert named(text, language) == codes


def read(given: Article) -> tuple[tuple[Place, ...], tuple[str, ...], tuple[str, ...]]:
    """Places, about, mentioned of an article with its organisations as found."""
    return places(given, *organisations(given, gazetteer()))


@pytest.mark.parametrize(
    ("given", "about", "mentioned"),
    [(WIRE, {"GB"}, {"GB", "GH"}), (GERMAN, {"DE"}, {"DE", "CN"}), (JAPANESE, {"JP"}, {"JP"}), (ARABIC, {"SA"}, {"SA"})],
)
def test_what_an_article_is_about_and_what_it_mentions(given: Article, about: set[str], mentioned: set[str]) -> None:
    _, chosen, every = read(given)
    assert about <= set(chosen)
    assert mentioned <= set(every)


def test_a_country_in_passing_is_mentioned_but_not_the_subject() -> None:
    given = article(
        "Danish hospital and Danish insurer sign in Copenhagen",
        "The hospital in Copenhagen and the insurer from Aarhus signed an agreement for patients all over Denmark.",
        "The minister praised the Danish partners and their plans for Odense and Aalborg. Denmark pays for the beds.",
        "Beds are to be shared from spring on, nurses to be trained together, and waiting lists for hips and knees read by both sides.",
        "The insurer pays by the patient, not by the day. Whether other regions follow is to be decided next year, the minister said.",
        "The two had worked side by side for years without a paper. Doctors in Odense asked for one when a ward was closed last winter.",
        "Later he left for a holiday in Portugal.",
    )
    _, about, mentioned = read(given)
    assert about == ("DK",)
    assert "PT" in mentioned


def test_places_stand_where_they_say() -> None:
    found, _, mentioned = read(WIRE)
    assert all(WIRE.whole[place.start : place.end] == place.surface for place in found)
    assert {place.country for place in found} <= set(mentioned)
    assert {place.rule for place in found} <= {"name", "nationality", "region", "city", "institution"}


def test_no_place_no_country() -> None:
    assert places(article("A quiet day", "Nothing happened at all."), (), ()) == ((), (), ())
    assert geography.found("Nothing happened at all.", "en") == ()


@given(st.text(max_size=200), st.sampled_from(["en", "de", "zh", "ar", None]))
def test_any_text_can_be_read(text: str, language: str | None) -> None:
    given = article(text[:30], text, language=language)
    found, about, mentioned = places(given, (), ())
    assert all(given.whole[place.start : place.end] == place.surface for place in found)
    assert len(set(about)) == len(about)
    assert list(mentioned) == sorted(set(mentioned))
