"""`sources test` reads a file without the network and prints the contract's JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from aggregator.cli import app

FEED = (
    "<rss><channel><title>T</title><item><title>Deal</title><link>https://x.example/1</link>"
    "<pubDate>Tue, 10 Jun 2025 07:30:00 SGT</pubDate></item></channel></rss>"
)
LIST = "".join(f"<li><a href='/news/story-{n}-of-the-day'>Clinic signs agreement number {n}</a> 1{n} May 2025</li>" for n in range(4))


def run(tmp_path: Path, content: str, *options: str) -> tuple[int, dict[str, Any]]:
    file = tmp_path / "saved.html"
    file.write_text(content, "utf-8")
    outcome = CliRunner().invoke(app, ["sources", "test", "--format", "json", *options, str(file)])
    return outcome.exit_code, json.loads(outcome.stdout)


def test_a_feed(tmp_path: Path) -> None:
    code, said = run(tmp_path, FEED)
    assert code == 0
    assert said == {
        "kind": "feed",
        "entries": [{"title": "Deal", "url": "https://x.example/1", "published": "2025-06-10T07:30:00+08:00"}],
        "follow": [],
        "problems": [],
    }


def test_a_newsroom_with_its_address(tmp_path: Path) -> None:
    code, said = run(tmp_path, f"<html><body><ul>{LIST}</ul></body></html>", "--kind", "press_page", "--url", "https://clinic.example/news")
    assert code == 0
    assert [entry["url"] for entry in said["entries"]] == [f"https://clinic.example/news/story-{n}-of-the-day" for n in range(4)]


@pytest.mark.parametrize("content", ["<opml><body/></opml>", "<html><body><p>Nothing</p></body></html>", "", "words"])
def test_what_is_nothing_has_a_problem(tmp_path: Path, content: str) -> None:
    code, said = run(tmp_path, content)
    assert code == 4
    assert said["entries"] == []
    assert said["problems"]


def test_html_in_a_feeds_place(tmp_path: Path) -> None:
    code, said = run(tmp_path, "<html><body><p>Moved</p></body></html>", "--kind", "feed")
    assert (code, said["entries"]) == (4, [])
    assert "web page" in said["problems"][0]


def test_an_unknown_target_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text('[[source]]\nname = "A"\nurl = "https://x.example/feed"\nkind = "feed"\n', "utf-8")
    outcome = CliRunner().invoke(app, ["--config", str(tmp_path / "feeds.toml"), "sources", "test", "nowhere"])
    assert outcome.exit_code != 0
