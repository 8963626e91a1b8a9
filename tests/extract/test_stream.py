"""`aggregator extract`: JSON lines in, JSON lines out, in order, whatever the pages are."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from aggregator.cli import streams
from tests.extract.pages import PROSE, html, prose

GOOD = html(f"<article><h1>Trust and Group sign a nursing accord</h1><time datetime='2025-06-10'>10 June 2025</time>{prose()}</article>")


def run(lines: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "aggregator", "extract", *arguments]
    return subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("arguments", [(), ("--jobs", "2")])
def test_answers_come_in_order(arguments: tuple[str, ...]) -> None:
    given = [
        json.dumps({"id": str(number), "url": None if number % 2 else "https://news.example/a", "html": GOOD if number % 3 else ""})
        for number in range(12)
    ]
    done = run(given, *arguments)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [each["id"] for each in found] == [str(number) for number in range(12)]
    assert found[1] == {
        "id": "1",
        "title": "Trust and Group sign a nursing accord",
        "text": "\n\n".join(PROSE),
        "published": "2025-06-10",
        "language": "en",
    }
    assert found[0] == {"id": "0", "title": None, "text": "", "published": None, "language": None, "problem": "empty: The page is empty."}


def test_rows_are_taken_as_they_are_needed() -> None:
    """Constant memory: no more rows are read than are under way."""
    taken = 0

    def endless() -> Iterator[dict[str, int]]:
        nonlocal taken
        while True:
            taken += 1
            yield {"id": taken}

    answers = streams.answers(endless(), dict, 1)
    assert [next(answers)["id"] for _ in range(3)] == [1, 2, 3]
    assert taken == 3


def test_yesterday_means_nothing_where_the_day_of_fetching_is_unknown() -> None:
    content = html(f"<article><h1>Trust and Group sign a nursing accord</h1><p>Yesterday</p>{prose()}</article>")
    assert streams.extracted({"id": 1, "url": "https://news.example/a", "html": content})["published"] is None


def test_a_lone_surrogate_does_not_stop_the_stream() -> None:
    assert streams.extracted({"id": 1, "url": "", "html": GOOD + "\ud800"})["published"] == "2025-06-10"
