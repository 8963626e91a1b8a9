"""The headline among headings and claims, without the site's name."""

from __future__ import annotations

import pytest

from aggregator.extract import metadata, structured, title
from aggregator.extract.document import Document
from aggregator.extract.lines import lines
from aggregator.extract.title import Headline
from tests.extract.pages import PROSE, URL, document, html, prose

TRUE = "Trust and Group sign a nursing accord"
OG = f'<meta property="og:title" content="{TRUE}">'


def headline(content: str, url: str = URL, listed: str | None = None) -> Headline:
    read = document(content, url)
    return title.headline(read, structured.facts(read), lines(read.root), listed)


@pytest.mark.parametrize(
    ("head", "body", "wanted", "provenance"),
    [
        (f"<title>{TRUE} | The Daily</title>", f"<h1>The Daily</h1><h1>{TRUE}</h1>", TRUE, "h1"),
        (OG, f"<h1>{TRUE} after a long wait</h1>", f"{TRUE} after a long wait", "h1"),
        (OG, f"<h1>The Daily</h1><h2>{TRUE}</h2>", TRUE, "heading"),
        (OG, f"<div class='article-title'>{TRUE}</div>", TRUE, "heading"),
        (f"<title>{TRUE} - The Daily</title><meta property='og:site_name' content='The Daily'>", "", TRUE, "title"),
        (f"<title>The Daily: {TRUE}</title>", f"<b>{TRUE}</b><br>x", TRUE, "heading"),
        (f"<title>{TRUE} &raquo; Business &raquo; The Daily</title>", "", TRUE, "title"),
        ("<title>江宁市第二医院签署合作协议_江宁新闻网</title>", "", "江宁市第二医院签署合作协议", "title"),
        ("<title>Home | The Daily</title>", f"<h1>{TRUE}</h1>", TRUE, "h1"),
        (f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TRUE}"}}</script>', "", TRUE, "json-ld"),
        (f"<title>{TRUE} » Local » The Daily</title>", f"<h1>{TRUE}<span> The Daily</span></h1>", TRUE, "h1"),
    ],
)
def test_headline(head: str, body: str, wanted: str, provenance: str) -> None:
    assert headline(html(body, head)) == Headline(wanted, provenance)


def test_a_dash_or_a_colon_of_its_own_stays() -> None:
    for own in ("Sleep drug – what comes next for the two partners", "Budget: Trust and Group share the cost of scanners"):
        assert headline(html(f"<h1>{own}</h1>", f"<title>{own} | The Daily</title>")).text == own


def test_the_feed_has_the_last_word_and_nothing_is_nothing() -> None:
    assert headline(html("<p>x</p>"), listed=TRUE) == Headline(TRUE, "feed")
    assert headline(html("<p>x</p>")) == Headline("", "")


def test_a_million_separators_cost_little() -> None:
    assert len(headline(html("<h1>a b c d e</h1>", "<title>" + "a | " * 100_000 + "</title>")).text) <= title.MAX_TITLE


CANONICAL = [
    ("https://news.example/a/2", "https://news.example/a/2"),
    ("/a/2", "https://news.example/a/2"),
    ("https://www.news.example/a/2", "https://www.news.example/a/2"),
    ("https://news.example/", None),
    ("https://elsewhere.example/a/2", None),
    ("javascript:alert(1)", None),
    ("http://[::1", None),
]


@pytest.mark.parametrize(("link", "wanted"), CANONICAL)
def test_a_canonical_address_is_believed_on_its_own_site_only(link: str, wanted: str | None) -> None:
    assert metadata.canonical(document(html("", f'<link rel="canonical" href="{link}">'))) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en-GB", "", "en"),
        ("zh_CN", "", "zh"),
        ("", "", None),
        ("en-US", "Das Klinikum und die Firma haben am Dienstag gemeinsam einen Vertrag über sechs Jahre unterschrieben.", "de"),
        ("en", " ".join(PROSE), "en"),
        ("", "江宁市第二医院与新加坡海峡医疗集团日前签署战略合作协议，双方将开展护理培训合作。", "zh"),
    ],
)
def test_language(lang: str, text: str, wanted: str | None) -> None:
    assert metadata.language(document(html("", lang=lang)), (), text) == wanted


def test_publisher_by_its_own_name() -> None:
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"The Daily"}}</script>'
    assert metadata.publisher(*_with_facts(html(prose(), ld))) == "The Daily"
    assert metadata.publisher(*_with_facts(html(prose(), '<meta property="og:site_name" content="Trust">'))) == "Trust"
    assert metadata.publisher(*_with_facts(html(prose()))) is None


def _with_facts(content: str) -> tuple[Document, tuple[structured.Facts, ...]]:
    read = document(content)
    return read, structured.facts(read)
