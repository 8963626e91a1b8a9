"""Feeds of every shape, whole and broken: the entries as they were meant."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from aggregator import sources
from aggregator.errors import SourceError
from aggregator.model import Entry, Findings, Page, Source
from aggregator.sources._repair import repaired

SEEN = datetime(2025, 6, 12, 10, tzinfo=UTC)
URL = "https://trust.example/feeds/news.xml"
ITEM = "<item><title>{}</title><link>https://trust.example/{}</link></item>"


def page(content: str | bytes, charset: str | None = None) -> Page:
    raw = content if isinstance(content, bytes) else content.encode()
    return Page(URL, URL, 200, raw, "text/html", charset, None, None, SEEN)


def read(content: str | bytes, charset: str | None = None) -> Findings:
    return sources.read(Source("trust", URL, "feed"), page(content, charset))


def rss(*items: str, head: str = '<?xml version="1.0"?>') -> str:
    root = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    return f"{head}{root}<channel><title>Trust news</title>{''.join(items)}</channel></rss>"


def titled(title: str) -> str:
    return f"<item><title>{title}</title><link>https://trust.example/1</link></item>"


def only(content: str | bytes, charset: str | None = None) -> Entry:
    (entry,) = read(content, charset).entries
    return entry


ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>Trust</title>"
    "<entry><title>Deal</title><link href='/deal'/><id>tag:trust,1</id>{}</entry></feed>"
)


def test_rss_2() -> None:
    item = (
        "<item><title>Clinic &amp; group</title><link>https://trust.example/1?utm_source=rss</link><guid isPermaLink='false'>n-1</guid>"
        "<pubDate>Tue, 10 Jun 2025 07:30:00 SGT</pubDate><description>&lt;p&gt;A &lt;b&gt;short&lt;/b&gt; word.&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<p>First.</p><script>x()</script><p>Second<br>line.</p>]]></content:encoded></item>"
    )
    findings = read(rss("<language>en-gb</language>", item))
    (entry,) = findings.entries
    assert (findings.kind, findings.title, findings.language, findings.problems) == ("feed", "Trust news", "en", ())
    assert (entry.title, entry.summary, entry.text) == ("Clinic & group", "A short word.", "First.\n\nSecond\n\nline.")
    assert (entry.url, entry.identity, entry.source) == ("https://trust.example/1?utm_source=rss", "n-1", "trust")
    assert entry.published is not None
    assert (entry.published.iso(), entry.published.provenance) == ("2025-06-10T07:30:00+08:00", "feed")


def test_rss_1() -> None:
    content = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<channel rdf:about='x'><title>T</title></channel><item rdf:about='https://trust.example/1'><title>Deal</title><link>https://trust.example/1</link>"
        "<dc:date>2025-06-10</dc:date></item></rdf:RDF>"
    )
    entry = only(content)
    assert (entry.url, entry.title, entry.published and entry.published.iso()) == ("https://trust.example/1", "Deal", "2025-06-10")


@pytest.mark.parametrize(
    ("inner", "published", "updated"),
    [
        ("<published>2025-06-09T08:00:00Z</published><updated>2025-06-10T08:00:00Z</updated>", "2025-06-09", "2025-06-10"),
        ("<updated>2025-06-10T08:00:00Z</updated>", "2025-06-10", "2025-06-10"),
        ("<published>2099-01-01T00:00:00Z</published><updated>2025-06-10T08:00:00Z</updated>", "2025-06-10", "2025-06-10"),
        ("", None, None),
    ],
)
def test_atom(inner: str, published: str | None, updated: str | None) -> None:
    entry = only(ATOM.format(inner))
    assert (entry.url, entry.identity) == ("https://trust.example/deal", "tag:trust,1")
    assert (entry.published and entry.published.day.isoformat()) == published
    assert (entry.updated and entry.updated.day.isoformat()) == updated


def test_atom_next_page_is_followed_within_the_site() -> None:
    assert read(ATOM.replace("<entry>", "<link rel='next' href='/feeds/2'/><entry>").format("")).follow == (
        "https://trust.example/feeds/2",
    )
    assert read(ATOM.replace("<entry>", "<link rel='next' href='https://else.example/2'/><entry>").format("")).follow == ()


def test_xml_base() -> None:
    assert only(ATOM.replace("<entry>", "<entry xml:base='https://trust.example/en/'>").replace("'/deal'", "'deal'").format("")).url == (
        "https://trust.example/en/deal"
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("R&amp;D", "R&D"),
        ("R&amp;amp;D", "R&D"),
        ("R&D at AT&T;", "R&D at AT&T;"),
        ("Johnson & Johnson", "Johnson & Johnson"),
        ("Trust&rsquo;s &eacute;lan&nbsp;now", "Trust’s élan now"),
        ("<![CDATA[A <b>bold</b> deal]]>", "A bold deal"),
        ("&lt;i&gt;Nature&lt;/i&gt; study", "Nature study"),
        ("a &lt; b", "a < b"),
        ("Trust\x00 and\x07 Group", "Trust and Group"),
        ("Trust &#0;and&#xD800; Group&#x1F; &#1114112;", "Trust and Group"),
        ("One\n  line", "One line"),
        ("Trust &lt;script&gt;alert(1)&lt;/script&gt;", "Trust"),
        ("\u202eevil", "evil"),
    ],
)
def test_titles_as_meant(written: str, meant: str) -> None:
    assert only(rss(titled(written))).title == meant


@pytest.mark.parametrize(
    "head",
    [
        "\ufeff",
        "\ufeff\r\n \r\n<?xml version='1.0'?>",
        "\n\n<?xml version='1.0' encoding='utf-8'?>",
        "<br />\n<b>Warning</b>: Cannot modify header information in <b>/var/www/x.php</b> on line <b>3</b><br />\n<?xml version='1.0'?>",
        "<!-- cached --><?xml version='1.0'?>",
        "<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?>",
        "<?xml version='1.0'?><!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://my.netscape.com/rss.dtd'>",
        pytest.param(" \n" * 50_000, id="blanks"),
        pytest.param("<?xml version='1.0'?><!--" + " built by " * 20_000 + "-->", id="a long comment"),
        pytest.param("<?xml version='1.0'?><!DOCTYPE rss [" + "<!ELEMENT x ANY>" * 20_000 + "] >", id="a long DOCTYPE"),
        pytest.param("<?xml version='1.0'?><?x " + "y" * 50_000 + "?>", id="a long instruction"),
    ],
)
def test_what_stands_before_the_feed_does_no_harm(head: str) -> None:
    assert only(rss(titled("Deal"), head=head)).title == "Deal"


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "utf-8", "iso-8859-1"),
        ("cp1252", "utf-8", None),
        ("cp1252", "", None),
        ("utf-16", "utf-16", None),
        ("utf-8", "iso-8859-1", "utf-8"),
    ],
)
def test_false_charsets(encoding: str, declared: str, charset: str | None) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else "<?xml version='1.0'?>"
    assert only(rss(titled("Hôpital Saint-Éloi"), head=head).encode(encoding), charset).title == "Hôpital Saint-Éloi"


def test_a_cut_feed_gives_its_whole_entries() -> None:
    content = rss(*(ITEM.format(f"Deal {n}", n) for n in (1, 2, 3)))
    for cut in range(content.index("Deal 3"), content.rindex("</item>")):
        assert [entry.title for entry in read(content[:cut]).entries] == ["Deal 1", "Deal 2"]


FIELDS = "<item><title>Deal {0}<link>https://trust.example/{0}<guid>{0}<description>About {0}</item>"


@pytest.mark.parametrize(
    ("inner", "titles"),
    [
        pytest.param("".join(FIELDS.format(n) for n in (1, 2, 3)), "Deal 1, Deal 2, Deal 3", id="no field is ended"),
        pytest.param("<description>x" + ITEM.format("Deal 1", 1) + ITEM.format("Deal 2", 2), "Deal 1, Deal 2", id="nor the channel's"),
        pytest.param("<!-- " + ITEM.format("Deal 1", 1) + ITEM.format("Deal 2", 2), "Deal 1, Deal 2", id="a comment is open"),
        pytest.param("<!--" + ITEM.format("Old", 9) + "-->" + ITEM.format("Deal 1", 1), "Deal 1", id="what is commented out"),
        pytest.param(
            titled("<![CDATA[Deal 1") + titled("Deal 2") + titled("<![CDATA[Deal 3]]>"), "Deal 1, Deal 2, Deal 3", id="CDATA is open"
        ),
        pytest.param(titled("<![CDATA[Deal <![CDATA[1]]>") + titled("Deal 2"), "Deal, Deal 2", id="CDATA in CDATA"),
        pytest.param(titled("<![CDATA[Deal 1]]]]><![CDATA[>]]>"), "Deal 1]]>", id="CDATA in two"),
    ],
)
def test_what_is_not_ended_ends_with_its_entry(inner: str, titles: str) -> None:
    assert ", ".join(entry.title or "" for entry in read(rss(inner)).entries) == titles


def test_a_feed_of_which_nothing_can_be_read_is_a_failure() -> None:
    with pytest.raises(SourceError, match="None of the 2 entries"):
        read(rss(*("<z:item xmlns:z='urn:z'><z:title>Deal</z:title></z:item>",) * 2))


def test_the_feed_itself_is_no_article() -> None:
    links = ("#", "?", "#top", "https://trust.example/feeds/news.xml")
    found = read(rss(*(f"<item><title>Deal {n}</title><link>{link}</link></item>" for n, link in enumerate(links)))).entries
    assert not any(entry.url for entry in found)


def test_entities_are_never_expanded() -> None:
    bomb = "<!DOCTYPE rss [<!ENTITY l0 'lol'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
    assert only(rss(titled("x &l9; y"), head=bomb)).title == "x &l9; y"
    parts = "<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY % p SYSTEM 'http://127.0.0.1/p'> %p;"
    outside = f"<!DOCTYPE rss SYSTEM 'http://127.0.0.1/x.dtd' [{parts}] >"
    assert only(rss(titled("x &f; y"), head=outside)).title == "x &f; y"
    harmless = "<!DOCTYPE rss [<!ENTITY trust 'Harrow Valley'>]>"
    assert only(rss(titled("&trust; grows"), head=harmless)).title == "Harrow Valley grows"


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<link>/a/1</link>", "https://trust.example/a/1"),
        ("<link>a/1</link>", "https://trust.example/feeds/a/1"),
        ("<link>//other.example/a</link>", "https://other.example/a"),
        ("<link>javascript:alert(1)</link><guid isPermaLink='false'>j</guid>", ""),
        ("<link>file:///etc/passwd</link><guid>https://trust.example/g</guid>", "https://trust.example/g"),
        ("<guid>https://trust.example/g</guid>", "https://trust.example/g"),
        ("<guid isPermaLink='false'>https://trust.example/?p=7</guid>", "https://trust.example/?p=7"),
    ],
)
def test_links(inner: str, url: str) -> None:
    assert only(rss(f"<item><title>Deal</title>{inner}</item>")).url == url


def test_each_entry_once_and_none_lost() -> None:
    shared = "<item><title>Deal {0}</title><link>https://trust.example/{0}</link><guid isPermaLink='false'>same</guid></item>"
    assert len(read(rss(*(shared.format(n) for n in (1, 2, 3, 1, 2)))).entries) == 3
    assert len(read(rss("<item></item>", "<item><title>Only a title</title></item>")).entries) == 0


def test_a_valid_feed_may_be_empty() -> None:
    assert read(rss()) == Findings("feed", title="Trust news")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<!DOCTYPE html><html><head><title>x</title></head><body><p>Moved</p></body></html>", "web page"),
        ("<html><body><h1>Just a moment...</h1></body></html>", "web page"),
        ("<opml version='2.0'><body><outline xmlUrl='https://x.example/rss'/></body></opml>", "OPML"),
        ("<catalog><book/></catalog>", "<catalog>"),
        ("<urlset></urlset>", "sitemap"),
        ('{"a": 1}', "JSON"),
        ("hello", "plain text"),
        (" \n ", "empty"),
        ("", "empty"),
        (b"\x1f\x8bnot gzip at all", "gzip"),
    ],
)
def test_what_is_no_feed_is_told(content: str | bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(content)


def test_gzip_is_unpacked() -> None:
    assert only(gzip.compress(rss(titled("Deal")).encode())).title == "Deal"


@pytest.mark.parametrize(
    "inner",
    [
        "<a/>" * 100_000,
        "<a>1</a>" * 50_000,
        "<![CDATA[x]]>" * 50_000,
        "<!-- -->" * 50_000,
        "<a>" * 20_000 + "</a>" * 20_000,
        "<x " + " ".join(f"a{n}='1'" for n in range(20_000)) + "/>",
        "<![CDATA[" + "<div>" * 50_000 + "]]>",
    ],
)
def test_floods_cost_no_entry(inner: str) -> None:
    flood = f"<item><title>Flood</title><link>https://trust.example/2</link><description>{inner}</description></item>"
    titles = {entry.title for entry in read(rss(ITEM.format("First", 1), flood, ITEM.format("Last", 3))).entries}
    assert titles == {"First", "Flood", "Last"}


def test_the_number_of_entries_is_bounded_and_told() -> None:
    xml, many = repaired(rss(*(ITEM.format(f"Deal {n}", n) for n in range(5_100))))
    assert (xml.count("<item>"), xml.count("</item>"), many) == (5_000, 5_000, True)
    assert xml.endswith("</channel></rss>")
    assert repaired(rss(ITEM.format("Deal", 1)))[1] is False


# ---- JSON Feed --------------------------------------------------------------------------------------------------------


def json_feed(*items: object, **more: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Trust", "items": items, **more})


def test_json_feed() -> None:
    item = {
        "id": 7,
        "url": "/a/7",
        "title": "R&amp;D deal",
        "date_published": "2025-06-10T07:30:00+08:00",
        "content_html": "<p>One</p><p>Two</p>",
        "summary": "Short",
        "language": "fr-FR",
    }
    findings = read(json_feed(item, language="en", next_url="https://trust.example/feed2.json"))
    (entry,) = findings.entries
    assert (findings.title, findings.language, findings.follow) == ("Trust", "en", ("https://trust.example/feed2.json",))
    assert (entry.url, entry.title, entry.identity, entry.language) == ("https://trust.example/a/7", "R&D deal", "7", "fr")
    assert (entry.text, entry.summary) == ("One\n\nTwo", "Short")
    assert entry.published is not None
    assert entry.published.iso() == "2025-06-10T07:30:00+08:00"


def test_json_feed_without_addresses_uses_identifiers() -> None:
    assert only(json_feed({"id": "https://trust.example/x", "title": "Deal"})).url == "https://trust.example/x"
    assert only(json_feed({"id": "x", "url": "javascript:x", "title": "Deal"})).url == ""


def test_json_feed_of_half_characters_and_endless_numbers() -> None:
    item = r'{"id": "\ud800%d", "url": "https://trust.example/\ud83d%d", "title": "Deal \udc00%d \ud83d\ude00", "content_text": "a\ud800b"}'
    whole = '{"version": "https://jsonfeed.org/version/1.1", "title": "\\ud800", "items": [' + ", ".join(item % (n, n, n) for n in (1, 2))
    entries = read(whole + ', {"id": ' + "9" * 6_000 + ', "url": "/3", "title": "Deal 3"}]}').entries
    assert [(entry.identity, entry.title, entry.text) for entry in entries[:2]] == [(f"{n}", f"Deal {n} 😀", "ab") for n in (1, 2)]
    assert entries[2].identity == "9" * 6_000


def test_broken_json_is_read_up_to_the_fault() -> None:
    whole = json_feed(*({"id": str(n), "url": f"https://trust.example/{n}", "title": f"Deal {n}"} for n in range(3)))
    findings = read(whole[: whole.rindex("Deal 2")])
    assert [entry.title for entry in findings.entries] == ["Deal 0", "Deal 1"]
    assert "broken" in findings.problems[0]
    assert len(read(whole.replace("]}", ",]}")).entries) == 3


def test_json_feed_of_odd_things() -> None:
    assert read(json_feed(None, 3, [], {"title": None}, {"id": "1", "url": 5, "title": {"a": 1}})).entries == ()
    with pytest.raises(SourceError):
        read('{"version": "https://jsonfeed.org/version/1", "items": {}}')
