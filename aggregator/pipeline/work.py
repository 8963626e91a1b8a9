"""What the river does with a page or an article: the stages, one call each. Pure; these run in the bounded child.

listed      Page -> Findings                     articled    Page, Entry -> Reading (article, its lines)
marked      Article -> Fingerprint               judged      Fingerprint -> Match
described   Article -> Description (tags, account)          placed      Account -> Placing
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.model import (
    Account,
    Article,
    Bonds,
    Entry,
    Failure,
    Findings,
    Fingerprint,
    Known,
    Match,
    Organisation,
    Page,
    Placing,
    Source,
    Tags,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as read, and its lines by hash (what recurs on a site is its furniture)."""

    article: Article
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """What an article says, how the search for stories sees it, and how original its teller is (0 press release, 1 wire, 2 paper).
    `failure`: why it could not be tagged, if so."""

    tags: Tags
    account: Account
    outlet: int = 2
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a source's page lists, and which entries (by position) its keywords pass over."""

    findings: Findings
    passed_over: frozenset[int] = frozenset()


def listed(source: Source, page: Page) -> Listed:
    """Read a source's page. Raises SourceError."""
    from aggregator import sources

    findings = sources.read(source, page)
    over = (position for position, entry in enumerate(findings.entries) if not sources.matches(source.keywords, entry))
    return Listed(findings, frozenset(over))


def articled(page: Page, entry: Entry, source: Source) -> Reading:
    """Read an article's page. Raises ExtractError."""
    from aggregator import extract

    return _read(extract.article(page, entry, source))


def told(article: Article) -> Reading:
    """An article that needs no page: what the feed itself says."""
    return _read(article)


def _read(article: Article) -> Reading:
    from aggregator.dedupe.fingerprint import lines

    return Reading(article, lines(article))


def marked(article: Article, recurring: frozenset[int]) -> Fingerprint:
    """By what the article is recognised."""
    from aggregator.dedupe.fingerprint import fingerprint

    return fingerprint(article, recurring)


def judged(
    fingerprint: Fingerprint, article: Article, known: tuple[Known, ...], postings: Mapping[int, int], recurring: frozenset[int]
) -> Match:
    """What the article is to the archive."""
    from aggregator.dedupe.copies import match

    return match(fingerprint, article, known, postings, recurring)


@dataclass(frozen=True, slots=True)
class Describing:
    """Tagging, with what the user knows of organisations: those of his own register that the article may name, and which organisations are
    another one."""

    own: tuple[Organisation, ...] = ()
    leads: tuple[tuple[str, Organisation], ...] = ()

    def __call__(self, article: Article) -> Description:
        """Tag the article. Raises TagError."""
        from aggregator import reference, tag
        from aggregator.archive.adopting import redirected

        return _description(article, redirected(tag.tags(article, reference.gazetteer(self.own)), dict(self.leads)))


described = Describing()
"""Tag an article with the shipped register alone."""


def _description(article: Article, tags: Tags) -> Description:
    from aggregator.dedupe.account import account as seen_as
    from aggregator.dedupe.originals import outlet

    return Description(tags, seen_as(article, tags), outlet(article, tags.organisations))


def placed(account: Account, near: tuple[Account, ...], frequency: Mapping[str, int], bonds: Bonds) -> Placing:
    """To which story the account belongs, as far as the analyst has not said otherwise."""
    from aggregator.dedupe.stories import place

    return place(account, near, frequency, bonds)
