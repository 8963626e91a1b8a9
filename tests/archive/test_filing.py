"""Filing: everything of an article in one commit; corrections keep the old text; copies; stories that join, merge and part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.archive import Archive, care, errands, filing, read, words
from aggregator.archive.errands import Choice
from aggregator.model import Match, Placing, Tags, Verdict
from tests.archive import samples
from tests.archive.samples import NOW, filed, lines, listed, record

DAY = timedelta(days=1)


def found(archive: Archive, text: str) -> list[int]:
    """The articles that the search index finds for these words."""
    return [row[0] for row in archive.rows("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", (words.phrase(text),))]


def file(archive: Archive, number: int, **changes: object) -> filing.Place:
    """List and file one article."""
    listed(archive, samples.entry(number))
    entry = archive.rows("SELECT id FROM entry WHERE url = ?", (samples.entry(number).url,))[0]["id"]
    return filing.file(archive, record(number, entry=entry, **changes), lines(number), NOW)


def sound(archive: Archive) -> bool:
    """Nothing is wrong with the archive."""
    return list(care.faults(archive)) == []


# ---- new ------------------------------------------------------------


def test_what_is_filed_comes_back_whole(archive: Archive) -> None:
    place = file(archive, 1)
    filed_again = read.filed(archive, (place.article,))[0]
    assert filed_again.article == samples.article(1)
    assert filed_again.tags == samples.tags(1)
    assert (filed_again.story, filed_again.copy_of, filed_again.versions) == (place.story, None, 1)
    page = read.page(archive, place.article)
    assert page is not None
    assert replace(page, etag='"e"') == samples.page(1)
    assert sound(archive)


def test_the_entry_is_answered(archive: Archive) -> None:
    place = file(archive, 1)
    row = archive.rows("SELECT state, article, attempts FROM entry")[0]
    assert tuple(row) == ("filed", place.article, 0)


def test_a_failure_half_way_leaves_nothing(archive: Archive) -> None:
    listed(archive, samples.entry(1))
    broken = replace(samples.tags(1), mentions=(replace(samples.tags(1).mentions[0], start=None),))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        filing.file(archive, record(1, entry=1, tags=broken), lines(1), NOW)
    assert {table: archive.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("article", "story", "page", "shingle", "address")} == {
        "article": 0,
        "story": 0,
        "page": 0,
        "shingle": 0,
        "address": 0,
    }
    assert archive.rows("SELECT state FROM entry")[0]["state"] == "waiting"


@pytest.mark.parametrize("text", ["Lakeside", "lakeside hospital", "重庆医院", "医院", "重", "contract 1"])
def test_it_is_found_by_its_words(archive: Archive, text: str) -> None:
    place = file(archive, 1)
    assert found(archive, text) == [place.article]


def test_a_page_whose_publisher_wants_no_copy_kept_is_not_kept(archive: Archive) -> None:
    place = file(archive, 1, page=samples.page(1, notices=("noarchive",)))
    assert read.page(archive, place.article) is None
    assert archive.rows("SELECT size FROM page")[0]["size"] > 0
    assert archive.rows("SELECT notices FROM article")[0]["notices"] == '["noarchive"]'


def test_an_article_without_a_page_is_filed(archive: Archive) -> None:
    assert read.page(archive, file(archive, 1, page=None).article) is None


def test_mentions_of_organisations_that_the_tags_do_not_list_are_kept(archive: Archive) -> None:
    place = file(archive, 1, tags=replace(samples.tags(1), organisations=()))
    assert {each.organisation for each in read.filed(archive, (place.article,))[0].tags.mentions} == {samples.ACME.id, samples.LAKE.id}


# ---- the same, revised, copied ------------------------------------------------------------


def test_the_same_page_under_another_address_adds_an_address(archive: Archive) -> None:
    first = file(archive, 1)
    again = file(archive, 2, article=samples.article(2), match=Match(Verdict.SAME, first.article, 1.0))
    assert again.article == first.article
    assert len(archive.rows("SELECT id FROM article")) == 1
    assert "riverside.example/news/2" in read.addresses(archive, first.article)


def revised(archive: Archive, of: int) -> filing.Place:
    """A correction of article 1."""
    newer = samples.article(1, paragraphs=("The corrected text names Hillside.",), title="Corrected")
    return file(
        archive,
        1,
        article=newer,
        match=Match(Verdict.REVISED, of, 0.8),
        tags=Tags(version="2"),
        fingerprint=samples.fingerprint(50),
        account=samples.account(1, ("o:hillside",)),
        page=samples.page(1, content=b"corrected"),
    )


def test_a_correction_keeps_the_old_text_and_the_story(archive: Archive) -> None:
    first = file(archive, 1)
    second = revised(archive, first.article)
    assert (second.article, second.story) == (first.article, first.story)
    assert read.filed(archive, (first.article,))[0].article.text == "The corrected text names Hillside."
    versions = read.versions(archive, first.article)
    assert [(each.number, each.text) for each in versions] == [(1, samples.article(1).text)]
    page = read.page(archive, first.article)
    assert page is not None
    assert page.content == b"corrected"
    assert [row[0] for row in archive.rows("SELECT number FROM page ORDER BY number")] == [1, 2]
    assert sound(archive)


def test_a_correction_is_found_by_its_new_words_only(archive: Archive) -> None:
    first = file(archive, 1)
    revised(archive, first.article)
    assert found(archive, "Hillside") == [first.article]
    assert found(archive, "Lakeside") == []


def test_a_correction_replaces_tags_postings_and_account(archive: Archive) -> None:
    first = file(archive, 1)
    revised(archive, first.article)
    assert read.filed(archive, (first.article,))[0].tags == Tags(version="2")
    assert [row[0] for row in archive.rows("SELECT DISTINCT hash / 1000 FROM shingle")] == [50]
    assert {row["key"]: row["articles"] for row in archive.rows("SELECT key, articles FROM term WHERE articles > 0")} == {
        "": 1,
        "o:hillside": 1,
    }


def test_a_copy_takes_the_story_and_has_no_postings(archive: Archive) -> None:
    first = file(archive, 1)
    copy = file(archive, 2, match=Match(Verdict.COPY, first.article, 0.9, "contained"))
    assert (copy.story, copy.opened) == (first.story, False)
    assert read.filed(archive, (copy.article,))[0].copy_of == first.article
    assert {row[0] for row in archive.rows("SELECT DISTINCT article FROM shingle")} == {first.article}
    assert [row[0] for row in archive.rows("SELECT DISTINCT article FROM account_term")] == [first.article]
    story = read.stories(archive, (first.story,))[0]
    assert [each.id for each in story.articles] == [first.article, copy.article]
    assert sound(archive)


# ---- stories ------------------------------------------------------------


def test_an_article_joins_the_story_it_is_placed_in(archive: Archive) -> None:
    first = file(archive, 1)
    second = file(archive, 2, placing=Placing(first.story, score=0.9, reason="same parties"))
    assert (second.story, second.opened) == (first.story, False)


def test_the_earliest_article_leads_whatever_came_first(archive: Archive) -> None:
    late = file(archive, 40)
    early = file(archive, 2, placing=Placing(late.story))
    story = read.stories(archive, (late.story,))[0]
    assert story.title == samples.article(2).title
    assert [each.id for each in story.articles] == [early.article, late.article]


def test_a_press_release_leads_before_a_wire_and_a_wire_before_a_paper(archive: Archive) -> None:
    paper = file(archive, 1)
    wire = file(archive, 2, match=Match(Verdict.COPY, paper.article, 0.9), outlet=1)
    assert read.stories(archive, (paper.story,))[0].articles[0].id == wire.article
    release = file(archive, 3, placing=Placing(paper.story), outlet=0)
    assert read.stories(archive, (paper.story,))[0].articles[0].id == release.article
    assert sound(archive)


def test_the_story_speaks_through_an_article_with_a_partnership(archive: Archive) -> None:
    silent = file(archive, 1, tags=Tags())
    file(archive, 2, placing=Placing(silent.story))
    story = read.stories(archive, (silent.story,))[0]
    assert story.title == samples.article(1).title
    assert story.partnership == samples.tags(2).partnership


def test_merged_stories_keep_the_lowest_id_and_the_others_lead_on(archive: Archive) -> None:
    stories = [file(archive, number).story for number in (1, 2, 3)]
    fourth = file(archive, 4, placing=Placing(stories[2], merge=(stories[0], stories[1])))
    assert fourth.story == stories[0]
    assert [read.story_of(archive, each) for each in stories] == [stories[0]] * 3
    assert len(read.stories(archive, stories)) == 1
    assert len(read.stories(archive, (stories[0],))[0].articles) == 4
    assert sound(archive)


def test_old_ids_lead_on_through_several_merges(archive: Archive) -> None:
    one, two, three = (file(archive, number).story for number in (1, 2, 3))
    file(archive, 4, placing=Placing(three, merge=(two,)))
    file(archive, 5, placing=Placing(two, merge=(one,)))
    assert [read.story_of(archive, each) for each in (one, two, three)] == [one, one, one]
    assert read.story_of(archive, 999) is None


def test_developments_are_related_both_ways_and_survive_a_merge(archive: Archive) -> None:
    one, two = (file(archive, number).story for number in (1, 20))
    three = file(archive, 30, placing=Placing(None, developments=(one,))).story
    assert read.developments(archive, one) == (three,)
    assert read.developments(archive, three) == (one,)
    file(archive, 21, placing=Placing(two, merge=(one,)))
    assert read.developments(archive, three) == (one,)
    assert sound(archive)


def test_ids_of_merged_stories_are_not_given_again(archive: Archive) -> None:
    one, two = (file(archive, number).story for number in (1, 2))
    file(archive, 3, placing=Placing(two, merge=(one,)))
    assert file(archive, 4).story > two


# ---- retag ------------------------------------------------------------


def test_retagging_replaces_tags_and_nothing_else(archive: Archive) -> None:
    place = file(archive, 1)
    moved = filing.retag(archive, place.article, filing.Told(Tags(version="9"), samples.account(1, ("o:new",))), None)
    again = read.filed(archive, (place.article,))[0]
    assert not moved
    assert again.tags == Tags(version="9")
    assert again.article == samples.article(1)
    assert read.stories(archive, (place.story,))[0].partnership is None
    assert sound(archive)


def test_retagging_can_move_an_article_to_another_story_with_its_copies(archive: Archive) -> None:
    one, two = file(archive, 1), file(archive, 2)
    copy = file(archive, 3, match=Match(Verdict.COPY, one.article, 0.9))
    assert filing.retag(archive, one.article, filing.Told(samples.tags(1), samples.account(1)), Placing(two.story))
    assert {each.story for each in read.filed(archive, (one.article, two.article, copy.article))} == {two.story}
    assert read.story_of(archive, one.story) == two.story
    assert sound(archive)


def test_retagging_can_part_a_story(archive: Archive) -> None:
    one, two = file(archive, 1), file(archive, 2)
    filing.retag(archive, two.article, filing.Told(samples.tags(2), samples.account(2)), Placing(one.story))
    assert filing.retag(archive, two.article, filing.Told(samples.tags(2), samples.account(2)), Placing(None))
    assert read.filed(archive, (two.article,))[0].story != one.story
    assert sound(archive)


def test_alone_in_its_story_an_article_keeps_it(archive: Archive) -> None:
    one = file(archive, 1)
    assert not filing.retag(archive, one.article, filing.Told(samples.tags(1), samples.account(1)), Placing(None))


def test_an_errand_goes_on_where_it_stopped(archive: Archive) -> None:
    filed(archive, 1, 2, 3)
    choice = Choice()
    assert errands.begun(archive, choice, NOW) == 0
    first, second, third = errands.articles(archive, choice)
    filing.retag(archive, first, filing.Told(samples.tags(1), samples.account(1)), None)
    assert errands.begun(archive, choice, NOW + DAY) == first
    assert list(errands.articles(archive, choice, first)) == [second, third]
    errands.done(archive)
    assert errands.begun(archive, choice, NOW) == 0


def test_another_choice_is_another_errand(archive: Archive) -> None:
    filed(archive, 1, 2)
    errands.begun(archive, Choice(), NOW)
    filing.retag(archive, 1, filing.Told(samples.tags(1), samples.account(1)), None)
    assert errands.begun(archive, Choice(pages=True), NOW) == 0


@pytest.mark.parametrize(
    ("choice", "count"),
    [
        (Choice(), 3),
        (Choice(sources=("Riverside",)), 3),
        (Choice(sources=("Nobody",)), 0),
        (Choice(since=samples.published(2).day), 2),
        (Choice(since=samples.published(9).day), 0),
    ],
)
def test_an_errand_chooses_by_source_and_day(archive: Archive, choice: Choice, count: int) -> None:
    filed(archive, 1, 2, 3)
    assert len(list(errands.articles(archive, choice))) == count
