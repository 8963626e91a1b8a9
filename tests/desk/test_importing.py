"""Documents that are already text: how rows are read, and that the command files them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.cli.importing import document, read, summary
from aggregator.errors import UsageError
from tests.desk.asking import Ask

LONG = "The hospital group signed an agreement with the university on a joint centre for the training of nurses and doctors. " * 3


def test_a_full_row_becomes_an_article() -> None:
    row = {
        "url": "https://a.example/1?utm=x",
        "title": " A \x1b[1mtitle\n",
        "text": "One\nline.\n\n\n\nTwo.",
        "published": "2026-11-20T10:00:00+08:00",
        "language": "EN-gb",
        "source": "cuttings",
        "publisher": "The Example",
        "id": 7,
        "extra": None,
    }
    article = document(row, "import")
    assert (article.url, article.title, article.paragraphs) == ("https://a.example/1?utm=x", "A [1mtitle", ("One line.", "Two."))
    assert article.published is not None
    assert (article.published.day, article.published.provenance) == (date(2026, 11, 20), "given")
    assert article.published.at is not None
    assert (article.language, article.source, article.publisher) == ("en", "cuttings", "The Example")
    assert article.dates == (article.published,)


def test_what_is_missing_is_made_up_for() -> None:
    article = document({"text": LONG}, "import")
    assert article.title.startswith("The hospital group signed")
    assert article.url.startswith("urn:document:")
    assert article.url == document({"text": LONG}, "other").url
    assert (article.source, article.language, article.published) == ("import", "en", None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("not JSON", "not JSON"),
        ([1], "not a JSON object"),
        ({}, "neither a title nor a text"),
        ({"title": " \u200b"}, "neither a title nor a text"),
        ({"title": 5}, "title is no text"),
        ({"title": "x", "published": "last week"}, "no ISO 8601 day"),
        ({"title": "x", "text": ["a"]}, "text is no text"),
    ],
)
def test_what_is_no_document_says_why(row: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        document(row, "import")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "not an address", "https://user:secret@a.example/"])
def test_only_addresses_of_the_web_are_kept(url: str) -> None:
    assert document({"title": "x", "url": url}, "import").url.startswith("urn:document:")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)


@given(st.dictionaries(st.sampled_from(["url", "title", "text", "published", "language", "source", "publisher"]), _JSON))
def test_any_row_is_an_article_or_a_reason(row: dict[str, Any]) -> None:
    try:
        article = document(row, "import")
    except ValueError as error:
        reason = str(error)
        assert reason
        return
    assert article.title
    assert article.whole.encode()


def test_files_are_read_line_by_line_and_faults_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('\ufeff{"title": "One"}\n\n{broken\n{"title": "Two"}\n[]\n' + "[" * 100_000 + "\n", encoding="utf-8")
    counts: Counter[str] = Counter()
    assert [each.title for each in read(str(path), "import", counts)] == ["One", "Two"]
    assert counts["unreadable"] == 3
    assert "a.jsonl, line 3: not JSON" in capsys.readouterr().err


def test_a_csv_is_read_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('title,text,published\n\'=1+1 is two,"a\n\nb",2020-01-02\n', encoding="utf-8")
    (article,) = read(str(path), "import", Counter())
    assert (article.title, article.paragraphs) == ("=1+1 is two", ("a", "b"))


def test_what_was_exported_can_be_brought_in_again(ask: Ask, tmp_path: Path) -> None:
    for name in ("all.csv", "all.jsonl"):
        assert ask("export", str(tmp_path / name), "--articles").code == 0
        articles = list(read(str(tmp_path / name), "import", Counter()))
        assert len(articles) == 9
        assert {each.source for each in articles} >= {"wire", "mirror", "chinese daily"}
        assert '=1+1 [red]Trust[/red] <b>100%</b> O\'Neil "quoted"' in {each.title for each in articles}


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        list(read(str(tmp_path / "none.jsonl"), "import", Counter()))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, "0 documents: 0 new"),
        ({"new": 2, "copy": 1, "same": 3}, "6 documents: 2 new, 1 copied, 3 already there"),
        ({"unreadable": 1}, "1 document: 0 new, 1 unreadable"),
    ],
)
def test_the_summary_adds_up(counts: dict[str, int], told: str) -> None:
    assert summary(counts) == told


def test_the_command_files_documents_through_the_real_river(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "docs.jsonl"
    rows = [
        {
            "url": "https://a.example/1",
            "title": "Raffles Medical Group signs with Mayo Clinic",
            "text": f"Raffles Medical Group and Mayo Clinic said so. {LONG}",
            "published": "2026-11-18",
            "language": "en",
        },
        {
            "title": "Weather",
            "text": "It rained all day long in the hills behind the town, and nobody went out.",
            "published": "2026-11-19",
        },
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "oops\n")
    archive = tmp_path / "archive.db"
    done = ask("import", str(path), archive=archive)
    assert done.code == 3
    assert "3 documents: 2 new, 1 unreadable" in done.err
    assert [row["title"] for row in ask("query", archive=archive).rows()] == ["Weather", "Raffles Medical Group signs with Mayo Clinic"]
    assert [row["published"] for row in ask("query", "--org", "Mayo Clinic", archive=archive).rows()] == ["2026-11-18"]
