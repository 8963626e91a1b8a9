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

from aggregator.tag.features import CONNECTORS, given_names, heads, kind_of, shape
from aggregator.tag.geography import Spot
from aggregator.tag.phrases import Phrases, unspaced
from aggregator.tag.register import Named
from aggregator.tag.tokens import Token

Marks = tuple[str, ...]
_CAPITAL = frozenset(("Xx", "XX", "X", "XxX", "xX", "9"))
_JOINING = frozenset("-&'’./+")
_ENDS = frozenset('.!?:;|•–—“„"»')
_ABBREVIATION = 4
_LARGE = 200


def marks(text: str, lines: list[list[Token]], language: str | None, names: Iterable[Named], places: Iterable[Spot]) -> list[list[Marks]]:
    """The marks of every token of every line."""
    register = _spread((n.start, n.end, "S" if n.sure else "A") for n in names)
    place = _spread((p.start, p.end, _place_mark(p)) for p in places)
    head = _spread(_head_hits(text))
    script = _script(language)
    nothing = "-"
    found: list[list[Marks]] = []
    last = len(lines) - 1
    every = [_runs(line) for line in lines]
    document = _document(lines, every)
    for number, (line, runs) in enumerate(zip(lines, every, strict=True)):
        where = "T" if number == 0 else "L" if number == 1 else "Z" if number >= last - 1 and number > 2 else "M"
        style = where + _style(line)
        found.append(
            [
                (
                    register.get(t.start, nothing),
                    place.get(t.start, nothing),
                    head.get(t.start, nothing),
                    run,
                    style,
                    document.get(t.start, nothing),
                    script + ("_" if t.spaced else ""),
                )
                for t, run in zip(line, runs, strict=True)
            ]
        )
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


def _style(line: list[Token]) -> str:
    words = [t.form for t in line if t.form[0].isalpha() and len(t.form) > 3]
    if len(words) < 3:
        return "s"
    capital = sum(word[0].isupper() for word in words) / len(words)
    return "U" if all(word.isupper() for word in words) else "C" if capital > 0.8 else "c" if capital > 0.5 else "n"


def _runs(line: list[Token]) -> list[str]:
    """For each token its place in its run of capitals (connectors and joining marks may stand inside)."""
    result = ["o"] * len(line)
    at, size = 0, len(line)
    while at < size:
        if shape(line[at].form) not in _CAPITAL or not line[at].form[0].isalpha():
            at += 1
            continue
        end = last = at + 1
        while end < size:
            form = line[end].form
            if shape(form) in _CAPITAL:
                if line[end - 1].form == "." and line[end].spaced and len(line[end - 2].form) > _ABBREVIATION:
                    break
                last = end + 1
            elif not (form in CONNECTORS or (form in _JOINING and not line[end].spaced)) or end - last >= 3:
                break
            end += 1
        _mark_run(line, at, last, result)
        at = last
    return result


def _mark_run(line: list[Token], start: int, end: int, result: list[str]) -> None:
    words = [t.form for t in line[start:end] if t.form[0].isalpha()]
    capital = [word for word in words if shape(word) in _CAPITAL] or words
    heads_in = any(kind_of(word) for word in capital)
    last_head = bool(kind_of(line[end - 1].form))
    person = capital[0] in given_names() and not heads_in
    sort = "p" if person else "H" if last_head else "h" if heads_in else "-"
    length = min(len(capital), 4)
    for at in range(start, end):
        place = "S" if end - start == 1 else "B" if at == start else "E" if at == end - 1 else "M"
        inner = "" if shape(line[at].form) in _CAPITAL else "j"
        result[at] = f"{place}{inner}{length}{sort}{'0' if start == 0 else '.' if line[start - 1].form in _ENDS else ''}"


def _document(lines: list[list[Token]], runs: list[list[str]]) -> dict[int, str]:
    """Marks of the whole document: seen in small letters, how often capital within a sentence, acronym, expansion of one, part of
    a person's name, beginning of a name with a head word."""
    small = {t.form for line in lines for t in line if t.form.islower()}
    inner = Counter(
        t.form for line in lines[1:] for at, t in enumerate(line) if at and t.form[0].isupper() and line[at - 1].form not in '.!?:|"“'
    )
    defined, spelled = _acronyms(lines)
    persons, headed = _kinds_of_runs(lines, runs)
    found = {}
    for line in lines:
        for t in line:
            if t.form[0].isupper():
                mark = "l" if t.form.lower() in small else ""
                count = inner[t.form]
                mark += "0" if count == 0 else "1" if count == 1 else "2" if count < 4 else "4"
                mark += "A" if t.form in defined else "x" if t.start in spelled else ""
                mark += "P" if t.form in persons else "H" if t.form in headed else ""
                found[t.start] = mark
            elif t.start in spelled:
                found[t.start] = "x"
    return found


def _kinds_of_runs(lines: list[list[Token]], runs: list[list[str]]) -> tuple[set[str], set[str]]:
    """Words of runs that begin with a given name (surnames), and first words of runs of several words that hold a head."""
    persons: set[str] = set()
    headed: set[str] = set()
    for line, marks_ in zip(lines, runs, strict=True):
        for t, run in zip(line, marks_, strict=True):
            if run[-1:] == "p" or run[-2:-1] == "p":
                persons.add(t.form)
            elif run[0] == "B" and ("H" in run or "h" in run):
                headed.add(t.form)
    return persons, headed


def _acronyms(lines: list[list[Token]]) -> tuple[set[str], set[int]]:
    """Acronyms in brackets after the words they stand for, and the starts of the tokens of those words."""
    defined: set[str] = set()
    spelled: set[int] = set()
    for line in lines:
        for at, t in enumerate(line):
            if t.form in "((" and at + 2 < len(line) and line[at + 2].form in "))" and shape(line[at + 1].form) in ("XX", "XxX"):
                words = _expansion(line, at, line[at + 1].form)
                if words:
                    defined.add(line[at + 1].form)
                    spelled.update(word.start for word in words)
    return defined, spelled


def _expansion(line: list[Token], bracket: int, acronym: str) -> list[Token]:
    """The words before the bracket whose initials spell the acronym, connectors skipped or counted."""
    letters = [c.lower() for c in acronym if c.isupper()]
    at = bracket - 1
    while at >= 0 and letters and bracket - at < 16:
        form = line[at].form
        if form[0].lower() == letters[-1] and (form[0].isupper() or form in CONNECTORS or form[0].islower()):
            letters.pop()
        elif form[0].isalpha() and form not in CONNECTORS and not form[0].isupper():
            return []
        at -= 1
    return line[at + 1 : bracket] if not letters else []
