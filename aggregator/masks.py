"""Secrets in texts, made unreadable: passwords in addresses, tokens in their queries, webhooks, credentials in headers. Pure but for
the environment, whose secret addresses are known by name.

    https://user:word@h/feed?token=abc&page=2   ->   https://•••@h/feed?token=•••&page=2
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote_plus

MASK = "•••"
SECRET_VARIABLES = ("AGGREGATOR_ALERT_",)
"""Beginnings of the names of environment variables whose values are secrets."""

_SHORTEST = 8  # characters; a shorter value of the environment would mask ordinary words
_NAMES = Path(__file__).with_name("masks.txt")
_USER = re.compile(r"(?<=://)[^/?#\s@]{1,200}@")
_PARAMETER = re.compile(r"(?<=[?&;#])([^=&;#\s\"'<>]{1,80})=([^&;#\s\"'<>]+)")
_BEARER = re.compile(r"\b(Bearer|Basic|Digest)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_WORDS = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def masked(text: str) -> str:
    """The text with every secret that can be recognised replaced by dots."""
    for secret in _of_environment():
        text = text.replace(secret, MASK)
    if "://" in text:
        text = _USER.sub(f"{MASK}@", text)
        for hook in _hooks():
            text = hook.sub(rf"\g<1>{MASK}", text)
    if "=" in text:
        text = _PARAMETER.sub(_parameter, text)
    return _BEARER.sub(rf"\1 {MASK}", text)


def _parameter(found: re.Match[str]) -> str:
    return f"{found[1]}={MASK}" if _is_secret(unquote_plus(found[1])) else found[0]


def _is_secret(name: str) -> bool:
    """Whether a parameter of this name holds a secret: `token`, `api_key`, `accessToken`, `X-Amz-Signature`."""
    words = _WORDS.findall(_HUMP.sub("_", name).casefold())
    return "".join(words) in _listed() or any(word in _listed() for word in words)


def _of_environment() -> list[str]:
    found = (value.strip() for name, value in os.environ.items() if name.startswith(SECRET_VARIABLES))
    return sorted((each for each in found if len(each) >= _SHORTEST), key=len, reverse=True)


@cache
def _lines() -> tuple[str, ...]:
    return tuple(line for line in (each.partition("  #")[0].strip() for each in _NAMES.read_text("utf-8").splitlines()) if line)


@cache
def _listed() -> frozenset[str]:
    return frozenset(line for line in _lines() if "/" not in line)


@cache
def _hooks() -> tuple[re.Pattern[str], ...]:
    """Addresses whose path is the secret: what comes after the beginning that stands in the list."""
    return tuple(re.compile(rf"({re.escape(line)})[^\s\"'<>]+", re.IGNORECASE) for line in _lines() if "/" in line)
