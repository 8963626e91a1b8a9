"""Which of the found organisations belong to the story. In: a text and the spans of one organisation; out: a probability.

Left out by rule: a ticker with its exchange ("(NYSE: ABC)"), an agency in a dateline or credit ("LONDON (Reuters) -"). The rest is
judged by a small model (`keep` in `models/organisations.json`): how sure the sequence model was, where and how often the name
stands, furniture around it, words beside it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache

from aggregator.tag.features import given_names, kind_of, shape
from aggregator.tag.words import words

LEAD = 400
TAIL = 250
_WORD = re.compile(r"[^\W\d_]+")
_CREDIT = re.compile(r"[)）\]]\s?[-–—:]")
_DATELINE = 60
_GAP = 4
_COLONS = frozenset(":：")
_TICKER = re.compile(r"([\w .]{2,24}?)\s*[:：]\s*$")
Span = tuple[int, int]
Chances = Mapping[Span, float]


def furniture(text: str, span: Span) -> bool:
    """Is this mention a ticker, an exchange beside one, the credit of an agency, or (part of) a programme's name?"""
    start, end = span
    if _programme(text, start, end):
        return True
    surface, before, after = text[start:end], text[max(0, start - 30) : start], text[end : end + 4]
    bracketed = before[-1:] in "(（[" and bool(before)
    if bracketed and _CREDIT.match(after) and start - text.rfind("\n", 0, start) < _DATELINE:
        return True
    if surface in words("exchanges") and (bracketed or after[:1] in ":："):
        return True
    if before.rstrip()[-1:] in _COLONS and shape(surface) in ("XX", "9") and _ticker(before):
        return True
    return surface in words("agencies") and (bracketed or before[-1:] == "/" or after.lstrip()[:1] in ("-", "–", "—", ")", "/"))


def _ticker(before: str) -> bool:
    """Does the name of an exchange and a colon stand right before?"""
    exchange = _TICKER.search(before)
    return exchange is not None and exchange[1].split()[-1:] != [] and exchange[1].split()[-1] in words("exchanges")


@cache
def _programmes() -> dict[str, list[str]]:
    """The programmes by each of their words."""
    found: dict[str, list[str]] = {}
    for name in words("programmes"):
        for word in {*name.split(), name}:
            found.setdefault(word, []).append(name)
    return found


def _programme(text: str, start: int, end: int) -> bool:
    """Does the name of a programme cover this span ("Road Initiative" in "Belt and Road Initiative")?"""
    last = text[start:end].split()[-1]
    for name in _programmes().get(last, ()):
        at = text.find(name, max(0, end - len(name)), start + len(name))
        if 0 <= at <= start and end <= at + len(name):
            return True
    return False


def nameless(text: str, group: Sequence[Span], chances: Chances) -> bool:
    """Is this an acronym in brackets that stands for words which are no organisation: "managed equipment service (MES)"?"""
    start, end = group[0]
    if text[max(0, start - 1) : start] not in ("(", "（") or " " in text[start:end] or shape(text[start:end]) not in ("XX", "XxX"):
        return False
    return not any(0 <= start - after <= _GAP for _, after in chances)


def keep_features(text: str, title: int, group: Sequence[Span], chances: Chances) -> dict[str, float]:
    """What speaks for and against an organisation; `title` is the length of the title."""
    sure = [chances[span] for span in group]
    best = max(sure)
    first, end = group[0]
    surface = max((text[a:b] for a, b in group), key=len)
    found = {
        "best": best,
        "worst": min(sure),
        f"best {int(best * 10)}": 1.0,
        "count": math.log(len(group)),
        f"count {min(len(group), 4)}": 1.0,
    }
    place = "title" if first < title else "lead" if first < title + LEAD else "tail" if first > len(text) - TAIL else "body"
    found[place] = found[f"{place} {min(len(group), 2)}"] = 1.0
    for name, true in _marks(text, first, end, surface):
        if true:
            found[name] = 1.0
    names = _WORD.findall(surface)
    found[f"words {min(len(names), 5)}"] = 1.0
    for word in names:
        found[f"head {kind_of(word) or 'none'}"] = 1.0
    before, after = _WORD.findall(text, max(0, first - 24), first), _WORD.search(text, end, end + 24)
    if before:
        found[f"before {before[-1].lower()}"] = 1.0
    if after:
        found[f"after {after[0].lower()}"] = 1.0
    return found


def _marks(text: str, start: int, end: int, surface: str) -> tuple[tuple[str, bool], ...]:
    begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[begin : stop if stop >= 0 else len(text)]
    return (
        ("bars", "|" in line or " > " in line),
        ("short line", len(line) < 60),
        ("alone", len(line) - len(surface) < 4),
        ("starts line", start == begin),
        ("in bracket", text[max(0, start - 1) : start] in ("(", "（", "[")),
        ("before bracket", text[end : end + 2].strip()[:1] in ("(", "（")),
        ("capitals", surface.isupper()),
        ("given name", surface.split()[0] in given_names()),
        ("other script", surface[0] >= "\u0590"),
        ("mark behind", text[end : end + 1] in ("®", "™")),
    )
