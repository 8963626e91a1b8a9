"""The page's lists in, those that are its news out.

Each list is weighed by what its blocks look like. The best one shows what an article's address looks like here; other
lists count when their addresses look the same, or when they too have dates and headlines. A page that has dates at its
news has no news without.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import urlsplit

from aggregator import urls
from aggregator.sources._dates import Reading
from aggregator.sources._knowledge import words
from aggregator.sources._listing.blocks import Block, Listed, heading_over, headings, lists
from aggregator.sources._listing.fields import Fields, fields
from aggregator.sources._listing.links import Headline, headlines, quality, words_of
from aggregator.sources._listing.shapes import Likeness, alike_but_for_words, date_in, leads_elsewhere, likeness, telling
from aggregator.sources._listing.tree import Tree
from aggregator.sources._listing.zones import SOFT

_ACCEPTED = 2.2
_SURE = 3.0
_DOUBT = 1.2  # what it costs a list to stand where other things than news mostly stand
_MOST_BLOCKS = 3_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """A list with its blocks read, its weight, and what spoke for and against it: how many of its blocks are dated, how many lead
    below the page itself, whether a heading calls it something else, whether it stands in a part of the page that often is."""

    listed: Listed
    read: tuple[tuple[Block, Fields], ...]
    weight: float
    dated: float
    below: float
    aside: bool
    soft: bool


def chosen(tree: Tree, zone: list[int], how: Reading) -> tuple[Weighed, ...]:
    """The lists that are the page's news, in document order; none when nothing looks like news."""
    picked = _picked(_weighed(tree, zone, how, documents=False), documents=False)
    if any(each.dated >= 0.5 for each in picked):
        return picked
    # Some newsrooms release nothing but files: they count where they have dates and the page's links have none.
    return _picked(_weighed(tree, zone, how, documents=True), documents=True) or picked


def strewn(tree: Tree, picked: tuple[Weighed, ...]) -> tuple[Headline, ...]:
    """Headlines anywhere else on the page (in a menu's preview, under "most read") that surely lead to articles of this site:
    those whose addresses are as the news' addresses are and as no other page's would be."""
    blocks = [block for each in picked for block, _ in each.read]
    alike, known = likeness(block.url for block in blocks), {block.key for block in blocks}
    dated = any(each.dated >= 0.5 for each in picked)
    found: dict[str, Headline] = {}
    for link in tree.links:
        if link.key not in known and link.key != urls.key(tree.url) and alike.surely(link.url) and not leads_elsewhere(link.url):
            text = words_of(tree, link.place)
            if quality(text) >= 0.6 and not (dated and _aside(text)):
                found.setdefault(link.key, Headline(link, text, quality(text), "strewn"))
    return tuple(found.values())


def _weighed(tree: Tree, zone: list[int], how: Reading, *, documents: bool) -> list[Weighed]:
    found = lists(tree, headlines(tree, zone, documents=documents))
    free = headings(tree, found)
    left, weighed = _MOST_BLOCKS, []
    for each in sorted(found, key=lambda listed: -len(listed.blocks)):
        blocks = each.blocks[:left]
        left -= len(blocks)
        if blocks:
            read = tuple((block, fields(tree, block, how)) for block in blocks)
            where = (_aside(heading_over(tree, free, blocks[0].place)), _mostly_soft(zone, blocks))
            weighed.append(_weigh(tree, Listed(each.place, each.kind, blocks), read, where, documents=documents))
    return weighed


def _mostly_soft(zone: list[int], blocks: tuple[Block, ...]) -> bool:
    return sum(zone[block.place] == SOFT for block in blocks) * 2 > len(blocks)


def _aside(heading: str) -> bool:
    """Whether a heading announces something else than the news."""
    bare = heading.strip(" :.").casefold()
    return any(
        bare == word or (bare.startswith(word) and len(word) > 3 and len(bare) < len(word) + 35) for word in words("headings", "aside")
    )


def _weigh(
    tree: Tree, listed: Listed, read: tuple[tuple[Block, Fields], ...], where: tuple[bool, bool], *, documents: bool = False
) -> Weighed:
    count = len(read)
    dated = sum(each.own or (documents and each.published is not None) for _, each in read) / count
    titled = sum(quality(each.title or "") for _, each in read) / count
    told = sum(each.teaser is not None for _, each in read) / count
    spoken = sum(telling(block.url) or date_in(block.url) is not None for block, _ in read) / count
    below = sum(_below(tree.url, block.url) for block, _ in read) / count
    own = sum(urls.site(block.url) == urls.site(tree.url) for block, _ in read) / count
    weight = 2 * dated + 1.2 * titled + 0.8 * spoken + 0.6 * below + 0.4 * told + 0.3 * own + 0.5 * math.log10(count)
    weight -= (_DOUBT if any(where) else 0) + (0.8 if titled < 0.4 else 0)
    return Weighed(listed, read, weight, dated, below, *where)


def _below(page: str, url: str) -> bool:
    """Whether an address lies below the page's own, or in a part of the site that is named as parts with articles are."""
    own, other = urlsplit(page).path.rstrip("/").rsplit(".", 1)[0], urlsplit(url).path
    if len(own) > 1 and other.startswith(own):
        return True
    return any(segment.lower() in words("addresses", "article") for segment in other.split("/")[:-1])


def _picked(weighed: list[Weighed], *, documents: bool) -> tuple[Weighed, ...]:
    fit = [each for each in weighed if not each.aside and (len(each.read) > 1 or each.dated) and (each.dated >= 0.5 or not documents)]
    good = [each for each in fit if not each.soft and each.weight >= _ACCEPTED] or [each for each in fit if each.soft and _surely(each)]
    if not good:
        return ()
    best = max(good, key=lambda each: each.weight + 1.2 * math.log10(len(each.read)))
    twins = [each for each in weighed if each is best or (best.dated < 0.5 and _is_twin(each, best))]
    alike = likeness(block.url for each in twins for block, _ in each.read)
    return tuple(each for each in sorted(weighed, key=lambda each: each.read[0][0].place) if each in twins or _joins(each, best, alike))


def _surely(each: Weighed) -> bool:
    """Whether a list is the news although it stands in a "widget": a page may be built of nothing else. Then dates, or all else, or
    that its addresses lie below the page's own, must say so."""
    if each.below >= 0.8 and each.weight + _DOUBT >= _SURE:
        return True
    return each.weight >= _ACCEPTED and (each.dated >= 0.5 or each.weight >= _SURE)


def _is_twin(each: Weighed, best: Weighed) -> bool:
    """Whether a list is the best one's like in another column: the same mark-up, and addresses that differ only in their words."""
    if each.weight < _ACCEPTED or each.aside or each.soft or each.listed.kind != best.listed.kind:
        return False
    url = best.read[0][0].url
    return all(telling(block.url) and alike_but_for_words(block.url, url) for block, _ in each.read)


def _joins(each: Weighed, best: Weighed, alike: Likeness) -> bool:
    """Whether another list is news as well as the best one."""
    certain = alike.exactly if each.aside or each.soft else alike.like if best.dated < 0.5 else alike.closely
    same = sum(certain(block.url) for block, _ in each.read) / len(each.read)
    if same > 0.5 and not (best.dated >= 0.5 and each.dated == 0 and all(_aside(found.title or "") for _, found in each.read)):
        return each.weight >= _ACCEPTED - 1.2
    told = sum(telling(block.url) for block, _ in each.read) / len(each.read)
    if each.aside or each.soft or each.weight < _ACCEPTED or told < 0.5:
        return False
    return each.dated >= 0.6 if best.dated >= 0.5 else each.weight >= _SURE
