"""What a run has done, in words: one line, one warning, or JSON. Values in, text out."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from aggregator import screen
from aggregator.errors import INTERRUPTED
from aggregator.masks import masked

if TYPE_CHECKING:
    from aggregator.archive.backfill import Progress
    from aggregator.model import Run
    from aggregator.pipeline.states import Turn

_NAMED = 4  # sources that the warning names


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has ended: its counts, the sources whose state is another one now, how far walks back in time have come, and the state
    of every source of the run."""

    run: Run
    turned: Sequence[Turn] = ()
    walks: Sequence[Progress] = ()
    states: Mapping[str, str] = field(default_factory=dict)

    def tell(self, verbosity: int, report: str | None) -> None:
        """On stdout the report, if one is wanted; on stderr one line, failures for people (unless the log has shown them as they came), and
        a warning where sources turned bad."""
        run = self.run
        if report == "json":
            sys.stdout.write(masked(json.dumps(self._report(), ensure_ascii=False, indent=1)) + "\n")
        if verbosity >= 1 or (verbosity >= 0 and screen.interactive(sys.stderr)):
            for failure in run.failures if verbosity < 2 else ():
                said = f"{masked(failure.message)} {masked(failure.hint)}".rstrip()
                screen.note(f"{failure.source}: {failure.stage}: {masked(failure.url)}: {said}")
            for warning in run.warnings:
                screen.note(warning)
        if verbosity >= 0 or exit_code(run):
            screen.note("; ".join((summary(run), *map(walked, self.walks))))
        if line := turned_bad(self.turned):
            screen.warning(line)

    def _report(self) -> dict[str, object]:
        walks = [json.loads(json.dumps(asdict(walk), default=lambda at: at.isoformat())) for walk in self.walks]
        return {**as_dict(self.run), "turned": _told(self.turned), "states": dict(self.states), "backfill": walks}


def exit_code(run: Run) -> int:
    """0 all well, 3 some sources failed, 4 all failed, 130 interrupted."""
    if run.interrupted:
        return INTERRUPTED
    if not run.sources_failed:
        return 0
    return 4 if run.sources_failed >= run.sources else 3


def summary(run: Run) -> str:
    """The run in one line."""
    counts = (
        (run.sources, "source", "sources"),
        (run.articles_new, "new article", "new articles"),
        (run.partnerships, "of them tells of a partnership", "of them tell of a partnership"),
        (run.articles_revised, "revised", "revised"),
        (run.copies, "copy", "copies"),
        (run.sources_failed, "source failed", "sources failed"),
        (run.articles_failed, "article failed", "articles failed"),
    )
    always = {"source", "new article"}
    told = ", ".join(_count(count, one, many) for count, one, many in counts if count or one in always)
    seconds = (run.ended - run.started).total_seconds() if run.ended else 0.0
    return f"{'interrupted: ' if run.interrupted else ''}{told} ({seconds:.0f} s)"


def walked(walk: Progress) -> str:
    """How far a walk back in time has come, and what is left of it."""
    pages = _count(walk.read, "listing", "listings")
    waiting = f"{_count(walk.waiting, 'article waits', 'articles wait')} for the next runs" if walk.waiting else ""
    if walk.finished:
        failed = f"{_count(walk.failed, 'address', 'addresses')} could not be read" if walk.failed else ""
        return ", ".join(filter(None, (f"{walk.source} back to {walk.since}: complete, {pages} read", failed, waiting)))
    reached = f", reached {walk.oldest}" if walk.oldest else ""
    left = f"{walk.left} to read: run it again to go on"
    return ", ".join(filter(None, (f"{walk.source} back to {walk.since}: {pages} read{reached}", waiting, left)))


def turned_bad(turned: Sequence[Turn]) -> str:
    """The sources that have turned bad, in one line; nothing where there are none."""
    bad = [f"{turn.source} {turn.verdict.state}" for turn in turned if turn.bad]
    if not bad:
        return ""
    more = f" and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
    return f"{_count(len(bad), 'source', 'sources')} turned bad: {', '.join(bad[:_NAMED])}{more} (see `aggregator status`)"


def as_dict(run: Run) -> dict[str, object]:
    """The run as JSON knows it."""
    told = asdict(run)
    told.update(started=run.started.isoformat(), ended=run.ended.isoformat() if run.ended else None, exit_code=exit_code(run))
    return told


def _told(turned: Sequence[Turn]) -> list[dict[str, object]]:
    """The changes of state, good ones too, as JSON knows them."""
    return [
        {
            "source": turn.source,
            "before": turn.before,
            "state": turn.verdict.state,
            "since": turn.verdict.since.isoformat() if turn.verdict.since else None,
            "why": turn.verdict.why,
            "hint": turn.verdict.hint,
        }
        for turn in turned
    ]


def _count(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
