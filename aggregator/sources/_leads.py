"""A page of a source in, the addresses that list older news out: for walking back in time. Pure.

feed              its next page (RFC 5005); WordPress: the same with ?paged=2, 3 …
press page        its next page; its archives by year and month
sitemap index     its children, newest first
robots.txt        the sitemaps it names (kind "robots"; where it names none, the usual ones)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aggregator import urls
from aggregator.errors import SourceError
from aggregator.model import Entry, Findings, Page, Source
from aggregator.sources import _discover, sitemap
from aggregator.sources._listing.archives import archives
from aggregator.sources._listing.shapes import date_in, leads_elsewhere, likeness, telling
from aggregator.sources._listing.tree import planted
from aggregator.sources._opening import opening

ROBOTS = "robots"
"""The kind of a robots.txt among leads."""

_FEED_PATH = re.compile(r"/(?:feed|rss2?|atom)/?$", re.IGNORECASE)
_WORDPRESS = re.compile(r"<generator[^>]{0,200}>\s{0,20}https?://wordpress\.(?:org|com)", re.IGNORECASE)
_KNOWN_LEAST = 3


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may list older news: as what kind it is to be read, and the newest day it can hold (None: not known)."""

    url: str
    kind: str
    newest: date | None = None


def seeds(source: Source, address: str) -> tuple[Lead, ...]:
    """Where a walk begins: the source's own address, and what robots.txt of its host names."""
    parts = urlsplit(address)
    return (Lead(address, source.kind), Lead(urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", "")), ROBOTS))


def leads(source: Source, page: Page, findings: Findings) -> tuple[Lead, ...]:
    """Where this page leads back in time, each address of the same site once. `source.kind` is the kind that the page was read as,
    `findings` what it listed."""
    found: dict[str, Lead] = {}
    here = page.final_url or page.url
    for lead in _leads(source, page, findings, here):
        if urls.site(lead.url) == urls.site(here) and urls.key(lead.url) != urls.key(here):
            found.setdefault(lead.url, lead)
    return tuple(found.values())


def _leads(source: Source, page: Page, findings: Findings, here: str) -> Iterator[Lead]:
    oldest = min(days(findings), default=None)
    if source.kind == "sitemap":
        if not findings.entries:
            yield from (Lead(url, "sitemap", newest) for url, newest in sitemap.children(source, page) if sitemap.rank(url) >= 0)
        return
    yield from (Lead(url, source.kind, oldest) for url in findings.follow)
    if source.kind == "press_page":
        tree = planted(opening(page).text, here)
        yield from (Lead(url, "press_page", last) for url, last in archives(tree, page.fetched.date()))
    elif source.kind == "feed" and findings.entries and not findings.follow and _is_wordpress(page, here):
        yield Lead(_paged(here), "feed", oldest)


def named(page: Page) -> tuple[Lead, ...]:
    """The sitemaps that a robots.txt names; the usual ones where it names none of its own site."""
    here = page.final_url or page.url
    try:
        ways = _discover.ways(page)
    except SourceError:
        ways = ()
    own = [way.url for way in ways if way.kind == "sitemap" and way.stated and urls.site(way.url) == urls.site(here)]
    return tuple(Lead(url, "sitemap", sitemap.newest(url)) for url in own if sitemap.rank(url) >= 0) or usual(here)


def usual(here: str) -> tuple[Lead, ...]:
    """Where most sites keep their sitemaps."""
    return tuple(Lead(url, "sitemap") for path in _usual_paths() if (url := urls.absolute(here, path)))


@cache
def _usual_paths() -> tuple[str, ...]:
    return _discover.usual_sitemaps()


def _is_wordpress(page: Page, here: str) -> bool:
    asked = dict(parse_qsl(urlsplit(here).query))
    return bool(_FEED_PATH.search(urlsplit(here).path)) or "feed" in asked or bool(_WORDPRESS.search(opening(page).text[:20_000]))


def _paged(url: str) -> str:
    """The address of the next page of a WordPress feed."""
    parts = urlsplit(url)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    present = next((int(value) for name, value in asked if name == "paged" and value.isdigit()), 1)
    query = urlencode([*((name, value) for name, value in asked if name != "paged"), ("paged", str(present + 1))])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


# ---- which entries -----------------------------------------------------------------------------------------------------------


def day(entry: Entry) -> date | None:
    """The day of an entry as far as the listing tells: published, or in its address; None without one."""
    if entry.published:
        return entry.published.day
    written = date_in(entry.url)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def since(entries: Iterable[Entry], first: date) -> frozenset[int]:
    """Which entries (by position) are not older than this day. One that says only when it was changed last was published before."""
    days = ((at, day(entry) or (entry.updated.day if entry.updated else None)) for at, entry in enumerate(entries))
    return frozenset(at for at, known in days if known is None or known >= first)


def akin(findings: Findings, known: Iterable[str], where: str) -> frozenset[int]:
    """Which entries (by position) of a site's sitemap at `where` belong to a source whose articles have the `known` addresses: those
    whose addresses look the same; where few are known, those that look as an article's does. In a sitemap that is named as
    one of news or posts a likeness that says little will do."""
    known, entries = tuple(known), findings.entries
    alike = likeness(known)
    if len(known) < _KNOWN_LEAST:
        return frozenset(at for at, entry in enumerate(entries) if telling(entry.url) and not leads_elsewhere(entry.url))
    lenient = sitemap.rank(where) > 0
    return frozenset(
        at for at, entry in enumerate(entries) if alike.exactly(entry.url) or alike.surely(entry.url) or (lenient and alike.like(entry.url))
    )


def narrowed(findings: Findings, first: date, known: Iterable[str] | None = None, where: str = "") -> Findings:
    """The findings of a page at `where` with the entries that are not older than `first` alone; with `known` addresses of a source's
    articles only those that belong to it."""
    kept = since(findings.entries, first)
    if known is not None:
        kept &= akin(findings, known, where)
    return replace(findings, entries=tuple(entry for at, entry in enumerate(findings.entries) if at in kept))


def days(findings: Findings) -> tuple[date, ...]:
    """The days of the entries that tell one."""
    return tuple(found for entry in findings.entries if (found := day(entry)))
