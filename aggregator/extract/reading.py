"""One page read: everything that was found, and why. `article` makes an Article of it, `explain` makes words of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from aggregator import plain
from aggregator.errors import ExtractError
from aggregator.extract import (
    dates,
    days,
    embedded,
    furniture,
    metadata,
    overrides,
    pdf,
    prune,
    refusals,
    statements,
    structured,
    text,
    title,
)
from aggregator.extract import document as documents
from aggregator.extract.days import Standpoint
from aggregator.extract.document import Document
from aggregator.extract.furniture import Dropped, Marks
from aggregator.extract.lines import lines
from aggregator.extract.overrides import Overrides
from aggregator.extract.prune import chrome
from aggregator.extract.refusals import Refusal
from aggregator.extract.statements import Surroundings
from aggregator.extract.structured import Facts
from aggregator.extract.text import Reading
from aggregator.extract.title import Headline
from aggregator.model import Entry, Page, Published, Source

MAX_LINES = 5_000
"""Lines of the longest text that is kept: what is longer is no press page."""

_MIN_FEED_TEXT = 200
_MIN_SUMMARY = 40
_LEDE = 60
_NEAR = 20
_OVERRULES = 5.0
_SUMMARY_WILL_DO = ("paywall", "login")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a page, in the page's own normal form. `reader`: which reader's text it is; `dropped`: the lines left
    out and why; `refusal`: why the page holds no whole article; `notes`: what else is worth telling."""

    headline: Headline
    lines: tuple[str, ...]
    reader: str
    agreement: float = 0.0
    dropped: tuple[Dropped, ...] = ()
    dates: tuple[Published, ...] = ()
    language: str | None = None
    publisher: str | None = None
    canonical_url: str | None = None
    refusal: Refusal | None = None
    partial: bool = False
    notes: tuple[str, ...] = ()


def read(page: Page, entry: Entry, source: Source, *, live: bool = True) -> Read:
    """Everything that can be read of a page, PDF or HTML, with the entry's own words where the page is refused.

    `live`: `page.fetched` is when the page was fetched, so that "yesterday" on it means something. A page that holds no article
    has its `refusal`. Raises ExtractError where the page cannot be read at all and the entry has no text either.
    """
    try:
        found = _pdf(page, entry) if pdf.is_pdf(page.content, page.media_type) else _html(page, entry, source, live)
    except ExtractError as error:
        if fallback := _from_entry(entry, error.reason):
            return replace(fallback, refusal=Refusal(error.reason, error.message))
        raise
    if found.refusal is None or found.partial:
        return found
    if fallback := _from_entry(entry, found.refusal.reason):
        days_found = dates.merged((fallback.dates, found.dates))
        return replace(fallback, refusal=found.refusal, canonical_url=found.canonical_url, publisher=found.publisher, dates=days_found)
    return found


def _pdf(page: Page, entry: Entry) -> Read:
    release = pdf.release(page.content, page.final_url or page.url, page.fetched.date())
    found = dates.merged((dates.of_entry(entry), release.dates, tuple(statements.from_url(page.final_url or page.url))))
    heading = Headline(plain.line(entry.title), "feed") if entry.title else Headline(release.title, "pdf")
    kept, dropped = furniture.sift(release.lines, Marks(headlines=furniture.mark_texts((heading.text, release.title))))
    return Read(heading, kept, "pdf", dropped=dropped, dates=found, language=metadata.language(None, (), " ".join(kept), entry.language))


def _html(page: Page, entry: Entry, source: Source, live: bool) -> Read:
    whole = documents.parse(page)
    site = overrides.applied(whole.html, source.selectors, whole.url)
    document = whole if site.html is whole.html else Document(whole.url, site.html, documents.tree(site.html, whole.url))
    facts = structured.facts(document)
    visible = lines(document.root)
    heading = Headline(site.title, "selector") if site.title else title.headline(document, facts, visible, entry.title)
    given = _Given(entry, site, facts, heading, visible, Standpoint(page.fetched.date(), live=live))
    if site.lines:
        return _weighed(document, given, Reading("selector", site.lines, 1.0), None)
    tree = prune.pruned(document)
    reading = text.main_text(document, tree, facts)
    refusal = (
        _sent_home(page)
        or refusals.judge(document, tree, heading.text, reading.lines, facts)
        or refusals.unlike(entry.title or "", document, reading.lines)
    )
    return _weighed(document, given, reading, refusal)


def _sent_home(page: Page) -> Refusal | None:
    """An article's address that leads to the home page: the article is gone."""
    asked, came = urlsplit(page.url), urlsplit(page.final_url)
    if asked.path.strip("/") and not came.path.strip("/") and not came.query and page.final_url:
        return Refusal("soft-404", "The address leads to the home page now.")
    return None


@dataclass(frozen=True, slots=True)
class _Given:
    """What stands beside the text when it is weighed."""

    entry: Entry
    site: Overrides
    facts: tuple[Facts, ...]
    heading: Headline
    visible: tuple[str, ...]
    standpoint: Standpoint


