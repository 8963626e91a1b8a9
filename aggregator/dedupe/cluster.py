"""A whole set of articles at once, as the river would file them one by one. In: articles. Out: story and lead of each.

What a set has that a stream has not: the furniture of its sites is learnt before the first comparison, long texts are filed
before their trimmed copies, and every group of copies is led by its most original article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aggregator import urls
from aggregator.dedupe.account import account
from aggregator.dedupe.copies import match
from aggregator.dedupe.fingerprint import fingerprint, lines
from aggregator.dedupe.memory import CopyIndex, StoryIndex
from aggregator.dedupe.originals import original
from aggregator.dedupe.stories import place
from aggregator.model import Article, Fingerprint, Known, Tags, Verdict

Furniture = tuple[tuple[int, ...], frozenset[int]]  # the lines of an article, and which of them recur on its site


@dataclass(frozen=True, slots=True)
class Clustered:
    """Where an article of the set belongs: `story` and `copy_of` are places in the set (the story's is that of its first article)."""

    story: int
    copy_of: int | None


def cluster(articles: Sequence[Article], tags: Callable[[int], Tags] | None) -> tuple[Clustered, ...]:
    """Copies and stories of the set. `tags` gives the tags of the article at a place; it is asked for no copy. None: copies only."""
    leads = copies(articles)
    stories = _stories(articles, sorted(set(leads)), tags) if tags else {lead: lead for lead in leads}
    return tuple(Clustered(stories[lead], None if lead == at else lead) for at, lead in enumerate(leads))


def copies(articles: Sequence[Article]) -> list[int]:
    """For each article the place of the one that it copies; its own where it is no copy."""
    furniture = _furniture(articles)
    prints = fingerprints(articles, furniture)
    index, found = CopyIndex(), list(range(len(articles)))
    for at in sorted(found, key=lambda at: (-prints[at].size, at)):
        article, mark = articles[at], prints[at]
        known, postings = index.relatives(mark)
        match_ = match(mark, article, known, postings, furniture[at][1])
        if match_.verdict is not Verdict.NEW and match_.of is not None:
            found[at] = found[match_.of]
        index.file(_known(at, article, mark, found[at]))
    return _led(articles, found)


def _known(at: int, article: Article, mark: Fingerprint, lead: int) -> Known:
    day = article.published.day if article.published else None
    return Known(at, mark, article.url, article.source, day, lead if lead != at else None, article.canonical_url, article.paragraphs)


def fingerprints(articles: Sequence[Article], furniture: Sequence[Furniture] = ()) -> list[Fingerprint]:
    """The fingerprints, with the lines left out that recur on the pages of one site."""
    known = furniture or _furniture(articles)
    return [fingerprint(article, recurring, marks) for article, (marks, recurring) in zip(articles, known, strict=True)]


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


def _stories(articles: Sequence[Article], leads: list[int], tags: Callable[[int], Tags]) -> dict[int, int]:
    """For each lead the first article of its story."""
    index = StoryIndex()
    for at in leads:
        told = replace(account(articles[at], tags(at)), id=at, story=at)
        placing = place(told, index.near(told), index.frequency(told.keys))
        for lost in placing.merge if placing.story is not None else ():
            index.join(placing.story or 0, lost)
        index.file(told if placing.story is None else replace(told, story=placing.story))
    return {at: index.story(at) for at in leads}
