"""The columns of stories and of articles: their stable names, what each means, and how it is taken from the value.

Column names are a contract: they are added to, never renamed. Days are YYYY-MM-DD in the publisher's calendar, instants ISO 8601, countries
ISO 3166-1 alpha-2, languages ISO 639-1, currencies ISO 4217.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from aggregator.errors import UsageError
from aggregator.export._table import Cell, Row, Table
from aggregator.export._values import rounded
from aggregator.model import Filed, Partnership, Published, Story, Value

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Column(Generic[Subject]):
    """What a column means, and its cell for a story or article."""

    meaning: str
    cell: Callable[[Subject], Cell]


def _day(published: Published | None) -> Cell:
    return published.day if published else None


def _lead(story: Story) -> Filed | None:
    return story.articles[0] if story.articles else None


def _of_deal(story: Story, name: str) -> Cell:
    found: Cell = getattr(story.partnership, name) if story.partnership else None
    return found


def _value(story: Story, name: str) -> Cell:
    value = story.partnership.value if story.partnership else None
    found: Cell = getattr(value, name) if value else None
    return found


def _unique(cells: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell for cell in cells if cell))


def _speaker(story: Story) -> Filed | None:
    """The report whose tags are the story's: the one that tells the deal, else the lead."""
    tellers = (each for each in story.articles if story.partnership and each.tags.partnership == story.partnership)
    return next(tellers, _lead(story))


def _roles(deal: Partnership | None) -> tuple[str, ...]:
    return tuple(f"{party.name}: {party.role}" for party in deal.parties if party.role) if deal else ()


def _money(filed: Filed) -> Value | None:
    return filed.tags.partnership.value if filed.tags.partnership else None


def _told(filed: Filed | None) -> tuple[str, ...]:
    return tuple(doubt.told for doubt in filed.review) if filed else ()


STORY: Mapping[str, Column[Story]] = {
    "id": Column("number of the story, for `aggregator show`", lambda story: story.id),
    "title": Column("headline of the report that speaks for the story", lambda story: story.title),
    "published": Column("day that report was published", lambda story: _day(story.published)),
    "first_seen": Column("instant the first report was fetched", lambda story: story.first_seen),
    "partnership": Column("yes when a deal is the news", lambda story: story.partnership is not None),
    "deal_type": Column("type of the deal", lambda story: _of_deal(story, "deal_type")),
    "status": Column("status of the deal", lambda story: _of_deal(story, "status")),
    "announced": Column("day the deal was announced, as the text says", lambda story: _of_deal(story, "announced")),
    "parties": Column("the partners", lambda story: story.partnership.parties if story.partnership else ()),
    "roles": Column("what each partner does in the deal, where that is clear", lambda story: _roles(story.partnership)),
    "party_countries": Column(
        "seats of the partners", lambda story: _unique(each.country for each in story.partnership.parties) if story.partnership else ()
    ),
    "countries": Column("countries the story is about", lambda story: story.countries),
    "organisations": Column("organisations named", lambda story: tuple(each.name for each in story.organisations)),
    "topics": Column("topics of the deal", lambda story: story.partnership.topics if story.partnership else ()),
    "value": Column("stated amount of money", lambda story: _value(story, "amount")),
    "currency": Column("its currency", lambda story: _value(story, "currency")),
    "confidence": Column(
        "how sure we are of the deal, 0 to 1", lambda story: rounded(story.partnership.confidence) if story.partnership else None
    ),
    "evidence": Column(
        "the sentence that says so",
        lambda story: story.partnership.evidence[0].sentence if story.partnership and story.partnership.evidence else None,
    ),
    "review": Column("what of it is in doubt, and why", lambda story: _told(_speaker(story))),
    "reports": Column("number of reports, copies included", lambda story: len(story.articles)),
    "copies": Column("how many of them are copies", lambda story: sum(each.copy_of is not None for each in story.articles)),
    "sources": Column("who told it", lambda story: _unique(each.article.source for each in story.articles)),
    "languages": Column("languages of the reports", lambda story: _unique(each.article.language for each in story.articles)),
    "url": Column("address of the report that speaks for the story", lambda story: lead.article.url if (lead := _lead(story)) else None),
    "urls": Column("addresses of all reports", lambda story: _unique(each.article.url for each in story.articles)),
    "snippet": Column("where the words were found", lambda story: story.snippet),
    "corrected": Column("what the analyst set right", lambda story: story.corrected),
}

