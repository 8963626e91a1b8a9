"""Every target for a moment, and every input that once broke a law. `./dev fuzz --minutes 10` does it at length."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.fuzz.targets import TARGETS, Target

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
FOUND = Path(__file__).parent.parent / "data" / "fuzz"


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=EXAMPLES)
    @given(target.fed)
    def holds(content: bytes) -> None:
        target.law(content)

    holds()


@pytest.mark.parametrize("path", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once(path: Path) -> None:
    target: Target = TARGETS[path.parent.name]
    target.law(path.read_bytes())
