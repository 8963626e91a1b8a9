"""What is in doubt: the list, its order and reasons in every format; and second opinions on it, from a stand-in endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregator import archive
from aggregator.archive import filing, opinions, read
from aggregator.model import Doubt
from tests.desk.asking import NOW, Ask, Done
from tests.desk.samples import NOW as FILED
from tests.desk.samples import REPORTS, SIGNED, record
from tests.opinion.endpoint import Endpoint, Question, Reply, Script, listening, said

KEY = "sk-secret-1618033988"
DOUBTS = {
    1: (Doubt("parties", 0.6, "金山医院 may not be a partner (0.44)"), Doubt("unknown", 0.1, "金山医院 is in no register")),
    2: (Doubt("verdict", 0.99, "a retelling that does not speak for its story"),),
    4: (Doubt("verdict", 0.9, "a partnership, with a probability of 0.52"),),
    5: (Doubt("verdict", 0.3, "no partnership, with a probability of 0.36"), Doubt("day", 0.2, "2026-10-29 may be the day (0.21)")),
}
YES = {
    "partnership": True,
    "parties": ["Raffles Medical Group", "金山医院"],
    "deal_type": "mou",
    "announced": "2026-11-19",
    "quotes": [SIGNED],
}
NO = {
    "partnership": False,
    "parties": [],
    "deal_type": None,
    "announced": None,
    "quotes": ["Die Straße zum Universitätsklinikum Brühl ist lang"],
}


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """The sample archive, with doubts; its stories 1 (report 1), 2 (report 4), 3 (report 5) are in doubt."""
    path, stories = tmp_path / "archive.db", dict[int, int]()
    with archive.open(path, write=True) as opened:
        for told in REPORTS:
            made = record(told, stories)
            made = replace(made, tags=replace(made.tags, doubts=DOUBTS.get(told.number, ())))
            stories[told.number] = filing.file(opened, made, filing.Lines(f"{told.source}.example"), FILED).story
    return path


@pytest.fixture
def on(doubtful: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Run a command over that archive."""
    for name in ("URL", "MODEL", "KEY", "PRICE_IN", "PRICE_OUT"):
        monkeypatch.delenv(f"AGGREGATOR_LLM_{name}", raising=False)
    monkeypatch.setenv("AGGREGATOR_LLM_FILE", str(doubtful.parent / "none.toml"))
    return lambda *arguments: ask(*arguments, archive=doubtful)


# ---- the list ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("query", "--review"), ["2", "1", "3"]),
        (("review",), ["2", "1", "3"]),
        (("query", "review:yes"), ["1", "3", "2"]),
        (("query", "review:yes", "--sort", "doubt"), ["2", "1", "3"]),
        (("query", "review:parties"), ["1"]),
        (("query", "review:day", "OR", "review:unknown"), ["1", "3"]),
        (("query", "--review", "--country", "DE"), ["3"]),
        (("review", "--deals"), ["2", "1"]),
        (("review", "--limit", "1"), ["2"]),
        (("query", "--articles", "--review"), ["2", "4", "1", "5"]),
    ],
)
def test_what_is_in_doubt_comes_with_the_most_doubtful_first(
    on: Callable[..., Done], arguments: tuple[str, ...], expected: list[str]
) -> None:
    ids = [row["id"] for row in on(*arguments).rows()]
    assert sorted(ids) == sorted(expected)
    if "review:yes" not in arguments or "--sort" in arguments:
        assert ids == expected or "OR" in arguments


def test_each_comes_with_its_reasons(on: Callable[..., Done]) -> None:
    rows = {row["id"]: row["review"] for row in on("query", "--review").rows()}
    assert rows["2"] == "a partnership, with a probability of 0.52"
    assert rows["1"].startswith("金山医院 may not be a partner (0.44)")
    assert "in no register" in rows["1"]


