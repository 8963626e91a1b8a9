"""One exchange with one host: a GET in, an Answer out, bounded in time, bytes and memory. The only user of httpx.

    Client(limits, guard, tls).exchange(ask, budget) -> Answer     or Trouble, under the name that failures.py gives it

No redirects, no retries, no robots.txt here: those are the journey's. No proxies from the environment: a proxy would
resolve names itself, out of our guard's sight. No cookies kept beyond a journey. TLS is always verified.
"""

from __future__ import annotations

import io
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import httpcore
import httpx
from h2.exceptions import H2Error

from aggregator.fetch.budget import Budget
from aggregator.fetch.coding import ACCEPTED, decoded
from aggregator.fetch.failures import Trouble
from aggregator.fetch.guard import Guard
from aggregator.fetch.headers import Headers
from aggregator.fetch.room import Room
from aggregator.fetch.wire import Stream, Wire
from aggregator.model import Limits

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.9, */*;q=0.5"
GLIMPSE = 64 * 1024
"""Bytes of the body of an answer other than 200 that are read, to see what it is."""

BROKEN = (httpx.HTTPError, H2Error)  # httpcore lets some errors of HTTP/2 through as they are

_OVERHEAD = 256 * 1024  # raw bytes beside the body: headers, chunk marks, TLS
_LONGEST_COOKIES = 8192
_SPARE = 256 * 1024  # bytes that a coding may give beyond the limit, so that the cut is ours and not its failure


@dataclass(frozen=True, slots=True)
class Ask:
    """One GET: the address, further headers, and how much of a good answer is wanted (`cut`: the rest is left unread; `long`: too, but
    what is not beyond that must be whole)."""

    url: str
    headers: tuple[tuple[str, bytes], ...] = ()
    most: int = 0
    cut: bool = False
    long: bool = False
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a whole body for 200 (unless cut), a glimpse of it for other statuses, nothing for redirects and 304."""

    url: str
    status: int
    headers: Headers
    content: bytes


class Client:
    """One host's transport of httpx, made when first needed, with its own connections."""

    def __init__(self, limits: Limits, guard: Guard, tls: ssl.SSLContext, room: Room) -> None:
        self._limits = limits
        self._tls = tls
        self._room = room
        self._wire = Wire(guard, limits.max_bytes)
        self._transport: httpx.BaseTransport | None = None

    def exchange(self, ask: Ask, budget: Budget) -> Answer:
        """Ask once. Raises Trouble for every way in which it fails, Stopped when nobody waits any more."""
        self._wire.budget = budget
        budget.allow(ask.most + ask.most // 8 + _OVERHEAD)
        response = self._sent(ask)
        try:
            _take_cookies(ask.cookies, response)
            headers = Headers(response.headers.raw)
            return Answer(ask.url, response.status_code, headers, self._body(response, headers, ask, budget))
        finally:
            _closed(response)

    def close(self) -> None:
        """Close all connections; the next exchange opens new ones."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _sent(self, ask: Ask) -> httpx.Response:
        """The answer's beginning. Over the transport itself: httpx's client would look into redirects and keep cookies."""
        if self._transport is None:
            self._transport = Guarded(self._tls, self._wire)
        try:
            request = self._request(ask)
            response = self._transport.handle_request(request)
        except (*BROKEN, httpx.InvalidURL) as error:
            raise before_answer(error) from error
        response.request = request
        return response

    def _request(self, ask: Ask) -> httpx.Request:
        agent = self._limits.user_agent.encode("latin-1", "replace")
        headers = [(b"User-Agent", agent), (b"Accept", ACCEPT.encode()), (b"Accept-Encoding", ACCEPTED.encode())]
        headers += [(name.encode("ascii"), value) for name, value in ask.headers]
        timeouts = httpx.Timeout(self._limits.timeout).as_dict()
        request = httpx.Request("GET", ask.url, headers=headers, extensions={"timeout": timeouts})
        ask.cookies.set_cookie_header(request)
        if len(request.headers.get("cookie", "")) > _LONGEST_COOKIES:
            del request.headers["cookie"]
        return request

    def _body(self, response: httpx.Response, headers: Headers, ask: Ask, budget: Budget) -> bytes:
        status = response.status_code
        if status == 304:
            return _glimpse(response, headers)
        if 300 <= status < 400:
            return b""
        if not 200 <= status < 300:
            return _glimpse(response, headers)
        if headers.length is not None and headers.length > ask.most and not (ask.cut or ask.long):
            raise Trouble("too-large", limit=ask.most)
        content = self._read(response, headers, ask, budget)
        if not ask.cut and not (ask.long and len(content) >= ask.most):
            _check_past(response, headers)
        return content

    def _read(self, response: httpx.Response, headers: Headers, ask: Ask, budget: Budget) -> bytes:
        """The body, decoded, within its limits. Raises Trouble where it is not whole."""
        body = io.BytesIO()
        chunks = response.iter_raw()
        limit = max(ask.most, self._limits.max_bytes) + (_SPARE if ask.long else 0)
        try:
            for piece in decoded(chunks, headers.codings, limit, textual=headers.textual):
                budget.left()
                body.write(piece)
                if body.tell() >= ask.most and (ask.cut or ask.long):
                    return body.getvalue()[: ask.most]
                if body.tell() > ask.most:
                    raise Trouble("too-large", limit=ask.most)
                self._room.hold(budget, body.tell())
            for _ in chunks:  # what a coding left unread, so that a cut is seen
                budget.left()
        except BROKEN as error:
            raise Trouble("truncated", why=str(error) or "the connection broke") from error
        return body.getvalue()


class Guarded(httpx.HTTPTransport):
    """httpx's own transport over our wire. httpx offers no way to hand in a network backend: the pool is replaced (a test
    shows that it is used)."""

    def __init__(self, tls: ssl.SSLContext, wire: Wire) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            http1=True,
            http2=True,
            max_connections=4,
            max_keepalive_connections=1,
            keepalive_expiry=15.0,
            network_backend=wire,
        )


def _take_cookies(cookies: httpx.Cookies, response: httpx.Response) -> None:
    """Keep what an answer sets for the rest of the journey, as far as it can be sent back in a header."""
    cookies.extract_cookies(response)
    for cookie in list(cookies.jar):
        said = f"{cookie.name}{cookie.value}"
        if not (said.isascii() and said.isprintable()):
            cookies.jar.clear(cookie.domain, cookie.path, cookie.name)


def before_answer(error: Exception) -> Trouble:
    """Why no answer began."""
    causes = list(_causes(error))
    if any(getattr(cause, "error_status_hint", None) == 431 for cause in causes):
        return Trouble("headers")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Trouble("unsafe-url", why=str(error)[:200])
    if isinstance(error, httpx.NetworkError) or "disconnected" in str(error):
        return Trouble("disconnected")
    if isinstance(error, httpx.TimeoutException):
        return Trouble("no-room")
    return Trouble("not-http", why=str(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what lies under it (httpcore hides its causes, but keeps them as contexts)."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _glimpse(response: httpx.Response, headers: Headers) -> bytes:
    """The beginning of a body that is only looked at: whatever fails in it does not matter. Raises Stopped."""
    body = io.BytesIO()
    try:
        for piece in decoded(response.iter_raw(), headers.codings, GLIMPSE * 16):
            body.write(piece)
            if body.tell() >= GLIMPSE:
                break
    except (Trouble, *BROKEN):
        pass
    return body.getvalue()[:GLIMPSE]


def _check_past(response: httpx.Response, headers: Headers) -> None:
    """Raises Trouble("truncated") where more came than the headers declare: then the declaration is wrong, and the body cut."""
    stream = response.extensions.get("network_stream")
    if (
        isinstance(stream, Stream)
        and headers.length is not None
        and response.http_version.startswith("HTTP/1")
        and stream.past(headers.length).strip(b"\r\n\0 ")
    ):
        raise Trouble("truncated", why=f"more came than the declared {headers.length} bytes")


def _closed(response: httpx.Response) -> None:
    with suppress(Trouble, *BROKEN):
        response.close()
