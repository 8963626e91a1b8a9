"""Which passages two texts share. In: the words of their own lines, in order. Out: how much of the shorter text stands in both.

A copy keeps whole passages, however it is trimmed, reworded and framed: word after word in the same order, with small gaps.
Texts of one trade share phrases, sentences even, but not what stands before and after them. So windows of four words that both
have are strung together where they follow each other in both texts, and only strings of some length count.

    one    a b c d e X f g h i j …        shared windows at like distances in both: one passage, X is a gap
    other  … a b c d e Y f g h i j

What many articles say in the very same words (`postings`) is furniture however long it is: such a passage hardly counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aggregator.dedupe.bounds import POSTINGS_CUT
from aggregator.dedupe.shingles import Window, shingle, windows

Lines = Sequence[list[str]]
Placed = tuple[int, Window]  # where in a text a window stands

PASSAGE = 24  # windows from the first to the last one of a passage, at least: more than a sentence
GAP = 12  # places between two shared windows of one passage, at most
SHIFT = 3  # places that a gap may be longer in one text than in the other
YOUNG, OLD = 0.5, 0.2  # a passage whose shingles are less rare than this on average (each 1 / postings) counts less in proportion;
GROWN = POSTINGS_CUT + 1  # an archive is old once some shingle of a text has so many postings: until then it knows little of what is usual
BLOCK = 40  # windows: a line without end is seen in blocks of so many
_BETWEEN = 3  # places left free between two lines: as many windows as would have spanned both
_FOUND_MOST = 4  # places of one window in the longer text that are looked at


@dataclass(frozen=True, slots=True)
class Passages:
    """`length`: how many windows of the shorter text lie in shared passages, less for usual ones; `places`: in how many of its lines
    (or blocks)."""

    length: float = 0.0
    places: int = 0


def passages(one: Lines, other: Lines, postings: Mapping[int, int]) -> Passages:
    """Compare two texts by the words of their lines. `postings`: how many articles hold a shingle; empty: nothing is known of that."""
    shorter, longer = sorted((one, other), key=lambda lines: sum(map(len, lines)))
    usual = YOUNG if max(postings.values(), default=0) < GROWN else OLD
    found = [string for string in _strings(_numbered(shorter), _places(longer)) if _length(string) >= PASSAGE]
    weighed = [(_length(string) * min(1.0, _rarity(string, postings) / usual), string) for string in found]
    return Passages(sum(length for length, _ in weighed), _spread([string for length, string in weighed if length], shorter))


def _length(string: list[Placed]) -> int:
    return string[-1][0] - string[0][0] + 1


def _rarity(string: list[Placed], postings: Mapping[int, int]) -> float:
    """One where nobody but the other text has posted these shingles; the less, the more have."""
    known = [postings[each] for _, window in string if (each := shingle(window)) in postings] if postings else [1]
    return sum(1 / count for count in known) / len(known) if known else 0.0


def _numbered(lines: Lines) -> Iterator[Placed]:
    """The windows over the whole text."""
    at = 0
    for line in lines:
        yield from enumerate(windows(line), at)
        at += len(line) + _BETWEEN


def _places(lines: Lines) -> dict[Window, list[int]]:
    where: dict[Window, list[int]] = {}
    for place, each in _numbered(lines):
        where.setdefault(each, []).append(place)
    return where


def _strings(text: Iterator[Placed], where: Mapping[Window, list[int]]) -> Iterator[list[Placed]]:
    """The shared windows, strung together where they follow each other in both texts."""
    string: list[Placed] = []
    there = 0
    for here, each in text:
        found = where.get(each)
        if not found:
            continue
        onward = _onward(found, there, here - string[-1][0]) if string else None
        if onward is None:
            if string:
                yield string
            string, onward = [], found[0]
        string.append((here, each))
        there = onward
    if string:
        yield string


def _onward(found: list[int], there: int, step: int) -> int | None:
    """The place in the longer text that lies about as far on as in the shorter one."""
    if step > GAP:
        return None
    for each in found[:_FOUND_MOST]:
        if 0 < each - there <= GAP and -SHIFT <= each - there - step <= SHIFT:
            return each
    return None


def _spread(strings: list[list[Placed]], lines: Lines) -> int:
    """In how many lines the strings stand; of a single one that goes on for more than two blocks, in how many further blocks."""
    stands = sorted(place for string in strings for place, _ in string)
    parts, at = [], 0
    for line in lines:
        blocks = {(place - at) // BLOCK for place in stands[bisect_left(stands, at) : bisect_left(stands, at + len(line))]}
        parts += [blocks] if blocks else []
        at += len(line) + _BETWEEN
    return max(1, len(parts[0]) - 1) if len(parts) == 1 else len(parts)
