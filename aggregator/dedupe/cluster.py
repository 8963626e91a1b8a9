"""A whole set of articles at once, which the river files one by one. In: articles. Out: story and lead of each.

What a set has that a stream has not: the furniture of its sites is learnt before the first comparison, long texts are filed
before their trimmed copies, every group of copies is led by its most original article, and stories are put together likeliest
first (`grouping`), not in the order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from aggregator import urls
from aggregator.dedupe.account import account
from aggregator.dedupe.copies import Ground, compared
from aggregator.dedupe.fingerprint import lines, read
from aggregator.dedupe.grouping import grouped
from aggregator.dedupe.memory import CopyIndex
from aggregator.dedupe.originals import original
from aggregator.dedupe.shingles import Wording
from aggregator.model import Article, Fingerprint, Known, Tags, Verdict

Reading = tuple[Fingerprint, Wording]
Furniture = tuple[tuple[int, ...], frozenset[int]]  # the lines of an article, and which of them recur on its site


@dataclass(frozen=True, slots=True)
class Clustered:
    """Where an article of the set belongs: `story` and `copy_of` are places in the set (the story's is that of its first article)."""

    story: int
    copy_of: int | None


def cluster(articles: Sequence[Article], tags: Callable[[int], Tags] | None) -> tuple[Clustered, ...]:
    """Copies and stories of the set, the same ones in whatever order it is given. `tags` gives the tags of the article at a place; it
    is asked for no copy. None: copies only."""
    order = sorted(range(len(articles)), key=lambda at: _order(articles[at]))
    leads = dict(zip(order, (order[lead] for lead in copies([articles[at] for at in order])), strict=True))
    stories = _stories(articles, list(dict.fromkeys(leads[at] for at in order)), tags) if tags else {}
    groups = {at: stories.get(lead, lead) for at, lead in leads.items()}
    first = {groups[at]: at for at in reversed(range(len(articles)))}
    return tuple(Clustered(first[groups[at]], None if leads[at] == at else leads[at]) for at in range(len(articles)))


def _order(article: Article) -> tuple[date, str, str, str]:
    """By day, and among those of a day by address: an order of their own."""
    return article.published.day if article.published else date.max, article.url, article.title, article.text


def copies(articles: Sequence[Article]) -> list[int]:
    """For each article the place of the one that it copies; its own where it is no copy."""
    readings = read_all(articles)
    index, found = CopyIndex(), list(range(len(articles)))
    for at in sorted(found, key=lambda at: (-readings[at][0].size, at)):
        article, mark = articles[at], readings[at][0]
        known, postings = index.relatives(mark)
        match = compared(mark, article, known, Ground(postings, partial(_said, readings, at), lambda each: _said(readings, each.id)))
        if match.verdict is not Verdict.NEW and match.of is not None:
            found[at] = found[match.of]
        index.file(_known(at, article, mark, found[at]))
    return _led(articles, found)


def read_all(articles: Sequence[Article]) -> list[Reading]:
    """Fingerprint and wording of each, with the lines left out that recur on the pages of one site."""
    return [read(article, recurring, marks) for article, (marks, recurring) in zip(articles, _furniture(articles), strict=True)]


def _said(readings: Sequence[Reading], at: int) -> Wording:
    return readings[at][1]


def _known(at: int, article: Article, mark: Fingerprint, lead: int) -> Known:
    day = article.published.day if article.published else None
    return Known(at, mark, article.url, article.source, day, lead if lead != at else None, article.canonical_url)


def _furniture(articles: Sequence[Article]) -> list[Furniture]:
    """The lines of each article, and which of them recur on the pages of its site."""
    index = CopyIndex()
    marks = [lines(article) for article in articles]
    sites = [urls.site(article.url) for article in articles]
    for site, text in dict.fromkeys(zip(sites, marks, strict=True)):
        if site:
            index.file_lines(site, text)
    return [(text, index.recurring(site, text)) for site, text in zip(sites, marks, strict=True)]


def _led(articles: Sequence[Article], found: list[int]) -> list[int]:
    """The same groups, each led by its most original article."""
    groups: dict[int, list[int]] = {}
    for at, lead in enumerate(found):
        groups.setdefault(lead, []).append(at)
    leads = {lead: group[original([articles[at] for at in group])] if len(group) > 1 else lead for lead, group in groups.items()}
    return [leads[lead] for lead in found]


def _stories(articles: Sequence[Article], leads: Sequence[int], tags: Callable[[int], Tags]) -> dict[int, int]:
    """For each lead (a place in the set) one of its story, always the same one."""
    found = grouped([replace(account(articles[at], tags(at)), id=number, story=number) for number, at in enumerate(leads)])
    return {at: leads[found[number]] for number, at in enumerate(leads)}
