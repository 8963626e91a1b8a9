"""Candidates: the archive answers as the index in memory does, and its work stays bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from aggregator.archive import Archive, candidates, filing
from aggregator.dedupe import bounds
from aggregator.dedupe.memory import CopyIndex, StoryIndex
from aggregator.model import Account, Fingerprint, Known, Match, Placing, Verdict
from tests.archive import samples
from tests.archive.samples import NOW, lines, record

NUMBERS = (
    "POSTINGS_CUT",
    "POSTINGS_MOST",
    "SHARED_LEAST",
    "KNOWN_MOST",
    "RECURRING_PAGES",
    "WINDOW_DAYS",
    "KEYS_ASKED",
    "POSTINGS_ASKED",
    "NEAR_MOST",
    "MEMBERS_MOST",
    "RELATED_MOST",
)


@pytest.mark.parametrize("name", NUMBERS)
def test_both_rooms_have_the_same_numbers(name: str) -> None:
    assert getattr(candidates, name) == getattr(bounds, name)


def some_fingerprint(random: Random, number: int) -> Fingerprint:
    """A fingerprint of few shingles, so that many are shared."""
    shingles = tuple(sorted(random.sample(range(60), 12)))
    return Fingerprint(f"address-{number}", f"text-{random.randrange(30)}", shingles, 12, (), 8)


def file(archive: Archive, number: int, fingerprint: Fingerprint, original: int | None) -> int:
    """File an article with this fingerprint. Returns its row id."""
    match = Match(Verdict.COPY, original, 0.9) if original else Match(Verdict.NEW)
    return filing.file(archive, record(number, fingerprint=fingerprint, match=match), lines(number), NOW).article


def test_known_as_in_memory(archive: Archive) -> None:
    random, index = Random(4), CopyIndex()
    originals: list[int] = []
    for number in range(100):  # each is published a day later: a copy never leads
        fingerprint = some_fingerprint(random, number)
        original = random.choice(originals) if originals and random.random() < 0.2 else None
        article = file(archive, number, fingerprint, original)
        originals += [article] if original is None else []
        index.file(Known(article, fingerprint, samples.article(number).url, "Riverside", None, original))
        asked = some_fingerprint(random, number + 1000)
        assert {each.id for each in candidates.relatives(archive, asked).known} == {each.id for each in index.known(asked)}


def test_a_known_article_comes_whole(archive: Archive) -> None:
    article = file(archive, 1, samples.fingerprint(1), None)
    (known,) = candidates.relatives(archive, samples.fingerprint(1)).known
    told = samples.article(1)
    assert known == Known(article, samples.fingerprint(1), told.url, "Riverside", samples.published(1).day, paragraphs=told.paragraphs)


def test_an_article_is_known_by_every_address_it_was_met_under(archive: Archive) -> None:
    article = file(archive, 1, samples.fingerprint(1), None)
    archive.connection.execute("INSERT INTO address VALUES ('amp.example/1', ?)", (article,))
    stranger = Fingerprint("amp.example/1", "other", (), 0)
    assert [each.id for each in candidates.relatives(archive, stranger).known] == [article]


def test_a_copy_brings_its_original_along(archive: Archive) -> None:
    original = file(archive, 1, samples.fingerprint(1), None)
    copy = file(archive, 2, samples.fingerprint(2), original)
    assert {each.id for each in candidates.relatives(archive, samples.fingerprint(2)).known} == {copy, original}


def test_postings_of_furniture_stop_growing_and_tell_that_they_are_many(archive: Archive) -> None:
    for number in range(candidates.POSTINGS_CUT + 20):
        file(archive, number, Fingerprint(f"a-{number}", f"t-{number}", (7, number + 100, number + 200, number + 300), 4, (), 4), None)
    assert archive.rows("SELECT count(*) FROM shingle WHERE hash = 7")[0][0] == candidates.POSTINGS_CUT + 1
    relatives = candidates.relatives(archive, Fingerprint("new", "new", (7, 99, 100, 200, 300), 5, (), 5))
    assert dict(relatives.postings) == {7: candidates.POSTINGS_CUT + 1, 100: 1, 200: 1, 300: 1}
    assert len(relatives.known) == 1


def test_recurring_lines_are_learnt_site_by_site(archive: Archive) -> None:
    shared = lines(1).hashes[1]
    for number in range(1, candidates.RECURRING_PAGES + 1):
        assert candidates.recurring(archive, "riverside.example", lines(number).hashes, "x") == frozenset()
        file(archive, number, samples.fingerprint(number), None)
    assert candidates.recurring(archive, "riverside.example", lines(9).hashes, "x") == {shared}
    assert candidates.recurring(archive, "other.example", lines(9).hashes, "x") == frozenset()


def test_the_article_itself_does_not_make_its_lines_recurring(archive: Archive) -> None:
    for number in range(1, candidates.RECURRING_PAGES + 1):
        file(archive, number, samples.fingerprint(number), None)
    own = samples.fingerprint(1).address
    assert candidates.recurring(archive, "riverside.example", lines(1).hashes, own) == frozenset()


# ---- stories ------------------------------------------------------------------------------------------------------------------------


def some_account(random: Random, number: int) -> Account:
    """An account with a few of few keys, on some day or none."""
    keys = tuple(sorted({f"o:{random.randrange(12)}" for _ in range(4)} | {f"r:{random.randrange(20)}"}))
    day = date(2026, 6, 1) + timedelta(days=random.randrange(90)) if random.random() < 0.9 else None
    return replace(samples.account(number, keys), day=day)


def test_near_and_frequency_as_in_memory(archive: Archive) -> None:
    random, index = Random(5), StoryIndex()
    for number in range(60):
        account = some_account(random, number)
        stories = [row[0] for row in archive.rows("SELECT id FROM story")]
        story = random.choice(stories) if stories and random.random() < 0.4 else None
        place = filing.file(archive, record(number, account=account, placing=Placing(story)), lines(number), NOW)
        index.file(replace(account, id=place.article, story=place.story, title=samples.article(number).title))
        asked = some_account(random, number + 1000)
        assert dict(candidates.frequency(archive, asked.keys)) == dict(index.frequency(asked.keys))
        assert {each.id for each in candidates.near(archive, asked)} == {each.id for each in index.near(asked)}


def test_near_accounts_carry_their_story_of_today(archive: Archive) -> None:
    one = filing.file(archive, record(1), lines(1), NOW)
    two = filing.file(archive, record(2), lines(2), NOW)
    filing.file(archive, record(3, placing=Placing(two.story, merge=(one.story,))), lines(3), NOW)
    assert {each.story for each in candidates.near(archive, samples.account(9))} == {one.story}


def test_an_account_is_not_near_itself(archive: Archive) -> None:
    place = filing.file(archive, record(1), lines(1), NOW)
    assert candidates.near(archive, replace(samples.account(1), id=place.article)) == ()


def test_the_window_is_kept(archive: Archive) -> None:
    filing.file(archive, record(1), lines(1), NOW)
    far = replace(samples.account(1), day=samples.published(1).day + timedelta(days=candidates.WINDOW_DAYS + 1))
    near = replace(far, day=samples.published(1).day + timedelta(days=candidates.WINDOW_DAYS))
    assert candidates.near(archive, far) == ()
    assert len(candidates.near(archive, near)) == 1


def test_a_relation_is_found_on_any_day(archive: Archive) -> None:
    filing.file(archive, record(1, account=samples.account(1, ("r:acme|lakeside",))), lines(1), NOW)
    later = replace(samples.account(1, ("r:acme|lakeside",)), day=date(2031, 1, 1))
    assert len(candidates.near(archive, later)) == 1
