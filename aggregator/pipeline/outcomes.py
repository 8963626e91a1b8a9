"""What becomes of a source's address or of an entry, and the run they add up to. Pure but for the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from aggregator.archive.filing import Place
from aggregator.archive.write import Taken
from aggregator.errors import AggregatorError, ArchiveError, BoundError, ExtractError, FetchError, SourceError, TagError
from aggregator.logs import event
from aggregator.model import Failure, Run, Verdict

Value = TypeVar("Value")
_log = logging.getLogger(__name__)

# Which stage an error belongs to; what is none of ours is a bug.
_STAGES: tuple[tuple[type[Exception], str], ...] = (
    (FetchError, "fetch"),
    (SourceError, "sources"),
    (ExtractError, "extract"),
    (TagError, "tag"),
    (BoundError, "bounded"),
    (AggregatorError, "pipeline"),
)


@dataclass(frozen=True, slots=True)
class Visited:
    """An address of a source was read. `main`: it is the source's own; `unchanged`: it says what it said last time."""

    source: str
    taken: Taken
    main: bool = True
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry was filed. `failure`: something of it could not be done (it was not tagged, or the feed's text stands for the page)."""

    source: str
    verdict: Verdict
    place: Place
    partnership: bool = False
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Fallen:
    """Something failed. `source_failed`: with it the whole source (`late`: after its own address was read); `entry`: it was an article's
    page (`again`: not for the first time)."""

    failure: Failure
    source_failed: bool = False
    late: bool = False
    entry: bool = False
    again: bool = False


Outcome = Visited | Settled | Fallen


def attempted(do: Callable[[], Value], failed: Callable[[Exception], Value]) -> Value:
    """Do it; what goes wrong becomes a value. Only an unusable archive ends the run. A bug is shown with its
    traceback, and the rest goes on."""
    try:
        return do()
    except ArchiveError:
        raise
    except Exception as error:
        return failed(error)


def failure(error: Exception, source: str, url: str) -> Failure:
    """The error in words, told to the log as well."""
    stage = next((name for kind, name in _STAGES if isinstance(error, kind)), "bug")
    if stage == "bug":
        told = Failure(stage, source, url, f"{type(error).__name__}: {error}", "This is a bug of ours: please report it with this address.")
        _log.error("A bug at %s (%s): %r%s", url, source, error, _notes(error), exc_info=error, extra=_event("bug", told, error))
        return told
    hint = error.hint if isinstance(error, AggregatorError) else ""
    told = Failure(stage, source, url, str(error), hint, permanent=getattr(error, "permanent", False))
    _log.warning("%s", told.message, extra=_event("failure", told, error))
    return told


def _event(name: str, told: Failure, error: Exception) -> dict[str, object]:
    reason = getattr(error, "reason", "") or type(error).__name__
    return event(name, stage=told.stage, source=told.source, address=told.url, reason=reason, hint=told.hint)


def _notes(error: Exception) -> str:
    return "".join(f"\n{note}" for note in getattr(error, "__notes__", ()))


def noted(outcome: Outcome) -> None:
    """Tell the log what went well: what a source's address gave, what an entry became."""
    match outcome:
        case Visited(source=source, taken=taken, unchanged=unchanged):
            _log.info("unchanged" if unchanged else "read", extra=event("visited", source=source, new=taken.new, known=taken.known))
        case Settled(source=source, verdict=verdict, place=place, partnership=partnership):
            _log.info("%s", verdict.value, extra=event("filed", source=source, story=place.story, partnership=partnership))
        case Fallen():
            pass


def counted(run: Run, outcome: Outcome) -> Run:
    """The run with this outcome added (failures are kept by the caller: there may be many)."""
    match outcome:
        case Visited(taken=taken, main=main, unchanged=unchanged):
            return replace(
                run,
                sources=run.sources + main,
                unchanged=run.unchanged + (main and unchanged),
                entries_new=run.entries_new + taken.new,
                passed_over=run.passed_over + taken.passed_over,
            )
        case Settled():
            return _filed(run, outcome)
        case Fallen(source_failed=failed, late=late, entry=entry):
            return replace(
                run,
                sources=run.sources + (failed and not late),
                sources_failed=run.sources_failed + failed,
                articles_failed=run.articles_failed + entry,
            )


def _filed(run: Run, settled: Settled) -> Run:
    return replace(
        run,
        articles_new=run.articles_new + (settled.verdict is Verdict.NEW),
        articles_revised=run.articles_revised + (settled.verdict is Verdict.REVISED),
        copies=run.copies + (settled.verdict is Verdict.COPY),
        stories_new=run.stories_new + settled.place.opened,
        partnerships=run.partnerships + (settled.partnership and settled.verdict is Verdict.NEW),
    )
