"""Do two texts tell different things in the same sentences? In: the own lines of two texts that share passages. Out: yes or no.

A company tells each of its deals in the sentences of the last one: only names and numbers are others.

    one    Lumetrix will equip the clinics of Norrheim, said Sverre Lindqvist.
    other  Lumetrix will equip the hospital of Aveira, said Branca Tavares.      norrheim, sverre, lindqvist | aveira, branca, tavares

A copy has words of its own, too: those of an editor, an agency's opening, a corrected number. But of names and numbers that the
other text never says, its lines hold few, or those of the other text do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.dedupe.terms import background, said

_DIFFERENT = 3.0  # names and numbers on either side, in all ...
_LINES = 2  # ... or one at least, on either side, in so many lines
_USUAL = 1 / 580  # of the documents of the corpus: a word that so many say is no name to this question
_PAIR = 0.5  # a name in a script without spaces makes two or three pairs of characters that are unusual
_ALIKE = 0.5  # share of the shorter line's terms that two lines of one template have in common, at least
_LINES_MOST = 60
_LONG = 16  # characters: what is longer without a space may hold a name in its midst


@dataclass(frozen=True, slots=True)
class _Line:
    terms: frozenset[str]
    telling: frozenset[str]


def filled_differently(one: Sequence[str], other: Sequence[str]) -> bool:
    """Do lines that are alike name, on either side, what the other text does not? Symmetric but for the order of equally like lines."""
    first, second = one[:_LINES_MOST], other[:_LINES_MOST]
    if not (_foreign(first, second) and _foreign(second, first)):
        return False  # nearly always: then the lines are not laid side by side
    here, there = [_line(each) for each in first], [_line(each) for each in second]
    said_here, said_there = (frozenset().union(*(each.terms for each in lines)) for lines in (here, there))
    pairs = [(line, max(there, key=lambda each: len(each.terms & line.terms))) for line in here]
    only = [(line.telling - said_there, like.telling - said_here) for line, like in pairs if _like(line, like)]
    if sum(min(map(_weight, each)) >= 1 for each in only) >= _LINES:
        return True
    return bool(only) and min(_weight(frozenset().union(*each)) for each in zip(*only, strict=True)) >= _DIFFERENT


def _foreign(one: Sequence[str], other: Sequence[str]) -> bool:
    """May the first have enough names and numbers that the other has not? A quick look."""
    own = set(one).difference(other)  # a line that both have tells nothing
    only = frozenset(" ".join(own).split()).difference(" ".join(other).split()) if own else ()
    telling = {word: found for word in only if not word[0].islower() or len(word) >= _LONG if (found := _line(word).telling)}
    lines = sum(not telling.keys().isdisjoint(line.split()) for line in one if line in own) if telling else 0
    return lines >= _LINES or _weight(frozenset().union(*telling.values())) >= _DIFFERENT


def _line(text: str) -> _Line:
    """Telling are numbers, and what is written like a name (or in letters that have no capitals) and is no usual word of our trade."""
    found = list(said(text))
    known, usual = background().frequency.get, background().documents * _USUAL
    telling = (term for term, name in found if term[0] == "n" or ((name or not term[2].islower()) and known(term, 0) < usual))
    return _Line(frozenset(term for term, _ in found), frozenset(telling))


def _like(one: _Line, other: _Line) -> bool:
    return len(one.terms & other.terms) >= _ALIKE * max(1, min(len(one.terms), len(other.terms)))


def _weight(terms: Iterable[str]) -> float:
    return sum(_PAIR if len(each) == 4 and each >= "w:\u0e00" else 1.0 for each in terms)
