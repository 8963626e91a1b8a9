"""How many stories, or articles, of a query belong to each organisation, country, type, week …"""

from __future__ import annotations

from collections import Counter
from datetime import date

from aggregator.archive.handle import Archive
from aggregator.archive.meaning import SHOWN
from aggregator.archive.search import Asked
from aggregator.errors import UsageError

GROUPS = ("org", "party", "country", "type", "status", "source", "lang", "day", "week", "month", "year")
_PERIODS = ("day", "week", "month", "year")
_OF_DEALS = ("type", "status", "party")


def groups(archive: Archive, asked: Asked, by: str) -> list[tuple[str, int]]:
    """How many of each: largest first, periods in their order. Raises UsageError when there is no such group."""
    if by not in GROUPS:
        raise UsageError(f"There is no group {by!r}.", hint=f"Choose one of: {', '.join((*GROUPS, 'watched'))}.")
    label, joins = _labels(by, asked.articles)
    unit = "a.id" if asked.articles else "s.id"
    where = asked.where.counting()
    if by in _OF_DEALS and not asked.articles:  # story by story in the order of their numbers: neighbours on the disk
        where = f"s.id IN (SELECT s.id FROM story s WHERE {where})"
    # Each story once a label, then counted: half the time of count(DISTINCT …), which sorts twice.
    once = "" if by in (*_PERIODS, "type", "status") else "DISTINCT"
    each = f"SELECT {once} {unit}, {label} AS label FROM {asked.table()} {joins} WHERE {where}"
    text = f"SELECT label, count(*) AS number FROM ({each}) GROUP BY 1"
    if by in ("org", "party"):
        text = f"SELECT o.name, number FROM ({text}) JOIN organisation o ON o.id = label"
    rows = [(row[0], int(row[1])) for row in archive.each(text, asked.where.parameters)]
    if by in _PERIODS:
        return _in_order(rows, by)
    return sorted(((str(name), number) for name, number in rows if name), key=lambda row: (-row[1], row[0]))


def _labels(by: str, articles: bool) -> tuple[str, str]:
    """The SQL of a group's label, and the tables it needs; CROSS JOIN keeps SQLite from beginning at the far end."""
    own = "a.id" if articles else "s.teller"
    if by in _PERIODS:
        return SHOWN if articles else "s.day", ""
    if by in ("type", "status"):
        return f"p.{'deal_type' if by == 'type' else by}", f"CROSS JOIN partnership p ON p.article = {own}"
    if by == "party":
        return "p.organisation", f"CROSS JOIN party p ON p.article = {own}"
    label, tables = {
        "org": ("t.organisation", "CROSS JOIN article_organisation t ON t.article = a.id"),
        "country": ("t.country", "CROSS JOIN article_country t ON t.article = a.id AND t.about = 1"),
        "source": ("a.source", ""),
        "lang": ("a.language", ""),
    }[by]
    return label, tables if articles else f"CROSS JOIN article a ON a.story = s.id {tables}"


def _in_order(rows: list[tuple[str, int]], by: str) -> list[tuple[str, int]]:
    totals: Counter[str] = Counter()
    for text, number in rows:
        year, week, _ = date.fromisoformat(text).isocalendar()
        totals[{"day": text, "week": f"{year}-W{week:02}", "month": text[:7], "year": text[:4]}[by]] += number
    return sorted(totals.items())
