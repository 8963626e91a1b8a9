"""The second half: what is filed, what waits on, what is asked again; nothing lost, nothing twice."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from aggregator.archive import care
from aggregator.errors import FetchError
from aggregator.model import Request, Source
from aggregator.pipeline.stages import Answer
from tests.pipeline.web import FEED, HOST, SOURCE, House, Web, article_text, page, refused

TEXT = "The feed says that Acme and Lakeside agree."


def states(house: House) -> list[str]:
    """The states of all entries."""
    return [row["state"] for row in house.archive.rows("SELECT state FROM entry ORDER BY id")]


def with_text(number: int, updated: str = "") -> str:
    """A line of a feed with the feed's own text."""
    return f"{HOST}/{number}|Headline {number}|{updated}|{TEXT} {number}"


# ---- the usual run ---------------------------------------------------------------------------------------------------


def test_a_run_files_everything_once(house: House, web: Web) -> None:
    web.feed(1, 2, 3, 2)
    web.articles(1, 2, 3)
    run = house.run()
    assert (run.entries_new, run.articles_new, run.stories_new, run.waiting) == (3, 3, 3, 0)
    assert house.titles() == ["Headline 1", "Headline 2", "Headline 3"]
    assert list(care.faults(house.archive)) == []


def test_a_second_run_asks_no_article_and_files_none(house: House, web: Web) -> None:
    web.feed(1, 2, 3)
    web.articles(1, 2, 3)
    house.run()
    web.urls()
    run = house.run()
    assert web.urls() == ["/feed"]
    assert (run.articles_new, run.entries_new) == (0, 0)


def test_what_a_feed_forgets_stays(house: House, web: Web) -> None:
    web.articles(1, 2)
    web.feed(1)
    house.run()
    web.feed(2)
    house.run()
    web.feed()
    house.run()
    assert house.titles() == ["Headline 1", "Headline 2"]


def test_requests_of_one_run_are_bounded_and_the_rest_comes_later(house: House, web: Web) -> None:
    web.feed(*range(1, 8))
    web.articles(*range(1, 8))
    counts = [house.run(max_articles=3).articles_new for _ in range(4)]
    assert counts == [3, 3, 1, 0]


def test_tracking_parameters_are_neither_filed_nor_told_apart(house: House, web: Web) -> None:
    for tail in ("?utm_source=a", "?fbclid=b"):
        web.replies[f"{HOST}/1{tail}"] = page(f"{HOST}/1{tail}", article_text(1))
    web.feed(f"{HOST}/1?utm_source=a|One", f"{HOST}/1?fbclid=b|One")
    house.run()
    assert [row["url"] for row in house.archive.rows("SELECT url FROM article")] == [f"{HOST}/1"]


def test_one_article_in_two_sources_is_filed_once(house: House, web: Web) -> None:
    house.sources = (SOURCE, Source("Other", f"{HOST}/other", "feed"))
    web.feed(1)
    web.feed(1, at=f"{HOST}/other")
    web.articles(1)
    assert house.run().articles_new == 1


def test_a_copy_on_another_site_is_a_row_that_points_at_the_first(house: House, web: Web) -> None:
    copy = "https://copy.example/x"
    web.feed(1)
    web.articles(1)
    house.run()
    web.feed(1, f"{copy}|Copied")
    web.replies[copy] = page(copy, article_text(1))
    run = house.run()
    assert (run.copies, run.articles_new) == (1, 0)
    assert house.archive.rows("SELECT count(DISTINCT story) FROM article")[0][0] == 1


# ---- failures --------------------------------------------------------------------------------------------------------


def test_a_failed_article_comes_although_the_feed_says_304(house: House, web: Web) -> None:
    def feed(request: Request) -> Answer:
        return page(FEED, "", status=304) if request.etag else page(FEED, f"{HOST}/1|One", etag='"e"')

    web.replies[FEED] = feed
    web.replies[f"{HOST}/1"] = refused(503)
    first = house.run()
    assert (first.articles_failed, first.waiting, first.sources_failed) == (1, 1, 0)
    web.articles(1)
    second = house.run()
    assert (second.unchanged, second.articles_new, second.waiting) == (1, 1, 0)


def test_a_failing_article_is_asked_later_and_later_and_never_lost(house: House, web: Web) -> None:
    web.feed(1)
    web.replies[f"{HOST}/1"] = refused(500)
    asked = []
    for day in range(120):
        house.run()
        if "/1" in web.urls():
            asked.append(day)
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert gaps == sorted(gaps)
    assert gaps[0] == 1
    assert max(gaps) <= 30
    assert states(house) == ["waiting"]


def test_a_page_that_is_gone_is_not_asked_again(house: House, web: Web) -> None:
    web.feed(1)
    web.replies[f"{HOST}/1"] = refused(410, permanent=True)
    house.run()
    web.urls()
    house.run()
    assert web.urls() == ["/feed"]
    assert states(house) == ["given_up"]


def test_an_articles_host_that_wants_to_be_left_alone_is(house: House, web: Web) -> None:
    web.feed(1)
    web.replies[f"{HOST}/1"] = refused(429, retry_after=3 * 86400.0)
    house.run()
    house.run()
    house.run()
    assert web.urls().count("/1") == 1


