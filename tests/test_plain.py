"""Plain text out of what strangers send."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import plain

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two \t words\n", "two words"),
        ("\x1b[31mred\x1b]8;;http://evil.example/\x07link", "[31mred]8;;http://evil.example/link"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("soft\u00adhyphen", "softhyphen"),
        ("line\u2028break", "line break"),
        ("e\u0301", "é"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("莱佛士　医疗", "莱佛士 医疗"),
        ("\ud800", ""),
    ],
)
def test_line(text: str, line: str) -> None:
    assert plain.line(text) == line


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\n b  c \n", "a\n\nb c"),
        ("a\u2029b\x85c\x0bd", "a\nb\nc\nd"),
        ("\x00a\x00", "a"),
    ],
)
def test_block(text: str, block: str) -> None:
    assert plain.block(text) == block


@given(st.text())
def test_nothing_forbidden_is_left_and_twice_is_once(text: str) -> None:
    for function in (plain.line, plain.block):
        once = function(text)
        assert not FORBIDDEN.search(once.replace("\n", ""))
        assert function(once) == once
        assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in plain.line(text)
