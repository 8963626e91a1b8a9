"""What the analyst keeps: saved searches, marks, pairs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator import archive
from aggregator.archive import analyst, search
from aggregator.archive.handle import Archive
from aggregator.cli.options import Filters
from aggregator.errors import UsageError
from aggregator.model import Query
from aggregator.reference import gazetteer
from tests.desk.asking import Ask
from tests.desk.samples import NOW, TODAY, fill


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A sample archive that the test may change."""
    return fill(tmp_path / "archive.db")


def answer(opened: Archive, words: str, *, articles: bool = False) -> list[int]:
    return list(search.ids(opened, search.asked(opened, Query(words), gazetteer, TODAY, articles=articles)))


# ---- marks -------------------------------------------------------------------------------------------------------------------


def test_marks_are_kept_found_and_taken_off(ask: Ask, own: Path) -> None:
    assert ask("mark", "1", "2", "--seen", "--label", "Follow up", archive=own).code == 0
    assert ask("mark", "2", "--star", "--note", "call them", archive=own).code == 0
    found = [
        ("is:seen", [1, 2]),
        ("is:starred", [2]),
        ("is:noted", [2]),
        ("label:'x", []),
        ('label:"follow up"', [1, 2]),
        ("is:labelled deals:yes", [1, 2]),
    ]
    with archive.open(own, write=False) as opened:
        assert [(words, answer(opened, words)) for words, _ in found] == found
        assert answer(opened, "is:unseen") == [7, 6, 5, 3, 4]
        assert answer(opened, "is:seen", articles=True) == [3, 2, 1, 4]
    assert ask("mark", "2", "--unseen", "--unlabel", "Follow up", "--note", "", archive=own).code == 0
    with archive.open(own, write=False) as opened:
        left = analyst.mark(opened, 2)
        assert (left.seen, left.labels, left.note) == (None, (), "")
        assert left.starred
        assert answer(opened, "is:seen") == [1]


def test_unseen_is_an_option_too(ask: Ask, own: Path) -> None:
    ask("mark", "1", "--seen", archive=own)
    assert [row["id"] for row in ask("query", "--deals", "--unseen", archive=own).rows()] == ["5", "2"]


def test_marks_are_shown_with_the_story(ask: Ask, own: Path) -> None:
    ask("mark", "1", "--star", "--label", "asia", "--note", "two\nlines", archive=own)
    out = ask("show", "1", archive=own).out
    assert "starred: 2026-11-21" in out
    assert "labels: asia" in out
    assert "note: two lines" in out


def test_marks_of_stories_that_became_one_are_one(own: Path) -> None:
    with archive.open(own, write=True) as opened:
        analyst.keep(opened, [analyst.Mark(1, seen=NOW, labels=("a",), note="one"), analyst.Mark(2, labels=("b", "a"), note="two")])
        with opened.transaction():
            opened.do("INSERT INTO story_alias (old, story) VALUES (2, 1)")
        assert analyst.mark(opened, 1) == analyst.Mark(1, NOW, None, ("a", "b"), "one\ntwo")
        analyst.keep(opened, [analyst.Mark(1)])
        assert analyst.mark(opened, 1) == analyst.Mark(1)
        assert not opened.rows("SELECT * FROM mark")


@pytest.mark.parametrize("arguments", [["mark", "99", "--seen"], ["mark", "x"], ["mark", "1", "99", "--star"], ["query", "is:blue"]])
def test_a_wrong_mark_is_explained(ask: Ask, own: Path, arguments: list[str]) -> None:
    done = ask(*arguments, archive=own)
    assert done.code == 2
    with archive.open(own, write=False) as opened:
        assert not opened.rows("SELECT * FROM mark")


# ---- saved searches ----------------------------------------------------------------------------------------------------------


def test_a_search_is_saved_listed_run_and_removed(ask: Ask, own: Path) -> None:
    assert ask("searches", "save", "asia", "country:(CN", "OR", "SG)", "--deals", "--last", "30d", archive=own).code == 0
    assert ask("searches", "save", "cancer", "cancer", "-webinar", archive=own).code == 0
    ask("mark", "1", "--seen", archive=own)
    (asia, cancer) = ask("searches", "list", archive=own).rows()
    assert (asia["name"], asia["stories"], asia["unseen"]) == ("asia", "2", "1")
    assert asia["words"] == '(country:CN OR country:SG) in:"30d" deals:yes'
    assert (cancer["words"], cancer["stories"]) == ("cancer -webinar", "1")
    assert [row["id"] for row in ask("searches", "run", "asia", archive=own).rows()] == ["1", "2"]
    assert [row["id"] for row in ask("searches", "run", "asia", "cancer", "OR", "zzz", archive=own).rows()] == ["2"]
    assert ask("searches", "run", "asia", "--unseen", "--count", archive=own).out == "1\n"
    assert ask("searches", "remove", "asia", archive=own).code == 0
    assert len(ask("searches", "list", archive=own).rows()) == 1


