"""News that is not of our trade: events told by three outlets each, near pairs among them; and what rows may lack."""

from __future__ import annotations

import random
import tomllib
from datetime import timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.cli.clusters import clustered

Row = dict[str, Any]
EVENTS = tomllib.loads((Path(__file__).parents[1] / "data" / "dedupe" / "general.toml").read_text("utf-8"))["event"]


@cache
def reports() -> tuple[Row, ...]:
    """The rows; `event` is the truth."""
    return tuple(
        {
            "id": f"{event['name']}-{at}",
            "event": event["name"],
            "title": report["title"],
            "text": report["text"].strip(),
            "published": (event["day"] + timedelta(days)).isoformat(),
            "language": "en",
            "url": f"https://outlet-{at}.example/{event['name']}",
        }
        for event in EVENTS
        for at, (report, days) in enumerate(zip(event["report"], event["days"], strict=True))
    )


def pairs(rows: list[Row], *, tagged: bool) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """Pairs of ids said to be one story, and those that are."""
    said = {str(row["id"]): row["story"] for row in clustered(rows, None if tagged else [])}
    two = [(one, other) for one, other in combinations(rows, 2)]
    return (
        {frozenset((one["id"], other["id"])) for one, other in two if said[one["id"]] == said[other["id"]]},
        {frozenset((one["id"], other["id"])) for one, other in two if one["event"] == other["event"]},
    )


def quality(rows: list[Row], *, tagged: bool) -> float:
    """F1 of pairs."""
    said, true = pairs(rows, tagged=tagged)
    return 2 * len(said & true) / (len(said) + len(true))


def without(*fields: str) -> list[Row]:
    return [row | dict.fromkeys(fields) for row in reports()]


def test_events_of_general_news_with_our_own_tags() -> None:
    assert quality(list(reports()), tagged=True) >= 0.95


@pytest.mark.parametrize(
    ("lacking", "least"), [((), 0.95), (("url",), 0.95), (("language",), 0.95), (("title",), 0.75), (("published",), 0.6), (("text",), 0.1)]
)
def test_rows_without_tags_that_lack_something(lacking: tuple[str, ...], least: float) -> None:
    rows = without(*lacking)
    said, true = pairs(rows, tagged=False)
    assert 2 * len(said & true) / (len(said) + len(true)) >= least
    assert len(said - true) <= 0.05 * len(true), "what is lacking makes no false stories"


def test_equal_titles_make_no_story() -> None:
    rows = [row | {"title": "News in brief"} for row in reports()]
    said, true = pairs(rows, tagged=False)
    assert not said - true
    assert len(said & true) >= 0.7 * len(true)


def test_single_sentences_make_no_false_story() -> None:
    rows = [row | {"text": row["text"].split(". ")[0] + "."} for row in reports()]
    said, true = pairs(rows, tagged=False)
    assert not said - true


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sets(st.integers(0, len(EVENTS) - 1), min_size=1, max_size=6))
def test_order_does_not_count(seed: int, chosen: set[int]) -> None:
    rows = [row for row in reports() if row["event"] in {EVENTS[at]["name"] for at in chosen}]
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    assert pairs(shuffled, tagged=False) == pairs(rows, tagged=False)


def test_a_row_with_its_own_copy_is_one_story() -> None:
    rows = list(reports())
    copies = [row | {"id": f"copy of {row['id']}", "url": f"https://copies.example/{at}"} for at, row in enumerate(rows)]
    found = {str(row["id"]): row for row in clustered([*rows, *copies], [])}
    for row in rows:
        one, other = found[row["id"]], found[f"copy of {row['id']}"]
        assert one["story"] == other["story"]
        assert (one["copy_of"] is None) != (other["copy_of"] is None)


def test_stories_are_named_by_their_first_row() -> None:
    found = list(clustered(list(reports()), []))
    places = {row["id"]: at for at, row in enumerate(reports())}
    for row in found:
        assert places[str(row["story"]).removeprefix("story-")] <= places[str(row["id"])]


FOREIGN = (
    (
        "de",
        "Dunmore stoppt Stahlabgabe",
        "Gouverneurin Elaine Dunmore hat am Dienstag ein Gesetz über eine Abgabe auf Stahlträger gekippt. Parlamentspräsident Martin"
        " Oyelaran will sie überstimmen. Carla Benavides von der Gewerkschaft sprach von 4.300 Stellen im Werk Tannock.",
    ),
    (
        "es",
        "Mueren 14 personas al volcar un ferri",
        "Al menos 14 personas murieron el domingo al volcar el ferri Lady Maribel frente a la isla Kestrel. El barco había salido de"
        " Saint Orrin con 212 personas. El capitán, Joost Almen, declara ante la policía.",
    ),
)


@pytest.mark.parametrize(("language", "title", "text"), FOREIGN)
def test_a_report_in_another_language_joins_or_stands_alone(language: str, title: str, text: str) -> None:
    day = reports()[0]["published"] if language == "de" else next(row["published"] for row in reports() if "kestrel" in row["event"])
    row = {"id": "foreign", "title": title, "text": text, "published": day, "language": language, "url": "https://welt.example/1"}
    found = {str(each["id"]): each["story"] for each in clustered([*reports(), row], [])}
    mates = {each for each, story in found.items() if story == found["foreign"]} - {"foreign"}
    assert mates <= {each["id"] for each in reports() if each["event"] in ("dunmore-tariff-veto", "kestrel-ferry-sinking")}


def test_rows_that_say_nothing_stand_alone() -> None:
    rows = [{"id": number, "title": title, "text": "", "url": None} for number, title in enumerate(("", "", "News", "News", "…"))]
    found = list(clustered(rows, []))
    assert len({row["story"] for row in found}) >= 3
    assert [row["id"] for row in found] == [0, 1, 2, 3, 4]
