"""Changes to feeds.toml: comments and layout stay, mistakes change nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import config
from aggregator.config import edit
from aggregator.errors import ConfigError, UsageError
from aggregator.model import Selectors, Source

HERE = """# my sources, do not lose this line
timezone = "UTC" # a week begins here

[fetch]
pause = 2.0 # slow

# the first one
[[source]]
name = "One"   # its name
url = "https://one.example/feed"
kind = "feed"

[[source]]
name = "Two"
url = "https://two.example/news"
kind = "press_page"
enabled = false
"""
WHOLE = Source(
    name="Three",
    url='https://three.example/news?a=1&b="2"',
    kind="press_page",
    organisation="Three \\ Health",
    country="CN",
    language="zh",
    category="corporate",
    every=timedelta(hours=36),
    enabled=False,
    selectors=Selectors(link="a[href*='/news/']", text="main", remove=(".promo", "#x")),
    keywords=("@health", "合作"),
    note='says "hello"',
)


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(HERE, encoding="utf-8")
    return path


def test_what_is_added_is_read_back(feeds: Path) -> None:
    edit.add(feeds, [WHOLE], "found by the test\nin two lines")
    assert config.load(feeds).sources[2] == WHOLE
    text = feeds.read_text(encoding="utf-8")
    assert text.startswith(HERE.rstrip())
    assert "# found by the test\n# in two lines\n" in text


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feeds.toml"
    edit.add(path, [WHOLE])
    assert config.load(path).sources == (WHOLE,)


def test_on_and_off(feeds: Path) -> None:
    edit.set_enabled(feeds, "one", False)
    edit.set_enabled(feeds, "TWO", True)
    assert [source.enabled for source in config.load(feeds).sources] == [False, True]
    edit.set_enabled(feeds, "One", True)
    edit.set_enabled(feeds, "Two", False)
    assert feeds.read_text(encoding="utf-8") == HERE


def test_a_source_is_removed_with_nothing_else(feeds: Path) -> None:
    edit.remove(feeds, "Two")
    assert [source.name for source in config.load(feeds).sources] == ["One"]
    assert "# my sources, do not lose this line" in feeds.read_text(encoding="utf-8")
    edit.remove(feeds, "One")
    with pytest.raises(ConfigError, match="no \\[\\[source\\]\\]"):
        config.load(feeds)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda path: edit.add(path, [Source("one", "https://x.example/", "feed")]), ConfigError),
        (lambda path: edit.add(path, [Source("X", "ftp://x.example/", "feed")]), ConfigError),
        (lambda path: edit.set_enabled(path, "Nobody", True), UsageError),
        (lambda path: edit.remove(path, "On"), UsageError),
    ],
)
def test_a_mistake_changes_nothing(feeds: Path, change: object, error: type[Exception]) -> None:
    assert callable(change)
    with pytest.raises(error):
        change(feeds)
    assert feeds.read_text(encoding="utf-8") == HERE
    assert [each.name for each in feeds.parent.iterdir()] == ["feeds.toml"]


@given(st.integers(min_value=60, max_value=10**7))
def test_a_span_is_read_back(seconds: int) -> None:
    text = f'[[source]]\nname = "A"\nurl = "https://a.example/"\nkind = "feed"\nevery = "{edit.span(timedelta(seconds=seconds))}"'
    assert config.parse(text, Path("x")).sources[0].every == timedelta(seconds=seconds)
