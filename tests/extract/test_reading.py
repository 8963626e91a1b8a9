"""The front door: overrides, embedded text, PDF, hostile pages, explanations."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from aggregator import extract
from aggregator.errors import ExtractError
from aggregator.extract import document as documents
from aggregator.extract import embedded, pdf, prune, structured, text
from aggregator.extract.lines import lines
from aggregator.model import Published, Selectors
from tests.extract.pages import ENTRY, PROSE, SEEN, SOURCE, URL, document, html, page, prose

TITLE = "Trust and Group sign a nursing accord"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 900, "not-html"),
        (bytes(range(32)) * 300, "not-html"),
        (html("<frameset><frame src='a.html'></frameset>"), "empty"),
        (html("<div>" * 20_000 + "x" + "</div>" * 20_000), "empty"),
        (html("<div " + " ".join(f'a{number}="1"' for number in range(20_000)) + ">x</div>"), "empty"),
        (b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "pdf-damaged"),
    ],
)
def test_what_cannot_be_read_says_why(content: str | bytes, reason: str) -> None:
    with pytest.raises(ExtractError) as caught:
        extract.article(page(content), ENTRY, SOURCE)
    assert caught.value.reason == reason
    assert caught.value.where == URL


def test_bounds_cut_a_page_and_keep_its_structured_data() -> None:
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script>'
    large = html(ld + "<script>" + "x=1;" * 400_000 + "</script><!-- " + "y" * 400_000 + " -->" + prose())
    short = documents.bounded(large)
    assert len(short) < 5_000
    assert "NewsArticle" in short
    assert PROSE[2] in short
    assert documents.bounded("<p>" * 500_000).count("<") <= documents.MAX_TAGS


def test_lines_fold_blocks_cells_and_breaks() -> None:
    tables = "<table><tr><td>g</td><td>h</td></tr></table><table><tr><td><p>i</p></td><td>j</td></tr></table>"
    given = f"<div>a <b>b</b> c<p>d<br>e</p>f{tables}<script>k</script>l</div>"
    assert lines(documents.tree(given)) == ("a b c", "d", "e", "f", "g | h", "i", "j", "l")


@pytest.mark.parametrize(
    ("chrome", "goes"),
    [
        ("<nav>Menu of the site</nav>", True),
        ("<div class='related-articles'>Another story</div>", True),
        ("<div class='c1 newsletter'>Sign up here</div>", True),
        ("<div role='navigation'>Menu of the site</div>", True),
        ("<div style='display: none'>Hidden words</div>", True),
        ("<div class='relatedness'>A word of its own</div>", False),
        ("<div class='paragraph'>A word of its own</div>", False),
        ("<div class='sidebar'>" + prose() * 3 + "</div>", False),
    ],
)
def test_chrome_goes_unless_the_text_hangs_on_it(chrome: str, goes: bool) -> None:
    found = " ".join(lines(prune.pruned(document(html(chrome + prose())))))
    words = document(chrome).root.text_content()[:14]
    assert (found.count(words) == 0) == goes
    assert PROSE[0] in found


def test_pruning_leaves_the_page_as_it_is() -> None:
    read = document(html("<nav>Menu</nav>tail" + prose()))
    assert "tail" in lines(prune.pruned(read))
    assert "Menu" in lines(read.root)


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Accord","datePublished":"2025-06-10"}',
        '{"@graph":[{"@type":"WebPage"},{"@type":["Report","NewsArticle"],"headline":"Accord","datePublished":"2025-06-10"}]}',
        '[{"@type":"BlogPosting","headline":"Accord","datePublished":"2025-06-10",}]',
        '<!--{"@type":"NewsArticle","headline":"Ac\ncord","datePublished":"2025-06-10"}-->',
        '{"@type":"NewsArticle" "headline":"Accord" "datePublished":"2025-06-10"',
        '{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"Accord","datePublished":"2025-06-10"}}',
    ],
)
def test_json_ld_is_read_tolerantly(script: str) -> None:
    found = structured.facts(document(html("", f'<script type="application/ld+json">{script}</script>')))
    assert found[0].headline.replace(" ", "") == "Accord"
    assert found[0].published == "2025-06-10"


@pytest.mark.parametrize("script", ["[" * 100_000, "", "null", "42", '"x"', "{" * 5_000, '{"@type":' + "[" * 5_000])
def test_hostile_json_ld_says_nothing(script: str) -> None:
    assert structured.facts(document(html("", f'<script type="application/ld+json">{script}</script>'))) == ()


def test_embedded_state_is_found_by_its_looks() -> None:
    blocks = [{"kind": "p", "value": each} for each in PROSE]
    state = {"a": {"css": "body{margin:0;padding:0}" * 50, "key": "x" * 900}, "blocks": blocks}
    assert embedded.embedded(document(html(f'<script id="__NEXT_DATA__">{json.dumps(state)}</script>'))) == PROSE
    assert embedded.embedded(document(html("<script>window.__NUXT__=undefined</script>"))) == ()


def test_article_body_may_be_html_or_plain() -> None:
    assert text.html_lines("<p>One</p><p>Two &amp; three</p>") == ("One", "Two & three")
    assert text.html_lines("One\n\nTwo &amp; three") == ("One", "Two & three")


def test_an_article_has_no_control_characters_and_is_nfc() -> None:
    dirty = html(
        f"<article><h1>Trust\x07 and \u202eGroup sign a nursing accord</h1><p>Su\u0308dtirol\x00 and {PROSE[0]}</p>{prose()}</article>"
    )
    found = extract.article(page(dirty), ENTRY, SOURCE)
    assert found.title == TITLE
    assert found.paragraphs[0].startswith("Südtirol and")
    assert extract.read(page(dirty), ENTRY, SOURCE).lines[0].startswith("Su\u0308dtirol")


def test_dates_of_feed_page_and_text_are_kept() -> None:
    entry = replace(ENTRY, published=Published(date(2025, 6, 11), "feed", confidence=0.85))
    content = html(
        f"<article><h1>{TITLE}</h1><p>On Tuesday (Jun 10) it was said: {PROSE[0]}</p>{prose()}</article>",
        '<meta name="date" content="2025-06-11">',
    )
    found = extract.article(page(content), entry, SOURCE)
    assert {each.provenance for each in found.dates} >= {"feed", "meta", "text"}
    assert found.published is not None
    assert found.published.day == date(2025, 6, 11)


def test_a_selector_that_is_none_is_told() -> None:
    source = replace(SOURCE, selectors=Selectors(text="div[[["))
    with pytest.raises(ExtractError) as caught:
        extract.article(page(html(prose())), ENTRY, source)
    assert caught.value.reason == "selector"


def test_a_selector_that_misses_is_noted_and_the_page_still_read() -> None:
    source = replace(SOURCE, selectors=Selectors(text=".none"))
    found = extract.read(page(html(f"<article><h1>{TITLE}</h1>{prose()}</article>")), ENTRY, source)
    assert found.lines == PROSE
    assert found.notes == ("The selector '.none' matched nothing.",)


def test_the_feed_stands_in_where_a_page_is_refused() -> None:
    gone = page(html("<h1>Page not found</h1>", "<title>Page not found</title>"))
    found = extract.article(gone, replace(ENTRY, title=TITLE, text="\n\n".join(PROSE)), SOURCE)
    assert (found.title, found.paragraphs, found.partial) == (TITLE, PROSE, True)
    with pytest.raises(ExtractError):
        extract.article(gone, replace(ENTRY, title=TITLE, summary="A summary of forty characters and a few more."), SOURCE)


def test_explain_tells_what_was_read_and_why() -> None:
    content = html(f"<article><h1>{TITLE}</h1><p>Advertisement</p>{prose()}</article>", '<meta name="date" content="2025-06-10">')
    told = "\n".join(extract.explain(page(content), ENTRY, SOURCE))
    for part in (
        f"title: {TITLE} (from h1)",
        "day: 2025-06-10 (from meta",
        "language: en",
        "read by precision",
        "left out (interface): Advertisement",
        f"kept: {PROSE[0][:60]}",
    ):
        assert part in told


def release(first: str = TITLE) -> bytes:
    """A small PDF with text, made by hand."""
    said = [first, "Singapore, 10 June 2025", *PROSE]
    rows = [row for each in said for row in (each[:80], each[80:]) if row]
    stream = "BT /F1 11 Tf 14 TL 50 760 Td " + " ".join(f"({row.replace('(', '').replace(')', '')}) Tj T*" for row in rows) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Title (notice_final_v3.docx) /CreationDate (D:20250611090000+08'00') >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        body + f"xref\n0 7\n0000000000 65535 f \n{table}trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    ).encode()


def test_a_pdf_gives_title_text_and_day() -> None:
    found = extract.article(page(release(), media_type="application/pdf"), ENTRY, SOURCE)
    assert found.title == TITLE
    assert found.published is not None
    assert (found.published.day, found.published.provenance) == (date(2025, 6, 10), "text")
    assert {each.provenance for each in found.dates} == {"text", "pdf"}
    assert "thirty nurses will change places" in found.text


def test_pdf_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExtractError) as caught:
        pdf.release(b"%PDF-" + b"x" * pdf.MAX_BYTES, URL, SEEN.date())
    assert caught.value.reason == "too-large"
    monkeypatch.setattr(pdf, "SECONDS", -1.0)
    with pytest.raises(ExtractError) as caught:
        pdf.release(release(), URL, SEEN.date())
    assert caught.value.reason == "too-slow"
