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
from collections.abc import Iterable
from functools import cache
from itertools import pairwise, repeat

from aggregator.tag.features import heads
from aggregator.tag.geography import Spot
from aggregator.tag.looks import Look
from aggregator.tag.phrases import Phrases, unspaced
from aggregator.tag.register import Named
from aggregator.tag.tokens import Line

Marks = tuple[str, ...]
_NOTHING = "-"
_JOINING = frozenset("-&'’./+")
_ENDS = frozenset('.!?:;|•–—“„"»')
_BEFORE_CAPITALS = frozenset('.!?:|"')  # behind these a capital says nothing
_ABBREVIATION = 4
_LARGE = 200


def marks(text: str, lines: list[Line], language: str | None, names: Iterable[Named], places: Iterable[Spot]) -> list[list[Marks]]:
    """The marks of every token of every line."""
    told = (
        _spread((n.start, n.end, "S" if n.sure else "A") for n in names),
        _spread((p.start, p.end, _place_mark(p)) for p in places),
        _spread(_head_hits(text)),
    )
    script = _script(language)
    last = len(lines) - 1
    every = [_runs(line) for line in lines]
    document = _document(lines, every)
    found: list[list[Marks]] = []
    for number, (line, runs) in enumerate(zip(lines, every, strict=True)):
        where = "T" if number == 0 else "L" if number == 1 else "Z" if number >= last - 1 and number > 2 else "M"
        register, place, head = (map(each.get, line.starts, repeat(_NOTHING)) for each in told)
        scripts = [script + "_" if spaced else script for spaced in line.spaced]
        about = map(document.get, line.starts, repeat(_NOTHING))
        found.append(list(zip(register, place, head, runs, repeat(where + _style(line)), about, scripts, strict=False)))
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
    rules = {meaning.rule for meaning in spot.meanings}
    mark = next((mark for rule, mark in (("name", "n"), ("nationality", "t"), ("region", "r")) if rule in rules), "c")
    return mark if mark != "c" else "cL" if max(m.population for m in spot.meanings) >= _LARGE else "cs"


@cache
def head_phrases() -> tuple[Phrases, list[str]]:
    """Head words that are no single words of a spaced script, as phrases, and the kind of each."""
    chosen = {word: kind for word, kind in heads()[0].items() if " " in word or unspaced(word[0]) or word[0] >= "\u0590"}
    return Phrases(chosen), list(chosen.values())


def _head_hits(text: str) -> list[tuple[int, int, str]]:
    phrases, kinds = head_phrases()
    return [(hit.start, hit.end, kinds[hit.phrase][:4]) for hit in phrases.find(text)]


def _script(language: str | None) -> str:
    return language if language in ("en", "fr", "de", "es", "ko", "ja", "pt", "zh", "ar") else "o"


def _style(line: Line) -> str:
    words = [look for look in line.looks if look.long and look.letter]
    if len(words) < 3:
        return "s"
    capital = sum(look.upper for look in words) / len(words)
    return "U" if all(look.form.isupper() for look in words) else "C" if capital > 0.8 else "c" if capital > 0.5 else "n"


def _runs(line: Line) -> list[str]:
    """For each token its place in its run of capitals (connectors and joining marks may stand inside)."""
    result = ["o"] * len(line)
    done = 0
    for at, look in enumerate(line.looks):
        if at >= done and look.capital and look.letter:
            done = _run_end(line, at)
            _mark_run(line, at, done, result)
    return result


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


def _mark_run(line: Line, start: int, end: int, result: list[str]) -> None:
    run = line.looks[start:end]
    words = [look for look in run if look.letter]
    capital = [look for look in words if look.capital] or words
    heads_in = any(look.kind for look in capital)
    person = capital[0].given and not heads_in
    sort = "p" if person else "H" if run[-1].kind else "h" if heads_in else "-"
    tail = f"{min(len(capital), 4)}{sort}{'0' if start == 0 else '.' if line.looks[start - 1].form in _ENDS else ''}"
    for at, look in enumerate(run, start):
        place = "S" if len(run) == 1 else "B" if at == start else "E" if at == end - 1 else "M"
        result[at] = f"{place}{tail}" if look.capital or look.shape == "9" else f"{place}j{tail}"


def _document(lines: list[Line], runs: list[list[str]]) -> dict[int, str]:
    """Marks of the whole document: seen in small letters, how often capital within a sentence, acronym, expansion of one, part of
    a person's name, beginning of a name with a head word."""
    small = {look.form for line in lines for look in line.looks if look.small}
    inner = Counter(
        look.form for line in lines[1:] for before, look in pairwise(line.looks) if look.upper and before.form not in _BEFORE_CAPITALS
    )
    defined, spelled = _acronyms(lines)
    persons, headed = _kinds_of_runs(lines, runs)
    found = dict.fromkeys(spelled, "x")
    for line in lines:
        for look, start in zip(line.looks, line.starts, strict=True):
            if look.upper:
                form, count = look.form, inner[look.form]
                mark = "l" if look.low in small else ""
                mark += "0" if count == 0 else "1" if count == 1 else "2" if count < 4 else "4"
                mark += "A" if form in defined else "x" if start in spelled else ""
                mark += "P" if form in persons else "H" if form in headed else ""
                found[start] = mark
    return found


def _kinds_of_runs(lines: list[Line], runs: list[list[str]]) -> tuple[set[str], set[str]]:
    """Words of runs that begin with a given name (surnames), and first words of runs of several words that hold a head."""
    persons: set[str] = set()
    headed: set[str] = set()
    for line, places in zip(lines, runs, strict=True):
        for look, run in zip(line.looks, places, strict=True):
            if run == "o":
                continue
            if run[-1] == "p" or run[-2] == "p":
                persons.add(look.form)
            elif run[0] == "B" and ("H" in run or "h" in run):
                headed.add(look.form)
    return persons, headed


def _acronyms(lines: list[Line]) -> tuple[set[str], set[int]]:
    """Acronyms in brackets after the words they stand for, and the starts of the tokens of those words."""
    defined: set[str] = set()
    spelled: set[int] = set()
    for line in lines:
        looks = line.looks
        for at in range(len(looks) - 2):
            if looks[at].form == "(" and looks[at + 2].form == ")" and looks[at + 1].shape in ("XX", "XxX"):
                words = _expansion(looks, at, looks[at + 1].form)
                if words:
                    defined.add(looks[at + 1].form)
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
