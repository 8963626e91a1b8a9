"""Which passages two texts share. In: the wording of their own lines. Out: how much of the shorter text stands in both.

A copy keeps whole passages, however it is trimmed, reworded and framed: word after word in the same order, with small gaps.
Texts of one trade share phrases, sentences even, but not what stands before and after them. So shingles (four words) that both
have are strung together where they follow each other in both texts, and only strings of some length count.

    one    a b c d e X f g h i j …        shared shingles at like distances in both: one passage, X is a gap
    other  … a b c d e Y f g h i j

What many articles say in the very same words (`postings`) is furniture however long it is: such a passage hardly counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from aggregator.dedupe.bounds import POSTINGS_CUT
from aggregator.dedupe.shingles import Wording

Placed = tuple[int, int]  # where in a text a shingle stands

PASSAGE = 24  # shingles from the first to the last one of a passage, at least: more than a sentence
GAP = 12  # places between two shared shingles of one passage, at most
SHIFT = 3  # places that a gap may be longer in one text than in the other
YOUNG, OLD = 0.5, 0.2  # a passage whose shingles are less rare than this on average (each 1 / postings) counts less in proportion;
GROWN = POSTINGS_CUT + 1  # an archive is old once some shingle of a text has so many postings: until then it knows little of what is usual
BLOCK = 40  # shingles: a line without end is seen in blocks of so many
_BETWEEN = 6  # places left free between two lines: for three words that begin no shingle, and three more than any shift makes up for


@dataclass(frozen=True, slots=True)
class Passages:
    """`length`: how many shingles of the shorter text lie in shared passages, less for usual ones; `places`: in how many of its lines
    (or blocks)."""

    length: float = 0.0
    places: int = 0


def passages(one: Wording, other: Wording, postings: Mapping[int, int]) -> Passages:
    """Compare two texts. `postings`: how many articles hold a shingle; empty: nothing is known of that."""
    shorter, longer = sorted((one, other), key=lambda text: len(text.numbers))
    usual = YOUNG if max(postings.values(), default=0) < GROWN else OLD
    found = [string for string in _strings(shorter, longer) if _length(string) >= PASSAGE]
    weighed = [(_length(string) * min(1.0, _rarity(string, postings) / usual), string) for string in found]
    return Passages(sum(length for length, _ in weighed), _spread([string for length, string in weighed if length], shorter))


def _length(string: list[Placed]) -> int:
    return string[-1][0] - string[0][0] + 1


def _rarity(string: list[Placed], postings: Mapping[int, int]) -> float:
    """One where nobody but the other text has posted these shingles; the less, the more have."""
    known = [count for _, each in string if (count := postings.get(each))] if postings else [1]
    return sum(1 / count for count in known) / len(known) if known else 0.0


def _strings(shorter: Wording, longer: Wording) -> Iterator[list[Placed]]:
    """The shared shingles, strung together where they follow each other in both texts."""
    first, repeated = _where(longer)
    string: list[Placed] = []
    last = shift = 0  # where the string ends in the shorter text, and how much further on in the longer one
    for here, each, place in zip(_places(shorter), shorter.numbers, map(first.get, shorter.numbers), strict=True):
        if place is None:
            continue
        if string and (place - here != shift or here - last > GAP):
            onward = _onward(repeated.get(each, (place,)), last + shift, here - last)
            if onward is None:
                yield string
                string = []
            else:
                place = onward
        string.append((here, each))
        last, shift = here, place - here
    if string:
        yield string


def _places(text: Wording) -> Iterator[int]:
    """Where each shingle stands, over the whole text."""
    starts = accumulate(text.lengths, lambda at, length: at + length + _BETWEEN, initial=0)
    return chain.from_iterable(range(at, at + length) for at, length in zip(starts, text.lengths, strict=False))


def _where(text: Wording) -> tuple[dict[int, int], dict[int, list[int]]]:
    """The first place of each shingle, and all places of those few that are repeated."""
    places = list(_places(text))
    first = dict(zip(text.numbers, places, strict=True))
    repeated: dict[int, list[int]] = {}
    if len(first) < len(places):
        first = dict(zip(reversed(text.numbers), reversed(places), strict=True))
        for each, place in zip(text.numbers, places, strict=True):
            if first[each] != place:
                repeated.setdefault(each, [first[each]]).append(place)
    return first, repeated


def _onward(found: Sequence[int], there: int, step: int) -> int | None:
    """The place in the longer text that lies about as far on as in the shorter one. `found`: where the shingle stands, in order."""
    if step > GAP:
        return None
    after = bisect_right(found, there)
    for each in found[after : after + GAP]:
        if -SHIFT <= each - there - step <= SHIFT:
            return each if each - there <= GAP else None
    return None


def _spread(strings: list[list[Placed]], text: Wording) -> int:
    """In how many lines the strings stand; of a single one that goes on for more than two blocks, in how many further blocks."""
    stands = [place for string in strings for place, _ in string]
    parts, at = [], 0
    for length in text.lengths:
        within = stands[bisect_left(stands, at) : bisect_left(stands, at + length)]
        parts += [(at, within)] if within else []
        at += length + _BETWEEN
    if len(parts) != 1:
        return len(parts)
    [(start, within)] = parts
    return max(1, len({(place - start) // BLOCK for place in within}) - 1)
