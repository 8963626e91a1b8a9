"""A dry run: what would be new, without a trace in the archive."""

from __future__ import annotations

from pathlib import Path

from aggregator.config import Config
from aggregator.model import Limits, Source
from aggregator.pipeline.preview import Preview, preview
from tests.pipeline import web as fakes
from tests.pipeline.web import FEED, HOST, SOURCE, House, Web, page, refused


def seen(house: House, *sources: Source, known: bool = True) -> list[Preview]:
    """What a dry run sees."""
    config = Config(sources, Limits("test"), Path("feeds.toml"))
    return list(preview(config, house.archive if known else None, sources, fakes.stages(house.web)))


def test_it_counts_what_is_new_and_files_nothing(house: House, web: Web) -> None:
    web.feed(1, 2)
    web.articles(1, 2)
    house.run()
    web.feed(1, 2, 3)
    before = list(house.archive.connection.iterdump())
    assert seen(house, SOURCE) == [Preview("News", 3, 1, ("Headline 3",))]
    assert list(house.archive.connection.iterdump()) == before


def test_without_an_archive_everything_is_new(house: House, web: Web) -> None:
    web.feed(1, 2)
    assert seen(house, SOURCE, known=False) == [Preview("News", 2, 2, ("Headline 1", "Headline 2"))]


def test_no_article_is_asked_and_nothing_conditional(house: House, web: Web) -> None:
    web.feed(1, etag='"x"')
    web.articles(1)
    house.run()
    web.asked.clear()
    seen(house, SOURCE)
    assert [(request.url, request.etag) for request in web.asked] == [(FEED, None)]


def test_what_is_wrong_is_told_and_the_rest_goes_on(house: House, web: Web) -> None:
    web.replies[FEED] = refused(503)
    web.feed("problem:nothing here", at=f"{HOST}/b")
    web.replies[f"{HOST}/c"] = page(f"{HOST}/c", f"{HOST}/1|One")
    found = seen(house, SOURCE, Source("B", f"{HOST}/b", "feed"), Source("C", f"{HOST}/c", "feed"))
    assert [each.problem for each in found] == ["The host answers 503.", "nothing here", ""]
    assert found[2].new == 1