ARTICLE: Mapping[str, Column[Filed]] = {
    "id": Column("number of the article", lambda filed: filed.id),
    "story": Column("number of its story, for `aggregator show`", lambda filed: filed.story),
    "title": Column("headline", lambda filed: filed.article.title),
    "published": Column("day it was published", lambda filed: _day(filed.article.published)),
    "published_at": Column(
        "instant it was published, where a time was given", lambda filed: filed.article.published.at if filed.article.published else None
    ),
    "published_by": Column(
        "where the day comes from", lambda filed: filed.article.published.provenance if filed.article.published else None
    ),
    "source": Column("the source that listed it", lambda filed: filed.article.source),
    "publisher": Column("the publisher, as the page says", lambda filed: filed.article.publisher),
    "language": Column("language of the text", lambda filed: filed.article.language),
    "url": Column("address", lambda filed: filed.article.url),
    "canonical_url": Column("address the page calls its own", lambda filed: filed.article.canonical_url),
    "seen": Column("instant it was fetched first", lambda filed: filed.article.seen),
    "copy_of": Column("number of the article it copies", lambda filed: filed.copy_of),
    "versions": Column("how many versions are archived", lambda filed: filed.versions),
    "partial": Column("yes when only a teaser was open", lambda filed: filed.article.partial),
    "partnership": Column("yes when a deal is the news", lambda filed: filed.tags.partnership is not None),
    "deal_type": Column("type of the deal", lambda filed: filed.tags.partnership.deal_type if filed.tags.partnership else None),
    "parties": Column("the partners", lambda filed: filed.tags.partnership.parties if filed.tags.partnership else ()),
    "countries": Column("countries it is about", lambda filed: filed.tags.countries),
    "organisations": Column("organisations named", lambda filed: tuple(each.name for each in filed.tags.organisations)),
    "probability": Column("how likely a deal is the news, 0 to 1", lambda filed: rounded(filed.tags.probability)),
    "reason": Column("what it is where no deal is the news: award, earnings …", lambda filed: filed.tags.reason),
    "status": Column("status of the deal", lambda filed: filed.tags.partnership.status if filed.tags.partnership else None),
    "announced": Column(
        "day the deal was announced, as the text says", lambda filed: filed.tags.partnership.announced if filed.tags.partnership else None
    ),
    "roles": Column("what each partner does in the deal, where that is clear", lambda filed: _roles(filed.tags.partnership)),
    "topics": Column("topics of the deal", lambda filed: filed.tags.partnership.topics if filed.tags.partnership else ()),
    "value": Column("stated amount of money", lambda filed: money.amount if (money := _money(filed)) else None),
    "currency": Column("its currency", lambda filed: money.currency if (money := _money(filed)) else None),
    "evidence": Column(
        "the sentence that says so",
        lambda filed: deal.evidence[0].sentence if (deal := filed.tags.partnership) and deal.evidence else None,
    ),
    "review": Column("what of it is in doubt, and why", _told),
    "text": Column("the text, an empty line between paragraphs", lambda filed: filed.article.text),
}


def table(columns: Mapping[str, Column[Subject]], subjects: Iterable[Subject], chosen: tuple[str, ...] = ()) -> Table:
    """The table of these stories or articles, row by row; all columns or the chosen ones. Raises UsageError for an unknown column."""
    unknown = [name for name in chosen if name not in columns]
    if unknown:
        raise UsageError(f"There is no column {unknown[0]!r}.", hint=f"Columns: {', '.join(columns)}.")
    names = chosen or tuple(columns)
    return Table(names, _rows([columns[name] for name in names], subjects))


def _rows(columns: list[Column[Subject]], subjects: Iterable[Subject]) -> Iterator[Row]:
    for subject in subjects:
        yield tuple(column.cell(subject) for column in columns)
