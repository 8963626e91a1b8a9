"""Secrets are masked wherever they can be told by their place or their name; ordinary text and addresses stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.masks import MASK, masked

SECRET = "s3cr3tvalue0123"
HIDDEN = [
    f"https://user:{SECRET}@host.example/feed",
    f"https://{SECRET}@host.example/feed",
    f"https://host.example/feed?token={SECRET}",
    f"https://host.example/feed?page=2&api_key={SECRET}&x=1",
    f"https://host.example/feed?accessToken={SECRET}",
    f"https://host.example/feed?%74oken={SECRET}",
    f"https://host.example/f?X-Amz-Signature={SECRET}",
    f"https://host.example/feed#id_token={SECRET}",
    f"https://host.example/feed;jsessionid={SECRET}?a=1",
    f"HTTPS://hooks.slack.com/services/T00/B00/{SECRET}",
    f"https://discord.com/api/webhooks/1/{SECRET}",
    f"https://api.telegram.org/bot123:{SECRET}/sendMessage",
    f"Authorization: Bearer {SECRET}",
    f"mailtos://news:{SECRET}@smtp.example.org?to=x",
    f"GET /feed?password={SECRET} failed, see https://host.example/?page=2",
]
KEPT = [
    "https://host.example/feed?page=2&id=7&lang=en",
    "https://host.example/key/token/secret",
    "Keys and tokens: a = b, c=d",
    "https://host.example/?monkey=1&compass=2&author=me",
    "The basic idea of bearer bonds",
    "mail me at a@b.example",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_secret_is_masked(text: str) -> None:
    assert SECRET not in masked(text)
    assert MASK in masked(text)


def test_what_is_no_secret_beside_one_stays() -> None:
    assert masked(f"https://h.example/feed?page=2&token={SECRET}&lang=en").count("page=2") == 1
    assert masked(f"https://h.example/feed?page=2&token={SECRET}&lang=en").endswith("&lang=en")


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


def test_secret_addresses_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGGREGATOR_ALERT_TEAM", "ntfy://topic-nobody-guesses")
    assert masked("could not send to ntfy://topic-nobody-guesses: refused") == f"could not send to {MASK}: refused"


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)
