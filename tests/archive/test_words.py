"""The full-text index: what is put in, what is asked, and that asking finds what was put in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.archive import words


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    """An index as the schema makes it, in memory."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE search USING fts5 (title, text, content = '', tokenize = 'unicode61 remove_diacritics 2')")
    yield connection
    connection.close()


def found(index: sqlite3.Connection, text: str, asked: str, *, prefix: bool = False) -> bool:
    """Whether a text is found by a phrase."""
    index.execute("INSERT INTO search (search) VALUES ('delete-all')")
    index.execute("INSERT INTO search (rowid, title, text) VALUES (1, '', ?)", (words.indexed(text),))
    question = words.phrase(asked) + ("*" if prefix else "")
    return bool(index.execute("SELECT count(*) FROM search WHERE search MATCH ?", (question,)).fetchone()[0])


FOUND = [
    ("重庆国际总医院", "重庆"),
    ("重庆国际总医院", "总医院"),
    ("重庆国际总医院", "院"),
    ("重庆国际总医院", "重"),
    ("在重庆的 Raffles 医院", "重庆的 raffles"),
    ("ＫＫ医院", "kk医院"),
    ("東京大学病院", "大学病院"),
    ("東京のメディカルセンター", "メディカル"),
    ("서울대학교병원에서", "서울대학교병원"),
    ("โรงพยาบาลกรุงเทพ", "กรุงเทพ"),
    ("Universitätsklinikum Köln", "universitatsklinikum koln"),
    ("Straße", "strasse"),
    ("STRASSE", "Straße"),
    ("Łódź", "lodz"),
    ("Tønder Sygehus", "tonder"),
    ("Œuvre", "oeuvre"),
    ("Acıbadem", "acibadem"),
    ("Hôpital Necker–Enfants malades", "necker enfants"),
    ("مستشفى الأمل", "مستشفي الامل"),
    ("الإمارات", "الامارات"),
    ("جامعة القاهرة", "جامعه القاهره"),
    ("وَقَّعَ", "وقع"),
    ("كـتـاب", "كتاب"),
    ("تهران", "تهران"),
    ("בֵּית חוֹלִים", "בית חולים"),
    ("covid-19 care", "covid-19"),
    ("Johnson & Johnson", "johnson & johnson"),
    ("O’Neil's", "o’neil"),
    ("ﬁnancing", "financing"),
]

NOT_FOUND = [("重庆国际总医院", "庆重"), ("重庆 国际", "庆国"), ("heart", "hear"), ("a b c", "a c"), ("Müller", "moller")]


@pytest.mark.parametrize(("text", "asked"), FOUND)
def test_a_text_is_found_by_what_a_reader_types(index: sqlite3.Connection, text: str, asked: str) -> None:
    assert found(index, text, asked)


@pytest.mark.parametrize(("text", "asked"), NOT_FOUND)
def test_a_text_is_not_found_by_what_is_not_in_it(index: sqlite3.Connection, text: str, asked: str) -> None:
    assert not found(index, text, asked)


@pytest.mark.parametrize("asked", ["", " ", "!?", "“…”", "()", "*"])
def test_what_holds_no_word_is_no_phrase(asked: str) -> None:
    assert words.phrase(asked) == ""


def test_a_prefix_is_asked_with_a_star(index: sqlite3.Connection) -> None:
    assert found(index, "oncology", "onco", prefix=True)
    assert found(index, "heart oncology", "heart onco", prefix=True)


_SCRIPTS = st.text(alphabet="ab é医院京病ーก็รุงअस्पतमستشفى가나 -'\"*", max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(before=_SCRIPTS, asked=_SCRIPTS, after=_SCRIPTS)
def test_whatever_is_in_a_text_is_found_in_it(index: sqlite3.Connection, before: str, asked: str, after: str) -> None:
    if words.phrase(asked):
        assert found(index, f"{before} {asked} {after}", asked)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.text())
def test_any_text_can_be_asked(index: sqlite3.Connection, asked: str) -> None:
    question = words.phrase(asked.encode("utf-8", "replace").decode())
    if question:
        index.execute("SELECT count(*) FROM search WHERE search MATCH ?", (question,)).fetchone()
