"""A whole set of articles at once, which the river files one by one. In: articles. Out: story and lead of each.

What a set has that a stream has not: the furniture of its sites is learnt before the first comparison, long texts are filed
before their trimmed copies, every group of copies is led by its most original article, and stories are put together likeliest
first (`grouping`), not in the order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from aggregator import urls
from aggregator.dedupe.account import account
from aggregator.dedupe.copies import Ground, compared
from aggregator.dedupe.fingerprint import lines, own_lines, read
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


def cluster(articles: Sequence[Article], tags: Callable[[int, Article], Tags] | None) -> tuple[Clustered, ...]:
    """Copies and stories of the set, the same ones in whatever order it is given. `tags` gives the tags of the article at a place, which
    comes without the furniture of its site; it is asked for no copy. None: copies only."""
    order = sorted(range(len(articles)), key=lambda at: _order(articles[at]))
    filed = [articles[at] for at in order]
    furniture = _furniture(filed)
    leads = dict(zip(order, (order[lead] for lead in _leads(filed, furniture)), strict=True))
    stories = {}
    if tags:
        bare = {at: _bare(article, lines) for at, article, lines in zip(order, filed, furniture, strict=True)}
        stories = _stories(bare, list(dict.fromkeys(leads[at] for at in order)), tags)
    groups = {at: stories.get(lead, lead) for at, lead in leads.items()}
    first = {groups[at]: at for at in reversed(range(len(articles)))}
    return tuple(Clustered(first[groups[at]], None if leads[at] == at else leads[at]) for at in range(len(articles)))


def _order(article: Article) -> tuple[date, str, str, str]:
    """By day, and among those of a day by address: an order of their own."""
    return article.published.day if article.published else date.max, article.url, article.title, article.text


def copies(articles: Sequence[Article]) -> list[int]:
    """For each article the place of the one that it copies; its own where it is no copy."""
    return _leads(articles, _furniture(articles))


def _leads(articles: Sequence[Article], furniture: Sequence[Furniture]) -> list[int]:
    readings = read_all(articles, furniture)
    own = partial(_lines, articles, furniture)
    index, found = CopyIndex(), list(range(len(articles)))
    for at in sorted(found, key=lambda at: (-readings[at][0].size, at)):
        article, mark = articles[at], readings[at][0]
        known, postings = index.relatives(mark)
        match = compared(mark, article, known, _ground(postings, at, readings, own))
        if match.verdict is not Verdict.NEW and match.of is not None:
            found[at] = found[match.of]
        index.file(_known(at, article, mark, found[at]))
    return _led(articles, found)


def read_all(articles: Sequence[Article], furniture: Sequence[Furniture] = ()) -> list[Reading]:
    """Fingerprint and wording of each, with the lines left out that recur on the pages of one site."""
    known = furniture or _furniture(articles)
    return [read(article, recurring, marks) for article, (marks, recurring) in zip(articles, known, strict=True)]


def _bare(article: Article, furniture: Furniture) -> Article:
    """The article without the lines that recur on the pages of its site, if anything is left."""
    own = _own(article, furniture)
    return replace(article, paragraphs=own) if own else article


def _own(article: Article, furniture: Furniture) -> tuple[str, ...]:
    """Its lines, without those that recur."""
    marks, recurring = furniture
    return own_lines(article.paragraphs, marks, recurring) if recurring else article.paragraphs


def _lines(articles: Sequence[Article], furniture: Sequence[Furniture], at: int) -> tuple[str, ...]:
    return _own(articles[at], furniture[at])


def _ground(postings: Mapping[int, int], at: int, readings: Sequence[Reading], own: Callable[[int], tuple[str, ...]]) -> Ground:
    """What the article at this place is compared by: an id is a place, too."""
    return Ground(postings, lambda: readings[at][1], lambda each: readings[each.id][1], lambda: own(at), lambda each: own(each.id))


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


def _stories(articles: Mapping[int, Article], leads: Sequence[int], tags: Callable[[int, Article], Tags]) -> dict[int, int]:
    """For each lead (a place in the set) one of its story, always the same one."""
    told = (account(articles[at], tags(at, articles[at])) for at in leads)
    found = grouped([replace(each, id=number, story=number) for number, each in enumerate(told)])
    return {at: leads[found[number]] for number, at in enumerate(leads)}
