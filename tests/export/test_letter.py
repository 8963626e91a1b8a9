"""Messages: what is told of a story, within the size a service bears, and nothing in it that a chat or mail reader would obey."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.export import Notice, letter, subject
from aggregator.export._letter import FORMATS
from aggregator.model import Article, Evidence, Filed, Partnership, Party, Published, Story

AT = datetime(2026, 11, 20, tzinfo=UTC)


def story(number: int, title: str = "Two hospitals sign", url: str = "https://a.example/1", sentence: str = "They signed.") -> Story:
    article = Article(url, title, ("text",), AT, None, Published(date(2026, 11, 20), "feed"), "en", "A", "wire")
    deal = Partnership((Party("org:a", "Alpha", "SG"), Party("new:b", title, "CN")), "joint_venture", (Evidence(sentence, 0, 1),))
    return Story(number, title, AT, article.published, (Filed(number, article, number),), deal, (), ("CN", "SG"))


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_message_tells_who_when_where_and_why() -> None:
    made = letter([Notice(story(1), ("asia", "watched: Alpha"))], "text", 5000)
    assert made.split("\n") == [
        "Two hospitals sign",
        "2026-11-20 · joint venture · Alpha × Two hospitals sign · CN, SG · asia, watched: Alpha",
        "“They signed.”",
        "https://a.example/1",
    ]


def test_a_story_without_a_deal_is_told_as_well() -> None:
    plain = replace(story(1), partnership=None, published=None, countries=())
    assert letter([Notice(plain)], "text", 5000) == "Two hospitals sign\nundated\nhttps://a.example/1"


@pytest.mark.parametrize("form", FORMATS)
def test_what_does_not_fit_is_counted(form: str) -> None:
    notices = [Notice(story(n)) for n in range(30)]
    made = letter(notices, form, 1500, more=70)
    told = made.count("They signed.")
    assert 2 < told < 30
    assert f"{100 - told} more" in made
    assert len(made.encode()) <= 1500
    assert "more" not in letter(notices, form, 100_000)
    assert letter(notices, form, 5) == ""


def test_a_subject_is_one_line_that_fits() -> None:
    assert subject(1, ["asia"]) == "Healthcare partnerships: 1 new story (asia)"
    assert subject(2, ["a\r\nBcc: x", "b"]) == "Healthcare partnerships: 2 new stories (a Bcc: x, b)"
    assert len(subject(2, ["x" * 500], 60)) == 60


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "<!channel> @everyone <@U123>",
        "[x](https://evil.example)",
        "![x](http://e)",
        "<b>x</b>",
        "`x`",
        "**x**",
        "# x",
        "\x1b[31m",
        "a\r\nb",
        "\u202ex",
    ]
)
URLS = st.sampled_from(
    ["javascript:alert(1)", "https://a.example/@everyone", 'https://a.example/"><script>', "https://a.example/)(x", "x", ""]
)


@given(title=HOSTILE, sentence=HOSTILE, url=URLS | HOSTILE, reason=HOSTILE, most=st.integers(0, 3000))
@pytest.mark.parametrize("form", FORMATS)
def test_whatever_strangers_wrote_stays_text_and_fits(form: str, title: str, sentence: str, url: str, reason: str, most: int) -> None:
    made = letter([Notice(story(1, title, url, sentence), (reason,))], form, most)
    assert len(made.encode()) <= most
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", made)
    if form == "html":
        page = Page()
        page.feed(made)
        assert {tag for tag, _ in page.tags} <= {"p", "b", "i", "br", "a"}
        assert all(re.match("https?://", each["href"] or "") for tag, each in page.tags if tag == "a")
        assert all(set(each) <= {"href"} for _, each in page.tags)
    else:
        own = made if form == "text" else re.sub(r"\(<https?://[^\s<>]*>\)", "()", made)
        assert not re.search(r"[<`]|@", own)
        assert form == "markdown" or "](" not in made
        assert form == "text" or not re.search(r"(?<!\\)\]\((?!\))", own)


@given(st.lists(HOSTILE, max_size=4), st.integers(10, 200))
def test_any_reasons_make_a_subject_of_one_line(reasons: list[str], most: int) -> None:
    made = subject(3, reasons, most)
    assert len(made) <= most
    assert not re.search("[\x00-\x1f\x7f\x85\u2028\u2029]", made)
