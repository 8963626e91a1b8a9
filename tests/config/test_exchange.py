"""Registers in and out: what goes out as OPML or CSV comes back the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.config import exchange
from aggregator.errors import UsageError
from aggregator.model import Selectors
from tests.config.test_edit import WHOLE

PLAIN = replace(WHOLE, selectors=Selectors())
OPML = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<opml version="1.0"><head><title>Mine &x;</title></head><body>
<outline text="Trade press"><outline text="A &amp; B" type="rss" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/>
<outline title="Only a title" xmlUrl="https://b.example/rss"/></outline>
<outline text="No address"/>
<outline text="A &amp; B" xmlUrl="https://c.example/rss"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def test_csv_comes_back_the_same() -> None:
    good, bad = exchange.checked(exchange.from_csv(exchange.to_csv([PLAIN])))
    assert (good, bad) == ((PLAIN,), ())


def test_opml_comes_back_with_what_it_can_carry() -> None:
    (source,), bad = exchange.checked(exchange.from_opml(exchange.to_opml([PLAIN]).encode()))
    assert not bad
    assert (source.name, source.url, source.kind, source.category, source.language, source.country) == (
        PLAIN.name, PLAIN.url, PLAIN.kind, PLAIN.category, PLAIN.language, PLAIN.country,
    )  # fmt: skip


def test_opml_of_others() -> None:
    good, bad = exchange.checked(exchange.from_opml(OPML), taken=["only a TITLE"])
    assert [(source.name, source.url, source.category) for source in good] == [
        ("A & B", "https://a.example/feed", "Trade press"),
        ("Only a title (2)", "https://b.example/rss", "Trade press"),
        ("A & B (2)", "https://c.example/rss", None),
    ]
    assert len(bad) == 1
    assert bad[0].startswith("bad: url: not an address")


@pytest.mark.parametrize("content", [b"", b"<html/>", b"\x00\x01", b'{"a": 1}'])
def test_what_is_no_opml_is_told(content: bytes) -> None:
    with pytest.raises(UsageError, match="no OPML"):
        list(exchange.from_opml(content))


def test_csv_of_others() -> None:
    text = "\ufeffName,URL,Enabled,Colour,keywords\nA,https://a.example/,no,red,x| y \n,,,,\nB,https://b.example/,,,\n"
    good, bad = exchange.checked(exchange.from_csv(text))
    assert not bad
    assert [(source.name, source.enabled, source.keywords, source.kind) for source in good] == [
        ("A", False, ("x", "y"), "feed"),
        ("B", True, (), "feed"),
    ]
    with pytest.raises(UsageError, match="name and url"):
        list(exchange.from_csv("a,b\n1,2\n"))
