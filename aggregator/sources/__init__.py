"""Page in, Findings out: what a feed, a sitemap or a newsroom page lists. No network.

A kind is a file here that has `read(source, page) -> Findings` and `recognises(opening) -> bool`; its name is `kind` in
feeds.toml. Files that begin with an underscore serve them.
"""

from __future__ import annotations

import sys

from aggregator import kinds
from aggregator.errors import SourceError
from aggregator.model import Findings, Page, Source
from aggregator.sources import _leads
from aggregator.sources._discover import Way, ways
from aggregator.sources._keywords import matches, named_lists
from aggregator.sources._leads import ROBOTS, Lead, days, narrowed, seeds, usual
from aggregator.sources._naming import called
from aggregator.sources._opening import opening

__all__ = [
    "ROBOTS",
    "Lead",
    "Way",
    "called",
    "days",
    "earlier",
    "matches",
    "named_lists",
    "narrowed",
    "read",
    "recognise",
    "seeds",
    "usual",
    "ways",
]

# A web page is asked last: feeds and sitemaps sit inside things that look like one.
_ORDER = {"press_page": 1}


def read(source: Source, page: Page) -> Findings:
    """What the page lists, read as the source's kind. Raises SourceError when it is nothing of that kind."""
    if not page.content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise SourceError("The answer is empty.", where=page.url, hint="Open the address in a browser: the source may have moved.")
    findings: Findings = kinds.load(sys.modules[__name__], source.kind).read(source, page)
    return findings


def earlier(source: Source, page: Page, findings: Findings) -> tuple[Lead, ...]:
    """Where a page that was read leads back in time. Raises SourceError as `read` does."""
    return _leads.named(page) if source.kind == ROBOTS else _leads.leads(source, page, findings)


def recognise(page: Page) -> str | None:
    """The kind that this page is, told by its first bytes; None for what is no source (a list of feeds, a picture)."""
    start = opening(page)
    for name in sorted(kinds.names(sys.modules[__name__]), key=lambda name: (_ORDER.get(name, 0), name)):
        if kinds.load(sys.modules[__name__], name).recognises(start):
            return name
    return None
