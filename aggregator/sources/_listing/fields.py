"""A block in, its title, date and teaser out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aggregator import plain
from aggregator.model import Published
from aggregator.sources._dates import Reading, spotted, stated
from aggregator.sources._listing.blocks import Block
from aggregator.sources._listing.links import HEADINGS, generic, quality
from aggregator.sources._listing.shapes import date_in
from aggregator.sources._listing.tree import Tree

_DATED = re.compile(r"date|time|posted|publish|day|month|year|datum|fecha|data\b|meta|riqi|shijian|stamp", re.IGNORECASE)
_TITLED = re.compile(r"title|headline|heading|titel|titre|titulo|subject|biaoti|\bname\b|\btit\b|\bttl\b", re.IGNORECASE)
_DATE_ATTRIBUTES = ("datetime", "data-date", "data-time", "data-published", "data-publish-date", "data-timestamp", "content", "title")
_DAY_APART = re.compile(r"^\W*(\d{1,2})\W{1,3}((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})\W*月?$")
_DAY_LAST = re.compile(r"^\W*((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})\s?月?\W{1,3}(\d{1,2})\W*日?$")
_EDGE_DATE = (
    r"(?:\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?|\d{1,2}[./-]\d{1,2}[./-]\d{4}"
    r"|\d{1,2}\.?\s[^\W\d]{3,12}\.?,?\s\d{4}|[^\W\d]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4})"
)
_EDGE_TIME = r"(?:,?\s?\d{1,2}:\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4}(?![\w]))?)?"
_DATE_FIRST = re.compile(rf"^[\[(【]?\s?({_EDGE_DATE}){_EDGE_TIME}\s?[\])】]?\s?[:|–—-]?\s?")
_DATE_LAST = re.compile(rf"\s?[|–—-]?\s?[\[(【]?\s?({_EDGE_DATE})\s?[\])】]?$")
_SHORT, _LINE = 60, 40
_LEAST_TEASER = 40
_LONGEST_TITLE, _LONGEST_TEASER = 300, 1_000


@dataclass(frozen=True, slots=True)
class Fields:
    """What a block says: its title as it should be shown, its date, its teaser; `own`: the date is in the block, not in the address."""

    title: str | None
    published: Published | None
    teaser: str | None
    own: bool


def fields(tree: Tree, block: Block, how: Reading) -> Fields:
    """Title, date and teaser of a block."""
    runs = _runs(tree, block)
    title, edge = _title(tree, block, runs)
    shown = _date(tree, block, runs, title, how) or (spotted(edge, how) if edge else None)
    published = shown or from_address(block.url, how)
    return Fields(title, published, _teaser(runs, title, how), shown is not None)


# ---- the words of a block ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text that one element holds: its words, the element, and whether it is part of a headline's link."""

    words: str
    place: int
    linked: bool


def _runs(tree: Tree, block: Block) -> tuple[_Run, ...]:
    """The texts of the block and of its margins, in document order; at most 120."""
    anchors = [(each.link.place, tree.ends[each.link.place]) for each in block.headlines]
    runs: list[_Run] = []
    for at in range(block.before, min(block.after, block.before + 1_500)):
        if tree.tags[at] == "-text" and (text := plain.line(tree.texts[at][:4_000])):
            runs.append(_Run(text, tree.parents[at], any(start < at < end for start, end in anchors)))
            if len(runs) >= 120:
                break
    return tuple(runs)


# ---- title ------------------------------------------------------------------------------------------------------------


def _title(tree: Tree, block: Block, runs: tuple[_Run, ...]) -> tuple[str | None, str]:
    """The best of what could be the title, without a date at its edge; and that date."""
    best = max(_titles(tree, block, runs), key=lambda each: each[0], default=(0.0, ""))
    text, edge = undated(best[1])
    return text[:_LONGEST_TITLE].strip() or None, edge


