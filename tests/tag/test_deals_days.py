"""Days as texts write them in our languages, settled by the day of publication or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.announced import candidates
from aggregator.tag.days import days
from aggregator.tag.lexicon import folded
from tests.tag.deals import read

_MONTHS = ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"]
PUBLISHED = date(2025, 6, 11)  # a Wednesday

CASES = [
    ("en", "signed on 16 November 2015 in Cork", "full", "2015-11-16"),
    ("en", "signed on November 16, 2015", "full", "2015-11-16"),
    ("en", "on Jun. 10 both signed", "month", "2025-06-10"),
    ("en", "on the 3rd of May both signed", "month", "2025-05-03"),
    ("en", "BOSTON, Dec. 22 -- the two said", "month", "2024-12-22"),
    ("en", "announced Tuesday (Jun 10)", "month", "2025-06-10"),
    ("en", "announced on Tuesday", "weekday", "2025-06-10"),
    ("en", "announced on Wednesday", "weekday", "2025-06-11"),
    ("en", "announced today that", "today", "2025-06-11"),
    ("en", "signed yesterday", "yesterday", "2025-06-10"),
    ("en", "2025-06-09 News", "full", "2025-06-09"),
    ("en", "25/12/2024 News", "full", "2024-12-25"),
    ("en", "06/10/2025 News", "full", "2025-06-10"),
    ("de", "am Dienstagabend teilte", "weekday", "2025-06-10"),
    ("de", "am 5. August 2024", "full", "2024-08-05"),
    ("de", "wie gestern bekannt wurde", "yesterday", "2025-06-10"),
    ("fr", "le 1er juin 2025", "full", "2025-06-01"),
    ("fr", "signé mardi à Lyon", "weekday", "2025-06-10"),
    ("es", "el 9 de junio de 2025", "full", "2025-06-09"),
    ("es", "firmado hoy", "today", "2025-06-11"),
    ("pt", "nesta segunda-feira", "weekday", "2025-06-09"),
    ("it", "siglato il 3 giugno", "month", "2025-06-03"),
    ("nl", "op 4 maart 2025", "full", "2025-03-04"),
    ("sv", "i dag enades", "today", "2025-06-11"),
    ("pl", "12 marca 2012 r.", "full", "2012-03-12"),
    ("pl", "we wtorek podpisano", "weekday", "2025-06-10"),
    ("tr", "10 Haziran 2025 tarihinde", "full", "2025-06-10"),
    ("id", "pada Sabtu, 25 Januari 2025", "full", "2025-01-25"),
    ("vi", "chiều ngày 03/03/2022", "full", "2022-03-03"),
    ("vi", "ngày 17/5, bệnh viện", "month", "2025-05-17"),
    ("ru", "10 июня 2025 года", "full", "2025-06-10"),
    ("ar", "الأحد 27 يونيو 2021", "full", "2021-06-27"),
    ("hi", "15 अगस्त 2024 को", "full", "2024-08-15"),
    ("th", "วันที่ 14 มีนาคม 2566", "full", "2023-03-14"),
    ("ja", "平成29年5月24日に締結", "full", "2017-05-24"),
    ("ja", "令和元年5月7日", "full", "2019-05-07"),
    ("ja", "6月9日、協定を", "month", "2025-06-09"),
    ("ja", "9日に発表した", "day", "2025-06-09"),
    ("ko", "지난달 25일 협약", "day", "2025-05-25"),
    ("ko", "지난 8일 협약식을", "day", "2025-06-08"),
    ("ko", "2024년 10월 15일", "full", "2024-10-15"),
    ("zh", "2024年10月15日签约", "full", "2024-10-15"),
    ("zh", "28日在北京签约", "day", "2025-05-28"),
]


@pytest.mark.parametrize(("language", "text", "form", "expected"), CASES)
def test_a_day_is_read(language: str, text: str, form: str, expected: str) -> None:
    found = days(folded(text), language, PUBLISHED)
    assert [(each.form, each.day and each.day.isoformat()) for each in found] == [(form, expected)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "on Jun. 10 both signed"),
        ("en", "on Tuesday"),
        ("en", "today"),
        ("ko", "지난 8일 협약식을"),
        ("ja", "6月9日、協定を"),
        ("de", "gestern"),
    ],
)
def test_without_a_day_of_publication_nothing_is_guessed(language: str, text: str) -> None:
    assert [each.day for each in days(folded(text), language, None)] == [None]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "31 February 2025"),
        ("en", "1,234 May be"),
        ("en", "version 1.2.3"),
        ("en", "they may 9 times"),
        ("en", "in 2025"),
        ("ja", "3日間の会議"),
        ("ko", "두 기관은"),
        ("en", "12/31"),
        ("en", "dismay 4"),
        ("en", "Sun Ridge wed its mon pay"),
        ("en", "3/4/2020"),
        ("en", "Last updated on Tuesday, 3 June 2025"),
        ("en", "This page was updated June 3, 2025 to correct a name."),
        ("de", "Zuletzt aktualisiert am 3. Juni 2025"),
        ("fr", "Mis à jour le 03.06.2025"),
        ("es", "Última actualización: 3 de junio de 2025"),
        ("ru", "Обновлено: 3 июня 2025"),
        ("ko", "최종수정 2025-06-03"),
        ("zh", "更新时间：2025年6月3日"),
    ],
)
def test_what_is_no_day_is_not_read_as_one(language: str, text: str) -> None:
    assert not [each for each in days(folded(text), language, PUBLISHED) if each.day and each.form != "month"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Posted 2 June 2025, updated 3 June 2025", "2025-06-02"),
        ("ja", "更新日：2025年6月3日 公開日：2025年6月2日", "2025-06-02"),
        ("en", "The updated agreement of 2 June 2025", "2025-06-02"),
        ("zh", "双方于2025年6月2日更新了协议", "2025-06-02"),
    ],
)
def test_the_day_a_page_was_changed_hides_no_other(language: str, text: str, expected: str) -> None:
    assert [str(each.day) for each in days(folded(text), language, PUBLISHED)] == [expected]


def test_a_weekday_beside_its_date_is_one_day() -> None:
    assert len(days("on monday (16 november 2015), and on friday", "en", PUBLISHED)) == 2


def test_a_day_without_a_year_lies_at_most_a_month_ahead() -> None:
    assert [each.day for each in days("5 july; 5 august", "en", PUBLISHED)] == [date(2025, 7, 5), date(2024, 8, 5)]


@given(
    st.text(alphabet="0123456789 /.-年月日 januarymon,", max_size=50),
    st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    st.sampled_from(["en", "ja", "de", "th"]),
)
def test_any_text_is_read_without_error_and_in_order(text: str, published: date, language: str) -> None:
    found = days(folded(text), language, published)
    assert [each.start for each in found] == sorted(each.start for each in found)


@given(st.dates(date(1960, 1, 1), date(2090, 12, 31)))
def test_a_day_written_in_full_is_read_whatever_the_day_of_publication(day: date) -> None:
    written = f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
    for text, language in ((written, "de"), (day.isoformat(), "en"), (f"{day.year}年{day.month}月{day.day}日", "zh")):
        assert [each.day for each in days(text, language, None)] == [day]


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 6))
def test_a_weekday_lies_in_the_week_up_to_publication(published: date, weekday: int) -> None:
    name = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][weekday]
    (found,) = days(f"on {name}", "en", published)
    assert found.day is not None
    assert found.day.weekday() == weekday
    assert 0 <= (published - found.day).days < 7


# ---- settled by the dateline -------------------------------------------------------------------------------------------------

NAMES = "[Alpha Hospital|SG|hospital] and [Beta Labs|US|biotech]"


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        (f"BOSTON, June 9, 2025 -- {NAMES} signed today.", "2025-06-11", "2025-06-09"),
        (f"9 June 2025\n\n{NAMES} signed an agreement on Sunday.", "2025-06-11", "2025-06-08"),
        (f"BOSTON, March 9, 2024 -- {NAMES} signed today.", "2025-06-11", "2025-06-11"),
        (f"{NAMES} signed today.", "2025-06-11", "2025-06-11"),
    ],
)
def test_today_and_weekdays_are_those_of_the_dateline(text: str, published: str, expected: str) -> None:
    found = candidates(read("Two partners sign", text, published))
    assert expected in {each.day.isoformat() for each in found if each.day and each.form in ("today", "weekday")}


def test_without_a_day_of_publication_the_dateline_settles_nothing() -> None:
    found = candidates(read("Two partners sign", f"9 June 2025\n\n{NAMES} signed an agreement on Sunday."))
    assert {each.form for each in found} == {"full"}


@pytest.mark.parametrize(
    ("language", "text", "form", "expected"),
    [
        ("en", "to be signed next Friday", "coming", "2025-06-13"),
        ("de", "wird kommenden Freitag unterzeichnet", "coming", "2025-06-13"),
        ("zh", "将于下周五签约", "coming", "2025-06-13"),
        ("it", "la firma lunedì prossimo", "coming", "2025-06-16"),
        ("es", "se firmará el lunes que viene", "coming", "2025-06-16"),
        ("ar", "يوقع الاتفاق الاثنين المقبل", "coming", "2025-06-16"),
        ("en", "to be signed by Friday", "coming", "2025-06-13"),
        ("en", "was signed on Friday by the two heads", "weekday", "2025-06-06"),
        ("en", "announced this Friday until further notice", "weekday", "2025-06-06"),
        ("de", "wurde Montag bis auf Weiteres vereinbart", "weekday", "2025-06-09"),
        ("th", "เมื่อวันที่ 17 ธ.ค. 2564", "full", "2021-12-17"),
        ("en", "held from 7-9 June 2025", "range", "2025-06-07"),
        ("en", "held on June 7-9, 2025", "range", "2025-06-07"),
        ("de", "vorgestern unterzeichnet", "yesterday", "2025-06-09"),
        ("ja", "一昨日締結", "yesterday", "2025-06-09"),
    ],
)
def test_days_to_come_ranges_and_the_day_before_yesterday(language: str, text: str, form: str, expected: str) -> None:
    found = days(folded(text), language, PUBLISHED)
    assert [(each.form, each.day and each.day.isoformat()) for each in found] == [(form, expected)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "shares rose on 6 June 2025, one day after it announced the deal", ["2025-06-06", "2025-06-05"]),
        ("en", "on 6 June 2025 they met, and signed the same day", ["2025-06-06", "2025-06-06"]),
        ("en", "it had signed the day before", [None]),
        ("fr", "le 6 juin 2025, au lendemain de l'accord signé la veille", ["2025-06-06", "2025-06-05"]),
        ("ko", "지난 5일 서울에서 만나 이날 협약을", ["2025-06-05", "2025-06-05"]),
        ("ja", "6月5日に会見し、前日に締結", ["2025-06-05", "2025-06-04"]),
        ("de", "am Dienstag; am selben Tag unterschrieben", ["2025-06-10", "2025-06-10"]),
    ],
)
def test_some_words_lean_on_the_day_named_before(language: str, text: str, expected: list[str | None]) -> None:
    assert [each.day and each.day.isoformat() for each in days(folded(text), language, PUBLISHED)] == expected


@pytest.mark.parametrize(("language", "text"), [("vi", "ký biên bản lần thứ năm"), ("id", "selama dua minggu"), ("ru", "окружающая среда")])
def test_ordinals_and_weeks_are_no_weekdays(language: str, text: str) -> None:
    assert days(folded(text), language, PUBLISHED) == ()
