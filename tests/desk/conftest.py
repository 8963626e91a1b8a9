"""The sample archive, filled once for all tests that only ask it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import archive
from aggregator.archive.handle import Archive
from tests.desk.samples import fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the sample archive."""
    return fill(tmp_path_factory.mktemp("desk") / "archive.db")


@pytest.fixture
def desk(filled: Path) -> Iterator[Archive]:
    """The sample archive, open for reading."""
    with archive.open(filled, write=False) as opened:
        yield opened
