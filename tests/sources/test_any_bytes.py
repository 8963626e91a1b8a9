"""Whatever is sent: findings, or a SourceError; never anything else, and in bounded time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import sources
from aggregator.errors import SourceError
from aggregator.model import Findings, Page, Source

SEEN = datetime(2025, 6, 12, 10, tzinfo=UTC)
URL = "https://trust.example/news"
KINDS = ("feed", "press_page", "sitemap")
CASES = Path(__file__).parent.parent / "data" / "sources" / "press_page"
# Seconds, on a busy machine; each flood takes a fraction of it.
PATIENCE = 40.0


def page(content: bytes) -> Page:
    return Page(URL, URL, 200, content, "", None, None, None, SEEN)


def read(content: bytes, kind: str) -> Findings | None:
    try:
        return sources.read(Source("trust", URL, kind), page(content))
    except SourceError:
        return None


def sound(findings: Findings | None) -> bool:
    """Every address is one of the web, no text has control characters, nothing is dated into the future."""
    if findings is None:
        return True
    texts = [text for entry in findings.entries for text in (entry.title, entry.summary) if text]
    return (
        all(entry.url.startswith(("http://", "https://")) or entry.url == "" for entry in findings.entries)
        and not any(sign < " " and sign != "\n" for text in texts for sign in text)
        and all(entry.published is None or entry.published.day.year >= 1990 for entry in findings.entries)
    )


TAGS = ["<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>/a</link>", "</a>", "<ul>", "<li>", "<div>", "<html>"]
MORE = ["<urlset>", "<url>", "<loc>", "<feed>", "<entry>", "<a href='/news/x-y-z'>", "&amp;", "&x;", "<![CDATA[", "]]>", "<!--", "-->"]
SIGNS = ["<!DOCTYPE x [", '{"items":[', '{"title":"a b c d"}', "\x00", "<?xml version='1.0'?>", "10 June 2025", "é", "word word word"]
SOUP = st.lists(st.sampled_from([*TAGS, *MORE, *SIGNS]))


@given(st.binary(max_size=300), st.sampled_from(KINDS))
def test_any_bytes(content: bytes, kind: str) -> None:
    assert sound(read(content, kind))
    sources.recognise(page(b" " + content))


@given(SOUP, st.sampled_from(KINDS))
def test_any_mark_up(pieces: list[str], kind: str) -> None:
    assert sound(read("".join(pieces).encode(), kind))
    sources.ways(page("".join(pieces).encode()))


@given(st.sampled_from(sorted(CASES.iterdir())), st.integers(0, 20_000), st.integers(0, 3_000))
def test_a_page_with_a_hole(case: Path, start: int, length: int) -> None:
    content = (case / "page.html").read_bytes()
    assert sound(read(content[:start] + content[start + length :], "press_page"))


FLOODS = {
    "nested": "<html><body>" + "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "open tags": "<html><body>" + "<b><i><font>" * 30_000,
    "lists": "<html><body>" + "<ul><li>" * 50_000,
    "tables": "<html><body>" + "<table><tr><td>" * 30_000,
    "links": "<html><body><ul>" + "".join(f"<li><a href='/news/{n}'>Headline number {n} of many</a></li>" for n in range(100_000)),
    "pages": "<html><body>" + "".join(f"<a href='?page={n}'>{n}</a>" for n in range(50_000)),
    "attributes": "<html><body><a " + " ".join(f"a{n}='1'" for n in range(100_000)) + " href='/news/x-y-z'>Headline of a long day</a>",
    "signs": "<html><body>" + "<" * 1_000_000,
    "one text": "<html><body><a href='/news/x-y-z'>" + "word " * 300_000 + "</a>",
    "dates": "<html><body>" + "<time datetime='2025-06-10'>10 June 2025</time>" * 30_000,
    "brackets": "<html><body><script type='application/json'>" + "[" * 100_000 + "</script><script>x=" + '{"a":' * 30_000 + "</script>",
    "xml nested": "<rss><channel><item><title>t</title>" + "<a>" * 100_000 + "</a>" * 100_000 + "</item></channel></rss>",
    "xml attributes": "<rss><channel>" + ("<item " + " ".join(f"a{n}='1'" for n in range(900)) + "/>") * 500,
    "ampersands": "<rss><channel>" + "&" * 500_000,
    "cdata": "<rss><channel>" + "<![CDATA[" * 50_000,
    "ten thousand": "<rss><channel>" + "<item><title>Deal</title><link>/a</link><description>words</description></item>" * 10_000,
    "addresses": "<urlset>" + "<url><loc>/a</loc></url>" * 100_000,
}


@pytest.mark.parametrize("name", FLOODS)
def test_floods_are_bounded(name: str) -> None:
    content = FLOODS[name].encode()
    begun = time.process_time()
    for kind in KINDS:
        assert sound(read(content, kind))
    assert time.process_time() - begun < PATIENCE
