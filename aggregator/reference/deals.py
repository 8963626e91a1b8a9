"""The kinds of deals and how far one has come (`deals.toml`). In: what a person types; out: the name that the archive knows, or None."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def _names() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(Path(__file__).with_name("deals.toml").read_text(encoding="utf-8"))
    return {name: tuple(values) for name, values in table.items()}


def types() -> tuple[str, ...]:
    """The kinds of deals."""
    return _names()["types"]


def statuses() -> tuple[str, ...]:
    """How far a deal can have come."""
    return _names()["statuses"]


def named(text: str, among: tuple[str, ...]) -> str | None:
    """The name that is meant: `Joint venture` is joint_venture; a beginning will do where only one name begins so."""
    wanted = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if wanted in among:
        return wanted
    begun = [each for each in among if wanted and each.startswith(wanted)]
    return begun[0] if len(begun) == 1 else None
