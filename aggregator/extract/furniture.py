"""Lines that stand in an article's text without being part of it: found by where they stand, by mark-up, and by wording.

    Trust and Group sign accord              <- the headline again: `headline`
    By Jane Doe                              <- `byline`
    The two groups said on Tuesday …
    The Daily in your inbox                  <- `promo`
    Start each day with the latest news …    <- the promo's second line
    The plan covers three hospitals …
    Shares of Group closed at 0.97 …         <- `share_price`, only near the end
    Home / About / Contact                   <- `links`: adjacent lines that are wholly links

The wordings are data (furniture.toml), in the languages of our sources. What is dropped is told with the rule that dropped it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from aggregator.extract import days
from aggregator.extract.days import Standpoint
from aggregator.extract.title import fold

HEAD = 5
TAIL = 6
MAX_LINE = 320
_RUN = 3
_MENU_LINE = 60
_BULLET = r"(?:[-–—>»*•·■◆▲►👉]\s*)?"
_DATE_LINE = 90
_ANY_DAY = date(2000, 1, 1)
_BARS = re.compile(r"\s*[|·•»›]\s*")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the mark-up says of a page's lines, folded: the headlines, whole texts of links, of captions."""

    headlines: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    captions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that was left out, and the rule that did it."""

    line: str
    rule: str


def sift(lines: tuple[str, ...], marks: Marks) -> tuple[tuple[str, ...], tuple[Dropped, ...]]:
    """The lines that are the article's, and those that are not. Never empties a text: if all would go, all stay."""
    start = max(_menu_end(lines), _headline_place(lines, marks))
    rules = ["menu"] * start + [_rule(place - start, lines, start, marks) for place in range(start, len(lines))]
    _runs(rules, lines, marks)
    kept = tuple(line for line, rule in zip(lines, rules, strict=True) if not rule)
    if not kept:
        return lines, ()
    return kept, tuple(Dropped(line, rule) for line, rule in zip(lines, rules, strict=True) if rule)


def mark_texts(texts: Iterable[str]) -> frozenset[str]:
    """Texts folded for `Marks`; very short ones say nothing."""
    return frozenset(folded for text in texts if len(folded := fold(text)) > 1)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    table = _table()
    return {place: tuple((rule, _compiled(rules)) for rule, rules in kinds.items()) for place, kinds in table.items() if place != "menu"}


@lru_cache(maxsize=1)
def _menu() -> re.Pattern[str]:
    return re.compile(rf"{_BULLET}(?:{'|'.join(_table()['menu']['names'])})", re.IGNORECASE)


def _table() -> dict[str, Any]:
    return tomllib.loads(files("aggregator.extract").joinpath("furniture.toml").read_text(encoding="utf-8"))


def _compiled(patterns: list[str]) -> re.Pattern[str]:
    whole = "|".join(pattern.replace("{x}", r".{0,300}?").replace(r"\p{{name}}", r"[^\W\d_][\w.'’ -]{2,50}") for pattern in patterns)
    return re.compile(rf"{_BULLET}(?:{whole})\s*", re.IGNORECASE | re.DOTALL)


def _rule(place: int, lines: tuple[str, ...], start: int, marks: Marks) -> str:
    """The rule that drops a line, or "". `place` counts from `start`, the first line that is no menu."""
    line = lines[start + place]
    folded = fold(line)
    if not _WORD.search(line):
        return "interface"
    if place < HEAD and folded in marks.headlines:
        return "headline"
    if folded in marks.captions:
        return "caption"
    if len(line) > MAX_LINE:
        return ""
    if place < HEAD and len(line) <= _DATE_LINE and _is_date_line(line):
        return "byline"
    where = ["anywhere"] + ["head"] * (place < HEAD) + ["tail"] * (start + place >= len(lines) - TAIL)
    return next((rule for name in where for rule, pattern in _patterns()[name] if pattern.fullmatch(line)), "")


def _is_date_line(line: str) -> bool:
    """Whether a line is hardly more than a day, or a row of short parts with a day among them."""
    found = days.find(line, Standpoint(_ANY_DAY))
    if len(found) != 1:
        return False
    return len(found[0].raw) * 5 >= len(line) * 3 or ("|" in line and not line.endswith((".", "!", "?", ":")))


def _is_linked(line: str, links: frozenset[str]) -> bool:
    """Whether a line is wholly links: one, or several set apart by bars or dots."""
    return fold(line) in links or all(fold(part) in links for part in _BARS.split(line))


def _menu_end(lines: tuple[str, ...]) -> int:
    """The place of the first paragraph, if three of the short lines before it name pages that every site has; else 0."""
    start = next((place for place, line in enumerate(lines) if len(line) > _MENU_LINE), len(lines))
    named = sum(_menu().fullmatch(line) is not None for line in lines[:start])
    return start if start < len(lines) and named >= _RUN else 0


def _headline_place(lines: tuple[str, ...], marks: Marks) -> int:
    """The place of the headline, if only short lines stand before it: they are the site's, not the article's."""
    for place, line in enumerate(lines[: 2 * HEAD]):
        if fold(line) in marks.headlines:
            return place
        if len(line) > _MENU_LINE:
            break
    return 0


def _runs(rules: list[str], lines: tuple[str, ...], marks: Marks) -> None:
    """Runs of lines that are wholly links, and such lines at the very end."""
    linked = [not rule and _is_linked(line, marks.links) for line, rule in zip(lines, rules, strict=True)]
    start = 0
    for place in range(len(lines) + 1):
        if place < len(lines) and (linked[place] or (rules[place] == "related" and place > start)):
            continue
        if sum(linked[start:place]) >= _RUN or (place == len(lines) and sum(linked[start:place])):
            for each in range(start, place):
                rules[each] = rules[each] or "links"
        start = place + 1
