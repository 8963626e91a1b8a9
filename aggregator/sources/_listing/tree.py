"""HTML in, a flat tree out: elements and texts in document order, each with its parent and the end of its subtree.

0 body  1 nav  2 a  3 -text  4 main  5 ul  6 li ...        subtree of i = range(i, ends[i])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator import plain, urls
from aggregator.sources._bounds import shallow
from aggregator.sources._listing.shapes import telling

MOST_CHARACTERS = 5_000_000
MOST_NODES = 200_000
MOST_LINKS = 15_000
_UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea", "math", "audio", "video")
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u", "time", "wbr", "cite", "label")
)


@dataclass(frozen=True, slots=True)
class Link:
    """An anchor that leads somewhere: its place in the tree, its address, and its key (what makes two addresses one)."""

    place: int
    url: str
    key: str


@dataclass
class Tree:
    """A page, flat. All lists run in document order; a text has the tag "-text"."""

    html: LexborHTMLParser
    url: str
    base: str
    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    nodes: list[LexborNode] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)

    def text(self, place: int, limit: int = 1_000) -> str:
        """What a reader sees in a subtree, as one line of at most about `limit` characters; a blank between two blocks."""
        return plain.line("".join(self._pieces(place, limit)))

    def _pieces(self, place: int, limit: int) -> Iterator[str]:
        size = 0
        for at in range(place, min(self.ends[place], place + 4 * limit)):
            if self.tags[at] == "-text":
                size += len(self.texts[at])
                yield self.texts[at]
            elif self.tags[at] not in _INLINE:
                yield " "
            if size > limit:
                return

    def ancestors(self, place: int) -> Iterator[int]:
        """The places above, nearest first."""
        at = self.parents[place]
        while at >= 0:
            yield at
            at = self.parents[at]

    def inside(self, place: int, most: int = 3_000) -> range:
        """The places below, in document order."""
        return range(place + 1, min(self.ends[place], place + most))

    def children(self, place: int, most: int = 500) -> Iterator[int]:
        """The places one step below."""
        at, count = place + 1, 0
        while at < self.ends[place] and count < most:
            yield at
            at, count = self.ends[at], count + 1

    def attribute(self, place: int, name: str) -> str:
        """An element's attribute, "" without it."""
        return (self.nodes[place].attributes.get(name) or "") if self.tags[place] != "-text" else ""

    @cached_property
    def by_link(self) -> dict[int, Link]:
        """Anchor's place -> its link."""
        return {link.place: link for link in self.links}


def planted(markup: str, url: str) -> Tree:
    """The tree of a page that was found at `url`. Linear in the page's size; what exceeds the bounds is left out."""
    html = LexborHTMLParser(shallow(markup[:MOST_CHARACTERS], html=True))
    base = _base(html, url)
    tree = Tree(html, url, base)
    # A copy loses what no reader sees; the scripts themselves stay in `html` for state.py.
    seen = html.clone()
    seen.strip_tags(list(_UNSEEN))
    if seen.body is not None:
        _grow(tree, seen.body)
    tree.links = list(_unvaried(tree.links, urls.key(url)))
    return tree


def _unvaried(links: list[Link], here: str) -> Iterator[Link]:
    """The links; those that lead to another link's address with a query added (to print, to come back) lead to that address."""
    bare = {link.key: link for link in links if "?" not in link.url and link.key != here and telling(link.url)}
    for link in links:
        plainer = bare.get(urls.key(link.url.partition("?")[0])) if "?" in link.url else None
        yield Link(link.place, plainer.url, plainer.key) if plainer else link


def _base(html: LexborHTMLParser, url: str) -> str:
    node = html.css_first("base[href]")
    return (urls.absolute(url, node.attributes.get("href") or "") if node else None) or url


def _grow(tree: Tree, body: LexborNode) -> None:
    places = tree.places
    for node in body.traverse(include_text=True):
        tag = node.tag or ""
        if tag.startswith("-") and tag != "-text":
            continue
        place = len(tree.tags)
        if place >= MOST_NODES:
            break
        above = node.parent
        tree.parents.append(places.get(above.mem_id, 0 if place else -1) if above is not None else -1)
        tree.tags.append(tag)
        tree.nodes.append(node)
        if tag == "-text":
            tree.texts.append(node.text_content or "")
            tree.marks.append("")
            tree.roles.append("")
            continue
        places[node.mem_id] = place
        tree.texts.append("")
        _note(tree, node, tag, place)
    if tree.tags:
        tree.parents[0] = -1
    _close(tree)


def _note(tree: Tree, node: LexborNode, tag: str, place: int) -> None:
    attributes = node.attributes
    words = [attributes[name] or "" for name in ("class", "id") if name in attributes]
    tree.marks.append(" ".join(words)[:400])
    tree.roles.append(attributes.get("role") or "")
    if tag == "a" and attributes.get("href") and len(tree.links) < MOST_LINKS:
        url = urls.absolute(tree.base, attributes["href"] or "")
        if url:
            tree.links.append(Link(place, url, urls.key(url)))


def _close(tree: Tree) -> None:
    """The end of each subtree: one step behind its last descendant."""
    tree.ends = [place + 1 for place in range(len(tree.tags))]
    for place in range(len(tree.tags) - 1, 0, -1):
        above = tree.parents[place]
        if above >= 0 and tree.ends[place] > tree.ends[above]:
            tree.ends[above] = tree.ends[place]
