"""Laws of every format: whatever strangers wrote, the file is well-formed, holds no control sign, starts no formula and leads nowhere."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregator.export import Figure, Table, write
from tests.test_plain import FORBIDDEN

SIGNS = (
    "=+-@|%\t\r\n'\"<>&[]()`*_#!\\:/.ab1 ＝﹦−\u00a0\u3000\u200c\u200d\u200b\u202e\x1b\x9b\x00\ufffe\uffff\ud800\ufdd0\U0001fffe\U000e0041"
)
PIECES = st.sampled_from(
    ("=1+1", "_x000D_", "javascript:alert(1)", "</w:t>", "]]>", "<script>", "http://e.example/", "&#0;", "${x}", "{{x}}", "\x1b]8;;x\x07")
)
ANY = st.lists(PIECES | st.text(SIGNS, max_size=6) | st.text(max_size=6), max_size=5).map("".join)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COLUMNS = ("id", "title", "url", "parties", "evidence", "text", "section")


def made(title: str, other: str) -> Table:
    """A table in which every kind of column, the heading and a figure hold these two texts."""
    rows = [(1, title, other, (title, other), other, f"{title}\n{other}", other), (2, other, title, (), title, other, title)]
    figure = Figure(other, "counts", (title or "x",), (other or "y",), ((1,),))
    return Table(COLUMNS, rows, title=title, subtitle=other, figures=(figure,))


def written(name: str, title: str, other: str) -> str:
    stream = io.StringIO()
    write(name, made(title, other), stream)
    return stream.getvalue()


def packed(name: str, title: str, other: str) -> dict[str, ET.Element]:
    """The parts of a file of Office, each read as XML."""
    pytest.importorskip({"xlsx": "xlsxwriter", "docx": "docx"}[name], reason=f"the extra {name} is not installed")
    stream = io.BytesIO()
    write(name, made(title, other), stream)
    with zipfile.ZipFile(stream) as file:
        return {part: ET.fromstring(file.read(part)) for part in file.namelist() if part.endswith((".xml", ".rels"))}


def targets(parts: dict[str, ET.Element]) -> list[str]:
    """Whither the links of a file of Office lead."""
    found = (each for tree in parts.values() for each in tree.iter() if each.get("TargetMode") == "External")
    return [each.get("Target", "") for each in found]


@FEW
@given(ANY, ANY)
@example("a\ufffeb", "\uffff")
@example("x" * 40_000, "\x00\x1b[31m")
@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_files_of_office_are_well_formed(name: str, title: str, other: str) -> None:
    parts = packed(name, title, other)
    for tree in parts.values():
        texts = [*tree.itertext(), *(value for each in tree.iter() for value in each.attrib.values())]
        assert not FORBIDDEN.search("".join(texts).replace("\n", ""))
        assert not any(each.tag.endswith(("}f", "}instrText", "}fldSimple", "}object")) for each in tree.iter())
    assert all(target.startswith(("http://", "https://")) for target in targets(parts))


@FEW
@given(ANY, ANY)
@pytest.mark.parametrize("name", ["csv", "html", "json", "jsonl", "md"])
def test_texts_hold_no_control_signs(name: str, title: str, other: str) -> None:
    assert not FORBIDDEN.search(written(name, title, other).replace("\n", ""))


@given(ANY, ANY)
@example("\u200d=1+1", "\u200c @x")
@example("﹦1", "−1+1")
def test_no_cell_starts_a_formula(title: str, other: str) -> None:
    rows = list(csv.reader(io.StringIO(written("csv", title, other), newline="")))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    for cell in (cell for row in rows for cell in row if not re.fullmatch(r"-?\d+(\.\d+)?", cell)):
        assert not re.match("[\\s\u200c\u200d]*[=+\\-@|%＝＋－＠｜％﹦﹢﹣﹫−]", cell)


class Seen(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@FEW
@given(ANY, ANY)
def test_a_page_has_no_active_content(title: str, other: str) -> None:
    seen = Seen()
    seen.feed(written("html", title, other))
    assert not {tag for tag, _ in seen.tags} & {"script", "iframe", "object", "embed", "form", "base", "img", "link", "math"}
    for tag, attributes in seen.tags:
        assert not any(name.startswith("on") or name in ("srcdoc", "action", "formaction") for name in attributes), tag
        assert (attributes.get("href") or "#").startswith(("http://", "https://", "#"))


@FEW
@given(ANY, ANY)
def test_json_is_json(title: str, other: str) -> None:
    assert len(json.loads(written("json", title, other))) == 2
    lines = written("jsonl", title, other).split("\n")
    assert [json.loads(line)["id"] for line in lines if line] == [1, 2]
