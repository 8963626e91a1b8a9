"""Kind and seat of organisations that no register knows, in small settings."""

from __future__ import annotations

import pytest

from aggregator.tag.organisations import setting_of
from aggregator.tag.seats import guesses, kind_and_seat, seat_features
from tests.tag.articles import article

CASES = [
    ("en", "The Alder Vale Hospital in Leeds signed on Monday.", "Alder Vale Hospital", "hospital", "GB"),
    ("en", "Singapore-based Brandov Medical met doctors in Vietnam.", "Brandov Medical", None, "SG"),
    ("en", "Brandov of Singapore met the Ministry of Health of Ghana.", "Ministry of Health of Ghana", "government", "GH"),
    ("de", "Das Klinikum Auental in Hamburg arbeitet mit einer Firma aus China.", "Klinikum Auental", "hospital", "DE"),
    ("fr", "La clinique des Tilleuls à Dakar signe un accord.", "clinique des Tilleuls", "hospital", "SN"),
    ("en", "The University of Alderton in Ontario studies it.", "University of Alderton", "university", "CA"),
    ("zh", "青岚市人民医院与一家公司在上海签署协议。", "青岚市人民医院", "hospital", "CN"),
    ("zh", "新加坡青岚大学今天宣布合作。", "青岚大学", "university", "SG"),
    ("ja", "青葉大学病院は東京で協定を結んだ。", "青葉大学病院", "hospital", "JP"),
    ("ko", "한빛대학교병원은 서울에서 협약을 맺었다.", "한빛대학교병원", "hospital", "KR"),
    ("ar", "وقع مستشفى النور الجديد في الرياض اتفاقية تعاون.", "مستشفى النور الجديد", "hospital", "SA"),
    ("en", "The American Hospital Dubai opened a heart ward with Larch Clinic.", "American Hospital Dubai", "hospital", "AE"),
    ("en", "The American Hospital of Paris opened a ward.", "American Hospital of Paris", "hospital", "FR"),
    ("en", "British Hospital Lisbon and a firm from London signed.", "British Hospital Lisbon", "hospital", "PT"),
    ("en", "German Heart Centre Dubai signed with a firm from Berlin.", "German Heart Centre Dubai", "hospital", "AE"),
    ("en", "Saudi German Hospital Cairo opened a ward.", "Saudi German Hospital Cairo", "hospital", "EG"),
    ("fr", "L’Hôpital américain de Paris a ouvert un service.", "Hôpital américain de Paris", "hospital", "FR"),
    ("th", "โรงพยาบาลนครใหม่ในประเทศไทยลงนามข้อตกลง", "โรงพยาบาลนครใหม่", "hospital", "TH"),
]


@pytest.mark.parametrize(("language", "text", "name", "kind", "country"), CASES)
def test_kind_and_seat_are_guessed_from_name_and_surroundings(language: str, text: str, name: str, kind: str | None, country: str) -> None:
    given = article("An agreement", text, language=language)
    start = given.whole.index(name)
    found = kind_and_seat(setting_of(given), [(start, start + len(name))])
    assert found[1] == country
    assert kind is None or found[0] == kind


@pytest.mark.parametrize(("language", "text", "name", "kind", "country"), CASES)
def test_a_guess_comes_with_its_reasons(language: str, text: str, name: str, kind: str | None, country: str) -> None:
    given = article("An agreement", text, language=language)
    start = given.whole.index(name)
    spans = [(start, start + len(name))]
    told = guesses(setting_of(given), spans)
    assert [(guess.tag, guess.value) for guess in told] == list(zip(("kind", "seat"), kind_and_seat(setting_of(given), spans), strict=True))
    for guess in told:
        assert 0 < guess.confidence <= 1
        assert any(weight > 0 for _, weight in guess.because), guess
        assert all(feature and weight for feature, weight in guess.because)


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("The Saudi German Hospital Cairo opened.", "Saudi German Hospital Cairo", {"EG"}),
        ("The Saudi German Hospital opened in Cairo.", "Saudi German Hospital", {"SA", "DE"}),
        ("The Egyptian Heart House of Cairo opened.", "Egyptian Heart House of Cairo", {"EG"}),
        ("The Chinese Medical Trust of Kenya opened.", "Chinese Medical Trust of Kenya", {"KE"}),
    ],
)
def test_a_place_in_a_name_takes_the_word_from_a_nationality_in_it(text: str, name: str, told: set[str]) -> None:
    given = article("An opening", text)
    start = given.whole.index(name)
    found = seat_features(setting_of(given), [(start, start + len(name))], "hospital")
    assert {code for code, each in found.items() if "in name" in each} == told


def test_no_place_and_no_language_give_no_seat() -> None:
    given = article("An agreement", "Brandov signed.", language=None)
    assert kind_and_seat(setting_of(given), [(14, 21)])[1] is None


def test_every_country_named_is_in_question() -> None:
    given = article("An agreement", "Brandov met doctors in Vietnam and Peru.")
    assert {"VN", "PE"} <= set(seat_features(setting_of(given), [(14, 21)], "company"))
