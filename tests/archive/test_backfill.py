"""The track of a walk back in time: what is asked next, what is beyond, what comes round again, when it is done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import archive as room
from aggregator.archive import Archive, write
from aggregator.archive import backfill as track
from aggregator.archive.backfill import Harvest, Miss
from aggregator.archive.waiting import Standing
from aggregator.model import Failure
from tests.archive.samples import NOW, SOURCE, entry

SINCE = date(2024, 1, 1)
HERE = Standing(SOURCE.name, SOURCE.url, SOURCE.url)
SEEDS = ((SOURCE.url, "feed"), ("https://riverside.example/robots.txt", "robots"))
BUSY = Failure("fetch", SOURCE.name, SOURCE.url, "It timed out.")


def begun(archive: Archive, since: date = SINCE, standing: Standing = HERE) -> None:
    """A walk from the usual seeds."""
    track.begun(archive, standing, since, SEEDS, NOW)


def next_ones(archive: Archive, most: int = 100) -> list[str]:
    """The addresses to ask next, without the host."""
    return [stop.address.removeprefix("https://riverside.example") for stop in track.following(archive, SOURCE.name, most)]


def first(archive: Archive) -> track.Stop:
    """The address to ask next."""
    return track.following(archive, SOURCE.name, 1)[0]


def lead(path: str, newest: date | None = None) -> tuple[str, str, date | None]:
    """Where an address leads."""
    return f"https://riverside.example{path}", "sitemap", newest


def told(archive: Archive) -> track.Progress:
    """How far it has come."""
    found = track.progress(archive, SOURCE.name)
    assert found is not None
    return found


def test_no_walk_no_progress(archive: Archive) -> None:
    assert track.progress(archive, SOURCE.name) is None
    assert track.following(archive, SOURCE.name, 9) == ()


def test_it_goes_on_or_begins_anew(archive: Archive) -> None:
    begun(archive)
    track.walked(archive, HERE, first(archive), Harvest(), NOW)
    begun(archive)
    assert (told(archive).read, told(archive).left) == (1, 1)
    begun(archive, date(2020, 1, 1))
    assert (told(archive).read, told(archive).left, told(archive).since) == (0, 2, date(2020, 1, 1))
    track.walked(archive, HERE, first(archive), Harvest(), NOW)
    begun(archive, date(2020, 1, 1), Standing(SOURCE.name, "https://moved.example/", "https://moved.example/"))
    assert told(archive).read == 0


def test_the_newest_come_first_and_what_is_older_never(archive: Archive) -> None:
    begun(archive)
    leads = (lead("/s3", date(2024, 5, 31)), lead("/s1"), lead("/s2", date(2026, 1, 31)), lead("/old", date(2023, 12, 31)))
    track.walked(archive, HERE, first(archive), Harvest(leads=leads), NOW)
    assert next_ones(archive) == ["/robots.txt", "/s1", "/s2", "/s3"]
    assert next_ones(archive, 2) == ["/robots.txt", "/s1"]
    ids = [stop.id for stop in track.following(archive, SOURCE.name, 9)]
    assert [stop.id for stop in track.following(archive, SOURCE.name, 9, ids[:2])] == ids[2:]


def test_what_is_known_is_not_taken_twice(archive: Archive) -> None:
    begun(archive)
    leads = (lead("/s1"), lead("/s1"), (SOURCE.url, "feed", None))
    taken = track.walked(archive, HERE, first(archive), Harvest((entry(1), entry(2)), frozenset({1}), leads), NOW)
    assert taken == write.Taken(new=1, passed_over=1)
    taken = track.walked(archive, HERE, first(archive), Harvest((entry(1), entry(2), entry(3)), leads=leads), NOW)
    assert (taken.new, taken.known) == (1, 2)
    assert next_ones(archive) == ["/s1"]
    assert told(archive).entries == 3


def test_a_page_that_comes_round_again_leads_no_further(archive: Archive) -> None:
    begun(archive)
    track.walked(archive, HERE, first(archive), Harvest(leads=(lead("/p2"),), digest=b"same"), NOW)
    track.walked(archive, HERE, first(archive), Harvest(), NOW)
    track.walked(archive, HERE, first(archive), Harvest(leads=(lead("/p3"),), digest=b"same"), NOW)
    assert next_ones(archive) == []
    assert told(archive).finished == NOW


@pytest.mark.parametrize(
    ("misses", "left", "failed", "noted"),
    [
        ([Miss()], 0, 0, 0),
        ([Miss(BUSY)], 1, 0, 1),
        ([Miss(BUSY)] * 2, 1, 0, 2),
        ([Miss(BUSY)] * 3, 0, 1, 3),
        ([Miss(BUSY, asked=False)] * 9, 1, 0, 9),
    ],
    ids=["for good", "once", "twice", "three times", "never asked"],
)
def test_what_cannot_be_read(archive: Archive, misses: list[Miss], left: int, failed: int, noted: int) -> None:
    begun(archive)
    run, (stop, other) = write.began(archive, NOW), track.following(archive, SOURCE.name, 2)
    track.walked(archive, HERE, other, Harvest(oldest=date(2025, 3, 4)), NOW)
    for miss in misses:
        track.strayed(archive, stop, miss, run, NOW)
    found = told(archive)
    assert (found.left, found.failed, found.oldest) == (left, failed, date(2025, 3, 4))
    assert (found.finished is None) == bool(left)
    assert archive.rows("SELECT count(*) FROM failure")[0][0] == noted


def test_an_endless_calendar_ends(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track, "MOST_KNOWN", 10)
    begun(archive)
    track.walked(archive, HERE, first(archive), Harvest(leads=tuple(lead(f"/{number}") for number in range(50))), NOW)
    assert len(next_ones(archive)) == 9


days = st.one_of(st.none(), st.integers(0, 3000).map(lambda ago: NOW.date() - timedelta(days=ago)))


@given(st.lists(st.lists(st.tuples(st.integers(0, 30), days), max_size=8), max_size=12))
def test_every_walk_ends_and_asks_each_address_once(steps: list[list[tuple[int, date | None]]]) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder, room.open(Path(folder) / "a.db", write=True) as archive:
        begun(archive)
        asked: list[str] = []
        while found := track.following(archive, SOURCE.name, 1):
            leads = steps[len(asked) % len(steps)] if steps else []
            asked.append(found[0].address)
            harvest = Harvest(leads=tuple(lead(f"/{number}", day) for number, day in leads))
            track.walked(archive, HERE, found[0], harvest, NOW)
        assert len(asked) == len(set(asked)) <= 33
        assert told(archive).finished == NOW
        assert (told(archive).read, told(archive).left) == (len(asked), 0)
