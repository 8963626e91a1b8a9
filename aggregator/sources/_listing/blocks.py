"""Headlines in, the block around each and the lists that the blocks form out.

A block is the largest part of the page whose headlines all lead to one address; a list is the smallest part that holds
three blocks or more, taken apart by how their headlines stand in the mark-up.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from aggregator.sources._listing.links import HEADINGS, Headline
from aggregator.sources._listing.shapes import likeness
from aggregator.sources._listing.tree import Tree

_NONE, _MANY = "", "*"
_ENOUGH = 3
_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")  # no year, month or day: what a database counts
_ITEMS = frozenset(("article", "li", "tr", "dd", "div", "section", "td"))


@dataclass(frozen=True, slots=True)
class Block:
    """One entry as it stands in the page: `place` is its part of the tree, `before` the place from which on what precedes
    it (a date, a label) belongs to it too, `after` the place up to which what follows does."""

    place: int
    headlines: tuple[Headline, ...]
    before: int
    after: int

    @property
    def url(self) -> str:
        """The address that it leads to."""
        return self.headlines[0].link.url

    @property
    def key(self) -> str:
        """What makes two addresses one."""
        return self.headlines[0].link.key


@dataclass(frozen=True, slots=True)
class Listed:
    """Blocks that stand side by side, in document order. `place`: the part of the page that holds them; `kind`: their mark-up."""

    place: int
    kind: str
    blocks: tuple[Block, ...]


def lists(tree: Tree, headlines: tuple[Headline, ...]) -> tuple[Listed, ...]:
    """All lists of the page, those of one block too."""
    blocks = _blocks(tree, _leading(tree, headlines))
    starts = [block.place for block in blocks]
    groups: dict[tuple[int, str, str], list[Block]] = defaultdict(list)
    for block in blocks:
        holder = _holder(tree, block.place, starts)
        groups[holder, tree.tags[block.place], _lead(block).kind].append(block)
    return tuple(Listed(place, f"{tag} {kind}", tuple(members)) for (place, tag, kind), members in groups.items())


def _leading(tree: Tree, headlines: tuple[Headline, ...]) -> tuple[Headline, ...]:
    """Without the links that stand in another headline's block and lead to something else (its brand, its place, its topic)."""
    titled = tuple(each for each in headlines if _in_heading(tree, each.link.place))
    if len({each.link.key for each in titled}) < _ENOUGH:
        return headlines
    alike = likeness(each.link.url for each in titled)
    blocks = [block for block in _blocks(tree, titled) if tree.tags[block.place] in _ITEMS]
    starts = [block.place for block in blocks]
    kept = []
    for each in headlines:
        at = bisect_right(starts, each.link.place) - 1
        within = at >= 0 and each.link.place < tree.ends[blocks[at].place]
        if not within or each.link.key == blocks[at].key or (alike.like(each.link.url) and not _same(each.link.url, blocks[at].url)):
            kept.append(each)
    return tuple(kept)


def _same(one: str, other: str) -> bool:
    """Whether two addresses name one article: by a number that both hold (/4711/slug.html and /4711.html)."""
    numbers = set(_NUMBER.findall(urlsplit(one).path))
    return bool(numbers) and numbers == set(_NUMBER.findall(urlsplit(other).path))


def _in_heading(tree: Tree, place: int) -> bool:
    """Whether a link stands in a heading or holds one."""
    above = [tree.parents[place], tree.parents[tree.parents[place]]]
    return any(tree.tags[at] in HEADINGS for at in (*above, *tree.inside(place, 40)) if at >= 0)


def _lead(block: Block) -> Headline:
    return max(block.headlines, key=lambda each: each.quality)


def _blocks(tree: Tree, headlines: tuple[Headline, ...]) -> list[Block]:
    leads = _leads(tree, headlines)
    members: dict[int, list[Headline]] = defaultdict(list)
    for each in headlines:
        members[_top(tree, each.link.place, leads)].append(each)
    places = sorted(members)
    return [Block(place, tuple(members[place]), *_margins(tree, place, places)) for place in places]


def _leads(tree: Tree, headlines: tuple[Headline, ...]) -> list[str]:
    """For each place where the headlines in it lead: one address's key, none, or many."""
    leads = [_NONE] * len(tree.tags)
    for each in headlines:
        leads[each.link.place] = each.link.key
    for place in range(len(tree.tags) - 1, 0, -1):
        above = tree.parents[place]
        if leads[place] and leads[above] != leads[place]:
            leads[above] = _MANY if leads[above] else leads[place]
    return leads


def _top(tree: Tree, place: int, leads: list[str]) -> int:
    """The largest part around a link that leads nowhere else; never the page itself."""
    top = place
    for above in tree.ancestors(place):
        if leads[above] != leads[place] or tree.tags[above] in ("body", "main", "table", "tbody"):
            break
        top = above
    return top


def _margins(tree: Tree, place: int, places: list[int]) -> tuple[int, int]:
    """In flat mark-up (a date, a heading with its link, a paragraph, all side by side) what belongs to a block lies around it:
    back to the part that holds the block before, on to the part that holds the next, within the same parent."""
    at, above = bisect_left(places, place), tree.parents[place]
    before, after = above + 1, tree.ends[above]
    if at and places[at - 1] > above:
        before = tree.ends[_child(tree, places[at - 1], above)]
    if at + 1 < len(places) and places[at + 1] < after:
        after = _child(tree, places[at + 1], above)
    return min(before, place), max(after, tree.ends[place])


def _child(tree: Tree, place: int, above: int) -> int:
    """The part directly below `above` that holds a place."""
    while tree.parents[place] != above:
        place = tree.parents[place]
    return place


def _holder(tree: Tree, place: int, starts: list[int]) -> int:
    """The smallest part of the page that holds at least three blocks, this one among them."""
    for above in tree.ancestors(place):
        if bisect_left(starts, tree.ends[above]) - bisect_left(starts, above) >= _ENOUGH:
            return above
    return 0


def headings(tree: Tree, found: tuple[Listed, ...]) -> tuple[int, ...]:
    """The places of the headings that belong to no block: those that stand over lists."""
    blocks = sorted(block.place for each in found for block in each.blocks)
    free = []
    for place, tag in enumerate(tree.tags):
        if tag in HEADINGS:
            at = bisect_left(blocks, place + 1) - 1
            if at < 0 or tree.ends[blocks[at]] <= place:
                free.append(place)
    return tuple(free)


def heading_over(tree: Tree, free: tuple[int, ...], place: int) -> str:
    """The words of the heading over the list whose first block is at `place`: the last one before it, not far above it."""
    at = bisect_left(free, place) - 1
    if at < 0:
        return ""
    for above, _ in zip(tree.ancestors(free[at]), range(4), strict=False):
        if above <= place < tree.ends[above]:
            return tree.text(free[at], 120)
    return ""
