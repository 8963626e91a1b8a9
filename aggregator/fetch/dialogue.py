"""One question to an endpoint that the user has named: JSON out, JSON back, bounded in time, bytes and tries.

    Dialogue(endpoint).ask(question) -> the answer's body          or FetchError, under a reason of failures.py

The wire is that of pages, with one difference: the user has named the endpoint, so its host may stand in a private network (a model on
this machine). Redirects are not followed: the question, and the key that goes with it, reach that host only. No message shows the key.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
import stamina

from aggregator import clock
from aggregator.errors import FetchError
from aggregator.fetch import trust
from aggregator.fetch.budget import Budget
from aggregator.fetch.client import BROKEN, Guarded, before_answer
from aggregator.fetch.coding import ACCEPTED, decoded
from aggregator.fetch.failures import Trouble, told, way
from aggregator.fetch.guard import Guard, checked
from aggregator.fetch.headers import Headers, sendable
from aggregator.fetch.wire import Wire

_ANYWHERE = ("0.0.0.0/0", "::/0")
_OVERHEAD = 64 * 1024
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 4.0
_HINT = "Check the address, the model and the key of the endpoint: `aggregator review --help` says where they stand."


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where questions go. `key` is sent as a bearer token; `seconds`: for one try, from connecting to the last byte; `most`: bytes of an
    answer; `tries`: how often one question is put while the endpoint fails in a way that may pass."""

    url: str
    key: str = field(default="", repr=False)
    seconds: float = 60.0
    most: int = 256 * 1024
    tries: int = 3

    @property
    def host(self) -> str:
        """Host and port: all of the address that is shown and filed."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


class Dialogue:
    """Questions to one endpoint, one after another: a context manager. `requests` counts every try."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.requests = 0
        self._wire = Wire(Guard(_ANYWHERE), endpoint.most)
        self._transport = Guarded(trust.context(), self._wire)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._transport.close()

    def ask(self, question: bytes) -> bytes:
        """The body of the answer to a JSON question. Raises FetchError."""
        tries = max(1, self.endpoint.tries)
        for attempt in stamina.retry_context(on=_again, attempts=tries, timeout=None, wait_initial=_FIRST_WAIT, wait_max=_LONGEST_WAIT):
            with attempt:
                return self._asked(question)
        raise AssertionError("stamina gives at least one attempt")

    def _asked(self, question: bytes) -> bytes:
        self.requests += 1
        try:
            return self._exchange(question)
        except Trouble as trouble:
            failure = told(trouble, self.endpoint.host, self.endpoint.host)
            failure.hint = _HINT
            raise failure from None

    def _exchange(self, question: bytes) -> bytes:
        self._wire.budget = budget = Budget(self.endpoint.seconds, threading.Event())
        budget.allow(self.endpoint.most + _OVERHEAD)
        try:
            response = self._transport.handle_request(self._request(question))
        except (*BROKEN, httpx.InvalidURL) as error:
            raise before_answer(error) from error
        try:
            return self._body(response, budget)
        finally:
            with suppress(Trouble, *BROKEN):
                response.close()

    def _request(self, question: bytes) -> httpx.Request:
        headers = [(b"Content-Type", b"application/json"), (b"Accept", b"application/json"), (b"Accept-Encoding", ACCEPTED.encode())]
        if self.endpoint.key:
            key = sendable(self.endpoint.key)
            if key is None:
                raise Trouble("unsafe-url", why="its key holds what no header can carry")
            headers.append((b"Authorization", b"Bearer " + key))
        timeouts = httpx.Timeout(self.endpoint.seconds).as_dict()
        url = checked(self.endpoint.url)
        return httpx.Request("POST", url, headers=headers, content=question, extensions={"timeout": timeouts})

    def _body(self, response: httpx.Response, budget: Budget) -> bytes:
        headers = Headers(response.headers.raw)
        if response.status_code != 200:
            raise Trouble(f"status-{response.status_code}", status=response.status_code, retry_after=headers.retry_after(clock.now()))
        body = bytearray()
        try:
            for piece in decoded(response.iter_raw(), headers.codings, self.endpoint.most):
                budget.left()
                body += piece
                if len(body) > self.endpoint.most:
                    raise Trouble("too-large", limit=self.endpoint.most)
        except BROKEN as error:
            raise Trouble("truncated", why=str(error) or "the connection broke") from error
        return bytes(body)


def _again(error: Exception) -> bool | float:
    """Whether to try once more: after a failure that may pass, at once or when the endpoint says so, if that is soon."""
    if not isinstance(error, FetchError) or not (way(error.reason).again or error.reason == "status-429"):
        return False
    if error.retry_after is not None:
        return error.retry_after if error.retry_after <= _LONGEST_WAIT else False
    return True
