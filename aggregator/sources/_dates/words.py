"""The vocabulary of dates (dates.toml) as look-up tables and regular expressions. Words are compared folded."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

# Letters that Unicode does not take apart, and what people type in their place; the Turkish i has two forms.
_TYPED = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "æ": "ae", "đ": "d", "’": "'", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u200f": None}
)
_HAN = {mark: place for place, mark in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_HAN_DATE = re.compile("([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号號]")


def fold(text: str) -> str:
    """The text without case, accents and width, with ASCII digits: "１０ Février" and "10 FEVRIER" become the same."""
    if text.isascii():
        return text.casefold()
    text = _HAN_DATE.sub(_western, unicodedata.normalize("NFKC", text))
    parts = unicodedata.normalize("NFD", text.casefold().translate(_TYPED))
    bare = "".join(each for each in parts if unicodedata.category(each) not in ("Mn", "Cf"))
    return "".join(_digit(each) for each in unicodedata.normalize("NFC", bare)).replace("thang ", "thang")


def _digit(sign: str) -> str:
    return sign if sign.isascii() else str(unicodedata.decimal(sign, sign))


def _western(written: re.Match[str]) -> str:
    """二〇二五年六月十日 -> 2025年6月10日"""
    year = "".join(str(_HAN[mark]) for mark in written[1])
    return f"{year}年{_number(written[2])}月{_number(written[3])}日"


def _number(marks: str) -> int:
    """Up to 39: 六, 十, 十二, 二十, 三十一."""
    tens, ten, ones = marks.rpartition("十")
    return (_HAN.get(tens or "一", 1) * 10 if ten else 0) + (_HAN.get(ones, 0) if ones else 0)


@cache
def table() -> dict[str, Any]:
    """dates.toml as it is."""
    return tomllib.loads(files(__package__).joinpath("dates.toml").read_text("utf-8"))


@cache
def months() -> dict[str, int]:
    """Folded name or abbreviation -> number of the month."""
    named = {fold(word): number for names in table()["months"].values() for number, name in enumerate(names, 1) for word in name.split()}
    return named | {fold(word): number for word, number in table()["months_long"].items()}


@cache
def zones() -> dict[str, int]:
    """Folded name of a time zone -> minutes east of Greenwich."""
    return {name.casefold(): minutes for name, minutes in table()["zones"].items()}


@cache
def seasonal() -> dict[str, str]:
    """Folded name of a time zone whose offset depends on the season -> its name in the IANA database."""
    return {name.casefold(): place for name, place in table()["seasonal"].items()}


@cache
def doubtful() -> frozenset[str]:
    """Month names that are everyday words elsewhere: they count only beside a year."""
    return frozenset(listed("words", "doubtful"))


@cache
def units() -> dict[str, int]:
    """Folded unit of time -> its days (0: less than one)."""
    return {fold(word): int(days) for days, line in table()["units"].items() for word in line.split()}


@cache
def days() -> dict[str, int]:
    """Folded word for a near day -> how many days ago it was."""
    return {fold(word): int(ago) for ago, line in table()["days"].items() for word in line.split()}


def listed(section: str, key: str) -> tuple[str, ...]:
    """The folded words of one line of dates.toml."""
    return tuple(fold(word) for word in table()[section][key].split())


def choice(words: Iterable[str]) -> str:
    """A regular expression for any of these words, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
