"""Which day is believed: weights, support, the printed day against UTC, nothing implausible."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import dates, statements
from aggregator.extract.days import Standpoint
from aggregator.extract.statements import Surroundings
from aggregator.model import Published
from tests.extract.pages import document, html

NINTH, TENTH, ELEVENTH = date(2025, 6, 9), date(2025, 6, 10), date(2025, 6, 11)
SINGAPORE = timezone(timedelta(hours=8))
HERE = Standpoint(date(2025, 6, 12), "en")


def said(day: date, provenance: str, confidence: float, at: datetime | None = None) -> Published:
    return Published(day, provenance, at=at, confidence=confidence)


def test_nothing_said_is_nothing_believed() -> None:
    assert dates.best(()) is None


def test_the_surest_statement_wins() -> None:
    best = dates.best((said(TENTH, "json-ld", 0.95), said(ELEVENTH, "text", 0.6)))
    assert best is not None
    assert (best.day, best.provenance) == (TENTH, "json-ld")


def test_statements_of_one_day_support_each_other() -> None:
    found = (said(date(2024, 1, 1), "json-ld", 0.95), said(TENTH, "url", 0.6), said(TENTH, "text", 0.6))
    best = dates.best(found)
    assert best is not None
    assert best.day == TENTH


def test_weak_statements_do_not_outvote() -> None:
    best = dates.best((said(TENTH, "meta", 0.9), *(said(NINTH, kind, 0.45) for kind in ("text", "markup", "time"))))
    assert best is not None
    assert best.day == TENTH


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [(said(TENTH, "text", 0.65), TENTH), (said(TENTH, "url", 0.6), TENTH), (said(date(2025, 6, 5), "text", 0.65), NINTH)],
)
def test_the_printed_day_corrects_an_instant_in_utc(printed: Published, wanted: date) -> None:
    instant = datetime(2025, 6, 9, 22, 30, tzinfo=UTC)
    best = dates.best((said(NINTH, "json-ld", 0.95, instant), printed))
    assert best is not None
    assert best.day == wanted
    assert best.at == instant


def test_a_local_instant_needs_no_correction() -> None:
    best = dates.best((said(NINTH, "json-ld", 0.95, datetime(2025, 6, 9, 23, 0, tzinfo=SINGAPORE)), said(TENTH, "text", 0.6)))
    assert best is not None
    assert best.day == NINTH


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2199, 1, 1)])
def test_implausible_days(day: date) -> None:
    assert not dates.plausible(day)


@given(
    st.lists(
        st.builds(said, st.dates(date(2000, 1, 1), date(2020, 1, 1)), st.sampled_from(["meta", "url", "text"]), st.floats(0.1, 1.0)),
        min_size=1,
    )
)
def test_the_best_is_one_of_the_days_said(found: list[Published]) -> None:
    best = dates.best(tuple(found))
    assert best is not None
    assert best.day in {each.day for each in found}
    merged = dates.merged((tuple(found),))
    assert len({(each.day, each.provenance) for each in merged}) == len(merged)
    assert [each.confidence for each in merged] == sorted((each.confidence for each in merged), reverse=True)


STATED = [
    ('<meta property="article:published_time" content="2025-06-10T08:00:00+08:00">', "", "meta"),
    ('<meta name="DC.date.issued" content="2025-06-10">', "", "meta"),
    ("", '<p><time datetime="2025-06-10" itemprop="datePublished">Tuesday</time></p>', "time"),
    ("", '<div class="post-date">10 June 2025</div>', "markup"),
    ("", '<aside><h3>Published</h3><p><time datetime="2025-06-10">10 June 2025</time></p></aside>', "time"),
    ("", '<abbr class="published" title="2025-06-10T10:00:00+01:00">a while ago</abbr>', "markup"),
]


@pytest.mark.parametrize(("head", "body", "provenance"), STATED)
def test_a_page_states_its_day_in_many_ways(head: str, body: str, provenance: str) -> None:
    found = statements.stated(document(html(f"<h1>Title</h1>{body}", head)), (), Surroundings(), HERE)
    assert (TENTH, provenance) in {(each.day, each.provenance) for each in found}


@pytest.mark.parametrize(
    "body",
    [
        "<footer><time datetime='2020-01-01'>1 January 2020</time></footer>",
        "<div class='related-posts'><time datetime='2020-01-01'>1 January 2020</time></div>",
        "<span class='last-updated post-date'>1 January 2020</span>",
        "<p>Deadline: <time datetime='2020-01-01'>1 January 2020</time></p>",
    ],
)
def test_other_days_on_the_page_say_nothing(body: str) -> None:
    assert statements.stated(document(html(f"<h1>Title</h1>{body}")), (), Surroundings(), HERE) == ()


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: 10 June 2025 | Updated: 11 June 2025", TENTH),
        ("Updated 11 June 2025 · Published 10 June 2025", TENTH),
        ("10 June 2025 by Jane Doe", TENTH),
        ("Updated: 11 June 2025", None),
        ("Deadline: 11 June 2025", None),
        ("The ward has been open since 10 June 2025, when the mayor came, cut a ribbon and spoke to everybody for an hour or more.", None),
    ],
)
def test_words_beside_the_headline(line: str, day: date | None) -> None:
    found = statements.stated(document(html("")), (), Surroundings(after=(line,)), HERE)
    assert [each.day for each in found] == ([day] if day else [])


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("LONDON, June 10, 2025 /Wire/ -- The two companies said", TENTH),
        ("In a statement on Tuesday (Jun 10) the group said", TENTH),
        ("The ward opened on 10 June 2024 after a year of work", None),
        ("It was yesterday that it all began", None),
    ],
)
def test_the_dateline_counts_and_the_body_does_not(line: str, day: date | None) -> None:
    found = statements.stated(document(html("")), (), Surroundings(body=(line,)), HERE)
    assert [each.day for each in found] == ([day] if day else [])


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2025/06/10/title", TENTH),
        ("https://news.example/2025/6/9/", NINTH),
        ("https://news.example/news-20250610-title.html", TENTH),
        ("https://news.example/2025/06/title", None),
        ("https://news.example/item/120250610999", None),
        ("https://news.example/2025/02/31/title", None),
    ],
)
def test_days_in_addresses(url: str, day: date | None) -> None:
    assert [each.day for each in statements.from_url(url)] == ([day] if day else [])
