"""The text of a JSON Feed in, its entries out (https://www.jsonfeed.org/version/1.1/).

    {"version": "https://jsonfeed.org/version/1.1", "title": "...", "language": "en", "next_url": "...",
     "items": [{"id": "...", "url": "...", "external_url": "...", "title": "...", "date_published": "2025-06-10T07:30:00+08:00",
                "date_modified": "...", "summary": "...", "content_text": "...", "content_html": "...", "language": "en"}]}

What breaks off or has a fault inside is read item by item up to the fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from aggregator import plain, urls
from aggregator.errors import SourceError
from aggregator.model import Entry, Findings, Page, Source
from aggregator.sources._dates import Reading, stated
from aggregator.sources._entries import distinct, language_code
from aggregator.sources._markup import text, title
from aggregator.sources._repair import MOST_ENTRIES

_VERSION = re.compile(r'"version"\s{0,20}:\s{0,20}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
_ITEMS = re.compile(r'"items"\s{0,20}:\s{0,20}\[')
_LOOSE_COMMA = re.compile(r",(\s{0,200}[\]}])")
_LONGEST_SUMMARY = 2_000
_LONGEST_NUMBER = 40


def recognises(document: str) -> bool:
    """Whether this JSON is a feed: it says so, or has a list of items that look like entries."""
    if _VERSION.search(document[:20_000]):
        return True
    items = _ITEMS.search(document)
    head = document[items.end() : items.end() + 20_000] if items else ""
    return '"url"' in head and any(name in head for name in ('"content_html"', '"content_text"', '"date_published"'))


def read(source: Source, page: Page, document: str, how: Reading) -> Findings:
    """The entries of the feed. Raises SourceError for JSON that is no feed."""
    document = plain.paired(document)
    if not recognises(document):
        raise SourceError("This JSON is no feed.", where=page.url)
    feed, broken = _loaded(document)
    items = feed.get("items")
    if not isinstance(items, list):
        raise SourceError("This JSON Feed has no list of items.", where=page.url)
    return Findings(
        kind="feed",
        entries=distinct(_entry(each, source, page, how) for each in items[:MOST_ENTRIES] if isinstance(each, dict)),
        follow=tuple(_next(feed, page)),
        problems=tuple(_problems(broken, len(items))),
        title=title(_string(feed, "title")),
        language=language_code(feed.get("language")),
    )


def _problems(broken: bool, items: int) -> Iterator[str]:
    if broken:
        yield "The JSON is broken; the entries before the fault were read."
    if items > MOST_ENTRIES:
        yield f"Only the first {MOST_ENTRIES} entries were read."


def _loaded(document: str) -> tuple[dict[str, Any], bool]:
    for attempt in (document, _LOOSE_COMMA.sub(r"\1", document)):
        try:
            feed = json.loads(attempt, strict=False, parse_int=_number)
        except (ValueError, RecursionError):
            continue
        return (feed if isinstance(feed, dict) else {}), False
    return {"items": list(_whole_items(document))}, True


def _number(digits: str) -> int | str:
    """A number as such, unless it is longer than Python reads."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _whole_items(document: str) -> Iterator[object]:
    """The items that can be read one by one before the fault."""
    start = _ITEMS.search(document)
    decoder = json.JSONDecoder(strict=False, parse_int=_number)
    at = start.end() if start else len(document)
    while (brace := document.find("{", at)) >= 0:
        try:
            item, at = decoder.raw_decode(document, brace)
        except (ValueError, RecursionError):
            return
        yield item


def _entry(item: dict[str, Any], source: Source, page: Page, how: Reading) -> Entry:
    identity = str(item["id"]).strip() if isinstance(item.get("id"), str | int | float) else None
    updated = stated(_string(item, "date_modified"), how)
    full = plain.block(_string(item, "content_text")) or text(_string(item, "content_html"))
    return Entry(
        url=_link(item, identity, page),
        source=source.name,
        title=title(_string(item, "title")),
        published=stated(_string(item, "date_published"), how) or updated,
        updated=updated,
        summary=(text(_string(item, "summary")) or "")[:_LONGEST_SUMMARY] or None,
        text=full,
        identity=identity,
        language=language_code(item.get("language")),
    )


def _link(item: dict[str, Any], identity: str | None, page: Page) -> str:
    base = page.final_url or page.url
    for link in (_string(item, "url"), _string(item, "external_url")):
        if (found := urls.absolute(base, link)) and urls.key(found) != urls.key(base):
            return found
    return (urls.absolute(identity, identity) or "") if identity and identity.startswith(("http://", "https://")) else ""


def _next(feed: dict[str, Any], page: Page) -> Iterator[str]:
    base = page.final_url or page.url
    found = urls.absolute(base, _string(feed, "next_url"))
    if found and urls.site(found) == urls.site(base) and found != page.url:
        yield found


def _string(mapping: dict[str, Any], name: str) -> str:
    value = mapping.get(name)
    return value if isinstance(value, str) else ""
