"""How the sources stand after a run, and which of them have turned bad in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.archive import Archive, health
from aggregator.health import BAD, History, Verdict, grave, judged
from aggregator.model import Source


@dataclass(frozen=True, slots=True)
class Turn:
    """A source whose state is another one than was last told."""

    source: str
    before: str
    verdict: Verdict

    @property
    def bad(self) -> bool:
        """Whether it was not bad before, and is now."""
        return self.verdict.state in BAD and self.before not in BAD


def turns(archive: Archive, sources: Iterable[Source], now: datetime) -> tuple[Turn, ...]:
    """The sources that stand otherwise than was last told, the worst first; remembers what is told now, so that each change is
    told once, also when the run in which it came about was killed."""
    names = tuple(source.name for source in sources)
    told, found = health.told(archive), []
    for name, history in health.histories(archive, names).items():
        verdict = judged(history)
        before = told.get(name) or judged(_earlier(history)).state
        found += [Turn(name, before, verdict)] if verdict.state != before else []
        told[name] = verdict.state
    health.tell(archive, told, now)
    return tuple(sorted(found, key=lambda turn: (grave(turn.verdict.state), turn.source.casefold())))


def _earlier(history: History) -> History:
    """The history without its last visit, for archives that have never been told of."""
    visits = history.visits[:-1]
    success = next((visit.at for visit in reversed(visits) if visit.outcome != "failed"), None)
    return replace(history, visits=visits, last_success=success)
