"""Watch lists: who is meant by a name, what a question of those watched finds, what is told of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator import archive
from aggregator.archive import following, search, watch
from aggregator.archive.clause import Context
from aggregator.archive.meaning import watching
from aggregator.archive.watch import Watched
from aggregator.model import Query
from aggregator.reference import gazetteer
from tests.desk.asking import Ask
from tests.desk.samples import GLENEAGLES, IHH, NORTHLAKE, NOW, RAFFLES, TODAY, fill

CHINA = Watched("country", "CN", "China")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A sample archive that the test may change."""
    return fill(tmp_path / "archive.db")


def watch_all(path: Path, *chosen: Watched) -> None:
    with archive.open(path, write=True) as opened:
        watch.add(opened, chosen, NOW)


def of(organisation: object) -> Watched:
    return Watched("org", organisation.id, organisation.name)  # type: ignore[attr-defined]


def found(path: Path, words: str, *, articles: bool = False) -> list[int]:
    with archive.open(path, write=False) as opened:
        return list(search.ids(opened, search.asked(opened, Query(words), gazetteer, TODAY, articles=articles)))


# ---- add, list, remove -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        (["Raffles Medical"], ("org", RAFFLES.id, "Raffles Medical Group")),
        (["IHH"], ("org", IHH.id, IHH.name)),
        ([IHH.id], ("org", IHH.id, IHH.name)),
        (["northlake"], ("org", NORTHLAKE.id, NORTHLAKE.name)),
        (["مستشفى الأمل"], ("org", "new:مستشفى-الأمل", "مستشفى الأمل")),
        (["China"], ("country", "CN", "China")),
        (["--country", "PRC"], ("country", "CN", "China")),
    ],
)
def test_a_name_is_resolved(ask: Ask, own: Path, arguments: list[str], kept: tuple[str, str, str]) -> None:
    assert ask("watch", "add", *arguments, archive=own).code == 0
    with archive.open(own, write=False) as opened:
        assert watch.watched(opened) == (Watched(*kept),)


def test_adding_twice_adds_once_and_removing_takes_off(ask: Ask, own: Path) -> None:
    assert "2 added, 0 watched already" in ask("watch", "add", "IHH", "China", archive=own).err
    assert "0 added, 2 watched already" in ask("watch", "add", "IHH Healthcare", "--country", "cn", archive=own).err
    assert ask("watch", "remove", "IHH Healthcare Berhad", archive=own).code == 0
    assert [row["id"] for row in ask("watch", "list", archive=own).rows()] == ["CN"]
    assert "is not watched" in ask("watch", "remove", "IHH", archive=own).err
    assert ask("watch", "remove", "--country", "China", archive=own).code == 0
    assert ask("watch", "list", archive=own).rows() == []


def test_the_list_counts_this_week_against_those_before(ask: Ask, own: Path) -> None:
    watch_all(own, of(NORTHLAKE), of(RAFFLES), Watched("country", "JP", "Japan"))
    rows = {row["name"]: row for row in ask("watch", "list", archive=own).rows()}
    assert (rows["Northlake Clinics"]["week"], rows["Northlake Clinics"]["before"]) == ("1", "0 0 0 1")
    assert (rows["Raffles Medical Group"]["week"], rows["Raffles Medical Group"]["last"]) == ("1", "2026-11-19")
    assert (rows["Japan"]["week"], rows["Japan"]["last"]) == ("0", "")
    assert ask("watch", "list", "--format", "csv", archive=own).out.startswith("name,kind,id,week,before,last\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add"], "Nobody is named"),
        (["add", "Nobody At All"], "No organisation or country"),
        (["add", ""], "No organisation or country"),
        (["add", "Rafles Medical"], "Raffles Medical"),
        (["add", "--country", "Chna"], "China"),
        (["add", "n"], "No organisation or country"),
        (["remove", "Vietnam"], "not watched"),
    ],
)
def test_a_name_nobody_knows_is_explained(ask: Ask, own: Path, arguments: list[str], message: str) -> None:
    done = ask("watch", *arguments, archive=own)
    assert done.code == 2
    assert message in done.err
    with archive.open(own, write=False) as opened:
        assert not watch.watched(opened)


