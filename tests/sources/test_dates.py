"""Dates as publishers write them, seen on 12 June 2025 at 10:00 UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.sources._dates import Reading, spotted, stated

SEEN = datetime(2025, 6, 12, 10, tzinfo=UTC)
HOW = Reading(SEEN, "feed")

STATED = [
    ("Tue, 10 Jun 2025 08:00:00 EDT", "2025-06-10T08:00:00-04:00"),
    ("Tue, 10 Jun 2025 07:30:00 SGT", "2025-06-10T07:30:00+08:00"),
    ("Tue, 10 Jun 2025 14:00:00 CEST", "2025-06-10T14:00:00+02:00"),
    ("Tue, 10 Jun 2025 23:59:60 GMT", "2025-06-10T23:59:59+00:00"),
    ("Tue,10 Jun 25 09:00 GMT+8", "2025-06-10T09:00:00+08:00"),
    ("Tue Jun 10 08:00:00 EDT 2025", "2025-06-10T08:00:00-04:00"),
    ("Jun 10, 2025 3:05 PM ET", "2025-06-10T15:05:00-04:00"),
    ("Jan 10, 2025 12:05 AM ET", "2025-01-10T00:05:00-05:00"),
    ("2025-06-10T07:30:00.123Z", "2025-06-10T07:30:00+00:00"),
    ("2025-06-10 07:30:00 +0800", "2025-06-10T07:30:00+08:00"),
    ("2025-06-10T07:30:00+05:30", "2025-06-10T07:30:00+05:30"),
    ("20250610T0730Z", "2025-06-10T07:30:00+00:00"),
    ("2025-06-10T07:30", "2025-06-10"),
    ("Tue, 10 Jun 2025 08:00:00", "2025-06-10"),
    ("2025/06/10", "2025-06-10"),
    ("20250610", "2025-06-10"),
    ("2025年6月10日", "2025-06-10"),
    ("2025年6月10日 下午3:20", "2025-06-10"),
    ("二〇二五年六月十日", "2025-06-10"),
    ("令和7年6月10日", "2025-06-10"),
    ("民國114年6月10日", "2025-06-10"),
    ("2025년 6월 10일", "2025-06-10"),
    ("2025. 6. 10.", "2025-06-10"),
    ("10. Juni 2025", "2025-06-10"),
    ("10 de junio de 2025", "2025-06-10"),
    ("le 1er juin 2025", "2025-06-01"),
    ("10 de março de 2025", "2025-03-10"),
    ("10 giugno 2025", "2025-06-10"),
    ("10 juni 2025", "2025-06-10"),
    ("10 czerwca 2025", "2025-06-10"),
    ("10 Haziran 2025", "2025-06-10"),
    ("10 июня 2025 г.", "2025-06-10"),
    ("10 Ιουνίου 2025", "2025-06-10"),
    ("١٠ يونيو ٢٠٢٥", "2025-06-10"),
    ("10 تشرين الثاني 2024", "2024-11-10"),
    ("10 ביוני 2025", "2025-06-10"),
    ("10 มิถุนายน 2568", "2025-06-10"),
    ("10 มิ.ย. 2568", "2025-06-10"),
    ("10 tháng 6, 2025", "2025-06-10"),
    ("10 Ogos 2024", "2024-08-10"),
    ("June 10th, 2025", "2025-06-10"),
    ("Sept. 9, 2024", "2024-09-09"),
    ("2025-Jun-10", "2025-06-10"),
    ("10-JUN-25", "2025-06-10"),
    ("10.06.2025", "2025-06-10"),
    ("25/05/2025", "2025-05-25"),
    ("05/25/25", "2025-05-25"),
    ("1749546000", "2025-06-10T09:00:00+00:00"),
    ("1749546000000", "2025-06-10T09:00:00+00:00"),
    ("2003-335", "2003-12-01"),
    ("2024-05", "2024-05-01"),
]


@pytest.mark.parametrize(("raw", "iso"), STATED)
def test_stated(raw: str, iso: str) -> None:
    found = stated(raw, HOW)
    assert found is not None
    assert found.iso() == iso
    assert (found.provenance, found.raw) == ("feed", raw)


NONSENSE = [
    *("", "soon", "0000-00-00", "0001-01-01T00:00:00Z", "31 Feb 2025", "1970-01-01", "Wed, 10 Jun 2099 09:00:00 GMT"),
    *("2025-06-15", "10/06/2025", "12:30", "٣١ فبراير ٢٠٢٥", "1989-12-31", "2025-13-40", "9" * 300),
]


@pytest.mark.parametrize("raw", NONSENSE)
def test_not_believed(raw: str) -> None:
    assert stated(raw, HOW) is None


@pytest.mark.parametrize(("month_first", "day"), [(True, date(2024, 6, 10)), (False, date(2024, 10, 6))])
def test_the_country_decides_what_comes_first(month_first: bool, day: date) -> None:
    found = stated("06/10/2024", Reading(SEEN, "feed", month_first))
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2 days ago", "2025-06-10"),
        ("vor 2 Tagen", "2025-06-10"),
        ("hace 3 días", "2025-06-09"),
        ("il y a une semaine", "2025-06-05"),
        ("há 2 dias", "2025-06-10"),
        ("2 dagar sedan", "2025-06-10"),
        ("3天前", "2025-06-09"),
        ("5小时前", "2025-06-12"),
        ("2日前", "2025-06-10"),
        ("3일 전", "2025-06-09"),
        ("منذ يومين", "2025-06-10"),
        ("3 hari yang lalu", "2025-06-09"),
        ("yesterday", "2025-06-11"),
        ("gestern", "2025-06-11"),
        ("今天", "2025-06-12"),
        ("Today, 10:30", "2025-06-12"),
        ("an hour ago", "2025-06-12"),
        ("Jun 10", "2025-06-10"),
        ("Tuesday, 10 June", "2025-06-10"),
        ("[06-10]", "2025-06-10"),
        ("6月10日", "2025-06-10"),
        ("Dec 24", "2024-12-24"),
        ("Posted on June 10, 2025 by Press Office", "2025-06-10"),
        ("发布时间：2025-06-10", "2025-06-10"),
    ],
)
def test_spotted(raw: str, day: str) -> None:
    found = spotted(raw, Reading(SEEN, "listing"))
    assert found is not None
    assert found.day.isoformat() == day


UNDATED = ["March", "Our 5 days workshop", "Top 10 out of 12", "2 months ago", "in 3 days", "24/7 care", "Covid-19", "4 min read"]


@pytest.mark.parametrize("raw", UNDATED)
def test_no_date_is_spotted(raw: str) -> None:
    assert spotted(raw, Reading(SEEN, "listing")) is None


@given(st.text(max_size=120))
def test_any_text_gives_a_believable_date_or_none(raw: str) -> None:
    for found in (stated(raw, HOW), spotted(raw, HOW)):
        assert found is None or date(1990, 1, 1) <= found.day <= (SEEN + timedelta(days=2)).date()


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1991, 1, 1), datetime(2025, 6, 10)), OFFSETS)
def test_what_machines_write_comes_back(at: datetime, zone: timezone) -> None:
    whole = at.replace(microsecond=0, tzinfo=zone)
    found = stated(whole.isoformat(), HOW)
    assert found is not None
    assert (found.at, found.day) == (whole, whole.date())
