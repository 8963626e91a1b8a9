"""Who has to do with whom: partners, pairs, related stories, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from aggregator import archive
from aggregator.archive import pairs as met
from aggregator.archive import relations
from aggregator.archive.handle import Archive
from aggregator.archive.pairs import Pair
from aggregator.archive.relations import Partner
from tests.desk.samples import GLENEAGLES, IHH, JINSHAN, NORTHLAKE, RAFFLES, REPORTS, SHIFA, Told, fill

DAY = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("organisations", "partners"),
    [
        ((RAFFLES.id,), [("金山医院", "CN", 1)]),
        ((NORTHLAKE.id,), [("مستشفى الأمل", "EG", 1), ("Gleneagles Hospital Singapore", "SG", 1)]),
        ((IHH.id, GLENEAGLES.id), [("Northlake Clinics", "CA", 1)]),
        ((IHH.id,), []),
        ((RAFFLES.id, JINSHAN.id), []),
        (("nobody",), []),
    ],
)
def test_partners_are_counted_once_a_story(desk: Archive, organisations: Sequence[str], partners: list[tuple[str, str, int]]) -> None:
    assert [(each.name, each.country, each.deals) for each in relations.partners(desk, organisations)] == partners


def test_a_partner_has_its_first_and_last_day(desk: Archive) -> None:
    assert relations.partners(desk, (GLENEAGLES.id,)) == (Partner("Northlake Clinics", "CA", 1, DAY, DAY),)


def test_countries_of_deals(desk: Archive) -> None:
    assert [(each.name, each.deals) for each in relations.partner_countries(desk, (NORTHLAKE.id,))] == [("CA", 2), ("EG", 1), ("SG", 1)]


def test_stories_are_counted_not_reports(desk: Archive) -> None:
    found = relations.stories_of(desk, (RAFFLES.id, NORTHLAKE.id, IHH.id))
    assert found == {RAFFLES.id: 1, NORTHLAKE.id: 2}


@pytest.mark.parametrize(
    ("since", "until", "countries", "pairs"),
    [
        ("2026-11-16", "2026-11-22", False, [("Raffles Medical Group", "金山医院"), ("Northlake Clinics", "مستشفى الأمل")]),
        ("2026-11-12", "2026-11-12", False, [("Gleneagles Hospital Singapore", "Northlake Clinics")]),
        ("2026-11-01", "2026-11-30", True, [("CN", "SG"), ("CA", "EG"), ("CA", "SG")]),
        ("2020-01-01", "2020-12-31", False, []),
    ],
)
def test_pairs_of_a_period(desk: Archive, since: str, until: str, countries: bool, pairs: list[tuple[str, str]]) -> None:
    found = met.pairs(desk, date.fromisoformat(since), date.fromisoformat(until), countries=countries)
    assert [(each.one, each.other) for each in found] == pairs


def again(number: int, told: Told, day: str) -> Told:
    """The same deal reported as a story of its own."""
    return replace(told, number=number, day=day, source=f"source {number}", story_of=0, copy_of=0)


@pytest.fixture
def long_relation(tmp_path: Path) -> Path:
    """Three deals of the same two organisations over the years, and one of a third party."""
    first = REPORTS[0]
    days = ("2024-01-10", "2025-01-10", "2026-11-19")
    other = replace(again(4, first, "2026-11-19"), organisations=(RAFFLES, SHIFA))
    return fill(tmp_path / "archive.db", (*(again(n, first, day) for n, day in enumerate(days, 1)), other))


def test_stories_of_the_same_two_parties_are_related(long_relation: Path) -> None:
    with archive.open(long_relation, write=False) as opened:
        assert relations.related(opened, 3) == (2, 1)
        assert relations.related(opened, 1) == (3, 2)
        assert relations.related(opened, 4) == ()
        assert relations.related(opened, 99) == ()
        assert relations.related(opened, 3, most=1) == (2,)


def test_deals_before_are_counted_and_new_pairs_come_first(long_relation: Path) -> None:
    with archive.open(long_relation, write=False) as opened:
        found = met.pairs(opened, date(2026, 11, 1), date(2026, 11, 30))
    assert [(each.other, each.before) for each in found] == [("مستشفى الأمل", 0), ("金山医院", 2)]
    assert found[1] == Pair("Raffles Medical Group", "金山医院", 1, 2, 3, date(2026, 11, 19))


def test_known_developments_are_related_without_common_parties(tmp_path: Path) -> None:
    path = fill(tmp_path / "archive.db")
    with archive.open(path, write=True) as opened, opened.transaction():
        opened.do("INSERT INTO development (earlier, later) VALUES (4, 1)")
    with archive.open(path, write=False) as opened:
        assert relations.related(opened, 1) == (4,)
        assert relations.related(opened, 4) == (1,)


def test_reasons_are_kept_for_every_report(desk: Archive) -> None:
    found = relations.reasons(desk, 1)
    assert {number: (each.copy_reason, each.placed_reason) for number, each in found.items()} == {
        1: ("", ""),
        2: ("", "same parties"),
        3: ("shingles", ""),
    }
    assert found[3].copy_score == 0.98
    assert relations.reasons(desk, 4)[6].reason == "event"
    assert relations.reasons(desk, 99) == {}
