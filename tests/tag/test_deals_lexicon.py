"""Trigger phrases: every language has them, whole words count, and places are places of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.lexicon import base_language, concepts, folded, hits, languages

SIGNED = [
    ("en", "Both hospitals signed the memorandum of understanding", {"sign", "mou"}),
    ("de", "Beide Kliniken unterzeichneten den Kooperationsvertrag", {"sign", "agreement"}),
    ("fr", "Les deux hôpitaux ont signé un accord", {"sign", "agreement"}),
    ("es", "Los hospitales firmaron un convenio", {"sign", "agreement"}),
    ("pt", "Os hospitais assinaram um acordo", {"sign", "agreement"}),
    ("it", "I due ospedali hanno firmato un accordo", {"sign", "agreement"}),
    ("nl", "De ziekenhuizen ondertekenden een samenwerkingsovereenkomst", {"sign", "agreement"}),
    ("sv", "Regionen har tecknat ett avtal", {"sign", "agreement"}),
    ("no", "Sykehuset har signert en avtale", {"sign", "agreement"}),
    ("da", "Hospitalet har indgået en aftale", {"sign", "agreement"}),
    ("pl", "Szpitale podpisały porozumienie", {"sign", "agreement"}),
    ("tr", "İki hastane protokol imzaladı", {"sign", "agreement"}),
    ("id", "Kedua rumah sakit menandatangani nota kesepahaman", {"sign", "mou"}),
    ("vi", "Hai bệnh viện ký kết biên bản ghi nhớ", {"sign", "mou"}),
    ("ru", "Больницы подписали соглашение", {"sign", "agreement"}),
    ("ar", "وقعت المستشفى مذكرة تفاهم", {"sign", "mou"}),
    ("hi", "दोनों अस्पतालों ने समझौता ज्ञापन पर हस्ताक्षर किए", {"sign", "mou"}),
    ("th", "โรงพยาบาลลงนามบันทึกความเข้าใจ", {"sign", "mou"}),
    ("ja", "両病院は協定を締結した", {"sign", "agreement"}),
    ("ko", "두 병원은 업무협약을 체결했다", {"sign", "mou"}),
    ("zh", "两家医院签署合作协议", {"sign", "agreement", "partner"}),
]


@pytest.mark.parametrize(("language", "text", "expected"), SIGNED)
def test_a_signing_is_seen_in_every_language(language: str, text: str, expected: set[str]) -> None:
    assert expected <= {hit.concept for hit in hits(folded(text), language)}


def test_every_language_that_is_tested_is_known_and_none_is_forgotten() -> None:
    assert {language for language, _, _ in SIGNED} == languages()


@pytest.mark.parametrize(
    ("text", "concept"),
    [("The design is assigned", "sign"), ("He was signal", "sign"), ("a dealer in cars", "agreement"), ("Bloomberg terminals", "ended")],
)
def test_a_phrase_inside_another_word_is_none(text: str, concept: str) -> None:
    assert concept not in {hit.concept for hit in hits(folded(text), "en") if hit.start == 0 or concept in {"sign", "agreement", "ended"}}


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("en", "Several clinics saw severe cases", "ended"),
        ("en", "It is an important step and it matters", "supply"),
        ("en", "It opened in May 2010", "plan"),
        ("en", "In order to help, it opened", "supply"),
        ("en", "A subsidiary of the group", "policy"),
        ("en", "Subscribe to our newsletter", "invest"),
        ("en", "It works as it is", "technology"),
        ("de", "Die Vereinbarung gilt ab Montag", "elsewhere"),
        ("de", "Das Haus in Planegg", "plan"),
        ("fr", "Les équipes se connaissent", "supply"),
        ("es", "El nombre del hospital", "appoint"),
        ("pt", "Na segunda-feira, em Lisboa", "event"),
        ("pt", "A investigação clínica", "invest"),
        ("tr", "Ataşehir'deki hastane", "appoint"),
    ],
)
def test_a_look_alike_stands_for_nothing(language: str, text: str, concept: str) -> None:
    assert concept not in {hit.concept for hit in hits(folded(text), language)}


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("en", "The group took control of the maker", "acquire"),
        ("en", "Its proposed purchase of the clinic", "acquire"),
        ("en", "The clinic was snapped up", "acquire"),
        ("en", "The hospital joins with its neighbour", "joinforces"),
        ("en", "It teams with the university", "joinforces"),
        ("en", "Ties severed: the two severed all links", "ended"),
        ("en", "It may be extended", "plan"),
        ("de", "Eine Forschungspartnerschaft beginnt", "partner"),
        ("de", "Der Kaufvertrag liegt vor", "agreement"),
        ("de", "Ein Verein am Ort", "elsewhere"),
        ("sv", "Ett licensavtal är klart", "agreement"),
        ("nl", "Een licentieovereenkomst is klaar", "agreement"),
    ],
)
def test_words_of_a_deal_are_seen(language: str, text: str, concept: str) -> None:
    assert concept in {hit.concept for hit in hits(folded(text), language)}


def test_an_open_phrase_takes_any_ending_and_a_closed_one_none() -> None:
    assert [hit.concept for hit in hits("acquiring", "en")] == ["acquire"]
    assert not hits("signers", "en")


@pytest.mark.parametrize(("given_", "expected"), [("nb", "no"), ("pt-BR", "pt"), ("zh_TW", "zh"), (None, "en"), ("xx", "en"), ("ms", "id")])
def test_relatives_and_regions_lend_their_phrases(given_: str | None, expected: str) -> None:
    assert base_language(given_) == expected


def test_folding_keeps_every_place() -> None:
    text = "İSTANBUL Şehir Hastanesi’nde"
    assert len(folded(text)) == len(text)
    assert folded(text).startswith("istanbul")


@given(st.text(alphabet="signed a deal.İ’協議 ", max_size=60), st.sampled_from(sorted(languages())))
def test_hits_lie_in_the_text_in_order_and_bear_known_names(text: str, language: str) -> None:
    small = folded(text)
    found = hits(small, language)
    assert [hit.start for hit in found] == sorted(hit.start for hit in found)
    assert all(0 <= hit.start < hit.end <= len(small) and hit.concept in concepts() for hit in found)
