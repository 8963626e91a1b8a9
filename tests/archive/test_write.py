"""The waiting list: what is new, what is known, what waits again; caching headers in the same commit; failures never lose an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aggregator import archive as room
from aggregator.archive import Archive, waiting, write
from aggregator.archive.waiting import Cached, Standing
from aggregator.errors import ArchiveError
from aggregator.model import Entry, Failure, Run, Source
from tests.archive.samples import NOW, SOURCE, entry, filed, listed

CACHED = Cached(SOURCE.url, NOW, NOW, b"body", b"reader", '"abc"', "Tue, 10 Jun 2025 08:00:00 GMT", ("https://riverside.example/2",))
FAILURE = Failure("fetch", SOURCE.name, entry(1).url, "It timed out.", "Wait.")
DAY = timedelta(days=1)


def states(archive: Archive) -> dict[str, str]:
    """The state of every entry, by address."""
    return {row["url"]: row["state"] for row in archive.rows("SELECT url, state FROM entry")}


def due(archive: Archive, now: datetime = NOW, most: int = 100) -> list[str]:
    """The addresses that may be asked now, in order."""
    return [url for _, _, url in waiting.waiting(archive, (SOURCE.name,), now, most)]


def run_of(archive: Archive) -> int:
    """A run to write in."""
    return write.began(archive, NOW)


# ---- entries ------------------------------------------------------------------------------------------------------------------


def test_a_listing_files_entries_and_headers_at_once(archive: Archive) -> None:
    assert listed(archive, entry(1), entry(2), cached=CACHED) == write.Taken(new=2)
    assert waiting.cached(archive, SOURCE.name, SOURCE.url) == CACHED
    assert set(due(archive)) == {entry(1).url, entry(2).url}


def test_entries_come_back_as_they_were(archive: Archive) -> None:
    whole = entry(1, updated=entry(2).published, text="All of it.", language="en")
    listed(archive, whole)
    number = archive.rows("SELECT id FROM entry")[0]["id"]
    found = waiting.entry(archive, number)
    assert found is not None
    assert (found.entry, found.attempts, found.article) == (whole, 0, None)
    assert waiting.entry(archive, number + 1) is None


def test_a_listing_that_fails_half_way_leaves_neither_entries_nor_headers(archive: Archive) -> None:
    broken = replace(entry(2), url=None)  # type: ignore[arg-type]
    with pytest.raises((AttributeError, TypeError, ArchiveError)):
        listed(archive, entry(1), broken, cached=CACHED)
    assert states(archive) == {}
    assert waiting.cached(archive, SOURCE.name, SOURCE.url) is None


def test_the_same_entry_again_changes_nothing(archive: Archive) -> None:
    listed(archive, entry(1), entry(2))
    assert listed(archive, entry(1), entry(2), entry(1)) == write.Taken(known=2)


@pytest.mark.parametrize(
    "again",
    [
        entry(1, url="https://riverside.example/news/1#top"),
        entry(1, url="https://www.riverside.example/news/1/"),
        entry(1, url="http://riverside.example/news/1?utm_source=feed"),
        entry(1, identity="changed today"),
        entry(1, identity=None),
    ],
    ids=["fragment", "www and slash", "scheme and tracking", "another guid", "no guid"],
)
def test_one_address_is_one_entry(archive: Archive, again: Entry) -> None:
    listed(archive, entry(1))
    assert listed(archive, again).new == 0


def test_one_guid_for_all_loses_nothing(archive: Archive) -> None:
    assert listed(archive, *(entry(number, identity="always the same") for number in (1, 2, 3))).new == 3
    assert listed(archive, entry(4, identity="always the same")).new == 1


def test_a_new_session_id_is_no_new_entry(archive: Archive) -> None:
    listed(archive, entry(1, url="https://riverside.example/read?article=7&visit=111"))
    assert listed(archive, entry(1, url="https://riverside.example/read?article=7&visit=222")).new == 0
    assert listed(archive, entry(1, url="https://riverside.example/other?article=7&visit=222")).new == 1


def test_entries_without_an_address_are_told_apart_by_identifier(archive: Archive) -> None:
    bare = [entry(number, url="") for number in (1, 2)]
    assert listed(archive, *bare).new == 2
    assert listed(archive, *bare).new == 0
    assert listed(archive, entry(3, url="", identity=None, title=None)).new == 1


def test_another_sources_listing_of_a_known_entry_changes_nothing(archive: Archive) -> None:
    filed(archive, 1)
    other = Source("Other", "https://other.example/feed", "feed")
    foreign = entry(1, source="Other", title="Their headline")
    taken = write.visited(archive, write.Listing(waiting.standing(archive, other), None, (foreign,)), run_of(archive), NOW)
    assert taken == write.Taken(known=1)
    assert states(archive) == {entry(1).url: "filed"}


@pytest.mark.parametrize("change", ["title", "summary", "updated", "published"])
def test_a_changed_entry_waits_again_and_keeps_its_article(archive: Archive, change: str) -> None:
    filed(archive, 1)
    value = entry(7).published if change in ("updated", "published") else "Corrected"
    assert listed(archive, entry(1, **{change: value})).changed == 1
    assert due(archive) == [entry(1).url]
    number = archive.rows("SELECT id FROM entry")[0]["id"]
    found = waiting.entry(archive, number)
    assert found is not None
    assert found.article is not None


def test_passed_over_entries_are_kept_and_come_in_when_the_keywords_change(archive: Archive) -> None:
    assert listed(archive, entry(1), entry(2), over=(1,)) == write.Taken(new=1, passed_over=1)
    assert states(archive)[entry(2).url] == "passed_over"
    assert due(archive) == [entry(1).url]
    assert listed(archive, entry(1), entry(2)).changed == 1
    assert set(due(archive)) == {entry(1).url, entry(2).url}


def test_an_entry_whose_address_is_filed_needs_no_asking(archive: Archive) -> None:
    filed(archive, 1)
    archive.connection.execute("UPDATE address SET key = 'riverside.example/print/1' WHERE key LIKE '%/1'")
    assert listed(archive, entry(9, url="https://riverside.example/print/1")).new == 0
    assert due(archive) == []


# ---- asking order ---------------------------------------------------------------------------------------------------------------


def test_newest_first_and_never_asked_before_failed(archive: Archive) -> None:
    listed(archive, entry(3), entry(1), entry(2, published=None), entry(4))
    number = archive.rows("SELECT id FROM entry WHERE url = ?", (entry(4).url,))[0]["id"]
    write.failed_entry(archive, number, FAILURE, run_of(archive), write.Retry(NOW, NOW))
    assert due(archive) == [entry(each).url for each in (3, 1, 2, 4)]
    assert due(archive, most=2) == [entry(3).url, entry(1).url]


def test_sources_take_turns(archive: Archive) -> None:
    run = run_of(archive)
    for name in ("A", "B"):
        entries = tuple(entry(number, source=name, url=f"https://{name}.example/{number}") for number in (1, 2))
        write.visited(archive, write.Listing(Standing(name, "u", "u"), None, entries), run, NOW)
    assert [name for _, name, _ in waiting.waiting(archive, ("A", "B"), NOW, 9)] == ["A", "B", "A", "B"]
    assert [name for _, name, _ in waiting.waiting(archive, ("B",), NOW, 9)] == ["B", "B"]


# ---- failures --------------------------------------------------------------------------------------------------------------------


def test_a_failed_entry_comes_back_when_its_time_has_come(archive: Archive) -> None:
    listed(archive, entry(1))
    number = archive.rows("SELECT id FROM entry")[0]["id"]
    write.failed_entry(archive, number, FAILURE, run_of(archive), write.Retry(NOW, NOW + DAY))
    assert due(archive) == []
    assert due(archive, NOW + DAY) == [entry(1).url]
    row = archive.rows("SELECT attempts, reason FROM entry")[0]
    assert (row["attempts"], row["reason"]) == (1, FAILURE.message)
    assert archive.rows("SELECT stage, url, hint FROM failure")[0]["hint"] == "Wait."


def test_what_is_gone_for_good_is_given_up_until_the_feed_changes_it(archive: Archive) -> None:
    listed(archive, entry(1))
    number = archive.rows("SELECT id FROM entry")[0]["id"]
    write.failed_entry(archive, number, replace(FAILURE, permanent=True), run_of(archive), write.Retry(NOW, NOW))
    assert states(archive)[entry(1).url] == "given_up"
    assert listed(archive, entry(1)).changed == 0
    assert listed(archive, entry(1, title="New address")).changed == 1
    assert due(archive) == [entry(1).url]


# ---- sources ----------------------------------------------------------------------------------------------------------------------


def test_a_standing_comes_back(archive: Archive) -> None:
    whole = Standing(SOURCE.name, SOURCE.url, "https://new.example/", NOW, 3, "why", NOW + DAY, NOW, NOW, NOW, NOW, "sig", "Feed")
    write.visited(archive, write.Listing(whole, None), run_of(archive), NOW)
    assert waiting.standing(archive, SOURCE) == whole
    assert waiting.standings(archive) == (whole,)


def test_a_source_with_a_new_address_in_feeds_toml_starts_anew(archive: Archive) -> None:
    listed(archive, entry(1), cached=CACHED)
    moved = replace(SOURCE, url="https://riverside.example/feed2")
    assert waiting.standing(archive, moved) == Standing(SOURCE.name, moved.url, moved.url)
    write.visited(archive, write.Listing(waiting.standing(archive, moved), None), run_of(archive), NOW)
    assert waiting.cached(archive, SOURCE.name, SOURCE.url) is None
    assert states(archive) != {}


def test_a_failed_visit_is_told_and_noted(archive: Archive) -> None:
    standing = replace(waiting.standing(archive, SOURCE), failures=1, reason="It timed out.")
    write.failed_visit(archive, standing, FAILURE, run_of(archive), NOW)
    assert waiting.standing(archive, SOURCE).failures == 1
    assert archive.rows("SELECT outcome, reason FROM visit")[0]["reason"] == "It timed out."
    assert len(archive.rows("SELECT * FROM failure")) == 1


# ---- runs --------------------------------------------------------------------------------------------------------------------------


def test_a_run_is_noted_with_its_counts(archive: Archive) -> None:
    number = run_of(archive)
    assert archive.rows("SELECT ended FROM run")[0]["ended"] is None
    write.ended(archive, number, Run(NOW, NOW + DAY, sources=3, warnings=("w",)))
    row = archive.rows("SELECT ended, counts FROM run")[0]
    assert row["ended"].startswith("2026-11-22")
    assert '"sources": 3' in row["counts"]


def test_numbers_are_never_given_twice(path: Path) -> None:
    with room.open(path, write=True) as opened:
        first = write.began(opened, NOW)
        opened.connection.execute("DELETE FROM run")
        assert write.began(opened, NOW) > first
