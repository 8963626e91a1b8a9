"""The analyst's commands over the sample archive: what they print, and how they end."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator import cli
from aggregator.export import ARTICLE, STORY
from tests.desk.asking import NOW, Ask
from tests.desk.samples import REPORTS, fill

FILTERS = ["--org", "--country", "--since", "--until", "--type", "--week", "--source"]


# ---- query -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "stories"),
    [
        ([], "7615234"),
        (["cancer"], "24"),
        (["cancer", "-webinar"], "2"),
        (["--org", "Raffles", "--country", "China"], "1"),
        (["--org", "IHH"], "2"),
        (["--last", "7d"], "7615"),
        (["--week", "2026-W46"], "2"),
        (["--since", "2026-11-18", "--until", "2026-11-19"], "15"),
        (["--since", "2026-11", "--last", "3d"], "7615"),
        (["--type", "mou", "--type", "joint_venture"], "12"),
        (["--source", "mirror"], "1"),
        (["--lang", "zh"], "1"),
        (["--lang", "zh", "--lang", "de"], "13"),
        (["--party", "IHH"], "2"),
        (["--status", "announced", "--type", "mou"], "1"),
        (["--deals"], "152"),
        (["--limit", "2"], "76"),
        (["--limit", "0"], "7615234"),
        (["hospital", "OR", "webinar", "--sort", "date"], "7624"),
    ],
)
def test_query_finds(ask: Ask, arguments: list[str], stories: str) -> None:
    done = ask("query", *arguments)
    assert done.code == 0
    assert "".join(row["id"] for row in done.rows()) == stories


def test_query_of_articles_has_the_columns_of_the_contract(ask: Ask) -> None:
    done = ask("query", "--articles", "--format", "jsonl", "--limit", "0")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert len(rows) == len(REPORTS)
    assert all({"url", "title", "published", "text", "source"} <= set(row) for row in rows)
    assert {row["id"]: row["published"] for row in rows}[9] is None


@pytest.mark.parametrize("name", ["csv", "json", "jsonl", "md", "html"])
def test_every_format_is_printed(ask: Ask, name: str) -> None:
    done = ask("query", "--format", name)
    assert done.code == 0
    assert "莱佛士" not in done.out or name in ("json", "jsonl")
    assert "Universitätsklinikum" in done.out


def test_columns_are_chosen(ask: Ask) -> None:
    assert ask("query", "cancer", "--columns", "id, url").out == "id\turl\n2\thttps://wire.example/4\n4\thttps://events.example/6\n"
    assert ask("query", "cancer", "--columns", "url,id", "--format", "csv").out.startswith("url,id\n")


def test_columns_are_explained(ask: Ask) -> None:
    assert {row["column"] for row in ask("query", "--columns", "help").rows()} == set(STORY)
    assert {row["column"] for row in ask("export", "-", "--columns", "help", "--articles").rows()} == set(ARTICLE)


def test_count_groups_and_limit(ask: Ask) -> None:
    assert ask("query", "--deals", "--count").out == "3\n"
    assert ask("query", "--group-by", "country").out.startswith("CA\t3\nSG\t2\n")
    assert ask("query", "--group-by", "country", "--limit", "1").out == "CA\t3\n"
    assert ask("query", "--group-by", "type", "--format", "csv").out == "type,stories\njoint_venture,1\nmou,1\nsupply_distribution,1\n"
    assert "2 of 7 shown" in ask("query", "--limit", "2").err


def test_exit_status_is_like_grep(ask: Ask) -> None:
    assert ask("query", "cancer", "--exit-status").code == 0
    assert ask("query", "nowhere", "--exit-status").code == 1
    assert ask("query", "nowhere").code == 0
    assert ask("query", "nowhere", "--count", "--exit-status").code == 1


def test_explain_and_sql(ask: Ask) -> None:
    done = ask("query", "cancer", "--org", "IHH", "--explain", "--limit", "1")
    assert 'read as: cancer org:"IHH"' in done.err
    assert done.rows()[0]["id"] == "2"
    assert ask("query", "cancer", "--sql").out.startswith("SELECT s.id FROM story s WHERE ")


def test_snippets_show_where_the_words_stand(ask: Ask) -> None:
    assert "train oncology nurses" in ask("query", "oncology").rows()[0]["snippet"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "--since", "soon"], "no day or period"),
        (["query", "--since", "2026-11-20", "--until", "2026-11-10"], "after the last one"),
        (["query", "--week", "2026-10"], "longer than a week"),
        (["query", "--sort", "size"], "relevance"),
        (["query", "--group-by", "colour"], "country"),
        (["query", "--format", "doc"], "jsonl"),
        (["query", "--columns", "colour"], "deal_type"),
        (["query", "--cuntry", "CN"], "--cuntry"),
        (["query", "!!!"], "letter or digit"),
        (["query", "--limit", "-1"], "limit"),
        (["show", "99"], "no story 99"),
        (["show", "x"], "x"),
        (["why", "99"], "no story 99"),
        (["export", "a.unknown"], "jsonl"),
        (["orgs", "show", "Nobody At All"], "Nobody At All"),
        (["orgs", "list", "--country", "Atlantis"], "Atlantis"),
    ],
)
def test_a_wrong_argument_is_explained_and_exits_with_2(ask: Ask, arguments: list[str], message: str) -> None:
    done = ask(*arguments)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err


def test_a_missing_archive_exits_with_7(ask: Ask, tmp_path: Path) -> None:
    for command in (["query"], ["deals"], ["show", "1"], ["export", "-", "--format", "csv"]):
        done = ask(*command, archive=tmp_path / "none.db")
        assert done.code == 7
        assert "hint: " in done.err


def test_what_is_not_known_is_noted_unless_quiet(ask: Ask, filled: Path) -> None:
    assert "note: No country 'Chna' is known. Did you mean" in ask("query", "--country", "Chna").err
    assert cli.run(["-q", "--archive", str(filled), "query", "--country", "Chna"]) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.lists(st.text(min_size=1, max_size=12), max_size=3),
    st.sampled_from(["--org", "--country", "--since", "--type", "--week", "--source"]),
    st.text(max_size=12),
)
def test_any_words_and_filters_end_well(ask: Ask, words: list[str], option: str, value: str) -> None:
    done = ask("query", option, value, *words)
    assert done.code in (0, 2)
    assert "Traceback" not in done.err


# ---- deals, export -----------------------------------------------------------------------------------------------------------


def test_deals_is_the_ledger(ask: Ask) -> None:
    rows = ask("deals").rows()
    assert [row["id"] for row in rows] == ["1", "5", "2"]
    assert rows[0] | {"parties": ""} == {
        "id": "1", "published": "2026-11-19", "parties": "", "countries": "SG; CN", "deal_type": "mou", "announced": "2026-11-19",
        "status": "announced", "reports": "3",
    }  # fmt: skip
    assert [row["id"] for row in ask("deals", "--country", "CA").rows()] == ["5", "2"]


@pytest.mark.parametrize(("articles", "rows", "columns"), [([], 7, STORY), (["--articles"], 9, ARTICLE)])
def test_export_writes_every_row_and_column(ask: Ask, tmp_path: Path, articles: list[str], rows: int, columns: dict[str, object]) -> None:
    target = tmp_path / "out.csv"
    done = ask("export", str(target), *articles)
    assert done.code == 0
    assert f"{rows} " in done.err
    written = list(csv.reader(target.open(encoding="utf-8", newline="")))
    assert written[0] == list(columns)
    assert len(written) == rows + 1
    assert {len(row) for row in written} == {len(columns)}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.md", "a.html"])
def test_export_knows_the_format_by_the_name(ask: Ask, tmp_path: Path, name: str) -> None:
    assert ask("export", str(tmp_path / name), "--deals").code == 0
    assert "Raffles" in (tmp_path / name).read_text(encoding="utf-8")


def test_export_to_stdout_with_a_byte_order_mark(ask: Ask) -> None:
    done = ask("export", "-", "--format", "csv", "--bom", "--columns", "id", "cancer")
    assert done.out == "\ufeffid\n2\n4\n"


def test_export_replaces_a_file_whole_or_not_at_all(ask: Ask, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    assert ask("export", str(target), "--columns", "colour").code == 2
    assert target.read_text() == "old"
    assert ask("export", str(target), "--columns", "id").code == 0
    assert target.read_text().startswith("id\n")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_export_into_no_folder_is_an_error_with_a_hint(ask: Ask, tmp_path: Path) -> None:
    done = ask("export", str(tmp_path / "none" / "out.csv"))
    assert done.code == 2
    assert "cannot be written" in done.err
    assert "hint: " in done.err


# ---- show, why, orgs ---------------------------------------------------------------------------------------------------------


def test_show_tells_the_whole_story(ask: Ask) -> None:
    out = ask("show", "1").out
    for part in (
        "Raffles Medical Group (SG) × 金山医院 (CN)",
        "mou, announced",
        "2026-11-19 (weekday)",
        "copy of 1",
        "independent",
        "json-ld",
        "Singapore (SG)",
    ):
        assert part in out
    assert out.count("signed a letter of intent on Thursday") == 2
    assert "Other stories" not in out


def test_show_as_json_is_the_value(ask: Ask) -> None:
    story = json.loads(ask("show", "1", "--format", "json").out)
    assert story["id"] == 1
    assert [each["copy_of"] for each in story["articles"]] == [None, None, 1]
    assert story["partnership"]["announced"] == "2026-11-19"


def test_show_takes_hostile_text_as_text(ask: Ask) -> None:
    assert ask("show", "6").out.startswith('=1+1 [red]Trust[/red] <b>100%</b> O\'Neil "quoted"\n')


def test_why_names_the_rule_of_every_tag(ask: Ask) -> None:
    rows = ask("why", "1").rows()
    told = {(row["article"], row["tag"], row["value"], row["rule"]) for row in rows}
    assert {
        ("1", "evidence", "mou", "signed"),
        ("1", "announced", "2026-11-19", "weekday"),
        ("1", "organisation", "Raffles Medical Group", "register"),
        ("1", "country", "CN", "city"),
        ("1", "country", "SG", "seat"),
        ("1", "published", "2026-11-19", "json-ld"),
        ("2", "story", "1", ""),
    } <= told
    assert {row["article"] for row in rows} == {"1", "2"}
    assert ("3", "copy of", "1") in {(row["article"], row["tag"], row["value"]) for row in ask("why", "1", "--all").rows()}
    assert ask("why", "4").rows()[0]["value"] == "no"
    (sentence,) = {row["sentence"] for row in rows if row["article"] == "1" and row["tag"] == "evidence" and row["rule"] == "signed"}
    assert sentence.startswith("Raffles Medical Group and 金山医院 of Chongqing signed")
    assert "letter of intent" in next(row["sentence"] for row in rows if row["tag"] == "organisation" and row["article"] == "1")


def test_show_names_the_near_miss_of_a_story_without_a_deal(ask: Ask) -> None:
    assert "no deal: event, probability of a deal 0.10" in ask("show", "4").out
    assert "no deal" not in ask("show", "1").out


def test_why_tells_what_todays_tagger_weighs_and_one_tag_alone_on_request(ask: Ask) -> None:
    rows = ask("why", "1", "--tag", "partnership", "--tag", "party").rows()
    assert {row["tag"] for row in rows} == {"partnership", "party"}
    weighed = [row for row in rows if row["rule"] == "model"]
    assert {row["value"] for row in weighed} >= {"yes", "Raffles Medical Group", "金山医院"}
    for row in weighed:
        assert 0 <= float(row["confidence"]) <= 1
        assert any(sign in row["because"] for sign in (" +", " -"))


def test_orgs_list_finds_by_any_name(ask: Ask) -> None:
    (row,) = ask("orgs", "list", "raffles medical").rows()
    assert (row["name"], row["country"], row["stories"]) == ("Raffles Medical Group", "SG", "1")
    assert {each["country"] for each in ask("orgs", "list", "--country", "Malaysia").rows()} == {"MY"}
    assert "Northlake Clinics" in ask("orgs", "list", "--archived").out


def test_orgs_list_needs_no_archive(ask: Ask, tmp_path: Path) -> None:
    assert ask("orgs", "list", "raffles", archive=tmp_path / "none.db").rows()


def test_orgs_show_is_the_page_of_an_organisation(ask: Ask) -> None:
    out = ask("orgs", "show", "IHH").out
    for part in ("Malaysia (MY)", "Gleneagles Hospital Singapore", "Partners (1)", "Northlake Clinics\tCA\t1\t2026-11-12", "joint_venture"):
        assert part in out
    assert "Partners (2)" in ask("orgs", "show", "northlake").out


# ---- terminal ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 200])
def test_on_a_terminal_lines_fit_and_nothing_is_markup(filled: Path, width: int) -> None:
    from rich.cells import cell_len

    master, slave = pty.openpty()
    environment = os.environ | {"COLUMNS": str(width), "TERM": "xterm-256color", "AGGREGATOR_NOW": NOW}
    command = [sys.executable, "-m", "aggregator", "--archive", str(filled), "query"]
    with subprocess.Popen(command, stdout=slave, stderr=slave, stdin=subprocess.DEVNULL, env=environment) as running:
        os.close(slave)
        out = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            out += part
    os.close(master)
    assert running.returncode == 0
    lines = re.sub(r"\x1b\[[0-9;]*m", "", out.decode()).replace("\r", "").splitlines()
    assert len(lines) == 8
    assert all(cell_len(line) <= width for line in lines)
    assert any("[red]Trust[/red]" in line for line in lines)


def test_nothing_is_written_beside_an_archive_that_is_only_asked(ask: Ask, tmp_path: Path) -> None:
    path = fill(tmp_path / "archive.db")
    before = {each.name for each in tmp_path.iterdir()}
    assert ask("query", "cancer", archive=path).code == 0
    assert {each.name for each in tmp_path.iterdir()} - before <= {"archive.db-wal", "archive.db-shm"}


def test_why_says_which_tag_a_story_has_not(ask: Ask) -> None:
    told = ask("why", "1", "--tag", "nosuch", "--tag", "party")
    assert told.code == 0
    assert told.err.startswith("note: Nothing of story 1 is tagged 'nosuch'. There are: partnership, ")
    assert {row["tag"] for row in told.rows()} == {"party"}
    assert ask("why", "1", "--tag", "party").err == ""


@pytest.mark.parametrize("command", ["query", "deals", "export"])
@pytest.mark.parametrize("option", [("--in", "2025"), ("--in=2025",)])
def test_a_period_is_a_field(ask: Ask, command: str, option: tuple[str, ...]) -> None:
    told = ask(command, *(["-"] if command == "export" else []), *option)
    assert told.code == 2
    assert f"There is no option {option[0]}." in told.err
    assert "in:2025" in told.err
    assert "--since 2025-01-01 --until 2025-12-31" in told.err


def test_another_option_that_there_is_not_may_be_meant_as_a_word(ask: Ask) -> None:
    told = ask("query", "--nosuch")
    assert told.code == 2
    assert "put it in quotation marks" in told.err
