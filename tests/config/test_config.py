"""feeds.toml -> Config: what is read, and how every mistake is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import config
from aggregator.errors import ConfigError

ROOT = Path(__file__).parents[2]
GOOD = '[[source]]\nname = "A"\nurl = "https://a.example/feed"\nkind = "feed"\n'


def parsed(text: str) -> config.Config:
    return config.parse(text, Path("feeds.toml"))


def complaints(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parsed(text)
    assert caught.value.exit_code == 6
    assert caught.value.hint
    return str(caught.value).splitlines()


def test_all_keys_are_read() -> None:
    text = """
timezone = "Asia/Singapore"
[fetch]
contact = "desk@example.org"
pause = 2
deadline = 30.5
max_bytes = 4096
allow_networks = ["127.77.0.0/16"]
[[source]]
name = " Example  Health "
url = "https://www.example.org/news/"
kind = "press_page"
organisation = "Example Health"
country = "gb"
language = "en"
category = "corporate"
every = "6h"
enabled = false
keywords = ["@health", "joint venture"]
remove = [".promo"]
note = "undated"
selectors.entry = "li.news"
selectors.text = "main"
"""
    found = parsed(text)
    (source,) = found.sources
    assert (source.name, source.country, source.every, source.enabled) == ("Example Health", "GB", timedelta(hours=6), False)
    assert source.keywords == ("@health", "joint venture")
    assert (source.selectors.entry, source.selectors.text, source.selectors.remove) == ("li.news", "main", (".promo",))
    assert found.enabled == ()
    assert found.timezone == "Asia/Singapore"
    assert (found.limits.pause, found.limits.deadline, found.limits.max_bytes) == (2.0, 30.5, 4096)
    assert found.limits.allow_networks == ("127.77.0.0/16",)
    assert "desk@example.org" in found.limits.user_agent


def test_the_user_agent_always_names_the_program_and_a_contact() -> None:
    assert parsed(GOOD).limits.user_agent.startswith("aggregator/")
    assert "@" in parsed(GOOD).limits.user_agent
    assert (
        parsed('[fetch]\nuser_agent = "news-desk/2 (+https://example.org)"\n' + GOOD).limits.user_agent
        == "news-desk/2 (+https://example.org)"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["feeds.toml: no [[source]] table"]),
        ("timezone = 'UTC'", ["feeds.toml: no [[source]] table"]),
        ("[[source]\nname=", ["feeds.toml: not TOML"]),
        ("\0", ["feeds.toml: not TOML"]),
        (GOOD + "urll = 'x'", ["feeds.toml:5: source 'A', key 'urll': there is no such key"]),
        (GOOD + GOOD.replace('"A"', '" a"'), ["feeds.toml:6: source ' a', key 'name': the name ' a' is taken by an earlier source"]),
        (GOOD.replace("kind", "#"), ["feeds.toml:1: source 'A', key 'kind': is missing"]),
        (GOOD.replace('"feed"', '"carrier pigeon"'), ["feeds.toml:4: source 'A', key 'kind': 'carrier pigeon' is no kind of source"]),
        (GOOD.replace("https", "file"), ["feeds.toml:3: source 'A', key 'url': not an address that begins with http"]),
        (GOOD.replace("https://a.example/feed", "::not a url"), ["feeds.toml:3: source 'A', key 'url': not an address"]),
        (GOOD.replace("//a.example", "//"), ["feeds.toml:3: source 'A', key 'url': not an address"]),
        (GOOD.replace("a.example", "me:secret@a.example"), ["feeds.toml:3: source 'A', key 'url': not an address"]),
        (GOOD.replace("a.example", "a.example:99999"), ["feeds.toml:3: source 'A', key 'url': not an address"]),
        (GOOD + "every = 'soon'", ["feeds.toml:5: source 'A', key 'every': not a span of time"]),
        (GOOD + "every = '1s'", ["feeds.toml:5: source 'A', key 'every': "]),
        (GOOD + "country = 'Atlantis'", ["feeds.toml:5: source 'A', key 'country': 'Atlantis' is no country that we know"]),
        (GOOD + "language = 'English'", ["feeds.toml:5: source 'A', key 'language': "]),
        (GOOD + "enabled = 'yes'", ["feeds.toml:5: source 'A', key 'enabled': "]),
        (GOOD + "keywords = 'health'", ["feeds.toml:5: source 'A', key 'keywords': "]),
        (GOOD + "keywords = ['a', '@wealth']", ["feeds.toml:5: source 'A', key 'keywords.1': '@wealth' is no shipped list"]),
        (GOOD + "selectors.body = 'p'", ["feeds.toml:5: source 'A', key 'selectors.body': there is no such key"]),
        ("[fetch]\nspeed = 1\n" + GOOD, ["feeds.toml:2: [fetch], key 'speed': there is no such key"]),
        ("[fetch]\nallow_networks = ['x']\n" + GOOD, ["feeds.toml:2: [fetch], key 'allow_networks.0': not a network"]),
        ("timezone = 'Mars'\n" + GOOD, ["feeds.toml:1: key 'timezone': 'Mars' is no time zone"]),
        ("source = 3", ["feeds.toml:1: key 'source': "]),
        ("source = [3]", ["feeds.toml:1: source number 1: "]),
        ("colour = 'red'\n" + GOOD, ["feeds.toml:1: key 'colour': there is no such key"]),
    ],
)
def test_a_mistake_is_told_with_file_line_source_and_key(text: str, expected: list[str]) -> None:
    found = complaints(text)
    assert len(found) == len(expected), found
    for line, beginning in zip(found, expected, strict=True):
        assert line.startswith(beginning)


def test_all_mistakes_are_told_at_once() -> None:
    text = "[fetch]\npause = -1\n" + GOOD.replace("https", "ftp") + "urll = 1\n" + GOOD.replace('"feed"', '"pigeon"')
    assert len(complaints(text)) == 5


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, words in ((tmp_path / "none.toml", "there is no such file"), (tmp_path, "a folder"), (binary, "not UTF-8")):
        with pytest.raises(ConfigError, match=words):
            config.load(path)


@given(st.text())
def test_any_text_is_a_configuration_or_a_told_mistake(text: str) -> None:
    told = ""
    try:
        parsed(text)
    except ConfigError as error:
        told = str(error)
    assert not told or told.startswith("feeds.toml")


def test_the_shipped_sources() -> None:
    """At least 150 sources, grouped, some enabled, none twice at the same address."""
    found = config.load(ROOT / "feeds.toml")
    assert len(found.sources) >= 150
    assert 50 <= len(found.enabled) < len(found.sources)
    assert len({source.url for source in found.sources}) == len(found.sources)
    assert {source.category for source in found.sources} == {"wire", "business", "trade", "corporate", "government", "ngo"}


@pytest.mark.parametrize("table", ["[alert]", "[[target]]", "[alerts]", "[notify]"])
def test_targets_of_alerts_are_refused_with_where_they_belong(table: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse(f'{table}\nurl = "mailto://news:hunter22@smtp.example"\n', Path("feeds.toml"))
    assert "alerts.toml (chmod 600)" in caught.value.message
    assert "hunter22" not in caught.value.message
