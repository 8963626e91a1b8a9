"""Corrections on the command line: at once everywhere, shown as the analyst's, taken back exactly, carried to another archive as text."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import archive, cli
from aggregator.archive import filing, read
from tests.desk.asking import Ask
from tests.desk.correcting import answers, parties
from tests.desk.samples import REPORTS, record


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive, to change."""
    return Path(shutil.copy(filled, tmp_path / "own.db"))


# ---- it takes effect -----------------------------------------------------------------------------------------------------------

ONE = "Raffles Medical Group; 金山医院"


@pytest.mark.parametrize(
    ("said", "question", "before", "after"),
    [
        (("--party", "Northlake Clinics"), ("party:northlake",), ["5", "2"], ["1", "5", "2"]),
        (("--not-party", "金山医院"), ("party:金山医院",), ["1"], []),
        (("--not-party", "raffles"), ("party:raffles-medical-group",), ["1"], []),
        (("--country", "Malaysia"), ("country:MY",), [], ["1"]),
        (("--not-country", "cn"), ("country:CN",), ["1"], []),
        (("--type", "Joint venture"), ("type:joint_venture",), ["2"], ["1", "2"]),
        (("--status", "ended"), ("status:ended",), [], ["1"]),
        (("--not-a-partnership",), ("deals:no",), ["7", "6", "3", "4"], ["7", "6", "1", "3", "4"]),
    ],
    ids=str,
)
def test_a_correction_holds_at_once_in_queries(
    ask: Ask, own: Path, said: tuple[str, ...], question: tuple[str, ...], before: list[str], after: list[str]
) -> None:
    def found() -> list[str]:
        return [row["id"] for row in ask("query", *question, archive=own).rows()]

    assert found() == before
    assert ask("correct", "1", *said, archive=own).code == 0
    assert found() == after
    assert [row["id"] for row in ask("query", "is:corrected", archive=own).rows()] == ["1"]


def test_all_reports_of_a_story_follow(ask: Ask, own: Path) -> None:
    ask("correct", "1", "--type", "joint_venture", "--announced", "2026-11-01", archive=own)
    rows = [json.loads(line) for line in ask("query", "--articles", "--format", "jsonl", archive=own).out.splitlines()]
    assert {row["deal_type"] for row in rows if row["story"] == 1} == {"joint_venture"}


def test_a_party_is_on_the_pages_and_among_the_pairs(ask: Ask, own: Path) -> None:
    ask("correct", "1", "--party", "Northlake Clinics", "--not-party", "Raffles Medical", archive=own)
    pairs = {(row["one"], row["other"]) for row in ask("pairs", "--in", "2026-W47", archive=own).rows()}
    assert pairs == {("Northlake Clinics", "金山医院"), ("Northlake Clinics", "مستشفى الأمل")}
    assert "金山医院" in ask("orgs", "show", "Northlake Clinics", archive=own).out
    assert "No partners" in ask("orgs", "show", "Raffles Medical Group", archive=own).out


def test_a_story_becomes_a_deal_when_it_is_said_whole(ask: Ask, own: Path) -> None:
    refused = ask("correct", "3", "--party", "IHH", archive=own)
    assert refused.code == 2
    assert "--partnership" in refused.err
    assert ask("correct", "3", "--partnership", "--type", "mou", "--party", "IHH", "--party", "Raffles Medical", archive=own).code == 0
    assert parties(ask, own, 3) == "IHH Healthcare; Raffles Medical Group"


def test_an_unknown_name_is_taken_with_a_notice_and_an_ambiguous_one_is_not(ask: Ask, own: Path, filled: Path) -> None:
    done = ask("correct", "1", "--party", "Seeblick Klinik", archive=own)
    assert (done.code, "Seeblick Klinik" in done.err) == (0, True)
    assert parties(ask, own, 1) == f"{ONE}; Seeblick Klinik"
    for country in ("DE", "AT"):
        ask("orgs", "add", f"Bergspital {country}", "--alias", "Bergspital", "--country", country, archive=own)
    twice = ask("correct", "1", "--party", "Bergspital", archive=own)
    assert twice.code == 2
    assert "org:bergspital-at" in twice.err
    assert "org:bergspital-de" in twice.err
    assert ask("correct", "1", "--party", "org:bergspital-at", archive=own).code == 0


def test_a_dry_run_changes_nothing(ask: Ask, own: Path) -> None:
    before = answers(ask, own)
    done = ask("correct", "1", "--party", "IHH", "--merge-with", "2", "--dry-run", archive=own)
    assert "party + IHH Healthcare" in done.err
    assert "dry run" in done.err
    assert answers(ask, own) == before
    assert ask("corrections", "list", archive=own).rows() == []


# ---- it is shown -----------------------------------------------------------------------------------------------------------------


def test_show_and_why_tell_whose_word_it_is(ask: Ask, own: Path) -> None:
    ask("correct", "1", "--type", "joint_venture", "--note", "the board said so", archive=own)
    shown = ask("show", "1", archive=own).out
    assert "Your corrections" in shown
    assert "type: mou -> joint_venture\tthe board said so" in shown
    rows = [row for row in ask("why", "1", archive=own).rows() if row["rule"] == "analyst"]
    assert [(row["tag"], row["value"], row["because"]) for row in rows] == [
        ("type", "joint_venture", "2026-11-21: type: mou -> joint_venture (the board said so)")
    ]
    listed = ask("corrections", "list", "--format", "csv", archive=own).out
    assert re.search("1,1,2026-11-21 10:0[0-9],type,set,joint_venture,mou,the board said so,https://wire.example/1", listed)