def test_a_search_of_the_same_name_is_replaced(ask: Ask, own: Path) -> None:
    ask("searches", "save", "x", "cancer", archive=own)
    ask("searches", "save", "x", "webinar", archive=own)
    assert [row["words"] for row in ask("searches", "list", archive=own).rows()] == ["webinar"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "none"], "no saved search"),
        (["remove", "none"], "no saved search"),
        (["save", "x"], "something to ask"),
        (["save", "x", "since:soon"], "no day or period"),
        (["save", "x", "--week", "2026-10"], "longer than a week"),
    ],
)
def test_a_wrong_search_is_explained(ask: Ask, own: Path, arguments: list[str], message: str) -> None:
    done = ask("searches", *arguments, archive=own)
    assert done.code == 2
    assert message in done.err


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.builds(
        Filters,
        words=st.lists(st.text(alphabet='ab()"-:* |', min_size=1, max_size=8), max_size=3),
        org=st.lists(st.text(min_size=1, max_size=8), max_size=2),
        country=st.lists(st.sampled_from(["CN", "Chna", '"', "a b"]), max_size=2),
        type=st.lists(st.sampled_from(["mou", "joint venture"]), max_size=2),
        last=st.sampled_from([None, "7d", "2026-10"]),
        deals=st.booleans(),
    )
)
def test_a_saved_search_asks_what_the_options_asked(desk: Archive, typed: Filters) -> None:
    try:
        direct = search.asked(desk, typed.query(), gazetteer, TODAY)
    except UsageError:
        return
    saved = search.asked(desk, Query(typed.text(), limit=0), gazetteer, TODAY)
    assert list(search.ids(desk, saved)) == list(search.ids(desk, direct))


# ---- pairs -------------------------------------------------------------------------------------------------------------------


def test_pairs_of_a_period_with_new_ones_first(ask: Ask) -> None:
    done = ask("pairs", "--in", "2026-11")
    assert [(row["one"], row["other"], row["deals"], row["before"]) for row in done.rows()] == [
        ("Raffles Medical Group", "金山医院", "1", "0"),
        ("Northlake Clinics", "مستشفى الأمل", "1", "0"),
        ("Gleneagles Hospital Singapore", "Northlake Clinics", "1", "0"),
    ]
    assert "3 pairs from 2026-11-01 to 2026-11-30, 3 of them new" in done.err


def test_pairs_of_countries_know_those_before(ask: Ask) -> None:
    assert [(row["one"], row["other"], row["story"]) for row in ask("pairs", "--by", "country", "--in", "2026-W47").rows()] == [
        ("CN", "SG", "1"),
        ("CA", "EG", "5"),
    ]
    assert ask("pairs", "--by", "country", "--in", "2026-W47", "--format", "csv").out.startswith(
        "one,other,deals,before,last,story\nCN,SG,1,0,2026-11-19,1\n"
    )
    assert ask("pairs", "--by", "colour").code == 2
    assert ask("pairs", "--in", "soon").code == 2


def test_a_pair_with_an_earlier_deal_is_not_new(tmp_path: Path, ask: Ask) -> None:
    from dataclasses import replace

    from tests.desk.samples import REPORTS

    earlier = replace(REPORTS[0], number=1, day="2025-01-05", source="old")
    later = replace(REPORTS[0], number=2)
    path = fill(tmp_path / "archive.db", (earlier, later))
    assert [row["before"] for row in ask("pairs", "--in", "2026-11", archive=path).rows()] == ["1"]
    assert ask("pairs", "--in", "2026-11", "--new", archive=path).rows() == []


# ---- feeds -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["asia.atom", "asia.xml", "asia.json"])
def test_a_feed_file_is_written_and_stays_while_nothing_is_new(ask: Ask, own: Path, tmp_path: Path, name: str) -> None:
    ask("searches", "save", "asia", "country:CN", archive=own)
    target = tmp_path / name
    assert f"1 stories in {target}" in ask("searches", "feed", "asia", "-o", str(target), archive=own).err
    before = (target.read_bytes(), target.stat().st_mtime_ns, target.stat().st_ino)
    assert "nothing has changed" in ask("searches", "feed", "asia", "-o", str(target), archive=own).err
    assert (target.read_bytes(), target.stat().st_mtime_ns, target.stat().st_ino) == before
    assert "Raffles Medical signs letter of intent" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [(["none", "-o", "x.atom"], 2, "no saved search"), (["x", "-o", "x.doc"], 2, "which feed"), (["x", "-o", "none/x.atom"], 2, "written")],
)
def test_a_wrong_feed_is_explained(ask: Ask, own: Path, arguments: list[str], code: int, message: str) -> None:
    ask("searches", "save", "x", "cancer", archive=own)
    done = ask("searches", "feed", *arguments, archive=own)
    assert done.code == code
    assert message in done.err
