"""The real stages, one call each, in the bounded child: what the river hands to them and gets back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from aggregator.bounded import Child
from aggregator.errors import ExtractError, SourceError
from aggregator.model import Article, Bonds, Entry, Page, Source, Verdict
from aggregator.pipeline import work

SOURCE = Source("News", "https://news.example/feed", "feed")
SEEN = datetime(2026, 6, 12, tzinfo=UTC)
FEED = b"""<rss version="2.0"><channel><title>News</title>
<item><title>Riverside and Hillside open a dialysis centre</title><link>/a/1</link><pubDate>Tue, 09 Jun 2026 09:00:00 GMT</pubDate></item>
<item><title>Canteen menu for June</title><link>/a/2</link></item></channel></rss>"""
HTML = """<html lang="en"><head><title>Riverside and Hillside open a dialysis centre</title></head><body><main><article>
<h1>Riverside and Hillside open a dialysis centre</h1><time datetime="2026-06-09">9 June 2026</time>
<p>Riverside Hospital and Hillside Clinic signed an agreement on Tuesday to run a dialysis centre together for the next ten years.</p>
<p>The centre in Porto will treat two hundred patients a week once its two wards have opened in the autumn of this year.</p>
<p>Nurses from both houses will be trained side by side, and a joint board will look after quality and costs.</p>
</article></main></body></html>"""


def page(content: bytes, kind: str = "text/html") -> Page:
    """A page with this body: an article's, or the feed's."""
    url = "https://news.example/a/1" if kind == "text/html" else "https://news.example/feed"
    return Page(url, url, 200, content, kind, "utf-8", None, None, SEEN)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    """One child for all tests here: it is slow to start."""
    with Child() as started:
        yield started


def test_a_feed_is_listed_and_its_keywords_pass_over_the_rest(child: Child) -> None:
    source = replace(SOURCE, keywords=("dialysis",))
    listed = child.call(work.listed, source, page(FEED, "application/rss+xml"), seconds=60)
    assert [entry.url for entry in listed.findings.entries] == ["https://news.example/a/1", "https://news.example/a/2"]
    assert listed.passed_over == {1}
    assert child.call(work.listed, SOURCE, page(FEED, "application/rss+xml"), seconds=60).passed_over == frozenset()


def test_what_is_no_feed_is_told(child: Child) -> None:
    with pytest.raises(SourceError):
        child.call(work.listed, SOURCE, page(HTML.encode()), seconds=60)


def test_an_article_goes_through_every_stage(child: Child) -> None:
    reading = child.call(work.articled, page(HTML.encode()), Entry("https://news.example/a/1", "News"), SOURCE, seconds=60)
    assert reading.article.title == "Riverside and Hillside open a dialysis centre"
    assert reading.article.published is not None
    assert reading.article.published.day == date(2026, 6, 9)
    fingerprint = child.call(work.marked, reading.article, frozenset(), seconds=60)
    assert fingerprint.address == "news.example/a/1"
    assert child.call(work.judged, fingerprint, reading.article, (), {}, frozenset(), seconds=60).verdict is Verdict.NEW
    described = child.call(work.described, reading.article, seconds=60)
    assert described.tags.version
    assert described.failure is None
    assert child.call(work.placed, described.account, (), {"": 0}, Bonds(), seconds=60).story is None


def test_a_page_without_an_article_is_told(child: Child) -> None:
    with pytest.raises(ExtractError) as caught:
        child.call(work.articled, page(b"<html><body></body></html>"), Entry("https://news.example/a/1", "News"), SOURCE, seconds=60)
    assert caught.value.reason


def test_the_feeds_own_text_has_lines_too(child: Child) -> None:
    article = Article("https://news.example/a/1", "Title", ("One paragraph of the feed.",), SEEN)
    assert child.call(work.told, article, seconds=60).article == article
