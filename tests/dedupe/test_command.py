"""`aggregator cluster`: rows in, rows out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aggregator.cli.clusters import app, labelled
from aggregator.errors import UsageError
from tests.dedupe.made import OTHER, RELEASE

ROWS: tuple[dict[str, str | None], ...] = (
    {
        "id": "a",
        "title": "Scanners",
        "text": "\n\n".join(RELEASE),
        "published": "2026-05-04",
        "language": "en",
        "url": "https://x.example/a",
    },
    {"id": "b", "title": "New scanners", "text": "\n".join(RELEASE[:3]), "published": None, "language": "en", "url": None},
    {"id": "c", "title": "Dentistry", "text": "\n\n".join(OTHER), "published": "not a day", "language": None},
)
LABELS = (
    {"id": "a", "partnership": True, "parties": [{"name": "Lumetrix"}], "organisations": [{"name": "Lumetrix"}], "announced": "2026-05-04"},
    {"id": "c", "partnership": False, "near_miss": "internal", "organisations": [{"name": "Wexbridge University"}]},
)


def run(*arguments: str, rows: tuple[dict[str, str | None], ...] = ROWS) -> list[dict[str, object]]:
    given = "".join(json.dumps(row) + "\n" for row in rows)
    answer = CliRunner().invoke(app, list(arguments), input=given, catch_exceptions=False)
    assert answer.exit_code == 0
    return [json.loads(line) for line in answer.stdout.splitlines()]


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "tags.jsonl"
    path.write_text("\n".join(map(json.dumps, LABELS)) + "\n", "utf-8")
    return path


def test_copies_alone() -> None:
    assert run("--copies") == [
        {"id": "a", "story": "story-a", "copy_of": None},
        {"id": "b", "story": "story-a", "copy_of": "a"},
        {"id": "c", "story": "story-c", "copy_of": None},
    ]


def test_given_tags(labels: Path) -> None:
    assert [row["story"] for row in run("--tags", str(labels))] == ["story-a", "story-a", "story-c"]


def test_rows_without_address_are_different_articles() -> None:
    rows = tuple({**row, "url": None} for row in ROWS[::2])
    assert [row["copy_of"] for row in run("--copies", rows=rows)] == [None, None]


def test_explanation(labels: Path) -> None:
    (found,) = run("--tags", str(labels), "--explain", "a", "c")
    assert (found["ids"], found["same_story"], found["shared_wording"]) == (["a", "c"], False, 0.0)
    reasons = found["reasons"]
    assert isinstance(reasons, list)
    assert "deal_differs" in {reason["feature"] for reason in reasons}


def test_explanation_of_an_unknown_id(labels: Path) -> None:
    with pytest.raises(UsageError, match="'z'"):
        run("--tags", str(labels), "--explain", "a", "z")


def test_nothing_in_nothing_out() -> None:
    assert run("--copies", rows=()) == []


def test_labels_become_tags() -> None:
    found = labelled(LABELS[0])
    assert found.partnership
    assert [party.name for party in found.partnership.parties] == ["Lumetrix"]
    assert str(found.partnership.announced) == "2026-05-04"
    assert labelled(LABELS[1]).reason == "internal"
    assert labelled({}).organisations == ()
