"""The stages the river runs through, as callables: the real ones, or a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from aggregator import clock
from aggregator.archive import Archive, register
from aggregator.bounded import Child
from aggregator.model import (
    Account,
    Article,
    Bonds,
    Config,
    Entry,
    Findings,
    Fingerprint,
    Known,
    Limits,
    Match,
    Page,
    Placing,
    Request,
    Source,
)
from aggregator.pipeline import walking, work
from aggregator.reference import gazetteer

Value = TypeVar("Value")
Answer = Page | Exception


class Fleet(Protocol):
    """Asks hosts."""

    def pages(self, requests: Iterable[Request], /) -> Iterator[tuple[Request, Answer]]:
        """Answers in the order in which they arrive; every failure is a value."""
        ...


class Caller(Protocol):
    """Runs a function with bounded time and memory."""

    def call(self, function: Callable[..., Value], *arguments: object, seconds: float) -> Value:
        """What the function gives; raises what it raises, or BoundError."""
        ...


def _fleet(limits: Limits) -> AbstractContextManager[Fleet]:
    from aggregator import fetch

    return fetch.Fleet(limits)


@dataclass(frozen=True, slots=True)
class Stages:
    """One callable a stage. All but `fleet` and `child` run inside the child, so they are functions of modules."""

    fleet: Callable[[Limits], AbstractContextManager[Fleet]] = _fleet
    child: Callable[[], AbstractContextManager[Caller]] = Child
    listed: Callable[[Source, Page], work.Listed] = work.listed
    walked: Callable[[Source, Page, walking.Errand], walking.Walked] = walking.walked
    articled: Callable[[Page, Entry, Source], work.Reading] = work.articled
    told: Callable[[Article], work.Reading] = work.told
    marked: Callable[[Article, frozenset[int]], Fingerprint] = work.marked
    judged: Callable[[Fingerprint, Article, tuple[Known, ...], Mapping[int, int], frozenset[int]], Match] = work.judged
    described: Callable[[Article], work.Description] = work.described
    placed: Callable[[Account, tuple[Account, ...], Mapping[str, int], Bonds], Placing] = work.placed

    def describing(self, archive: Archive, article: Article) -> Callable[[Article], work.Description]:
        """`described`, with what this archive's user knows of organisations; a stage of a test's own knows what it knows."""
        if not isinstance(self.described, work.Describing) or not register.version(archive):
            return self.described
        names = register.names(archive, gazetteer)()
        heirs = ((old, names.organisation(new)) for old, new in register.redirects(archive).items())
        leads = tuple((old, heir) for old, heir in heirs if heir is not None)
        return work.Describing((*register.gone(archive), *register.concerned(archive, article.whole)), leads)


@dataclass(frozen=True, slots=True)
class River:
    """What a run works with: its settings, the archive, the stages with the network and the child behind them, its number."""

    config: Config
    archive: Archive
    stages: Stages
    fleet: Fleet
    child: Caller
    run: int = 0

    def now(self) -> datetime:
        """The present instant."""
        return clock.now()


__all__ = ["Answer", "Caller", "Findings", "Fleet", "River", "Stages"]
