"""A kind is a module in a package."""

from __future__ import annotations

import pytest

from aggregator import export, kinds, sources
from aggregator.errors import UsageError


def test_names_are_file_names() -> None:
    assert kinds.names(sources) == ("feed", "press_page", "sitemap")
    assert {"csv", "json", "jsonl", "md"} <= set(kinds.names(export))


def test_a_kind_is_its_module() -> None:
    assert kinds.load(sources, "feed").__name__ == "aggregator.sources.feed"


@pytest.mark.parametrize("name", ["pigeon", "", "os", "_dates", "../x"])
def test_an_unknown_kind_is_told_with_the_known_ones(name: str) -> None:
    with pytest.raises(UsageError, match="no sources kind") as caught:
        kinds.load(sources, name)
    assert "press_page" in caught.value.hint
