"""The page set: tests/data/extract/<case>/page.html read, and title, text, day and language exactly as expected.toml says.

expected.toml: `about`, `url`, `title`, `published`, `language`, `paragraphs`, `partial`; or `refusal`, the reason. What the page
came with: `final_url`, `charset` (of the header), `seen` (when it was fetched), `feed` (the entry), `selectors` (of the source).
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator import extract
from aggregator.errors import ExtractError
from aggregator.model import Article, Entry, Page, Published, Selectors, Source

PAGES = Path(__file__).parent.parent / "data" / "extract"
CASES = sorted(each.name for each in PAGES.iterdir() if each.is_dir())
SEEN = "2025-11-20T06:00:00+00:00"


def expected(case: str) -> dict[str, Any]:
    return tomllib.loads((PAGES / case / "expected.toml").read_text(encoding="utf-8"))


def read(case: str) -> Article:
    """The article of a case, through the front door."""
    given = expected(case)
    content = (PAGES / case / "page.html").read_bytes()
    seen = datetime.fromisoformat(given.get("seen", SEEN))
    page = Page(given["url"], given.get("final_url", given["url"]), 200, content, "text/html", given.get("charset"), None, None, seen)
    return extract.article(page, entry(given), source(given))


def entry(given: dict[str, Any]) -> Entry:
    feed = given.get("feed", {})
    published = Published(date.fromisoformat(feed["published"]), "feed", confidence=0.85) if "published" in feed else None
    return Entry(given["url"], "set", feed.get("title"), published, summary=feed.get("summary"), text=feed.get("text"))


def source(given: dict[str, Any]) -> Source:
    chosen = given.get("selectors", {})
    selectors = Selectors(
        text=chosen.get("text"), title=chosen.get("title"), date=chosen.get("date"), remove=tuple(chosen.get("remove", ()))
    )
    return Source("set", "https://news.example/feed", "feed", selectors=selectors)


@pytest.mark.parametrize("case", [case for case in CASES if "refusal" not in expected(case)])
def test_an_article_is_read_exactly(case: str) -> None:
    wanted = expected(case)
    found = read(case)
    assert found.title == wanted["title"]
    assert list(found.paragraphs) == wanted["paragraphs"]
    assert (found.published.day if found.published else None) == wanted.get("published")
    assert found.language == wanted["language"]
    assert found.partial == wanted.get("partial", False)
    assert found.canonical_url in (None, wanted["url"])


@pytest.mark.parametrize("case", [case for case in CASES if "refusal" in expected(case)])
def test_what_is_no_article_is_refused_with_its_reason(case: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(case)
    assert caught.value.reason == expected(case)["refusal"]
    assert caught.value.permanent == (caught.value.reason in ("soft-404", "listing"))


def test_the_set_is_wide() -> None:
    """Sixty pages and ten languages are what the set promises."""
    assert len(CASES) >= 60
    assert len({expected(case).get("language") for case in CASES} - {None}) >= 10
