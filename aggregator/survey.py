"""Looking at sources without filing anything: `sources test`, `check` and `add` stand on it.

Source -> Request -> Page -> Findings, each failure a value
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from aggregator import sources as kinds_of_sources
from aggregator.errors import AggregatorError, SourceError
from aggregator.fetch import Fleet
from aggregator.model import Entry, Findings, Limits, Page, Request, Source
from aggregator.refusal import REFUSALS, refuse
from aggregator.sources import Way

_MOST_TRIED = 14  # addresses asked to find the best way in
_LISTED_LEAST = 3  # articles that make a page a listing
_BEST = 4


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a source gave: findings, or the error that stood in the way."""

    source: Source
    page: Page | None = None
    findings: Findings | None = None
    error: AggregatorError | None = None

    @property
    def newest(self) -> date | None:
        """The day of the newest entry that has one."""
        return max((entry.published.day for entry in self.entries if entry.published), default=None)

    @property
    def refused(self) -> bool:
        """Whether the publisher says no to programs: robots.txt, or a reservation of text and data mining."""
        return getattr(self.error, "reason", "") in REFUSALS

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries found, none where the look failed."""
        return self.findings.entries if self.findings else ()


def looks(sources: Iterable[Source], limits: Limits) -> Iterator[Look]:
    """Ask each source once and read what it answers, in the order in which answers come. Never raises for a source."""
    asked = {source.name: source for source in sources}
    requests = [Request(source.url, key=name) for name, source in asked.items()]
    with Fleet(limits) as fleet:
        for request, answer in fleet.pages(requests):
            yield read(asked[request.key], answer)


def read(source: Source, answer: Page | Exception) -> Look:
    """Read what a host answered, or tell why it did not. A bug in reading is raised."""
    if isinstance(answer, AggregatorError):
        return Look(source, error=answer)
    if isinstance(answer, Exception):
        raise answer
    try:
        refuse(answer)
        findings = kinds_of_sources.read(source, answer)
    except AggregatorError as error:
        return Look(source, page=answer, error=error)
    if not findings.entries and not findings.follow and findings.problems:
        return Look(source, page=answer, findings=findings, error=SourceError(findings.problems[0], where=source.url))
    return Look(source, page=answer, findings=findings)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way into a site's news that has been tried."""

    way: Way
    look: Look

    @property
    def worth(self) -> int:
        """How good a source it would be: a feed before a news sitemap before a listing before a sitemap of everything; 0: none."""
        entries = self.look.entries
        if self.look.error is not None or not entries:
            return 0
        titled = sum(entry.title is not None for entry in entries) * 2 >= len(entries)
        rank = {"feed": 4, "sitemap": 3 if titled else 1, "press_page": 2 if len(entries) >= _LISTED_LEAST else 0}
        return rank.get(self.way.kind, 0)


def candidates(url: str, limits: Limits, kind: str | None = None) -> tuple[Candidate, ...]:
    """The ways into a site's news from any of its pages, each tried, the best first. Raises FetchError when the page cannot be had.

    Asks the page, then at most `_MOST_TRIED` addresses: those that the page names, those that a newsroom in its menu names, and those
    that are usual for its platform. `kind` keeps only the ways of that kind.
    """
    with Fleet(limits) as fleet:
        start = _first(fleet, url)
        tried = _tried(fleet, start, kind, _MOST_TRIED)
        rooms = [each for each in tried if each.way.kind == "press_page" and each.look.page and each.look.page.final_url != start.final_url]
        if not any(each.worth == _BEST for each in tried) and rooms and rooms[0].look.page:
            tried += _tried(fleet, rooms[0].look.page, kind, _MOST_TRIED - len(tried), known=[each.way.url for each in tried])
    order = sorted(range(len(tried)), key=lambda at: (-tried[at].worth, not tried[at].way.stated, at))
    return tuple(tried[at] for at in order)


def _first(fleet: Fleet, url: str) -> Page:
    for _, answer in fleet.pages([Request(url)]):
        if isinstance(answer, Page):
            return answer
        raise answer
    raise SourceError("Nothing was answered.", where=url)


def _tried(fleet: Fleet, page: Page, kind: str | None, most: int, known: Sequence[str] = ()) -> list[Candidate]:
    """The ways that this page shows, asked side by side and read; the page itself is not asked again."""
    ways = [way for way in kinds_of_sources.ways(page) if (kind is None or way.kind == kind) and way.url not in known][: max(most, 0)]
    here = {page.url, page.final_url}
    answers: dict[str, Page | Exception] = {way.url: page for way in ways if way.url in here}
    requests = [Request(way.url) for way in ways if way.url not in here]
    answers |= {request.url: answer for request, answer in fleet.pages(requests)}
    return [Candidate(way, read(Source(way.url, way.url, way.kind), answers[way.url])) for way in ways if way.url in answers]
