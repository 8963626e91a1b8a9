"""Is this article in the archive already? In: its fingerprint, itself, and what the archive knows. Out: a Match.

    same      this very article: same address and text, or a page that names an archived one as its canonical address
    revised   same address, changed text
    copy      another page with (most of) the same words: points at the representative, never at another copy
    new       none of these; also where another article now stands at a known address

Sketches tell which texts are worth comparing: by containment, the share of the smaller one's own shingles that the larger one has.
Whether one is a copy of the other, the passages tell that both have (`passages`): enough of the smaller text, in two of its
paragraphs. What the furniture of a site or of the trade shares does not count (`recurring` of `fingerprint`, and `postings`), nor
does a template that is filled in with other names (`stock`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from aggregator import urls
from aggregator.dedupe import bounds
from aggregator.dedupe.fingerprint import own_lines, own_wording
from aggregator.dedupe.passages import passages
from aggregator.dedupe.shingles import Wording
from aggregator.dedupe.stock import filled_differently
from aggregator.model import Article, Fingerprint, Known, Match, Verdict

# Thresholds were set on generated syndication (benchmarks/dedupe_syndication.py) and on the copies of the training corpus, where
# copies have a containment of .58 to .94 and other accounts of the same event at most .10.
COPY = 0.35  # share of the smaller sketch that a copy on another site has at least: worth comparing passages
COPY_SURE = 0.9  # share of both sketches: nobody else can be much more alike
COPY_LATE = 0.7  # a page that appears more than LATE_DAYS before or after has to have more
LATE_DAYS = 30
COPY_SAME_SITE = 0.8  # on one site pages share more than wording: here both texts must be that much alike
COPY_PASSAGES = 0.3  # share of the smaller text's shingles that stand in passages of both
COPY_BOTH = 0.85  # and the two shares together
REUSED = 0.05  # below this likeness an address has been given to another article
REUSED_SIZE = 30  # shingles; shorter texts are no proof of another article
EXACT_SIZE = 4  # shingles: shorter texts are the same by chance ("Page not found")
NOWHERE: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Ground:
    """What passages are compared by: how many articles hold a shingle; the article's own lines and wording; those of a known one."""

    postings: Mapping[int, int]
    own: Callable[[], Wording]
    theirs: Callable[[Known], Wording]
    lines: Callable[[], Sequence[str]]
    their_lines: Callable[[Known], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two sketches overlap: `contained`, the share of the smaller one that both have; `mutual`, the share of the larger; 0 to 1."""

    contained: float = 0.0
    mutual: float = 0.0


def likeness(one: Fingerprint, other: Fingerprint) -> Likeness:
    """Compare two sketches below the lower of their limits. Symmetric."""
    return Likeness(*_shares(one, frozenset(one.shingles), other))


def _shares(one: Fingerprint, own: frozenset[int], other: Fingerprint) -> tuple[float, float]:
    """The numbers of their likeness. `own`: the shingles of `one`, which is compared with several. What both hold lies below both limits
    anyway."""
    both = len(own.intersection(other.shingles))
    if not both:
        return 0.0, 0.0
    here, there = _whole(one), _whole(other)
    first = len(one.shingles) if here <= there else bisect_right(one.shingles, there)
    second = len(other.shingles) if there <= here else bisect_right(other.shingles, here)
    return (both / first, both / second) if first < second else (both / second, both / first)


def _whole(fingerprint: Fingerprint) -> int:
    """Below this hash the sketch holds all shingles of its text."""
    kept = fingerprint.shingles
    return kept[-1] if 0 < len(kept) < fingerprint.size else 1 << bounds.SHINGLE_BITS


def match(
    fingerprint: Fingerprint,
    article: Article,
    known: tuple[Known, ...],
    postings: Mapping[int, int] = NOWHERE,
    recurring: frozenset[int] = frozenset(),
) -> Match:
    """What the article is to the archive. `known`: candidates; `postings`: how many articles hold each of its shingles; `recurring`:
    its site's furniture."""
    own = cache(partial(own_wording, article.paragraphs, fingerprint.paragraphs, recurring))
    lines = cache(partial(own_lines, article.paragraphs, fingerprint.paragraphs, recurring))
    ground = Ground(postings, own, lambda each: own_wording(each.paragraphs), lines, lambda each: each.paragraphs)
    return compared(fingerprint, article, known, ground)


def compared(fingerprint: Fingerprint, article: Article, known: tuple[Known, ...], ground: Ground) -> Match:
    """The same, where the wordings are at hand."""
    here = [each for each in known if each.fingerprint.address == fingerprint.address]
    found = _at_address(fingerprint, article, here) or _canonical(fingerprint, article, known)
    if found:
        return found
    there = [each for each in known if each not in here]
    found = _exact(fingerprint, there) or _copy(fingerprint, article, there, ground)
    if found:
        return found
    return Match(Verdict.NEW, reason="address reused" if here else "")


def believable(canonical: str | None, url: str) -> bool:
    """May a page at `url` name this address as its canonical one? Only on its own site, and never the home page."""
    if not canonical or urls.site(canonical) != urls.site(url):
        return False
    _, slash, path = urls.key(canonical).partition("/")
    return bool(slash and path)


def _at_address(fingerprint: Fingerprint, article: Article, here: list[Known]) -> Match | None:
    for each in here:
        if each.fingerprint.text == fingerprint.text:
            return Match(Verdict.SAME, each.id, 1.0, "same address and text")
    if not here:
        return None
    latest = max(here, key=lambda each: each.id)
    alike = likeness(fingerprint, latest.fingerprint).contained
    if _reused(fingerprint, article, latest, alike):
        return None
    return Match(Verdict.REVISED, latest.id, alike, "same address, changed text")


def _reused(fingerprint: Fingerprint, article: Article, known: Known, alike: float) -> bool:
    if article.published and known.published and article.published.day == known.published:
        return False
    return alike < REUSED and min(fingerprint.size, known.fingerprint.size) >= REUSED_SIZE


def _canonical(fingerprint: Fingerprint, article: Article, known: tuple[Known, ...]) -> Match | None:
    for each in known:
        if _one_page(article, each):
            alike = 1.0 if each.fingerprint.text == fingerprint.text else likeness(fingerprint, each.fingerprint).mutual
            if alike >= COPY_SAME_SITE:
                return Match(Verdict.SAME, each.id, alike, "canonical address")
    return None


def _one_page(article: Article, known: Known) -> bool:
    """Do the two name one address, believably, as the page they are?"""
    if not (article.canonical_url or known.canonical_url) or urls.site(article.url) != urls.site(known.url):
        return False
    return _identity(article.url, article.canonical_url) == _identity(known.url, known.canonical_url)


def _identity(url: str, canonical: str | None) -> str:
    return urls.key(canonical if canonical and believable(canonical, url) else url)


def _exact(fingerprint: Fingerprint, known: list[Known]) -> Match | None:
    for each in known:
        if each.fingerprint.text == fingerprint.text and fingerprint.size >= EXACT_SIZE:
            return Match(Verdict.COPY, each.copy_of or each.id, 1.0, "same text")
    return None


def _copy(fingerprint: Fingerprint, article: Article, known: list[Known], ground: Ground) -> Match | None:
    """A copy of the one that is most contained; or, without a look at the rest, of the first that is nearly the same: they come likeliest
    first."""
    sketch = frozenset(fingerprint.shingles)
    close: list[tuple[Likeness, Known]] = []
    for each in known:
        contained, mutual = _shares(fingerprint, sketch, each.fingerprint)
        if contained >= COPY and _close(found := Likeness(contained, mutual), article, each):
            if mutual >= COPY_SURE and _shared(fingerprint, each, found, ground):
                return _copied(each, found)
            close.append((found, each))
    for found, each in sorted(close, key=lambda pair: (-pair[0].contained, -pair[0].mutual, pair[1].id)):
        if found.mutual < COPY_SURE and _shared(fingerprint, each, found, ground):
            return _copied(each, found)
    return None


def _copied(known: Known, found: Likeness) -> Match:
    return Match(Verdict.COPY, known.copy_of or known.id, found.contained, "shared passages")


def _shared(fingerprint: Fingerprint, known: Known, found: Likeness, ground: Ground) -> bool:
    """Do the passages that both have make one a copy of the other?"""
    shared = passages(ground.own(), ground.theirs(known), ground.postings)
    share = shared.length / min(fingerprint.size, known.fingerprint.size)
    if shared.places < 2 or share < COPY_PASSAGES or share + found.contained < COPY_BOTH:
        return False
    return not filled_differently(ground.lines(), ground.their_lines(known))


def _close(found: Likeness, article: Article, known: Known) -> bool:
    """Is a known one that is like enough near enough, too?"""
    if found.contained < COPY_LATE and _late(article, known):
        return False
    return found.mutual >= COPY_SAME_SITE or urls.site(article.url) != urls.site(known.url)


def _late(article: Article, known: Known) -> bool:
    day = article.published.day if article.published else None
    return bool(day and known.published and abs((day - known.published).days) > LATE_DAYS)
