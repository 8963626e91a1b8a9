"""From a Request to a Page: permission, turn, exchange, redirects, retries; each hop guarded as the first.

    journey(network, request, budget)
      └ up to 1 + retries times:  hop ─301→ hop ─302→ hop ─200→ Page
                                   each hop: safe URL? robots.txt? our turn? → exchange

`permanent_url` is where an unbroken chain of 301 and 308 from the start has led. Caching headers go along on every hop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import httpx
import stamina
import stamina.instrumentation

from aggregator import clock, urls
from aggregator.errors import FetchError
from aggregator.fetch import reservation, walls
from aggregator.fetch.budget import Budget
from aggregator.fetch.client import Answer, Ask
from aggregator.fetch.failures import Trouble, told, way
from aggregator.fetch.guard import checked
from aggregator.fetch.headers import sendable
from aggregator.fetch.network import Network
from aggregator.model import Page, Request

REDIRECTS = frozenset((301, 302, 303, 307, 308))
PERMANENT = frozenset((301, 308))
SHORT_WAIT = 5.0
"""Seconds: a Retry-After up to this is waited for within the run; a longer one is for the next run."""

_POLICY_SECONDS = 10.0
_FIRST_WAIT, _LONGEST_BACKOFF = 0.5, 4.0
stamina.instrumentation.set_on_retry_hooks(())  # retries are no news: what fails in the end is told, once


@dataclass(slots=True)
class _Way:
    """Where a journey is: the present address, where it has permanently moved to, and what it has met."""

    url: str
    conditional: tuple[tuple[str, bytes], ...]
    long: bool = False
    permanent: str | None = None
    unbroken: bool = True
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    met: set[tuple[str, str]] = field(default_factory=set)


def journey(network: Network, request: Request, budget: Budget) -> Page:
    """The page that a request leads to. Raises FetchError for every way in which the web fails, Stopped when nobody waits."""
    attempts = 1 + max(0, network.limits.retries)
    failures: list[FetchError] = []

    def again(failure: Exception) -> bool | float:
        if not isinstance(failure, FetchError):
            return False
        failures.append(failure)
        return _again(failure) if len(failures) < attempts else False

    try:
        for attempt in stamina.retry_context(
            on=again, attempts=attempts, timeout=None, wait_initial=_FIRST_WAIT, wait_max=_LONGEST_BACKOFF
        ):
            with attempt:
                network.room.free(budget)
                return _attempt(network, request, budget)
    except FetchError as last:
        told_of = failures[-2] if last.reason == "deadline" and len(failures) > 1 else last  # no time for a retry is no news
        network.host(told_of.where).failed(told_of.reason)
        raise told_of from None
    raise AssertionError("stamina gives at least one attempt")


def _again(failure: FetchError) -> bool | float:
    """Whether to try once more, and after which wait: stamina's back-off, or the short one that the host asks for."""
    if not way(failure.reason).again:
        return False
    if failure.retry_after is not None:
        return failure.retry_after if failure.retry_after <= SHORT_WAIT else False
    return failure.reason != "status-429"


def _attempt(network: Network, request: Request, budget: Budget) -> Page:
    at = _Way(request.url, tuple(_conditional(request)), request.cut, met={(request.url, "")})
    try:
        for _ in range(network.limits.max_redirects + 1):
            answer, notices = _hop(network, at, budget)
            if answer.status not in REDIRECTS:
                page = _page(network, request, at, answer)
                return replace(page, notices=_notices(answer, (*_reserved(network, at.url, budget), *notices)))
            _follow(at, answer)
        raise Trouble("redirect-limit", limit=network.limits.max_redirects)
    except Trouble as trouble:
        raise told(trouble, at.url, urls.host(at.url)) from trouble


def _conditional(request: Request) -> Iterator[tuple[str, bytes]]:
    """The caching headers as they were received, byte for byte."""
    for name, value in (("If-None-Match", request.etag), ("If-Modified-Since", request.last_modified)):
        encoded = sendable(value) if value else None
        if encoded:
            yield name, encoded


def _hop(network: Network, at: _Way, budget: Budget) -> tuple[Answer, tuple[str, ...]]:
    """One exchange, if it is permitted."""
    at.url = checked(at.url)
    rules = network.rules(at.url, budget)
    if not rules.allow(at.url):
        raise Trouble("robots", why="a rule for our program or for all")
    ask = Ask(at.url, at.conditional, network.limits.max_bytes, long=at.long, cookies=at.cookies)
    return network.ask(ask, budget), rules.notices


def _follow(at: _Way, answer: Answer) -> None:
    """Go where a redirect leads. Raises Trouble where it leads nowhere or in a circle."""
    location = _location(answer)
    if not location:
        raise Trouble("redirect-target", status=answer.status, why="it names no address")
    target = urls.absolute(at.url, location)
    if target is None:
        raise Trouble("redirect-target", status=answer.status, why=f"{location[:100]!r} is no plain web address")
    mark = (target.partition("#")[0], ";".join(sorted(f"{cookie.name}={cookie.value}" for cookie in at.cookies.jar)))
    if mark in at.met:
        raise Trouble("redirect-loop")
    at.met.add(mark)
    at.unbroken = at.unbroken and answer.status in PERMANENT
    at.url = target.partition("#")[0]
    if at.unbroken:
        at.permanent = at.url


def _location(answer: Answer) -> str:
    """The redirect's target: UTF-8 where it is, else latin-1."""
    raw = answer.headers.get("location").encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _page(network: Network, request: Request, at: _Way, answer: Answer) -> Page:
    """A Page, for a whole 200 and for a 304 that was asked for. Raises Trouble for every other answer."""
    _refuse(at, answer, request)
    headers = answer.headers
    return Page(
        url=request.url,
        final_url=at.url,
        status=answer.status,
        content=answer.content if answer.status != 304 else b"",
        media_type=headers.media_type,
        charset=headers.charset,
        etag=headers.validator("etag"),
        last_modified=headers.validator("last-modified"),
        fetched=clock.now(),
        permanent_url=at.permanent,
        cut=request.cut and len(answer.content) >= network.limits.max_bytes,
    )


def _refuse(at: _Way, answer: Answer, request: Request) -> None:
    """Raises Trouble unless the answer is a page that was asked for."""
    status, headers = answer.status, answer.headers
    if status == 304 and at.conditional:
        return
    if status == 304:
        raise Trouble("not-modified", status=status)
    wall = walls.wall(answer, request.url)
    if wall:
        raise Trouble(wall.reason, why=wall.why, status=status, retry_after=headers.retry_after(clock.now()))
    if status not in (200, 203):
        raise Trouble(f"status-{status}", status=status, retry_after=headers.retry_after(clock.now()))
    if not answer.content or answer.content.isspace():
        raise Trouble("empty", status=status)


def _reserved(network: Network, url: str, budget: Budget) -> tuple[str, ...]:
    """What the host's tdmrep.json says of an address: asked after a good answer only, so that a host in trouble is left in peace,
    and on time of its own."""
    own = Budget(min(budget.seconds, _POLICY_SECONDS), budget.stop)
    return (reservation.RESERVED,) if network.reserved(url, own) else ()


def _notices(answer: Answer, others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*reservation.notices(answer), *others)))
