from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from aggregator.dedupe import original
from aggregator.dedupe.originals import PAPER, RELEASE, WIRE, outlet
from aggregator.model import Article, Organisation, Published
from tests.dedupe.made import article


def of(line: str, url: str = "https://paper.example/a", day: date | None = None) -> Article:
    return article((line, "And the rest of it."), url=url, day=day)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (of("TAMPERE, May 4 /PRNewswire/ -- Lumetrix said"), RELEASE),
        (of("FOR IMMEDIATE RELEASE"), RELEASE),
        (of("Medienmitteilung vom 4. Mai"), RELEASE),
        (of("Plain words", "https://www.businesswire.com/news/1"), RELEASE),
        (of("LONDON (Reuters) - Lumetrix said"), WIRE),
        (of("新华社南平电"), WIRE),
        (of("Plain words", "https://www.reuters.com/a"), WIRE),
        (of("Plain words in a paper"), PAPER),
        (article(("x " * 600, "(Reuters)", "y " * 600)), PAPER),  # a mention in the middle is no dateline
    ],
)
def test_outlets(one: Article, expected: int) -> None:
    assert outlet(one) == expected


RELEASED, WIRED, PRINTED = of("FOR IMMEDIATE RELEASE"), of("LONDON (Reuters) - x"), of("Plain words in a paper")
EARLY, LATE = of("Plain words", day=date(2026, 5, 4)), of("Plain words", day=date(2026, 5, 6))

EIGHT = datetime(2026, 5, 4, 8, tzinfo=UTC)
MORNING, NOON = (Published(EIGHT.date(), "feed", at=EIGHT + timedelta(hours=each)) for each in (0, 4))


ACME = Organisation("org:acme", "Acme Clinics Group", ("Acme Clinics", "AC"), domain="www.acme.example")
CHINESE = Organisation("new:qs", "青山医院集团")


@pytest.mark.parametrize(
    ("url", "publisher", "expected"),
    [
        ("https://news.acme.example/a", None, RELEASE),
        ("https://paper.example/a", None, PAPER),
        ("https://paper.example/a", "The Daily Paper", PAPER),
        ("https://10.0.0.1/a", "Acme Clinics newsroom", RELEASE),
        ("https://10.0.0.1/a", "AC", PAPER),
        ("https://10.0.0.1/a", "Pacme Clinics", PAPER),
        ("https://10.0.0.1/a", "青山医院集团官网", RELEASE),
    ],
)
def test_what_an_organisation_says_itself_is_a_release(url: str, publisher: str | None, expected: int) -> None:
    one = article(("Plain words.",), url=url, publisher=publisher)
    assert outlet(one) == PAPER
    assert outlet(one, (ACME, CHINESE)) == expected


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ((PRINTED, WIRED, RELEASED), 2),
        ((PRINTED, WIRED), 1),
        ((LATE, EARLY, PRINTED), 1),
        ((PRINTED, LATE), 1),
        ((PRINTED, of("Plain words in a paper, and some more of them")), 1),
        ((PRINTED, PRINTED), 0),
        ((replace(WIRED, partial=True), PRINTED), 1),
        ((EARLY, replace(EARLY, published=MORNING), replace(EARLY, published=NOON)), 1),
    ],
)
def test_the_most_original_leads(articles: tuple[Article, ...], expected: int) -> None:
    assert original(articles) == expected


def test_nothing_has_no_original() -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (min of an empty sequence)
        original(())
