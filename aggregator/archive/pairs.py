"""Who has deals with whom in a period, and had none before: pairs of organisations, or of countries.

Only the reports that speak for their stories count (a story's deal is its teller's). Which deals a pair had before is found by laying
the lists of their deals over each other: one question for all lists instead of one for each pair.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from aggregator.archive import rows
from aggregator.archive.handle import Archive

_Names = tuple[str, str]
_MANY = 20_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations (or countries) with deals in a period. `before`: their deals before it; none: a new pair."""

    one: str
    other: str
    deals: int
    before: int
    story: int
    last: date


@dataclass(slots=True)
class _Met:
    """The deals of a pair in the period: the articles that tell them, the newest story and day."""

    tellers: set[int]
    story: int = 0
    last: str = ""


def pairs(archive: Archive, since: date, until: date, *, countries: bool = False) -> tuple[Pair, ...]:
    """Pairs of partners (or of the partners' countries) with a deal in these days: new pairs first, then those with most deals."""
    side = "country" if countries else "organisation"
    met = _met(archive, side, since, until)
    before = _before(archive, side, met, since)
    names = {} if countries else _names(archive, {each for pair in met for each in pair})
    told = []
    for pair, deals in met.items():
        one, other = sorted(names.get(each, each) for each in pair)
        told.append(Pair(one, other, len(deals.tellers), before.get(pair, 0), deals.story, date.fromisoformat(deals.last)))
    return tuple(sorted(told, key=lambda pair: (pair.before > 0, -pair.deals, -pair.last.toordinal(), pair.one, pair.other)))


def _met(archive: Archive, side: str, since: date, until: date) -> dict[_Names, _Met]:
    """Every pair of partners of a deal in these days. `side` is a column of ours."""
    found = archive.each(
        f"""SELECT s.id, s.day, s.teller, p.{side} FROM story s CROSS JOIN party p ON p.article = s.teller
            WHERE s.id IN (SELECT id FROM story WHERE day BETWEEN ? AND ?) AND p.{side} IS NOT NULL""",
        (since.isoformat(), until.isoformat()),
    )
    partners: dict[tuple[int, str, int], set[str]] = {}
    for story, day, teller, name in found:
        partners.setdefault((story, day, teller), set()).add(name)
    met: dict[_Names, _Met] = {}
    for (story, day, teller), names in partners.items():
        for one, other in combinations(sorted(names), 2):
            deals = met.setdefault((one, other), _Met(set()))
            deals.tellers.add(teller)
            deals.story, deals.last = max(deals.story, story), max(deals.last, day)
    return met


def _before(archive: Archive, side: str, met: Mapping[_Names, _Met], since: date) -> dict[_Names, int]:
    """How many deals each of these pairs had before that day."""
    told = _articles(archive, side, {each for pair in met for each in pair})
    common = {pair: (told[pair[0]] & told[pair[1]]) - deals.tellers for pair, deals in met.items()}
    tellers = _earlier(archive, {each for found in common.values() for each in found}, since)
    return {pair: len(found & tellers) for pair, found in common.items()}


def _earlier(archive: Archive, articles: set[int], since: date) -> set[int]:
    """The articles that tell the deal of a story before that day: of these, or of all where a walk through all stories is shorter."""
    if len(articles) > _MANY:
        row = archive.row(
            "SELECT json_group_array(teller) FROM story NOT INDEXED WHERE day < ? AND teller IS NOT NULL", (since.isoformat(),)
        )
        return set(json.loads(row[0])) if row else set()
    sql = "SELECT teller FROM story WHERE teller IN (SELECT value FROM json_each(?)) AND day < ?"
    return {row[0] for row in archive.rows(sql, (json.dumps(list(articles)), since.isoformat()))}


def _articles(archive: Archive, side: str, names: Iterable[str]) -> dict[str, set[int]]:
    """The articles in which each of these is a partner: straight from an index, a list each."""
    sql = f"SELECT {side}, json_group_array(article) FROM party WHERE {side} IN (SELECT value FROM json_each(?)) GROUP BY 1"
    return {name: set(json.loads(articles)) for name, articles in archive.each(sql, (rows.listed(names),))}


def _names(archive: Archive, ids: Iterable[str]) -> dict[str, str]:
    sql = "SELECT id, name FROM organisation WHERE id IN (SELECT value FROM json_each(?))"
    return dict(map(tuple, archive.rows(sql, (rows.listed(ids),))))
