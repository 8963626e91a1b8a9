"""Shingles of a line as 48-bit numbers. In: the tokens of a line. Out: one number for each four neighbouring words.

Tabulation hashing (Zobrist 1970): each word has four random numbers, one for each place in a shingle, cut from its BLAKE2b
digest; a shingle is the exclusive or of four of them. Stable over processes, machines and Python versions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from aggregator.dedupe.bounds import SHINGLE_BITS
from aggregator.dedupe.tokens import pairs, unspaced

Places = tuple[int, int, int, int]
Window = tuple[str, str, str, str]
_BYTES = SHINGLE_BITS // 8
_REMEMBERED = 200_000
_places: dict[str, Places] = {}


def digest(text: str) -> int:
    """A 48-bit number of this very text."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest())


def windows(found: list[str]) -> Iterable[Window]:
    """Each four neighbouring words (pairs of characters, eight in a row, where words are not spaced), in order: what a shingle is made of.

    `found`: the line's tokens.
    """
    if unspaced(found):
        two = pairs(found)
        return zip(two, two[2:], two[4:], two[6:], strict=False)
    return zip(found, found[1:], found[2:], found[3:], strict=False)


def shingles(found: list[str]) -> list[int]:
    """One number for each of the `windows`, in order, repeats kept."""
    if unspaced(found):
        places = _numbers(pairs(found))
        return [a[0] ^ b[1] ^ c[2] ^ d[3] for a, b, c, d in zip(places, places[2:], places[4:], places[6:], strict=False)]
    places = _numbers(found)
    return [a[0] ^ b[1] ^ c[2] ^ d[3] for a, b, c, d in zip(places, places[1:], places[2:], places[3:], strict=False)]


def shingle(window: Window) -> int:
    """The number of one window."""
    a, b, c, d = _numbers(window)
    return a[0] ^ b[1] ^ c[2] ^ d[3]


def _numbers(words: Iterable[str]) -> list[Places]:
    known = _places
    if len(known) > _REMEMBERED:
        known.clear()
    return [known.get(word) or _learn(word) for word in words]


def _learn(word: str) -> Places:
    raw = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4 * _BYTES).digest()
    first, second, third, fourth = (int.from_bytes(raw[at : at + _BYTES]) for at in range(0, 4 * _BYTES, _BYTES))
    _places[word] = (first, second, third, fourth)
    return _places[word]
