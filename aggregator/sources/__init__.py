"""Page in, Findings out: what a feed, a sitemap or a newsroom page lists. No network.

A kind is a file here that has `read(source, page) -> Findings` and `recognises(opening) -> bool`; its name is `kind` in
feeds.toml. Files that begin with an underscore serve them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from aggregator import kinds
from aggregator.errors import SourceError
from aggregator.model import Findings, Page, Source

if TYPE_CHECKING:
    from aggregator.sources._discover import Way, ways
    from aggregator.sources._keywords import matches, named_lists
    from aggregator.sources._leads import ROBOTS, Lead, days, narrowed, seeds, usual
    from aggregator.sources._naming import called

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

# What reads a feed needs none of these, and a run that finds nothing new reads no more than feeds: they are imported when asked for.
_HOMES = {
    "_discover": ("Way", "ways"),
    "_keywords": ("matches", "named_lists"),
    "_leads": ("ROBOTS", "Lead", "days", "narrowed", "seeds", "usual"),
    "_naming": ("called",),
}

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
    from aggregator.sources import _leads

    return _leads.named(page) if source.kind == _leads.ROBOTS else _leads.leads(source, page, findings)


def recognise(page: Page) -> str | None:
    """The kind that this page is, told by its first bytes; None for what is no source (a list of feeds, a picture)."""
    from aggregator.sources._opening import opening

    start = opening(page)
    for name in sorted(kinds.names(sys.modules[__name__]), key=lambda name: (_ORDER.get(name, 0), name)):
        if kinds.load(sys.modules[__name__], name).recognises(start):
            return name
    return None


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """A name of `__all__` that lives in one of the files that serve the kinds."""
        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{home}"), name)
