"""Corrections and the own register as a text: into a fresh archive, before its articles arrive, twice; mistaken lines named."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.archive import notebook
from tests.desk.asking import Ask
from tests.desk.correcting import answers, parties
from tests.desk.samples import NOW, fill


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive, to change."""
    return Path(shutil.copy(filled, tmp_path / "own.db"))


BOTH = "Raffles Medical Group; 金山医院"
ALL = (
    ("correct", "1", "--party", "Northlake Clinics", "--type", "licensing", "--note", "a note\twith a tab"),
    ("correct", "2", "--not-a-partnership"),
    ("correct", "5", "--announced", "2026-11-17", "--not-country", "CA"),
    ("correct", "1", "--split"),
    ("correct", "3", "--merge-with", "4"),
    ("orgs", "add", "Northlake Clinics", "--country", "CA", "--alias", "Northlake"),
    ("orgs", "rename", "IHH", "IHH Group"),
    ("orgs", "merge", "Universitätsklinikum Brühl", "IHH Group"),
)


def test_exported_and_imported_into_a_fresh_archive_gives_the_same_answers(ask: Ask, own: Path, filled: Path, tmp_path: Path) -> None:
    for words in ALL:
        assert ask(*words, archive=own).code == 0, words
    text, fresh = tmp_path / "kept.jsonl", Path(shutil.copy(filled, tmp_path / "fresh.db"))
    assert ask("corrections", "export", str(text), archive=own).code == 0
    done = ask("corrections", "import", str(text), archive=fresh)
    assert (done.code, "0 known" in done.err) == (0, True)
    assert answers(ask, fresh) == answers(ask, own)
    assert ask("corrections", "export", "-", archive=fresh).out == text.read_text(encoding="utf-8")
    again = ask("corrections", "import", str(text), archive=fresh)
    assert again.err.startswith("0 new, ")
    assert answers(ask, fresh) == answers(ask, own)


def test_what_has_not_arrived_is_kept_and_applied_when_it_does(ask: Ask, own: Path, tmp_path: Path) -> None:
    for words in ALL:
        ask(*words, archive=own)
    text, late = tmp_path / "kept.jsonl", tmp_path / "late.db"
    ask("corrections", "export", str(text), archive=own)
    fill(late, ())
    done = ask("corrections", "import", str(text), archive=late)
    assert "wait for their article" in done.err
    assert all(row["story"] == "" for row in ask("corrections", "list", archive=late).rows())
    fill(late)
    assert parties(ask, late, 1) == parties(ask, own, 1) == f"{BOTH}; Northlake Clinics"
    shown = ("query", "--columns", "title,parties,countries,deal_type,announced,reports,corrected", "--format", "csv")
    assert sorted(ask(*shown, archive=late).out.splitlines()) == sorted(ask(*shown, archive=own).out.splitlines())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: not a JSON object"),
        ('{"url": "https://a.example/", "field": "colour", "set": "red"}', "line 2: there is no field 'colour'"),
        ('{"url": "https://a.example/", "field": "type", "set": "marriage"}', "line 2: type cannot be 'marriage'"),
        ('{"url": "https://a.example/", "field": "type"}', "line 2: type needs set"),
        ('{"url": "https://a.example/", "field": "country", "add": "Atlantis"}', "line 2: no country 'Atlantis' is known"),
        ('{"url": "https://a.example/", "field": "announced", "set": "soon"}', "line 2: "),
        ('{"url": "https://a.example/", "field": "party", "add": {"name": "…"}}', "line 2: '…' is no name"),
        ('{"url": "https://a.example/", "field": "together", "set": "b"}', "line 2: set is no list of texts"),
        ('{"field": "type", "set": "mou"}', "line 2: url is missing"),
        ('{"organisation": {"country": "SG"}}', "line 2: name is missing"),
        ('{"organisation": 3}', "line 2: organisation is no JSON object"),
        ('{"merged": "org:a"}', "line 2: into is missing"),
    ],
)
def test_a_mistaken_line_is_named_and_nothing_is_taken_over(ask: Ask, own: Path, tmp_path: Path, line: str, message: str) -> None:
    text = tmp_path / "wrong.jsonl"
    text.write_text('{"organisation": {"name": "Fine Clinic"}}\n' + line + "\n", encoding="utf-8")
    done = ask("corrections", "import", str(text), archive=own)
    assert done.code == 2
    assert message in done.err
    assert ask("orgs", "list", "--own", archive=own).rows() == []


LINES = st.dictionaries(st.sampled_from(["url", "field", "set", "add", "made", "merged"]), st.text(max_size=9)).map(json.dumps)


@given(st.text(max_size=80) | LINES)
def test_any_line_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        notebook.parsed(text, NOW)
