"""Values to rows and back: the only place that knows both (for fingerprints and accounts: sketches.py). Pure, no SQL.

Whatever a row of a damaged archive holds, reading it gives a value or ArchiveError.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, Protocol

from aggregator.errors import ArchiveError
from aggregator.model import (
    Article,
    Doubt,
    Entry,
    Evidence,
    Mention,
    Organisation,
    Page,
    Partnership,
    Party,
    Place,
    Published,
    Value,
)


class Row(Protocol):
    """A row by column name: sqlite3.Row, or a dict in tests."""

    def __getitem__(self, key: str, /) -> Any: ...


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Turn what goes wrong with a row of a damaged archive into ArchiveError."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, struct.error) as error:
        raise ArchiveError(
            f"The archive holds {what} that cannot be read ({error}).", hint="Run `aggregator verify`, then `aggregator restore` a backup."
        ) from error


# ---- instants, days, lists --------------------------------------------------------------------------------------


def instant(at: datetime) -> str:
    """An aware instant as sortable text: UTC, always with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str | None) -> datetime | None:
    """The instant in a column."""
    return datetime.fromisoformat(text) if text else None


def day(text: str | None) -> date | None:
    """The day in a column."""
    return date.fromisoformat(text) if text else None


def listed(values: Iterable[str]) -> str:
    """Strings as a JSON list."""
    return json.dumps(list(values), ensure_ascii=False)


def numbers(values: Iterable[int]) -> str:
    """Numbers as a JSON list, for json_each."""
    return json.dumps(list(values))


def strings(text: str) -> tuple[str, ...]:
    """The strings of a JSON list."""
    return tuple(str(each) for each in json.loads(text))


# ---- dates ---------------------------------------------------------------------------------------------------------------


def published_json(published: Published | None) -> str | None:
    """A Published as JSON, or None."""
    return None if published is None else json.dumps(_published_dict(published), ensure_ascii=False)


def published(text: str | None) -> Published | None:
    """The Published in a column."""
    return None if text is None else _published(json.loads(text))


def dates_json(dates: tuple[Published, ...]) -> str:
    """All dates found, as a JSON list."""
    return json.dumps([_published_dict(each) for each in dates], ensure_ascii=False)


def dates(text: str) -> tuple[Published, ...]:
    """The dates of `dates_json`."""
    return tuple(_published(each) for each in json.loads(text))


def _published_dict(value: Published) -> dict[str, object]:
    return {
        "day": value.day.isoformat(),
        "provenance": value.provenance,
        "at": value.at.isoformat() if value.at else None,
        "raw": value.raw,
        "confidence": value.confidence,
    }


def _published(value: dict[str, Any]) -> Published:
    return Published(date.fromisoformat(value["day"]), value["provenance"], moment(value["at"]), value["raw"], value["confidence"])


# ---- entries and articles ---------------------------------------------------------------------------------------------------


def entry(row: Row) -> Entry:
    """A waiting entry."""
    with readable("an entry"):
        return Entry(
            url=row["url"],
            source=row["source"],
            title=row["title"],
            published=published(row["published"]),
            updated=published(row["updated"]),
            summary=row["summary"],
            text=row["text"],
            identity=row["identity"],
            language=row["language"],
        )


def article(row: Row) -> Article:
    """An article of table article."""
    with readable("an article"):
        return Article(
            url=row["url"],
            title=row["title"],
            paragraphs=tuple(row["text"].split("\n\n")) if row["text"] else (),
            seen=datetime.fromisoformat(row["seen"]),
            canonical_url=row["canonical_url"],
            published=published(row["published"]),
            language=row["language"],
            publisher=row["publisher"],
            source=row["source"],
            dates=dates(row["dates"]),
            partial=bool(row["partial"]),
        )


def article_columns(value: Article) -> dict[str, object]:
    """The columns of table article that an Article fills. Paragraphs hold no empty lines: what has some becomes several."""
    return {
        "source": value.source,
        "url": value.url,
        "canonical_url": value.canonical_url,
        "title": value.title,
        "text": value.text,
        "day": value.published.day.isoformat() if value.published else None,
        "published": published_json(value.published),
        "dates": dates_json(value.dates),
        "language": value.language,
        "publisher": value.publisher,
        "partial": int(value.partial),
        "seen": instant(value.seen),
    }


def page(row: Row, content: bytes) -> Page:
    """A stored page with its decompressed body."""
    with readable("a page"):
        return Page(
            url=row["url"],
            final_url=row["final_url"],
            status=row["status"],
            content=content,
            media_type=row["media_type"],
            charset=row["charset"],
            etag=None,
            last_modified=None,
            fetched=datetime.fromisoformat(row["fetched"]),
        )


# ---- tags ------------------------------------------------------------------------------------------------------------------


def organisation(row: Row) -> Organisation:
    """An organisation."""
    with readable("an organisation"):
        return Organisation(
            id=row["id"],
            name=row["name"],
            aliases=strings(row["aliases"]),
            country=row["country"],
            kind=row["kind"],
            parent=row["parent"],
            domain=row["domain"],
            ambiguous_forms=strings(row["ambiguous_forms"]),
        )


def organisation_row(value: Organisation) -> tuple[object, ...]:
    """The columns of table organisation, in order."""
    aliases, forms = listed(value.aliases), listed(value.ambiguous_forms)
    return (value.id, value.name, aliases, value.country, value.kind, value.parent, value.domain, forms)


def mention(row: Row) -> Mention:
    """Where an organisation is named."""
    return Mention(row["organisation"], row["surface"], row["first"], row["last"], row["rule"], row["confidence"])


def place(row: Row) -> Place:
    """Where a country is named."""
    return Place(row["country"], row["surface"], row["first"], row["last"], row["rule"], row["confidence"])


def party(row: Row) -> Party:
    """A partner of a deal."""
    return Party(row["organisation"], row["name"], row["country"], row["role"])


def evidence(row: Row) -> Evidence:
    """A sentence that says so."""
    return Evidence(row["sentence"], row["first"], row["last"], row["rule"])


def doubt(row: Row) -> Doubt:
    """What of the tags is in doubt."""
    return Doubt(row["kind"], row["score"], row["told"])


def partnership(row: Row, parties: tuple[Party, ...], sentences: tuple[Evidence, ...]) -> Partnership:
    """A deal with its partners and sentences."""
    with readable("a partnership"):
        amount = row["value_amount"]
        return Partnership(
            parties=parties,
            deal_type=row["deal_type"],
            evidence=sentences,
            announced=day(row["announced"]),
            announced_rule=row["announced_rule"],
            status=row["status"],
            countries=strings(row["countries"]),
            value=None if amount is None else Value(amount, row["value_currency"], row["value_surface"]),
            topics=strings(row["topics"]),
            confidence=row["confidence"],
        )


def partnership_row(article_id: int, value: Partnership) -> tuple[object, ...]:
    """The columns of table partnership, in order."""
    money = (value.value.amount, value.value.currency, value.value.surface) if value.value else (None, None, None)
    announced = value.announced.isoformat() if value.announced else None
    lists = (listed(value.countries), listed(value.topics))
    return (article_id, value.deal_type, value.status, announced, value.announced_rule, *lists, *money, value.confidence)
