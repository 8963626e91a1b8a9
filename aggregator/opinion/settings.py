"""The environment and second_opinion.toml -> whom to ask. Off unless an address and a model are named.

    # second_opinion.toml in the user's config folder (or where AGGREGATOR_LLM_FILE says), chmod 600
    url = "http://localhost:11434/v1"     the base of an OpenAI-compatible API: /chat/completions is asked below it
    model = "qwen3:8b"
    key = "…"                             sent as a bearer token, if the endpoint wants one
    price_in = 0.15                       for a million tokens read, and
    price_out = 0.60                      for a million tokens written
    currency = "USD"

    AGGREGATOR_LLM_URL, AGGREGATOR_LLM_MODEL, AGGREGATOR_LLM_KEY … in the environment stand above the file

The key is never shown: not in messages, not in logs, not in the archive. Over plain http it is sent to private addresses only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from aggregator import private_file
from aggregator.errors import ConfigError

PREFIX = "AGGREGATOR_LLM_"
_TEXTS = ("url", "model", "key", "currency")
_PRICES = ("price_in", "price_out")
_HINT = "Keys: url, model, key, price_in, price_out, currency. `aggregator review --help` shows an example."
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Whom to ask: the address of the API's base, the model, the key, and what a million tokens cost (None: unknown)."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    price_in: float | None = None
    price_out: float | None = None
    currency: str = "USD"

    @property
    def address(self) -> str:
        """The address that questions are sent to."""
        base = self.url.rstrip("/")
        return base if base.endswith("/chat/completions") else f"{base}/chat/completions"

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """What an answer costs; None where no price is known."""
        if self.price_in is None and self.price_out is None:
            return None
        return (tokens_in * (self.price_in or 0.0) + tokens_out * (self.price_out or 0.0)) / _MILLION


def settings(path: Path, environment: Mapping[str, str]) -> Settings | None:
    """Whom to ask; None where nobody is named. `path` need not exist. Raises ConfigError."""
    told = _of_file(path) if path.exists() else {}
    told |= _of_environment(environment)
    if not told.get("url") and not told.get("model"):
        return None
    for name in ("url", "model"):
        if not told.get(name):
            raise _mistake(f"A second opinion needs {name!r} too", str(path))
    made = Settings(**told)  # type: ignore[arg-type]  # checked by name and type above
    _check_address(made, str(path))
    return made


def _of_environment(environment: Mapping[str, str]) -> dict[str, str | float]:
    found: dict[str, str | float] = {}
    for name in (*_TEXTS, *_PRICES):
        written = environment.get(PREFIX + name.upper(), "").strip()
        if written:
            found[name] = _price(name, written, PREFIX + name.upper()) if name in _PRICES else written
    return found


def _of_file(path: Path) -> dict[str, str | float]:
    try:
        document = tomllib.loads(private_file.text(path, "a key"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at .*\)", str(error))  # the rest of the message may quote the file
        raise _mistake(f"{path}: not TOML {place[0] if place else ''}".rstrip(), str(path)) from None
    unknown = sorted(set(document) - {*_TEXTS, *_PRICES})
    if unknown:
        raise _mistake(f"{path}: there is no key {unknown[0]!r}", str(path))
    wrong = [name for name in _TEXTS if not isinstance(document.get(name, ""), str)]
    if wrong:
        raise _mistake(f"{path}: {wrong[0]} is no text", str(path))
    texts: dict[str, str | float] = {name: document[name] for name in _TEXTS if name in document}
    return texts | {name: _price(name, document[name], str(path)) for name in _PRICES if name in document}


def _price(name: str, written: object, where: str) -> float:
    try:
        price = float(str(written))
    except ValueError:
        price = -1.0
    if not 0 <= price < _MILLION:
        raise _mistake(f"{name} is no price", where)
    return price


def _check_address(made: Settings, where: str) -> None:
    parts = urlsplit(made.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _mistake("url is no http or https address", where)
    if parts.username or parts.password:
        raise _mistake("url holds a user name or password; the key goes into `key`", where)
    if made.key and parts.scheme == "http" and not _private(parts.hostname):
        raise _mistake("the key would go over plain http to a public host", where)


def _private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith(".localhost") or "." not in host


def _mistake(message: str, where: str) -> ConfigError:
    return ConfigError(message, where=where, hint=_HINT)
