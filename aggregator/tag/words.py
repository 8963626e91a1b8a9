"""The word lists of `words.toml`. In: the name of a list; out: its words."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_PATH = Path(__file__).with_name("words.toml")


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list. Raises KeyError where there is none of this name."""
    stored = _tables()[name]
    return frozenset(stored.split() if isinstance(stored, str) else stored)


@cache
def homes(language: str | None) -> tuple[str, ...]:
    """Codes of the countries where a text in this language is most often from, the first first; () for an unknown language."""
    return tuple(_tables()["home"].get(language or "", "").split())


@cache
def telling() -> tuple[tuple[str, str], ...]:
    """(phrase, code of the country) of what goes by that name in one country alone."""
    return tuple((phrase, code) for code, phrases in _tables()["only_in"].items() for phrase in phrases)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_PATH.read_text(encoding="utf-8"))
