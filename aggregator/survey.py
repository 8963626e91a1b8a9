"""Looking at sources without filing anything: `sources test`, `check` and `add` stand on it.

Source -> Request -> Page -> Findings, each failure a value
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from aggregator import sources as kinds_of_sources
from aggregator.errors import AggregatorError, SourceError
from aggregator.fetch import Fleet
from aggregator.model import Entry, Findings, Limits, Page, Request, Source


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
        findings = kinds_of_sources.read(source, answer)
    except AggregatorError as error:
        return Look(source, page=answer, error=error)
    if not findings.entries and not findings.follow and findings.problems:
        return Look(source, page=answer, findings=findings, error=SourceError(findings.problems[0], where=source.url))
    return Look(source, page=answer, findings=findings)
