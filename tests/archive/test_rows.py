"""Laws: a value becomes a row and the same value again, through the real tables; whatever a damaged row holds is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.archive import rows, sketches
from aggregator.errors import ArchiveError
from aggregator.model import Account, Fingerprint, Published
from tests.archive import samples

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=ZONES)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
PUBLISHED = st.builds(Published, DAYS, TEXTS, st.none() | INSTANTS, TEXTS, st.floats(0, 1))
HASHES = st.integers(0, (1 << 64) - 1)
WORDS = st.lists(TEXTS, max_size=4).map(tuple)


@given(PUBLISHED)
def test_published_comes_back(value: Published) -> None:
    assert rows.published(rows.published_json(value)) == value


@given(st.lists(PUBLISHED, max_size=4).map(tuple))
def test_dates_come_back(value: tuple[Published, ...]) -> None:
    assert rows.dates(rows.dates_json(value)) == value


@given(PUBLISHED, PUBLISHED)
def test_published_sorts_by_day(one: Published, other: Published) -> None:
    """The waiting list relies on it: newest first."""
    first, second = rows.published_json(one), rows.published_json(other)
    assert first is not None
    assert second is not None
    assert (first[:20] < second[:20]) == (one.day < other.day)


@given(INSTANTS)
def test_instants_come_back(value: datetime) -> None:
    assert rows.moment(rows.instant(value)) == value


@given(INSTANTS, INSTANTS)
def test_instants_sort_as_text(one: datetime, other: datetime) -> None:
    assert (rows.instant(one) < rows.instant(other)) == (one < other)


@given(st.lists(HASHES).map(tuple))
def test_hashes_come_back(value: tuple[int, ...]) -> None:
    assert sketches.unpacked(sketches.packed(value)) == value


@given(HASHES)
def test_a_hash_fits_sqlites_integer(value: int) -> None:
    assert -(1 << 63) <= sketches.signed(value) < 1 << 63
    assert sketches.unsigned(sketches.signed(value)) == value


@given(
    st.builds(Fingerprint, TEXTS, TEXTS, st.lists(HASHES).map(tuple), st.integers(0, 1000), st.lists(HASHES).map(tuple), st.integers(0, 9))
)
def test_fingerprint_comes_back(value: Fingerprint) -> None:
    names = ("article", "address", "text", "size", "posted", "shingles", "paragraphs")
    assert sketches.fingerprint(dict(zip(names, sketches.fingerprint_row(1, value), strict=True))) == value


@given(
    st.builds(
        Account,
        id=st.just(3),
        story=st.just(4),
        title=TEXTS,
        day=st.none() | DAYS,
        parties=WORDS,
        organisations=WORDS,
        countries=WORDS,
        deal_type=st.none() | TEXTS,
        status=st.none() | TEXTS,
        announced=st.none() | DAYS,
        keys=WORDS,
        language=st.none() | TEXTS,
        words=WORDS,
    )
)
def test_account_comes_back(value: Account) -> None:
    assert sketches.account({"article": 3, "story": 4, "title": value.title, "value": sketches.account_json(value)}) == value


PARAGRAPHS = st.lists(TEXTS.map(lambda text: text.replace("\n", " ")).filter(bool), max_size=4).map(tuple)


@given(PARAGRAPHS, st.none() | PUBLISHED, st.lists(PUBLISHED, max_size=2).map(tuple), INSTANTS)
def test_article_comes_back(paragraphs: tuple[str, ...], day: Published | None, dates: tuple[Published, ...], seen: datetime) -> None:
    value = samples.article(1, paragraphs=paragraphs, published=day, dates=dates, seen=seen, partial=bool(paragraphs))
    assert rows.article(rows.article_columns(value)) == value


def test_article_columns_hold_the_day_for_queries() -> None:
    assert rows.article_columns(samples.article(1))["day"] == "2026-06-02"
    assert rows.article_columns(samples.article(1, published=None))["day"] is None


@pytest.mark.parametrize("column", ["published", "dates", "seen"], ids=["no JSON in published", "no JSON in dates", "no instant in seen"])
def test_a_damaged_article_is_told(column: str) -> None:
    row = {**rows.article_columns(samples.article(1)), column: "{rubbish"}
    with pytest.raises(ArchiveError, match="an article that cannot be read"):
        rows.article(row)


@pytest.mark.parametrize("value", ["[]", "{}", "null", '{"parties": 3}'])
def test_a_damaged_account_is_told(value: str) -> None:
    with pytest.raises(ArchiveError):
        sketches.account({"article": 1, "story": 1, "title": "", "value": value})


def test_a_damaged_fingerprint_is_told() -> None:
    with pytest.raises(ArchiveError):
        sketches.fingerprint({"shingles": b"123", "paragraphs": b"", "address": "", "text": "", "size": 0, "posted": 0})


def test_instants_are_stored_in_utc() -> None:
    assert rows.instant(datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))) == "2026-01-01T00:00:00.000000+00:00"
    assert rows.instant(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000+00:00"


def test_organisation_row_has_a_column_for_every_field() -> None:
    names = ("id", "name", "aliases", "country", "kind", "parent", "domain", "ambiguous_forms")
    for value in (samples.ACME, samples.LAKE, replace(samples.ACME, parent="org:x", ambiguous_forms=("AC",))):
        assert rows.organisation(dict(zip(names, rows.organisation_row(value), strict=True))) == value
