"""Is this article in the archive already? In: its fingerprint, itself, and what the archive knows. Out: a Match.

    same      this very article: same address and text, or a page that names an archived one as its canonical address
    revised   same address, changed text
    copy      another page with (most of) the same words: points at the representative, never at another copy
    new       none of these; also where another article now stands at a known address

Likeness is containment: which share of the smaller text's own shingles the larger one has. What the furniture of a site or
of the trade shares hardly counts (`postings`, and `recurring` of `fingerprint`), and the overlap must lie in two
places, unless the texts are alike as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aggregator import urls
from aggregator.dedupe import bounds
from aggregator.dedupe.fingerprint import own_shingles
from aggregator.model import Article, Fingerprint, Known, Match, Verdict

# Thresholds were set on generated syndication (benchmarks/syndication.py) and on the copies of the training corpus, where
# copies have a containment of .58 to .94 and other accounts of the same event at most .10.
COPY = 0.4  # share of the smaller text's shingles that a copy on another site has at least
COPY_RARE = 0.35  # the same, each shingle weighed by its rarity
COPY_BOTH = 0.95  # and the two together
COPY_LATE = 0.7  # a page that appears more than LATE_DAYS before or after has to have more
LATE_DAYS = 30
COPY_SAME_SITE = 0.8  # on one site pages share more than wording: here both texts must be that much alike
COPY_SHARED = 12  # shared shingles, estimated for the whole texts: about fifteen words in a row
COPY_SHARED_RARE = 2  # the same, weighed: so many that nobody else has
REUSED = 0.05  # below this likeness an address has been given to another article
REUSED_SIZE = 30  # shingles; shorter texts are no proof of another article
EXACT_SIZE = 4  # shingles: shorter texts are the same by chance ("Page not found")
_BLOCK = 40  # shingles: a text without paragraphs is seen in blocks of so many
NOWHERE: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two fingerprints overlap. `contained`: share of the smaller's shingles, `rare`: the same weighed by rarity,
    `mutual`: share of the larger's (all 0 to 1); `shared`: how many shingles both have, estimated for the whole texts,
    `shared_rare`: the same weighed; `hashes`: those seen."""

    contained: float = 0.0
    rare: float = 0.0
    mutual: float = 0.0
    shared: float = 0.0
    shared_rare: float = 0.0
    hashes: frozenset[int] = frozenset()


def likeness(one: Fingerprint, other: Fingerprint, postings: Mapping[int, int] = NOWHERE) -> Likeness:
    """Compare two sketches below the lower of their limits.

    `postings`: how many articles hold each shingle of `one`. A shingle weighs 1 / postings, so that what many articles say
    (furniture, phrases of the trade) hardly counts; those of `other` alone weigh as much as those of `one` on average.
    Symmetric but for that weighing. Only posted hashes have postings: where any is shared, only posted ones are compared.
    """
    limit = _limit(one, other, postings)
    first, second = _below(one, limit), _below(other, limit)
    both = frozenset(first).intersection(second)
    if not both:
        return Likeness()
    weight, mine = _weight(both, postings), _weight(first, postings)
    others = weight + (len(second) - len(both)) * mine / len(first)
    fewer, more = sorted((len(first), len(second)))
    seen = limit / (1 << bounds.SHINGLE_BITS)
    return Likeness(len(both) / fewer, weight / min(mine, others), len(both) / more, len(both) / seen, weight / seen, both)


def containment(one: Fingerprint, other: Fingerprint, postings: Mapping[int, int] = NOWHERE) -> float:
    """`likeness(...).contained` alone, which costs a fifth."""
    limit = _limit(one, other, postings)
    first, second = _below(one, limit), _below(other, limit)
    return len(frozenset(first).intersection(second)) / min(len(first), len(second)) if first and second else 0.0


def _below(fingerprint: Fingerprint, limit: int) -> tuple[int, ...]:
    return fingerprint.shingles[: bisect_right(fingerprint.shingles, limit)]


