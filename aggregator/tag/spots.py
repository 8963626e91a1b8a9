"""The marks of every token: what register, places, neighbours and the whole document say about it.

In: text, its lines of tokens, its language, names of the register and places in it; out: one tuple of short marks a token.

    register  -, or B/I + S(ure)/A(mbiguous)        place    -, or B/I + n(ame) t(nationality) r(egion) c(ity)
    head      -, or B/I + kind: a head of several words, or one in a script without spaces
    run       place in a run of capitals, its length, whether it holds a head word or a given name
    paper     the run's place: title, lead, body, tail; after or before what
    document  how often the word stands capital or small elsewhere; acronyms and their expansions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from aggregator.tag.features import heads
from aggregator.tag.geography import Spot
from aggregator.tag.looks import Look
from aggregator.tag.phrases import Phrases, unspaced
from aggregator.tag.register import Named
from aggregator.tag.tokens import Line

Marks = tuple[str, ...]
Capitals = list[tuple[int, Look]]  # the words of a line that begin with a capital, each with its number
_NOTHING, _OUTSIDE = "-", "o"
_ACRONYMS = frozenset(("XX", "XxX"))
_JOINING = frozenset("-&'’./+")
_ENDS = frozenset('.!?:;|•–—“„"»')
_BEFORE_CAPITALS = frozenset('.!?:|"')  # behind these a capital says nothing
_ABBREVIATION = 4
_LARGE = 200


@dataclass(frozen=True, slots=True)
class _Runs:
    """What the runs of capitals tell: the mark of each of their tokens, by its start; words of runs that begin with a given name
    (surnames), and first words of runs of several words that hold a head."""

    marks: dict[int, str] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    headed: set[str] = field(default_factory=set)


def marks(text: str, lines: list[Line], language: str | None, names: Iterable[Named], places: Iterable[Spot]) -> list[list[Marks]]:
    """The marks of every token of every line. Of most there is nothing to say but where they stand: they share one tuple."""
    register = _spread((n.start, n.end, "S" if n.sure else "A") for n in names)
    place = _spread((p.start, p.end, _place_mark(p)) for p in places)
    head = _spread(_head_hits(text))
    runs = _runs(lines)
    document = _document(lines, runs)
    told = {*register, *place, *head, *runs.marks, *document}
    named, placed, headed, run, about = register.get, place.get, head.get, runs.marks.get, document.get
    last = len(lines) - 1
    found: list[list[Marks]] = []
    for number, line in enumerate(lines):
        where = "T" if number == 0 else "L" if number == 1 else "Z" if number >= last - 1 and number > 2 else "M"
        style, scripts = where + _style(line), _scripts(language)
        plain = [(_NOTHING, _NOTHING, _NOTHING, _OUTSIDE, style, _NOTHING, script) for script in scripts]
        spots: list[Marks] = [plain[each] for each in line.spaced]
        for at, start in enumerate(line.starts):
            if start in told:
                known = named(start, _NOTHING), placed(start, _NOTHING), headed(start, _NOTHING)
                spots[at] = (*known, run(start, _OUTSIDE), style, about(start, _NOTHING), scripts[line.spaced[at]])
        found.append(spots)
    return found


def spot_features(spot: Marks) -> tuple[str, ...]:
    """Features made of the marks."""
    register, place, head, run, style, document, script = spot
    single = (f"R{register}", f"P{place}", f"H{head}", f"U{run}", f"Y{style}", f"D{document}", f"S{script}")
    names = (f"RU{register}{run}", f"RD{register}{document}", f"RY{register}{style}", f"SR{script}{register}")
    runs = (f"PU{place}{run}", f"UY{run}{style}", f"DU{document}{run[:2]}")
    return (*single, *names, *runs, f"SH{script}{head}", f"HP{head}{place}")


def near_features(spot: Marks) -> tuple[str, ...]:
    """Features of the marks of a neighbour."""
    register, place, head, run, _, document, _ = spot
    return (f"R{register}", f"P{place}", f"H{head}", f"U{run}", f"D{document}")


def _spread(spans: Iterable[tuple[int, int, str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start, end, mark in spans:
        found.update(dict.fromkeys(range(start + 1, end), "I" + mark))
        found[end - 1] = "E" + mark
        found[start] = "B" + mark
    return found


def _place_mark(spot: Spot) -> str:
    rules = spot.told.rules
    mark = "n" if "name" in rules else "t" if "nationality" in rules else "r" if "region" in rules else ""
    return mark or ("cL" if max([meaning.population for meaning in spot.meanings]) >= _LARGE else "cs")


@cache
def head_phrases() -> tuple[Phrases, list[str]]:
    """Head words that are no single words of a spaced script, as phrases, and the kind of each."""
    chosen = {word: kind for word, kind in heads()[0].items() if " " in word or unspaced(word[0]) or word[0] >= "\u0590"}
    return Phrases(chosen), list(chosen.values())


def _head_hits(text: str) -> list[tuple[int, int, str]]:
    phrases, kinds = head_phrases()
    return [(hit.start, hit.end, kinds[hit.phrase][:4]) for hit in phrases.find(text)]


def _scripts(language: str | None) -> tuple[str, str]:
    """The mark of the language, for tokens without and with white space before them."""
    script = language if language in ("en", "fr", "de", "es", "ko", "ja", "pt", "zh", "ar") else "o"
    return script, script + "_"


def _style(line: Line) -> str:
    words = [look for look in line.looks if look.long and look.letter]
    if len(words) < 3:
        return "s"
    capital = sum(look.upper for look in words) / len(words)
    return "U" if all(look.form.isupper() for look in words) else "C" if capital > 0.8 else "c" if capital > 0.5 else "n"


def _runs(lines: list[Line]) -> _Runs:
    """For each token of a run of capitals its place in it (connectors and joining marks may stand inside)."""
    found = _Runs()
    for line in lines:
        done = 0
        for at in line.naming:
            if at >= done and (look := line.looks[at]).capital and look.letter:
                done = _run_end(line, at)
                _mark_run(line, at, done, found)
    return found


def _run_end(line: Line, start: int) -> int:
    """Where the run that begins here ends."""
    looks, spaced = line.looks, line.spaced
    last = start + 1
    for at in range(last, len(looks)):
        look = looks[at]
        if look.capital or look.shape == "9":
            if looks[at - 1].form == "." and spaced[at] and len(looks[at - 2].form) > _ABBREVIATION:
                break
            last = at + 1
        elif not (look.connector or (look.form in _JOINING and not spaced[at])) or at - last >= 3:
            break
    return last


def _mark_run(line: Line, start: int, end: int, found: _Runs) -> None:
    run = line.looks[start:end]
    words = [look for look in run if look.capital and look.letter]
    heads_in = [look for look in words if look.kind]
    sort = "p" if words[0].given and not heads_in else "H" if run[-1].kind else "h" if heads_in else "-"
    tail = f"{min(len(words), 4)}{sort}{'0' if start == 0 else '.' if line.looks[start - 1].form in _ENDS else ''}"
    if sort == "p":
        found.persons.update([look.form for look in run])
    if len(run) == 1:
        found.marks[line.starts[start]] = f"S{tail}"
        return
    if heads_in or sort == "H":
        found.headed.add(run[0].form)
    for at in range(start + 1, end - 1):
        look = line.looks[at]
        found.marks[line.starts[at]] = f"M{tail}" if look.capital or look.shape == "9" else f"Mj{tail}"
    found.marks[line.starts[start]], found.marks[line.starts[end - 1]] = f"B{tail}", f"E{tail}"


def _document(lines: list[Line], runs: _Runs) -> dict[int, str]:
    """Marks of the whole document: seen in small letters, how often capital within a sentence, acronym, expansion of one, part of
    a person's name, beginning of a name with a head word."""
    small = {look.form for line in lines for look in line.looks if look.small}
    capitals = [[(at, look) for at, look in enumerate(line.looks) if look.upper] for line in lines]
    inner = Counter(_inner(lines[1:], capitals[1:]))
    defined, spelled = _acronyms(lines, capitals)
    found = dict.fromkeys(spelled, "x")
    for line, each in zip(lines, capitals, strict=True):
        for at, look in each:
            form, start, count = look.form, line.starts[at], inner[look.form]
            mark = "l" if look.low in small else ""
            mark += "0" if count == 0 else "1" if count == 1 else "2" if count < 4 else "4"
            mark += "A" if form in defined else "x" if start in spelled else ""
            mark += "P" if form in runs.persons else "H" if form in runs.headed else ""
            found[start] = mark
    return found


