"""Addresses: tables of what is one and what is not, and the laws that hold for any."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import urls

PAGE = "https://www.example.org/news/2025/story.html?id=7"

CANONICAL = [
    ("HTTP://Example.ORG/", "http://example.org/"),
    ("http://example.org", "http://example.org/"),
    ("http://example.org:80/a", "http://example.org/a"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("http://example.org:8080/a", "http://example.org:8080/a"),
    ("http://example.org./a", "http://example.org/a"),
    ("http://example.org/a/./b/../c", "http://example.org/a/c"),
    ("http://example.org/a%2e%2e/b", "http://example.org/a../b"),
    ("http://example.org/%7Euser/%c3%a9", "http://example.org/~user/%C3%A9"),
    ("http://example.org/100%", "http://example.org/100%25"),
    ("http://example.org/%%37%35", "http://example.org/%2575"),
    ("http://münchen.example/ü?ü=ü", "http://xn--mnchen-3ya.example/%C3%BC?%C3%BC=%C3%BC"),
    ("http://example.org/a?b=1#part", "http://example.org/a?b=1"),
    ("http://example.org/a?", "http://example.org/a"),
    ("http://example.org/a?&&b=1&", "http://example.org/a?b=1"),
    ("http://example.org/a?utm_source=x&utm_medium=y", "http://example.org/a"),
    ("http://example.org/a?UTM_Source=x&id=3&fbclid=z", "http://example.org/a?id=3"),
    ("http://example.org/a?utm%5Fsource=x&id=3", "http://example.org/a?id=3"),
    ("http://example.org/a?gclid=1&mc_cid=2&mc_eid=3&page=2", "http://example.org/a?page=2"),
    ("http://example.org/a?id=3&ref=42", "http://example.org/a?id=3&ref=42"),
    ("http://example.org/a?ref=rss", "http://example.org/a"),
    ("http://example.org/a?source=rss&source_id=9", "http://example.org/a?source_id=9"),
    ("http://example.org/a?source=annual-report", "http://example.org/a?source=annual-report"),
    ("http://example.org/a?b=2&a=1", "http://example.org/a?b=2&a=1"),
    ("http://example.org/a?PHPSESSID=abc", "http://example.org/a?PHPSESSID=abc"),
    ("  http://example.org/a\n", "http://example.org/a"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("urn:uuid:1234", "urn:uuid:1234"),
    ("mailto:a@example.org", "mailto:a@example.org"),
    ("", ""),
    ("no address at all", "no address at all"),
]

ONE_PAGE = [
    ("http://example.org/a", "https://example.org/a"),
    ("http://example.org/a", "http://www.example.org/a"),
    ("http://example.org/a", "http://example.org/a/"),
    ("http://example.org/a", "http://example.org/a#comments"),
    ("http://example.org/a", "http://example.org/a?utm_campaign=spring"),
    ("http://example.org/a", "http://example.org/a/index.html"),
    ("http://example.org/", "https://www.example.org/Default.aspx"),
    ("http://example.org/?id=5", "http://example.org/index.php?id=5"),
    ("http://example.org/a?x=1&y=2", "http://example.org/a?y=2&x=1"),
    ("http://example.org/a?id=1", "http://example.org/a?id=1&PHPSESSID=0123456789abcdef"),
    ("http://example.org/a", "http://example.org/a;jsessionid=8F2A.node1"),
    ("http://example.org/a.do?id=1", "http://example.org/a.do;jsessionid=8F2A?id=1"),
    ("http://example.org/a", "http://example.org/a?sid=4f2a9c0e77d1b3a85566"),
    ("http://example.org/%7Ea", "http://example.org/~a"),
    ("http://EXAMPLE.org:80/a", "https://example.org:443/a"),
]

TWO_PAGES = [
    ("http://example.org/a", "http://example.org/b"),
    ("http://example.org/a", "http://example.org/A"),
    ("http://example.org/a", "http://example.org/a?page=2"),
    ("http://example.org/a?sid=12", "http://example.org/a?sid=13"),
    ("http://example.org/a?s=oncology", "http://example.org/a?s=cardiology"),
    ("http://example.org/a?ref=42", "http://example.org/a?ref=43"),
    ("http://example.org/a", "http://example.org/amp/a"),
    ("http://example.org/a", "http://example.org/a/print"),
    ("http://example.org/a", "http://example.org/a?amp=1"),
    ("http://news.example.org/a", "http://example.org/a"),
    ("http://example.org/a", "http://example.org:8080/a"),
    ("http://example.org/index.html/a", "http://example.org/a"),
    ("http://example.org/home.html", "http://example.org/"),
]

LINKS = [
    ("../x", "https://www.example.org/news/x"),
    ("x y.html", "https://www.example.org/news/2025/x%20y.html"),
    ("?id=8", "https://www.example.org/news/2025/story.html?id=8"),
    ("/", "https://www.example.org/"),
    ("//cdn.example.net/a", "https://cdn.example.net/a"),
    ("\n https://example.net/a \t", "https://example.net/a"),
    ("/a\nb", "https://www.example.org/ab"),
    ("\\news\\a", "https://www.example.org/news/a"),
    ("#top", "https://www.example.org/news/2025/story.html?id=7#top"),
    ("http://example.net/?mail=a@b", "http://example.net/?mail=a@b"),
    ("http://例え.example/记事", "http://xn--r8jz45g.example/%E8%AE%B0%E4%BA%8B"),
]

NO_LINKS = [
    "",
    "   ",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "mailto:press@example.org",
    "tel:+441234",
    "file:///etc/passwd",
    "ftp://example.org/a",
    "vbscript:x",
    "blob:https://example.org/x",
    "http://",
    "http://user@example.org/",
    "http://user:secret@example.org/",
    "//user@example.org/",
    "http:\\\\example.org\\a",
    "/\\example.net/a",
    "\\\\example.net/a",
    "http://example.org\\@example.net/",
    "http://exam ple.org/",
    "http://[::1",
    "http://example.org:99999/",
    "http://\ud800/",
    "http://example.org/" + "a" * 9000,
]


@pytest.mark.parametrize(("given", "wanted"), CANONICAL)
def test_canonical(given: str, wanted: str) -> None:
    assert urls.canonical(given) == wanted
    assert urls.canonical(wanted) == wanted


@pytest.mark.parametrize(("one", "other"), ONE_PAGE)
def test_one_key_for_one_page(one: str, other: str) -> None:
    assert urls.key(one) == urls.key(other)


@pytest.mark.parametrize(("one", "other"), TWO_PAGES)
def test_two_keys_for_two_pages(one: str, other: str) -> None:
    assert urls.key(one) != urls.key(other)


@pytest.mark.parametrize(("link", "wanted"), LINKS)
def test_links(link: str, wanted: str) -> None:
    assert urls.absolute(PAGE, link) == wanted


@pytest.mark.parametrize("link", NO_LINKS)
def test_no_links(link: str) -> None:
    assert urls.absolute(PAGE, link) is None


def test_a_link_without_a_base_must_be_whole() -> None:
    assert urls.absolute("", "https://example.org/a") == "https://example.org/a"
    assert urls.absolute("", "/a") is None
    assert urls.absolute("nonsense", "/a") is None


@pytest.mark.parametrize(
    ("url", "host", "site"),
    [
        ("https://News.Example.COM:8443/a", "news.example.com", "example.com"),
        ("https://www.royal.nhs.uk/news", "www.royal.nhs.uk", "royal.nhs.uk"),
        ("https://press.hospital.co.jp/", "press.hospital.co.jp", "hospital.co.jp"),
        ("https://a.b.example.gov.sg/", "a.b.example.gov.sg", "example.gov.sg"),
        ("https://newsroom.klinik.de/", "newsroom.klinik.de", "klinik.de"),
        ("https://clinic.wordpress.com/", "clinic.wordpress.com", "clinic.wordpress.com"),
        ("https://example.org./", "example.org", "example.org"),
        ("http://127.0.0.1:80/", "127.0.0.1", "127.0.0.1"),
        ("http://[::1]:80/", "::1", "::1"),
        ("http://localhost/", "localhost", "localhost"),
        ("mailto:a@example.org", "", ""),
        ("nonsense", "", ""),
    ],
)
def test_host_and_site(url: str, host: str, site: str) -> None:
    assert (urls.host(url), urls.site(url)) == (host, site)


# ---- laws -------------------------------------------------------------------------------------------------------------

_PIECES = st.text(alphabet="ab1%27eE/.;?&=#+ \\@:üé国_-~\t\ud800", max_size=30)
_ADDRESSES = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["example.org", "www.Example.org", "a.b:8080", "127.1"]),
    _PIECES,
) | st.text(max_size=40)
_NAMES = st.sampled_from(["utm_source", "fbclid", "gclid", "mc_eid", "id", "page", "ref", "s", "sid", "source"])
_QUERIES = st.lists(st.tuples(_NAMES, st.text(alphabet="abc123", max_size=4)), max_size=5)


@given(_ADDRESSES)
def test_canonical_of_canonical_is_itself(url: str) -> None:
    once = urls.canonical(url)
    assert urls.canonical(once) == once


@given(_ADDRESSES)
def test_the_key_is_that_of_the_canonical_address(url: str) -> None:
    assert urls.key(url) == urls.key(urls.canonical(url))


@given(_ADDRESSES, _ADDRESSES)
def test_absolute_gives_web_addresses_or_nothing(base: str, link: str) -> None:
    found = urls.absolute(base, link)
    assert found is None or (found.startswith(("http://", "https://")) and urls.host(found))
    assert found is None or urls.absolute("", found) == found


@given(_QUERIES)
def test_what_carries_meaning_stays_in_its_order(query: list[tuple[str, str]]) -> None:
    url = "http://example.org/a?" + "&".join(f"{name}={value}" for name, value in query)
    kept = [f"{name}={value}" for name, value in query if name in ("id", "page", "ref", "s", "sid")]
    found = urls.canonical(url).partition("?")[2].split("&")
    assert [pair for pair in found if pair and not pair.startswith("source=")] == kept


@given(_QUERIES)
def test_keys_do_not_depend_on_the_order_of_parameters(query: list[tuple[str, str]]) -> None:
    forward, backward = ("http://example.org/a?" + "&".join(f"{n}={v}" for n, v in pairs) for pairs in (query, query[::-1]))
    assert urls.key(forward) == urls.key(backward)


def test_ten_thousand_addresses_take_a_moment() -> None:
    began = time.process_time()
    for number in range(10_000):
        urls.canonical(f"https://www.example.org/news/{number}?utm_source=a&id={number}")
    assert time.process_time() - began < 2.0
