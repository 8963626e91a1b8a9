"""Shared options: a command that takes values is seen by typer as one with an option a field."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date
from typing import Annotated

import pytest
import typer

from aggregator.cli.options import Filters, Report, Shape, Target, spread
from aggregator.errors import UsageError
from aggregator.model import Query
from tests.desk.samples import TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGGREGATOR_NOW", "2026-11-21T10:00:00+00:00")
    monkeypatch.setenv("TZ", "UTC")


@pytest.mark.parametrize(
    ("filters", "since", "until"),
    [
        (Filters(), None, None),
        (Filters(since="2026-11"), "2026-11-01", None),
        (Filters(until="2026-10"), None, "2026-10-31"),
        (Filters(last="7d"), "2026-11-14", "2026-11-21"),
        (Filters(week="2026-W46"), "2026-11-09", "2026-11-15"),
        (Filters(since="2026-11-10", week="2026-W46"), "2026-11-10", "2026-11-15"),
        (Filters(last="30d", until="yesterday"), "2026-10-22", "2026-11-20"),
        (Filters(since="2026", last="3d"), "2026-11-18", "2026-11-21"),
    ],
)
def test_days_are_what_all_options_have_in_common(filters: Filters, since: str | None, until: str | None) -> None:
    first, last = filters.days(TODAY)
    assert (first and first.isoformat(), last and last.isoformat()) == (since, until)


IMPOSSIBLE = [Filters(since="2026-11-20", until="2026-11-10"), Filters(last="7d", week="2020-W01"), Filters(since="soon")]


@pytest.mark.parametrize("filters", IMPOSSIBLE)
def test_days_that_cannot_be_are_explained(filters: Filters) -> None:
    with pytest.raises(UsageError) as caught:
        filters.query()
    assert caught.value.hint


def test_options_become_a_query() -> None:
    filters = replace(
        Filters(["a", "b"], ["IHH"], ["CN", "SG"], type=["mou"], source=["x"], deals=True), since="2026-11-01", unseen=True, watched=True
    )
    assert filters.query(5, "relevance") == Query(
        "a b is:unseen watched:yes", ("IHH",), ("CN", "SG"), date(2026, 11, 1), None, ("mou",), ("x",), True, 5, "relevance"
    )


def test_fields_without_a_place_in_a_query_are_words_of_it() -> None:
    assert Filters(["a", "OR", "b"], lang=["zh"], party=["x y"]).query().words == '(a OR b) party:"x y" lang:"zh"'


def test_marks_hold_for_every_side_of_a_choice() -> None:
    assert Filters(["a", "OR", "b"], unseen=True).query().words == "(a OR b) is:unseen"
    assert Filters(["a", "OR", "b"]).query().words == "a OR b"


@pytest.mark.parametrize(
    ("filters", "text"),
    [
        (Filters(), ""),
        (Filters(["a", "OR", "b"]), "a OR b"),
        (Filters(["a", "OR", "b"], deals=True), "(a OR b) deals:yes"),
        (Filters(["(a", "b"], country=["CN"]), '(a b) country:"CN"'),
        (Filters(org=['Raffles "Medical"'], last="7d"), 'org:"Raffles ""Medical""" in:"7d"'),
        (Filters(party=["IHH"], lang=["zh", "de"], status=["signed"]), 'party:"IHH" status:"signed" lang:"zh" lang:"de"'),
        (Filters(week="last week", since="2026-11", until="today"), 'since:"2026-11" until:"today" week:"last week"'),
    ],
)
def test_options_become_text_with_days_as_typed(filters: Filters, text: str) -> None:
    assert filters.text() == text


@pytest.mark.parametrize("filters", IMPOSSIBLE)
def test_what_cannot_be_asked_cannot_be_saved(filters: Filters) -> None:
    with pytest.raises(UsageError):
        filters.text()


@pytest.mark.parametrize("word", ["--cuntry", "--x", "-h"])
def test_a_mistyped_option_is_no_word(word: str) -> None:
    with pytest.raises(UsageError, match=word):
        Filters([word]).query()


def test_a_word_with_one_dash_is_a_word_to_do_without() -> None:
    assert Filters(["cancer", "-webinar", "--"]).query().words == "cancer -webinar --"


@pytest.mark.parametrize(("columns", "names"), [("", ()), ("id", ("id",)), (" id, title ,,url", ("id", "title", "url"))])
def test_columns_are_parted_by_commas(columns: str, names: tuple[str, ...]) -> None:
    assert Shape(columns=columns).names() == names


def test_a_command_gets_its_values_from_single_options() -> None:
    got: list[object] = []

    @spread
    def command(ctx: int, name: Annotated[str, typer.Argument()], shape: Shape, report: Report, more: int = 3) -> None:
        """Say it."""
        got.extend((ctx, name, shape, report, more))

    parameters = inspect.signature(command).parameters
    assert list(parameters)[:2] == ["ctx", "name"]
    assert "explain" in parameters
    assert parameters["limit"].default == 50
    assert command.__doc__ == "Say it."
    given: dict[str, object] = {"articles": True, "format": "csv", "columns": "id", "limit": 1, "sort": "date"}
    given |= {"count": True, "group_by": "org", "explain": False, "sql": False, "exit_status": True, "more": 4}
    command(ctx=1, name="x", **given)
    assert got == [1, "x", Shape(True, "csv", "id", 1, "date"), Report(True, "org", False, False, True), 4]


@pytest.mark.parametrize("kind", [Filters, Shape, Report, Target])
def test_every_option_has_help(kind: type) -> None:
    from typing import get_type_hints

    hints = get_type_hints(kind, include_extras=True)
    assert all(hint.__metadata__[0].help for hint in hints.values())
