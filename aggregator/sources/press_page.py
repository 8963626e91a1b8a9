"""A newsroom's page in, the articles it lists out: by the source's own CSS selectors, or inferred (see _listing/__init__.py).

    <main><ul class="news">
      <li><time>10 June 2025</time> <a href="/news/clinic-signs">Clinic signs ...</a> <p>Teaser ...</p></li>      -> Entry
      ...
    </ul><a rel="next" href="/news?page=2">Older</a></main>                                                     -> follow
    <nav>, <footer>, "Related", tags, share buttons, languages                                                  -> nothing

A page without article links is a failure, never "no news": its layout has changed, or a script draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aggregator import urls
from aggregator.errors import SourceError
from aggregator.model import Entry, Findings, Page, Source
from aggregator.sources._dates import Reading
from aggregator.sources._entries import distinct, language_code, month_first
from aggregator.sources._listing.blocks import Block
from aggregator.sources._listing.choice import Weighed, chosen, strewn
from aggregator.sources._listing.chosen import given, next_page, selected
from aggregator.sources._listing.fields import Fields, from_address, undated
from aggregator.sources._listing.paging import following
from aggregator.sources._listing.state import listed
from aggregator.sources._listing.tree import Tree, planted
from aggregator.sources._listing.zones import zones
from aggregator.sources._markup import title
from aggregator.sources._opening import Opening, opening

_OTHERS = frozenset(("json", "rss", "rdf", "feed", "channel", "urlset", "sitemapindex", "opml"))
NOTHING = "No article links were found on this page."


def recognises(start: Opening) -> bool:
    """Whether a page is HTML."""
    return start.root == "html"


def read(source: Source, page: Page) -> Findings:
    """The articles that the page lists, its next page in `follow`, the layout by which it was read in `signature`.

    Without articles there is a problem and nothing to follow. Raises SourceError for what is no HTML.
    """
    start = opening(page)
    if start.root in _OTHERS or "<" not in start.text:
        raise SourceError("This is no web page.", where=page.url)
    tree = planted(start.text, page.final_url or page.url)
    how = Reading(page.fetched, "listing", month_first(source.country, source.language or _language(tree)))
    entries, signature = _read(tree, source, how)
    known = frozenset(urls.key(entry.url) for entry in entries)
    follow = (next_page(tree, source.selectors) or following(tree, known)) if entries else ()
    return Findings(
        kind="press_page",
        entries=entries,
        follow=follow,
        problems=() if entries else (NOTHING,),
        title=_page_title(tree),
        language=language_code(_language(tree) or source.language),
        signature=signature,
    )


def _read(tree: Tree, source: Source, how: Reading) -> tuple[tuple[Entry, ...], str | None]:
    """The entries and the layout by which they were found."""
    if given(source.selectors):
        return distinct(_best(selected(tree, source.selectors, how), source)), "selectors"
    found = chosen(tree, zones(tree), how)
    shown = distinct((*_best((pair for each in found for pair in each.read), source), *_strewn(tree, found, source, how)))
    scripted = listed(tree, how)
    if len(scripted) <= 2 * len(shown):
        return shown, _signature(found)
    drawn = (Entry(each.url, source.name, each.title, each.published, summary=each.summary) for each in scripted)
    dated = any(entry.published for entry in shown)
    return distinct((*drawn, *(shown if dated else ()))), "state"


def _language(tree: Tree) -> str | None:
    root = tree.html.root
    return (root.attributes.get("lang") or None) if root is not None else None


def _page_title(tree: Tree) -> str | None:
    node = tree.html.css_first("head > title")
    return title(node.text()) if node is not None else None


def _best(read: Iterable[tuple[Block, Fields]], source: Source) -> Iterator[Entry]:
    """One entry an address: of several blocks that lead there, the first one with a date of its own."""
    best: dict[str, tuple[Block, Fields]] = {}
    for block, found in read:
        if block.key not in best or (found.own and not best[block.key][1].own):
            best[block.key] = (block, found)
    for block, found in best.values():
        yield Entry(url=block.url, source=source.name, title=found.title, published=found.published, summary=found.teaser)


def _strewn(tree: Tree, found: tuple[Weighed, ...], source: Source, how: Reading) -> Iterator[Entry]:
    for each in strewn(tree, found):
        yield Entry(url=each.link.url, source=source.name, title=undated(each.words)[0], published=from_address(each.link.url, how))


def _signature(found: tuple[Weighed, ...]) -> str | None:
    """The mark-up in which the largest list stands."""
    if not found:
        return None
    return max(found, key=lambda each: len(each.read)).listed.kind[-200:]
