"""Which columns stories and articles have, and what stands in them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from aggregator.errors import UsageError
from aggregator.export import ARTICLE, STORY, Cell, binary, formats, named, table, text, values
from aggregator.model import Story
from tests.export.samples import DEAL, SEEN, SENTENCE, filed, story

STORY_CELLS: list[tuple[str, Cell]] = [
    ("id", 3),
    ("published", date(2026, 11, 20)),
    ("partnership", True),
    ("deal_type", "mou"),
    ("announced", date(2026, 11, 19)),
    ("parties", DEAL.parties),
    ("party_countries", ("CA", "CN")),
    ("organisations", ("Northlake Clinics", "海河医院")),
    ("value", 2_500_000.0),
    ("currency", "USD"),
    ("evidence", SENTENCE),
    ("reports", 2),
    ("copies", 1),
    ("sources", ("example",)),
    ("languages", ("en",)),
    ("url", "https://news.example/7"),
    ("urls", ("https://news.example/7", "https://news.example/8")),
]


@pytest.mark.parametrize(("column", "cell"), STORY_CELLS)
def test_a_story_in_cells(column: str, cell: Cell) -> None:
    assert STORY[column].cell(story()) == cell


@pytest.mark.parametrize("column", STORY)
def test_a_story_without_deal_or_report_has_every_cell(column: str) -> None:
    text(STORY[column].cell(Story(1, "Bare", SEEN, None, ())))
    assert STORY[column].meaning


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("id", 7),
        ("story", 3),
        ("url", "https://news.example/7"),
        ("text", f"First paragraph.\n\n{SENTENCE}"),
        ("published_by", "json-ld"),
        ("copy_of", None),
    ],
)
def test_an_article_in_cells(column: str, cell: Cell) -> None:
    assert ARTICLE[column].cell(filed()) == cell


def test_the_contract_of_article_rows() -> None:
    assert {"url", "title", "published", "text", "source"} <= set(ARTICLE)


def test_probabilities_have_no_digits_that_mean_nothing() -> None:
    deal = replace(DEAL, confidence=0.9999857516414264)
    told = replace(story(), partnership=replace(deal, confidence=0.98712345))
    (row,) = table(STORY, [replace(told, partnership=deal)], ("confidence",)).rows
    assert row == (1.0,)
    (row,) = table(STORY, [told], ("confidence",)).rows
    assert row == (0.9871,)
    tags = replace(filed().tags, probability=0.12345678)
    (row,) = table(ARTICLE, [replace(filed(), tags=tags)], ("probability",)).rows
    assert row == (0.1235,)
    assert json.loads(json.dumps(values(told)))["partnership"]["confidence"] == 0.9871


def test_columns_are_chosen_in_the_order_asked() -> None:
    chosen = table(STORY, [story()], ("title", "id"))
    assert chosen.columns == ("title", "id")
    assert list(chosen.rows) == [("Northlake signs with 海河医院", 3)]


def test_an_unknown_column_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="colour") as caught:
        table(STORY, [], ("colour",))
    assert "deal_type" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "path", "found"), [("", "a/b.csv", "csv"), ("json", "b.csv", "json"), ("markdown", "-", "md"), ("", "x.HTM", "html")]
)
def test_the_format_is_told_or_seen_in_the_name(name: str, path: str, found: str) -> None:
    assert named(name, path) == found


@pytest.mark.parametrize(("name", "path"), [("", "-"), ("", "archive"), ("doc", "x.csv"), ("_table", "-")])
def test_an_unknown_format_is_refused_with_those_there_are(name: str, path: str) -> None:
    with pytest.raises(UsageError) as caught:
        named(name, path)
    assert "jsonl" in caught.value.hint


def test_the_formats_of_the_contract_are_there() -> None:
    assert {"csv", "json", "jsonl", "md", "html"} <= set(formats())
    assert not binary("csv")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (3, "3"),
        (2.0, "2"),
        (0.5, "0.5"),
        (("a", "b"), "a; b"),
        (SEEN, "2026-11-20T08:30:00+00:00"),
        ("a\x1b[1m\r\nb", "a[1m\nb"),
    ],
)
def test_a_cell_as_text(cell: Cell, shown: str) -> None:
    assert text(cell) == shown
