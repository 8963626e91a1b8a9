"""Every format: whole, streamed, and safe whatever strangers wrote."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import plain
from aggregator.export import STORY, Row, Table, formats, table, text, write
from aggregator.export._table import address
from aggregator.export.csv import guarded, read, unguarded
from tests.export.samples import HOSTILE, SENTENCE, hostile, story

TEXT_FORMATS = ("csv", "html", "json", "jsonl", "md")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def written(name: str, values: Table) -> str:
    stream = io.StringIO()
    write(name, values, stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_a_story_is_written_whole(name: str) -> None:
    out = written(name, table(STORY, [story()]))
    for part in ("Northlake signs with 海河医院", SENTENCE, "https://news.example/7", "2026-11-19", "cardiology"):
        assert part in out


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_no_control_character_leaves(name: str) -> None:
    assert not CONTROLS.search(written(name, hostile()))


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_rows_are_counted_and_none_is_fine(name: str) -> None:
    assert write(name, hostile(), io.StringIO()) == len(HOSTILE)
    assert write(name, Table(("id", "title"), ()), io.StringIO()) == 0
    assert write(name, Table(("type", "stories"), [("mou", 3)]), io.StringIO()) == 1


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_rows_are_written_as_they_come(name: str) -> None:
    stream, lengths = io.StringIO(), []

    def rows() -> Iterator[Row]:
        for number in range(3):
            lengths.append(len(stream.getvalue()))
            yield (number, "x" * 100)

    write(name, Table(("id", "title"), rows()), stream)
    assert lengths[2] > lengths[1] > lengths[0] - 1


def test_every_format_is_tested_here() -> None:
    assert set(TEXT_FORMATS) <= set(formats())


def test_csv_cells_start_no_formula() -> None:
    cells = [cell for row in list(csv.reader(io.StringIO(written("csv", hostile()))))[1:] for cell in row]
    assert [
        cell
        for cell in cells
        if re.match(r"[=+\-@\t\r\n＝＋－＠|%]", cell.lstrip(" \"'“").lstrip()) and not cell.startswith("'") and not NUMBER.fullmatch(cell)
    ] == []
    assert len(cells) == 6 * len(HOSTILE)


@pytest.mark.parametrize("number", ["-5", "-3.25", "12", "0.5"])
def test_numbers_stay_numbers(number: str) -> None:
    assert guarded(number) == number


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_csv_is_read_back_as_written(pairs: list[tuple[str, str]]) -> None:
    out = written("csv", Table(("a", "b"), pairs))
    assert list(read(io.StringIO(out, newline=""))) == [{"a": plain.block(a), "b": plain.block(b)} for a, b in pairs]


@given(st.text(alphabet="=+-@'\"a1 ＝|%.") | st.text())
def test_a_guarded_text_can_be_had_back(value: str) -> None:
    assert unguarded(guarded(value)) == value


def test_json_and_json_lines_say_the_same() -> None:
    values = hostile()
    array = json.loads(written("json", values))
    assert array == [json.loads(line) for line in written("jsonl", values).splitlines()]
    assert [each["title"] for each in array] == [text(each) for each in HOSTILE]


def test_json_keeps_lists_numbers_and_parties() -> None:
    (only,) = json.loads(written("json", table(STORY, [story()])))
    assert only["parties"][1] == {"name": "海河医院", "country": "CN", "role": None, "organisation": "org:haihe"}
    assert only["countries"] == ["CA", "CN"]
    assert only["value"] == 2_500_000.0
    assert only["partnership"] is True


def test_html_runs_nothing_and_links_only_to_the_web() -> None:
    out = written("html", hostile())
    assert "default-src 'none'" in out
    tags = re.findall(r"<([a-z0-9]+)((?:\s+[a-z-]+(?:=\"[^\"]*\"|=[a-z]+)?)*)\s*>", out)
    assert {tag for tag, _ in tags} <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "article",
        "dl",
        "div",
        "dt",
        "dd",
        "a",
        "blockquote",
        "details",
        "summary",
        "p",
    }
    assert out.count("<") == len(re.findall(r"</?[a-z0-9]+[^<>]*>|<!doctype html>", out))
    assert all(link.startswith("https://news.example/") for link in re.findall(r'href="([^"]*)"', out))
    assert not re.search(r"\son\w+\s*=\s*[\"']?[a-z]", re.sub(r"&[a-z#0-9]+;", "", "".join(attributes for _, attributes in tags)))


def test_markdown_shows_hostile_text_as_text() -> None:
    out = written("md", hostile())
    assert "<script" not in out.replace("\\<script", "")
    assert not re.search(r"(?<!\\)\]\((?!<https://news\.example/)", out)
    assert "\n\\# heading" in out
    assert "\n1\\. one" in out


def test_sections_become_headings() -> None:
    rows = [("New", "A"), ("New", "B"), ("Also", "C")]
    assert re.findall("^#.*", written("md", Table(("section", "title"), rows, title="Week")), re.MULTILINE) == [
        "# Week", "## New", "### A", "### B", "## Also", "### C",
    ]  # fmt: skip
    assert written("html", Table(("section", "title"), rows)).count("<h2>") == 2


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/b?c=d&e=%20#f", "https://a.example/b?c=d&e=%20#f"),
        ("https://a.example/医", "https://a.example/%E5%8C%BB"),
        ('https://a.example/"><x', "https://a.example/%22%3E%3Cx"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("https:///nohost", ""),
        ("https://[broken", ""),
        ("/relative", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, link: str) -> None:
    assert address(url) == link
