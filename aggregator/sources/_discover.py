"""Any page of a site in, the ways into its news out, the best first: for `sources add`. Pure: nothing is asked here.

    home page, newsroom    feeds it links, the listing that it is, newsrooms in its menu, usual feeds and sitemaps of its platform
    robots.txt             the sitemaps it names
    feed, sitemap          itself

What the page itself says is `stated`; a usual address of the platform is a guess until it has been asked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from aggregator import plain, urls
from aggregator.errors import SourceError
from aggregator.model import Page, Source
from aggregator.sources import feed, press_page, sitemap
from aggregator.sources._knowledge import words
from aggregator.sources._listing.tree import Tree, planted
from aggregator.sources._listing.zones import HARD, zones
from aggregator.sources._opening import Opening, opening

_FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/json\+feed|text/rss", re.IGNORECASE)
_FEED_PATH = re.compile(r"(?:^|[/_.-])(?:rss|feed|atom|rdf)(?:$|[/_.?-]|s$)|\.rss$|format=(?:rss|feed)|pagetemplate=rss", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|replies|/tag/|/author/", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ROBOTS = re.compile(r"^\s*(?:user-agent|disallow|sitemap)\s*:", re.IGNORECASE | re.MULTILINE)
_LISTING_LEAST = 3
_MOST_NEWSROOMS = 6


@dataclass(frozen=True, slots=True)
class Way:
    """A way into a site's news: an address, the kind of source it would be, why it was thought of, and whether the page says so."""

    url: str
    kind: str
    why: str
    stated: bool = True


def ways(page: Page) -> tuple[Way, ...]:
    """The ways in, each address once, the best first. Raises SourceError for what cannot be unpacked."""
    start = opening(page)
    found: dict[str, Way] = {}
    for way in _ways(page, start):
        found.setdefault(way.url, way)
    return tuple(found.values())


def _ways(page: Page, start: Opening) -> Iterator[Way]:
    here = page.final_url or page.url
    if feed.recognises(start):
        yield Way(here, "feed", "this is a feed")
    elif sitemap.recognises(start):
        yield Way(here, "sitemap", "this is a sitemap")
    elif _ROBOTS.search(start.text[:20_000]) and start.root == "text":
        yield from _named(start.text, here)
        yield from _usual("", here)
    elif press_page.recognises(start):
        yield from _of_page(page, start, here)


def _named(robots: str, here: str) -> Iterator[Way]:
    """The sitemaps that robots.txt names: those of news first."""
    named = [found for match in _SITEMAP_LINE.finditer(robots[:500_000]) if (found := urls.absolute(here, match[1]))]
    for url in sorted(named[:200], key=lambda url: -sitemap.rank(url)):
        yield Way(url, "sitemap", "robots.txt names this sitemap")


def _of_page(page: Page, start: Opening, here: str) -> Iterator[Way]:
    tree = planted(start.text, here)
    yield from _declared(tree)
    yield from _listing(page, here)
    yield from _linked(tree)
    yield from _newsrooms(tree)
    yield from _usual(start.text, here)


def _declared(tree: Tree) -> Iterator[Way]:
    """Feeds that the head of the page names: those that share the page's path first, those of comments never."""
    own = urlsplit(tree.url).path
    found: list[tuple[int, Way]] = []
    for node in tree.html.css('link[rel~="alternate"]')[:60]:
        attributes = node.attributes
        url = urls.absolute(tree.base, attributes.get("href") or "")
        name = plain.line(attributes.get("title") or "")
        if (
            url
            and _FEED_TYPE.match((attributes.get("type") or "").strip())
            and not _COMMENTS.search(f"{url} {name}")
            and "oembed" not in url
        ):
            shared = sum(segment in urlsplit(url).path.split("/") for segment in own.split("/") if segment)
            found.append((-shared, Way(url, "feed", f"the page names this feed{f': {name[:60]}' if name else ''}")))
    yield from (way for _, way in sorted(found, key=lambda each: each[0]))


def _listing(page: Page, here: str) -> Iterator[Way]:
    """The page itself, if it lists articles."""
    try:
        findings = press_page.read(Source("", here, "press_page"), page)
    except SourceError:
        return
    dated = sum(entry.published is not None for entry in findings.entries)
    below = len([part for part in urlsplit(here).path.split("/") if part]) > 0
    if len(findings.entries) >= _LISTING_LEAST and (dated * 2 >= len(findings.entries) or below):
        yield Way(here, "press_page", f"this page lists {len(findings.entries)} articles, {dated} with a date")


def _linked(tree: Tree) -> Iterator[Way]:
    """Links that lead to a feed by their address or words."""
    for link in tree.links:
        text = tree.text(link.place, 40).casefold()
        if (
            _FEED_PATH.search(urlsplit(link.url).path + "?" + urlsplit(link.url).query) or text in ("rss", "rss feed", "rss-feed", "atom")
        ) and (urls.site(link.url) == urls.site(tree.url) and not _COMMENTS.search(link.url)):
            yield Way(link.url, "feed", "the page links this feed")


def _newsrooms(tree: Tree) -> Iterator[Way]:
    """Links named as newsrooms are: by the list's order, menus before text."""
    labels = {label: place for place, label in enumerate(words("newsroom", "label"))}
    zone = zones(tree)
    found: dict[str, tuple[int, int, str]] = {}
    for link in tree.links:
        text = tree.text(link.place, 60).casefold().strip(" »›>→")
        if text in labels and urls.site(link.url) == urls.site(tree.url) and link.key != urls.key(tree.url):
            found.setdefault(link.url, (0 if zone[link.place] == HARD else 1, labels[text], text))
    for url, (_, _, text) in sorted(found.items(), key=lambda each: each[1][:2])[:_MOST_NEWSROOMS]:
        yield Way(url, "press_page", f"the page calls this {text!r}")


@cache
def _platforms() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(files(__package__).joinpath("platforms.toml").read_text("utf-8"))["platform"])


def usual_sitemaps() -> tuple[str, ...]:
    """The paths at which most sites keep their sitemaps, those of a known platform too."""
    return tuple(dict.fromkeys(pattern for each in (_platforms()[-1], *_platforms()) for pattern in each["sitemaps"] if "{" not in pattern))


def _usual(markup: str, here: str) -> Iterator[Way]:
    """Where the site's platform keeps feeds and sitemaps; for an unknown one where most do."""
    head = markup[:400_000].lower()
    known = [each for each in _platforms() if each["name"] and any(mark in head for mark in each["marks"])]
    path = urlsplit(here).path.rpartition("/")[0] + "/" if "." in here.rpartition("/")[2] else urlsplit(here).path.rstrip("/") + "/"
    for each in (*known, _platforms()[-1]):
        name = f" of {each['name']}" if each["name"] else ""
        for kind, key in (("feed", "feeds"), ("sitemap", "sitemaps")):
            for pattern in each[key]:
                if url := urls.absolute(here, pattern.replace("{path}", path).replace("{host}", urls.host(here))):
                    yield Way(url, kind, f"a usual {kind}{name}", stated=False)
