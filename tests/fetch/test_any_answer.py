"""Whatever bytes a server sends, what comes out is a page or an error with a name; never a bug, never a hang."""

from __future__ import annotations

import gzip
import random
import time
import warnings
from collections.abc import Iterator

import pytest

from aggregator.errors import FetchError
from aggregator.model import Page
from tests.fetch.conftest import Serve, fetch
from tests.fetch.server import Seen, answer

ROUNDS = 60
GOOD = [
    answer(200, "<html><title>News</title><p>Two hospitals agree.</p></html>", ETag='"1"', Set_Cookie="a=b; Path=/; Max-Age=9"),
    answer(200, gzip.compress(b"<html>packed</html>" * 9), Content_Encoding="gzip"),
    answer(301, Location="/elsewhere?a=b#c", Set_Cookie="c=d"),
    answer(503, "<html>soon", Retry_After="Sat, 21 Nov 2026 12:00:00 GMT"),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5\r\n<html\r\n1;x=y\r\n>\r\n0\r\nX: y\r\n\r\n",
    b'HTTP/1.0 200\r\nContent-Type: text/html; charset="\r\nX-Robots-Tag: noai:\r\n\r\n<html>until the end',
]
SPICE = [b"\0", b"\r\n", b"\n\n", b"\x1f\x8b", b"\xff\xfe", b"%", b";", b"=", b",", b":", b"-1", b"9" * 30, b"http://[", b"//", b"\\", b"@"]
SPICE += [
    b"Location: ",
    b"Content-Length: 5\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: br\r\n",
    b"HTTP/1.1 ",
    b"HTTP/2 ",
    b"101",
]
SPICE += [b"Set-Cookie: =;;expires=x\r\n", b"Set-Cookie: a\x07=\xff\r\n"]


def spoiled(seed: int) -> bytes:
    """A good answer with a few bytes cut, doubled, changed or put in."""
    chance = random.Random(seed)
    said = bytearray(chance.choice(GOOD))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(said) + 1)
        match chance.randrange(4):
            case 0:
                del said[at : at + chance.randint(1, 12)]
            case 1:
                said[at:at] = chance.choice(SPICE)
            case 2:
                said[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                said[at:at] = said[max(0, at - 30) : at]
    return bytes(said)


@pytest.mark.parametrize("start", range(0, ROUNDS * 4, ROUNDS))
def test_spoiled_answers(serve: Serve, start: int) -> None:
    def script(seen: Seen) -> Iterator[bytes] | None:
        number = seen.path.removeprefix("/n")
        return iter([spoiled(int(number))]) if number.isdigit() else None

    servers = [serve(script) for _ in range(ROUNDS // 3)]  # three to each, so that none is given up
    began = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outcomes = fetch(*(servers[number // 3].url(f"/n{start + number}") for number in range(ROUNDS)), retries=0)
    strange = [outcome for outcome in outcomes if not isinstance(outcome, Page | FetchError)]
    assert strange == []
    assert any(isinstance(outcome, Page) for outcome in outcomes)
    assert any(isinstance(outcome, FetchError) for outcome in outcomes)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    "cookie",
    [
        "=",
        ";",
        "a",
        "a=b; expires=Thu, 99 Foo 2026",
        "a=b; domain=.com",
        "a=b; domain=127.0.0.1",
        "a=" + "x" * 9000,
        "a=b; path=\\",
        "ä=ö",
        "a=b; Max-Age=x",
        "a=\tb; Version=9",
    ],
)
def test_cookies_of_any_kind_do_no_harm(serve: Serve, cookie: str) -> None:
    def script(seen: Seen) -> bytes | None:
        if seen.path == "/feed":
            return answer(302, Location="/there", Set_Cookie=cookie)
        return answer(200, "<p>news") if seen.path == "/there" else None

    server = serve(script)
    (outcome,) = fetch(server.url())
    assert isinstance(outcome, Page)
    assert len(server.seen[-1].headers.get("cookie", "")) <= 8192


def test_a_location_of_any_kind_has_a_name(serve: Serve) -> None:
    chance = random.Random(7)
    alphabet = "abc:/\\@?#[]%. \tü①0x127.1;=&"
    locations = ["".join(chance.choice(alphabet) for _ in range(chance.randint(1, 25))) for _ in range(60)]
    locations += ["http://" + location for location in locations[:30]]

    def script(seen: Seen) -> bytes | None:
        number = seen.path.removeprefix("/n")
        if not number.isdigit():
            return None
        return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + locations[int(number)].encode() + b"\r\n\r\n"

    server = serve(script)
    outcomes = fetch(*(server.url(f"/n{number}") for number in range(len(locations))), retries=0, allow_networks=(f"{server.ip}/32",))
    assert all(isinstance(outcome, FetchError) for outcome in outcomes), outcomes
