"""Plain text out of what strangers send."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import plain

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u115f\u1160\u200b\u202a-\u202e\u2066-\u2069\u2028\u2029\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufffe\uffff\U000e0000-\U000e0fff]"
)


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
        ("a\u3164\u115f\u034f\ufe0fb\U000e0100", "ab"),
        ("x\ufffe\uffff\U0001fffey\ufdd0", "xy"),
        ("a" + "\u0316\u0301" * 4, "\u00e1" + "\u0316" * 4 + "\u0301" * 3),
        ("Z" + "\u0316" * 40, "Z" + "\u0316" * plain.MOST_MARKS),
        ("😀" * 12 + "…" * 12, "😀" * 12 + "…" * 12),
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


@pytest.mark.parametrize("function", [plain.line, plain.block, plain.tidy])
def test_marks_that_pile_up_cost_little(function: Callable[[str], str]) -> None:
    """Putting 300,000 marks in order took 20 s: their number squared."""
    began = time.process_time()
    assert len(function("Z" + "\u0301\u0316" * 150_000)) <= plain.MOST_MARKS + 1
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("markup", "thin"),
    [
        ("<p>Z" + "&#x301;" * 40 + "</p>", "<p>Z" + "\u0301" * plain.MOST_MARKS + "</p>"),
        ("<p>Z" + "&#769;&#x0316" * 20 + "</p>", "<p>Z" + "\u0301\u0316" * (plain.MOST_MARKS // 2) + "</p>"),
        ("<p>Z" + "\u0301" * 40 + "</p>", "<p>Z" + "\u0301" * plain.MOST_MARKS + "</p>"),
        ("&#60;" * 40, "&#60;" * 40),
        ("&#060;" + "&#x301;" * 40, "&lt;" + "\u0301" * plain.MOST_MARKS),
        ("&#21307;" * 40, "&#21307;" * 40),
    ],
)
def test_marks_are_thinned_however_they_are_written(markup: str, thin: str) -> None:
    assert plain.thinned(markup) == thin


@given(st.lists(st.sampled_from(["\\", "\\\\", r"\ud83d", r"\uDE00", r"\u00e9", "d83d", "a"]), max_size=8))
def test_json_never_gives_half_a_character(parts: list[str]) -> None:
    written = f'"{"".join(parts)}"'
    try:
        meant = json.loads(written)
    except ValueError:
        return
    assert json.loads(plain.paired(written)) == meant.encode("utf-8", "ignore").decode()


@given(st.text())
def test_nothing_forbidden_is_left_and_twice_is_once(text: str) -> None:
    for function in (plain.line, plain.block):
        once = function(text)
        assert not FORBIDDEN.search(once.replace("\n", ""))
        assert function(once) == once
        assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in plain.line(text)


@given(st.text("ab医", max_size=5), st.text("ab医", max_size=5))
def test_what_both_begin_with(one: str, other: str) -> None:
    shared = plain.beginning(one, other)
    assert one.startswith(shared)
    assert other.startswith(shared)
    assert one == other or one[len(shared) :][:1] != other[len(shared) :][:1]


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("\x00\x1c\x1f\x7f\x85\u200b\u202e\u2028\u0301\u0302\u0345\ud800\udc00a b\n")),
        max_size=80,
    )
)
def test_what_is_left_out_is_what_the_rules_say(text: str) -> None:
    """Looking through the doubtful signs alone gives what looking through all of them gives."""
    assert plain._bare(text) == plain._PILE.sub(plain._spared, plain._CONTROLS.sub("", text))
    assert plain.block(text) == plain.block("\n".join(plain.line(line) for line in re.split("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]", text)))
