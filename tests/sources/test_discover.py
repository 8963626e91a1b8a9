"""From any page of a site the ways into its news, the best first."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator import sources
from aggregator.model import Page
from aggregator.sources import Way

CASES = Path(__file__).parent.parent / "data" / "sources" / "press_page"
HOME = """<!doctype html><html><head><title>Clinic</title>
<link rel="alternate" type="application/rss+xml" title="Clinic » Comments Feed" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" title="Clinic » Feed" href="/feed/">
<link rel="alternate" hreflang="fr" href="/fr/"><link rel="stylesheet" href="/wp-content/themes/x/style.css"></head><body>
<header><nav><a href="/about">About us</a><a href="/newsroom/">Newsroom</a><a href="/jobs">Jobs</a></nav></header>
<main><h1>Welcome to the clinic</h1><p>We look after you and your family in all stages of life, near to where you live.</p></main>
<footer><a href="/subscribe.rss">RSS</a><a href="/press/">Press releases</a><a href="https://elsewhere.example/rss">RSS</a></footer></body></html>"""


def page(content: str, url: str = "https://clinic.example/") -> Page:
    return Page(url, url, 200, content.encode(), "", None, None, None, datetime(2025, 6, 12, tzinfo=UTC))


def found(content: str, url: str = "https://clinic.example/") -> tuple[Way, ...]:
    return sources.ways(page(content, url))


def stated(content: str, url: str = "https://clinic.example/") -> list[tuple[str, str]]:
    return [(way.kind, way.url) for way in found(content, url) if way.stated]


def test_a_home_page_names_its_feed_and_its_newsrooms() -> None:
    assert stated(HOME) == [
        ("feed", "https://clinic.example/feed/"),
        ("feed", "https://clinic.example/subscribe.rss"),
        ("press_page", "https://clinic.example/press/"),
        ("press_page", "https://clinic.example/newsroom/"),
    ]


def test_the_platform_is_known_by_its_marks() -> None:
    guesses = [way for way in found(HOME) if not way.stated]
    assert guesses[0] == Way("https://clinic.example/post-sitemap.xml", "sitemap", "a usual sitemap of WordPress", stated=False)
    assert "https://clinic.example/rss.xml" in {way.url for way in guesses}


@pytest.mark.parametrize(
    ("mark", "first"),
    [
        ("<ul class='wd_layout-simple'>", "https://clinic.example/news/?pagetemplate=rss"),
        ("<div class='nir-widget--list'>", "https://clinic.example/rss/news-releases.xml"),
        ("<meta name='Generator' content=\"Drupal 10\">", "https://clinic.example/news/rss.xml"),
        ("<img src='https://static1.squarespace.com/x'>", "https://clinic.example/news/?format=rss"),
        ("", "https://clinic.example/news/feed/"),
    ],
)
def test_usual_feeds(mark: str, first: str) -> None:
    guesses = [way.url for way in found(f"<html><body>{mark}<p>Text</p></body></html>", "https://clinic.example/news/") if not way.stated]
    assert guesses[0] == first


def test_a_feed_and_a_sitemap_are_their_own_way() -> None:
    assert found("<rss><channel><title>x</title></channel></rss>") == (Way("https://clinic.example/", "feed", "this is a feed"),)
    assert found("<urlset></urlset>") == (Way("https://clinic.example/", "sitemap", "this is a sitemap"),)


def test_robots_txt_names_sitemaps_news_first() -> None:
    robots = "User-agent: *\nDisallow: /x\n\nSitemap: https://clinic.example/sitemap.xml\nsitemap: /news-sitemap.xml\n"
    assert stated(robots, "https://clinic.example/robots.txt") == [
        ("sitemap", "https://clinic.example/news-sitemap.xml"),
        ("sitemap", "https://clinic.example/sitemap.xml"),
    ]


@pytest.mark.parametrize("case", ["drupal_views", "chinese_list", "aem_list", "arabic_cards"])
def test_a_listing_without_a_feed_is_a_way_in_itself(case: str) -> None:
    url = "https://clinic.example/news/"
    first = found((CASES / case / "page.html").read_text("utf-8"), url)[0]
    assert (first.kind, first.url) == ("press_page", url)


def test_what_is_no_source_gives_no_way() -> None:
    assert found("just words") == ()
    assert found("<opml><body/></opml>") == ()
