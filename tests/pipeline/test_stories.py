"""Events in several languages through the real taggers, the real search for stories and a real archive, in any order of arrival."""

from __future__ import annotations

import random
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from aggregator import archive as room
from aggregator.archive import Archive, care, read, relations
from aggregator.model import Article, Published
from aggregator.pipeline import Stages, work
from aggregator.pipeline.clippings import clippings
from aggregator.pipeline.outcomes import Settled
from aggregator.pipeline.stages import Caller

CASES = Path(__file__).parents[1] / "data" / "pipeline" / "stories"
SEEN = datetime(2028, 1, 1, tzinfo=UTC)
Value = TypeVar("Value")


class Here:
    """Calls in this process."""

    def call(self, function: Callable[..., Value], *arguments: object, seconds: float) -> Value:
        return function(*arguments)


@contextmanager
def here() -> Iterator[Caller]:
    """A child that is none."""
    yield Here()


def child() -> AbstractContextManager[Caller]:
    return here()


@cache
def described(article: Article) -> work.Description:
    """Tagged once for all orders."""
    return work.described(article)


@cache
def case(name: str) -> tuple[tuple[str, ...], tuple[tuple[str, Article], ...]]:
    """The order of the relation, and the reports with the names of their events."""
    table = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))
    reports = tuple((each["story"], _article(each)) for each in table["report"])
    return tuple(table["relation"]), reports


def _article(row: dict[str, object]) -> Article:
    paragraphs = tuple(line for line in str(row["text"]).strip().split("\n\n"))
    published = Published(datetime.fromisoformat(str(row["day"])).date(), "given")
    return Article(str(row["url"]), str(row["title"]), paragraphs, SEEN, published=published, language=str(row["language"]), source="test")


def filed(archive: Archive, reports: list[tuple[str, Article]]) -> dict[str, set[int]]:
    """File the reports in this order. Returns the stories in which each event is told."""
    outcomes = list(clippings(archive, [article for _, article in reports], stages=Stages(child=child, described=described)))
    assert all(isinstance(each, Settled) for each in outcomes)
    told: defaultdict[str, set[int]] = defaultdict(set)
    urls = {row["url"]: row["story"] for row in archive.rows("SELECT url, story FROM article")}
    for name, article in reports:
        told[name].add(urls[article.url])
    assert not list(care.faults(archive))
    return dict(told)


def order(reports: tuple[tuple[str, Article], ...], number: int) -> list[tuple[str, Article]]:
    """As given, from behind, or shuffled."""
    rows = list(reports)
    if number == 1:
        rows.reverse()
    elif number > 1:
        random.Random(number).shuffle(rows)
    return rows


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.toml")))
def test_each_event_is_one_story_and_no_other(name: str, number: int, tmp_path: Path) -> None:
    _, reports = case(name)
    with room.open(tmp_path / "archive.db", write=True) as archive:
        told = filed(archive, order(reports, number))
    assert {event: len(stories) for event, stories in told.items()} == dict.fromkeys(told, 1)
    assert len(set.union(*told.values())) == len(told)


@pytest.mark.parametrize("number", range(4))
def test_the_stories_of_a_relation_are_linked_in_order(number: int, tmp_path: Path) -> None:
    names, reports = case("relation")
    with room.open(tmp_path / "archive.db", write=True) as archive:
        told = {event: min(stories) for event, stories in filed(archive, order(reports, number)).items()}
        for event in names:
            others = [told[each] for each in names if each != event]
            assert list(read.developments(archive, told[event])) == others
            assert set(relations.related(archive, told[event])) == set(others)
