"""Groups of copies: the most original leads, in whatever order they came, and everything follows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import archive as room
from aggregator.archive import Archive, analyst, candidates, care, filing, groups, read, verdicts, words
from aggregator.archive.analyst import Mark
from aggregator.model import Fingerprint, Match, Placing, Published, Verdict
from tests.archive import samples
from tests.archive.samples import NOW, lines, listed, record


@dataclass(frozen=True, slots=True)
class Report:
    """One of several copies: its number, what tells it, when, how long and whether whole."""

    number: int
    outlet: int = 2
    day: int | None = 5
    longer: int = 0
    partial: bool = False
    size: int = 400
    hour: int | None = None


def print_(one: Report) -> Fingerprint:
    """The fingerprint of a report: shingles of its own number."""
    return replace(samples.fingerprint(one.number), size=one.size)


def file(archive: Archive, one: Report, copy_of: int | None = None) -> filing.Place:
    """List and file a report, as new or as a copy."""
    at = datetime(2026, 6, one.day or 1, one.hour, tzinfo=UTC) if one.hour is not None else None
    day = None if one.day is None else Published(date(2026, 6, one.day), "feed", at=at)
    text = (*samples.article(one.number).paragraphs, "x" * one.longer) if one.longer else samples.article(one.number).paragraphs
    article = samples.article(one.number, published=day, partial=one.partial, paragraphs=text)
    listed(archive, samples.entry(one.number))
    entry = archive.rows("SELECT id FROM entry WHERE url = ?", (article.url,))[0]["id"]
    match = Match(Verdict.NEW) if copy_of is None else Match(Verdict.COPY, copy_of, 0.9, "shared wording")
    account = samples.account(one.number, ("o:acme", f"w:{one.number}"))
    made = record(one.number, entry=entry, article=article, match=match, fingerprint=print_(one), account=account, outlet=one.outlet)
    return filing.file(archive, made, lines(one.number), NOW)


def filed(archive: Archive, reports: list[Report]) -> int:
    """File them as copies of each other; the address of the one that leads, as a number."""
    first = file(archive, reports[0])
    for each in reports[1:]:
        file(archive, each, groups.lead(archive, first.article))
    return leader(archive, first.story)


def leader(archive: Archive, story: int) -> int:
    """The number of the report that leads a story."""
    return int(read.stories(archive, (story,))[0].articles[0].article.url.rsplit("/", 1)[1])


PAPER, WIRE, RELEASE = Report(1), Report(2, outlet=1, day=6), Report(3, outlet=0, day=7)


@pytest.mark.parametrize(
    ("reports", "leads"),
    [
        ([PAPER, WIRE], 2),
        ([WIRE, PAPER], 2),
        ([PAPER, WIRE, RELEASE], 3),
        ([RELEASE, PAPER, WIRE], 3),
        ([Report(1, day=9), Report(2, day=8)], 2),
        ([Report(1, day=None), Report(2, day=8)], 2),
        ([Report(1), Report(2, longer=500)], 2),
        ([Report(1, outlet=0, partial=True), PAPER], 1),
        ([Report(2, outlet=0, partial=True), PAPER], 1),
        ([Report(1, hour=9), Report(2, hour=8)], 2),
        ([Report(2), Report(1)], 1),
    ],
    ids=["wire", "wire first", "release", "release first", "earlier", "dated", "longer", "only", "teaser", "by the hour", "by address"],
)
def test_the_most_original_leads(archive: Archive, reports: list[Report], leads: int) -> None:
    assert filed(archive, list({each.number: each for each in reports}.values())) == leads
    assert not list(care.faults(archive))


def test_everything_follows_the_lead(archive: Archive) -> None:
    old = file(archive, PAPER)
    file(archive, Report(4), old.article)
    analyst.keep(archive, [Mark(old.story, seen=NOW, labels=("call",))])
    new = file(archive, RELEASE, old.article)
    assert new.story == old.story
    assert {each.id: each.copy_of for each in read.stories(archive, (old.story,))[0].articles} == {3: None, 1: 3, 2: 3}
    story = read.stories(archive, (old.story,))[0]
    assert (story.title, story.partnership) == (samples.article(3).title, samples.tags(3).partnership)
    assert analyst.mark(archive, old.story).labels == ("call",)
    assert candidates.frequency(archive, ("w:1", "w:3", "o:acme")) == {"": 1, "w:3": 1, "o:acme": 1}
    assert [each.id for each in candidates.near(archive, samples.account(9, ("o:acme",)))] == [new.article]
    assert [row[0] for row in archive.rows("SELECT rowid FROM search WHERE search MATCH ?", (words.phrase("lakeside"),))] == [1, 2, 3]
    assert not list(care.faults(archive))


def test_why_it_is_a_copy_moves_with_the_lead(archive: Archive) -> None:
    old = file(archive, PAPER)
    file(archive, RELEASE, old.article)
    told = archive.rows("SELECT copy_score, copy_reason FROM article ORDER BY id")
    assert [tuple(row) for row in told] == [(0.9, "shared wording"), (0.0, "")]


def test_a_copy_of_a_former_lead_is_a_copy_of_todays(archive: Archive) -> None:
    old = file(archive, PAPER)
    new = file(archive, RELEASE, old.article)
    late = file(archive, Report(5), old.article)
    assert read.filed(archive, (late.article,))[0].copy_of == new.article
    assert not list(care.faults(archive))


def test_a_group_is_found_by_its_longest_text_whoever_leads(archive: Archive) -> None:
    long = file(archive, replace(PAPER, size=900))
    short = file(archive, RELEASE, long.article)
    found = candidates.relatives(archive, samples.fingerprint(1)).known
    assert [(each.id, each.copy_of) for each in found if each.id == long.article] == [(long.article, short.article)]
    longest = file(archive, Report(6, size=1600), short.article)
    assert {row[0] for row in archive.rows("SELECT DISTINCT article FROM shingle")} == {longest.article}
    assert not list(care.faults(archive))


def test_a_revision_may_cost_the_lead(archive: Archive) -> None:
    old = file(archive, replace(PAPER, day=2))
    file(archive, Report(2), old.article)
    entry = archive.rows("SELECT id FROM entry WHERE article = ?", (old.article,))[0]["id"]
    later = samples.article(1, published=Published(date(2026, 6, 30), "feed"))
    file_again = record(1, entry=entry, article=later, match=Match(Verdict.REVISED, old.article, 0.9), outlet=2)
    filing.file(archive, file_again, lines(1), NOW)
    assert leader(archive, old.story) == 2
    assert not list(care.faults(archive))


def test_a_retag_keeps_the_lead_and_mends_it(archive: Archive) -> None:
    old = file(archive, PAPER)
    new = file(archive, RELEASE, old.article)
    for article in (old.article, new.article):
        filing.retag(archive, article, filing.Told(samples.tags(1), samples.account(1)), Placing(None))
    assert leader(archive, old.story) == 3
    filing.retag(archive, new.article, filing.Told(samples.tags(1), samples.account(1), outlet=2), Placing(None))
    assert leader(archive, old.story) == 1
    filing.retag(archive, new.article, filing.Told(samples.tags(1), samples.account(1), outlet=0), Placing(None))
    assert leader(archive, old.story) == 3
    assert not list(care.faults(archive))


@pytest.mark.parametrize("size", [100, 900], ids=["short", "anchor"])
def test_a_copy_can_leave_its_group(archive: Archive, size: int) -> None:
    old = file(archive, PAPER)
    copy = file(archive, Report(2, size=size), old.article)
    with archive.transaction():
        ruling = verdicts.apart(archive, copy.article)
    assert read.filed(archive, (copy.article,))[0].copy_of is None
    assert ruling.story != old.story
    assert {row[0] for row in archive.rows("SELECT DISTINCT article FROM shingle")} == {old.article, copy.article}
    assert candidates.frequency(archive, ())[""] == 2
    assert not list(care.faults(archive))


# ---- laws ------------------------------------------------------------

_reports = st.lists(
    st.builds(
        Report,
        st.integers(1, 60),
        st.sampled_from((0, 1, 2)),
        st.sampled_from((None, 3, 4)),
        st.sampled_from((0, 50)),
        st.booleans(),
        st.sampled_from((200, 400, 900)),
        st.sampled_from((None, 8, 9)),
    ),
    min_size=2,
    max_size=6,
    unique_by=lambda each: each.number,
)


@settings(max_examples=40)
@given(_reports, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_lead(reports: list[Report], chance: st.random_module) -> None:  # type: ignore[valid-type]
    shuffled = list(reports)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    with TemporaryDirectory() as folder:
        leads = []
        for at, order in enumerate((reports, shuffled)):
            with room.open(Path(folder) / f"{at}.db", write=True) as archive:
                leads.append(filed(archive, order))
                assert not list(care.faults(archive))
    assert leads[0] == leads[1]
