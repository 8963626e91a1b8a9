"""Every way in which the web fails gives its own reason, with a hint, in bounded time and a bounded number of requests."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import stamina

from aggregator.fetch import Fleet
from aggregator.fetch.failures import WAYS
from aggregator.model import Request
from tests.fetch.conftest import SYSTEM, Serve, failure, limits, page
from tests.fetch.server import Script, Seen, answer, drip, redirect

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
LARGE = 300_000


def feed(said: bytes) -> Script:
    """The same answer to every request for /feed."""
    return lambda seen: said if seen.path.startswith("/feed") else None


def pieces(*parts: bytes | None) -> Script:
    """The same pieces to every request for /feed, then the end of the connection."""

    def script(seen: Seen) -> Iterator[bytes | None] | None:
        return iter(parts) if seen.path == "/feed" else None

    return script


def dripping(seen: Seen) -> Iterator[bytes] | None:
    return drip(HEAD + b"\r\n<html>") if seen.path == "/feed" else None


def dripping_headers(seen: Seen) -> Iterator[bytes] | None:
    return drip(HEAD + b"X-Slow: ", b"x") if seen.path == "/feed" else None


def endless(seen: Seen) -> Iterator[bytes] | None:
    return drip(HEAD + b"\r\n<html>", b"x" * 60_000, 0.0) if seen.path == "/feed" else None


def endless_headers(seen: Seen) -> Iterator[bytes] | None:
    return drip(HEAD, b"X-More: " + b"y" * 2000 + b"\r\n", 0.0) if seen.path == "/feed" else None


def endless_interim(seen: Seen) -> Iterator[bytes] | None:
    return (
        drip(b"HTTP/1.1 103 Early Hints\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" * 500, 0.0) if seen.path == "/feed" else None
    )


def endless_trailers(seen: Seen) -> Iterator[bytes] | None:
    start = HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
    return drip(start, b"X-More: " + b"y" * 2000 + b"\r\n", 0.0) if seen.path == "/feed" else None


def silent(seen: Seen) -> Iterator[bytes] | None:
    return silence() if seen.path == "/feed" else None


def silence() -> Iterator[bytes]:
    time.sleep(3)
    yield b""


def longer_and_longer(seen: Seen) -> bytes | None:
    return redirect(f"/feed{seen.others}") if seen.path.startswith("/feed") else None


def to_and_fro(seen: Seen) -> bytes | None:
    return redirect("/feed2" if seen.path == "/feed" else "/feed") if seen.path.startswith("/feed") else None


ZIPPED = gzip.compress(b"<html>a whole page</html>" * 40)
CODED = {"Content_Encoding": "gzip"}


@dataclass(frozen=True)
class Failing:
    """A script, the reason that it must give, and how many requests it may see."""

    script: Script
    reason: str
    most: int = 1
    within: float = 20.0


FAILING: dict[str, Failing] = {
    "404": Failing(feed(answer(404)), "status-404"),
    "410": Failing(feed(answer(410)), "status-410"),
    "403": Failing(feed(answer(403, "go away")), "status-403"),
    "405": Failing(feed(answer(405)), "status-405"),
    "418": Failing(feed(answer(418)), "status-418"),
    "451": Failing(feed(answer(451)), "status-451"),
    "401": Failing(feed(answer(401, WWW_Authenticate="Basic")), "login"),
    "407": Failing(feed(answer(407)), "status-407"),
    "500": Failing(feed(answer(500, "oops")), "status-500", most=3),
    "502": Failing(feed(answer(502)), "status-502", most=3),
    "501 is not asked again": Failing(feed(answer(501)), "status-501"),
    "505 is not asked again": Failing(feed(answer(505)), "status-505"),
    "503 for long": Failing(feed(answer(503, Retry_After="7200")), "status-503"),
    "429": Failing(feed(answer(429)), "status-429"),
    "429 for long": Failing(feed(answer(429, Retry_After="3600")), "status-429"),
    "429 again and again": Failing(feed(answer(429, Retry_After="1")), "status-429", most=3),
    "204": Failing(feed(b"HTTP/1.1 204 No Content\r\n\r\n"), "status-204"),
    "206 that nobody asked for": Failing(feed(answer(206, "<html>a part")), "status-206"),
    "300": Failing(feed(answer(300, "choose")), "status-300"),
    "304 that nobody asked for": Failing(feed(answer(304)), "not-modified"),
    "599": Failing(feed(answer(599)), "status-599", most=3),
    "600 is no status of HTTP": Failing(feed(answer(600)), "status-600", most=3),
    "999": Failing(feed(answer(999, "no")), "status-999", most=3),
    "a coding that nobody knows": Failing(feed(answer(200, bytes(range(128, 256)) * 9, Content_Encoding="lzma")), "encoding"),
    "a bomb that no header names": Failing(feed(answer(200, gzip.compress(bytes(4 * LARGE)))), "too-large"),
    "a cut stream that no header names": Failing(feed(answer(200, gzip.compress(b"<html>" * 900)[:-9])), "truncated", most=3),
    "empty": Failing(feed(answer(200)), "empty"),
    "white space": Failing(feed(answer(200, " \r\n\t")), "empty"),
    "empty gzip": Failing(feed(answer(200, gzip.compress(b""), **CODED)), "empty"),
    "redirect without a target": Failing(feed(answer(302)), "redirect-target"),
    "redirect to a file": Failing(feed(redirect("file:///etc/hosts")), "redirect-target"),
    "redirect to gopher": Failing(feed(redirect("gopher://127.77.0.1/x")), "redirect-target"),
    "redirect to script": Failing(feed(redirect("javascript:alert(1)")), "redirect-target"),
    "redirect with a user": Failing(feed(redirect("http://127.77.0.1:80@127.0.0.1/")), "redirect-target"),
    "redirect with a backslash": Failing(feed(redirect("http://127.77.0.1\\@127.0.0.1/")), "redirect-target"),
    "redirect to itself": Failing(feed(redirect("/feed")), "redirect-loop"),
    "redirects to and fro": Failing(to_and_fro, "redirect-loop", most=2),
    "redirects without end": Failing(longer_and_longer, "redirect-limit", most=11),
    "redirect to loopback": Failing(feed(redirect("http://127.0.0.1:9999/x")), "private-address"),
    "redirect to localhost": Failing(feed(redirect("http://localhost:9999/x")), "private-address"),
    "redirect to a number": Failing(feed(redirect("http://2130706433:9999/x")), "private-address"),
    "redirect to mapped loopback": Failing(feed(redirect("http://[::ffff:127.0.0.1]:9999/x")), "private-address"),
    "redirect to a metadata service": Failing(feed(redirect("http://169.254.169.254/latest/")), "private-address"),
    "redirect to another service": Failing(feed(redirect("http://127.77.0.1:6379/")), "unsafe-url"),
    "drip": Failing(dripping, "deadline"),
    "dripping headers": Failing(dripping_headers, "deadline"),
    "silent": Failing(silent, "timeout"),
    "endless": Failing(endless, "too-large"),
    "endless headers": Failing(endless_headers, "headers"),
    "endless interim answers": Failing(endless_interim, "too-large"),
    "endless trailers": Failing(endless_trailers, "truncated", most=3),
    "declared too large": Failing(pieces(HEAD + b"Content-Length: 99999999\r\n\r\n<html>"), "too-large"),
    "gzip bomb": Failing(feed(answer(200, gzip.compress(b" " * 50_000_000), **CODED)), "too-large"),
    "deflate bomb": Failing(feed(answer(200, zlib.compress(b" " * 50_000_000), Content_Encoding="deflate")), "too-large"),
    "nested bomb": Failing(feed(answer(200, gzip.compress(gzip.compress(b" " * 50_000_000)), Content_Encoding="gzip, gzip")), "too-large"),
    "too many codings": Failing(feed(answer(200, ZIPPED, Content_Encoding=", ".join(["gzip"] * 50))), "encoding"),
    "unknown coding": Failing(feed(answer(200, ZIPPED, Content_Encoding="rot13")), "encoding"),
    "broken gzip": Failing(feed(answer(200, ZIPPED[:-8] + bytes(8), **CODED)), "encoding"),
    "binary that claims gzip": Failing(feed(answer(200, b"\x00\x01\x02" * 50, **CODED)), "encoding"),
    "short of its length": Failing(pieces(HEAD + b"Content-Length: 900\r\n\r\n<html>half"), "truncated", most=3),
    "longer than its length": Failing(pieces(HEAD + b"Content-Length: 10\r\n\r\n<html>much more than ten</html>"), "truncated", most=3),
    "cut chunk": Failing(pieces(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n<html>"), "truncated", most=3),
    "nonsense for a chunk": Failing(pieces(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<html>"), "truncated", most=3),
    "cut gzip": Failing(feed(answer(200, ZIPPED[:-12], **CODED)), "truncated", most=3),
    "reset in the body": Failing(pieces(HEAD + b"Content-Length: 900\r\n\r\n<html>half", None), "truncated", most=3),
    "reset at once": Failing(pieces(None), "disconnected", most=3),
    "closed at once": Failing(pieces(), "disconnected", most=3),
    "no HTTP": Failing(pieces(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "not-http"),
    "two lengths": Failing(pieces(HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), "not-http"),
    "length of words": Failing(pieces(HEAD + b"Content-Length: many\r\n\r\nabcd"), "not-http"),
    "challenge": Failing(feed(answer(403, "x", cf_mitigated="challenge")), "challenge"),
    "challenge that says 200": Failing(feed(answer(200, "<html><title>Just a moment...</title><body>Checking</body></html>")), "challenge"),
    "login": Failing(feed(answer(200, "<html><title>Sign in</title><form><input type='password'></form></html>")), "login"),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_way_to_fail(serve: Serve, name: str) -> None:
    failing = FAILING[name]
    server = serve(failing.script)
    began = time.monotonic()
    error = failure(server.url(), max_bytes=LARGE)
    assert error.reason == failing.reason, error.message
    assert error.where.startswith("http")
    assert error.message
    assert error.hint
    assert "{" not in error.message
    assert 1 <= len(server.paths()) <= failing.most
    assert time.monotonic() - began < failing.within


def test_only_what_is_gone_is_permanent(serve: Serve) -> None:
    assert failure(serve(feed(answer(410))).url()).permanent
    assert not failure(serve(feed(answer(404))).url()).permanent


def test_the_status_and_the_wait_are_kept(serve: Serve) -> None:
    error = failure(serve(feed(answer(503, Retry_After="7200"))).url())
    assert (error.status, error.retry_after) == (503, 7200.0)


def test_what_a_host_sent_is_told_in_its_own_words(serve: Serve) -> None:
    error = failure(serve(feed(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")).url())
    assert error.message.endswith("does not answer in HTTP: illegal status line: SSH-2.0-OpenSSH_9.6.")
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\nno number\r\n"
    error = failure(serve(feed(chunked)).url())
    assert error.reason == "truncated"
    assert "no number" in error.message
    assert "bytearray" not in error.message


def test_nothing_listens() -> None:
    with socket.create_server(("127.77.9.9", 0)) as taken:
        port = taken.getsockname()[1]
    error = failure(f"http://127.77.9.9:{port}/feed")
    assert (error.reason, error.permanent) == ("refused", False)


def test_a_short_503_is_waited_for(serve: Serve) -> None:
    def script(seen: Seen) -> bytes | None:
        if seen.path == "/feed":
            return answer(503, Retry_After="1") if seen.nth == 1 else answer(200, "<rss>")
        return None

    server = serve(script)
    with stamina.set_testing(False):
        assert page(server.url()).content == b"<rss>"
    first, second = (seen.at for seen in server.seen if seen.path == "/feed")
    assert second - first >= 1.0


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/feed",
        "file:///etc/passwd",
        "gopher://example.org/",
        "example.org/feed",
        "",
        "http://",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http:\\\\example.org/",
        "http://exa\tmple.org/",
        "http://example.org/\x00",
        "http://exam ple.org/",
        "http://example.org:25/",
        "http://example.org:99999/",
        "http://[::1/",
        "http://" + "a" * 9000 + "/",
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    assert failure(url).reason == "unsafe-url"


def test_every_reason_has_words_and_a_hint() -> None:
    words = {
        "why": "w", "host": "h", "address": "a", "seconds": 1.0, "limit": 2, "status": 3, "times": 4, "pause": 5.0
    }  # fmt: skip
    for reason, way in WAYS.items():
        assert way.message.format_map(words), reason
        assert way.hint.endswith((".", "]."))
        assert not (way.again and way.permanent)


def test_what_the_host_has_sent_reaches_no_terminal(serve: Serve) -> None:
    error = failure(serve(feed(answer(302, Location="data:\x1b[31mred\x9b0m"))).url())
    assert error.reason in ("redirect-target", "not-http")
    assert "\x1b" not in error.message
    assert "\x9b" not in error.message


def test_a_request_keeps_its_key_and_its_address(serve: Serve) -> None:
    server = serve(feed(answer(404)))
    asked = Request(server.url(), key="mine")
    with Fleet(limits(), tls=SYSTEM) as fleet:
        ((request, _),) = fleet.pages([asked])
    assert request is asked


def test_a_retry_without_time_tells_what_it_was_for(serve: Serve) -> None:
    with stamina.set_testing(False):
        error = failure(serve(feed(answer(503))).url(), deadline=0.4)
    assert error.reason == "status-503"
