"""A tree in, for each place the zone it lies in out: body of the page, menu, footer, aside and their like.

HARD  no article is listed there: menus, footers, breadcrumbs, cookie bars, share bars, paging, language switchers
SOFT  articles may be listed there, but not the list that we want: asides, "related", "most read"
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import pairwise

from aggregator.sources._knowledge import words
from aggregator.sources._listing.tree import Tree

OPEN, SOFT, HARD = 0, 1, 2
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+")
_ABOUT = re.compile(r"(?:tag|category|cat|topic|post|type|author|term|tax|industry)-", re.IGNORECASE)
_ITEMS = frozenset(("li", "article", "td", "tr", "dd"))
_ROLES = frozenset(("navigation", "contentinfo", "menu", "menubar", "dialog", "alertdialog", "search", "toolbar", "tablist"))
_LEAST_LINKS = 3


def zones(tree: Tree) -> list[int]:
    """The zone of each place. A part that holds the page's main heading or most of its text is never a zone."""
    found = [OPEN] * len(tree.tags)
    starts = [link.place for link in tree.links]
    heart = _heart(tree)
    letters = _letters(tree)
    for place, tag in enumerate(tree.tags):
        above = found[tree.parents[place]] if place else OPEN
        own = OPEN if above == HARD or tag == "-text" else _own(tree, place, starts)
        if own and (place <= heart < tree.ends[place] or _bulky(tree, place, letters)):
            own = OPEN
        found[place] = max(above, own)
    return found


def _own(tree: Tree, place: int, starts: list[int]) -> int:
    """What an element says of itself: by its tag, its role, the words in its class and id."""
    tag = tree.tags[place]
    marks = _marks(tree.marks[place])
    several = bisect_left(starts, tree.ends[place]) - bisect_left(starts, place) >= _LEAST_LINKS
    if marks & _set("hard_always") or (tag == "nav") or tree.roles[place] in _ROLES:
        return HARD
    if several and tag not in _ITEMS and (tag in ("footer", "header", "menu") or marks & _set("hard")) and not _in_item(tree, place):
        return HARD
    return SOFT if tag == "aside" or tree.roles[place] == "complementary" or marks & _set("soft") else OPEN


def _in_item(tree: Tree, place: int) -> bool:
    """A card has a header and a footer too."""
    return any(tree.tags[above] == "article" for above in tree.ancestors(place))


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(words("zones", key))


def _marks(text: str) -> set[str]:
    """The words of class names and ids, single and in pairs, also from siteNav, site-nav and site_nav; what an article is
    about (`tag-social-media`) and what is part of a card (`card-footer`) says nothing of a zone."""
    found: set[str] = set()
    for name in text.split():
        if not _ABOUT.match(name):
            single = [word.lower() for word in _WORD.findall(name)]
            pairs = {one + two for one, two in pairwise(single)}
            found |= pairs if pairs & _set("inner") else {*single, *pairs}
    return found


def _heart(tree: Tree) -> int:
    """Where the page's content surely is: its main element, else its first h1 outside of a banner; -1 without either."""
    for place, tag in enumerate(tree.tags):
        if tag == "main" or tree.roles[place] == "main":
            return place
    for place, tag in enumerate(tree.tags):
        if tag == "h1" and not any(tree.tags[above] in ("header", "nav", "footer") for above in tree.ancestors(place)):
            return place
    return -1


def _letters(tree: Tree) -> list[int]:
    """How many characters of text stand before each place, links' own texts left out."""
    counts, total, in_link = [0], 0, 0
    for place, tag in enumerate(tree.tags):
        if tag == "a":
            in_link = max(in_link, tree.ends[place])
        if tag == "-text" and place >= in_link:
            total += len(tree.texts[place].strip())
        counts.append(total)
    return counts


def _bulky(tree: Tree, place: int, letters: list[int]) -> bool:
    """Whether this part holds most of the page's running text."""
    return (letters[tree.ends[place]] - letters[place]) * 2 > letters[-1] > 400
