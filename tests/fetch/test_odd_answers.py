"""Answers that are odd but honest are read; answers that are odd and wrong fail under a name, soon, and lead nowhere private."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from aggregator.fetch.budget import Budget
from aggregator.fetch.failures import Trouble
from aggregator.fetch.guard import Guard
from tests.fetch.conftest import Serve, failure, page
from tests.fetch.server import Script, Seen, redirect

TEXT = "<html><body>" + "Two hospitals agree on a common ward. " * 20 + "</body></html>"
BODY = TEXT.encode()
SIZE = str(len(BODY)).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PACKED = gzip.compress(BODY)


def chunked(*extensions: bytes, end: bytes = b"0\r\n\r\n", zeros: bytes = b"") -> bytes:
    """The body in chunks of 100 bytes, with these chunk extensions in turn."""
    pieces = [BODY[at : at + 100] for at in range(0, len(BODY), 100)]
    given = [*extensions, *[b""] * len(pieces)]
    return b"".join(zeros + b"%x" % len(piece) + given[n] + b"\r\n" + piece + b"\r\n" for n, piece in enumerate(pieces)) + end


def raw(said: bytes) -> Script:
    """These bytes, then the end of the connection."""
    return lambda seen: iter([said]) if seen.path == "/feed" else None


READ = {
    "gzip with words after its end": HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED + b"some words",
    "gzip with half a mark after its end": HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED + b"\x1f\x00 words",
    "codings with blanks and commas": HEAD + b"Content-Encoding: , GZIP ,\r\n\r\n" + PACKED,
    "chunk extensions": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b";a=b", b';name="quoted; text"', b";flag"),
    "chunk sizes with zeros": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(zeros=b"00000"),
    "trailers": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(end=b"0\r\nETag: late\r\nX-Sum: 1\r\n\r\n"),
    "chunked beside a length": HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(),
    "the same length twice": HEAD + b"Content-Length: " + SIZE + b"\r\nContent-Length: " + SIZE + b"\r\n\r\n" + BODY,
    "interim answers without number": b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" * 200
    + HEAD
    + b"Content-Length: "
    + SIZE
    + b"\r\n\r\n"
    + BODY,
    "a folded header": b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n  charset=utf-8\r\nContent-Length: " + SIZE + b"\r\n\r\n" + BODY,
    "HTTP/1.0 that stays": b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: " + SIZE + b"\r\n\r\n" + BODY,
    "no words in the status": b"HTTP/1.1 200\r\nContent-Length: " + SIZE + b"\r\n\r\n" + BODY,
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: " + SIZE + b"\n\n" + BODY,
    "an upgrade offered": HEAD + b"Upgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n" + BODY,
}
FAILED = {
    "two lengths": HEAD + b"Content-Length: 10\r\nContent-Length: 99\r\n\r\n" + BODY,
    "a length below nothing": HEAD + b"Content-Length: -1\r\n\r\n" + BODY,
    "a length in words": HEAD + b"Content-Length: many\r\n\r\n" + BODY,
    "a chunk of any size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffffff\r\n" + BODY,
    "a chunk below nothing": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n" + BODY,
    "a chunk size that never ends": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 200_000,
    "a chunk extension that never ends": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;" + b"x" * 200_000,
    "an unknown transfer coding": HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + chunked(),
    "a NUL in a header": HEAD + b"X: a\0b\r\n\r\n" + BODY,
    "a header without a colon": HEAD + b"nonsense\r\n\r\n" + BODY,
    "a part nobody asked for": b"HTTP/1.1 206 Part\r\nContent-Range: bytes 0-9/99\r\nContent-Length: 10\r\n\r\n" + BODY[:10],
    "another protocol": b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + BODY,
    "no content": b"HTTP/1.1 204 None\r\n\r\n",
    "a gzip that is cut": HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-9],
    "a gzip whose sum is wrong": HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-8] + b"\0" * 8,
    "HTTP of another age": b"<html>" + BODY,
}


@pytest.mark.parametrize("name", READ)
def test_odd_but_whole(serve: Serve, name: str) -> None:
    assert page(serve(raw(READ[name])).url()).content == BODY


@pytest.mark.parametrize("name", FAILED)
def test_odd_and_wrong(serve: Serve, name: str) -> None:
    error = failure(serve(raw(FAILED[name])).url(), retries=0)
    assert error.reason
    assert error.hint


ENDLESS = {
    "interim answers": (b"", b"HTTP/1.1 103 Early\r\nX: y\r\n\r\n" * 50),
    "trailers": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(end=b"0\r\n"), b"X-More: and more\r\n" * 50),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 50),
    "cookies": (b"HTTP/1.1 200 OK\r\n", b"Set-Cookie: a=b\r\n" * 50),
    "chunks of one byte": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 50),
    "empty gzip members": (HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 50),
}


ENDS = ("too-large", "deadline", "headers", "not-http", "truncated")


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends_is_ended(serve: Serve, name: str) -> None:
    first, more = ENDLESS[name]

    def forever(seen: Seen) -> Iterator[bytes] | None:
        def pieces() -> Iterator[bytes]:
            yield first
            while True:
                yield more

        return pieces() if seen.path == "/feed" else None

    assert failure(serve(forever).url(), retries=0, max_bytes=100_000).reason in (
        "too-large",
        "deadline",
        "headers",
        "not-http",
        "truncated",
    )


def test_a_cookie_that_changes_with_every_redirect_leads_round_only_so_often(serve: Serve) -> None:
    server = serve(lambda seen: redirect("/feed", Set_Cookie=f"turn={seen.nth}") if seen.path == "/feed" else None)
    assert failure(server.url(), retries=0, deadline=60.0).reason in ("redirect-limit", "redirect-loop")
    assert len(server.paths()) <= 12


ELSEWHERE = (
    "http://[fe80::1%25lo]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "http://[::]/", "http://[::127.0.0.1]/", "http://127.1/", "http://0x7f000001/",
    "http://017700000001/", "http://2130706433/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://localhost./", "http://a@127.0.0.1/",
    "http://127.0.0.1\\@example.org/", "http://[0:0:0:0:0:ffff:169.254.169.254]/", "http://169.254.169.254./", "//[::1]/", "http://0/",
    "http://100.100.100.200/", "http://[fd00:ec2::254]/", "http://192.0.0.192/",
)  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_redirect_leads_to_a_private_place(serve: Serve, target: str) -> None:
    said = redirect(target.encode().decode("latin-1"))
    server = serve(lambda seen: said if seen.path == "/feed" else None)
    reason = failure(server.url(), retries=0, deadline=30.0, timeout=20.0).reason
    assert reason in ("private-address", "unsafe-url", "redirect-target", "dns"), reason


CARRYING = (
    "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:c0a8:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8:0:0:0:5efe:a00:1",
    "::ffff:10.0.0.1", "::10.0.0.1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:2::1", "2001:10::1", "3fff::1", "5f00::1", "100::1",
)  # fmt: skip


@pytest.mark.parametrize("address", CARRYING)
def test_a_name_that_resolves_to_a_private_place_in_disguise_is_not_asked(address: str) -> None:
    guard = Guard((), lambda host, port: [address])
    with pytest.raises(Trouble) as caught:
        guard.addresses("name.example", 80, Budget(5.0, threading.Event()))
    assert caught.value.reason == "private-address"
    assert not guard.permits(ip_address(address.partition("%")[0]))
