"""When a page was published: every statement of it is collected with its provenance and weight, and the best is chosen.

    json-ld   "datePublished": "2025-06-10T09:00:00+08:00"            meta     <meta property="article:published_time" …>
    time      <time datetime="2025-06-10">                            markup   <span class="post-date">10. Juni 2025</span>
    url       /2025/06/10/title                                       text     words beside the headline, the article's dateline
    feed, sitemap, listing: what the entry said                       selector what the site's own selector found

Statements of the same day support each other. An instant in UTC may lie one day beside the day that readers saw; then the
printed day is right, and the instant is kept. Nothing before 1990, nothing later than two days from now, nothing out of the
body of the text but its dateline: rather no day than a guess.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from aggregator import clock, plain
from aggregator.extract import days, instants
from aggregator.extract.document import Document
from aggregator.extract.structured import Facts, is_article
from aggregator.model import Entry, Published

EARLIEST = date(1990, 1, 1)
AHEAD = timedelta(days=2)
MAX_MARKED = 30
_BEFORE, _AFTER = 6, 14
_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_PARTED = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?:/|$)")
_DATELINE = 300


class _Names:
    """dates.toml, compiled once."""

    def __init__(self) -> None:
        table = tomllib.loads(files("aggregator.extract").joinpath("dates.toml").read_text(encoding="utf-8"))
        self.meta = {name: 0.9 for name in table["meta"]["published"]} | {name: 0.7 for name in table["meta"]["general"]}
        self.published = re.compile(table["marks"]["published"], re.IGNORECASE)
        self.general = re.compile(table["marks"]["general"], re.IGNORECASE)
        self.modified = re.compile(table["marks"]["modified"], re.IGNORECASE)
        self.label = re.compile(table["labels"]["published"], re.IGNORECASE)
        self.label_modified = re.compile(table["labels"]["modified"], re.IGNORECASE)


@lru_cache(maxsize=1)
def _names() -> _Names:
    return _Names()


def stated(
    document: Document,
    facts: tuple[Facts, ...],
    body: tuple[str, ...],
    around: tuple[tuple[str, ...], tuple[str, ...]],
    language: str | None,
    seen: date,
) -> tuple[Published, ...]:
    """All that a page states about its day. `body`: the article's lines; `around`: the lines before and after its headline."""
    found = [
        *_from_facts(facts),
        *_from_meta(document),
        *_from_elements(document, seen, language),
        *from_url(document.url),
        *_from_words(around, seen, language),
        *_from_dateline(body, seen, language),
    ]
    return tuple(each for each in found if plausible(each.day))


def of_entry(entry: Entry) -> tuple[Published, ...]:
    """What the feed or listing said."""
    return (entry.published,) if entry.published and plausible(entry.published.day) else ()


def plausible(day: date) -> bool:
    """Whether a press page can have been published that day."""
    return EARLIEST <= day <= clock.now().date() + AHEAD


def best(found: tuple[Published, ...]) -> Published | None:
    """The statement to believe, or None. Statements of one day add up, one per provenance; the printed day wins over UTC's."""
    if not found:
        return None
    votes: dict[date, dict[str, float]] = {}
    for each in found:
        kinds = votes.setdefault(each.day, {})
        kinds[each.provenance] = max(kinds.get(each.provenance, 0.0), each.confidence)
    weights = {day: sum(kinds.values()) for day, kinds in votes.items()}
    chosen = max(found, key=lambda each: (weights[each.day] if each.confidence >= 0.5 else each.confidence / 10, each.confidence))
    return _printed(chosen, found)


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


def _printed(chosen: Published, found: tuple[Published, ...]) -> Published:
    """An instant in UTC gives way to the neighbouring day that words, address or a local instant name."""
    if chosen.at is None or chosen.at.utcoffset() != timedelta(0):
        return chosen
    near = [
        each for each in found if abs(each.day - chosen.day) == timedelta(days=1) and abs(_distance(each, chosen.at)) <= timedelta(hours=15)
    ]
    same = sum(each.confidence for each in found if each.day == chosen.day and _local(each))
    local = [each for each in near if _local(each)]
    if not local or sum(each.confidence for each in local) <= same:
        return chosen
    return replace(chosen, day=local[0].day)


def _distance(each: Published, instant: datetime) -> timedelta:
    if each.at is not None and each.at.utcoffset() != timedelta(0):
        return each.at - instant
    middle = datetime(each.day.year, each.day.month, each.day.day, 12, tzinfo=UTC)
    return (middle - instant) / 3


def _local(each: Published) -> bool:
    """Whether a statement gives the day as readers on the spot saw it."""
    if each.at is not None:
        return each.at.utcoffset() != timedelta(0)
    return each.provenance in ("text", "markup", "time", "url", "selector")


def _machine(raw: str, provenance: str, confidence: float, language: str | None = None) -> Published | None:
    """A date from an attribute: one for machines, else one in words."""
    raw = plain.line(raw)[:120]
    if said := instants.read(raw):
        return Published(said[0], provenance, at=said[1], raw=raw, confidence=confidence)
    named = [day for day in days.find(raw, date.min, language) if day.full] if len(raw) >= 8 else []
    return Published(named[0].day, provenance, raw=raw, confidence=confidence * 0.9) if len(named) == 1 else None


