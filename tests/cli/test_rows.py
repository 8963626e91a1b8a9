"""What the streams take: rows of the right form, and words for every line that is none."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.cli import rows
from aggregator.cli.clusters import labelled
from aggregator.cli.tagged import tagged
from aggregator.errors import UsageError

GOOD = {"title": "Lakeside Clinics and Harbour Group sign an agreement", "text": "They signed it in Oslo on Monday."}


def run(command: tuple[str, ...], *lines: object) -> subprocess.CompletedProcess[bytes]:
    """A stream over these rows; bytes are lines as they are."""
    given = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    return subprocess.run([sys.executable, "-m", "aggregator", *command], input=given, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"no json", "Line 3 is no JSON: Expecting value at column 1."),
        ('{"id": "ä" 1}'.encode(), "Line 3 is no JSON: Expecting ',' delimiter at column 12."),
        (b'{"id": "1"', "Line 3 is no JSON: Expecting ',' delimiter at column 11."),
        (b"[1]", "Line 3 is no JSON object."),
        (b'"x"', "Line 3 is no JSON object."),
        (b"null", "Line 3 is no JSON object."),
        (b"[" * 200_000, "Line 3 is nested too deep."),
        (b'{"id": ' + b"1" * 5000 + b"}", "Line 3 is no JSON that can be read: "),
        (b'{"id": "\xff"}', "Line 3 is no UTF-8: byte 9 is 0xff."),
        ('{"id": "é"}'.encode("latin-1"), "Line 3 is no UTF-8: byte 9 is 0xe9."),
        ('{"id": 1}'.encode("utf-16"), "Line 3 is no UTF-8: byte 1 is 0xff."),
        (b'{"text": 5}', "Line 3 says text is a number, where a text (or null) belongs."),
        (b'{"title": ["x"]}', "Line 3 says title is a list, where a text (or null) belongs."),
        (b'{"url": {}}', "Line 3 says url is an object, where a text (or null) belongs."),
        (b'{"published": true}', "Line 3 says published is true or false, where a text (or null) belongs."),
    ],
)
def test_a_broken_line_is_named_with_the_place_and_the_form(line: bytes, told: str) -> None:
    taken = rows.rows(iter([b"\xef\xbb\xbf" + b'{"id": 1, "text": "x"}', b" ", line, b"{}"]), rows.ARTICLE)
    assert next(taken)["id"] == 1
    with pytest.raises(UsageError) as raised:
        next(taken)
    assert raised.value.message.startswith(told)
    assert raised.value.where == "standard input"
    assert rows.ARTICLE.example in raised.value.hint


@given(st.lists(st.binary(max_size=40) | st.from_type(str).map(lambda text: json.dumps({"text": text}).encode()), max_size=6))
def test_whatever_the_bytes_are_they_are_rows_or_a_line_is_named(lines: list[bytes]) -> None:
    said = ""
    try:
        taken = list(rows.rows(iter(lines), rows.ARTICLE))
    except UsageError as error:
        said = error.message
    assert said.startswith("Line ") or all(isinstance(row, dict) for row in taken)


def test_lines_that_say_nothing_are_told_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    empty = (b"{}", b'{"text": null, "title": " "}', b'{"id": 7, "text": ""}')
    assert len(list(rows.rows(iter((*empty, b'{"title": "x"}')), rows.ARTICLE))) == 4
    assert capsys.readouterr().err == "note: 3 without title and text, of which nothing is said: lines 1, 2, 3\n"
    list(rows.rows(iter(empty * 3), rows.ARTICLE))
    assert "lines 1, 2, 3, 4, 5 …" in capsys.readouterr().err
    list(rows.rows(iter(empty), rows.PAGE))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("row", [{"id": "x"}, {"text": None}, {"text": ""}, {"title": "", "text": " \n "}, {"title": "…", "text": "5"}])
def test_of_an_article_without_a_word_nothing_is_said(row: dict[str, str | None]) -> None:
    told = tagged(row)
    assert (told["partnership"], told["near_miss"], told["probability"], told["organisations"], told["doubts"]) == (False, None, 0, [], [])
    assert told["id"] == row.get("id")


@pytest.mark.parametrize(
    "command", [("tag",), ("tag", "--jobs", "2"), ("cluster",), ("cluster", "--copies"), ("extract",), ("extract", "-j", "2")]
)
def test_what_was_read_before_a_broken_line_is_answered(command: tuple[str, ...]) -> None:
    done = run(command, *({"id": str(number), **GOOD} for number in range(3)), b"broken", {"id": "9", **GOOD})
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["0", "1", "2"]
    error, hint = done.stderr.decode().splitlines()
    assert error == "error: standard input: Line 4 is no JSON: Expecting value at column 1."
    assert hint.startswith("hint: One JSON object a line: {")


def test_an_article_of_the_wrong_type_ends_the_stream_where_it_stands() -> None:
    done = run(("tag",), {"id": "a", **GOOD}, {"id": "b", "text": 5})
    assert (done.returncode, len(done.stdout.splitlines())) == (2, 1)
    assert b"Line 2 says text is a number" in done.stderr


@pytest.mark.parametrize(
    ("second", "told"),
    [({"id": "a"}, "Line 2 has the id 'a' of line 1."), ({"id": 1}, ""), ({}, ""), ({"id": "b"}, "")],
)
def test_ids_name_one_article_each(second: dict[str, object], told: str) -> None:
    done = run(("cluster", "--copies"), {"id": "a", **GOOD}, {**second, **GOOD})
    assert (done.returncode, told in done.stderr.decode()) == (2 if told else 0, True)


def test_two_articles_without_an_id_cannot_be_told_apart() -> None:
    done = run(("cluster", "--copies"), GOOD, GOOD)
    assert done.returncode == 2
    assert b"Line 2 has no id, like line 1." in done.stderr


@pytest.mark.parametrize("command", ["tag", "cluster", "extract"])
def test_a_file_is_read_by_standard_input(command: str) -> None:
    done = run((command, "articles.jsonl"))
    assert done.returncode == 2
    assert f"hint: aggregator {command} < articles.jsonl".encode() in done.stderr


@pytest.mark.parametrize("arguments", [("tag",), ("import", "-"), ("corrections", "import", "-")])
def test_a_closed_standard_input_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    started = [sys.executable, "-m", "aggregator", "--archive", str(tmp_path / "archive.db"), *arguments]
    done = subprocess.run(["/bin/sh", "-c", 'exec "$@" <&-', "sh", *started], capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: Standard input is closed.\nhint: ")


def test_at_a_terminal_it_says_what_it_waits_for() -> None:
    outside, inside = pty.openpty()
    command = [sys.executable, "-m", "aggregator", "extract"]
    with subprocess.Popen(command, stdin=inside, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.close(inside)
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b'Waiting for JSON lines, ended by Ctrl-D: {"id": "1", "url"')
        os.write(outside, b"\x04")
        assert process.wait(30) == 0
    os.close(outside)


@pytest.mark.parametrize("row", [{"announced": "June"}, {"partnership": True, "parties": [{}]}, {"organisations": "x"}, {"countries": 5}])
def test_tags_that_are_none_are_told(row: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="The tags of 'a' are not as `aggregator tag` writes them"):
        labelled({"id": "a", **row})


def test_a_broken_line_of_a_file_of_tags_is_named_with_the_file(tmp_path: Path) -> None:
    tags = tmp_path / "tags.jsonl"
    tags.write_bytes(b'{"id": "a"}\n{"id"\n')
    done = run(("cluster", "--tags", str(tags)), {"id": "a", **GOOD})
    assert done.returncode == 2
    assert f"error: {tags}: Line 2 is no JSON".encode() in done.stderr
