"""Stored pages: what goes in comes out, and what was changed on the way is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.archive import pages
from aggregator.errors import ArchiveError
from aggregator.model import Page
from tests.archive import samples

NAMES = ("article", "number", "url", "final_url", "status", "media_type", "charset", "fetched", "codec", "size", "digest", "pruned", "body")


def row(page: Page) -> dict[str, object]:
    """A stored page as a row."""
    return dict(zip(NAMES, pages.columns(1, 1, page), strict=True))


@given(st.binary(max_size=2000))
def test_bodies_come_back(content: bytes) -> None:
    assert pages.opened(row(samples.page(1, content=content))) == content


def test_text_is_stored_smaller_than_it_is() -> None:
    stored = row(samples.page(1, content=b"<p>the same words again</p>" * 1000))["body"]
    assert isinstance(stored, bytes)
    assert len(stored) < 1000


@pytest.mark.parametrize(
    "change", [{"body": b"rubbish"}, {"digest": b""}, {"size": 3}, {"body": b""}, {"body": b"x\x9c\x03\x00\x00\x00\x00\x01"}]
)
def test_what_was_changed_is_told(change: dict[str, object]) -> None:
    with pytest.raises(ArchiveError, match="stored page of article 1"):
        pages.opened({**row(samples.page(1)), **change})


def test_a_bomb_in_the_archive_costs_no_more_than_its_page() -> None:
    import zlib

    bomb = {**row(samples.page(1)), "body": zlib.compress(b"\0" * 50_000_000)}
    with pytest.raises(ArchiveError):
        pages.opened(bomb)


@pytest.mark.parametrize(
    ("notices", "kept"), [((), True), (("noai",), True), (("noarchive",), False), (("NoArchive",), False), (("noai", "noarchive"), False)]
)
def test_a_publishers_wish_is_kept(notices: tuple[str, ...], kept: bool) -> None:
    page = replace(samples.page(1), notices=notices)
    assert pages.keepable(page) is kept
    assert (row(page)["body"] is not None) is kept
