"""Newsroom pages, each modelled on another platform's mark-up, read without selectors: every article, nothing else, with its date.

Each case is a folder: `page.html` as saved, `expected.json` with its address and what is on it. Pages were seen on 12 June 2025.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aggregator import sources
from aggregator.model import Findings, Page, Source
from tests.sources.disguises import SEEN, dateless, divided, nameless, unheaded

CASES = Path(__file__).parent.parent / "data" / "sources" / "press_page"
NAMES = sorted(case.name for case in CASES.iterdir())
GOAL = 0.97


@cache
def expected(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CASES / name / "expected.json").read_text("utf-8"))
    return loaded


def markup(name: str) -> str:
    return (CASES / name / "page.html").read_text("utf-8")


@cache
def read(name: str) -> Findings:
    return read_as(name, markup(name))


def read_as(name: str, text: str) -> Findings:
    want = expected(name)
    source = Source(name, want["url"], "press_page", country=want["country"], language=want["language"])
    content = text.encode()
    return sources.read(source, Page(want["url"], want["url"], 200, content, "text/html", "utf-8", None, None, SEEN))


def test_there_are_enough_platforms() -> None:
    assert len(NAMES) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_every_article_and_nothing_else(name: str) -> None:
    said, want = {entry.url for entry in read(name).entries}, {entry["url"] for entry in expected(name)["entries"]}
    hit = len(said & want)
    figures = f"precision {hit / max(1, len(said)):.2f}, recall {hit / len(want):.2f}; {sorted(said ^ want)[:9]}"
    assert hit >= GOAL * len(said), figures
    assert hit >= GOAL * len(want), figures


@pytest.mark.parametrize("name", NAMES)
def test_titles_as_printed(name: str) -> None:
    titles = {entry.url: entry.title for entry in read(name).entries}
    wrong = [
        (titles.get(entry["url"]), entry["title"]) for entry in expected(name)["entries"] if titles.get(entry["url"]) != entry["title"]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_dates_as_printed(name: str) -> None:
    days = {entry.url: entry.published.day.isoformat() if entry.published else None for entry in read(name).entries}
    wrong = [
        (entry["title"], days.get(entry["url"]), entry["published"])
        for entry in expected(name)["entries"]
        if days.get(entry["url"]) != entry["published"]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_the_next_page_follows(name: str) -> None:
    assert list(read(name).follow) == expected(name)["follow"]


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_remembered(name: str) -> None:
    assert read(name).signature
    assert read(name).problems == ()


@pytest.mark.parametrize("change", [nameless, divided, unheaded, dateless], ids=lambda change: str(change.__name__))
def test_no_kind_of_mark_up_is_relied_on(change: Callable[[str], str]) -> None:
    hit = said = want = 0
    for name in NAMES:
        found = {entry.url for entry in read_as(name, change(markup(name))).entries}
        gold = {entry["url"] for entry in expected(name)["entries"]}
        hit, said, want = hit + len(found & gold), said + len(found), want + len(gold)
    assert hit >= GOAL * said
    assert hit >= GOAL * want


@pytest.mark.parametrize("times", [2, 3, 5])
def test_a_list_that_stands_there_for_each_width_of_screen_is_read(times: int) -> None:
    links = "".join(f'<li><a href="/news/{n}">Trust and clinic sign accord number {n}</a></li>' for n in range(6))
    content = f"<html><body><main><h1>News</h1>{f'<ul>{links}</ul>' * times}</main></body></html>".encode()
    url = "https://trust.example/news"
    found = sources.read(Source("trust", url, "press_page"), Page(url, url, 200, content, "text/html", "utf-8", None, None, SEEN))
    assert [entry.url for entry in found.entries] == [f"{url}/{n}" for n in range(6)]
