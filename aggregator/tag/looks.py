"""What a word shows wherever it stands. In: a form; out: its Look, made once for each form and kept (bounded).

A token is asked a dozen times how it is printed and what sort of word it is; so the answers are found once a word, not once a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aggregator.tag.features import CONNECTORS, given_names, kind_of, shape
from aggregator.tag.kept import Kept

_CAPITAL = frozenset(("Xx", "XX", "X", "XxX", "xX"))
_UNCASED = frozenset(("a", "c", "h", "k", "g", "t"))
_LONG = 3

# What stands for one mark in print and on web pages is one mark to the models.
_PLAIN = {**dict.fromkeys("’‘ʼ′`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("–—‑−", "-"), **dict.fromkeys("·●▪◦‣", "•")}


@dataclass(slots=True, eq=False)
class Look:
    """A form (a mark in its plain form: ' for ’), in small letters (`low`), how it is printed (`shape`), which kind of organisation it
    shows as a head word, and what sort of word it is. Never changed, though not frozen: that would make the making three times as slow.

    `capital`: printed with a capital; `uncased`: of a script without capitals; `upper`, `letter`: its first sign is a capital, a letter;
    `small`: all in small letters; `long`: of more than three signs; `naming`: a name may begin or end here.
    """

    form: str
    low: str
    shape: str
    kind: str | None
    sort: str
    capital: bool
    uncased: bool
    upper: bool
    letter: bool
    small: bool
    long: bool
    naming: bool
    connector: bool
    given: bool


def _look(printed: str) -> Look:
    form = _PLAIN.get(printed, printed)
    low, how, kind, first = form.lower(), shape(form), kind_of(form), form[0]
    sort = kind[:4] if kind else _classes().get(low) or (how if first.isalnum() else form)
    capital, uncased = how in _CAPITAL, how in _UNCASED
    naming = capital or uncased or kind is not None
    signs = (first.isupper(), first.isalpha(), form.islower(), len(form) > _LONG)
    return Look(form, low, how, kind, sort, capital, uncased, *signs, naming, form in CONNECTORS, form in given_names())


_KEPT = Kept(_look, 50_000)


def look(printed: str) -> Look:
    """The look of a word or mark as printed."""
    return _KEPT[printed]


def looks(printed: Iterable[str]) -> list[Look]:
    """The looks of several."""
    return list(map(_KEPT.__getitem__, printed))


def sort_of(form: str) -> str:
    """What sort of word this is: head of a kind, a class, a mark as such, or by how it is printed."""
    return look(form).sort


@cache
def _classes() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in Path(__file__).with_name("classes.txt").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            for word in rest.split("|"):
                found.setdefault(word, name)
    return found
