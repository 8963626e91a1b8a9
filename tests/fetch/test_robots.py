"""robots.txt: what it says by table, and how it is asked on real sockets."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import FetchError
from aggregator.fetch import Fleet, robots
from aggregator.fetch.budget import Budget
from aggregator.fetch.journey import journey
from aggregator.fetch.network import Network
from aggregator.model import Page, Request
from tests.fetch.conftest import SYSTEM, Serve, failure, fetch, limits, page
from tests.fetch.server import Script, Seen, answer, drip, redirect

AGENT = limits().user_agent
FILLING = b"# filling\n" * 60_000

# robots.txt, path, allowed. Sections: RFC 9309, 2.2.
TABLE: list[tuple[str, bytes, str, bool]] = [
    ("nothing said", b"", "/a", True),
    ("all closed", b"User-agent: *\nDisallow: /\n", "/a", False),
    ("empty disallow", b"User-agent: *\nDisallow:\n", "/a", True),
    ("a folder", b"User-agent: *\nDisallow: /private/\n", "/private/a", False),
    ("beside a folder", b"User-agent: *\nDisallow: /private/\n", "/privately", True),
    ("our own group", b"User-agent: *\nDisallow:\n\nUser-agent: aggregator-test\nDisallow: /\n", "/a", False),
    ("our own group frees", b"User-agent: *\nDisallow: /\n\nUser-agent: Aggregator-Test\nDisallow:\n", "/a", True),
    ("a group of others", b"User-agent: otherbot\nDisallow: /\n", "/a", True),
    ("a shared group", b"User-agent: otherbot\nUser-agent: aggregator-test\nDisallow: /\n", "/a", False),
    ("groups are merged", b"User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n", "/b", False),
    ("the longest rule", b"User-agent: *\nDisallow: /a\nAllow: /a/open\n", "/a/open/1", True),
    ("the longest rule, other order", b"User-agent: *\nAllow: /a/open\nDisallow: /a\n", "/a/open/1", True),
    ("equally long: allow", b"User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", True),
    ("star", b"User-agent: *\nDisallow: /*/private\n", "/x/y/private/1", False),
    ("dollar", b"User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf", False),
    ("dollar does not reach further", b"User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf?x=1", True),
    ("query", b"User-agent: *\nDisallow: /*?print=\n", "/a?print=1", False),
    ("escapes", "User-agent: *\nDisallow: /büro\n".encode(), "/b%C3%BCro", False),
    ("case of paths", b"User-agent: *\nDisallow: /A\n", "/a", True),
    ("odd case and blanks", b"uSER-aGENT :  *  \n  dISALLOW:/private   # why\n", "/private", False),
    ("comments", b"# User-agent: *\n#Disallow: /\nUser-agent: * # all\nDisallow: /b # not a\n", "/a", True),
    ("carriage returns", b"User-agent: *\rDisallow: /a\r", "/a", False),
    ("both", b"User-agent: *\r\nDisallow: /a\r\n", "/a", False),
    ("byte order mark", b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", "/a", False),
    ("UTF-16", "User-agent: *\nDisallow: /a\n".encode("utf-16"), "/a", False),
    ("zero bytes", b"User-agent: *\0\nDisallow: /a\n", "/a", False),
    ("rules without a group", b"Disallow: /a\n", "/a", True),
    ("other lines", b"Sitemap: /s.xml\nUser-agent: *\nHost: x\nFoo: bar\nDisallow: /a\n", "/a", False),
    ("a web page", b"<!DOCTYPE html><html>User-agent: *\nDisallow: /\n</html>", "/a", True),
    ("within the limit", FILLING[: 499 * 1024] + b"\nUser-agent: *\nDisallow: /a\n", "/a", False),
    ("beyond the limit", FILLING + b"User-agent: *\nDisallow: /a\n", "/a", True),
    ("robots.txt itself", b"User-agent: *\nDisallow: /\n", "/robots.txt", True),
    ("nonsense", bytes(range(256)) * 20, "/a", True),
]


@pytest.mark.parametrize(("content", "path", "allowed"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_rules(content: bytes, path: str, allowed: bool) -> None:
    assert robots.rules(content, "text/plain", AGENT).allow(f"http://example.org{path}") == allowed


@pytest.mark.parametrize(
    ("line", "delay", "told"),
    [
        ("Crawl-delay: 5", 5.0, False),
        ("crawl-delay:0.5", 0.5, False),
        ("Crawl-delay: 600", 60.0, True),
        ("Crawl-delay: 1e300", 60.0, True),
        ("Crawl-delay: -5", 0.0, False),
        ("Crawl-delay: nan", 0.0, False),
        ("Crawl-delay: inf", 0.0, False),
        ("Crawl-delay: often", 0.0, False),
        ("Crawl-delay:", 0.0, False),
        ("Request-rate: 1/10", 10.0, False),
        ("Request-rate: 1/1h", 60.0, True),
    ],
)
def test_delays_are_kept_within_bounds(line: str, delay: float, told: bool) -> None:
    rules = robots.rules(f"User-agent: *\n{line}\nDisallow: /x\n".encode(), "text/plain", AGENT)
    assert rules.delay == delay
    assert bool(rules.notices) == told


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("aggregator/1.0 (+https://example.org)", "aggregator"),
        ("Mozilla/5.0 (compatible; NewsReader/2; +https://example.org)", "NewsReader"),
        ("news-reader_2", "news-reader_2"),
        ("", "*"),
    ],
)
def test_the_name_by_which_we_are_addressed(agent: str, name: str) -> None:
    assert robots.product(agent) == name


@given(st.binary(max_size=400) | st.text(alphabet="User-agnt:*\nDislow/$%#é ", max_size=200).map(str.encode))
def test_any_bytes_are_read(content: bytes) -> None:
    assert robots.rules(content, "", AGENT).allow("http://example.org/robots.txt")


def site(said: bytes, content: str = "<p>news") -> Script:
    """A site with this answer for robots.txt."""
    return lambda seen: said if seen.path == "/robots.txt" else answer(200, content)


ANSWERS: list[tuple[str, bytes, str | None]] = [
    ("rules", answer(200, "User-agent: *\nDisallow: /feed"), "robots"),
    ("freedom", answer(200, "User-agent: *\nDisallow: /other"), None),
    ("empty", answer(200), None),
    ("none", answer(404), None),
    ("gone", answer(410), None),
    ("refused", answer(403), None),
    ("login", answer(401), None),
    ("broken", answer(500), "robots-down"),
    ("down", answer(503), "robots-down"),
    ("a web page", answer(200, "<html>Disallow: /"), None),
    ("nine megabytes", answer(200, b"User-agent: *\nDisallow: /feed\n" + b"#" * 9_000_000), "robots"),
    ("redirects without end", redirect("/robots.txt"), None),
    ("redirect to nowhere", redirect("file:///etc/passwd"), None),
    ("redirect to a private address", redirect("http://127.0.0.1:9999/robots.txt"), "private-address"),
    ("slow down", answer(429, Retry_After="3600"), "resting"),
    ("cut", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nUser-agent: *\n", "truncated"),
]


@pytest.mark.parametrize(("said", "reason"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_answers_to_the_question(serve: Serve, said: bytes, reason: str | None) -> None:
    def script(seen: Seen) -> object:
        if seen.path != "/robots.txt":
            return answer(200, "<p>news")
        return said if b"Content-Length: 999" not in said else iter([said])

    server = serve(script)
    (outcome,) = fetch(server.url())
    if reason is None:
        assert isinstance(outcome, Page), repr(outcome)
    else:
        assert isinstance(outcome, FetchError)
        assert outcome.reason == reason
        assert server.paths() == []


def test_redirects_of_robots_are_followed(serve: Serve) -> None:
    other = serve(site(answer(200, "User-agent: *\nDisallow: /feed")))
    here = serve(site(redirect(other.url("/robots.txt"), 301)))
    assert failure(here.url()).reason == "robots"


def test_a_dripping_robots_is_left(serve: Serve) -> None:
    server = serve(lambda seen: drip(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\n", b"#"))
    first, second = fetch(server.url("/a"), server.url("/b"))
    assert isinstance(first, FetchError)
    assert isinstance(second, FetchError)
    assert (first.reason, second.reason) == ("deadline", "deadline")
    assert server.paths(robots=True) == ["/robots.txt"]


def test_robots_is_asked_first_once_and_for_each_port(serve: Serve) -> None:
    one = serve(site(answer(200, "User-agent: *\nDisallow: /b")))
    other = serve(site(answer(404)), ip=one.ip)
    with Fleet(limits(), tls=SYSTEM) as fleet:
        for _ in range(2):
            outcomes = [outcome for _, outcome in fleet.pages([Request(one.url("/a")), Request(one.url("/b")), Request(other.url("/b"))])]
            assert sum(isinstance(outcome, Page) for outcome in outcomes) == 2
    assert one.paths(robots=True) == ["/robots.txt", "/a", "/a"]
    assert other.paths(robots=True) == ["/robots.txt", "/b", "/b"]


def test_a_crawl_delay_is_kept_and_a_long_one_told(serve: Serve) -> None:
    server = serve(site(answer(200, "User-agent: *\nCrawl-delay: 0.6")))
    fetch(server.url("/a"), server.url("/b"), server.url("/c"))
    times = [seen.at for seen in server.seen][1:]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.6
    long = answer(200, "User-agent: *\nDisallow: /.well-known/\nCrawl-delay: 90")
    assert page(serve(site(long)).url()).notices == ("crawl-delay: 90 (kept as 60)",)


def test_redirects_at_a_slow_host_end_before_long(serve: Serve) -> None:
    """Each hop waits for the pause; what one journey waits in all is bounded, and told as what it is."""

    def hops(seen: Seen) -> bytes:
        return answer(200, "User-agent: *") if seen.path == "/robots.txt" else redirect(f"/hop/{len(seen.path)}{'x' * len(seen.path)}")

    server, stop = serve(hops), threading.Event()
    network = Network(limits(pause=0.4), SYSTEM)
    began = time.monotonic()
    with pytest.raises(FetchError) as caught:
        journey(network, Request(server.url("/")), Budget(30.0, stop, pauses=1.0))
    assert caught.value.reason == "long-way"
    assert time.monotonic() - began < 15
    assert len(server.paths()) == 2


def test_a_long_wait_for_the_turn_does_not_eat_the_deadline(serve: Serve) -> None:
    server = serve(site(answer(200, "User-agent: *\nCrawl-delay: 2.5")))
    began = time.monotonic()
    outcomes = fetch(server.url("/a"), server.url("/b"), deadline=2.0)
    assert time.monotonic() - began >= 2.5
    assert all(isinstance(outcome, Page) for outcome in outcomes)
