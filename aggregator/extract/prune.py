"""A copy of the page's tree without what is never part of an article: menus, promos, share bars, related links, comments.

Which elements those are is data (`chrome.toml`): element names, ARIA roles, and words in class and id. What holds a good
part of the page's text stays unless it is mostly links: templates give their wrappers strange names.
"""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from aggregator import plain
from aggregator.extract.document import Document

_LISTS = ("ul", "ol", "menu", "dir")
_LONGEST_STANDFIRST = 900
_SMALL = 200
_SMALL_PART = 0.08


class Chrome:
    """The patterns of chrome.toml, compiled once."""

    def __init__(self) -> None:
        table = tomllib.loads(files("aggregator.extract").joinpath("chrome.toml").read_text(encoding="utf-8"))
        self.always = frozenset(table["always"])
        self.tags = frozenset(table["tags"])
        self.roles = frozenset(table["roles"])
        self.words = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(table['words'])})(?:$|[\s_-])", re.IGNORECASE)
        self.parts = re.compile("|".join(table["parts"]), re.IGNORECASE)
        self.captions = re.compile(rf"(?:^|[\s_-])(?:{'|'.join(table['captions'])})(?:$|[\s_-])", re.IGNORECASE)
        self.hidden = re.compile(r"display\s?:\s?none|visibility\s?:\s?hidden", re.IGNORECASE)


@lru_cache(maxsize=1)
def chrome() -> Chrome:
    """The patterns, loaded when the first page is read."""
    return Chrome()


def pruned(document: Document) -> HtmlElement:
    """A copy of the tree without chrome; tails of text stay."""
    root: HtmlElement = deepcopy(document.root)
    patterns = chrome()
    etree.strip_elements(root, *patterns.always, with_tail=False)
    for item in root.iter("li"):
        if (parent := item.getparent()) is not None and parent.tag not in _LISTS:
            item.tag = "p"  # readers overlook list items without a list
    whole = max(1, _size(root))
    waiting = [root]
    while waiting:
        for element in list(waiting.pop()):
            if isinstance(element.tag, str) and _is_chrome(element, patterns) and not _vital(element, whole):
                _drop(element)
            else:
                waiting.append(element)
    return root


def standfirsts(root: HtmlElement) -> tuple[str, ...]:
    """The texts of visible elements that are marked as the article's description."""
    marked = (element for element in root.iter("p", "div", "h2", "h3", "span", "section") if element.get("itemprop") == "description")
    return tuple(plain.tidy("".join(element.itertext()))[:_LONGEST_STANDFIRST] for element in islice(marked, 5))


def _is_chrome(element: HtmlElement, patterns: Chrome) -> bool:
    tag = element.tag
    if tag in patterns.tags:
        return True
    attributes = element.attrib
    if not attributes or tag in ("html", "body", "main", "article", "h1"):
        return False
    if attributes.get("role", "").lower() in patterns.roles or attributes.get("aria-hidden") == "true" or "hidden" in attributes:
        return True
    if (style := attributes.get("style")) and patterns.hidden.search(style):
        return True
    marks = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    return len(marks) > 1 and _named_so(marks)


@lru_cache(maxsize=8192)
def _named_so(marks: str) -> bool:
    """Whether class and id say chrome; the same few names stand on a thousand elements."""
    patterns = chrome()
    return bool(patterns.words.search(marks) or patterns.parts.search(marks))


def _vital(element: HtmlElement, whole: int) -> bool:
    """Whether too much text hangs on the element for its name to decide: it stays unless it is mostly links."""
    size = _size(element)
    if size < _SMALL or size < _SMALL_PART * whole:
        return False
    return 2 * sum(_size(link) for link in element.iter("a")) < size


def _size(element: HtmlElement) -> int:
    return sum(len(text) for text in element.itertext() if not text.isspace())


def _drop(element: HtmlElement) -> None:
    """Remove an element and keep the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " " + element.tail
        else:
            parent.text = (parent.text or "") + " " + element.tail
    parent.remove(element)
