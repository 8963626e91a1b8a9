"""A tree in, the links that carry headlines out. Links are judged in kinds: those that stand at the same place of the mark-up.

So a short headline among long ones counts, and a long category name among short ones does not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from statistics import median_low
from urllib.parse import urlsplit

from aggregator import plain, urls
from aggregator.sources._knowledge import words
from aggregator.sources._listing.shapes import ending, leads_elsewhere, telling
from aggregator.sources._listing.tree import Link, Tree
from aggregator.sources._listing.zones import HARD

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_EDGES = " \t\n.…:›»>→➔❯▸|()[]+-–—\u00a0"
_STATE = re.compile(
    r"\d|^(?:first|last|odd|even|active|current|selected|sticky|col|row|is|has|js|wow|aos|fade|animate|even|alt|new|item)\b|^(?:category|tag|post|type|status|format)-"
)
_STABLE_ANCESTORS = 5
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class Headline:
    """A link that carries a headline, or stands beside one: its own words, and how much of a headline they are (0 to 1)."""

    link: Link
    words: str
    quality: float
    kind: str


def quality(text: str) -> float:
    """How much a text looks like a headline, 0 to 1: by its words, or by its letters where the script has no blanks."""
    if not text or len(text) > _LONGEST * 2 or generic(text):
        return 0.0
    dense = len(_DENSE.findall(text))
    size = dense / 2.2 + len(_LETTERS.findall(_DENSE.sub(" ", text)))
    return min(1.0, size / 6) if size >= 2 else 0.1 * (size > 0)


def generic(text: str) -> bool:
    """Whether a link's words say only that there is more: "Read more", "Weiterlesen", 详情."""
    bare = text.strip(_EDGES).casefold()
    if len(bare) > 60:
        return False
    return bare in _more() or bare.startswith(_openings())


def _pages_on(text: str) -> bool:
    """Whether a link's words lead to more of the list, never to an article: "More articles", 下一页."""
    return text.strip(_EDGES).casefold() in _paging()


@cache
def _paging() -> frozenset[str]:
    return frozenset(words("paging", "next")) - frozenset(words("links", "more"))


@cache
def _more() -> frozenset[str]:
    return frozenset(words("links", "more")) | frozenset(words("paging", "next"))


@cache
def _openings() -> tuple[str, ...]:
    """Those of the words that open a longer label: "Read more about the agreement"."""
    return tuple(f"{word}{mark}" for word in words("links", "opening") for mark in (" ", ":"))


def headlines(tree: Tree, zone: list[int], *, documents: bool = False) -> tuple[Headline, ...]:
    """The links that may lead to articles, in document order. `documents`: PDF files count as articles."""
    here = urls.key(tree.url)
    found = [
        Headline(link, text, quality(text), _kind(tree, link.place))
        for link in tree.links
        if zone[link.place] != HARD and _leads_on(link, tree, here, documents)
        for text in (words_of(tree, link.place),)
        if not _pages_on(text)
    ]
    return tuple(_strong([each for each in _unrepeated(found) if not _in_prose(tree, each)]))


def words_of(tree: Tree, place: int) -> str:
    """What a link says: its text, or for an empty one (laid over a card) its label."""
    return tree.text(place, _LONGEST) or plain.line(tree.attribute(place, "aria-label") or tree.attribute(place, "title"))[:_LONGEST]


def _leads_on(link: Link, tree: Tree, here: str, documents: bool) -> bool:
    """Whether the address can be an article's: not this page, nor one above it, a file, a section, a form."""
    if link.key == here or here.startswith(link.key + "/") or urlsplit(link.url).path in ("", "/"):
        return False
    kind = ending(link.url)
    if kind in words("addresses", "file") or (kind in words("addresses", "document") and not documents):
        return False
    return not leads_elsewhere(link.url) and not (urlsplit(link.url).fragment and link.url.partition("#")[0] == tree.url.partition("#")[0])


def _kind(tree: Tree, place: int) -> str:
    """Where in the mark-up a link stands: its tag and those above it with their lasting class names."""
    steps = [_step(tree, place)]
    for above, _ in zip(tree.ancestors(place), range(_STABLE_ANCESTORS), strict=False):
        steps.append(_step(tree, above))
    return ">".join(reversed(steps))


def _step(tree: Tree, place: int) -> str:
    names = [name for name in tree.marks[place].split()[:6] if not _STATE.search(name.lower())]
    return ".".join((tree.tags[place], *names[:2]))


def _in_prose(tree: Tree, each: Headline) -> bool:
    """Whether a link is a few words of a paragraph: a teaser's own links lead elsewhere."""
    above = tree.parents[each.link.place]
    if tree.tags[above] not in ("p", "em", "strong", "b", "i", "span", "font", "div", "dd") or not each.words:
        return False
    around = len(tree.text(above, 900)) - len(each.words)
    return around > max(60, 1.5 * len(each.words)) and any(
        tree.tags[at] == "-text" and len(tree.texts[at].strip()) > 25 for at in tree.children(above)
    )


def _unrepeated(found: list[Headline]) -> list[Headline]:
    """Without labels: the same words and address at four or more places of a page are no headline, unless its others are repeated
    as often (a list for wide screens, one for narrow ones, one to be printed)."""
    counts = Counter((each.link.key, each.words) for each in found if each.words and not generic(each.words))
    usual = median_low(counts.values()) if counts else 1
    return [each for each in found if counts[each.link.key, each.words] < max(4, 2 * usual)]


def _strong(found: list[Headline]) -> list[Headline]:
    """The links of kinds whose words are headlines, and those without words of their own that lead where no headline does."""
    kinds: dict[str, list[Headline]] = defaultdict(list)
    for each in found:
        kinds[each.kind].append(each)
    strong = {kind for kind, members in kinds.items() if _carries(members)}
    led = {each.link.key for each in found if each.kind in strong}
    mute = {kind for kind, members in kinds.items() if kind not in strong and _mute(members)}
    return [each for each in found if each.kind in strong or (each.kind in mute and each.link.key not in led)]


def _carries(members: list[Headline]) -> bool:
    spoken = [each for each in members if each.words and not generic(each.words)]
    if not spoken or len(spoken) * 2 < len(members):
        return False
    mean = sum(each.quality for each in spoken) / len(spoken)
    said = {(each.link.key, each.words) for each in members}
    return mean >= 0.5 and len({key for key, _ in said}) * 2 >= len(said)


def _mute(members: list[Headline]) -> bool:
    """Links that say only "more", or show only a picture, and lead to what looks like articles."""
    mute = sum(1 for each in members if not each.words or generic(each.words))
    return mute * 2 > len(members) and sum(telling(each.link.url) for each in members) * 2 > len(members)
