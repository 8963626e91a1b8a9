"""Outcomes add up to a run; errors become failures in words; the one except lets nothing stop the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce

import pytest

from aggregator.archive.filing import Place
from aggregator.archive.write import Taken
from aggregator.errors import AggregatorError, ArchiveError, BoundError, ExtractError, FetchError, SourceError, TagError
from aggregator.model import Failure, Run, Verdict
from aggregator.pipeline import Hopes
from aggregator.pipeline.outcomes import Fallen, Outcome, Settled, Visited, attempted, counted, failure

RUN = Run(datetime(2026, 6, 1, tzinfo=UTC))
FAILURE = Failure("fetch", "News", "u", "m")
NEW, KNOWN = Place(1, 1, opened=True), Place(1, 1)


@pytest.mark.parametrize(
    ("outcomes", "counts"),
    [
        ([Visited("A", Taken(new=3, passed_over=1))], {"sources": 1, "entries_new": 3, "passed_over": 1}),
        ([Visited("A", Taken(new=1)), Visited("A", Taken(new=2), main=False)], {"sources": 1, "entries_new": 3}),
        ([Visited("A", Taken(), unchanged=True), Visited("A", Taken(), main=False, unchanged=True)], {"sources": 1, "unchanged": 1}),
        ([Fallen(FAILURE, source_failed=True)], {"sources": 1, "sources_failed": 1}),
        ([Visited("A", Taken()), Fallen(FAILURE, source_failed=True, late=True)], {"sources": 1, "sources_failed": 1}),
        ([Fallen(FAILURE, entry=True), Fallen(FAILURE)], {"articles_failed": 1}),
        ([Settled("A", Verdict.NEW, NEW, partnership=True)], {"articles_new": 1, "stories_new": 1, "partnerships": 1}),
        ([Settled("A", Verdict.NEW, KNOWN)], {"articles_new": 1}),
        ([Settled("A", Verdict.REVISED, KNOWN, partnership=True)], {"articles_revised": 1}),
        ([Settled("A", Verdict.COPY, KNOWN), Settled("A", Verdict.SAME, KNOWN)], {"copies": 1}),
    ],
)
def test_outcomes_add_up(outcomes: list[Outcome], counts: dict[str, int]) -> None:
    total = reduce(counted, outcomes, RUN)
    names: tuple[str, ...] = (
        "sources",
        "sources_failed",
        "unchanged",
        "entries_new",
        "passed_over",
        "articles_new",
        "articles_revised",
        "copies",
    )
    names += ("stories_new", "partnerships", "articles_failed")
    assert {name: getattr(total, name) for name in names if getattr(total, name)} == counts


@pytest.mark.parametrize(
    ("error", "stage"),
    [
        (FetchError("m"), "fetch"),
        (SourceError("m"), "sources"),
        (ExtractError("m"), "extract"),
        (TagError("m"), "tag"),
        (BoundError("m"), "bounded"),
        (AggregatorError("m"), "pipeline"),
    ],
)
def test_our_errors_name_their_stage(error: AggregatorError, stage: str) -> None:
    error.hint = "Do this."
    assert failure(error, "News", "u") == Failure(stage, "News", "u", "m", "Do this.")


def test_what_will_not_get_better_is_marked() -> None:
    error = ExtractError("m")
    error.permanent = True
    assert failure(error, "News", "u").permanent


def test_a_bug_is_told_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise KeyError("x")
    except KeyError as error:
        error.add_note("from the child")
        told = failure(error, "News", "u")
    assert (told.stage, told.message) == ("bug", "KeyError: 'x'")
    assert "from the child" in caplog.text
    assert "Traceback" in caplog.text


def raising(error: BaseException) -> None:
    """Raise it."""
    raise error


def test_everything_but_an_unusable_archive_becomes_a_value() -> None:
    assert attempted(lambda: 1, lambda error: 2) == 1
    assert attempted(lambda: raising(ValueError()), lambda error: 2) == 2
    for error in (ArchiveError("m"), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            attempted(lambda error=error: raising(error), lambda error: None)  # type: ignore[misc]


def hopes(*outcomes: Outcome) -> tuple[str, ...]:
    """What is lost after these outcomes."""
    kept = Hopes()
    for outcome in outcomes:
        kept.note(outcome)
    return kept.lost()


ARTICLE = Fallen(FAILURE, entry=True)


def test_a_source_is_lost_when_none_of_several_articles_could_be_had() -> None:
    assert hopes(ARTICLE, ARTICLE) == ()
    assert len(hopes(ARTICLE, ARTICLE, ARTICLE)) == 1
    assert hopes(ARTICLE, ARTICLE, ARTICLE, Settled("News", Verdict.NEW, NEW)) == ()
    assert hopes(*[Fallen(FAILURE, entry=True, again=True)] * 5) == ()
    assert hopes(ARTICLE, ARTICLE, ARTICLE, Fallen(FAILURE, source_failed=True)) == ()
    assert len(hopes(Visited("News", Taken()), *[ARTICLE] * 5)) == 1