def _from_facts(facts: tuple[Facts, ...]) -> Iterator[Published]:
    for fact in facts:
        if found := _machine(fact.published, "json-ld", 0.95 if is_article(fact) else 0.6):
            yield found
        if is_article(fact):
            return


def _from_meta(document: Document) -> Iterator[Published]:
    names = _names().meta
    for element in document.root.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        if key in names and (found := _machine(element.get("content") or element.get("datetime") or "", "meta", names[key])):
            yield found


def _from_elements(document: Document, seen: date, language: str | None) -> Iterator[Published]:
    """`time` elements and elements marked as dates; those marked as modified say nothing."""
    names, count = _names(), 0
    for element in document.root.iter(
        "time", "span", "div", "p", "li", "em", "small", "abbr", "td", "dd", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "a"
    ):
        marks = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "property", "data-testid"))
        if element.tag != "time" and not (len(marks) > 4 and names.published.search(marks)):
            continue
        count += 1
        if count > MAX_MARKED:
            return
        if not names.modified.search(marks) and not _elsewhere(element):
            yield from _from_element(element, marks, count, (seen, language))


def _from_element(element: HtmlElement, marks: str, place: int, context: tuple[date, str | None]) -> Iterator[Published]:
    seen, language = context
    sure = "datepublished" in marks.lower() or "pubdate" in element.attrib
    weight = 0.9 if sure else max(0.3, 0.75 - 0.1 * (place - 1))
    stated = element.get("datetime") or element.get("content") or (element.get("title") if element.tag == "abbr" else None) or ""
    provenance = "time" if element.tag == "time" else "markup"
    if stated and (found := _machine(stated, provenance, weight, language)):
        yield found
    text = plain.line(element.text_content())
    if 6 <= len(text) <= 120 and not _modified_only(text):
        for day in days.find(text, seen, language)[:1]:
            yield Published(day.day, "markup", raw=text, confidence=weight * (0.95 if day.full else 0.7))


def _elsewhere(element: HtmlElement) -> bool:
    """Whether an element belongs to a list of other articles, a menu or the comments."""
    for place, parent in enumerate(element.iterancestors()):
        if parent.tag in ("nav", "aside", "footer") or place > 12:
            return parent.tag in ("nav", "aside", "footer")
        marks = f"{parent.get('class') or ''} {parent.get('id') or ''}".lower()
        if any(
            word in marks
            for word in ("related", "comment", "sidebar", "recent", "latest", "popular", "recommend", "teaser", "widget", "upcoming")
        ):
            return parent.tag not in ("body", "html", "main")
    return False


def _from_words(around: tuple[tuple[str, ...], tuple[str, ...]], seen: date, language: str | None) -> Iterator[Published]:
    """Short lines beside the headline: below it first, nearest first."""
    before, after = around
    places = [*enumerate(after[:_AFTER]), *((place + 3, line) for place, line in enumerate(reversed(before[-_BEFORE:])))]
    for place, line in places:
        labelled = _names().label.search(line[:60]) is not None
        if len(line) > (200 if labelled else 110) or _modified_only(line):
            continue
        found = days.find(line, seen, language)
        if found and (labelled or len(found[0].raw) * 3 >= len(line) or place <= 4):
            weight = 0.8 if labelled else max(0.35, 0.65 - 0.04 * place)
            yield Published(_after_label(line, found).day, "text", raw=line[:120], confidence=weight * (1 if found[0].full else 0.7))
            return


def _from_dateline(body: tuple[str, ...], seen: date, language: str | None) -> Iterator[Published]:
    """The dateline of a press release, at the head of its first paragraphs: "LONDON, June 10, 2025 —", "on Tuesday (Jun 10)"."""
    for line in body[:3]:
        for day in days.find(line[:_DATELINE], seen, language)[:1]:
            heads = (
                day.full
                and day.start <= 80
                and re.search(r"[-–—:/)】，,|]", line[day.start + len(day.raw) - 1 : day.start + len(day.raw) + 16])
            )
            if heads or not day.full:
                yield Published(day.day, "text", raw=day.raw, confidence=0.5 if day.full else 0.4)
                return


def _modified_only(text: str) -> bool:
    names = _names()
    return names.label_modified.search(text) is not None and names.label.search(text) is None


def _after_label(line: str, found: tuple[days.Day, ...]) -> days.Day:
    """Of several days in a line the one that follows the word for "published", else the first."""
    folded = line.casefold()
    label = _names().label.search(folded)
    if label is None or len(found) == 1:
        return found[0]
    return next((day for day in found if day.start >= label.start()), found[0])


def merged(groups: Iterable[tuple[Published, ...]]) -> tuple[Published, ...]:
    """All statements, each but once, surest first."""
    kept: dict[tuple[date, str], Published] = {}
    for each in (statement for group in groups for statement in group):
        key = (each.day, each.provenance)
        if key not in kept or kept[key].confidence < each.confidence:
            kept[key] = each
    return tuple(sorted(kept.values(), key=lambda each: -each.confidence))
