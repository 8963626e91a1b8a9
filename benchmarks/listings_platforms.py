"""How well the newsroom pages under tests/data/sources/press_page are read, page by page, without selectors: precision and recall of
entries, titles and days as printed. Below it the same over all pages when their mark-up is spoilt, and when their dates are gone.

python benchmarks/listings_platforms.py [NAME…]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator import sources
from aggregator.errors import SourceError
from aggregator.model import Entry, Page, Source
from tests.sources.disguises import SEEN, dateless, divided, nameless, unheaded

CASES = Path(__file__).parents[1] / "tests" / "data" / "sources" / "press_page"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of entries: found and right, said, wanted; titles and days as printed among the right ones."""

    hit: int = 0
    said: int = 0
    want: int = 0
    titles: int = 0
    days: int = 0

    def __add__(self, other: Figures) -> Figures:
        pairs = zip(self.counts, other.counts, strict=True)
        return Figures(*(one + two for one, two in pairs))

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """All of them."""
        return self.hit, self.said, self.want, self.titles, self.days

    def line(self, name: str) -> str:
        """One row of the table."""
        precision, recall = self.hit / max(1, self.said), self.hit / max(1, self.want)
        titles, days = self.titles / max(1, self.hit), self.days / max(1, self.hit)
        return f"{name:28} {self.want:4} {precision:9.3f} {recall:6.3f} {titles:6.3f} {days:6.3f}"


def measured(case: Path, change: Callable[[str], str] = str) -> Figures:
    """One page, its mark-up changed."""
    want: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    gold = {entry["url"]: entry for entry in want["entries"]}
    content = change((case / "page.html").read_text("utf-8")).encode()
    source = Source(case.name, want["url"], "press_page", country=want["country"], language=want["language"])
    found = {entry.url: entry for entry in _entries(source, content)}
    both = found.keys() & gold.keys()
    titles = sum(found[url].title == gold[url]["title"] for url in both)
    days = sum(_day(found[url]) == gold[url]["published"] for url in both)
    return Figures(len(both), len(found), len(gold), titles, days)


def _entries(source: Source, content: bytes) -> tuple[Entry, ...]:
    try:
        return sources.read(source, Page(source.url, source.url, 200, content, "text/html", "utf-8", None, None, SEEN)).entries
    except SourceError:
        return ()


def _day(entry: Entry) -> str | None:
    return entry.published.day.isoformat() if entry.published else None


def main() -> None:
    """Print the table."""
    chosen = [case for case in sorted(CASES.iterdir()) if not sys.argv[1:] or case.name in sys.argv[1:]]
    print(f"{'page':28} {'want':>4} {'precision':>9} {'recall':>6} {'titles':>6} {'days':>6}")
    for case in chosen:
        print(measured(case).line(case.name))
    for name, change in (("all, as they are", str), *((f"all, {each.__name__}", each) for each in (nameless, divided, unheaded, dateless))):
        print(sum((measured(case, change) for case in chosen), Figures()).line(name))


if __name__ == "__main__":
    main()
