"""A sitemap in, its addresses out: https://www.sitemaps.org/protocol.html with Google's news extension, also gzipped, also as text.

    <urlset><url><loc>ADDRESS</loc><lastmod>2025-06-10</lastmod>
                 <news:news><news:publication><news:name>..</news:name><news:language>en</news:language></news:publication>
                            <news:publication_date>2025-06-10T07:30:00Z</news:publication_date><news:title>..</news:title></news:news></url>
    <sitemapindex><sitemap><loc>ADDRESS</loc><lastmod>..</lastmod></sitemap>       -> follow, newest first
    one address a line                                                             (text sitemap)

The format is a flat list of short fields, so it is read tag by tag: no entity is expanded, nothing nests, a broken or cut
file gives what it holds up to there. `lastmod` says when a page changed, not when it was published: it becomes `updated`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from aggregator import urls
from aggregator.errors import SourceError
from aggregator.model import Entry, Findings, Page, Source
from aggregator.sources import feed
from aggregator.sources._dates import Reading, stated
from aggregator.sources._entries import distinct, language_code, reading
from aggregator.sources._knowledge import words
from aggregator.sources._markup import title
from aggregator.sources._opening import Opening, opening

MOST_ADDRESSES = 50_000
MOST_CHILDREN = 1_000
_ROOTS = frozenset(("urlset", "sitemapindex"))
_FIELD = re.compile(
    r"<(?P<end>/?)(?:(?P<prefix>[\w.-]{1,40}):)?(?P<name>url|sitemap|loc|lastmod|publication_date|title|language)(?:\s[^<>]{0,2000})?>|<!--",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\s*(?:<!\[CDATA\[)?([^<\]]{0,8200})")
_FOREIGN_PREFIX = frozenset(("image", "video", "mobile", "xhtml"))
_SPAN = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:[-_/.]?(?P<m>0[1-9]|1[0-2])(?:[-_/.]?(?P<d>[0-2]\d|3[01]))?)?(?!\d)")


@dataclass(slots=True)
class _Place:
    """One <url> or <sitemap> while it is being read: what it is, its prefix, its fields."""

    name: str
    prefix: str | None
    fields: dict[str, str] = field(default_factory=dict)


def recognises(start: Opening) -> bool:
    """Whether a page begins as a sitemap does."""
    return start.root in _ROOTS or (start.root == "text" and bool(_lines(start.text)))


def read(source: Source, page: Page) -> Findings:
    """The addresses of the source's own site, each once; the children of an index in `follow`, newest first.

    A feed in a sitemap's place is read as a feed (the protocol allows it). Raises SourceError for anything else.
    """
    start = opening(page)
    if feed.recognises(start):
        return feed.read(source, page)
    if not recognises(start):
        raise SourceError("This is no sitemap.", where=page.url, hint="Look in the site's robots.txt for lines that begin with `Sitemap:`.")
    places = (
        tuple(_places(start.text)) if start.root in _ROOTS else tuple(_Place("url", None, {"loc": line}) for line in _lines(start.text))
    )
    own = _Own(source, page)
    how = reading(source, page, "sitemap")
    entries = distinct(_entry(place, source, own, how) for place in places if place.name == "url")[:MOST_ADDRESSES]
    children = tuple(url for url, _ in _children([place for place in places if place.name == "sitemap"], own))
    return Findings(
        kind="sitemap", entries=entries, follow=children, problems=tuple(own.problems(len(places), len(entries) + len(children)))
    )


class _Own:
    """Which addresses belong to the source's site; the others are counted."""

    def __init__(self, source: Source, page: Page) -> None:
        self.base = page.final_url or page.url
        self.sites = {urls.site(each) for each in (source.url, page.url, page.final_url) if each.startswith("http")}
        self.foreign = 0

    def address(self, raw: str) -> str | None:
        found = urls.absolute(self.base, raw)
        if found and self.sites and urls.site(found) not in self.sites:
            self.foreign += 1
            return None
        return found

    def problems(self, places: int, found: int) -> Iterator[str]:
        if self.foreign:
            yield f"{self.foreign} addresses of other sites were left out."
        if found == 0 and places:
            yield "None of its addresses can be asked."


