"""What a site calls itself, out of the title of a feed or page: "Newsroom | Example Health" -> "Example Health". Pure."""

from __future__ import annotations

import re

from aggregator import plain
from aggregator.sources._knowledge import words

_PARTS = re.compile(r"\s+[|–—·•»-]+\s+|\s*[|｜]\s*|\s*::\s*")
_MOST = 80


def called(title: str) -> str:
    """The title without the parts that only say that this is a list of news; the whole title where nothing else is left."""
    whole = plain.line(title)
    labels = set(words("newsroom", "label"))
    kept = [part for part in _PARTS.split(whole) if part.strip() and not _generic(part, labels)]
    return (max(kept, key=len) if kept else whole)[:_MOST].strip()


def _generic(part: str, labels: set[str]) -> bool:
    folded = part.casefold().strip(" .")
    return folded in labels or all(word in labels | _SMALL for word in folded.split())


_SMALL = {"rss", "feed", "feeds", "atom", "latest", "all", "home", "and", "&", "the", "our", "page", "index", "archive", "news", "releases"}
