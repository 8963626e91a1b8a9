"""What a run leaves behind for health: states that turn, news that are new, listings that join up; refusals that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aggregator.archive import health, visits, waiting
from aggregator.errors import FetchError
from aggregator.health import judged
from aggregator.model import Source
from aggregator.pipeline.states import turns
from tests.pipeline.web import FEED, HOST, SOURCE, House, Web, article_text, page, refused

RESERVED = ("tdm-reservation: 1", "tdm-policy: https://news.example/terms")


def told(house: House) -> list[tuple[str, str, str, bool]]:
    """What a run would tell."""
    return [(turn.source, turn.before, turn.verdict.state, turn.bad) for turn in turns(house.archive, house.sources, house.now)]


def state(house: House, name: str = "News") -> str:
    """The state of a source."""
    return judged(health.histories(house.archive)[name]).state


def last_new(house: House) -> date | None:
    """The day on which something was new."""
    at = waiting.standing(house.archive, SOURCE).last_new
    return at.date() if at else None


# ---- turning -----------------------------------------------------------------------------------------------------------


def test_a_change_is_told_once(house: House, web: Web) -> None:
    web.feed(f"{HOST}/1|Headline 1|2026-06-01", 2)
    house.run()
    assert told(house) == [("News", "new", "ok", False)]
    web.replies[FEED] = refused(503)
    house.run()
    assert told(house) == [("News", "ok", "failing", True)]
    house.run()
    assert told(house) == []
    web.feed(1)
    house.run(5)
    assert told(house) == [("News", "failing", "ok", False)]


def test_a_change_in_a_run_that_was_killed_is_told_by_the_next(house: House, web: Web) -> None:
    web.feed(1)
    house.run()
    told(house)
    web.replies[FEED] = refused(503)
    house.run()
    house.run(5)
    assert told(house) == [("News", "ok", "failing", True)]


def test_only_what_was_bad_before_the_first_telling_is_no_news(house: House, web: Web) -> None:
    house.run()
    house.run(5)
    assert told(house) == []


def test_a_first_visit_that_fails_is_told(house: House) -> None:
    house.run()
    assert told(house) == [("News", "new", "failing", True)]


# ---- history -----------------------------------------------------------------------------------------------------------------


def test_last_new_is_when_something_was_new(house: House, web: Web) -> None:
    web.feed(1)
    house.run()
    first = house.now
    house.run()
    assert last_new(house) == first.date()
    web.feed(1, 2)
    house.run()
    assert last_new(house) == house.now.date()


def test_further_pages_do_not_take_last_new_back(house: House, web: Web) -> None:
    web.feed(3, f"next:{HOST}/p2")
    web.feed(2, at=f"{HOST}/p2")
    house.run()
    web.feed(4, f"next:{HOST}/p2")
    house.run()
    assert last_new(house) == house.now.date()


def test_a_listing_that_joins_nothing_has_lost_something(house: House, web: Web) -> None:
    web.feed(1, 2, 3, 4)
    house.run()
    web.feed(3, 4, 5, 6)
    house.run()
    assert state(house) == "undated"
    web.feed(11, 12, 13, 14)
    house.run()
    assert state(house) == "truncated"
    web.feed(1, 15, 16, 17, 18)  # the first one is pinned
    house.run()
    assert state(house) == "truncated"
    web.feed(17, 18, 19)
    house.run()
    assert state(house) == "undated"


def test_older_pages_join_what_the_first_one_does_not(house: House, web: Web) -> None:
    web.feed(1, 2)
    house.run()
    web.feed(5, 6, f"next:{HOST}/p2")
    web.feed(2, 3, 4, at=f"{HOST}/p2")
    house.run()
    assert state(house) != "truncated"


def test_an_unchanged_child_joins(house: House, web: Web) -> None:
    web.feed(f"index:{HOST}/s1", f"index:{HOST}/s2")
    web.feed(1, 2, 3, at=f"{HOST}/s1")
    web.feed(4, at=f"{HOST}/s2")
    house.run()
    web.feed(5, 6, at=f"{HOST}/s2")
    house.run()
    assert state(house) != "truncated"


def test_a_source_that_cannot_be_read_any_more_has_changed(house: House, web: Web) -> None:
    web.feed(*range(8))
    house.run()
    web.replies[FEED] = page(FEED, "problem:No article links.")
    house.run()
    assert state(house) == "changed"


def test_history_is_bounded(house: House, web: Web) -> None:
    web.feed(1, f"next:{HOST}/p2")
    web.feed(2, at=f"{HOST}/p2")
    for _ in range(visits.RUNS_KEPT + 5):
        house.run()
    rows = house.archive.rows("SELECT count(DISTINCT run) AS runs FROM visit")
    assert rows[0]["runs"] == visits.RUNS_KEPT
    house.run(visits.NEWS_DAYS_KEPT + 1)
    assert house.archive.rows("SELECT count(*) FROM news_day")[0][0] == 0


def test_another_address_is_another_history(house: House, web: Web) -> None:
    house.run()
    house.sources = (replace(SOURCE, url=f"{HOST}/other"),)
    web.feed(1, at=f"{HOST}/other")
    house.run()
    assert len(health.histories(house.archive)["News"].visits) == 1


# ---- refusals -----------------------------------------------------------------------------------------------------------------


def test_a_source_that_reserves_its_rights_is_refused(house: House, web: Web) -> None:
    web.feed(1, 2)
    web.articles(1)
    house.run()
    web.urls()
    web.feed(1, 2, 3, notices=RESERVED)
    run = house.run()
    assert (run.sources_failed, run.articles_new, state(house)) == (1, 0, "refused")
    assert web.urls() == ["/feed"]  # the article that waits is not asked either
    assert "https://news.example/terms" in run.failures[0].hint
    web.feed(1, 2, 3)
    web.articles(2, 3)
    assert house.run(5).articles_new == 2


def test_an_article_that_reserves_its_rights_is_not_read(house: House, web: Web) -> None:
    web.feed(1, f"{HOST}/2|Headline 2||What the feed itself says of it.")
    for number in (1, 2):
        web.replies[f"{HOST}/{number}"] = page(f"{HOST}/{number}", article_text(number), notices=RESERVED)
    run = house.run()
    assert (run.articles_failed, run.articles_new) == (1, 1)
    assert house.texts() == ["What the feed itself says of it."]
    assert house.archive.rows("SELECT count(*) FROM page WHERE body IS NOT NULL")[0][0] == 0


def test_a_source_whose_articles_are_all_reserved_is_refused_too(house: House, web: Web) -> None:
    web.feed(*range(1, 6))
    for number in range(1, 6):
        web.replies[f"{HOST}/{number}"] = page(f"{HOST}/{number}", article_text(number), notices=RESERVED)
    house.run()
    assert told(house) == [("News", "new", "refused", True)]
    web.feed(*range(1, 7))
    web.articles(6)
    house.run()
    assert state(house) != "refused"


def test_wishes_are_noted_with_the_source(house: House, web: Web) -> None:
    web.feed(1, notices=("noai",))
    web.replies[f"{HOST}/1"] = page(f"{HOST}/1", article_text(1), notices=("noarchive", "noai"))
    assert house.run().articles_new == 1
    assert health.sources(house.archive)["News"].notices == ("noai", "noarchive")


# ---- keywords --------------------------------------------------------------------------------------------------------------------


def test_what_one_source_passes_over_another_may_want(house: House, web: Web) -> None:
    other = Source("Other", f"{HOST}/other", "feed")
    house.sources = (replace(SOURCE, keywords=("hospital",)),)
    web.feed(1)
    web.articles(1)
    assert house.run().passed_over == 1
    house.sources = (*house.sources, other)
    web.feed(1, at=other.url)
    assert house.run().articles_new == 1


# ---- what was not asked ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["resting", "host-down", "no-room", "robots-down"])
def test_what_was_not_asked_is_no_attempt(house: House, web: Web, reason: str) -> None:
    web.feed(f"{HOST}/1|Headline 1||The feed's own text.")
    web.replies[f"{HOST}/1"] = FetchError("Not now.", reason=reason)
    for _ in range(5):
        assert house.run().articles_new == 0
    rows = house.archive.rows("SELECT attempts, next_try FROM entry")
    assert rows[0]["attempts"] == 0
    assert rows[0]["next_try"][:10] == house.now.date().isoformat()
    web.articles(1)
    assert house.run().articles_new == 1
    assert house.texts()[0].startswith("word1x0")


def test_a_host_that_asks_for_rest_is_given_it(house: House, web: Web) -> None:
    web.feed(1)
    error = FetchError("Not now.", reason="resting")
    error.retry_after = timedelta(days=3).total_seconds()
    web.replies[f"{HOST}/1"] = error
    house.run()
    web.urls()
    house.run()
    assert web.urls() == ["/feed"]
