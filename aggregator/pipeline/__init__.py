"""The river: visit the sources, collect what they list, file it. The only place where the stages meet.

    visit      source ──▶ Page ──▶ Findings ──▶ waiting list            one commit an address
    backfill   older pages, sitemaps ──▶ waiting list                   one commit an address, on demand
    collect    entry  ──▶ Page ──▶ Article ──▶ copy? ──▶ Tags ──▶ story   one commit an article
    retag      article ──▶ Tags ──▶ story                               once more, without the network

Between the halves stands the archive's waiting list, so that no crash, 304 or timeout loses an article. Reading and tagging
happen in a process that can be ended (`aggregator.bounded`), so that no page stops a run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from aggregator import clock
from aggregator.archive import Archive, waiting, write
from aggregator.errors import UsageError
from aggregator.model import Config, Failure, Run, Source
from aggregator.pipeline.backfill import backfill
from aggregator.pipeline.collect import collect
from aggregator.pipeline.outcomes import Fallen, Outcome, Settled, Visited, counted, noted
from aggregator.pipeline.stages import River, Stages
from aggregator.pipeline.visit import visit

__all__ = ["Choice", "River", "Stages", "chosen", "run"]

_HOPELESS = 3  # article pages of one source, of which none could be filed: then the source counts as failed
Watcher = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a run is to do: visit every enabled source that is due, or those of these names, due or not; and walk these back to the
    day `since`."""

    only: tuple[str, ...] = ()
    since: date | None = None


ALL = Choice()


def run(config: Config, archive: Archive, choice: Choice = ALL, *, stages: Stages | None = None, watch: Watcher | None = None) -> Run:
    """One run of the river over the chosen sources. `watch` sees each outcome as it is filed.

    Raises UsageError for a name that no source has, and ArchiveError when the archive cannot be written. An interruption ends the run
    tidily: what was filed stays, the rest waits, `Run.interrupted` is set.
    """
    sources, stages = chosen(config, choice.only), stages or Stages()
    now = clock.now()
    total, failures, hopes = Run(started=now), list[Failure](), Hopes()
    number = write.began(archive, now)
    try:
        with stages.fleet(config.limits) as fleet, stages.child() as child:
            for outcome in _flow(River(config, archive, stages, fleet, child, number), sources, choice):
                total = counted(total, outcome)
                failures += [outcome.failure] if isinstance(outcome, Fallen | Settled) and outcome.failure else []
                hopes.note(outcome)
                noted(outcome)
                if watch:
                    watch(outcome)
    except KeyboardInterrupt:
        total = replace(total, interrupted=True)
    hopeless = hopes.lost()
    total = replace(total, sources_failed=total.sources_failed + len(hopeless), failures=tuple(failures), warnings=hopeless)
    total = replace(total, waiting=waiting.count_waiting(archive), ended=clock.now())
    write.ended(archive, number, total)
    return total


def _flow(river: River, sources: tuple[Source, ...], choice: Choice) -> Iterator[Outcome]:
    past = backfill(river, sources, choice.since) if choice.since else ()
    return chain(visit(river, sources, named=bool(choice.only)), past, collect(river, sources))


def chosen(config: Config, only: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources of a run: the enabled ones, or those of these names, enabled or not. Raises UsageError for an unknown name."""
    if not only:
        return config.enabled
    names = {source.name for source in config.sources}
    if unknown := [name for name in only if name not in names]:
        raise UsageError(f"No source is called {', '.join(map(repr, unknown))}.", hint="`aggregator sources list` names them all.")
    return tuple(source for source in config.sources if source.name in only)


class Hopes:
    """Of which sources no article page at all could be filed: a host that lists and then refuses is a failure too."""

    def __init__(self) -> None:
        self._failed: Counter[str] = Counter()
        self._well: set[str] = set()
        self._down: set[str] = set()

    def note(self, outcome: Outcome) -> None:
        """Take an outcome into account."""
        match outcome:
            case Settled(source=source):
                self._well.add(source)
            case Fallen(failure=failure, entry=True, again=False):
                self._failed[failure.source] += 1
            case Fallen(failure=failure, source_failed=True):
                self._down.add(failure.source)
            case Visited() | Fallen():
                pass

    def lost(self) -> tuple[str, ...]:
        """A sentence for each such source that did not fail anyway."""
        lost = sorted(name for name, count in self._failed.items() if count >= _HOPELESS and name not in self._well | self._down)
        return tuple(f"{name}: none of {self._failed[name]} article pages could be filed" for name in lost)
