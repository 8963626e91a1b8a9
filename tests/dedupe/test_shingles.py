from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe import bounds
from aggregator.dedupe.shingles import digest, wording
from aggregator.dedupe.tokens import tokens

PINNED = 172965736402252
CHINESE = "青山医院与海华医疗集团昨日在南平签署协议"
WORDS = st.lists(st.sampled_from(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]), max_size=30)


def shingles(words: list[str]) -> list[int]:
    """Of a single line."""
    return wording([words]).numbers.tolist()


def test_values_never_change() -> None:
    """What archives hold was made with these very numbers: a change here would blind them."""
    assert digest("a hospital") == 40138053672884
    assert shingles(["alpha", "beta", "gamma", "delta"]) == [PINNED]


def test_the_same_in_another_process() -> None:
    code = "from aggregator.dedupe.shingles import wording; print(wording(['alpha beta gamma delta'.split()]).numbers[0])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "77"})
    assert int(answer.stdout) == PINNED


@given(WORDS)
def test_one_for_each_four_words(words: list[str]) -> None:
    found = shingles(words)
    assert len(found) == max(0, len(words) - 3)
    assert all(0 <= each < 1 << bounds.SHINGLE_BITS for each in found)


@given(WORDS, WORDS)
def test_a_part_keeps_its_shingles(words: list[str], more: list[str]) -> None:
    assert set(shingles(words)) <= set(shingles([*words, *more]))


def test_order_of_words_counts() -> None:
    assert shingles(["a", "b", "c", "d"]) != shingles(["b", "a", "c", "d"])
    assert shingles(["a", "a", "b", "b"]) != shingles(["b", "b", "a", "a"])


@pytest.mark.parametrize("text", [CHINESE, "病院と大学が連携協定を結びました", "โรงพยาบาลลงนามข้อตกลงความร่วมมือ"])
def test_unspaced_scripts_by_eight_characters(text: str) -> None:
    found = tokens(text)
    assert len(shingles(found)) == len(found) - 7
    assert set(shingles(found[3:])) <= set(shingles(found))


_LINES = st.lists(st.one_of(WORDS, st.sampled_from([tokens(CHINESE), tokens("病院と大学が連携協定を結びました"), ["医"]])), max_size=6)


@given(_LINES)
def test_a_text_has_the_shingles_of_its_lines(lines: list[list[str]]) -> None:
    """None that spans two lines, whatever scripts follow each other; in the order of the lines."""
    whole = wording(lines)
    assert whole.numbers.tolist() == [each for line in lines for each in shingles(line)]
    assert list(whole.lengths) == [len(shingles(line)) for line in lines]


def by_hand(words: list[str]) -> list[int]:
    """Word by word, as the formula has it."""

    def number(word: str, place: int) -> int:
        raw = hashlib.blake2b(word.encode(), digest_size=24).digest()
        return int.from_bytes(raw[6 * place : 6 * place + 6])

    return [number(a, 0) ^ number(b, 1) ^ number(c, 2) ^ number(d, 3) for a, b, c, d in zip(*(words[at:] for at in range(4)), strict=False)]


@given(WORDS)
def test_long_integers_do_what_the_formula_says(words: list[str]) -> None:
    assert shingles(words) == by_hand(words)
