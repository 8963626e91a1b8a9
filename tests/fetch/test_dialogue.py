"""Questions to an endpoint: what is sent, what is tried again, and every way in which it may fail, bounded."""

from __future__ import annotations

import json
import time

import pytest

from aggregator.errors import FetchError
from aggregator.fetch.dialogue import Dialogue, Endpoint
from tests.opinion.endpoint import Reply, listening

KEY = "sk-secret-3141592653"
QUESTION = json.dumps({"model": "m", "messages": [{"role": "user", "content": "?"}]}).encode()


def test_the_question_goes_as_json_with_the_key_and_the_answer_comes_back() -> None:
    with listening(lambda question, before: Reply(b'{"ok": 1}')) as endpoint, Dialogue(Endpoint(endpoint.url, KEY)) as dialogue:
        assert dialogue.ask(QUESTION) == b'{"ok": 1}'
    (question,) = endpoint.seen
    assert question.body["model"] == "m"
    assert question.headers["authorization"] == f"Bearer {KEY}"
    assert question.headers["content-type"] == "application/json"
    assert dialogue.requests == 1


def test_without_a_key_none_is_sent() -> None:
    with listening(lambda question, before: Reply(b"{}")) as endpoint, Dialogue(Endpoint(endpoint.url)) as dialogue:
        dialogue.ask(QUESTION)
    assert "authorization" not in endpoint.seen[0].headers


@pytest.mark.parametrize("status", [500, 503, 429])
def test_what_may_pass_is_tried_again(status: int) -> None:
    with (
        listening(lambda question, before: Reply(b"{}", 200 if before else status)) as endpoint,
        Dialogue(Endpoint(endpoint.url)) as dialogue,
    ):
        assert dialogue.ask(QUESTION) == b"{}"
        assert dialogue.requests == 2


@pytest.mark.parametrize(
    ("reply", "reason", "requests"),
    [
        (Reply(b"", 500), "status-500", 2),
        (Reply(b"", 401), "status-401", 1),
        (Reply(b"", 429, headers={"Retry-After": "3600"}), "status-429", 1),
        (Reply(b"", 302, headers={"Location": "http://127.0.0.1:1/"}), "status-302", 1),
        (Reply(b"x" * 5000), "too-large", 1),
        (Reply(b"x" * 100, headers={"Content-Encoding": "gzip"}), "encoding", 1),
    ],
)
def test_every_failure_has_its_name_and_its_bound(reply: Reply, reason: str, requests: int) -> None:
    with (
        listening(lambda question, before: reply) as endpoint,
        Dialogue(Endpoint(endpoint.url, KEY, most=1000, tries=2)) as dialogue,
        pytest.raises(FetchError) as failure,
    ):
        dialogue.ask(QUESTION)
    assert failure.value.reason == reason
    assert dialogue.requests == requests
    assert "aggregator review --help" in failure.value.hint


def test_an_answer_that_drips_is_cut_off_in_time() -> None:
    began = time.monotonic()
    with (
        listening(lambda question, before: Reply(b"x" * 500, drip=0.05)) as endpoint,
        Dialogue(Endpoint(endpoint.url, seconds=0.6)) as dialogue,
        pytest.raises(FetchError) as failure,
    ):
        dialogue.ask(QUESTION)
    assert failure.value.reason in ("deadline", "timeout")
    assert time.monotonic() - began < 5


def test_nobody_listening_is_told_without_the_key() -> None:
    with Dialogue(Endpoint("http://127.0.0.1:9/v1", KEY, tries=1)) as dialogue, pytest.raises(FetchError) as failure:
        dialogue.ask(QUESTION)
    assert failure.value.reason in ("refused", "unsafe-url")
    shown = f"{failure.value} {failure.value.where} {failure.value.hint} {dialogue.endpoint!r} {failure.getrepr(showlocals=True)}"
    assert KEY not in shown.replace(f"KEY = '{KEY}'", "")


def test_a_key_that_no_header_can_carry_is_refused() -> None:
    with Dialogue(Endpoint("http://127.0.0.1:9999/v1", "sk\r\nX: y")) as dialogue, pytest.raises(FetchError) as failure:
        dialogue.ask(QUESTION)
    assert failure.value.reason == "unsafe-url"


def test_only_host_and_port_of_an_address_are_shown() -> None:
    assert Endpoint("https://user:word@llm.example.org:8443/v1?key=x").host == "llm.example.org:8443"
