"""Kind and seat of organisations that no register knows, in small settings."""

from __future__ import annotations

import pytest

from aggregator.tag.organisations import setting_of
from aggregator.tag.seats import kind_and_seat, seat_features
from tests.tag.articles import article

CASES = [
    ("en", "The Alder Vale Hospital in Leeds signed on Monday.", "Alder Vale Hospital", "hospital", "GB"),
    ("en", "Singapore-based Brandov Medical met doctors in Vietnam.", "Brandov Medical", None, "SG"),
    ("en", "Brandov of Singapore met the Ministry of Health of Ghana.", "Ministry of Health of Ghana", "government", "GH"),
    ("de", "Das Klinikum Auental in Hamburg arbeitet mit einer Firma aus China.", "Klinikum Auental", "hospital", "DE"),
    ("fr", "La clinique des Tilleuls à Dakar signe un accord.", "clinique des Tilleuls", "hospital", "SN"),
    ("en", "The University of Alderton in Ontario studies it.", "University of Alderton", "university", "CA"),
]


@pytest.mark.parametrize(("language", "text", "name", "kind", "country"), CASES)
def test_kind_and_seat_are_guessed_from_name_and_surroundings(language: str, text: str, name: str, kind: str | None, country: str) -> None:
    given = article("An agreement", text, language=language)
    start = given.whole.index(name)
    found = kind_and_seat(setting_of(given), [(start, start + len(name))])
    assert found[1] == country
    assert kind is None or found[0] == kind


def test_no_place_and_no_language_give_no_seat() -> None:
    given = article("An agreement", "Brandov signed.", language=None)
    assert kind_and_seat(setting_of(given), [(14, 21)])[1] is None


def test_every_country_named_is_in_question() -> None:
    given = article("An agreement", "Brandov met doctors in Vietnam and Peru.")
    assert {"VN", "PE"} <= set(seat_features(setting_of(given), [(14, 21)], "company"))
