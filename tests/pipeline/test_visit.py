"""The first half: what is asked, when, with which headers; what is followed; what counts as a failure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from aggregator.archive import waiting
from aggregator.errors import FetchError, UsageError
from aggregator.model import Page, Request, Source
from aggregator.pipeline.stages import Answer
from tests.pipeline.web import FEED, HOST, SOURCE, House, Web, page, refused


def conditional(web: Web) -> list[tuple[str | None, str | None]]:
    """The caching headers of the requests to the feed."""
    return [(each.etag, each.last_modified) for each in web.asked if each.url == FEED]


# ---- caching ---------------------------------------------------------------------------------------------------------


def caching(body: str) -> Page | object:
    """A feed that answers 304 to its own ETag."""

    def reply(request: Request) -> Answer:
        if request.etag == '"odd one"':
            return page(FEED, "", status=304)
        return page(FEED, body, etag='"odd one"', last_modified="yesterday")

    return reply


def test_caching_headers_go_back_verbatim_and_a_304_is_no_failure(house: House, web: Web) -> None:
    web.replies[FEED] = caching(f"{HOST}/1|Headline 1")  # type: ignore[assignment]
    web.articles(1)
    house.run()
    web.asked.clear()
    second = house.run()
    assert conditional(web) == [('"odd one"', "yesterday")]
    assert (second.sources, second.sources_failed, second.unchanged) == (1, 0, 1)


def test_a_304_that_nobody_asked_for_is_a_failure(house: House, web: Web) -> None:
    web.replies[FEED] = page(FEED, "", status=304)
    assert house.run().sources_failed == 1


def test_a_whole_answer_is_asked_for_once_a_week(house: House, web: Web) -> None:
    web.replies[FEED] = caching(f"{HOST}/1|Headline 1")  # type: ignore[assignment]
    web.articles(1)
    for _ in range(8):
        house.run()
    assert [etag is not None for etag, _ in conditional(web)] == [False, *[True] * 6, False]


def test_headers_of_a_listing_that_could_not_be_read_are_not_kept(house: House, web: Web) -> None:
    web.feed("broken", etag='"x"')
    house.run()
    house.run()
    assert conditional(web) == [(None, None), (None, None)]


def test_the_same_body_is_not_read_again(house: House, web: Web) -> None:
    web.feed(1)
    web.articles(1)
    house.run()
    assert house.run().unchanged == 1


def test_a_change_in_how_a_source_is_read_reads_it_again(house: House, web: Web) -> None:
    web.replies[FEED] = caching(f"{HOST}/1|Headline 1\n{HOST}/2|Other")  # type: ignore[assignment]
    web.articles(1, 2)
    house.sources = (replace(SOURCE, keywords=("Headline",)),)
    first = house.run()
    assert (first.entries_new, first.passed_over) == (1, 1)
    house.sources = (SOURCE,)
    house.run()
    assert house.titles() == ["Headline 1", "Headline 2"]


# ---- due or not --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("every", "days", "asked"), [(2, 1.0, 1), (2, 1.95, 2), (1, 0.96, 2), (None, 0.001, 2)])
def test_an_interval_is_kept_with_some_slack(house: House, web: Web, every: int | None, days: float, asked: int) -> None:
    house.sources = (replace(SOURCE, every=timedelta(days=every) if every else None),)
    web.feed(1)
    house.run()
    house.run(days)
    assert web.urls().count("/feed") == asked


def test_a_source_asked_by_name_is_asked_whether_due_or_not(house: House, web: Web) -> None:
    house.sources = (replace(SOURCE, every=timedelta(days=30), enabled=False),)
    web.feed(1)
    assert house.run().sources == 0
    assert house.run(only=("News",)).sources == 1
    assert house.run(only=("News",)).sources == 1


def test_an_unknown_name_is_a_wrong_argument(house: House) -> None:
    with pytest.raises(UsageError, match="'Nobody'"):
        house.run(only=("Nobody",))


def test_failures_are_asked_again_later_and_later(house: House, web: Web) -> None:
    days = []
    for day in range(30):
        house.run()
        if web.urls():
            days.append(day)
    gaps = [later - earlier for earlier, later in pairwise(days)]
    assert gaps == sorted(gaps)
    assert max(gaps) == 3
    assert waiting.standing(house.archive, SOURCE).failures == len(days)


def test_a_good_answer_forgets_the_failures(house: House, web: Web) -> None:
    house.run()
    web.feed(1)
    house.run()
    standing = waiting.standing(house.archive, SOURCE)
    assert (standing.failures, standing.reason) == (0, None)


@pytest.mark.parametrize(
    ("seconds", "days", "asked"), [(3600.0, 1 / 1440, 0), (3600.0, 1.0, 1), (1e12, 6.0, 0), (1e12, 7.1, 1), (-5.0, 1.0, 1)]
)
def test_retry_after_is_kept_across_runs_and_nonsense_does_no_harm(house: House, web: Web, seconds: float, days: float, asked: int) -> None:
    web.replies[FEED] = refused(429, retry_after=seconds)
    house.run()
    web.urls()
    house.run(days, only=("News",))
    assert len(web.urls()) == asked


def test_410_is_gone_and_asked_rarely(house: House, web: Web) -> None:
    web.replies[FEED] = refused(410, permanent=True)
    for _ in range(14):
        house.run()
    assert len(web.urls()) == 2
    assert waiting.standing(house.archive, SOURCE).gone is not None


# ---- redirects ------------------------------------------------------------------------------------------------------------


def test_a_permanent_redirect_is_remembered_once_it_proved_readable(house: House, web: Web) -> None:
    new = f"{HOST}/new-feed"
    web.feed(1, permanent_url=new, final_url=new)
    web.feed(1, 2, at=new)
    house.run()
    assert web.urls()[0] == "/feed"
    house.run()
    assert web.urls()[0] == "/new-feed"


def test_a_permanent_redirect_to_something_else_is_not_believed(house: House, web: Web) -> None:
    web.feed("broken", permanent_url=f"{HOST}/home", final_url=f"{HOST}/home")
    house.run()
    house.run()
    assert web.urls() == ["/feed", "/feed"]


def test_a_new_address_that_fails_sends_us_back_to_the_old_one(house: House, web: Web) -> None:
    web.feed(1, permanent_url=f"{HOST}/new-feed")
    house.run()
    house.run()
    house.run()
    assert [url for url in web.urls() if "feed" in url] == ["/feed", "/new-feed", "/feed"]


# ---- further pages -----------------------------------------------------------------------------------------------------------


def test_older_pages_are_read_until_something_known_appears(house: House, web: Web) -> None:
    web.feed(5, 6, f"next:{HOST}/p2")
    web.feed(3, 4, f"next:{HOST}/p3", at=f"{HOST}/p2")
    web.feed(1, 2, at=f"{HOST}/p3")
    web.articles(*range(1, 9))
    assert house.run().articles_new == 6
    web.urls()
    web.feed(7, 6, f"next:{HOST}/p2")
    house.run()
    assert web.urls() == ["/feed", "/7"]


def test_pages_are_bounded_and_loops_end(house: House, web: Web) -> None:
    for number in range(20):
        web.feed(number, f"next:{HOST}/p{number + 1}", f"next:{FEED}", at=f"{HOST}/p{number}")
    web.feed(100, f"next:{HOST}/p0", f"next:{FEED}#again")
    house.run(max_pages=5)
    assert [url for url in web.urls() if url.startswith(("/p", "/feed"))] == ["/feed", "/p0", "/p1", "/p2", "/p3", "/p4"]


def test_other_sites_are_not_followed(house: House, web: Web) -> None:
    web.feed(1, "next:https://elsewhere.example/p2", f"next:{HOST}/p2")
    house.run()
    assert web.urls() == ["/feed", "/p2", "/1"]


def test_the_addresses_of_an_unchanged_index_are_asked_all_the_same(house: House, web: Web) -> None:
    web.replies[FEED] = caching(f"index:{HOST}/s1\nindex:{HOST}/s2")  # type: ignore[assignment]
    web.feed(1, at=f"{HOST}/s1")
    web.feed(2, at=f"{HOST}/s2")
    web.articles(1, 2, 3)
    house.run()
    web.feed(3, 2, at=f"{HOST}/s2")
    web.urls()
    assert house.run().articles_new == 1
    assert web.urls() == ["/feed", "/s1", "/s2", "/3"]


def test_an_index_of_which_nothing_can_be_read_is_a_failure(house: House, web: Web) -> None:
    web.feed(f"index:{HOST}/s1", f"index:{HOST}/s2")
    run = house.run()
    assert (run.sources, run.sources_failed) == (1, 1)


def test_an_index_of_which_something_can_be_read_is_none(house: House, web: Web) -> None:
    web.feed(f"index:{HOST}/s1", f"index:{HOST}/s2")
    web.feed(2, at=f"{HOST}/s2")
    run = house.run()
    assert (run.sources, run.sources_failed, len(run.failures)) == (1, 0, 2)


# ---- failures -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        refused(503),
        FetchError("banned", reason="robots"),
        page(FEED, "broken"),
        page(FEED, "problem:no links"),
        ValueError("a bug of the fleet"),
    ],
    ids=["503", "robots", "no listing", "problems and no entries", "a bug"],
)
def test_failures_are_told_and_stop_nothing(house: House, web: Web, reply: Answer) -> None:
    other = Source("Other", f"{HOST}/other", "feed")
    house.sources = (SOURCE, other)
    web.replies[FEED] = reply
    web.feed(1, at=other.url)
    web.articles(1)
    run = house.run()
    assert (run.sources, run.sources_failed, run.articles_new) == (2, 1, 1)
    assert [failure.source for failure in run.failures] == ["News"]
    assert run.failures[0].message
    assert len(house.archive.rows("SELECT * FROM failure")) == 1


def test_an_empty_feed_is_a_success(house: House, web: Web) -> None:
    web.feed()
    run = house.run()
    assert (run.sources, run.sources_failed, run.entries_new) == (1, 0, 0)


def test_problems_beside_entries_are_no_failure(house: House, web: Web) -> None:
    web.feed(1, "problem:one entry was broken")
    assert house.run().sources_failed == 0


def test_a_listing_that_was_cut_is_filed_and_told(house: House, web: Web) -> None:
    web.feed(1, cut=True, etag='"x"')
    web.articles(1)
    run = house.run()
    assert (run.sources_failed, run.articles_new) == (1, 1)
    web.asked.clear()
    house.run()
    assert conditional(web) == [(None, None)]
