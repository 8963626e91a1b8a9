"""Second opinions in the archive: what a language model answered about articles in doubt. No tag is changed by them.

Each public function is one question or one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from aggregator.archive import rows
from aggregator.archive.handle import Archive

_PLAIN = ("article", "version", "model", "endpoint", "tagger", "refused", "deal_type", "disagrees", "tokens_in", "tokens_out", "cost")


@dataclass(frozen=True, slots=True)
class Opinion:
    """One answer. `refused`: why it counts for nothing, or ""; `disagrees`: in what it differs from the tags as they were, or "";
    `version`: of which version of the text; `cost`: in the currency of the configured price, None where no price is known."""

    article: int
    version: int
    asked: datetime
    model: str
    endpoint: str
    tagger: str
    refused: str = ""
    partnership: bool | None = None
    parties: tuple[str, ...] = ()
    deal_type: str | None = None
    announced: date | None = None
    quotes: tuple[str, ...] = ()
    disagrees: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None

    def told(self) -> str:
        """What it said, in one line."""
        if not self.partnership:
            return "no partnership"
        day = f", {self.announced}" if self.announced else ""
        return f"{self.deal_type or 'partnership'} of {' × '.join(self.parties)}{day}"


@dataclass(frozen=True, slots=True)
class Spent:
    """What all opinions cost together."""

    answers: int
    refused: int
    tokens_in: int
    tokens_out: int
    cost: float

    def since(self, before: Spent) -> Spent:
        """What came on top of what was spent before."""
        return Spent(
            self.answers - before.answers,
            self.refused - before.refused,
            self.tokens_in - before.tokens_in,
            self.tokens_out - before.tokens_out,
            self.cost - before.cost,
        )


def of(archive: Archive, article: int) -> tuple[Opinion, ...]:
    """All opinions on an article, oldest first."""
    return tuple(map(_opinion, archive.rows("SELECT * FROM opinion WHERE article = ? ORDER BY id", (article,))))


def keep(archive: Archive, opinion: Opinion) -> None:
    """File an opinion."""
    said = None if opinion.partnership is None else int(opinion.partnership)
    day = opinion.announced.isoformat() if opinion.announced else None
    columns: dict[str, object] = {name: getattr(opinion, name) for name in _PLAIN} | {
        "asked": rows.instant(opinion.asked),
        "partnership": said,
        "parties": rows.listed(opinion.parties),
        "announced": day,
        "quotes": rows.listed(opinion.quotes),
    }
    with archive.transaction():
        archive.do(f"INSERT INTO opinion ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", tuple(columns.values()))


def unasked(archive: Archive, model: str, stories: Iterable[int]) -> Iterator[int]:
    """Of each of these stories in doubt the article whose tags are the story's, if this model was not asked about it as it reads today."""
    for story in stories:
        row = archive.row(
            """SELECT a.id FROM story s JOIN article a ON a.id = coalesce(s.teller, s.lead)
               WHERE s.id = ? AND EXISTS (SELECT 1 FROM review r WHERE r.article = a.id)
                 AND NOT EXISTS (SELECT 1 FROM opinion o WHERE o.article = a.id AND o.version = a.versions AND o.model = ?)""",
            (story, model),
        )
        if row is not None:
            yield int(row[0])


def undoubted(archive: Archive) -> bool:
    """Whether there are articles, and nothing is in doubt of any: they were tagged before doubts were filed."""
    return archive.row("SELECT 1 FROM article LIMIT 1") is not None and archive.row("SELECT 1 FROM doubt LIMIT 1") is None


def spent(archive: Archive) -> Spent:
    """What all opinions of the archive have cost."""
    columns = (
        "count(*), coalesce(sum(refused <> ''), 0), coalesce(sum(tokens_in), 0), coalesce(sum(tokens_out), 0), coalesce(sum(cost), 0.0)"
    )
    row = archive.row(f"SELECT {columns} FROM opinion")
    return Spent(*row) if row else Spent(0, 0, 0, 0, 0.0)


def _opinion(row: sqlite3.Row) -> Opinion:
    with rows.readable("a second opinion"):
        return Opinion(
            article=row["article"],
            version=row["version"],
            asked=datetime.fromisoformat(row["asked"]),
            model=row["model"],
            endpoint=row["endpoint"],
            tagger=row["tagger"],
            refused=row["refused"],
            partnership=None if row["partnership"] is None else bool(row["partnership"]),
            parties=rows.strings(row["parties"]),
            deal_type=row["deal_type"],
            announced=rows.day(row["announced"]),
            quotes=rows.strings(row["quotes"]),
            disagrees=row["disagrees"],
            tokens_in=row["tokens_in"],
            tokens_out=row["tokens_out"],
            cost=row["cost"],
        )
