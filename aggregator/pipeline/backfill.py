"""Back in time: a source's sitemaps and older pages, as far as a day. What they list waits to be collected like any entry.

    seeds ──▶ open addresses ──▶ Page ──▶ one commit: entries since that day + where it leads + this address is read
                    ▲                                                  │
                    └──────────────────────────────────────────────────┘     until none is open, or MOST_ASKED in one run

Each address is one commit, so a run that is killed goes on where it stopped; nothing is filed twice, for entries are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from aggregator.archive import backfill as track
from aggregator.archive import waiting
from aggregator.archive.backfill import Harvest, Miss, Stop
from aggregator.archive.waiting import Standing
from aggregator.archive.write import Taken
from aggregator.errors import AggregatorError, FetchError
from aggregator.model import Request, Source
from aggregator.pipeline import due
from aggregator.pipeline.outcomes import Fallen, Outcome, Visited, attempted, failure
from aggregator.pipeline.stages import Answer, River
from aggregator.pipeline.walking import Errand
from aggregator.refusal import REFUSALS, refuse

MOST_ASKED = 200
"""Addresses of listings that one run asks of one source; articles have their own bound, `max_articles`."""

_AT_ONCE = 10  # of one source between two looks at what is the newest
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """An address of a walk that is asked now."""

    source: Source
    standing: Standing
    stop: Stop
    errand: Errand


def backfill(river: River, sources: Iterable[Source], since: date) -> Iterator[Outcome]:
    """Walk these sources back to `since`, each at most MOST_ASKED addresses far; yields what became of each as soon as it is filed."""
    walks = {source.name: source for source in sources if _begun(river, source, since)}
    known = {name: track.examples(river.archive, name) for name in walks}
    asked: dict[str, set[int]] = {name: set() for name in walks}
    while steps := [step for name, source in walks.items() for step in _steps(river, source, (since, known[name]), asked[name])]:
        for step in steps:
            asked[step.source.name].add(step.stop.id)
        requests = [Request(step.stop.address, key=str(number), cut=True) for number, step in enumerate(steps)]
        for request, answer in river.fleet.pages(requests):
            step = steps[int(request.key)]
            yield attempted(partial(_walked, river, step, answer), partial(_strayed, river, step))


def _begun(river: River, source: Source, since: date) -> bool:
    """Whether a source can be walked now: what cannot be read today has no yesterday either."""
    from aggregator import sources as kinds

    standing = waiting.standing(river.archive, source)
    if standing.failures or standing.last_success is None:
        return False
    seeds = [(seed.url, seed.kind) for seed in kinds.seeds(source, standing.address)]
    track.begun(river.archive, standing, since, seeds, river.now())
    return True


def _steps(river: River, source: Source, wanted: tuple[date, tuple[str, ...]], asked: set[int]) -> list[Step]:
    most = min(_AT_ONCE, MOST_ASKED - len(asked))
    standing = waiting.standing(river.archive, source)
    if most <= 0 or (standing.retry_after and river.now() < standing.retry_after):
        return []
    stops = track.following(river.archive, source.name, most, asked)
    return [Step(source, standing, stop, Errand(stop.kind, *wanted)) for stop in stops]


def _walked(river: River, step: Step, answer: Answer) -> Outcome:
    """Read and file one answer. Raises what reading raises."""
    if isinstance(answer, Exception):
        raise answer
    refuse(answer)
    found = river.child.call(river.stages.walked, step.source, answer, step.errand, seconds=_SECONDS)
    listed = found.listed
    leads = tuple((lead.url, lead.kind, lead.newest) for lead in found.leads)
    harvest = Harvest(listed.findings.entries, listed.passed_over, leads, found.digest, found.oldest)
    taken = track.walked(river.archive, step.standing, step.stop, harvest, river.now())
    return Visited(step.source.name, taken, main=False)


def _strayed(river: River, step: Step, error: Exception) -> Outcome:
    """What could not be read. A guess that led nowhere (no robots.txt, no such sitemap, no page beyond the last) is no failure."""
    if step.stop.kind == "robots" and not _is_trouble(error):
        return _without_robots(river, step)
    told = failure(error, step.source.name, step.stop.address) if _is_trouble(error) else None
    track.strayed(river.archive, step.stop, Miss(told, due.asked(error)), river.run, river.now())
    return Fallen(told) if told else Visited(step.source.name, Taken(), main=False)


def _without_robots(river: River, step: Step) -> Outcome:
    from aggregator import sources as kinds

    leads = tuple((lead.url, lead.kind, lead.newest) for lead in kinds.usual(step.stop.address))
    taken = track.walked(river.archive, step.standing, step.stop, Harvest(leads=leads), river.now())
    return Visited(step.source.name, taken, main=False)


def _is_trouble(error: Exception) -> bool:
    """Whether asking again may help: not where there is nothing, nothing to be read, or a no."""
    if isinstance(error, FetchError):
        return not (error.reason in REFUSALS or error.status in (401, 403, 404, 405, 406, 410) or error.reason == "empty")
    return not isinstance(error, AggregatorError)


__all__ = ["MOST_ASKED", "backfill"]