def test_a_bug_on_one_page_stops_nothing(house: House, web: Web, caplog: pytest.LogCaptureFixture) -> None:
    web.feed(1, 2)
    web.articles(2)
    web.replies[f"{HOST}/1"] = page(f"{HOST}/1", "bug")
    run = house.run()
    assert (run.articles_new, run.articles_failed) == (1, 1)
    assert run.failures[0].stage == "bug"
    assert "ZeroDivisionError" in caplog.text


def test_a_source_of_which_no_article_can_be_had_has_failed(house: House, web: Web) -> None:
    web.feed(1, 2, 3)
    run = house.run()
    assert (run.sources, run.sources_failed, run.articles_failed) == (1, 1, 3)
    assert "none of 3" in run.warnings[0]


def test_an_article_that_cannot_be_tagged_is_filed_and_told(house: House, web: Web) -> None:
    web.feed(1)
    web.replies[f"{HOST}/1"] = page(f"{HOST}/1", "Title\nan untaggable text")
    run = house.run()
    assert (run.articles_new, run.articles_failed) == (1, 0)
    assert run.failures[0].stage == "tag"
    assert house.archive.rows("SELECT tagger FROM article")[0]["tagger"] == ""


# ---- the feed's own text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (refused(404), "waiting"),
        (refused(410, permanent=True), "filed"),
        (refused(403), "waiting"),
        (FetchError("banned", reason="robots"), "filed"),
        (page(f"{HOST}/1", "wall"), "waiting"),
    ],
    ids=["404", "410", "403", "robots", "wall"],
)
def test_where_the_page_is_refused_the_feeds_text_is_filed(house: House, web: Web, reply: Answer, state: str) -> None:
    web.feed(with_text(1))
    web.replies[f"{HOST}/1"] = reply
    run = house.run()
    assert (run.articles_new, run.articles_failed) == (1, 0)
    assert house.texts() == [f"{TEXT} 1"]
    assert house.archive.rows("SELECT partial FROM article")[0]["partial"] == 1
    assert states(house) == [state]


def test_what_may_pass_is_waited_for_first(house: House, web: Web) -> None:
    web.feed(with_text(1))
    web.replies[f"{HOST}/1"] = refused(503)
    counts = [house.run().articles_new for _ in range(4)]
    assert counts == [0, 0, 1, 0]


def test_the_whole_text_replaces_the_feeds_when_it_can_be_had(house: House, web: Web) -> None:
    web.feed(with_text(1))
    web.replies[f"{HOST}/1"] = page(f"{HOST}/1", "wall")
    house.run()
    web.articles(1)
    run = house.run()
    assert (run.articles_revised, run.articles_new) == (1, 0)
    assert house.texts() == [article_text(1).split("\n")[1]]
    assert states(house) == ["filed"]


def test_entries_without_an_address_are_filed_from_the_feed(house: House, web: Web) -> None:
    web.feed("|Bare one||Text one of the feed", "|Bare two||Text two of the feed", "|Silent")
    run = house.run()
    assert run.articles_new == 2
    assert house.titles() == ["Bare one", "Bare two"]
    urls = [row["url"] for row in house.archive.rows("SELECT url FROM article")]
    assert len(set(urls)) == 2
    assert all(url.startswith("urn:entry:") for url in urls)
    assert "/feed" in web.urls()


# ---- corrections -----------------------------------------------------------------------------------------------------------


def test_a_correction_reaches_the_archive_and_stays_one_article(house: House, web: Web) -> None:
    web.feed(f"{HOST}/1|One|2026-06-01")
    web.articles(1)
    house.run()
    web.feed(f"{HOST}/1|One|2026-06-03")
    web.replies[f"{HOST}/1"] = page(f"{HOST}/1", article_text(1) + "\nA corrected sentence stands here.")
    run = house.run()
    assert (run.articles_revised, run.articles_new) == (1, 0)
    assert house.archive.rows("SELECT count(*), max(versions) FROM article")[0][1] == 2


def test_a_feed_that_cries_wolf_is_believed_less_and_less(house: House, web: Web) -> None:
    web.articles(1)
    asked = []
    for day in range(30):
        web.feed(f"{HOST}/1|One|{(house.now + timedelta(days=1)).date()}")
        house.run()
        if "/1" in web.urls():
            asked.append(day)
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert len(asked) < 10
    assert gaps == sorted(gaps)


# ---- interruption -----------------------------------------------------------------------------------------------------------


def test_an_interruption_keeps_what_was_filed_and_loses_nothing(house: House, web: Web) -> None:
    def interrupted(request: Request) -> Answer:
        raise KeyboardInterrupt

    web.feed(1, 2, 3)
    web.articles(1, 2, 3)
    web.replies[f"{HOST}/2"] = interrupted
    run = house.run()
    assert run.interrupted
    assert (run.articles_new, run.waiting) == (1, 2)
    web.articles(2)
    assert house.run().articles_new == 2
    assert len(house.titles()) == 3
