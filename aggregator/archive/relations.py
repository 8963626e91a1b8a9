"""Who has to do with whom: partners, related stories, and why an article was tagged and placed as it was.

Each public function is one question. Only the reports that speak for their stories count (a story's deal is its teller's), so that copies
and retellings never count twice. Days are YYYY-MM-DD text as stored, or dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aggregator.archive.handle import Archive


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article is what it is: what tagging said of it, what it copies and why, why it is in its story."""

    article: int
    probability: float
    reason: str
    tagger: str
    copy_score: float
    copy_reason: str
    placed_score: float
    placed_reason: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation (or country) that another has deals with: how many, the first and the last day."""

    name: str
    country: str
    deals: int
    first: date
    last: date


def reasons(archive: Archive, story: int) -> dict[int, Reason]:
    """Why each article of a story is what it is, by article id."""
    columns = "id, probability, coalesce(reason, ''), tagger, copy_score, copy_reason, placed_score, placed_reason"
    return {row[0]: Reason(*row) for row in archive.rows(f"SELECT {columns} FROM article WHERE story = ?", (story,))}


def related(archive: Archive, story: int, most: int = 20) -> tuple[int, ...]:
    """Other stories of the same relation, latest first: known developments, and deals that share two parties."""
    found = archive.rows(
        """SELECT s.id FROM story s WHERE s.id IN (
             SELECT later FROM development WHERE earlier = ? UNION SELECT earlier FROM development WHERE later = ?
             UNION SELECT o.id FROM story t JOIN party p ON p.article = t.teller JOIN party q ON q.organisation = p.organisation
               JOIN story o ON o.teller = q.article WHERE t.id = ? AND o.id <> ?
               GROUP BY o.id HAVING count(DISTINCT p.organisation) >= 2)
           ORDER BY s.day DESC, s.id DESC LIMIT ?""",
        (story, story, story, story, most),
    )
    return tuple(row[0] for row in found)


def partners(archive: Archive, organisations: Sequence[str]) -> tuple[Partner, ...]:
    """With whom these organisations (one and its subsidiaries) have deals: most first. They themselves are left out."""
    marks = ",".join("?" * len(organisations))
    found = archive.rows(
        f"""SELECT o.name, coalesce(o.country, ''), count(DISTINCT s.id), min(s.day), max(s.day)
            FROM party p CROSS JOIN story s ON s.teller = p.article JOIN party q ON q.article = p.article
            JOIN organisation o ON o.id = q.organisation
            WHERE p.organisation IN ({marks}) AND q.organisation NOT IN ({marks})
            GROUP BY o.id ORDER BY 3 DESC, 5 DESC, 1""",
        (*organisations, *organisations),
    )
    return tuple(_partner(tuple(row)) for row in found)


def partner_countries(archive: Archive, organisations: Sequence[str]) -> tuple[Partner, ...]:
    """In which countries these organisations have deals: most first."""
    marks = ",".join("?" * len(organisations))
    found = archive.rows(
        f"""SELECT c.country, c.country, count(DISTINCT s.id), min(s.day), max(s.day)
            FROM party p CROSS JOIN story s ON s.teller = p.article
            JOIN article_country c ON c.article = p.article AND c.about = 1
            WHERE p.organisation IN ({marks}) GROUP BY c.country ORDER BY 3 DESC, 1""",
        tuple(organisations),
    )
    return tuple(_partner(tuple(row)) for row in found)


def stories_of(archive: Archive, organisations: Sequence[str]) -> dict[str, int]:
    """How many stories name each of these organisations; those that none names are missing."""
    marks = ",".join("?" * len(organisations))
    found = archive.rows(
        f"""SELECT t.organisation, count(DISTINCT a.story) FROM article_organisation t JOIN article a ON a.id = t.article
            WHERE t.organisation IN ({marks}) GROUP BY 1""",
        tuple(organisations),
    )
    return {row[0]: row[1] for row in found}


def _partner(row: tuple[str, str, int, str, str]) -> Partner:
    return Partner(row[0], row[1], row[2], date.fromisoformat(row[3]), date.fromisoformat(row[4]))
