"""What a register gives, and how a name out of one becomes usable."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aggregator import plain
from aggregator.model import Organisation
from aggregator.reference.names import fold, legal_forms

LONGEST = 200  # characters of a name
MOST_NAMES = 40  # names of one organisation

_END = re.compile(r"[\s,]+(\S+)$")


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation of a register. `types`: what the register calls its kind, in small letters; `active`: it exists still."""

    organisation: Organisation
    types: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Unusable:
    """A row that holds no organisation: which one, and why."""

    where: str
    why: str


def usable(name: object) -> str:
    """A name as one line of ordinary length; nothing where it is none."""
    text = plain.line(name[: 4 * LONGEST]) if isinstance(name, str) else ""
    return text if 1 < len(text) <= LONGEST and any(each.isalpha() for each in text) and fold(text) else ""


def several(names: Iterable[object], but: str = "") -> tuple[str, ...]:
    """The usable ones of these names, each once, without that one."""
    found = dict.fromkeys(filter(None, map(usable, names)))
    found.pop(but, None)
    return tuple(found)[:MOST_NAMES]


def spoken(name: str) -> str:
    """A legal name as people write it: its legal form gone, capitals as in a name where it is all in capitals."""
    forms, _ = legal_forms()
    short = name
    while (last := _END.search(short)) and fold_word(last[1]) in forms:
        short = short[: last.start()].rstrip(" ,")
    short = short if fold(short) else name
    return _titled(short) if short.isupper() else short


def fold_word(word: str) -> str:
    """A word as the list of legal forms has it."""
    return word.casefold().replace(".", "").strip("(),")


def _titled(name: str) -> str:
    """Capital letters only where words begin; short words stay, for they may be initials."""
    small = _table()["names"]["small"]
    words = name.split(" ")
    return " ".join(
        each.lower() if at and each.lower() in small else each if len(each) <= _INITIALS else each.title().replace("'S", "'s")
        for at, each in enumerate(words)
    )


_INITIALS = 3


def kind_of(types: Iterable[str], name: str = "") -> str | None:
    """Our kind for a register's types, or else for a word of the name; None where neither says."""
    by_type = next((kind for each in types for kind, known in _table()["types"].items() if each in known), None)
    folded = f" {fold(name)} "
    by_word = next((kind for kind, words in _words() if words.search(folded)), None)
    return by_word or by_type


@cache
def _words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Our kinds, each with the beginnings of words (or, in scripts without spaces, the letters) that show it."""
    found = ((kind, (re.escape(each if not each.isascii() else f" {each}") for each in words)) for kind, words in _table()["words"].items())
    return tuple((kind, re.compile("|".join(words))) for kind, words in found)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    return found
