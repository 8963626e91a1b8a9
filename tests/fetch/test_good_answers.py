"""What a good answer gives: whole, decoded bodies; validators as they came; where the page has moved; what it reserves."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import brotli
import pytest
import zstandard

from aggregator.errors import FetchError
from aggregator.fetch import Fleet
from aggregator.model import Page, Request
from tests.fetch.conftest import SYSTEM, Serve, failure, fetch, limits, page
from tests.fetch.server import Script, Seen, answer, redirect

TEXT = "<html><body>" + "Ein ganzer Artikel über Kooperationen. " * 50 + "</body></html>"
BODY = TEXT.encode()
RAW = zlib.compressobj(9, zlib.DEFLATED, -15)


def at_feed(said: bytes) -> Script:
    return lambda seen: said if seen.path == "/feed" else None


CODED: dict[str, tuple[bytes, str]] = {
    "none": (BODY, "identity"),
    "empty coding": (BODY, ""),
    "gzip": (gzip.compress(BODY), "gzip"),
    "x-gzip": (gzip.compress(BODY), "X-GZIP"),
    "gzip of several members": (gzip.compress(BODY[:100]) + gzip.compress(BODY[100:]), "gzip"),
    "gzip with filling": (gzip.compress(BODY) + bytes(20), "gzip"),
    "deflate": (zlib.compress(BODY), "deflate"),
    "bare deflate": (RAW.compress(BODY) + RAW.flush(), "deflate"),
    "brotli": (brotli.compress(BODY), "br"),
    "zstd": (zstandard.compress(BODY), "zstd"),
    "zstd of several frames": (zstandard.compress(BODY[:100]) + zstandard.compress(BODY[100:]), "zstd"),
    "zstd with a skippable frame": (b"\x50\x2a\x4d\x18\x03\0\0\0abc" + zstandard.compress(BODY), "zstd"),
    "two layers": (brotli.compress(gzip.compress(BODY)), "gzip, br"),
    "falsely claimed gzip": (BODY, "gzip"),
    "falsely claimed brotli": (BODY, "br"),
    "falsely claimed deflate": (BODY, "deflate"),
    "falsely claimed zstd": (BODY, "zstd"),
    "a charset for a coding": (BODY, "utf-8"),
    "none for a coding": (BODY, "none"),
    "what a store of files says": (gzip.compress(BODY), "aws-chunked, gzip"),
    "gzip that no header names": (gzip.compress(BODY), ""),
    "gzip twice, named once": (gzip.compress(gzip.compress(BODY)), "gzip"),
}


@pytest.mark.parametrize("name", CODED)
def test_codings_are_undone(serve: Serve, name: str) -> None:
    content, coding = CODED[name]
    assert page(serve(at_feed(answer(200, content, Content_Encoding=coding))).url()).content == BODY


def test_a_packed_file_stays_as_it_is(serve: Serve) -> None:
    """A sitemap.xml.gz is no packed page: whoever reads sitemaps unpacks it."""
    packed = gzip.compress(BODY)
    assert page(serve(at_feed(answer(200, packed, Content_Type="application/gzip"))).url()).content == packed


def test_every_coding_that_we_undo_is_offered(serve: Serve) -> None:
    server = serve(at_feed(answer(200, TEXT)))
    page(server.url())
    assert server.seen[-1].headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert server.seen[-1].headers["user-agent"] == limits().user_agent
    assert "cookie" not in server.seen[-1].headers


def test_chunks_of_a_byte_with_trailers(serve: Serve) -> None:
    def script(seen: Seen) -> Iterator[bytes] | None:
        chunks = b"".join(b"1\r\n" + BODY[at : at + 1] + b"\r\n" for at in range(300))
        return (
            iter([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Trailer: 1\r\n\r\n"])
            if seen.path == "/feed"
            else None
        )

    assert page(serve(script).url()).content == BODY[:300]


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 200 \r\nContent-Type:\r\nX-Name: H\xf4pital\r\nSet-Cookie: a=b\r\nSet-Cookie: c\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_bodies_that_end_with_the_connection(serve: Serve, head: bytes) -> None:
    def script(seen: Seen) -> Iterator[bytes] | None:
        return iter([head, BODY[:500], BODY[500:]]) if seen.path == "/feed" else None

    assert page(serve(script).url()).content == BODY


def test_interim_answers_do_not_look_like_a_longer_body(serve: Serve) -> None:
    said = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(200, TEXT)
    assert page(serve(at_feed(said)).url()).content == BODY


def test_a_line_break_after_the_body_is_forgiven(serve: Serve) -> None:
    server = serve(lambda seen: answer(200, TEXT) + b"\r\n" if seen.path != "/robots.txt" else None)
    first, second = fetch(server.url("/a"), server.url("/b"))
    assert isinstance(first, Page)
    assert isinstance(second, Page)


# ---- validators --------------------------------------------------------------------------------------------------------

VALIDATORS = ['"abc"', 'W/"abc"', "abc", '"ä"', '"a b"', '"a,b"', "*", '""', '"\u00e9\u00ff"']


@pytest.mark.parametrize("etag", VALIDATORS)
def test_etags_go_back_byte_for_byte(serve: Serve, etag: str) -> None:
    modified = "gestern um 8"

    def script(seen: Seen) -> bytes | None:
        if seen.path != "/feed":
            return None
        known = seen.headers.get("if-none-match") == etag and seen.headers.get("if-modified-since") == modified
        return answer(304) if known else answer(200, TEXT, ETag=etag, Last_Modified=modified)

    server = serve(script)
    first = page(server.url())
    again = page(Request(server.url(), etag=first.etag, last_modified=first.last_modified))
    assert (first.etag, first.last_modified) == (etag, modified)
    assert (again.status, again.content) == (304, b"")


@pytest.mark.parametrize("value", ["\u4e2d", "a\nb", "a\r\nX-Evil: 1", "\x00", "", " x", "x" * 9000])
def test_what_cannot_be_a_header_is_not_sent(serve: Serve, value: str) -> None:
    server = serve(at_feed(answer(200, TEXT)))
    page(Request(server.url(), etag=value, last_modified=value))
    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(server.seen[-1].headers)


def test_a_304_for_what_could_not_be_sent_is_an_error(serve: Serve) -> None:
    assert failure(Request(serve(at_feed(answer(304))).url(), etag="\u4e2d")).reason == "not-modified"


def test_caching_headers_go_along_redirects(serve: Serve) -> None:
    def script(seen: Seen) -> bytes | None:
        if seen.path == "/feed":
            return redirect("/there")
        return answer(304 if seen.headers.get("if-none-match") == '"1"' else 200, TEXT) if seen.path == "/there" else None

    assert page(Request(serve(script).url(), etag='"1"')).status == 304


# ---- redirects ---------------------------------------------------------------------------------------------------------

CHAINS = [
    ((301,), "/1"),
    ((308,), "/1"),
    ((301, 308, 301), "/3"),
    ((302,), None),
    ((303,), None),
    ((307,), None),
    ((302, 301), None),
    ((301, 302), "/1"),
    ((301, 301, 307, 301), "/2"),
    ((302,) * 9, None),
]


@pytest.mark.parametrize(("chain", "permanent"), CHAINS)
def test_only_an_unbroken_chain_is_permanent(serve: Serve, chain: tuple[int, ...], permanent: str | None) -> None:
    def script(seen: Seen) -> bytes | None:
        number = seen.path.removeprefix("/")
        if not number.isdigit():
            return None
        at = int(number)
        return redirect(f"/{at + 1}", chain[at]) if at < len(chain) else answer(200, TEXT)

    server = serve(script)
    found = page(server.url("/0"))
    assert found.url == server.url("/0")
    assert found.final_url == server.url(f"/{len(chain)}")
    assert found.permanent_url == (server.url(permanent) if permanent else None)


@pytest.mark.parametrize(
    "location",
    ["there?a=1", "/dir/there?a=1", "./x/../there?a=1", "//{host}/dir/there?a=1", "{base}/dir/there?a=1#frag", "/dir/th%65re?a=1"],
)
def test_targets_in_every_spelling(serve: Serve, location: str) -> None:
    def script(seen: Seen) -> bytes | None:
        if seen.path == "/dir/feed":
            base = f"{seen.headers['host']}"
            return redirect(location.replace("{host}", base).replace("{base}", f"http://{base}"))
        return answer(200, TEXT) if seen.path.replace("%65", "e") == "/dir/there?a=1" else None

    assert page(serve(script).url("/dir/feed")).content == BODY


def test_a_target_in_utf_8(serve: Serve) -> None:
    def script(seen: Seen) -> bytes | None:
        if seen.path == "/feed":
            return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /" + "später".encode() + b"\r\n\r\n"
        return answer(200, TEXT) if seen.path == "/sp%C3%A4ter" else None

    assert page(serve(script).url()).content == BODY


def test_a_cookie_is_kept_on_the_way_and_no_longer(serve: Serve) -> None:
    def script(seen: Seen) -> bytes | None:
        if not seen.path.startswith("/feed"):
            return None
        return answer(200, TEXT) if seen.headers.get("cookie") == "seen=1" else redirect("/feed", Set_Cookie="seen=1; Path=/")

    server = serve(script)
    first, second = fetch(server.url(), server.url())
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert [seen.headers.get("cookie") for seen in server.seen if seen.path == "/feed"] == [None, "seen=1"] * 2


def test_another_host_is_guarded_and_asked_for_its_robots(serve: Serve) -> None:
    there = serve(lambda seen: answer(200, "User-agent: *\nDisallow: /private") if seen.path == "/robots.txt" else answer(200, TEXT))
    here = serve(lambda seen: redirect(there.url(seen.path)) if seen.path != "/robots.txt" else None)
    free, banned = fetch(here.url("/open"), here.url("/private/x"))
    assert isinstance(free, Page)
    assert free.final_url == there.url("/open")
    assert isinstance(banned, FetchError)
    assert banned.reason == "robots"
    assert there.paths(robots=True) == ["/robots.txt", "/open"]


# ---- what a page says ----------------------------------------------------------------------------------------------------


def test_what_the_header_declares(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGGREGATOR_NOW", "2031-02-03T04:05:06+00:00")
    found = page(serve(at_feed(answer(200, TEXT, Content_Type='Text/HTML; x=1; Charset="GB2312"'))).url())
    assert (found.media_type, found.charset) == ("text/html", "gb2312")
    assert (found.fetched - datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)).total_seconds() < 3600


def test_what_a_page_reserves(serve: Serve) -> None:
    markup = (
        '<html><head><meta name="robots" content="NoAI, index"><meta content="1" name="tdm-reservation"></head><body>news</body></html>'
    )
    said = answer(200, markup, X_Robots_Tag="noarchive, nosnippet", tdm_policy="https://example.org/policy.json")
    assert page(serve(at_feed(said)).url()).notices == (
        "tdm-policy: https://example.org/policy.json",
        "noarchive",
        "noai",
        "tdm-reservation: 1",
    )


def test_a_host_is_asked_once_for_its_tdm_policy(serve: Serve) -> None:
    policy = '[{"location": "/news/*", "tdm-reservation": 1}, {"location": "/news/open/*", "tdm-reservation": 0}]'
    pages = {"/.well-known/tdmrep.json": policy, "/news/1": TEXT, "/news/open/1": TEXT, "/about": TEXT}
    server = serve(lambda seen: answer(200, pages[seen.path]) if seen.path in pages else None)
    silent = serve(at_feed(answer(200, TEXT)))
    urls = [server.url("/news/1"), server.url("/news/open/1"), server.url("/about"), silent.url()]
    with Fleet(limits(), tls=SYSTEM) as fleet:
        told = {request.url: page.notices for request, page in fleet.pages(map(Request, urls)) if isinstance(page, Page)}
    assert told == {url: ("tdm-reservation: 1",) if url == urls[0] else () for url in urls}
    assert server.paths(policy=True).count("/.well-known/tdmrep.json") == 1


@pytest.mark.parametrize(
    ("rules", "status", "asked"),
    [("User-agent: *\nDisallow: /.well-known/", 200, 0), ("", 500, 1), ("", 403, 1)],
    ids=["robots forbids it", "trouble", "refused"],
)
def test_a_tdm_policy_that_cannot_be_had_reserves_nothing(serve: Serve, rules: str, status: int, asked: int) -> None:
    def said(seen: Seen) -> bytes | None:
        if seen.path == "/robots.txt":
            return answer(200, rules or "User-agent: *")
        return answer(status, '[{"location": "*", "tdm-reservation": 1}]') if "tdmrep" in seen.path else answer(200, TEXT)

    server = serve(said)
    assert page(server.url()).notices == ()
    assert server.paths(policy=True).count("/.well-known/tdmrep.json") == asked


def test_a_host_that_does_not_answer_well_is_not_asked_for_its_policy(serve: Serve) -> None:
    server = serve(at_feed(answer(404, "none")))
    assert failure(server.url()).status == 404
    assert "/.well-known/tdmrep.json" not in server.paths(policy=True)
