"""Words of a line in any script. In: text. Out: tokens of which shingles are made, each the same on every machine.

Spaced scripts give folded words. Scripts written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) give overlapping
pairs of characters, so that four steps of two characters make a shingle of eight, about as long as four words.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"  # Han
)
_PLAIN = "".join(each if each.isalnum() else " " for each in map(chr, range(128)))
_WORD = re.compile(r"\w+")
_WORD_OR_CHARACTER = re.compile(rf"[^\W{_UNSPACED}]+|[{_UNSPACED}]")
_CHARACTER = re.compile(f"[{_UNSPACED}]")
_DIGITS = re.compile(r"\d+")
_NO_DIGITS = str.maketrans("", "", "0123456789")


def fold(text: str) -> str:
    """Lower case of any script; compatibility forms (full width, ligatures) made plain."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> list[str]:
    """Folded words, and single characters of unspaced scripts, in their order."""
    folded = fold(text)
    if folded.isascii():
        return folded.translate(_PLAIN).split()
    return (_WORD_OR_CHARACTER if _CHARACTER.search(folded) else _WORD).findall(folded)


def unspaced(found: list[str]) -> bool:
    """Is most of it a script that is written without spaces? In: tokens."""
    joined = "".join(found)
    return not joined.isascii() and 2 * len(_CHARACTER.findall(joined)) > len(found)


def pairs(found: list[str]) -> list[str]:
    """Overlapping pairs of neighbouring tokens."""
    return [one + other for one, other in pairwise(found)]


def without_digits(text: str) -> str:
    """The text less its digits: "3 comments" and "12 comments" are the same furniture."""
    return text.translate(_NO_DIGITS) if text.isascii() else _DIGITS.sub("", text)
