"""Texts brought in by a user: filed once, versions kept, failures told."""

from __future__ import annotations

from dataclasses import replace

from aggregator.archive import read
from aggregator.model import Article, Verdict
from aggregator.pipeline.clippings import clippings
from aggregator.pipeline.outcomes import Fallen, Outcome, Settled
from tests.pipeline.web import SEEN, House, Web, article_text, stages


def clipping(number: int, url: str = "") -> Article:
    """A document with words of its own."""
    title, *paragraphs = article_text(number).split("\n")
    return Article(url or f"https://old.example/{number}", title, tuple(paragraphs), SEEN, source="cuttings")


def verdicts(outcomes: list[Outcome]) -> list[Verdict | str]:
    """What became of each."""
    return [each.verdict if isinstance(each, Settled) else "failed" for each in outcomes]


def test_documents_are_filed_once(house: House, web: Web) -> None:
    first = list(clippings(house.archive, [clipping(1), clipping(2)], stages=stages(web)))
    again = list(clippings(house.archive, [clipping(1), clipping(2)], stages=stages(web)))
    assert verdicts(first) == [Verdict.NEW, Verdict.NEW]
    assert verdicts(again) == [Verdict.SAME, Verdict.SAME]
    assert len(read.filed(house.archive, range(1, 10))) == 2


def test_the_same_text_elsewhere_is_a_copy(house: House, web: Web) -> None:
    found = list(clippings(house.archive, [clipping(1), clipping(1, "https://the-mirror.example/x")], stages=stages(web)))
    assert verdicts(found) == [Verdict.NEW, Verdict.COPY]
    assert [each.copy_of for each in read.filed(house.archive, (1, 2))] == [None, 1]


def test_a_changed_text_is_a_new_version(house: House, web: Web) -> None:
    old = clipping(1)
    new = replace(old, paragraphs=(*old.paragraphs[:-1], "Quite another ending of the same article, with a few more words in it."))
    assert verdicts(list(clippings(house.archive, [old, new], stages=stages(web)))) == [Verdict.NEW, Verdict.REVISED]
    assert read.filed(house.archive, (1,))[0].versions == 2


def test_one_that_cannot_be_tagged_is_filed_and_told(house: House, web: Web) -> None:
    odd = replace(clipping(3), paragraphs=("This is untaggable text of a document.",))
    (outcome,) = clippings(house.archive, [odd], stages=stages(web))
    assert isinstance(outcome, Settled)
    assert outcome.failure is not None
    assert "tagged" in outcome.failure.message


def test_a_bug_stops_one_document_only(house: House, web: Web) -> None:
    def broken(article: Article) -> object:
        raise ZeroDivisionError if "word1x" in article.text else NotImplementedError

    def told(article: Article) -> object:
        return broken(article) if article.title == "Headline 1" else stages(web).told(article)

    faulty = replace(stages(web), told=told)  # type: ignore[arg-type]
    found = list(clippings(house.archive, [clipping(1), clipping(2)], stages=faulty))
    assert isinstance(found[0], Fallen)
    assert verdicts(found) == ["failed", Verdict.NEW]
    assert not web.urls()
