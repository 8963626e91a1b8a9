"""Deals of one company that it tells in the same stock sentences: each is a story of its own, and all its reports are in it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from aggregator.cli.clusters import clustered

Row = dict[str, Any]
FAMILIES = tomllib.loads((Path(__file__).parents[1] / "data" / "dedupe" / "templates.toml").read_text("utf-8"))["family"]
DAY = date(2026, 5, 4)


def reports() -> Iterator[Row]:
    """Release, reprint and retelling of every event; `event` is the truth."""
    for family in FAMILIES:
        for event in family["event"]:
            filled = {name: str(value) for name, value in event.items()}
            lines = [line.format(**filled) for line in family["text"].strip().split("\n")]
            reprint = [f"{event['town'].upper()} – {lines[0]}", *lines[1:-1]]
            told = (
                ("release", family["title"].format(**filled), lines, 0),
                ("reprint", event["headline"], reprint, 1),
                ("paper", event["headline"], event["retold"].strip().split("\n"), 1),
            )
            for kind, title, text, later in told:
                yield {
                    "id": f"{event['id']}-{kind}",
                    "event": event["id"],
                    "family": family["name"],
                    "url": f"https://{kind}-{family['name'] if kind == 'release' else event['id']}.example/{event['id']}",
                    "title": title,
                    "text": "\n\n".join(text),
                    "published": (DAY + timedelta(event["days"] + later)).isoformat(),
                    "language": family["language"],
                    "partnership": True,
                    "parties": [{"name": family["company"]}, {"name": _name(event["partner"])}],
                }


def _name(partner: str) -> str:
    """Without its article."""
    return partner.removeprefix("el ").removeprefix("la ").removeprefix("le ").removeprefix("l'")


@cache
def told(*, tagged: bool) -> tuple[Row, ...]:
    """The rows with what is said of them: `story` and `copy_of`. `tagged`: by the program's own tags, not by the labels."""
    rows = list(reports())
    return tuple({**row, **said} for row, said in zip(rows, clustered(rows, None if tagged else rows), strict=True))


def counts(rows: tuple[Row, ...], key: str) -> Counter[tuple[str, bool]]:
    """Pairs of one family, by kind and by whether they have the same value of `key`."""
    found: Counter[tuple[str, bool]] = Counter()
    for one, other in combinations(rows, 2):
        if one["family"] == other["family"]:
            found["same" if one["event"] == other["event"] else "different", one[key] == other[key]] += 1
    return found


def test_there_are_enough_pairs() -> None:
    found = counts(tuple(reports()), "id")
    assert found["same", False] >= 50
    assert found["different", False] >= 150


@pytest.mark.parametrize("tagged", [False, True], ids=["labels", "own tags"])
def test_deals_told_in_one_template_are_neither_copies_nor_one_story(tagged: bool) -> None:
    rows = told(tagged=tagged)
    assert counts(rows, "story")["different", True] == 0
    assert counts(leads(rows), "lead")["different", True] == 0


def test_a_reprint_of_a_release_is_its_copy() -> None:
    found = counts(tuple(row for row in leads(told(tagged=False)) if not row["id"].endswith("-paper")), "lead")
    assert found["same", True] >= 16  # of 18


@pytest.mark.parametrize(("tagged", "least"), [(False, 54), (True, 38)], ids=["labels", "own tags"])
def test_reports_of_one_deal_are_one_story(tagged: bool, least: int) -> None:
    """Of 54 pairs."""
    assert counts(told(tagged=tagged), "story")["same", True] >= least


def leads(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with whom each copies, or is itself."""
    return tuple(row | {"lead": row["copy_of"] or row["id"]} for row in rows)