def _weighed(document: Document, given: _Given, reading: Reading, refusal: Refusal | None) -> Read:
    """The text, or what stands in for it: embedded JSON, structured data, the teaser of a closed article."""
    found = reading
    if refusal and refusal.reason in ("script-only", "empty", "listing", "paywall", "login"):
        spare = max((text.structured_body(given.facts), embedded.embedded(document)), key=lambda each: sum(map(len, each)))
        if refusals.weight(spare) > max(300, 1.2 * refusals.weight(found.lines)):
            found, refusal = Reading("embedded", spare), None
    partial = refusal is not None and refusal.reason == "paywall"
    if partial:
        found = replace(found, lines=refusals.without_boxes(found.lines))
        partial = refusals.weight(found.lines) >= refusals.EMPTY
    return _described(document, given, found, (refusal, partial))


def _described(document: Document, given: _Given, reading: Reading, fate: tuple[Refusal | None, bool]) -> Read:
    visible = given.visible
    place = _place(visible, given.heading.text)
    kept, dropped = furniture.sift(reading.lines[:MAX_LINES], _marks(document, given.heading))
    kept = _with_lede(kept, visible[place + 1 : place + 1 + _NEAR], document, given.facts)
    language = metadata.language(document, given.facts, " ".join(kept[:30]), given.entry.language)
    around = Surroundings(kept, visible[max(0, place - _NEAR) : place], visible[place + 1 : place + 1 + _NEAR])
    standpoint = replace(given.standpoint, language=language)
    stated = statements.stated(document, given.facts, around, standpoint)
    return Read(
        given.heading,
        kept,
        reading.reader,
        reading.agreement,
        dropped,
        dates.merged((_selected(given.site, standpoint), dates.of_entry(given.entry), stated)),
        language,
        metadata.publisher(document, given.facts),
        metadata.canonical(document),
        *fate,
        tuple(f"The selector {missed!r} matched nothing." for missed in given.site.missed),
    )


def _place(visible: tuple[str, ...], heading: str) -> int:
    folded = title.fold(heading)
    places = [place for place, line in enumerate(visible) if folded and title.fold(line) == folded]
    return places[0] if len(places) == 1 else places[-1] if places and places[0] < 3 and len(places) == 2 else places[0] if places else -1


def _marks(document: Document, heading: Headline) -> Marks:
    captions = chrome().captions
    links: list[str] = []
    captioned: list[str] = []
    for element in document.root.iter("a", "figcaption", "div", "p", "span"):
        if element.tag == "a":
            links.append("".join(element.itertext()))
        elif element.tag == "figcaption" or ((name := element.get("class")) and captions.search(name)):
            captioned.extend(lines(element)[:6])
    claims = (heading.text, *title.cuts(title.meta(document, "og:title")))
    return Marks(furniture.mark_texts(claims), furniture.mark_texts(links), furniture.mark_texts(captioned))


def _with_lede(kept: tuple[str, ...], below: tuple[str, ...], document: Document, facts: tuple[Facts, ...]) -> tuple[str, ...]:
    """The standfirst, where readers dropped it: a line below the headline that the page's own description repeats, or that
    its mark-up names so."""
    descriptions = (title.meta(document, "description"), title.meta(document, "og:description"), *(fact.description for fact in facts))
    told = [title.fold(each)[:_LEDE] for each in (*descriptions, *prune.standfirsts(document.root)) if len(each) >= _LEDE]
    whole = title.fold(" ".join(kept))
    for line in below:
        folded = title.fold(line)[:_LEDE]
        if len(folded) >= _LEDE and folded in told:
            return kept if folded in whole else (line, *kept)
    return kept


def _selected(site: Overrides, standpoint: Standpoint) -> tuple[Published, ...]:
    """What the site's own selector found: it overrules the rest."""
    if not site.date:
        return ()
    if said := statements.machine(site.date, "selector", _OVERRULES, standpoint.language):
        return (said,)
    return tuple(Published(day.day, "selector", raw=site.date, confidence=_OVERRULES) for day in days.find(site.date, standpoint)[:1])


def _from_entry(entry: Entry, reason: str) -> Read | None:
    """The feed's own words in place of a page that was refused; a mere summary only where the page will never open."""
    words = entry.text if entry.text and len(entry.text) >= _MIN_FEED_TEXT else None
    if words is None and reason in _SUMMARY_WILL_DO and entry.summary and len(entry.summary) >= _MIN_SUMMARY:
        words = entry.summary
    if not words:
        return None
    kept, dropped = furniture.sift(text.html_lines(words), Marks(headlines=furniture.mark_texts((entry.title or "",))))
    language = metadata.language(None, (), " ".join(kept), entry.language)
    return Read(
        Headline(plain.line(entry.title or ""), "feed"),
        kept,
        "feed",
        dropped=dropped,
        dates=dates.of_entry(entry),
        language=language,
        partial=True,
    )
