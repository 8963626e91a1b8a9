"""What the archive answers: queries by words, fields and options over the sample archive."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator import archive
from aggregator.archive import grammar, search, tally
from aggregator.archive.clause import Clause, Context
from aggregator.archive.handle import Archive
from aggregator.archive.search import Asked
from aggregator.errors import AggregatorError, UsageError
from aggregator.model import Query
from aggregator.reference import gazetteer
from tests.desk.asking import Ask
from tests.desk.samples import REPORTS, TODAY, fill

# Stories by id: 1 Raffles (reports 1, 2, 3) · 2 Gleneagles · 3 Brühl · 4 webinar · 5 مستشفى · 6 odd · 7 undated
ALL = [7, 6, 1, 5, 2, 3, 4]


def asked(desk: Archive, query: Query, *, articles: bool = False) -> Asked:
    return search.asked(desk, query, gazetteer, TODAY, articles=articles)


def answer(desk: Archive, words: str, *, articles: bool = False) -> list[int]:
    return list(search.ids(desk, asked(desk, Query(words, limit=0), articles=articles)))


WORDS = [
    ("", ALL),
    ("cancer", [2, 4]),
    ("CANCER", [2, 4]),
    ("cancer heart", [2]),
    ('"cancer and heart centre"', [2]),
    ('"heart and cancer"', []),
    ("onco*", [1, 4]),
    ("cancer -webinar", [2]),
    ("webinar OR intent", [1, 4]),
    ("cancer (venture OR webinar)", [2, 4]),
    ("-cancer -hospital", [1, 5, 3]),
    ('near:"venture million"', []),
    ('near:"cancer million"', [2]),
    ("title:cancer", [4]),
    ("title:onco*", []),
    ("金山", [1]),
    ("重庆", [1]),
    ("医", [1]),
    ("金山医院", [1]),
    ("山金", []),
    ("muller", [3]),
    ("Müller", [3]),
    ("mueller", [3]),
    ("strasse", [3]),
    ("Straße", [3]),
    ("montreal", [4]),
    ("الامل", [5]),
    ("الأمل", [5]),
    ("إتفاقيه", [5]),
    ("o'neil", [6]),
    ("drop table", [6]),
    ("=1+1", [6]),
]

FIELDS = [
    ("org:Raffles", [1]),
    ('org:"raffles medical group"', [1]),
    ("org:IHH", [2]),
    ('org:"IHH Healthcare Berhad"', [2]),
    ("org:金山医院", [1]),
    ("org:northlake", [5, 2]),
    ("org:north*", [5, 2]),
    ("org:Northlake org:Gleneagles", [2]),
    ("-org:Northlake deals:yes", [1]),
    ("party:raffles", [1]),
    ("country:CN", [1]),
    ("country:china", [1]),
    ("country:PRC", [1]),
    ("country:Deutschland", [3]),
    ("country:Singapore country:Canada", [2]),
    ("country:(CN OR DE)", [1, 3]),
    ("-country:CA", [7, 6, 1, 3]),
    ("type:mou", [1]),
    ("type:joint-venture", [2]),
    ('type:"Joint Venture"', [2]),
    ("type:mou type:joint_venture", [1, 2]),
    ("status:announced", [1, 5, 2]),
    ("-type:mou", [7, 6, 5, 2, 3, 4]),
    ("-lang:en", [5, 3]),
    ("deals:yes", [1, 5, 2]),
    ("deals:no", [7, 6, 3, 4]),
    ("lang:zh", [1]),
    ("lang:de lang:ar", [5, 3]),
    ("source:mirror", [1]),
    ('source:"Chinese Daily"', [1]),
    ("source:chin*", [1]),
    ("since:2026-11-18", [7, 6, 1, 5]),
    ("since:7d", [7, 6, 1, 5]),
    ("until:2026-10", [3, 4]),
    ("week:2026-W46", [2]),
    ("in:2026-10", [3]),
    ("in:2025", [4]),
    ("in:2025..2026-10", [3, 4]),
    ("cancer OR country:DE", [2, 3, 4]),
    ("(cancer country:SG) OR type:mou", [1, 2]),
    ("-(cancer OR deals:yes)", [7, 6, 3]),
]


@pytest.mark.parametrize(("words", "stories"), WORDS + FIELDS)
def test_a_query_finds_its_stories(desk: Archive, words: str, stories: list[int]) -> None:
    assert answer(desk, words) == stories


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("", [9, 8, 3, 2, 1, 7, 4, 5, 6]),
        ("金山", [3, 2, 1]),
        ("lang:zh", [2]),
        ("type:mou", [3, 2, 1]),
        ("since:2026-11-20", [9, 8, 3, 2]),
        ("deals:no", [9, 8, 5, 6]),
    ],
)
def test_a_query_finds_its_articles(desk: Archive, words: str, articles: list[int]) -> None:
    assert answer(desk, words, articles=True) == articles


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (Query(organisations=("IHH",)), "org:IHH"),
        (Query(countries=("China", "sg")), "country:China country:sg"),
        (Query(since=date(2026, 11, 1), until=date(2026, 11, 18)), "since:2026-11-01 until:2026-11-18"),
        (Query(deal_types=("mou", "joint_venture")), "type:(mou OR joint_venture)"),
        (Query(sources=("wire", "mirror")), "source:(wire OR mirror)"),
        (Query("cancer", deals=True), "cancer deals:yes"),
        (Query("a OR cancer", countries=("SG",)), "(a OR cancer) country:SG"),
    ],
)
def test_options_and_fields_mean_the_same(desk: Archive, query: Query, words: str) -> None:
    assert list(search.ids(desk, asked(desk, query))) == answer(desk, words)


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("org:Rafles", "Did you mean"),
        ("country:Chna", "Did you mean"),
        ("type:merger", "There are: "),
        ("source:nobody", "There are: "),
        ("lang:xx", "There are: "),
        ("cancer !!!", "left out"),
        ("foo:bar", "No field is called 'foo': it was read as a word. There are: org, party, "),
        ('foo:"bar baz"', "No field is called 'foo'"),
        ("Foo:(a OR b)", "No field is called 'foo'"),
    ],
)
def test_what_is_not_known_is_told(desk: Archive, words: str, note: str) -> None:
    assert any(note in each for each in asked(desk, Query(words)).notes)


@pytest.mark.parametrize("words", ["https://example.org/a", "org:raffles", '"foo:bar"', "10:30", "Note: cancer"])
def test_what_is_no_field_is_not_told_as_one(desk: Archive, words: str) -> None:
    assert not any("No field" in each for each in asked(desk, Query(words)).notes)


@pytest.mark.parametrize("words", ["since:soon", "week:2026-10", "deals:maybe", "!!!", "-?", '"..."'])
def test_what_cannot_be_read_is_a_usage_error_with_a_hint(desk: Archive, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        asked(desk, Query(words))
    assert caught.value.hint


@pytest.mark.parametrize(("sort", "stories"), [("date", [2, 4]), ("relevance", [4, 2]), ("parties", [2, 4])])
def test_the_order_is_chosen(desk: Archive, sort: str, stories: list[int]) -> None:
    assert list(search.ids(desk, asked(desk, Query("cancer", sort=sort)))) == stories


def test_ranking_leaves_out_nothing_that_is_found(desk: Archive) -> None:
    ranked = list(search.ids(desk, asked(desk, Query("cancer OR country:DE", sort="relevance"))))
    assert ranked == [4, 2, 3]
    assert list(search.ids(desk, asked(desk, Query("cancer country:SG", sort="relevance")))) == [2]
    assert list(search.ids(desk, asked(desk, Query("cancer OR lang:zh", sort="relevance"), articles=True))) == [6, 4, 2]


def rows(desk: Archive, sql: str, clause: Clause, *, articles: bool) -> set[int]:
    """The stories or articles that a condition lets through."""
    table = "article a" if articles else "story s"
    return {row[0] for row in desk.rows(f"SELECT id FROM {table} WHERE {sql}", clause.parameters)}


@pytest.mark.parametrize("articles", [False, True])
@pytest.mark.parametrize("words", [words for words, _ in WORDS + FIELDS if words])
def test_large_sets_are_asked_otherwise_with_the_same_answer(desk: Archive, words: str, articles: bool) -> None:
    tree = grammar.parse(words).tree
    small = search.condition(tree, Context(desk, gazetteer, TODAY, articles, large=1000))
    large = search.condition(tree, Context(desk, gazetteer, TODAY, articles, large=-1))
    expected = rows(desk, small.sql, small, articles=articles)
    assert small.sql == small.counting()
    assert rows(desk, large.sql, large, articles=articles) == expected
    assert rows(desk, large.counting(), large, articles=articles) == expected


def test_an_unknown_order_lists_those_there_are(desk: Archive) -> None:
    with pytest.raises(UsageError) as caught:
        asked(desk, Query(sort="size"))
    assert "relevance" in caught.value.hint


def test_hits_too_many_to_be_ranked_are_told(filled: Path, tmp_path: Path) -> None:
    many = "WITH RECURSIVE n(x) AS (SELECT 1000 UNION ALL SELECT x + 1 FROM n WHERE x < 21000) INSERT INTO search (rowid, title, text)"
    with archive.open(Path(shutil.copy(filled, tmp_path / "many.db")), write=True) as opened:
        with opened.transaction():
            opened.do(f"{many} SELECT x, 'cancer', '' FROM n")
        ranked = asked(opened, Query("cancer", sort="relevance"))
        assert ranked.notes == ("Of more than 20,000 hits only the newest 20,000 are ranked.",)
        assert ranked.beyond == 1000
        assert list(search.ids(opened, ranked)) == []  # the newest belong to no story here
        assert asked(opened, Query("cancer")).notes == ()
        assert asked(opened, Query("webinar", sort="relevance")).notes == ()


def test_relevance_without_words_is_by_day(desk: Archive) -> None:
    assert list(search.ids(desk, asked(desk, Query(sort="relevance")))) == ALL


def test_the_limit_cuts_and_the_count_does_not(desk: Archive) -> None:
    limited = asked(desk, Query(limit=2))
    assert list(search.ids(desk, limited)) == ALL[:2]
    assert search.count(desk, limited) == 7
    assert search.count(desk, asked(desk, Query("金山"), articles=True)) == 3


GROUPS = [
    ("country", [("CA", 3), ("SG", 2), ("CN", 1), ("DE", 1), ("EG", 1)]),
    ("type", [("joint_venture", 1), ("mou", 1), ("supply_distribution", 1)]),
    ("status", [("announced", 3)]),
    ("lang", [("en", 5), ("ar", 1), ("de", 1), ("zh", 1)]),
    ("month", [("2025-03", 1), ("2026-10", 1), ("2026-11", 5)]),
    ("year", [("2025", 1), ("2026", 6)]),
    ("week", [("2025-W09", 1), ("2026-W44", 1), ("2026-W46", 1), ("2026-W47", 4)]),
]


@pytest.mark.parametrize(("by", "groups"), GROUPS)
def test_stories_are_counted_by_group(desk: Archive, by: str, groups: list[tuple[str, int]]) -> None:
    assert tally.groups(desk, asked(desk, Query()), by) == groups


@pytest.mark.parametrize("by", tally.GROUPS)
@pytest.mark.parametrize("articles", [False, True])
def test_every_group_answers_for_stories_and_articles(desk: Archive, by: str, articles: bool) -> None:
    groups = tally.groups(desk, asked(desk, Query("deals:yes"), articles=articles), by)
    assert groups
    assert all(name and number for name, number in groups)


def test_organisations_and_parties_are_counted_by_name(desk: Archive) -> None:
    assert ("Northlake Clinics", 2) in tally.groups(desk, asked(desk, Query()), "org")
    assert ("Northlake Clinics", 2) in tally.groups(desk, asked(desk, Query()), "party")


def test_an_unknown_group_lists_those_there_are(desk: Archive) -> None:
    with pytest.raises(UsageError) as caught:
        tally.groups(desk, asked(desk, Query()), "colour")
    assert "country" in caught.value.hint


def test_a_query_is_explained(desk: Archive) -> None:
    lines = asked(desk, Query('cancer -webinar org:IHH country:SG since:2026-11-01 OR "x y"', sort="relevance")).explained().split("\n")
    assert lines[0].startswith('read as: cancer -webinar org:IHH country:SG since:2026-11-01 OR "x y"')
    assert any("IHH Healthcare and" in line and "subsidiaries" in line for line in lines)
    assert "Singapore (SG)" in "".join(lines)
    assert lines[-1] == "sorted by relevance"


def test_a_house_that_only_texts_name_is_found_by_whom_it_belongs_to(ask: Ask, filled: Path, tmp_path: Path) -> None:
    """ "Medtronic Canada": the tagger gives such a house its parent, no register has it."""
    path = Path(shutil.copy(filled, tmp_path / "archive.db"))
    assert [row["id"] for row in ask("query", "--org", "IHH", archive=path).rows()] == ["2"]
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE organisation SET parent = 'org:ihh-healthcare' WHERE name = 'Northlake Clinics'")
    assert [row["id"] for row in ask("query", "--org", "IHH", archive=path).rows()] == ["5", "2"]
    page = ask("orgs", "show", "IHH", archive=path).out
    assert "Northlake Clinics" in next(line for line in page.splitlines() if line.startswith("subsidiaries: "))
    assert "مستشفى الأمل" in page  # the partner of the house


@pytest.mark.parametrize("words", ["cancer -webinar org:IHH", "o'neil", 'title:"a b" OR 医*', "country:CN since:7d"])
@pytest.mark.parametrize("sort", search.SORTS)
def test_the_sql_shown_gives_the_same_answer(desk: Archive, filled: Path, words: str, sort: str) -> None:
    question = asked(desk, Query(words, sort=sort))
    with sqlite3.connect(filled) as connection:
        assert [row[0] for row in connection.execute(search.written(desk, question))] == list(search.ids(desk, question))


def test_an_empty_archive_has_no_answer(tmp_path: Path) -> None:
    with archive.open(fill(tmp_path / "empty.db", ()), write=False) as empty:
        assert search.empty(empty)
        assert answer(empty, "cancer") == []
        assert search.count(empty, asked(empty, Query())) == 0
        assert asked(empty, Query("type:mou")).notes


_FIELDS = [
    "watched:",
    "party:",
    "status:",
    "is:",
    "label:",
    "until:",
    "in:",
    "org:",
    "country:",
    "since:",
    "type:",
    "near:",
    "title:",
    "lang:",
    "source:",
    "week:",
    "deals:",
]
_SIGNS = ['"', "(", ")", "-", " OR ", " ", "*", "%", "_", "'", "\\", "\0", "NEAR(", "AND", "^", "{", "+", "|", "\ud800"]
_PIECES = st.sampled_from([*_FIELDS, *_SIGNS, "cancer", "医", "yes", "7d", "é", "IHH"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(words=st.lists(_PIECES, max_size=16).map("".join) | st.text(max_size=40), sort=st.sampled_from(search.SORTS), articles=st.booleans())
def test_any_string_is_answered_or_explained(desk: Archive, words: str, sort: str, articles: bool) -> None:
    try:
        question = asked(desk, Query(words, sort=sort), articles=articles)
    except UsageError as error:
        explained = error.hint
        assert explained
        return
    found = list(search.ids(desk, question))
    assert len(found) == len(set(found)) <= search.count(desk, question) <= len(REPORTS)
    assert question.explained()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30))
def test_any_string_is_a_filter(desk: Archive, text: str) -> None:
    for query in (Query(organisations=(text,)), Query(countries=(text,)), Query(deal_types=(text,)), Query(sources=(text,))):
        try:
            question = asked(desk, query)
        except AggregatorError as error:
            explained = error.hint
            assert explained
            continue
        assert len(list(search.ids(desk, question))) <= search.count(desk, question) <= len(REPORTS)
