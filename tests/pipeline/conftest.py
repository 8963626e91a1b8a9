"""A house for every test: an archive, a web, a clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import archive as room
from tests.pipeline.web import House, Web, told_clock


@pytest.fixture
def web() -> Web:
    """A web without any address."""
    return Web()


@pytest.fixture
def house(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A new archive over that web."""
    with room.open(tmp_path / "archive.db", write=True) as opened:
        yield House(opened, web, lambda at: told_clock(at, monkeypatch.setenv))
