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
Run = tuple[int, int]
ALONE, FIRST, LATER = 0, 1, 2
_TELLING_BEFORE = frozenset(("firm", "person", "with", "product"))
_TELLING_BEHIND = frozenset(("says", "'s", "legal", "firm", "product", "person", "(", "event", "law"))
_GLUE = frozenset("-&'’./+")
_FAR = 16
_BUCKETS = (0, 1, 2, 3, 4, 4, 6, 6, 6, 9, 9, 9, 9, 13, 13, 13, 13)
_STRETCH = frozenset('與与和及跟の、，,。.;；:：()（）「」『』“”"!?！？|은는이가과와을를')


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
    done = 0
    for at, look in enumerate(line.looks):
        if look.capital and at >= done:
            done = _core_end(line, at)
            found.append((at, done))
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


def _word(line: Line, at: int) -> Look:
    return line.looks[at] if 0 <= at < len(line) else looks.look("^")


def _after(line: Line, end: int) -> Look:
    """The word behind a run; a possessive counts as one word."""
    word = _word(line, end)
    return looks.look("'s") if word.form == "'" and _word(line, end + 1).form == "s" else word


def _document(lines: Sequence[Line], every: Sequence[list[Run]]) -> dict[str, Features]:
    """For the first word of runs what stands beside any of them: the classes of the words before and behind."""
    found: dict[str, set[str]] = defaultdict(set)
    for line, cores in zip(lines, every, strict=True):
        for begin, end in cores:
            marks = found[line.looks[begin].form]
            before, behind, last = _word(line, begin - 1).sort, _after(line, end).sort, line.looks[end - 1].sort
            if before in _TELLING_BEFORE:
                marks.add(f"GP{before}")
            if behind in _TELLING_BEHIND:
                marks.add(f"GA{behind}")
            if end - begin > 1 and len(last) > 3:
                marks.add(f"GL{last}")
    return {form: tuple(sorted(marks)) for form, marks in found.items()}


def _line(line: Line, cores: list[Run], told: dict[str, Features]) -> list[Sight]:
    found = [_run(line, core, told[line.looks[core[0]].form]) for core in cores]
    for left, right in pairwise(cores):
        between = line.looks[left[1] : right[0]]
        if 0 < len(between) <= 2 and all(look.connector or look.form == "," for look in between):
            places = ((at, ALONE) for at in range(left[1], right[0]))
            found.append(Sight(_joint(line, left, right), (*places, (right[0], FIRST))))
    if any(look.uncased for look in line.looks):
        found += _plain(line)
    return found


def _run(line: Line, run: Run, told: Features) -> Sight:
    begin, end = run
    inner = line.looks[begin:end]
    before, after = _word(line, begin - 1), _after(line, end)
    size = min(4, sum(look.capital for look in inner))
    head, left, right = inner[-1].sort, before.sort, after.sort
    features = (
        f"F={inner[0].low}",
        f"L={inner[-1].low}",
        f"P={before.low}",
        f"A={after.low}",
        f"LS={head}{size}",
        f"PS={left}",
        f"AS={right}",
        f"PA={left}|{right}",
        f"LA={head}|{right}",
        f"PL={left}|{head}{size}",
        f"P2={_word(line, begin - 2).sort}",
        f"A2={_word(line, end + 1).sort}",
        *told,
    )
    places = ((begin, ALONE),) if end - begin == 1 else ((begin, FIRST), *((at, LATER) for at in range(begin + 1, end)))
    return Sight(features, places)


def _joint(line: Line, left: Run, right: Run) -> Features:
    words = line.looks
    word = "+".join(look.low for look in words[left[1] : right[0]])
    one, two, first = words[left[1] - 1], words[right[1] - 1].sort, words[left[0]].sort
    sizes = f"{min(3, left[1] - left[0])}{min(3, right[1] - right[0])}"
    return (f"J={word}|{one.sort}|{two}", f"J1={word}|{one.low}", f"J2={word}|{two}", f"J3={word}|{first}|{two}", f"J4={word}{sizes}")


def _plain(line: Line) -> list[Sight]:
    """How far ahead and behind the next head word is, no mark or particle in between; for scripts without capitals."""
    begins, ends = _heads(line)
    last = len(line) - 1
    back = _distances(line.forms, begins)
    front = _distances(line.forms[::-1], {last - at: kind for at, kind in ends.items()})[::-1]
    forms = ["^", "^", *line.forms, "$", "$"]
    found = []
    for at, look in enumerate(line.looks):
        if look.uncased:
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