def test_a_name_of_several_asks_which(ask: Ask, own: Path) -> None:
    with archive.open(own, write=True) as opened, opened.transaction():
        opened.do("INSERT INTO organisation (id, name) VALUES ('new:northlake-labs', 'Northlake Labs')")
    done = ask("watch", "add", "northlake", archive=own)
    assert done.code == 2
    assert "Northlake Clinics, Northlake Labs" in done.err


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(name=st.text(max_size=20))
def test_any_name_is_watched_or_explained(ask: Ask, filled: Path, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("watch") / "archive.db"
    done = ask("watch", "add", "--", name, archive=path)
    assert done.code in (0, 2)
    assert "Traceback" not in done.err


# ---- asked -------------------------------------------------------------------------------------------------------------------


def test_watched_is_a_field_and_an_option(ask: Ask, own: Path) -> None:
    watch_all(own, of(IHH), CHINA)
    assert found(own, "watched:yes") == [1, 2]
    assert found(own, "watched:org") == [2]
    assert found(own, "watched:country") == [1]
    assert found(own, "watched:no") == [7, 6, 5, 3, 4]
    assert found(own, "watched:yes", articles=True) == [3, 2, 1, 4]
    assert [row["id"] for row in ask("query", "cancer", "OR", "webinar", "--watched", archive=own).rows()] == ["2"]
    assert ask("query", "--watched", "--group-by", "watched", archive=own).out == "China\t1\nIHH Healthcare\t1\n"
    assert ask("query", "--watched", "--articles", "--group-by", "watched", archive=own).out == "China\t3\nIHH Healthcare\t1\n"
    assert "watched: IHH Healthcare, China" in ask("query", "--watched", "--explain", archive=own).err


def test_with_nobody_watched_nothing_is_found_and_that_is_said(ask: Ask, own: Path) -> None:
    done = ask("query", "--watched", archive=own)
    assert (done.code, done.rows()) == (0, [])
    assert "Nobody is watched yet" in done.err
    assert len(found(own, "watched:no")) == 7
    assert ask("query", "watched:perhaps", archive=own).code == 2


@pytest.mark.parametrize("articles", [False, True])
def test_large_sets_of_watched_give_the_same_answer(own: Path, articles: bool) -> None:
    watch_all(own, of(IHH), of(GLENEAGLES), CHINA)
    with archive.open(own, write=False) as opened:
        table = "article a" if articles else "story s"
        answers = []
        for large in (1000, -1):
            clause = watching(watch.watched(opened), Context(opened, gazetteer, TODAY, articles, large=large))
            answers.append({row[0] for row in opened.rows(f"SELECT id FROM {table} WHERE {clause.sql}", clause.parameters)})
            answers.append({row[0] for row in opened.rows(f"SELECT id FROM {table} WHERE {clause.counting()}", clause.parameters)})
    assert answers[0] == ({1, 2, 3, 4} if articles else {1, 2})
    assert all(each == answers[0] for each in answers)


def test_one_whose_id_is_gone_is_found_by_name(own: Path) -> None:
    watch_all(own, Watched("org", "org:renamed-since", "Northlake Clinics"))
    assert found(own, "watched:yes") == [5, 2]


def test_who_is_concerned_is_told_by_story(own: Path) -> None:
    watch_all(own, of(NORTHLAKE), of(IHH), CHINA)
    with archive.open(own, write=False) as opened:
        told = following.topics(opened, gazetteer, TODAY, (1, 2, 5, 3))
        assert told == {1: ("China",), 2: ("IHH Healthcare", "Northlake Clinics"), 5: ("Northlake Clinics",)}
        asked = search.asked(opened, Query("cancer"), gazetteer, TODAY)
        spans = [(date(2026, 11, 9), date(2026, 11, 15)), (date(2026, 11, 16), date(2026, 11, 22))]
        lines = {each.watched.name: (each.counts, each.last) for each in following.standings(opened, asked, gazetteer, spans)}
    assert lines == {
        "IHH Healthcare": ((1, 0), date(2026, 11, 12)),
        "Northlake Clinics": ((1, 0), date(2026, 11, 12)),
        "China": ((0, 0), None),
    }
