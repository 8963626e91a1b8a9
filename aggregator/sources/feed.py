"""A feed in, its entries out: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF, JSON Feed. The only feedparser.

    <rss><channel><item>       title  link  guid  pubDate  dc:date  description  content:encoded
    <rdf:RDF><item>            title  link  dc:date  description
    <feed><entry>              title  link rel=alternate  id  published  updated  summary  content
    {"version": "https://jsonfeed.org/version/1.1", "items": [...]}        see _json_feed.py

feedparser is given repaired bytes (see _repair.py), never an address. It returns nothing, without a word, for what is no
feed, reads some dates wrongly and lets any link through: so the page is sniffed first, dates are read by `_dates` from
the raw string, and links are checked here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from aggregator import urls
from aggregator.errors import SourceError
from aggregator.model import Entry, Findings, Page, Published, Source
from aggregator.sources import _json_feed
from aggregator.sources._dates import Reading, stated
from aggregator.sources._entries import distinct, language_code, reading
from aggregator.sources._markup import text, title
from aggregator.sources._opening import Opening, opening
from aggregator.sources._repair import entries as begun
from aggregator.sources._repair import fielded, repaired

_ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
_LONGEST_SUMMARY = 2_000
_FULL_TEXT = 1_200
_BROKEN = "Open the address in a browser and look at its XML; tell the publisher."


def recognises(start: Opening) -> bool:
    """Whether a page begins as a feed does."""
    return start.root in _ROOTS or (start.root == "json" and _json_feed.recognises(start.text))


def read(source: Source, page: Page) -> Findings:
    """The entries of a feed, each once; `follow` holds its next page where it names one (RFC 5005).

    A feed without entries is fine. Raises SourceError for what is no feed.
    """
    start = opening(page)
    how = reading(source, page, "feed")
    if start.root == "json":
        return _json_feed.read(source, page, start.text, how)
    if start.root not in _ROOTS:
        raise SourceError(_instead(start), where=page.url, hint="Try `aggregator sources add` with this address: it looks for the feed.")
    xml, many = repaired(start.text)
    feed, listed = _parsed(xml, page), begun(xml)
    if feed.get("bozo") and len(feed.get("entries", ())) < listed:
        feed = max(feed, _parsed(fielded(xml), page), key=lambda each: len(each.get("entries", ())))
    if not feed.get("version") and not feed.get("entries"):
        raise SourceError("This is no feed that we know.", where=page.url)
    head: Mapping[str, Any] = feed.get("feed", {})
    readable = len(feed.get("entries", ()))
    if listed and not readable:
        raise SourceError(f"None of the {listed} entries of this feed can be read.", where=page.url, hint=_BROKEN)
    entries = distinct(_entry(each, source, page, how) for each in feed.get("entries", ()))
    return Findings(
        kind="feed",
        entries=entries,
        follow=tuple(_next(head, page)),
        problems=tuple(_problems(many, listed if feed.get("bozo") else readable, readable)),
        title=title(str(head.get("title") or "")),
        language=language_code(head.get("language")),
    )


def _problems(many: bool, listed: int, readable: int) -> Iterator[str]:
    if many:
        yield f"Only the first {readable} entries were read."
    if readable < listed:
        yield f"{listed - readable} of its {listed} entries are broken and cannot be read."


def _instead(start: Opening) -> str:
    if start.root == "html":
        return "There is a web page where the feed should be."
    named = {
        "": "an empty document",
        "text": "plain text",
        "opml": "a list of feeds (OPML)",
        "urlset": "a sitemap",
        "sitemapindex": "a sitemap",
    }
    return f"This is no feed but {named.get(start.root, f'a document of kind <{start.root}>')}."


def _parsed(xml: str, page: Page) -> Mapping[str, Any]:
    """What feedparser makes of it. Its parsers fail in many undocumented ways on hostile input: each means "no feed"."""
    import feedparser

    body = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>\n' + xml.encode("utf-8", "replace"))
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": page.final_url or page.url}
    try:
        found: Mapping[str, Any] = feedparser.parse(body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        raise SourceError(f"This feed cannot be parsed ({type(error).__name__}).", where=page.url) from error
    return found


def _entry(each: Mapping[str, Any], source: Source, page: Page, how: Reading) -> Entry:
    content, summary = _content(each), str(each.get("summary") or "")
    identity = str(each.get("id") or "").strip() or None
    full = text(content) if content else text(summary) if len(summary) > _FULL_TEXT else None
    updated = _date(each, ("updated", "modified"), how)
    return Entry(
        url=_link(each, identity, page),
        source=source.name,
        title=title(str(each.get("title") or "")),
        published=_date(each, ("published", "created", "issued"), how) or updated,
        updated=updated,
        summary=(text(summary) or "")[:_LONGEST_SUMMARY] or None,
        text=full,
        identity=identity,
        language=language_code(_spoken(each)),
    )


def _content(each: Mapping[str, Any]) -> str:
    """The longest of the full contents, content:encoded for one; "" where the feed has only summaries."""
    contents = [str(content.get("value") or "") for content in each.get("content") or ()]
    return max(contents, key=len, default="")


def _spoken(each: Mapping[str, Any]) -> str | None:
    for part in (*(each.get("content") or ()), each.get("title_detail") or {}):
        if part.get("language"):
            return str(part["language"])
    return None


def _date(each: Mapping[str, Any], names: tuple[str, ...], how: Reading) -> Published | None:
    for name in names:
        # `in` and `[]` alone: feedparser's own `get` invents an "updated" from "published" and warns of it.
        raw = dict.get(each, name) if isinstance(each, dict) else None
        if raw and (date := stated(str(raw), how)):
            return date
    return None


def _link(each: Mapping[str, Any], identity: str | None, page: Page) -> str:
    """The entry's address: the link, another link of a web page, or an identifier that is an address; "" without one. The feed itself
    is no article."""
    base = page.final_url or page.url
    for link in _links(each):
        if (found := urls.absolute(base, link)) and urls.key(found) != urls.key(base):
            return found
    return (urls.absolute(identity, identity) or "") if identity and identity.startswith(("http://", "https://")) else ""


def _links(each: Mapping[str, Any]) -> Iterator[str]:
    if each.get("link"):
        yield str(each["link"])
    for link in each.get("links") or ():
        if link.get("rel", "alternate") in ("alternate", "self", "via") and link.get("href"):
            yield str(link["href"])


def _next(head: Mapping[str, Any], page: Page) -> Iterator[str]:
    for link in head.get("links") or ():
        if link.get("rel") in ("next", "prev-archive") and link.get("href"):
            found = urls.absolute(page.final_url or page.url, str(link["href"]))
            if found and urls.site(found) == urls.site(page.final_url or page.url) and found != page.url:
                yield found
                return
