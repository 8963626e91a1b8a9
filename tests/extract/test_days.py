"""Dates in words, in many languages, and what is no date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import days
from aggregator.extract.days import Standpoint

JUNE = date(2025, 6, 10)
MAY = date(2024, 5, 12)
SEEN = date(2025, 6, 12)

WORDS = [
    ("10 June 2025", None, JUNE),
    ("June 10th, 2025", None, JUNE),
    ("Tue. 10 Jun. 2025, 9:15 am", None, JUNE),
    ("JUN 10 2025", None, JUNE),
    ("the 10th of June 2025", None, JUNE),
    ("10. Juni 2025", "de", JUNE),
    ("27. Jänner 2025", "de", date(2025, 1, 27)),
    ("le 12 mai 2024", "fr", MAY),
    ("1er août 2024", "fr", date(2024, 8, 1)),
    ("12 de mayo de 2024", "es", MAY),
    ("12 de maio de 2024", "pt", MAY),
    ("12 maggio 2024", "it", MAY),
    ("12 mei 2024", "nl", MAY),
    ("den 12 maj 2024", "sv", MAY),
    ("12. maj 2024", "da", MAY),
    ("12. toukokuuta 2024", "fi", MAY),
    ("12 maja 2024", "pl", MAY),
    ("18. listopadu 2024", "cs", date(2024, 11, 18)),
    ("18. listopada 2024", "hr", date(2024, 10, 18)),
    ("12 мая 2024 г.", "ru", MAY),
    ("12 травня 2024", "uk", MAY),
    ("12 Mayıs 2024", "tr", MAY),
    ("12 Μαΐου 2024", "el", MAY),
    ("2025. június 10.", "hu", JUNE),
    ("12 mai 2024", "ro", MAY),
    ("12 במאי 2024", "he", None),
    ("١٠ يونيو ٢٠٢٥", "ar", JUNE),
    ("١٠ حزيران ٢٠٢٥", "ar", JUNE),
    ("10 มิถุนายน 2568", "th", JUNE),
    ("10 Juni 2025", "id", JUNE),
    ("发布时间:2025-06-10 08:32", "zh", JUNE),
    ("2025年6月10日", "ja", JUNE),
    ("２０２５年６月１０日", "ja", JUNE),
    ("民國114年6月10日", "zh", JUNE),
    ("2025년 6월 10일", "ko", JUNE),
    ("입력 2025.06.10 09:11", "ko", JUNE),
    ("10.06.2025", "de", JUNE),
    ("10/06/2025", "fr", JUNE),
    ("06/25/2025", "en", date(2025, 6, 25)),
    ("25/06/2025", "en", date(2025, 6, 25)),
]


@pytest.mark.parametrize(("text", "language", "day"), WORDS)
def test_finds(text: str, language: str | None, day: date | None) -> None:
    found = days.find(text, Standpoint(SEEN, language))
    assert [each.day for each in found] == ([day] if day else [])
    assert all(each.full for each in found)


@pytest.mark.parametrize(
    "text",
    ["in 1994 the ward was repaired", "June 2025", "10/06/2025", "version 10.6.2025.1", "31 June 2025", "call 020 2025 0610", "may 2024"],
)
def test_guesses_nothing(text: str) -> None:
    assert days.find(text, Standpoint(SEEN, "en")) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("said on Tuesday (Jun 10) that", JUNE),
        ("on Friday (13 Dec)", date(2024, 12, 13)),
        ("Monday, March 3", date(2025, 3, 3)),
        ("on Tuesday (Jun 10, 2025)", JUNE),
    ],
)
def test_a_weekday_proves_the_year(text: str, day: date) -> None:
    assert [each.day for each in days.find(text, Standpoint(SEEN, "en", live=False))] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", date(2025, 6, 11)),
        ("Gestern, 17:02 Uhr", date(2025, 6, 11)),
        ("il y a 3 jours", date(2025, 6, 9)),
        ("hace 2 horas", SEEN),
        ("3 hours ago", SEEN),
        ("2天前", JUNE),
        ("3時間前", SEEN),
        ("vor 5 Tagen", date(2025, 6, 7)),
    ],
)
def test_relative_words_count_from_the_day_of_fetching(text: str, day: date) -> None:
    assert [each.day for each in days.find(text, Standpoint(SEEN))] == [day]
    assert days.find(text, Standpoint(SEEN, live=False)) == ()


def test_several_days_come_in_their_order() -> None:
    found = days.find("Published 3 March 2024, updated 5 March 2024", Standpoint(SEEN, "en"))
    assert [each.day.day for each in found] == [3, 5]


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 12, 31)))
def test_what_is_written_out_is_read_back(day: date) -> None:
    for text in (
        day.strftime("%d %B %Y"),
        day.strftime("%B %d, %Y"),
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        day.strftime("%d.%m.%Y"),
    ):
        assert [each.day for each in days.find(text, Standpoint(SEEN, "en"))] == [day], text


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    assert isinstance(days.find(text, Standpoint(date.min, live=False)), tuple)
