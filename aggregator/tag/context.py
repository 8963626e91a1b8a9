"""What stands around the run of capitals of a token, and how far a head word is where nothing is spaced or capital.

In: lines of tokens; out: for each token a tuple of features, the same for all tokens of a run but for their place in it.

    … the drug maker  Acme-Beta Bio  said …        F first word, L last word, P word before, A word after; with their classes
    … University  of  Leeds …                      J what joins two runs, with what it joins
    … 由 上海市第一人民医院 与 …                      N the head word ahead in the same stretch, O the one behind, and how far
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from aggregator.tag.features import CONNECTORS, kind_of, shape
from aggregator.tag.spots import head_phrases
from aggregator.tag.tokens import Token

Features = tuple[str, ...]
Run = tuple[int, int]
NOTHING: Features = ()
ALONE, FIRST, LATER = 0, 1, 2
_CAPITAL = frozenset(("Xx", "XX", "X", "XxX", "xX"))
_PLAIN = frozenset(("a", "c", "h", "k", "g", "t"))
_GLUE = frozenset("-&'’./+")
_FAR = 16
_BUCKETS = (0, 1, 2, 3, 4, 4, 6, 6, 6, 9, 9, 9, 9, 13, 13, 13, 13)
_STRETCH = frozenset('與与和及跟の、，,。.;；:：()（）「」『』“”"!?！？|은는이가과와을를')


@cache
def _classes() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in Path(__file__).with_name("classes.txt").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            for word in rest.split("|"):
                found.setdefault(word, name)
    return found


@lru_cache(maxsize=20_000)
def sort_of(form: str) -> str:
    """What sort of word this is: head of a kind, a class, a mark as such, or by how it is printed."""
    low = form.lower()
    kind = kind_of(form)
    if kind:
        return kind[:4]
    found = _classes().get(low)
    return found or (shape(form) if form[0].isalnum() else form)


class Sight(NamedTuple):
    """Features, and the tokens that they are seen from, each with its slot."""

    features: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def sights(lines: Sequence[list[Token]]) -> list[list[Sight]]:
    """For every line what its tokens see around them."""
    every = [_cores(line) for line in lines]
    told = _document(lines, every)
    return [_line(line, cores, told) for line, cores in zip(lines, every, strict=True)]


def _cores(line: list[Token]) -> list[Run]:
    """Runs of capital words, joined by marks without blanks; no connectors in them."""
    found: list[Run] = []
    at, size = 0, len(line)
    while at < size:
        if shape(line[at].form) not in _CAPITAL:
            at += 1
            continue
        end = at + 1
        while end < size:
            token = line[end]
            if shape(token.form) in _CAPITAL and not (line[end - 1].form == "." and token.spaced and len(line[end - 2].form) > 3):
                end += 1
            elif (
                token.form in _GLUE
                and end + 1 < size
                and (not token.spaced or token.form == "&")
                and shape(line[end + 1].form) in _CAPITAL
                and not (token.form in "'’" and line[end + 1].form == "s")
            ):
                end += 2
            else:
                break
        found.append((at, end))
        at = end
    return found


def _word(line: list[Token], at: int) -> str:
    return line[at].form if 0 <= at < len(line) else "^"


def _after(line: list[Token], end: int) -> str:
    """The word behind a run; a possessive counts as one word."""
    if _word(line, end) in "'’" and _word(line, end + 1) == "s":
        return "'s"
    return _word(line, end)


def _document(lines: Sequence[list[Token]], every: Sequence[list[Run]]) -> dict[str, Features]:
    """For the first word of runs what stands beside any of them: the classes of the words before and behind."""
    found: dict[str, set[str]] = {}
    for line, cores in zip(lines, every, strict=True):
        for begin, end in cores:
            marks = found.setdefault(line[begin].form, set())
            before, after = sort_of(_word(line, begin - 1)), _after(line, end)
            if before in ("firm", "person", "with", "product"):
                marks.add(f"GP{before}")
            behind = after if after == "'s" else sort_of(after)
            if behind in ("says", "'s", "legal", "firm", "product", "person", "(", "event", "law"):
                marks.add(f"GA{behind}")
            last = sort_of(line[end - 1].form)
            if end - begin > 1 and len(last) > 3:
                marks.add(f"GL{last}")
    return {form: tuple(sorted(marks)) for form, marks in found.items()}


def _line(line: list[Token], cores: list[Run], told: dict[str, Features]) -> list[Sight]:
    found = [_run(line, core, told.get(line[core[0]].form, NOTHING)) for core in cores]
    for left, right in pairwise(cores):
        between = line[left[1] : right[0]]
        if 0 < len(between) <= 2 and all(token.form in CONNECTORS or token.form == "," for token in between):
            places = ((at, ALONE) for at in range(left[1], right[0]))
            found.append(Sight(_joint(line, left, right), (*places, (right[0], FIRST))))
    if any(shape(token.form) in _PLAIN for token in line):
        found += _plain(line)
    return found


def _run(line: list[Token], run: Run, told: Features) -> Sight:
    begin, end = run
    first, last = line[begin].form, line[end - 1].form
    before, after = _word(line, begin - 1), _after(line, end)
    size = min(4, sum(shape(line[at].form) in _CAPITAL for at in range(begin, end)))
    head, left, right = sort_of(last), sort_of(before), after if after == "'s" else sort_of(after)
    features = (
        f"F={first.lower()}",
        f"L={last.lower()}",
        f"P={before.lower()}",
        f"A={after.lower()}",
        f"LS={head}{size}",
        f"PS={left}",
        f"AS={right}",
        f"PA={left}|{right}",
        f"LA={head}|{right}",
        f"PL={left}|{head}{size}",
        f"P2={sort_of(_word(line, begin - 2))}",
        f"A2={sort_of(_word(line, end + 1))}",
        *told,
    )
    places = ((begin, ALONE),) if end - begin == 1 else ((begin, FIRST), *((at, LATER) for at in range(begin + 1, end)))
    return Sight(features, places)


def _joint(line: list[Token], left: Run, right: Run) -> Features:
    word = "+".join(token.form for token in line[left[1] : right[0]]).lower()
    last = line[left[1] - 1].form
    one, two, first = sort_of(last), sort_of(line[right[1] - 1].form), sort_of(line[left[0]].form)
    sizes = f"{min(3, left[1] - left[0])}{min(3, right[1] - right[0])}"
    return (f"J={word}|{one}|{two}", f"J1={word}|{last.lower()}", f"J2={word}|{two}", f"J3={word}|{first}|{two}", f"J4={word}{sizes}")


def _plain(line: list[Token]) -> list[Sight]:
    """How far ahead and behind the next head word is, no mark or particle in between; for scripts without capitals."""
    begins, ends = _heads(line)
    back, front = _distances(line, begins), _distances(line[::-1], {len(line) - 1 - at: kind for at, kind in ends.items()})[::-1]
    forms = ["^", "^", *(token.form for token in line), "$", "$"]
    found = []
    for at, token in enumerate(line):
        if shape(token.form) in _PLAIN:
            one, two, three, four, five = forms[at : at + 5]
            far = (f"N={front[at]}", f"O={back[at]}", f"N={front[at]}|{back[at]}")
            found.append(Sight((*far, f"3={two}{three}{four}", f"2<{one}{two}", f"2>{four}{five}"), ((at, ALONE),)))
    return found


def _distances(line: list[Token], heads: dict[int, str]) -> list[str]:
    """For each token how far behind it the last head word or end of a stretch is, and which."""
    found, kind, far = [], "", _FAR + 1
    for at, token in enumerate(line):
        if at in heads:
            kind, far = heads[at], 0
        elif token.form in _STRETCH:
            kind, far = token.form, 0
        found.append(f"{kind}{_BUCKETS[far]}" if far <= _FAR else "")
        far += 1
    return found


def _heads(line: list[Token]) -> tuple[dict[int, str], dict[int, str]]:
    """The kinds of head words by the number of their first and of their last token."""
    text, starts, ends = "", {}, {}
    for at, token in enumerate(line):
        text += " " if token.spaced else ""
        starts[len(text)] = at
        text += token.form
        ends[len(text)] = at
    phrases, kinds = head_phrases()
    hits = [hit for hit in phrases.find(text) if hit.start in starts and hit.end in ends]
    return {starts[hit.start]: kinds[hit.phrase][:4] for hit in hits}, {ends[hit.end]: kinds[hit.phrase][:4] for hit in hits}
