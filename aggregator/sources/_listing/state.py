"""The scripts of a page in, the news that they would draw out: JSON lists of things with a title, an address and a date.

<script id="__NEXT_DATA__" type="application/json">{"props": {"pageProps": {"posts": [{"title": .., "slug": .., "date": ..}, ..
<script type="application/ld+json">{"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "url": .., "name": ..}, ..
<script>window.__INITIAL_STATE__ = {...}; self.__next_f.push([1, "...JSON in a string..."])</script>
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aggregator import plain, urls
from aggregator.model import Published
from aggregator.sources import _markup
from aggregator.sources._dates import Reading, stated
from aggregator.sources._knowledge import words
from aggregator.sources._listing.links import quality
from aggregator.sources._listing.shapes import ending, leads_elsewhere, telling
from aggregator.sources._listing.tree import Tree

_MOST_BYTES, _MOST_VALUES, _MOST_STARTS = 6_000_000, 300_000, 60
_START = re.compile(r"(?:=|:|\(|,)\s{0,20}(?=[\[{]\s{0,20}[\[{\"])")
_STREAM = re.compile(r"__next_f\.push\(\[\s?1\s?,\s?(?=\")")
_PARSED = re.compile(r"JSON\.parse\(\s?(?=\")")
_INNER_LIST = re.compile(r"\[\s{0,20}\{\s{0,20}\"")
_WRAPS = ("node", "item", "attributes", "fields", "data", "content", "document", "_source", "post", "article")
_NO_NEWS = frozenset(
    ("BreadcrumbList", "SiteNavigationElement", "Organization", "Person", "ImageObject", "Event", "Product", "FAQPage", "Question")
)
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing of a JSON list that has a title and an address."""

    url: str
    title: str
    published: Published | None
    summary: str | None


def listed(tree: Tree, how: Reading) -> tuple[Stated, ...]:
    """The longest list in the page's scripts that is news, in its own order; none when there is none."""
    best: tuple[Stated, ...] = ()
    for value in _values(tree):
        for members in _lists(value):
            found = _read(members, tree, how)
            if len(found) > len(best) and _is_news(found):
                best = found
    return best


# ---- JSON out of scripts ----------------------------------------------------------------------------------------------


def _values(tree: Tree) -> Iterator[object]:
    left, stream = _MOST_BYTES, []
    for node in tree.html.css("script")[:400]:
        text = node.text() or ""
        if len(text) < 40 or len(text) > left or node.attributes.get("src"):
            continue
        left -= len(text)
        if "json" in (node.attributes.get("type") or ""):
            yield from _whole(text)
        elif match := _STREAM.search(text):
            stream += [each for each in (_decoded(text, match.end()),) if isinstance(each, str)]
        else:
            yield from _assigned(text)
    if stream:
        yield from _within("".join(stream))


def _whole(text: str) -> Iterator[object]:
    try:
        yield json.loads(plain.paired(text.strip().removeprefix("<!--").removesuffix("-->")), strict=False)
    except (ValueError, RecursionError):
        return


def _decoded(text: str, at: int) -> object:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None


def _assigned(text: str) -> Iterator[object]:
    """The objects that a script assigns or passes on, and those in strings given to JSON.parse."""
    text = plain.paired(text)
    for match in _PARSED.finditer(text):
        inner = _decoded(text, match.end())
        if isinstance(inner, str):
            yield from _whole(inner)
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(_MOST_STARTS):
        start = _START.search(text, at)
        if not start:
            return
        try:
            value, at = decoder.raw_decode(text, start.end())
        except (ValueError, RecursionError):
            at = start.end()
            continue
        yield value


def _within(text: str) -> Iterator[object]:
    """The lists of objects inside a longer text."""
    text = plain.paired(text)
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(4 * _MOST_STARTS):
        match = _INNER_LIST.search(text, at)
        if not match:
            return
        try:
            value, at = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            at = match.end()
            continue
        yield value


# ---- lists in JSON ----------------------------------------------------------------------------------------------------


def _lists(value: object) -> Iterator[list[dict[str, Any]]]:
    """Every list of objects in a value, however deep."""
    waiting: list[object] = [value]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        current = waiting.pop()
        if isinstance(current, dict):
            if not _is_no_news(current):
                waiting += [each for each in current.values() if isinstance(each, dict | list)]
        elif isinstance(current, list):
            members = [each for each in current if isinstance(each, dict)]
            if len(members) >= _LEAST:
                yield members[:2_000]
            waiting += [each for each in current if isinstance(each, dict | list)]


def _is_no_news(value: dict[str, Any]) -> bool:
    kind = value.get("@type")
    return isinstance(kind, str) and kind in _NO_NEWS


def _read(members: list[dict[str, Any]], tree: Tree, how: Reading) -> tuple[Stated, ...]:
    found = (_stated(_unwrapped(each), tree, how) for each in members if not _is_no_news(each))
    return tuple({each.url: each for each in found if each is not None}.values())


def _unwrapped(member: dict[str, Any]) -> dict[str, Any]:
    """A thing with the fields of what it wraps: GraphQL's `node`, JSON-LD's `item`, a content system's `fields`."""
    merged = dict(member)
    for name in _WRAPS:
        inner = member.get(name)
        if isinstance(inner, dict):
            merged = {**inner, **merged}
    return {name.lower().replace("_", "").replace("-", ""): value for name, value in merged.items()}


def _stated(thing: dict[str, Any], tree: Tree, how: Reading) -> Stated | None:
    title = _markup.title(_first(thing, "title"))
    url = _address(thing, tree)
    if not title or url is None:
        return None
    summary = _markup.text(_first(thing, "summary"))
    return Stated(url, title, stated(_first(thing, "date"), how), summary[:1_000] if summary else None)


def _first(thing: dict[str, Any], field: str) -> str:
    """The value under the first of a field's usual names that is a text, or a number, or holds one."""
    for name in words("state", field):
        value = thing.get(name)
        if isinstance(value, dict):
            value = next(
                (value[each] for each in ("rendered", "value", "text", "iso", "date", "url", "href", "current") if each in value), None
            )
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool) and value > 10**8:
            return str(value)
    return ""


def _address(thing: dict[str, Any], tree: Tree) -> str | None:
    if link := _first(thing, "address"):
        found = urls.absolute(tree.base, link if "/" in link or "?" in link else _below(tree, link))
    else:
        slug = _first(thing, "slug").strip("/")
        found = urls.absolute(tree.base, f"/{slug}" if "/" in slug else _below(tree, slug)) if slug else None
    if found is None or leads_elsewhere(found) or ending(found) in words("addresses", "file") or urls.key(found) == urls.key(tree.url):
        return None
    return found


def _below(tree: Tree, slug: str) -> str:
    """Where a page's entries usually lie: below the page itself."""
    return f"{urlsplit(tree.url).path.rstrip('/')}/{slug}"


def _is_news(found: tuple[Stated, ...]) -> bool:
    """Whether a list is news: headlines, and days to most of them, or else addresses as articles have them."""
    if len(found) < _LEAST:
        return False
    titled = sum(quality(each.title) for each in found) / len(found)
    dated = sum(each.published is not None for each in found) / len(found)
    told = sum(telling(each.url) for each in found) / len(found)
    return titled >= 0.5 and (dated >= 0.5 or (told >= 0.6 and titled >= 0.7 and len(found) >= 4))
