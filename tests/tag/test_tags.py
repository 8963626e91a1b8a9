"""The taggers together, and the stream `aggregator tag` around them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aggregator.cli.tagged import article as article_of
from aggregator.cli.tagged import tagged
from aggregator.reference import gazetteer
from aggregator.tag import tags, version
from tests.tag.articles import ARABIC, GERMAN, JAPANESE, WIRE

ROW = {
    "id": "7",
    "title": WIRE.title,
    "text": WIRE.text,
    "published": "2026-03-02T08:00:00+01:00",
    "language": "en-GB",
    "url": "https://paper.example/a",
}


def test_tags_carry_what_each_tagger_found() -> None:
    found = tags(WIRE, gazetteer())
    assert {"GB"} <= set(found.countries) <= set(found.countries_mentioned) | set(found.countries)
    assert {m.organisation for m in found.mentions} == {each.id for each in found.organisations}
    assert 0 <= found.probability <= 1
    assert found.version == version() != ""


@pytest.mark.parametrize("given", [WIRE, GERMAN, JAPANESE, ARABIC])
def test_tagging_twice_gives_the_same(given: Any) -> None:
    assert tags(given, gazetteer()) == tags(given, gazetteer())


def test_a_row_of_the_stream_follows_the_contract() -> None:
    row = tagged(ROW)
    assert list(row)[:4] == ["id", "organisations", "countries", "countries_mentioned"]
    assert row["id"] == "7"
    assert {"partnership", "parties", "deal_type", "announced", "evidence"} <= set(row)
    for each in row["organisations"]:
        assert set(each) == {"name", "mentions", "country", "kind"}
        assert each["name"] in each["mentions"]
        assert all(mention in WIRE.whole for mention in each["mentions"])


def test_a_row_tells_all_of_a_deal_and_of_none_the_same_keys() -> None:
    nothing, row = tagged({"id": 1, "title": "Weather", "text": "It rains."}), tagged(ROW)
    assert set(nothing) == set(row)
    assert (nothing["status"], nothing["value"], nothing["topics"]) == (None, None, [])
    assert nothing["near_miss"]
    for party in row["parties"]:
        assert set(party) == {"name", "country", "role"}
    assert 0 <= row["probability"] <= 1
    assert all(set(doubt) == {"kind", "score", "told"} for doubt in row["doubts"])


def test_parties_go_by_the_names_of_the_organisations() -> None:
    row = tagged(ROW)
    assert {party["name"] for party in row["parties"]} <= {each["name"] for each in row["organisations"]}


@pytest.mark.parametrize(
    ("published", "day"),
    [("2026-03-02", "2026-03-02"), ("2026-03-02T23:30:00-05:00", "2026-03-02"), (None, None), ("yesterday", None), (17, None)],
)
def test_the_day_of_a_row(published: Any, day: str | None) -> None:
    found = article_of({**ROW, "published": published}).published
    assert (found.day.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("given", "text", "expected"),
    [
        ("zh-CN", "…", "zh"),
        ("en_GB", "…", "en"),
        (None, "وقّعت وزارة الصحة في عمّان أمس مذكرة تفاهم مع جامعة لتدريب الأطباء في المستشفيات.", "ar"),
        (None, "Das Klinikum und die Universität arbeiten künftig bei der Ausbildung zusammen, teilten beide mit.", "de"),
        (None, "", None),
    ],
)
def test_a_row_without_a_language_is_asked_for_it(given: str | None, text: str, expected: str | None) -> None:
    assert article_of({"text": text, "language": given}).language == expected


@pytest.mark.parametrize("row", [{}, {"id": None}, {"title": 3, "text": ["x"]}, {"text": "\x00\u202e"}, {"language": ""}])
def test_poor_rows_give_poor_answers(row: dict[str, Any]) -> None:
    answer = tagged(row)
    assert answer["partnership"] is False
    assert answer["parties"] == []


_PRINTED = """
import json, sys
from datetime import UTC, datetime
from aggregator.model import Article
from aggregator.reference import gazetteer
from aggregator.tag import tags
from aggregator.tag.grounds import why
for line in open(sys.argv[1], encoding="utf-8").read().split("\\n")[:-1:20]:
    row = json.loads(line)
    article = Article("", row["title"], tuple(row["text"].split("\\n\\n")), datetime(2026, 1, 1, tzinfo=UTC), language=row["language"])
    found = tags(article, gazetteer())
    print(ascii((found, why(article, found.organisations, found.mentions))))
"""


def test_two_runs_print_the_same_to_the_last_digit() -> None:
    """Python shuffles its sets anew in every process: no sum and no choice may follow their order."""
    documents = Path(__file__).parents[2] / "training" / "documents.jsonl"
    runs = [
        subprocess.run(
            [sys.executable, "-c", _PRINTED, str(documents)], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert runs[0].count(b"\n") == 40