def _places(text: str) -> Iterator[_Place]:
    """Each <url> and <sitemap> with its fields, in document order."""
    current: _Place | None = None
    at = count = 0
    while (match := _FIELD.search(text, at)) and count < MOST_ADDRESSES:
        at = match.end()
        if match["name"] is None:
            at = text.find("-->", at)
            if at < 0:
                break
        elif (name := match["name"].lower()) in ("url", "sitemap"):
            if current is not None and current.fields:
                yield current
                count += 1
            current = None if match["end"] else _Place(name, match["prefix"])
        elif current is not None and not match["end"]:
            _note(current, name, match["prefix"], text, at)
    if current is not None and current.fields:
        yield current


def _note(place: _Place, name: str, prefix: str | None, text: str, at: int) -> None:
    """Keep a field's value, unless it belongs to a picture or a film of the page, or the file was cut within it."""
    value = _VALUE.match(text, at)
    of_page = prefix == place.prefix if name in ("loc", "lastmod") else (prefix or "") not in _FOREIGN_PREFIX
    if value and of_page and value.end() < len(text):
        place.fields.setdefault(name, title(value[1]) or "" if name == "title" else value[1].strip().replace("&amp;", "&"))


def _lines(text: str) -> list[str]:
    """The addresses of a text sitemap; nothing where any of its first lines is something else."""
    lines = [line.strip() for line in text[: 100 * MOST_ADDRESSES].splitlines() if line.strip()][:MOST_ADDRESSES]
    sound = lines and all(re.match(r"https?://[^\s<>]+$", line) for line in lines[:50])
    return lines if sound else []


def _entry(place: _Place, source: Source, own: _Own, how: Reading) -> Entry:
    fields = place.fields
    return Entry(
        url=own.address(fields.get("loc", "")) or "",
        source=source.name,
        title=fields.get("title") or None,
        published=stated(fields.get("publication_date", ""), how),
        updated=stated(fields.get("lastmod", ""), how),
        language=language_code(fields.get("language")),
    )


def children(source: Source, page: Page) -> tuple[tuple[str, date | None], ...]:
    """The sitemaps that an index names, in the order of `read`, each with the newest day that it can hold (None: not known)."""
    places = [place for place in _places(opening(page).text) if place.name == "sitemap"]
    return tuple(_children(places, _Own(source, page)))


def _children(places: list[_Place], own: _Own) -> Iterator[tuple[str, date | None]]:
    """Sitemaps of an index: those of news first, then the newest, then those of which no day is known; each once, at most
    MOST_CHILDREN."""
    found: dict[str, date | None] = {}
    for place in places:
        if url := own.address(place.fields.get("loc", "")):
            found.setdefault(url, newest(url, place.fields.get("lastmod", "")))
    ranked = sorted(found.items(), key=lambda each: (rank(each[0]), each[1] or date.min), reverse=True)
    yield from ranked[:MOST_CHILDREN]


def newest(url: str, changed: str = "") -> date | None:
    """The newest day that a sitemap can hold: the end of the period in its name, or when it was last changed if that is earlier."""
    modified = _iso_day(changed)
    named = span_end(url.rpartition("/")[2]) or span_end(urlsplit(url).path)
    return min(filter(None, (modified, named)), default=None)


def span_end(name: str) -> date | None:
    """The last day of the year, month or day that a name holds: sitemap-2024.xml, posts-2024-05.xml, 20240517.xml."""
    match = next(iter(reversed(list(_SPAN.finditer(name)))), None)
    if match is None:
        return None
    year, month = int(match["y"]), int(match["m"] or 12)
    try:
        return date(year, month, int(match["d"] or monthrange(year, month)[1]))
    except ValueError:
        return date(year, month, monthrange(year, month)[1])


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def rank(url: str) -> int:
    """1 for a sitemap whose name says news, -1 for one of pictures, products or tags, else 0."""
    name = url.rpartition("/")[2].lower()
    if any(word in name for word in words("sitemap", "news")):
        return 1
    return -1 if any(word in name for word in words("sitemap", "other")) else 0
