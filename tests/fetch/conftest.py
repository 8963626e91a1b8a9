"""Servers that end with the test, and the limits under which tests fetch."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from aggregator.errors import FetchError
from aggregator.fetch import Fleet
from aggregator.fetch.trust import context
from aggregator.model import Limits, Page, Request
from tests.fetch.server import NETWORK, Script, Server

CERTIFICATE = Path(__file__).parents[1] / "data" / "fetch" / "loopback.pem"

Serve = Callable[..., Server]


def limits(**others: Any) -> Limits:
    """Limits for tests: no pause, loopback's test network open, little patience."""
    given: dict[str, Any] = {"pause": 0.0, "timeout": 2.0, "deadline": 5.0, "allow_networks": (NETWORK,), **others}
    return Limits(user_agent="aggregator-test/1.0 (+https://example.org/bot)", **given)


def fetch(*requests: Request | str, tls: ssl.SSLContext | None = None, **others: Any) -> list[Page | Exception]:
    """The outcomes of these requests, in their order."""
    asked = [Request(each) if isinstance(each, str) else each for each in requests]
    with Fleet(limits(**others), tls=tls or SYSTEM) as fleet:
        found = {id(request): outcome for request, outcome in fleet.pages(asked)}
    return [found[id(request)] for request in asked]


def page(request: Request | str, **others: Any) -> Page:
    """The page that one request gives."""
    (outcome,) = fetch(request, **others)
    assert isinstance(outcome, Page), repr(outcome)
    return outcome


def failure(request: Request | str, **others: Any) -> FetchError:
    """The error that one request gives."""
    (outcome,) = fetch(request, **others)
    assert isinstance(outcome, FetchError), repr(outcome)
    return outcome


SYSTEM = context()


@pytest.fixture(autouse=True)
def _hasty() -> Iterator[None]:
    """Retries without their waits, except where a test turns this off."""
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that starts servers; they end with the test."""
    running: list[Server] = []

    def start(script: Script, **others: Any) -> Server:
        running.append(Server(script, **others))
        return running[-1]

    yield start
    for each in running:
        each.close()


@pytest.fixture(scope="session")
def server_tls() -> ssl.SSLContext:
    """How a server of ours shows the certificate of 127.77.7.7, which no authority has signed."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(CERTIFICATE)
    return made


@pytest.fixture
def trusting_tls() -> ssl.SSLContext:
    """A client's context that trusts that certificate, and no other."""
    return ssl.create_default_context(cafile=CERTIFICATE)