def test_counts_and_the_rest(on: Callable[..., Done]) -> None:
    assert on("query", "--review", "--count").out == "3\n"
    assert on("query", "review:no", "--count").out == "4\n"
    assert on("query", "--review", "--group-by", "type").code == 0
    wrong = on("query", "review:maybe")
    assert wrong.code == 2
    assert "verdict" in wrong.err


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl", "md", "html"])
def test_every_format_has_the_reasons(on: Callable[..., Done], format_: str) -> None:
    shown = on("query", "--review", "--format", format_)
    assert shown.code == 0
    assert "with a probability of 0.52" in shown.out
    assert "with a probability of 0.52" in on("export", "-", "--review", "--format", format_).out


def test_show_and_why_tell_what_is_in_doubt(on: Callable[..., Done]) -> None:
    assert "in doubt: a partnership, with a probability of 0.52" in on("show", "2").out
    assert "\nin doubt: report 1 (" in on("show", "1").out  # it has three: of which one is the doubt?
    (doubt,) = [row for row in on("why", "2").rows() if row["tag"] == "in doubt"]
    assert (doubt["value"], doubt["confidence"]) == ("verdict", "0.90")


def test_doubts_are_filed_and_read_back(doubtful: Path) -> None:
    with archive.open(doubtful, write=False) as opened:
        (filed,) = read.filed(opened, (1,))
    assert filed.tags.doubts == DOUBTS[1]
    assert filed.review == DOUBTS[1]


def test_the_analysts_word_takes_a_story_off_the_list(on: Callable[..., Done], doubtful: Path) -> None:
    with archive.open(doubtful, write=True) as opened, opened.transaction():
        columns = "batch, article, address, url, field, change, value, made"
        opened.do(f"INSERT INTO correction ({columns}) VALUES (1, 4, 'x', 'https://x.example', 'type', 'set', 'mou', ?)", (NOW,))
    assert [row["id"] for row in on("review").rows()] == ["1", "3"]


def test_an_archive_without_doubts_says_how_to_find_them(ask: Ask) -> None:
    done = ask("review")
    assert done.rows() == []
    assert "aggregator retag" in done.err


# ---- second opinions ---------------------------------------------------------------------------------------------------------


@contextmanager
def asking(monkeypatch: pytest.MonkeyPatch, script: Script, **further: str) -> Iterator[Endpoint]:
    """An endpoint that is named in the environment."""
    with listening(script) as endpoint:
        for name, value in {"URL": endpoint.url, "MODEL": "small", "KEY": KEY, **further}.items():
            monkeypatch.setenv(f"AGGREGATOR_LLM_{name}", value)
        yield endpoint


def by_story(question: Question, before: int) -> Reply:
    """An opinion on Raffles that agrees, one on Gleneagles that quotes what is not there, one on Brühl that agrees."""
    if "Raffles" in question.text():
        return said(YES)
    return said({**YES, "quotes": ["The two have merged into one."]}) if "Gleneagles" in question.text() else said(NO)


def test_without_a_named_endpoint_nobody_is_asked(on: Callable[..., Done]) -> None:
    done = on("review", "--ask")
    assert done.code == 2
    assert "AGGREGATOR_LLM_URL" in done.err


