"""What a page states about the day of its publication: collected with provenance and weight, chosen from in `dates`.

    json-ld   "datePublished": "2025-06-10T09:00:00+08:00"            meta     <meta property="article:published_time" …>
    time      <time datetime="2025-06-10">                            markup   <span class="post-date">10. Juni 2025</span>
    url       /2025/06/10/title                                       text     words beside the headline, the dateline

Which names and words say "published", "modified" or another day altogether is data (dates.toml). Nothing is taken out of the
body of the text but its dateline. A date of modification counts, weakly, where the page states nothing else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from aggregator import plain
from aggregator.extract import days, instants
from aggregator.extract.dates import plausible
from aggregator.extract.days import Standpoint
from aggregator.extract.document import Document
from aggregator.extract.structured import Facts, is_article
from aggregator.model import Published

MAX_MARKED = 30
_BEFORE, _AFTER = 6, 14
_DATELINE = 300
_ANCESTORS = 12
_MODIFIED = 0.25
_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_PARTED = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?:/|$)")
_ATTRIBUTES = ("class", "id", "itemprop", "property", "data-testid")
_TAGS = ("time", "span", "div", "p", "li", "em", "small", "abbr", "td", "dd", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "a")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The article's lines, and the page's lines before and after its headline."""

    body: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class _Names:
    """dates.toml, compiled once."""

    def __init__(self) -> None:
        table = tomllib.loads(files("aggregator.extract").joinpath("dates.toml").read_text(encoding="utf-8"))
        self.meta = dict.fromkeys(table["meta"]["published"], 0.9) | dict.fromkeys(table["meta"]["general"], 0.7)
        self.meta |= dict.fromkeys(table["meta"]["modified"], _MODIFIED)
        self.marked = re.compile(table["marks"]["published"], re.IGNORECASE)
        self.marked_modified = re.compile(table["marks"]["modified"], re.IGNORECASE)
        self.elsewhere = re.compile(table["marks"]["elsewhere"], re.IGNORECASE)
        self.label = re.compile(table["labels"]["published"], re.IGNORECASE)
        self.label_other = re.compile(f"{table['labels']['modified']}|{table['labels']['other']}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _names() -> _Names:
    return _Names()


@lru_cache(maxsize=8192)
def _marked(marks: str) -> bool:
    return _names().marked.search(marks) is not None


def stated(document: Document, facts: tuple[Facts, ...], around: Surroundings, standpoint: Standpoint) -> tuple[Published, ...]:
    """All that a page states about its day, in no order. `standpoint`: when it was read, and in which language it is."""
    found = [
        *_from_facts(facts),
        *_from_meta(document),
        *_from_elements(document, standpoint),
        *from_url(document.url),
        *_from_words(around, standpoint),
        *_from_dateline(around.body, standpoint),
    ]
    return tuple(each for each in found if plausible(each.day))


def from_url(url: str) -> Iterator[Published]:
    """The day in an address, where year, month and day are all there."""
    path = urlsplit(url).path
    for found in (_URL_PARTED.search(path), _URL.search(path)):
        if found:
            try:
                yield Published(date(int(found[1]), int(found[2]), int(found[3])), "url", raw=found[0].strip("/"), confidence=0.6)
            except ValueError:
                continue
            return


def machine(raw: str, provenance: str, confidence: float, language: str | None = None) -> Published | None:
    """A date from an attribute: one for machines, else one in words. None where it is neither."""
    raw = plain.line(raw)[:120]
    if said := instants.read(raw):
        return Published(said[0], provenance, at=said[1], raw=raw, confidence=confidence)
    named = [day for day in days.find(raw, Standpoint(date.min, language, live=False)) if day.full] if len(raw) >= 8 else []
    return Published(named[0].day, provenance, raw=raw, confidence=confidence * 0.9) if len(named) == 1 else None


def _from_facts(facts: tuple[Facts, ...]) -> Iterator[Published]:
    for fact in facts:
        if (found := machine(fact.published, "json-ld", 0.95 if is_article(fact) else 0.6)) or (
            found := machine(fact.modified, "json-ld", _MODIFIED)
        ):
            yield found
        if is_article(fact):
            return


def _from_meta(document: Document) -> Iterator[Published]:
    names = _names().meta
    for element in document.root.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        if key in names and (found := machine(element.get("content") or element.get("datetime") or "", "meta", names[key])):
            yield found


def _from_elements(document: Document, standpoint: Standpoint) -> Iterator[Published]:
    """`time` elements and elements marked as dates; those marked as modified, and those of other articles, say nothing."""
    names, count = _names(), 0
    for element in document.root.iter(*_TAGS):
        marks = " ".join(filter(None, map(element.get, _ATTRIBUTES)))
        if element.tag != "time" and not (len(marks) > 4 and _marked(marks)):
            continue
        count += 1
        if count > MAX_MARKED:
            return
        if not names.marked_modified.search(marks) and not _elsewhere(element):
            yield from _from_element(element, marks, count, standpoint)


def _from_element(element: HtmlElement, marks: str, place: int, standpoint: Standpoint) -> Iterator[Published]:
    sure = "datepublished" in marks.lower() or "pubdate" in element.attrib
    text = plain.line(element.text_content())
    label = _label(element)
    if _is_other(text) or (_is_other(label) and not sure):
        return
    weight = 0.9 if sure or _names().label.search(label) else max(0.3, 0.75 - 0.1 * (place - 1))
    machined = element.get("datetime") or element.get("content") or (element.get("title") if element.tag == "abbr" else None) or ""
    if machined and (found := machine(machined, "time" if element.tag == "time" else "markup", weight, standpoint.language)):
        yield found
    if 6 <= len(text) <= 120:
        for day in days.find(text, standpoint)[:1]:
            yield Published(day.day, "markup", raw=text, confidence=weight * (0.95 if day.full else 0.6))


def _label(element: HtmlElement) -> str:
    """The few words directly before an element: "Published", "Deadline:"."""
    parent = element.getparent()
    for node, outer in ((element, parent), (parent, parent.getparent() if parent is not None else None)):
        if node is None:
            return ""
        before = node.getprevious()
        text = (
            (before.tail or "").strip() or "".join(before.itertext())
            if before is not None
            else (outer.text or "")
            if outer is not None
            else ""
        )
        if text.strip():
            return plain.line(text)[-60:]
    return ""


def _elsewhere(element: HtmlElement) -> bool:
    """Whether an element belongs to a list of other articles, a menu or the comments; not if it is labelled as published."""
    names = _names()
    for place, parent in enumerate(element.iterancestors()):
        if place > _ANCESTORS or parent.tag in ("body", "main"):
            return False
        marks = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if parent.tag in ("nav", "aside", "footer") or names.elsewhere.search(marks):
            return names.label.search(_label(element)) is None
    return False


def _from_words(around: Surroundings, standpoint: Standpoint) -> Iterator[Published]:
    """Short lines beside the headline: below it first, nearest first."""
    above = ((place + 3, line) for place, line in enumerate(reversed(around.before[-_BEFORE:])))
    places = [*enumerate(around.after[:_AFTER]), *above]
    for place, line in places:
        labelled = _names().label.search(line[:60]) is not None
        if len(line) > (200 if labelled else 110) or _is_other(line):
            continue
        found = days.find(line, standpoint)
        if found and (labelled or len(found[0].raw) * 3 >= len(line) or place <= 4):
            day = _after_label(line, found)
            weight = 0.8 if labelled else max(0.5, 0.65 - 0.03 * place)
            yield Published(day.day, "text", raw=line[:120], confidence=weight * (1 if day.full else 0.6))
            return


def _from_dateline(body: tuple[str, ...], standpoint: Standpoint) -> Iterator[Published]:
    """The dateline of a press release, at the head of its first paragraphs: "LONDON, June 10, 2025 —", "on Tuesday (Jun 10)"."""
    for line in body[:3]:
        for day in days.find(line[:_DATELINE], _in_prose(standpoint))[:1]:
            heads = (
                day.full
                and day.start <= 80
                and re.search(r"[-–—:/)】，,|]", line[day.start + len(day.raw) - 1 : day.start + len(day.raw) + 16])
            )
            if heads or not day.full:
                yield Published(day.day, "text", raw=day.raw, confidence=0.45 if day.full else 0.4)
                return


def _in_prose(standpoint: Standpoint) -> Standpoint:
    """The same standpoint for running prose, where "yesterday" may be anybody's."""
    return Standpoint(standpoint.seen, standpoint.language, live=False)


def _is_other(text: str) -> bool:
    """Whether a text labels a day as another than that of publication: an update, a deadline, an event."""
    names = _names()
    return names.label_other.search(text) is not None and names.label.search(text) is None


def _after_label(line: str, found: tuple[days.Day, ...]) -> days.Day:
    """Of several days in a line the one that follows the word for "published", else the first."""
    label = _names().label.search(line.casefold())
    if label is None or len(found) == 1:
        return found[0]
    return next((day for day in found if day.start >= label.start()), found[0])
