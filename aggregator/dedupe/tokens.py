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
# ASCII is folded as bytes, by tables: far quicker than letter by letter. Lower case; everything but letters and digits a space.
_LOWER = bytes(range(256)).lower()
_WORDS = bytes(each if each < 128 and chr(each).isalnum() else ord(" ") for each in _LOWER)
_ASCII_DIGITS = b"0123456789"
# So is, in UTF-8, what is near ASCII. By their first bytes: Latin and Cyrillic letters (U+00C0 to U+017F, U+0400 to U+047F); punctuation
# (U+2000 to U+206F); and what can be a digit other than 0 to 9, or of a script without spaces (from U+0640 on, U+2000 to U+2FFF aside).
_FOLDED = bytes(each if each > 127 or each == ord("_") else _WORDS[each] for each in range(256))
_LETTERS = bytes((*range(0xC0), 0xC3, 0xC4, 0xC5, 0xD0, 0xD1))
_TIMES, _DIVIDED = "×".encode(), "÷".encode()  # they stand among the letters
_PUNCTUATION = re.compile(rb"\xe2[\x80\x81].")
_NEAR = bytes((*range(0xD9), 0xE2))
_COMPATIBLE = tuple(zip("\u00a0，．：；！？（）", " ,.:;!?()", strict=True))  # most usual ones: normalizing what has none is quick
_WORD = re.compile(r"\w+")
_WORD_OR_CHARACTER = re.compile(rf"[^\W{_UNSPACED}]+|[{_UNSPACED}]")
_CHARACTER = re.compile(f"[{_UNSPACED}]")
_DIGITS = re.compile(r"\d+")


def fold(text: str) -> str:
    """Lower case of any script; compatibility forms (full width, ligatures) made plain."""
    if text.isascii():
        return text.lower()
    for form, plain in _COMPATIBLE:
        text = text.replace(form, plain)
    return unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> list[str]:
    """Folded words, and single characters of unspaced scripts, in their order."""
    folded = text if text.isascii() else fold(text)
    if folded.isascii():
        return folded.encode().translate(_WORDS).decode().split()
    raw = _bytes(folded)
    if _far(raw) and _CHARACTER.search(folded):
        return _WORD_OR_CHARACTER.findall(folded)
    parted = _PUNCTUATION.sub(b" ", raw).translate(_FOLDED)
    if parted.translate(None, _LETTERS) or _TIMES in parted or _DIVIDED in parted:
        return _WORD.findall(folded)
    return parted.decode().split()


def unspaced(found: list[str]) -> bool:
    """Is most of it a script that is written without spaces? In: tokens."""
    joined = "".join(found)
    return not joined.isascii() and 2 * len(_CHARACTER.findall(joined)) > len(found)


def pairs(found: list[str]) -> list[str]:
    """Overlapping pairs of neighbouring tokens."""
    return [one + other for one, other in pairwise(found)]


def without_digits(text: str) -> bytes:
    """The folded text less its digits, in UTF-8: "3 comments" and "12 comments" are the same furniture."""
    if text.isascii():
        return text.encode().translate(_LOWER, _ASCII_DIGITS)
    folded = fold(text)
    raw = _bytes(folded)
    return _bytes(_DIGITS.sub("", folded)) if _far(raw) else raw.translate(None, _ASCII_DIGITS)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _far(raw: bytes) -> bool:
    """May there be digits other than 0 to 9, or a script without spaces, in this UTF-8?"""
    return bool(raw.translate(None, _NEAR))
