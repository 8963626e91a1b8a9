"""What is new of those who are watched: how many stories of a question are about each of them, and on which days. No writing here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aggregator.archive.clause import Clause, Context
from aggregator.archive.handle import Archive
from aggregator.archive.meaning import watching
from aggregator.archive.search import Asked
from aggregator.archive.watch import Watched, watched
from aggregator.reference import Gazetteer

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many stories one that is watched has in each of some periods, and the day of its newest story up to the last of them."""

    watched: Watched
    counts: tuple[int, ...]
    last: date | None


def standings(archive: Archive, asked: Asked, gazetteer: Callable[[], Gazetteer], spans: Sequence[Period]) -> tuple[Standing, ...]:
    """Each that is watched, in the stories of a question: the counts of these periods (both days of each included)."""
    context = Context(archive, gazetteer, asked.today)
    return tuple(_standing(archive, asked.where, each, watching([each], context), spans) for each in watched(archive))


def groups(archive: Archive, asked: Asked, gazetteer: Callable[[], Gazetteer]) -> list[tuple[str, int]]:
    """How many stories (or articles) of a question are about each that is watched: most first."""
    context = Context(archive, gazetteer, asked.today, asked.articles)
    counts = [(each.name, _count(archive, asked, watching([each], context))) for each in watched(archive)]
    return sorted(((name, count) for name, count in counts if count), key=lambda row: (-row[1], row[0]))


def topics(archive: Archive, gazetteer: Callable[[], Gazetteer], today: date, stories: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Who of those watched each of these stories is about, by name; stories about none of them are missing."""
    wanted = tuple(stories)
    context = Context(archive, gazetteer, today)
    found: dict[int, tuple[str, ...]] = {}
    for each in watched(archive) if wanted else ():
        about = watching([each], context)
        sql = f"SELECT s.id FROM story s WHERE s.id IN ({','.join('?' * len(wanted))}) AND {about.sql}"
        for row in archive.rows(sql, (*wanted, *about.parameters)):
            found[row[0]] = (*found.get(row[0], ()), each.name)
    return found


def _standing(archive: Archive, where: Clause, each: Watched, about: Clause, spans: Sequence[Period]) -> Standing:
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    within = f"SELECT s.day FROM story s WHERE s.day BETWEEN ? AND ? AND {where.sql} AND {about.sql}"
    days = [date.fromisoformat(row[0]) for row in archive.rows(within, (str(first), str(last), *where.parameters, *about.parameters))]
    newest = archive.row(
        f"SELECT s.day FROM story s WHERE s.day <= ? AND {where.sql} AND {about.sql} ORDER BY s.day DESC LIMIT 1",
        (str(last), *where.parameters, *about.parameters),
    )
    counts = tuple(sum(start <= day <= end for day in days) for start, end in spans)
    return Standing(each, counts, date.fromisoformat(newest[0]) if newest else None)


def _count(archive: Archive, asked: Asked, about: Clause) -> int:
    sql = f"SELECT count(*) FROM {asked.table()} WHERE {asked.where.counting()} AND {about.counting()}"
    row = archive.row(sql, (*asked.where.parameters, *about.parameters))
    return int(row[0]) if row else 0
