"""Sitemaps: addresses of the own site, news with titles and days, children newest first; whatever is broken gives what it holds."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from aggregator import sources
from aggregator.errors import SourceError
from aggregator.model import Findings, Page, Source

SEEN = datetime(2025, 6, 12, 10, tzinfo=UTC)
URL = "https://trust.example/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="i">
<!-- <url><loc>https://trust.example/commented-out</loc></url> -->
<url><loc>
  https://trust.example/deal?a=1&amp;b=2
</loc><lastmod>2025-06-11</lastmod>
<image:image><image:loc>https://trust.example/pic.jpg</image:loc><image:title>A picture</image:title></image:image>
<news:news><news:publication><news:name>Trust</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2025-06-10T07:30:00+08:00</news:publication_date><news:title><![CDATA[R&amp;D deal]]></news:title></news:news></url>
<url><loc>https://elsewhere.example/x</loc></url>
<url><loc>javascript:alert(1)</loc></url>
<url><loc>/relative</loc></url>
<url><loc>https://trust.example/deal?a=1&amp;b=2</loc></url>
</urlset>"""


def read(content: str | bytes, url: str = URL) -> Findings:
    raw = content if isinstance(content, bytes) else content.encode()
    return sources.read(Source("trust", url, "sitemap"), Page(url, url, 200, raw, "", None, None, None, SEEN))


def addresses(content: str | bytes) -> list[str]:
    return [entry.url for entry in read(content).entries]


def test_news() -> None:
    findings = read(NEWS)
    first = findings.entries[0]
    assert (first.url, first.title, first.language) == ("https://trust.example/deal?a=1&b=2", "R&D deal", "en")
    assert first.published is not None
    assert first.updated is not None
    assert (first.published.iso(), first.published.provenance) == ("2025-06-10T07:30:00+08:00", "sitemap")
    assert first.updated.iso() == "2025-06-11"
    assert [entry.url for entry in findings.entries[1:]] == ["https://trust.example/relative"]
    assert findings.problems == ("1 addresses of other sites were left out.",)


def test_when_a_page_changed_is_not_when_it_was_published() -> None:
    (entry,) = read("<urlset><url><loc>https://trust.example/a</loc><lastmod>2025-06-10</lastmod></url></urlset>").entries
    assert entry.published is None
    assert entry.updated is not None


def test_an_index_leads_on_news_and_newest_first() -> None:
    names = ["sitemap-2023.xml", "sitemap-2025-06.xml", "sitemap-2024.xml", "image-sitemap.xml", "news-sitemap.xml", "sitemap-2024.xml"]
    index = "".join(f"<s:sitemap><s:loc>https://www.trust.example/{name}</s:loc></s:sitemap>" for name in names)
    findings = read(f"<s:sitemapindex xmlns:s='x'>{index}<s:sitemap><s:loc>http://10.0.0.1/x.xml</s:loc></s:sitemap></s:sitemapindex>")
    assert [url.rpartition("/")[2] for url in findings.follow] == [
        "news-sitemap.xml",
        "sitemap-2025-06.xml",
        "sitemap-2024.xml",
        "sitemap-2023.xml",
        "image-sitemap.xml",
    ]
    assert findings.entries == ()


def test_children_by_their_last_change() -> None:
    index = "".join(f"<sitemap><loc>/s{n}.xml</loc><lastmod>2025-0{n}-01T00:00:00Z</lastmod></sitemap>" for n in (1, 3, 2))
    assert read(f"<sitemapindex>{index}</sitemapindex>").follow == tuple(f"https://trust.example/s{n}.xml" for n in (3, 2, 1))


def test_gzip_text_and_feed() -> None:
    assert addresses(gzip.compress(NEWS.encode())) == addresses(NEWS)
    assert addresses("\ufeffhttps://trust.example/a\r\nhttps://trust.example/b\r\n") == [
        "https://trust.example/a",
        "https://trust.example/b",
    ]
    feed = "<rss><channel><item><title>Deal</title><link>https://trust.example/a</link></item></channel></rss>"
    assert addresses(feed) == ["https://trust.example/a"]


def test_a_cut_sitemap_gives_what_is_whole() -> None:
    whole = "<urlset>" + "".join(f"<url><loc>https://trust.example/{n}</loc></url>" for n in (1, 2, 3))
    assert addresses(whole[: whole.index("/3<") + 1]) == ["https://trust.example/1", "https://trust.example/2"]
    assert addresses(gzip.compress(whole.encode())[:-9])[:1] == ["https://trust.example/1"]


def test_entities_are_text() -> None:
    bomb = "<!DOCTYPE urlset [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>https://trust.example/&a;</loc></url></urlset>"
    assert addresses(bomb) == ["https://trust.example/&a;"]


def test_the_number_of_addresses_is_bounded() -> None:
    many = "<urlset>" + "".join(f"<url><loc>https://trust.example/{n}</loc></url>" for n in range(50_500)) + "</urlset>"
    assert len(addresses(many)) == 50_000


def test_an_inflating_file_is_refused() -> None:
    with pytest.raises(SourceError, match="larger"):
        read(gzip.compress(bytes(70 << 20), 1))


@pytest.mark.parametrize("content", ["<html><body>x</body></html>", "words and more", "https://trust.example/a\nbut then words", "<note/>"])
def test_what_is_no_sitemap_is_told(content: str) -> None:
    with pytest.raises(SourceError, match="no sitemap"):
        read(content)


def test_one_of_foreign_addresses_alone_is_a_problem() -> None:
    findings = read("<urlset><url><loc>https://else.example/a</loc></url></urlset>")
    assert findings.entries == ()
    assert len(findings.problems) == 2