def _limit(one: Fingerprint, other: Fingerprint, postings: Mapping[int, int]) -> int:
    """Below this hash both sketches (their posted parts, where postings tell) hold all shingles of their texts."""
    posted = max(postings.values(), default=1) > 1
    return min(_whole(one, posted), _whole(other, posted))


def _whole(fingerprint: Fingerprint, posted: bool) -> int:
    length = fingerprint.posted if posted else len(fingerprint.shingles)
    return fingerprint.shingles[length - 1] if 0 < length < fingerprint.size else 1 << bounds.SHINGLE_BITS


def _weight(hashes: Iterable[int], postings: Mapping[int, int]) -> float:
    counts = [postings.get(each, 1) for each in hashes]
    return sum([1 / count for count in counts]) if postings else float(len(counts))


def match(fingerprint: Fingerprint, article: Article, known: tuple[Known, ...], postings: Mapping[int, int] = NOWHERE) -> Match:
    """What the article is to the archive. `known`: candidates; `postings`: how many articles hold each of its shingles."""
    here = [each for each in known if each.fingerprint.address == fingerprint.address]
    found = _at_address(fingerprint, article, here) or _canonical(fingerprint, article, known, postings)
    if found:
        return found
    found = _copy(fingerprint, article, [each for each in known if each not in here], postings)
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


def _canonical(fingerprint: Fingerprint, article: Article, known: tuple[Known, ...], postings: Mapping[int, int]) -> Match | None:
    for each in known:
        if _one_page(article, each):
            alike = 1.0 if each.fingerprint.text == fingerprint.text else likeness(fingerprint, each.fingerprint, postings).mutual
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


def _copy(fingerprint: Fingerprint, article: Article, known: list[Known], postings: Mapping[int, int]) -> Match | None:
    for each in known:
        if each.fingerprint.text == fingerprint.text and fingerprint.size >= EXACT_SIZE:
            return Match(Verdict.COPY, each.copy_of or each.id, 1.0, "same text")
    close = [each for each in known if containment(fingerprint, each.fingerprint, postings) >= COPY]
    alike = [(likeness(fingerprint, each.fingerprint, postings), each) for each in close]
    alike = [(found, each) for found, each in alike if _near(found, article, each)]
    for found, each in sorted(alike, key=lambda pair: (-pair[0].rare, -pair[0].mutual, pair[1].id)):
        if found.mutual >= COPY_SAME_SITE or places(fingerprint, article, found.hashes) > 1:
            return Match(Verdict.COPY, each.copy_of or each.id, found.contained, "shared wording")
    return None


def _near(found: Likeness, article: Article, known: Known) -> bool:
    if (
        found.shared < COPY_SHARED
        or found.shared_rare < COPY_SHARED_RARE
        or found.contained < (COPY_LATE if _late(article, known) else COPY)
    ):
        return False
    if found.rare < COPY_RARE or found.rare + found.contained < COPY_BOTH:
        return False
    return found.mutual >= COPY_SAME_SITE or urls.site(article.url) != urls.site(known.url)


def _late(article: Article, known: Known) -> bool:
    day = article.published.day if article.published else None
    return bool(day and known.published and abs((day - known.published).days) > LATE_DAYS)


def places(fingerprint: Fingerprint, article: Article, hashes: frozenset[int]) -> int:
    """In how many paragraphs of the article some of these shingles stand. A single paragraph that goes on for more than two
    blocks of _BLOCK shingles counts as several: some pages have no paragraphs."""
    parts = [part for part in own_shingles(article, fingerprint) if not hashes.isdisjoint(part)]
    if len(parts) != 1:
        return len(parts)
    blocks = (parts[0][at : at + _BLOCK] for at in range(0, len(parts[0]), _BLOCK))
    return max(1, sum(not hashes.isdisjoint(block) for block in blocks) - 1)