def test_opinions_are_filed_counted_and_shown(on: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    with asking(monkeypatch, by_story, PRICE_IN="1", PRICE_OUT="10") as endpoint:
        done = on("review", "--ask")
    assert len(endpoint.seen) == 3
    assert endpoint.seen[0].path == "/v1/chat/completions"
    assert endpoint.seen[0].headers["authorization"] == f"Bearer {KEY}"
    outcomes = {row["article"]: row["outcome"] for row in done.rows()}
    assert outcomes == {"4": "refused: it quotes a sentence that does not stand in the text", "1": "agrees", "5": "agrees"}
    assert "3 requests to 127.0.0.1:" in done.err
    assert "3 answers, 1 of them refused, 2,400 tokens in, 270 out, 0.0051 USD" in done.err
    assert [row["id"] for row in on("review").rows()] == ["2"], "those that it agrees with are in doubt no more"
    assert "Second opinions so far: 3 answers" in on("review").err
    (told,) = [row for row in on("why", "1").rows() if row["tag"] == "second opinion"]
    assert told["value"] == "mou of Raffles Medical Group × 金山医院, 2026-11-19"
    assert told["rule"].startswith("small at 127.0.0.1:")
    assert (told["because"], told["sentence"]) == ("agrees (2026-11-21)", SIGNED)


def test_nobody_is_asked_twice_about_the_same_text(on: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    with asking(monkeypatch, by_story) as endpoint:
        on("review", "--ask")
        assert "0 requests" in on("review", "--ask").err
        monkeypatch.setenv("AGGREGATOR_LLM_MODEL", "large")
        assert "1 request " in on("review", "--ask").err
    assert len(endpoint.seen) == 4


def test_an_opinion_that_disagrees_is_on_top_of_the_list_and_changes_no_tag(
    on: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = on("query", "--format", "jsonl", "--columns", "id,partnership,deal_type,parties,announced").out
    no = {**NO, "quotes": [SIGNED]}
    with asking(monkeypatch, lambda question, _: said(no) if "Raffles" in question.text() else Reply(b"", 400)):
        on("review", "--ask", "--org", "Raffles Medical")
    rows = on("review").rows()
    assert rows[0]["id"] == "1"
    assert rows[0]["review"].startswith("second opinion of small: no partnership is the news")
    assert [row["id"] for row in on("query", "review:opinion").rows()] == ["1"]
    assert on("query", "--format", "jsonl", "--columns", "id,partnership,deal_type,parties,announced").out == before


def test_filters_and_most_bound_whom_is_asked_about(on: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    with asking(monkeypatch, by_story) as endpoint:
        on("review", "--ask", "--most", "1")
        assert [question.text().count("Gleneagles") > 0 for question in endpoint.seen] == [True]
        on("review", "--ask", "--country", "DE")
    assert "Brühl" in endpoint.seen[1].text()
    assert len(endpoint.seen) == 2


@pytest.mark.parametrize(
    ("reply", "requests", "told"),
    [
        (Reply(b"", 401), 1, "401"),
        (Reply(b"", 422), 3, "422"),
        (Reply(b"x" * 300_000), 3, "larger than"),
    ],
)
def test_an_endpoint_that_fails_is_told_and_left_alone(
    on: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, reply: Reply, requests: int, told: str
) -> None:
    with asking(monkeypatch, lambda question, before: reply) as endpoint:
        done = on("review", "--ask")
    assert len(endpoint.seen) == requests
    assert all(told in row["outcome"] for row in done.rows())
    assert "0 answers" in done.err
    assert KEY not in done.out + done.err


@pytest.mark.parametrize(
    "content", ["I cannot help with that.", "{" * 3000, json.dumps({**YES, "parties": ["Raffles Medical Group", "Acme"]})]
)
def test_what_does_not_keep_to_the_text_is_filed_as_refused(
    on: Callable[..., Done], doubtful: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    with asking(monkeypatch, lambda question, before: said(content)):
        on("review", "--ask", "--org", "Raffles Medical")
    with archive.open(doubtful, write=False) as opened:
        (opinion,) = opinions.of(opened, 1)
    assert opinion.refused
    assert (opinion.partnership, opinion.parties, opinion.quotes) == (None, (), ())
    assert (opinion.tokens_in, opinion.tokens_out) == (800, 90)
    assert "1" in {row["id"] for row in on("review").rows()}


def test_the_key_is_in_no_output_and_not_in_the_archive(on: Callable[..., Done], doubtful: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with asking(monkeypatch, by_story):
        done = on("review", "--ask")
    shown: list[Any] = [done.out, done.err, on("why", "1").out]
    assert not any(KEY in each for each in shown)
    assert KEY.encode() not in doubtful.read_bytes()


def test_that_all_is_in_doubt_goes_without_saying(ask: Ask) -> None:
    assert "--review" not in ask("review", "--help").out
    assert "--review" in ask("query", "--help").out
    assert ask("review", "--review").out == ask("review").out
