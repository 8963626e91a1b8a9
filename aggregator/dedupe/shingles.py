"""Shingles of a text as 48-bit numbers. In: the tokens of its lines. Out: one number for each four neighbouring words of a line.

Tabulation hashing (Zobrist 1970): each word has four random numbers, one for each place in a shingle, cut from its BLAKE2b
digest; a shingle is the exclusive or of four of them. Stable over processes, machines and Python versions.

    words      w0          w1          w2          w3          w4
    numbers    a0 b0 c0 d0 a1 b1 c1 d1 a2 b2 c2 d2 a3 b3 c3 d3 a4 b4 c4 d4      of 64 bits each
    shingles   a0 ^ b1 ^ c2 ^ d3,  a1 ^ b2 ^ c3 ^ d4

All of a text are made at once: every fourth number from a0, from b1, from c2 and from d3 on, each row as one long integer. What
spans two lines is cut out of it.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from sys import byteorder

from aggregator.dedupe.bounds import SHINGLE_BITS
from aggregator.dedupe.tokens import pairs, unspaced

_BYTES = SHINGLE_BITS // 8
_PLACES = 4
_ROOM = 8  # bytes of a number in an array
_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Wording:
    """The shingles of a text, in order, repeats kept; `lengths`: how many of them each line has."""

    numbers: array[int]
    lengths: tuple[int, ...]


def digest(text: str | bytes) -> int:
    """A 48-bit number of this very text."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=_BYTES).digest())


def wording(lines: Iterable[list[str]]) -> Wording:
    """The shingles of these lines, given by their tokens: of four words; of eight characters, in a script without spaces."""
    given = [(2, pairs(line)) if unspaced(line) else (1, line) for line in lines]
    numbers, lengths = array("Q"), []
    for step, alike in groupby(given, key=itemgetter(0)):
        rows = [words for _, words in alike]
        whole, at = _windows(list(chain.from_iterable(rows)), step), 0
        for words in rows:
            length = max(0, len(words) - (_PLACES - 1) * step)
            numbers += whole[at : at + length]
            lengths.append(length)
            at += len(words)
    return Wording(numbers, tuple(lengths))


def _windows(words: list[str], step: int) -> array[int]:
    """One number for each word and the three that follow it, each a step further on."""
    found, count = array("Q"), len(words) - (_PLACES - 1) * step
    if count > 0:
        numbers = array("Q", b"".join(map(_numbers.__getitem__, words)))
        a, b, c, d = (_row(numbers, place * (_PLACES * step + 1), count) for place in range(_PLACES))
        found.frombytes((a ^ b ^ c ^ d).to_bytes(_ROOM * count, byteorder))
    return found


def _row(numbers: array[int], start: int, count: int) -> int:
    """Every fourth of the numbers, as one long integer."""
    return int.from_bytes(numbers[start : start + _PLACES * count : _PLACES].tobytes(), byteorder)


class _Numbers(dict[str, bytes]):
    """The four numbers of each word, side by side as an array holds them; remembered."""

    def __missing__(self, word: str) -> bytes:
        if len(self) > _REMEMBERED:
            self.clear()
        raw = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=_PLACES * _BYTES).digest()
        cut = (int.from_bytes(raw[at : at + _BYTES]) for at in range(0, _PLACES * _BYTES, _BYTES))
        self[word] = found = b"".join(each.to_bytes(_ROOM, byteorder) for each in cut)
        return found


_numbers = _Numbers()
