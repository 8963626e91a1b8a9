"""The words that readers of sources know (words.toml), as tuples; read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table() -> dict[str, Any]:
    """words.toml as it is."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


@cache
def words(section: str, key: str) -> tuple[str, ...]:
    """The words of one line, which commas separate, in lower case."""
    return tuple(word.strip().casefold() for word in str(table()[section][key]).split(",") if word.strip())
