"""What stands around the run of capitals of a token, and how far a head word is where nothing is spaced or capital.

In: lines of tokens; out: for each token a tuple of features, the same for all tokens of a run but for their place in it.

    … the drug maker  Acme-Beta Bio  said …        F first word, L last word, P word before, A word after; with their classes
    … University  of  Leeds …                      J what joins two runs, with what it joins
    … 由 上海市第一人民医院 与 …                      N the head word ahead in the same stretch, O the one behind, and how far
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from aggregator.tag import looks
from aggregator.tag.looks import Look
from aggregator.tag.spots import head_phrases
from aggregator.tag.tokens import Line

Features = tuple[str, ...]
ALONE, FIRST, LATER = 0, 1, 2
_TELLING_BEFORE = frozenset(("firm", "person", "with", "product"))
_TELLING_BEHIND = frozenset(("says", "'s", "legal", "firm", "product", "person", "(", "event", "law"))
_GLUE = frozenset("-&'’./+")
_FAR = 16
_BUCKETS = (0, 1, 2, 3, 4, 4, 6, 6, 6, 9, 9, 9, 9, 13, 13, 13, 13)
_STRETCH = frozenset('與与和及跟の、，,。.;；:：()（）「」『』“”"!?！？|은는이가과와을를')


class Run(NamedTuple):
    """Tokens from `begin` to `end`, the words before and behind them, and the sorts of the next ones there."""

    begin: int
    end: int
    before: Look
    after: Look
    before_that: str
    after_that: str


class Sight(NamedTuple):
    """Features, and the tokens that they are seen from, each with its slot."""

    features: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def sights(lines: Sequence[Line]) -> list[list[Sight]]:
    """For every line what its tokens see around them."""
    every = [_cores(line) for line in lines]
    told = _document(lines, every)
    return [_line(line, cores, told) for line, cores in zip(lines, every, strict=True)]


def _cores(line: Line) -> list[Run]:
    """Runs of capital words, joined by marks without blanks; no connectors in them."""
    found: list[Run] = []
    edged = [*line.looks, *[looks.look("^")] * 2]  # what is asked for before the first one is the last one here
    done = 0
    for at in line.naming:
        if at >= done and line.looks[at].capital:
            done = _core_end(line, at)
            found.append(Run(at, done, edged[at - 1], _after(edged, done), edged[at - 2].sort, edged[done + 1].sort))
    return found


def _core_end(line: Line, start: int) -> int:
    """Where the run that begins here ends."""
    words, spaced, end = line.looks, line.spaced, start + 1
    while end < len(words):
        look = words[end]
        if look.capital and not (spaced[end] and words[end - 1].form == "." and words[end - 2].long):
            end += 1
        elif look.form in _GLUE and _glued(line, end):
            end += 2
        else:
            break
    return end


def _glued(line: Line, at: int) -> bool:
    """Does this mark join a capital word to the one before it?"""
    if at + 1 == len(line) or not line.looks[at + 1].capital:
        return False
    form = line.looks[at].form
    return (form == "&" or not line.spaced[at]) and not (form == "'" and line.looks[at + 1].form == "s")


def _after(edged: list[Look], end: int) -> Look:
    """The word behind a run; a possessive counts as one word."""
    word = edged[end]
    return looks.look("'s") if word.form == "'" and edged[end + 1].form == "s" else word


def _document(lines: Sequence[Line], every: Sequence[list[Run]]) -> dict[str, Features]:
    """For the first word of runs what stands beside any of them: the classes of the words before and behind."""
    found: dict[str, set[str]] = defaultdict(set)
    for line, cores in zip(lines, every, strict=True):
        for begin, end, before, after, _, _ in cores:
            form, last = line.looks[begin].form, line.looks[end - 1].sort
            if before.sort in _TELLING_BEFORE:
                found[form].add(f"GP{before.sort}")
            if after.sort in _TELLING_BEHIND:
                found[form].add(f"GA{after.sort}")
            if end - begin > 1 and len(last) > 3:
                found[form].add(f"GL{last}")
    return {form: tuple(sorted(marks)) for form, marks in found.items()}


def _line(line: Line, cores: list[Run], told: dict[str, Features]) -> list[Sight]:
    words = line.looks
    found = [_run(line, core, told.get(words[core.begin].form, ())) for core in cores]
    for left, right in pairwise(cores):
        if 0 < right.begin - left.end <= 2 and all(look.connector or look.form == "," for look in words[left.end : right.begin]):
            places = ((at, ALONE) for at in range(left.end, right.begin))
            found.append(Sight(_joint(line, left, right), (*places, (right.begin, FIRST))))
    uncased = [at for at in line.naming if words[at].uncased]
    return found + _plain(line, uncased) if uncased else found


def _run(line: Line, run: Run, told: Features) -> Sight:
    begin, end, before, after, before_that, after_that = run
    first, last = line.looks[begin], line.looks[end - 1]
    size = min(4, [look.capital for look in line.looks[begin:end]].count(True)) if end - begin > 1 else 1
    head, left, right = f"{last.sort}{size}", before.sort, after.sort
    features = (
        f"F={first.low}",
        f"L={last.low}",
        f"P={before.low}",
        f"A={after.low}",
        f"LS={head}",
        f"PS={left}",
        f"AS={right}",
        f"PA={left}|{right}",
        f"LA={last.sort}|{right}",
        f"PL={left}|{head}",
        f"P2={before_that}",
        f"A2={after_that}",
        *told,
    )
    return Sight(features, ((begin, FIRST if end - begin > 1 else ALONE), *[(at, LATER) for at in range(begin + 1, end)]))


def _joint(line: Line, left: Run, right: Run) -> Features:
    words = line.looks
    word = "+".join([look.low for look in words[left.end : right.begin]])
    one, two, first = words[left.end - 1], words[right.end - 1].sort, words[left.begin].sort
    sizes = f"{min(3, left.end - left.begin)}{min(3, right.end - right.begin)}"
    return (f"J={word}|{one.sort}|{two}", f"J1={word}|{one.low}", f"J2={word}|{two}", f"J3={word}|{first}|{two}", f"J4={word}{sizes}")


def _plain(line: Line, uncased: list[int]) -> list[Sight]:
    """How far ahead and behind the next head word is, no mark or particle in between; for scripts without capitals."""
    begins, ends = _heads(line)
    last = len(line) - 1
    back = _distances(line.forms, begins)
    front = _distances(line.forms[::-1], {last - at: kind for at, kind in ends.items()})[::-1]
    forms = ["^", "^", *line.forms, "$", "$"]
    found = []
    for at in uncased:
        one, two, three, four, five = forms[at : at + 5]
        far = (f"N={front[at]}", f"O={back[at]}", f"N={front[at]}|{back[at]}")
        found.append(Sight((*far, f"3={two}{three}{four}", f"2<{one}{two}", f"2>{four}{five}"), ((at, ALONE),)))
    return found


def _distances(forms: Sequence[str], heads: dict[int, str]) -> list[str]:
    """For each token how far behind it the last head word or end of a stretch is, and which."""
    found, kind, far = [], "", _FAR + 1
    for at, form in enumerate(forms):
        if at in heads:
            kind, far = heads[at], 0
        elif form in _STRETCH:
            kind, far = form, 0
        found.append(f"{kind}{_BUCKETS[far]}" if far <= _FAR else "")
        far += 1
    return found


def _heads(line: Line) -> tuple[dict[int, str], dict[int, str]]:
    """The kinds of head words by the number of their first and of their last token."""
    text, starts, ends = "", {}, {}
    for at, (form, spaced) in enumerate(zip(line.forms, line.spaced, strict=True)):
        text += " " if spaced else ""
        starts[len(text)] = at
        text += form
        ends[len(text)] = at
    phrases, kinds = head_phrases()
    hits = [hit for hit in phrases.find(text) if hit.start in starts and hit.end in ends]
    return {starts[hit.start]: kinds[hit.phrase][:4] for hit in hits}, {ends[hit.end]: kinds[hit.phrase][:4] for hit in hits}