# ---- it is taken back --------------------------------------------------------------------------------------------------------------

CHANGES = [
    ["--party", "IHH", "--type", "licensing", "--country", "MY"],
    ["--party", "Nobody Knows Clinic"],
    ["--not-party", "Raffles Medical Group", "--not-country", "SG"],
    ["--announced", "none", "--status", "planned"],
    ["--not-a-partnership"],
    ["--merge-with", "2"],
    ["--merge-with", "3", "--type", "investment"],
    ["--split"],
]


@pytest.mark.parametrize("change", CHANGES, ids=" ".join)
def test_undo_gives_the_answers_of_before(ask: Ask, own: Path, change: list[str]) -> None:
    before = answers(ask, own)
    assert ask("correct", "1", *change, archive=own).code == 0
    assert answers(ask, own) != before
    assert ask("correct", "1", "--undo", archive=own).code == 0
    assert answers(ask, own) == before


def test_undo_goes_back_command_by_command_and_by_number(ask: Ask, own: Path) -> None:
    whole = answers(ask, own)
    ask("correct", "1", "--type", "licensing", archive=own)
    once = answers(ask, own)
    ask("correct", "1", "--party", "IHH", "--country", "MY", archive=own)
    ask("correct", "1", "--undo", archive=own)
    assert answers(ask, own) == once
    assert ask("corrections", "undo", "1", archive=own).code == 0
    assert answers(ask, own) == whole
    assert ask("correct", "1", "--undo", archive=own).code == 2
    assert ask("corrections", "undo", "1", archive=own).code == 2


@settings(max_examples=6)
@given(st.lists(st.sampled_from(range(len(CHANGES))), min_size=1, max_size=3, unique=True))
def test_any_row_of_corrections_can_be_taken_back(ask_any: Ask, change: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AGGREGATOR_NOW", "2026-11-21T10:00:00+00:00")
        own = Path(ask_any("fresh").out)
        before = answers(ask_any, own)
        done = [ask_any("correct", "1", *CHANGES[each], archive=own).code for each in change]
        for code in reversed(done):
            assert code in (0, 2)
            if code == 0:
                assert ask_any("correct", "1", "--undo", archive=own).code == 0
        assert answers(ask_any, own) == before


# ---- it stays ------------------------------------------------------------------------------------------------------------------------


def test_a_report_that_joins_later_follows_and_one_that_leaves_does_not(ask: Ask, own: Path) -> None:
    ask("correct", "1", "--not-party", "金山医院", "--party", "IHH", archive=own)
    with archive.open(own, write=True) as opened:
        told = replace(REPORTS[0], number=20, source="late", story_of=1)
        made = replace(record(told, {1: 1}), entry=0)
        place = filing.file(opened, made, filing.Lines("late.example"), made.article.seen)
        filed = read.filed(opened, (place.article,))[0]
        assert filed.tags.partnership is not None
        assert [each.name for each in filed.tags.partnership.parties] == ["Raffles Medical Group", "IHH Healthcare"]
    ask("correct", "1", "--split", str(place.article), archive=own)
    with archive.open(own, write=False) as opened:
        filed = read.filed(opened, (place.article,))[0]
        assert filed.story != 1
        assert filed.tags.partnership is not None
        assert [each.name for each in filed.tags.partnership.parties] == ["Raffles Medical Group", "金山医院"]


# ---- wrong arguments -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("999",), "There is no story 999"),
        (("99999999999999999999999",), "There is no story"),
        (("1",), "Nothing was said"),
        (("1", "2"), "One story at a time"),
        (("1", "--type", "marriage"), "There is no kind of deal 'marriage'"),
        (("1", "--status", "x"), "There is no status 'x'"),
        (("1", "--announced", "soon"), "soon"),
        (("1", "--country", "Atlantis"), "No country 'Atlantis'"),
        (("1", "--not-country", "DE"), "is not about DE"),
        (("1", "--not-party", "Northlake"), "is no partner in story 1"),
        (("1", "--party", "…"), "is no name"),
        (("1", "--merge-with", "1"), "is that story already"),
        (("1", "--merge-with", "77"), "There is no story 77"),
        (("1", "--split", "4"), "Article 4 is not in story 1"),
        (("1", "--split", "1", "2"), "cannot be split so"),
        (("4", "--split"), "cannot be split so"),
        (("4", "--undo"), "Nothing was said of story 4"),
    ],
    ids=str,
)
def test_a_wrong_argument_is_explained(ask: Ask, own: Path, words: tuple[str, ...], message: str) -> None:
    done = ask("correct", *words, archive=own)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert ask("corrections", "list", archive=own).rows() == []


@settings(max_examples=12)
@given(st.text(max_size=60))
def test_any_name_gets_an_answer_or_a_message(ask_any: Ask, name: str) -> None:
    own = Path(ask_any("fresh").out)
    for words in (("correct", "1", f"--party={name}"), ("correct", "1", f"--not-party={name}"), ("correct", "1", f"--country={name}")):
        done = ask_any(*words, archive=own)
        assert done.code in (0, 2), done.err


def test_the_kinds_of_deals_are_those_of_the_taggers() -> None:
    from aggregator.reference import deals
    from aggregator.tag.linear import model

    assert set(deals.types()) == set(model("deal_type").labels)
    assert cli.run(["--version"]) == 0