def _titles(tree: Tree, block: Block, runs: tuple[_Run, ...]) -> Iterator[tuple[float, str]]:
    """What could be the title, each with how well it would do."""
    anchors = [(each.link.place, tree.ends[each.link.place]) for each in block.headlines]
    for place in range(block.place, min(tree.ends[block.place], block.place + 1_500)):
        tag, mark = tree.tags[place], tree.marks[place]
        if tag in HEADINGS or (mark and tag != "-text" and _TITLED.search(mark)):
            within = [each.words for each in block.headlines if place <= each.link.place < tree.ends[place] and _worth(each.words) > 0.3]
            text = max(within, key=len) if within else tree.text(place, _LONGEST_TITLE)
            linked = bool(within) or any(start <= place < end for start, end in anchors)
            yield _worth(text) + (0.6 if tag in HEADINGS else 0.35) + 0.3 * linked, text
    for each in block.headlines:
        inner = [run.words for run in runs if run.linked and each.link.place < run.place + 1 <= tree.ends[each.link.place]]
        whole = each.words
        yield _worth(whole) + 0.3 - (0.5 if len(whole) > 160 or len(inner) > 2 else 0), whole
        for position, words in enumerate(inner[:8]):
            yield _worth(words) + 0.2 - 0.05 * position, words
        for name in ("title", "aria-label"):
            text = plain.line(tree.attribute(each.link.place, name))
            yield _worth(text) - 0.2, text
    if not any(quality(each.words) >= 0.3 for each in block.headlines):
        for position, run in enumerate(runs[:12]):
            yield _worth(run.words) - 0.1 - 0.05 * position, run.words


def _worth(text: str) -> float:
    """How good a title a text would make; nothing for dates, labels, and the words of "more" links."""
    bare = undated(text)[0]
    if generic(bare) or not bare:
        return -1.0
    return quality(bare) - (0.5 if len(bare) > _LONGEST_TITLE else 0.2 if len(bare) > 200 else 0)


def undated(text: str) -> tuple[str, str]:
    """A title without the date at its begin or end, and that date."""
    for pattern in (_DATE_FIRST, _DATE_LAST):
        if match := pattern.search(text[:400]):
            rest = (text[: match.start()] + text[match.end() :]).strip(" \t|-–—:·")
            if pattern is _DATE_FIRST or match[0].strip()[0] in "[(【|–—-" or not rest[-1:].isalpha() or not match[1][0].isalpha():
                return rest, match[1]
    return text, ""


# ---- date -------------------------------------------------------------------------------------------------------------


def _date(tree: Tree, block: Block, runs: tuple[_Run, ...], title: str | None, how: Reading) -> Published | None:
    for raw in _dates(tree, block, runs, title or ""):
        if found := spotted(raw, how) or spotted(_reordered(raw), how):
            return found
    return None


def _dates(tree: Tree, block: Block, runs: tuple[_Run, ...], title: str) -> Iterator[str]:
    """What could be the block's date, the surest first: time elements, parts named so, short texts, texts side by side."""
    marked = [at for at in range(block.before, min(block.after, block.before + 1_500)) if tree.tags[at] != "-text"]
    for at in marked:
        if tree.tags[at] == "time":
            yield from (value for name in _DATE_ATTRIBUTES[:1] if (value := tree.attribute(at, name)))
            yield tree.text(at, _SHORT)
    for at in marked:
        if tree.marks[at] and _DATED.search(tree.marks[at]):
            yield from (value for name in _DATE_ATTRIBUTES[1:6] if (value := tree.attribute(at, name)))
            text = tree.text(at, 2 * _SHORT)
            if len(text) <= _SHORT:
                yield text
    short = [run.words for run in runs if len(run.words) <= _SHORT and run.words not in title]
    yield from (words for words in short if re.search(r"\d", words) or len(words) <= 20)
    for size in (3, 2):
        for at in range(len(short) - size + 1):
            joined = " ".join(short[at : at + size])
            if len(joined) <= _LINE and re.search(r"\d", joined):
                yield joined
    yield from (match[1] for run in runs if len(run.words) > _SHORT and not run.linked and (match := _DATE_FIRST.match(run.words)))


def _reordered(raw: str) -> str:
    """A day that stands apart from its year and month, as calendar leaves have it: "10 2025-06", "2025-06 10"."""
    text = plain.line(raw)
    if match := _DAY_APART.match(text):
        return f"{match[2]}-{int(match[3]):02d}-{int(match[1]):02d}"
    if match := _DAY_LAST.match(text):
        return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    return ""


def from_address(url: str, how: Reading) -> Published | None:
    day = date_in(url)
    found = stated(day, Reading(how.seen, "url", how.month_first)) if day else None
    return Published(found.day, "url", None, found.raw, 0.7) if found else None


# ---- teaser -----------------------------------------------------------------------------------------------------------


def _teaser(runs: tuple[_Run, ...], title: str | None, how: Reading) -> str | None:
    """The longest text beside title and date."""
    texts = (run.words for run in runs if len(run.words) >= _LEAST_TEASER and run.words != title)
    longest = max((text for text in texts if not (len(text) <= _SHORT and spotted(text, how))), key=len, default="")
    return longest[:_LONGEST_TEASER] or None
