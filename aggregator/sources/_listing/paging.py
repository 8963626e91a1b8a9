"""A listing in, the address of its next page out: rel=next, a link that says so, the next page number, "load more" in the mark-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from aggregator import plain, urls
from aggregator.sources._knowledge import words
from aggregator.sources._listing.tree import Link, Tree

_DIGITS = re.compile(r"\d+")
_NEXT_MARK = re.compile(r"(?:^|[\s_-])(?:next|nextpage|older|nav-previous|weiter|suivant|siguiente)(?:$|[\s_-])", re.IGNORECASE)
_MORE_MARK = re.compile(r"load-?_?more|show-?_?more|view-?_?more|infinite|pager|pagination|next", re.IGNORECASE)
_PAGE_NAMES = frozenset(
    (
        "page",
        "p",
        "pg",
        "paged",
        "pageno",
        "pagenum",
        "pageindex",
        "page_no",
        "currentpage",
        "curpage",
        "offset",
        "start",
        "from",
        "skip",
        "o",
    )
)
_CURRENT = re.compile(r"(?:^|[\s_-])(?:current|active|selected|on|thisclass|cur)(?:$|[\s_-])", re.IGNORECASE)
_MOST = 2


def following(tree: Tree, known: frozenset[str]) -> tuple[str, ...]:
    """The next page's address, the surest first, at most two (a link and a script's source); never this page, never one of
    the articles whose keys are `known`."""
    found: dict[str, str] = {}
    numbered = tuple(_numbered(tree))
    said = sorted(_said(tree), key=lambda url: bool(numbered) and _page_number(url) not in (None, _page_number(numbered[0])))
    leaps = bool(numbered and said) and _page_number(said[0]) not in (None, _page_number(numbered[0]))
    for url in (*_declared(tree), *(numbered if leaps else ()), *said, *numbered, *_loaded(tree)):
        key = urls.key(url)
        if key not in known and key != urls.key(tree.url) and urls.site(url) == urls.site(tree.url) and not _earlier(url, tree.url):
            found.setdefault(key, url)
            break
    return tuple(found.values())[:_MOST]


def _declared(tree: Tree) -> Iterator[str]:
    """<link rel="next"> and <a rel="next">."""
    for node in tree.html.css('link[rel~="next"], a[rel~="next"]')[:5]:
        if found := urls.absolute(tree.base, node.attributes.get("href") or ""):
            yield found


def _said(tree: Tree) -> Iterator[str]:
    """Links named "next", "older", 下一页, by their words, their label or their class; the surest first."""
    ranked = sorted(((_saying(tree, link), place) for place, link in enumerate(tree.links)), reverse=True)
    yield from (tree.links[place].url for rank, place in ranked[:5] if rank >= 3)


def _saying(tree: Tree, link: Link) -> int:
    text = tree.text(link.place, 60).casefold()
    marked = any(_NEXT_MARK.search(tree.marks[at]) for at in (link.place, tree.parents[link.place]) if at >= 0)
    if len(text) > 40 and not marked:
        return 0
    label = plain.line(tree.attribute(link.place, "aria-label") or tree.attribute(link.place, "title")).casefold()
    said = any(_bare(each) in _next_words() for each in (text, label) if each)
    second = _page_number(link.url) == (_page_number(tree.url) or 1) + 1
    return 2 * said + marked + second + 2 * _pages(link.url, tree.url) - 2 * (len(text) > 40)


def _bare(text: str) -> str:
    stripped = text.strip(" \t.…:|()[]0123456789")
    return stripped.strip("→›»>❯ ") or stripped


@cache
def _next_words() -> frozenset[str]:
    return frozenset(words("paging", "next"))


def _pages(url: str, here: str) -> bool:
    """Whether an address is this page's with another page number: in the query, at the end of the path, in the file's name."""
    one, two = urlsplit(url), urlsplit(here)
    if urls.site(url) != urls.site(here):
        return False
    if one.path.rstrip("/") == two.path.rstrip("/"):
        return any(name.lower() in _PAGE_NAMES or value.isdigit() for name, value in set(parse_qsl(one.query)) - set(parse_qsl(two.query)))
    stem, own = (
        re.sub(r"[/_-]?(?:page|p|index|seite|pagina)?[/_-]?\d*(?:\.\w{2,5})?/?$", "", one.path),
        re.sub(r"[/_-]?(?:page|p|index|seite|pagina)?[/_-]?\d*(?:\.\w{2,5})?/?$", "", two.path),
    )
    return stem == own and bool(_DIGITS.search(one.path[len(stem) :]))


def _page_number(url: str) -> int | None:
    parts = urlsplit(url)
    named = [value for name, value in parse_qsl(parts.query) if name.lower() in _PAGE_NAMES and value.isdigit()]
    tail = re.search(r"(?:page|p|seite|pagina|index)[/_-]?(\d{1,5})(?:\.\w{2,5})?/?$", parts.path)
    return int(named[0]) if named else int(tail[1]) if tail else None


def _earlier(url: str, here: str) -> bool:
    """Whether an address leads back: to a lower page number than this one has."""
    other, own = _page_number(url), _page_number(here)
    return other is not None and own is not None and other <= own


def _numbered(tree: Tree) -> Iterator[str]:
    """The page after this one in a row of page numbers."""
    rows: dict[int, str] = {}
    for link in tree.links:
        text = tree.text(link.place, 8)
        if text.isdigit() and len(text) <= 4 and _pages(link.url, tree.url):
            rows.setdefault(int(text), link.url)
    current = _current(tree, rows)
    if rows and current + 1 in rows:
        yield rows[current + 1]


def _current(tree: Tree, rows: dict[int, str]) -> int:
    """Which page this is: marked as the current one, or missing from the row, or the first."""
    for number, url in rows.items():
        if urls.key(url) == urls.key(tree.url):
            return number
    for place, tag in enumerate(tree.tags):
        if tag in ("a", "span", "li", "em", "strong", "b") and (
            _CURRENT.search(tree.marks[place]) or tree.attribute(place, "aria-current")
        ):
            text = tree.text(place, 8)
            if text.isdigit() and len(text) <= 4:
                return int(text)
    return 1


def _loaded(tree: Tree) -> Iterator[str]:
    """What a "load more" button would ask."""
    names = words("paging", "attribute")
    for node in tree.html.css(", ".join(f"[{name}]" for name in names))[:200]:
        attributes = node.attributes
        said = _bare((node.text() or "")[:60].strip().casefold()) in _next_words() or _MORE_MARK.search(
            f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        )
        for name in names:
            value = attributes.get(name) or ""
            if said and value.startswith(("/", "?", "http")) and (found := urls.absolute(tree.base, value)):
                yield found
