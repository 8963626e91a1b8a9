"""The parts of reading a newsroom: selectors, next pages, lists in scripts, shapes of addresses, what is never an article."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from aggregator import sources
from aggregator.errors import SourceError
from aggregator.model import Findings, Page, Selectors, Source
from aggregator.sources._listing.shapes import date_in, leads_elsewhere, likeness, shape, telling

SEEN = datetime(2025, 6, 12, 10, tzinfo=UTC)
URL = "https://clinic.example/news"
TITLES = (
    "Clinic signs agreement with Sundara Healthcare",
    "New children's ward opens in September",
    "Orchid Hospitals joins the stroke network",
    "Annual quality report published today",
)


def read(content: str, url: str = URL, selectors: Selectors | None = None, country: str | None = None) -> Findings:
    source = Source("clinic", url, "press_page", country=country, selectors=selectors or Selectors())
    return sources.read(source, Page(url, url, 200, content.encode(), "text/html", None, None, None, SEEN))


ROW = "<li><time>1{n} May 2025</time> <a href='/news/{n}-long-way-home'>{title}</a></li>"


def listing(after: str = "", before: str = "", row: str = ROW) -> str:
    rows = "".join(row.format(n=n, title=title) for n, title in enumerate(TITLES))
    return f"<html lang='en'><head><title>News</title>{before}</head><body><main><h1>News</h1><ul>{rows}</ul>{after}</main></body></html>"


def urls_of(findings: Findings) -> list[str]:
    return [entry.url for entry in findings.entries]


# ---- what is never an article ------------------------------------------------------------------------------------------

MENU = (
    "<header><nav><a href='/'>Home</a><a href='/about'>About us</a><a href='/press'>Press</a><a href='/careers'>Careers</a></nav></header>"
    "<main><h1>Press releases</h1><ul class='news'></ul></main>"
    "<aside><a href='/subscribe'>Sign up to our newsletter</a><a href='/investors'>Investors</a></aside>"
    "<footer><a href='/privacy'>Privacy policy</a><a href='/accessibility'>Accessibility of this site</a></footer>"
)


@pytest.mark.parametrize(
    "content",
    [
        f"<html><body>{MENU}</body></html>",
        "<html><body><div id='app'></div><noscript>Enable JavaScript</noscript></body></html>",
        "<html><body><h1>Just a moment...</h1><p>Checking your browser.</p></body></html>",
        "<html><body></body></html>",
        "<html><body><p>Some words and one <a href='/news/a-story-of-a-day'>link inside of a longer text</a> and on.</p></body></html>",
    ],
)
def test_a_page_without_articles_is_a_problem(content: str) -> None:
    findings = read(content, "https://clinic.example/press")
    assert findings.entries == ()
    assert findings.follow == ()
    assert len(findings.problems) == 1


@pytest.mark.parametrize("content", ['{"items": []}', "<rss><channel></channel></rss>", "<urlset></urlset>", "plain words", "%PDF-1.7"])
def test_what_is_no_page_is_told(content: str) -> None:
    with pytest.raises(SourceError, match="no web page"):
        read(content)


# ---- titles, dates, addresses ------------------------------------------------------------------------------------------


def test_titles_beside_links_that_say_read_more() -> None:
    row = "<div class='row'><h3>{title}</h3><p>10.05.202{n}</p><a href='/news/{n}'>Read more</a></div>"
    findings = read(listing(row=row))
    assert tuple(entry.title for entry in findings.entries) == TITLES
    assert [entry.published.day for entry in findings.entries if entry.published] == [date(2020 + n, 5, 10) for n in range(4)]


def test_base_href_counts() -> None:
    row = "<li><time>1{n} May 2025</time> <a href='{n}-long-way-home'>{title}</a></li>"
    assert urls_of(read(listing(before="<base href='https://files.example/x/'>", row=row)))[0] == "https://files.example/x/0-long-way-home"


def test_the_day_is_read_as_the_country_writes_it() -> None:
    row = "<li><span>0{n}/05/2025</span> <a href='/news/{n}-long-way-home'>{title}</a></li>"
    for country, month in (("US", 1), ("GB", 5)):
        published = read(listing(row=row), country=country).entries[1].published
        assert published is not None
        assert published.day.month == month


def test_an_entry_has_its_teaser() -> None:
    teaser = "The two houses will train nurses together from autumn."
    row = "<li><time>1{n} May 2025</time><a href='/news/{n}-long-way-home'>{title}</a><p>" + teaser + "</p></li>"
    assert read(listing(row=row)).entries[0].summary == teaser


# ---- the source's own selectors ----------------------------------------------------------------------------------------

ODD = (
    "<html><body><div class='x'><b class='t'>Deal one</b><i class='d'>3 May 2025</i><a class='more' href='/a'>go</a>"
    "<a href='/pdf'>pdf</a></div>"
    "<div class='x'><b class='t'>Deal two</b><i class='d'>2 May 2025</i><a class='more' href='/b'>go</a></div><div class='x'>no link</div>"
    "<a class='older' href='/page/2'>x</a></body></html>"
)


def test_selectors_decide() -> None:
    findings = read(ODD, selectors=Selectors(entry="div.x", link="a.more", entry_title=".t", entry_date=".d", next="a.older"))
    assert [(entry.url, entry.title) for entry in findings.entries] == [
        ("https://clinic.example/a", "Deal one"),
        ("https://clinic.example/b", "Deal two"),
    ]
    assert [entry.published.iso() for entry in findings.entries if entry.published] == ["2025-05-03", "2025-05-02"]
    assert findings.follow == ("https://clinic.example/page/2",)
    assert findings.signature == "selectors"


def test_one_selector_is_enough() -> None:
    assert urls_of(read(ODD, selectors=Selectors(link="a.more"))) == ["https://clinic.example/a", "https://clinic.example/b"]
    assert urls_of(read(listing(), selectors=Selectors(entry="li"))) == [f"https://clinic.example/news/{n}-long-way-home" for n in range(4)]


def test_selectors_that_find_nothing_are_a_problem() -> None:
    assert read(ODD, selectors=Selectors(entry=".gone")).problems != ()


def test_a_selector_that_is_no_css_is_named() -> None:
    with pytest.raises(SourceError, match=r"div\["):
        read(ODD, selectors=Selectors(entry="div["))


# ---- the next page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "follow"),
    [
        ("<a rel='next' href='/news?page=2'>Older</a>", "/news?page=2"),
        ("<a href='/news/page/2/'>Ältere Beiträge</a>", "/news/page/2/"),
        ("<a class='next' href='?p=2'><img src='x'></a>", "/news?p=2"),
        ("<a href='?page=2' aria-label='Next page'>»</a>", "/news?page=2"),
        ("<b>1</b> <a href='?start=10'>2</a> <a href='?start=20'>3</a>", "/news?start=10"),
        ("<button class='load-more' data-url='/news/more?offset=4'>Load more</button>", "/news/more?offset=4"),
        ("<a rel='next' href='/news'>Older</a>", None),
        ("<a rel='next' href='#more'>Older</a>", None),
        ("<a rel='next' href='https://elsewhere.example/news?page=2'>Older</a>", None),
        ("<a rel='next' href='javascript:next()'>Older</a>", None),
        ("<p>1 2 3</p>", None),
    ],
)
def test_next(after: str, follow: str | None) -> None:
    assert read(listing(after)).follow == ((f"https://clinic.example{follow}",) if follow else ())


def test_next_never_leads_back() -> None:
    row = "<b>3</b><a href='?page=2'>2</a><a href='?page=4'>4</a><a class='next' href='?page=2'>Next</a>"
    assert read(listing(row), f"{URL}?page=3").follow == ("https://clinic.example/news?page=4",)


# ---- lists in scripts --------------------------------------------------------------------------------------------------

THINGS = [{"headline": title, "url": f"/news/{n}", "date": f"2025-05-1{n}"} for n, title in enumerate(TITLES)]


@pytest.mark.parametrize(
    "script",
    [
        f"<script type='application/json'>{json.dumps({'a': [{'edges': [{'node': each} for each in THINGS]}]})}</script>",
        f"<script>window.__DATA__ = {json.dumps({'list': THINGS})};</script>",
        f"<script>var x = JSON.parse({json.dumps(json.dumps(THINGS))})</script>",
        f"<script>self.__next_f.push([1,{json.dumps('3:' + json.dumps([{'items': THINGS}]))}])</script>",
    ],
)
def test_lists_that_a_script_draws(script: str) -> None:
    findings = read(f"<html><body><div id='root'></div>{script}</body></html>")
    assert tuple(entry.title for entry in findings.entries) == TITLES
    assert urls_of(findings) == [f"https://clinic.example/news/{n}" for n in range(4)]
    assert findings.signature == "state"


def test_menus_in_scripts_are_no_news() -> None:
    menu = [{"title": title, "url": f"/{n}"} for n, title in enumerate(("About us", "Careers", "Our doctors", "Contact"))]
    crumbs = {"@type": "BreadcrumbList", "itemListElement": THINGS}
    for value in (menu, crumbs):
        assert read(f"<html><body><script type='application/ld+json'>{json.dumps(value)}</script></body></html>").entries == ()


# ---- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "marks"),
    [
        ("https://a.example/news/2025/06/10/clinic-signs-agreement", ("news", "Y", "M", "M", "S")),
        ("https://a.example/news/7", ("news", "N")),
        ("https://a.example/content/pr250610.htm", ("content", "N.htm")),
        ("https://a.example/content_30120.html", ("N.html",)),
        ("https://a.example/show.aspx?id=77", ("show.aspx", "?id")),
        ("https://a.example/node/4400", ("node", "N")),
        ("https://a.example/article/a13140a58cce61806e086db9e68ef084", ("article", "S")),
    ],
)
def test_shapes(url: str, marks: tuple[str, ...]) -> None:
    assert shape(url)[1:] == marks


@pytest.mark.parametrize(
    "path", ["/category/news", "/tag/heart", "/author/jo", "/privacy", "/events/2025/open-day-at-school", "/careers/nurse-on-ward-2"]
)
def test_sections_are_no_articles(path: str) -> None:
    assert leads_elsewhere(f"https://a.example{path}")


@pytest.mark.parametrize("path", ["/news/a-b-c", "/about-us/news/a-b-c", "/2025/06/a-b-c/", "/press-releases/77"])
def test_articles_are_no_sections(path: str) -> None:
    assert not leads_elsewhere(f"https://a.example{path}")
    assert telling(f"https://a.example{path}")


@pytest.mark.parametrize("url", ["https://www.facebook.com/x", "https://twitter.com/x/status/1", "https://uk.linkedin.com/company/x"])
def test_social_networks_are_elsewhere(url: str) -> None:
    assert leads_elsewhere(url)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2025/06/10/x", "2025-06-10"),
        ("/2025-06-10-x", "2025-06-10"),
        ("/t20250610_12.html", "2025-06-10"),
        ("/2025/jun/10/x", "2025-06-10"),
        ("/2025/06/x", None),
        ("/123456789012", None),
    ],
)
def test_days_in_addresses(path: str, day: str | None) -> None:
    assert date_in(f"https://a.example{path}") == day


def test_likeness() -> None:
    alike = likeness(f"https://a.example/news/{name}-of-the-day" for name in ("story", "deal", "word"))
    assert alike.surely("https://a.example/news/another-long-one")
    assert not alike.surely("https://a.example/services/another-long-one")
    bare = likeness(f"https://a.example/{name}-of-the-day" for name in ("story", "deal", "word"))
    assert bare.like("https://a.example/another-long-one")
    assert not bare.surely("https://a.example/another-long-one")


# ---- one article, other places ------------------------------------------------------------------------------------------------


def _urls(body: str, url: str = "https://trust.example/news") -> list[str]:
    page = Page(
        url, url, 200, f"<html><body>{body}</body></html>".encode(), "text/html", "utf-8", None, None, datetime(2025, 6, 12, tzinfo=UTC)
    )
    return [entry.url.removeprefix("https://trust.example") for entry in sources.read(Source("t", url, "press_page"), page).entries]


def _rows(section: str, numbers: range) -> str:
    return "".join(
        f"<li><h3><a href='/{section}/wards-{n}-and-{n + 1}-open-for-all'>Wards {n} and {n + 1} open for all</a></h3></li>" for n in numbers
    )


def test_a_link_to_more_of_the_list_is_no_article() -> None:
    body = f"<main><ul>{_rows('news', range(5))}<li><h3><a href='/news/all-of-them-by-year'>More articles...</a></h3></li></ul></main>"
    assert len(_urls(body)) == 5


def test_a_thread_that_discusses_an_article_is_none() -> None:
    talk = "".join(f"<li><h3><a href='/forums/node/9{n}'>Wards {n} and {n + 1} open for all of us</a></h3></li>" for n in range(5))
    assert all(url.startswith("/news/") for url in _urls(f"<main><ul>{_rows('news', range(5))}</ul><ul>{talk}</ul></main>"))


def test_two_addresses_with_one_number_are_one_article() -> None:
    item = (
        "<article><time>{0} May 2025</time><h2><a href='/n/4100{0}/wards-{0}-open-for-all'>Wards {0} and others open for all</a></h2>"
        "<div><a href='/n/4100{0}.html'>Wards for everybody in Porto</a></div></article>"
    )
    assert _urls("<main>" + "".join(item.format(number) for number in range(10, 16)) + "</main>") == [
        f"/n/4100{number}/wards-{number}-open-for-all" for number in range(10, 16)
    ]


def test_columns_of_one_make_are_all_news_though_nothing_is_dated() -> None:
    columns = "".join(
        f"<section><h2>{name}</h2><ul class=subs>{_rows(name, range(at, at + 3))}</ul></section>"
        for name, at in (("deals", 1), ("pharma", 11), ("people-news", 21))
    )
    assert len(_urls(f"<main>{columns}</main>", "https://trust.example/")) == 9


def test_a_widget_that_is_all_there_is_counts_where_it_leads_below_the_page() -> None:
    assert len(_urls(f"<div class='widget'><ul>{_rows('news', range(6))}</ul></div>")) == 6
    assert _urls(f"<div class='widget'><ul>{_rows('wards', range(6))}</ul></div>") == []