def _inner(lines: list[Line], capitals: list[Capitals]) -> Iterator[str]:
    """Capital words within a sentence."""
    for line, each in zip(lines, capitals, strict=True):
        looks = line.looks
        for at, look in each:
            if at and looks[at - 1].form not in _BEFORE_CAPITALS:
                yield look.form


def _acronyms(lines: list[Line], capitals: list[Capitals]) -> tuple[set[str], set[int]]:
    """Acronyms in brackets after the words they stand for, and the starts of the tokens of those words."""
    defined: set[str] = set()
    spelled: set[int] = set()
    for line, each in zip(lines, capitals, strict=True):
        looks, last = line.looks, len(line) - 1
        for at, look in each:
            if look.shape in _ACRONYMS and 0 < at < last and looks[at - 1].form == "(" and looks[at + 1].form == ")":
                words = _expansion(looks, at - 1, look.form)
                if words:
                    defined.add(look.form)
                    spelled.update(line.starts[words.start : words.stop])
    return defined, spelled


def _expansion(looks: list[Look], bracket: int, acronym: str) -> range:
    """The words before the bracket whose initials spell the acronym, connectors skipped or counted."""
    letters = [c.lower() for c in acronym if c.isupper()]
    at = bracket - 1
    while at >= 0 and letters and bracket - at < 16:
        look = looks[at]
        if look.form[0].lower() == letters[-1] and (look.upper or look.connector or look.form[0].islower()):
            letters.pop()
        elif look.letter and not look.connector and not look.upper:
            return range(0)
        at -= 1
    return range(at + 1, bracket) if not letters else range(0)
