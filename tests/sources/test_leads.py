"""Where a page leads back in time: next pages, years, children of indexes, sitemaps of robots.txt; and which entries count."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import sources
from aggregator.errors import SourceError
from aggregator.model import Entry, Findings, Page, Published, Source
from aggregator.sources import _leads, sitemap
from aggregator.sources._listing.archives import archives
from aggregator.sources._listing.tree import planted

SEEN = datetime(2026, 6, 1, tzinfo=UTC)
HOST = "https://trust.example"
NEWS = f"{HOST}/news/"
ROW = "<li><time>{0} May 2026</time> <h3><a href='/news/new-ward-number-{0}-opens'>New ward number {0} opens its doors</a></h3></li>"
ROWS = "".join(map(ROW.format, range(1, 8)))


def page(body: str, url: str = NEWS) -> Page:
    """A page with this body."""
    return Page(url, url, 200, body.encode(), "text/html", "utf-8", None, None, SEEN)


def leads(body: str, kind: str, url: str = NEWS) -> list[tuple[str, date | None]]:
    """Where a page leads: addresses without the host, and the newest day there."""
    source, answer = Source("Trust", url, kind), page(body, url)
    findings = sources.read(source, answer) if kind != sources.ROBOTS else Findings(kind)
    return [(lead.url.removeprefix(HOST), lead.newest) for lead in sources.earlier(source, answer, findings)]


# ---- years and months ------------------------------------------------------------------------------------------------------

YEARS = [
    ('<a href="/news/2024/">2024</a>', "/news/2024/", date(2024, 12, 31)),
    ('<a href="/news/2024">News of 2024</a>', "/news/2024", date(2024, 12, 31)),
    ('<a href="/news/2024/05/">May</a>', "/news/2024/05/", date(2024, 5, 31)),
    ('<a href="/news/2024/2">February 2024 (12)</a>', "/news/2024/2", date(2024, 2, 29)),
    ('<a href="?year=2023">2023</a>', "/news/?year=2023", date(2023, 12, 31)),
    ('<a href="/news/?year=2023&amp;month=7">July</a>', "/news/?year=2023&month=7", date(2023, 7, 31)),
    ('<a href="/news/archive-2022.html">Archive 2022</a>', "/news/archive-2022.html", date(2022, 12, 31)),
    ('<a href="/news/archive/2021/">2021年</a>', "/news/archive/2021/", date(2021, 12, 31)),
    ('<select><option value="/news/2020/">2020</option></select>', "/news/2020/", date(2020, 12, 31)),
    (
        '<form action="/news/" method="get"><select name="year"><option>2019</option></select></form>',
        "/news/?year=2019",
        date(2019, 12, 31),
    ),
    (
        '<form><input type="hidden" name="cat" value="5"><select name="jahr"><option value="2018">2018</option></select></form>',
        "/news/?cat=5&jahr=2018",
        date(2018, 12, 31),
    ),
    # no archives
    ('<a href="/news/2024-was-a-good-year">A look back at what 2024 brought to the wards</a>', None, None),
    ('<a href="/about/2024/">2024</a>', None, None),
    ('<a href="https://other.example/news/2024/">2024</a>', None, None),
    ('<a href="/news/2031/">2031</a>', None, None),
    ('<a href="/news/?year=2023&amp;page=4&amp;sort=up">2023</a>', None, None),
    ('<form method="post"><select name="year"><option>2019</option></select></form>', None, None),
    ('<select name="year"><option>2019</option></select>', None, None),
    ('<select><option value="javascript:go(2019)">2019</option></select>', None, None),
]


@pytest.mark.parametrize(("markup", "url", "last"), YEARS, ids=[row[0][:60] for row in YEARS])
def test_archives_by_year_and_month(markup: str, url: str | None, last: date | None) -> None:
    found = archives(planted(f"<html><body><main><ul>{ROWS}</ul></main>{markup}</body></html>", NEWS), SEEN.date())
    assert [(each.removeprefix(HOST), day) for each, day in found] == ([(url, last)] if url else [])


def test_a_page_of_an_archive_leads_to_its_next_page_and_the_other_years() -> None:
    years = '<a href="/news/2023/">2023</a><a href="/news/2024/">2024</a>'
    body = f'<main><ul>{ROWS}</ul></main><a rel="next" href="/news/2024/?page=2">Older</a>{years}'
    assert leads(body, "press_page", f"{NEWS}2024/") == [("/news/2024/?page=2", date(2026, 5, 1)), ("/news/2023/", date(2023, 12, 31))]


@given(st.text("<>=\"'/a?&2024 selectoption", max_size=200))
def test_any_markup_leads_to_the_own_site_only(markup: str) -> None:
    assert all(url.startswith(HOST) for url, _ in archives(planted(f"<html><body>{markup}</body></html>", NEWS), SEEN.date()))


# ---- feeds -------------------------------------------------------------------------------------------------------------------

ITEM = "<item><title>A</title><link>https://trust.example/a</link><pubDate>Tue, 05 May 2026 09:00:00 GMT</pubDate></item>"
OLDEST = date(2026, 5, 5)


@pytest.mark.parametrize(
    ("url", "head", "expected"),
    [
        ("/feed/", "", "/feed/?paged=2"),
        ("/news/feed", "", "/news/feed?paged=2"),
        ("/feed/?paged=7", "", "/feed/?paged=8"),
        ("/?feed=rss2&cat=3", "", "/?feed=rss2&cat=3&paged=2"),
        ("/press.xml", "<generator>https://wordpress.org/?v=6.5</generator>", "/press.xml?paged=2"),
        ("/press.xml", "", None),
        ("/feed/", '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/feed/older"/>', "/feed/older"),
    ],
)
def test_older_pages_of_a_feed(url: str, head: str, expected: str | None) -> None:
    body = f'<rss version="2.0"><channel><title>T</title>{head}{ITEM}</channel></rss>'
    assert leads(body, "feed", HOST + url) == ([(expected, OLDEST)] if expected else [])


def test_a_feed_without_entries_has_no_older_pages() -> None:
    assert leads('<rss version="2.0"><channel><title>T</title></channel></rss>', "feed", f"{HOST}/feed/") == []


# ---- sitemaps ------------------------------------------------------------------------------------------------------------------

CHILDREN = [
    # name, lastmod, the newest day it can hold
    ("posts.xml", "2026-05-30T10:00:00Z", date(2026, 5, 30)),
    ("sitemap-2026.xml", "", date(2026, 12, 31)),
    ("sitemap-2026.xml", "2026-05-01", date(2026, 5, 1)),
    ("sitemap-2024-02.xml", "2026-05-01", date(2024, 2, 29)),
    ("sitemap-202402.xml", "", date(2024, 2, 29)),
    ("20240517.xml", "", date(2024, 5, 17)),
    ("sitemap-2024-02-31.xml", "", date(2024, 2, 29)),
    ("sitemap.xml?year=2023", "", date(2023, 12, 31)),
    ("sitemap-12.xml", "", None),
    ("sitemap-20241.xml", "", None),
    ("pages.xml", "yesterday", None),
]


@pytest.mark.parametrize(("name", "changed", "expected"), CHILDREN)
def test_the_newest_day_of_a_child(name: str, changed: str, expected: date | None) -> None:
    assert sitemap.newest(f"{HOST}/{name}", changed) == expected


def test_children_come_newest_first_whether_named_or_changed_and_pictures_not_at_all() -> None:
    rows = [
        ("old-1.xml", ""),
        ("s-2019.xml", ""),
        ("s-2025.xml", "2026-01-10"),
        ("current.xml", "2026-05-30"),
        ("image-1.xml", "2026-05-31"),
    ]
    body = "".join(f"<sitemap><loc>{HOST}/{name}</loc><lastmod>{changed}</lastmod></sitemap>" for name, changed in rows)
    index = f"<sitemapindex>{body}</sitemapindex>"
    assert [url for url, _ in leads(index, "sitemap")] == ["/current.xml", "/s-2025.xml", "/s-2019.xml", "/old-1.xml"]
    followed = sources.read(Source("Trust", NEWS, "sitemap"), page(index)).follow
    assert [url.removeprefix(HOST) for url in followed] == ["/current.xml", "/s-2025.xml", "/s-2019.xml", "/old-1.xml", "/image-1.xml"]


@pytest.mark.parametrize(
    ("robots", "expected"),
    [
        ("Sitemap: https://trust.example/a.xml\nsitemap: /posts-2024.xml\n", ["/posts-2024.xml", "/a.xml"]),
        ("User-agent: *\nSitemap: https://trust.example/image-sitemap.xml\nSitemap: /b.xml", ["/b.xml"]),
        ("User-agent: *\nDisallow:\n", "usual"),
        ("Sitemap: https://other.example/a.xml", "usual"),
        ("", "usual"),
    ],
)
def test_sitemaps_of_robots(robots: str, expected: list[str] | str) -> None:
    found = [url for url, _ in leads(robots, sources.ROBOTS, f"{HOST}/robots.txt")]
    if expected == "usual":
        assert found == [lead.url.removeprefix(HOST) for lead in sources.usual(NEWS)]
        assert "/sitemap.xml" in found
    else:
        assert found == expected


def test_a_walk_begins_at_the_source_and_at_robots() -> None:
    found = sources.seeds(Source("Trust", NEWS, "feed"), f"{HOST}/news/feed?x=1")
    assert [(seed.url, seed.kind) for seed in found] == [(f"{HOST}/news/feed?x=1", "feed"), (f"{HOST}/robots.txt", "robots")]


# ---- which entries --------------------------------------------------------------------------------------------------------------


def entry(path: str, published: str = "", updated: str = "") -> Entry:
    """An entry of the site."""
    days = [Published(date.fromisoformat(each), "sitemap") if each else None for each in (published, updated)]
    return Entry(HOST + path, "Trust", published=days[0], updated=days[1])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (entry("/a", "2024-01-01"), True),
        (entry("/a", "2023-12-31"), False),
        (entry("/2023/05/06/a"), False),
        (entry("/2024/05/06/a"), True),
        (entry("/a", "", "2023-05-06"), False),
        (entry("/a", "", "2024-05-06"), True),
        (entry("/a", "2023-01-01", "2025-01-01"), False),
        (entry("/a"), True),
    ],
)
def test_entries_since_a_day(given: Entry, kept: bool) -> None:
    assert bool(_leads.since([given], date(2024, 1, 1))) is kept


KNOWN = [f"{HOST}/news/new-ward-number-{number}-opens" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("known", "path", "where", "kept"),
    [
        (KNOWN, "/news/another-ward-is-opened-today", "/sitemap.xml", True),
        (KNOWN, "/services/heart-and-lung-surgery-for-all", "/sitemap.xml", False),
        (KNOWN, "/about-us", "/sitemap.xml", False),
        ([], "/news/another-ward-is-opened-today", "/sitemap.xml", True),
        ([], "/about-us", "/sitemap.xml", False),
        ([], "/doctors/", "/sitemap.xml", False),
        ([f"{HOST}/{slug}-opens-its-doors" for slug in "abcde"], "/f-opens-its-doors", "/sitemap.xml", False),
        ([f"{HOST}/{slug}-opens-its-doors" for slug in "abcde"], "/f-opens-its-doors", "/post-sitemap.xml", True),
    ],
)
def test_a_sources_own_among_those_of_a_whole_site(known: list[str], path: str, where: str, kept: bool) -> None:
    findings = Findings("sitemap", (entry(path),))
    assert bool(_leads.akin(findings, known, HOST + where)) is kept


@given(st.sampled_from(["feed", "press_page", "sitemap", sources.ROBOTS]), st.binary(max_size=400))
def test_any_bytes_lead_to_the_own_site_or_are_no_source(kind: str, body: bytes) -> None:
    source, answer = Source("Trust", NEWS, kind), Page(NEWS, NEWS, 200, body, "", None, None, None, SEEN)
    try:
        findings = Findings(kind) if kind == sources.ROBOTS else sources.read(source, answer)
        found = sources.earlier(source, answer, findings)
    except SourceError:
        return
    assert all(lead.url.startswith(HOST) for lead in found)


@given(st.lists(st.tuples(st.integers(2000, 2040), st.integers(1, 12)), max_size=12))
def test_children_of_an_index_are_in_order_of_what_they_can_hold(periods: list[tuple[int, int]]) -> None:
    rows = "".join(f"<sitemap><loc>{HOST}/s-{year}-{month:02}.xml</loc></sitemap>" for year, month in periods)
    found = sitemap.children(Source("Trust", NEWS, "sitemap"), page(f"<sitemapindex>{rows}</sitemapindex>"))
    assert [day for _, day in found] == sorted((day for _, day in found), key=lambda day: day or date.min, reverse=True)
    assert len(found) == len(set(periods))
