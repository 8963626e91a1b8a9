"""What a run would find, without filing anything: the sources' own addresses are asked, no caching headers, no article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from aggregator.archive import Archive, waiting, write
from aggregator.errors import SourceError
from aggregator.model import Config, Request, Source
from aggregator.pipeline.outcomes import attempted, failure
from aggregator.pipeline.stages import Answer, Caller, Stages

_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Preview:
    """What one source lists: how many entries, how many of them are new, their titles; or what is wrong."""

    source: str
    listed: int = 0
    new: int = 0
    titles: tuple[str, ...] = ()
    problem: str = ""


def preview(config: Config, archive: Archive | None, sources: tuple[Source, ...], stages: Stages | None = None) -> Iterator[Preview]:
    """Ask these sources; `archive` None: nothing is known yet."""
    stages = stages or Stages()
    by_name = {source.name: source for source in sources}
    requests = [Request(_address(archive, source), key=source.name) for source in sources]
    with stages.fleet(config.limits) as fleet, stages.child() as child:
        for request, answer in fleet.pages(requests):
            source = by_name[request.key]
            yield attempted(partial(_seen, archive, stages, child, (source, answer)), partial(_problem, source))


def _address(archive: Archive | None, source: Source) -> str:
    return waiting.standing(archive, source).address if archive else source.url


def _seen(archive: Archive | None, stages: Stages, child: Caller, found: tuple[Source, Answer]) -> Preview:
    source, answer = found
    if isinstance(answer, Exception):
        raise answer
    listed = child.call(stages.listed, source, answer, seconds=_SECONDS)
    findings = listed.findings
    if findings.problems and not findings.entries and not findings.follow:
        raise SourceError("; ".join(findings.problems))
    fresh = [entry for at, entry in enumerate(findings.entries) if at not in listed.passed_over]
    fresh = [entry for entry in fresh if archive is None or not waiting.is_known(archive, write.key(entry))]
    return Preview(source.name, len(findings.entries), len(fresh), tuple(entry.title or entry.url for entry in fresh))


def _problem(source: Source, error: Exception) -> Preview:
    return Preview(source.name, problem=failure(error, source.name, source.url).message)
