"""What the sequence model sees of a token. In: lines of tokens with what is known about the document; out: sightings.

A sighting has two halves, both plain values, so that their scores can be kept: the word as such (`word_features`) and its
spot: a tuple of marks from small sets (`marks`), turned into features by `spot_features`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from aggregator.tag.words import words

_FOLDER = Path(__file__).parent
_SIGNS = re.compile("[\u3005-\u303a\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")
CONNECTORS = words("connectors")


@cache
def heads() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Head words of the trade with their kinds (the first kind that lists a word counts), and endings of compounds."""
    whole: dict[str, str] = {}
    endings: dict[str, str] = {}
    for line in (_FOLDER / "heads.txt").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            kind, _, rest = line.partition(" ")
            for word in rest.split("|"):
                (endings if word.startswith("-") else whole).setdefault(word.lstrip("-"), kind)
    return whole, tuple(endings.items())


@cache
def given_names() -> frozenset[str]:
    """Common given and family names, as printed."""
    lines = (_FOLDER / "given_names.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


@lru_cache(maxsize=50_000)
def shape(form: str) -> str:
    """How a word is printed: Xx, XX, X, xX, xx, 9, a sign of which script, or the mark itself."""
    first = form[0]
    if not first.isalnum():
        return form
    if _SIGNS.match(first):
        return (
            "k"
            if "\u30a0" <= first <= "\u30ff"
            else "h"
            if "\u3040" <= first <= "\u309f"
            else "g"
            if first >= "\uac00"
            else "t"
            if first < "\u1000"
            else "c"
        )
    if first.isdigit():
        return "9"
    if not first.isupper():
        return "xX" if first.islower() and any(c.isupper() for c in form) else "xx" if first.islower() else "a"
    if len(form) == 1:
        return "X"
    return "XX" if form.isupper() else "XxX" if any(c.isupper() for c in form[1:]) else "Xx"


def word_features(form: str) -> tuple[str, ...]:
    """Features of a word wherever it stands."""
    low = form.lower()
    look = shape(form)
    found = [f"w={low}", f"s={look}"]
    if len(look) <= 3 and form[0].isalpha() and not _SIGNS.match(form[0]):
        found.append(f"s={look}{min(len(form), 9)}")
        found += [f"e2={low[-2:]}", f"e3={low[-3:]}", f"e4={low[-4:]}", f"b3={low[:3]}", f"b4={low[:4]}"]
        kind = _kind(low)
        if kind:
            found += ["h", f"h={kind}", f"h={kind}{look}"]
        if form in given_names():
            found.append("given")
    return tuple(found)


def narrow_features(form: str) -> tuple[str, ...]:
    """The few features of a word that are looked at from two tokens away."""
    low = form.lower()
    found = [f"w={low}", f"s={shape(form)}"]
    if form[0].isalpha() and _kind(low):
        found.append("h")
    return tuple(found)


@lru_cache(maxsize=50_000)
def _kind(low: str) -> str | None:
    whole, endings = heads()
    kind = whole.get(low)
    if kind or len(low) < 6:
        return kind
    return next((kind for ending, kind in endings if low.endswith(ending) and len(low) > len(ending)), None)


@lru_cache(maxsize=50_000)
def kind_of(form: str) -> str | None:
    """The kind of organisation that this head word shows, or None."""
    return _kind(form.lower())
