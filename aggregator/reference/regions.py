"""In which region of the world a country lies (`regions.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ACROSS = "Across regions"
_PATH = Path(__file__).with_name("regions.toml")


def region(code: str) -> str:
    """The region of a country, by its ISO 3166-1 alpha-2 code; empty when it is none of ours."""
    return _regions().get(code.upper(), "")


def common(codes: Iterable[str]) -> str:
    """The region in which all these countries lie, or `Across regions`; empty without countries."""
    found = {region(code) for code in codes} - {""}
    return found.pop() if len(found) == 1 else ACROSS if found else ""


@cache
def _regions() -> dict[str, str]:
    named: dict[str, str] = tomllib.loads(_PATH.read_text(encoding="utf-8"))
    return {code: name for name, codes in named.items() for code in codes.split()}
