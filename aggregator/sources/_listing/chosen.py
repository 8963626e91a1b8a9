"""The source's own CSS selectors in, the entries they point at out. What no selector names is inferred within each entry.

[source.selectors]
entry = "li.release"     each entry; without it, each link that `link` finds
link = "h3 a"            its link (else the best one in it)
entry_title = "h3"  entry_date = ".when"  next = "a.older"
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode, SelectolaxError

from aggregator import plain, urls
from aggregator.errors import SourceError
from aggregator.model import Published, Selectors
from aggregator.sources._dates import Reading, spotted
from aggregator.sources._listing.blocks import Block
from aggregator.sources._listing.fields import Fields, fields
from aggregator.sources._listing.links import Headline, quality, words_of
from aggregator.sources._listing.tree import Tree


def given(selectors: Selectors) -> bool:
    """Whether the selectors say where entries are."""
    return bool(selectors.entry or selectors.link)


def selected(tree: Tree, selectors: Selectors, how: Reading) -> tuple[tuple[Block, Fields], ...]:
    """The entries, in document order. Raises SourceError for a selector that is no CSS."""
    return tuple(
        found for place in _places(tree, selectors.entry or selectors.link or "") if (found := _entry(tree, place, selectors, how))
    )


def next_page(tree: Tree, selectors: Selectors) -> tuple[str, ...]:
    """Where the `next` selector leads, if it leads to another page."""
    for place in _places(tree, selectors.next or "")[:1]:
        found = urls.absolute(tree.base, tree.attribute(place, "href"))
        if found and urls.key(found) != urls.key(tree.url):
            return (found,)
    return ()


def _places(tree: Tree, selector: str, within: int | None = None) -> tuple[int, ...]:
    if not selector:
        return ()
    start: LexborNode | None = tree.nodes[within if within is not None else 0] if tree.nodes else None
    try:
        nodes = start.css(selector) if start is not None else []
    except (SelectolaxError, ValueError) as error:
        raise SourceError(f"This is no CSS selector: {selector!r}.", hint="Correct it under [source.selectors] in feeds.toml.") from error
    places = (tree.places.get(node.mem_id) for node in nodes)
    return tuple(place for place in places if place is not None)


def _entry(tree: Tree, place: int, selectors: Selectors, how: Reading) -> tuple[Block, Fields] | None:
    links = tuple(_links(tree, place, selectors))
    if not links:
        return None
    best = max(links, key=lambda each: each.quality)
    same = tuple(each for each in links if each.link.key == best.link.key)
    block = Block(place, same, place, tree.ends[place])
    read = fields(tree, block, how)
    title = next((text for at in _places(tree, selectors.entry_title or "", place) if (text := tree.text(at, 300))), None)
    date = next(_dates(tree, place, selectors, how), None)
    return block, Fields(title or read.title, date or read.published, read.teaser, read.own or date is not None)


def _dates(tree: Tree, place: int, selectors: Selectors, how: Reading) -> Iterator[Published]:
    for at in _places(tree, selectors.entry_date or "", place):
        for raw in (tree.attribute(at, "datetime"), tree.text(at, 120)):
            if found := spotted(plain.line(raw), how):
                yield found


def _links(tree: Tree, place: int, selectors: Selectors) -> Iterator[Headline]:
    """The links of one entry: those that `link` finds in it, else all; an entry may be the link itself."""
    wanted = _places(tree, selectors.link, place) if selectors.entry and selectors.link else (place, *tree.inside(place))
    for at in wanted:
        if link := tree.by_link.get(at):
            text = words_of(tree, at)
            yield Headline(link, text, quality(text), "selected")
