"""Archive and memory answer within the same bounds; and the goals that the corpus sets."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from aggregator.archive import candidates
from aggregator.dedupe import bounds, cluster
from aggregator.dedupe.cluster import Clustered

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "dev.jsonl"
HOSTILE = Path(__file__).parents[3] / "shared" / "bench" / "hostile" / "kit.py"


@pytest.mark.parametrize(
    "name",
    [
        "POSTINGS_CUT",
        "KNOWN_MOST",
        "RECURRING_PAGES",
        "WINDOW_DAYS",
        "KEYS_ASKED",
        "POSTINGS_ASKED",
        "NEAR_MOST",
        "MEMBERS_MOST",
        "RELATED_MOST",
    ],
)
def test_the_archive_keeps_the_same_bounds(name: str) -> None:
    assert getattr(candidates, name) == getattr(bounds, name)


@pytest.mark.skipif(not CORPUS.exists(), reason="the labelled corpus is not beside the project")
def test_labelled_stories_and_copies() -> None:
    """With the labels as tags, so that it is this room alone that is measured."""
    from aggregator.cli import clusters

    rows = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]
    found = list(clusters.clustered(rows, rows))
    gold, said = [row["story"] for row in rows], [row["story"] for row in found]
    assert pair_f1(gold, said) >= 0.88
    true = {frozenset((row["id"], row["copy_of"])) for row in rows if row.get("copy_of")}
    links = {frozenset((row["id"], row["copy_of"])) for row in found if row["copy_of"]}
    assert 2 * len(true & links) / (len(true) + len(links)) >= 0.95


def pair_f1(gold: list[str], said: list[str]) -> float:
    pairs: Counter[tuple[bool, bool]] = Counter((gold[a] == gold[b], said[a] == said[b]) for a, b in combinations(range(len(gold)), 2))
    return 2 * pairs[True, True] / (2 * pairs[True, True] + pairs[True, False] + pairs[False, True])


@pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile newsroom is not beside the project")
def test_articles_of_the_hostile_newsroom_are_no_copies() -> None:
    """They share organisations, sentences and layout, and are different deals."""
    found = _newsroom()
    assert [each.copy_of for each in found] == [None] * len(found)


def _newsroom() -> tuple[Clustered, ...]:
    import importlib.util
    import sys

    from tests.dedupe.made import article

    spec = importlib.util.spec_from_file_location("hostile_kit", HOSTILE)
    assert spec
    assert spec.loader
    kit = importlib.util.module_from_spec(spec)
    sys.modules["hostile_kit"] = kit
    spec.loader.exec_module(kit)
    names: Callable[[int], str] = "case-{}".format
    cases = [kit.Case(names(at), "content", "feed", "", None, {}, "/feed") for at in range(4)]
    return cluster(
        [
            article(kit.paras(case, n), url=f"http://host{at}.example/a/{n}", title=kit.title(case, n))
            for at, case in enumerate(cases)
            for n in range(1, 101)
        ],
        None,
    )
