"""Feed files are read back by feedparser, and by json; whatever strangers wrote stays text; the same stories give the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given

from aggregator import plain
from aggregator.errors import UsageError
from aggregator.export._feeds import Feed, feed, feed_form
from tests.export.test_letter import HOSTILE, URLS, story

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
STORIES = (replace(story(2, "医院 & <b>", "https://a.example/2?a=1&b=2"), first_seen=AT), story(1))


def read(text: str) -> Any:
    return feedparser.parse(text.encode(), sanitize_html=False)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_is_read_back(form: str) -> None:
    found = read(feed(Feed("asia & co", STORIES), form))
    assert not found.bozo
    assert found.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert found.feed.title == "asia & co"
    first, second = found.entries
    assert (first.title, first.link) == ("医院 & <b>", "https://a.example/2?a=1&b=2")
    assert first.published_parsed[:5] == (2026, 11, 20, 8, 30)
    assert "They signed." in first.summary
    assert [tag.term for tag in first.tags] == ["joint_venture", "CN", "SG"]
    assert first.id != second.id
    assert first.id.startswith("urn:uuid:")


def test_a_json_feed_is_read_back() -> None:
    found = json.loads(feed(Feed("asia", STORIES), "json"))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert [each["title"] for each in found["items"]] == ["医院 & <b>", "Two hospitals sign"]
    assert found["items"][0]["date_published"] == "2026-11-20T08:30:00Z"


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_ids_stay_when_a_story_changes_and_the_feed_grows(form: str) -> None:
    changed = replace(STORIES[1], title="Another headline", articles=story(1, url="https://b.example/").articles)
    old, new = (feed(Feed("asia", stories), form) for stories in ((STORIES[1],), (STORIES[0], changed)))
    ids = [
        [each["id"] for each in json.loads(text)["items"]] if form == "json" else [each.id for each in read(text).entries]
        for text in (old, new)
    ]
    assert ids[0] == ids[1][1:]
    assert feed(Feed("asia", STORIES), form) == feed(Feed("asia", STORIES), form)


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_an_empty_feed_is_valid(form: str) -> None:
    text = feed(Feed("asia", ()), form)
    assert (json.loads(text)["items"] if form == "json" else read(text).entries) == []
    assert form == "json" or not read(text).bozo


@given(name=HOSTILE, title=HOSTILE, sentence=HOSTILE, url=URLS | HOSTILE)
@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_whatever_strangers_wrote_is_well_formed_and_text(form: str, name: str, title: str, sentence: str, url: str) -> None:
    text = feed(Feed(name, (story(1, title, url, sentence),)), form)
    shown = plain.line(title) or "untitled"
    if form == "json":
        (only,) = json.loads(text)["items"]
        assert only["title"] == shown
        assert only.get("url", "http").startswith("http")
        return
    tree = ET.fromstring(text)  # raises where it is not well-formed
    names = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert names <= {
        "feed", "id", "title", "subtitle", "updated", "author", "name", "entry", "link", "published", "category", "summary",
        "rss", "channel", "description", "lastBuildDate", "item", "guid", "pubDate",
    }  # fmt: skip
    titles = [element.text for element in tree.iter() if element.tag.rpartition("}")[2] == "title"]
    assert titles[1] == shown


@pytest.mark.parametrize(("name", "form"), [("a.xml", "rss"), ("a.RSS", "rss"), ("a.b.atom", "atom"), ("a.json", "json")])
def test_the_name_says_which_feed(name: str, form: str) -> None:
    assert feed_form(name) == form


@pytest.mark.parametrize("name", ["a.txt", "a", "", "-"])
def test_another_name_is_explained(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        feed_form(name)
    assert "atom" in caught.value.hint
