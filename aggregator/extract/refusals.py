"""Pages that answer 200 and hold no article: recognised, with a reason that says what to do about it.

    soft-404      "Page not found" with status 200                  for good
    challenge     "Just a moment …", captcha                        try later
    consent-wall  cookies first, article never                      try later
    login         an account is asked for                           the feed's own text, if any
    paywall       a teaser and a box                                the teaser, marked partial
    script-only   <div id="root"></div>                             read from embedded JSON, if any
    listing       links to articles in place of one                 for good
    out-of-order  maintenance, a database that is down              the feed's own text, if any
    unlike        no word of the title under which it was listed    the feed's own text, if any
    empty         nothing                                           try later

Wordings are data (refusals.toml). They count only on pages with little text: an article may be about cookies or the number 404.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from aggregator import plain
from aggregator.errors import ExtractError
from aggregator.extract.document import Document
from aggregator.extract.lines import lines
from aggregator.extract.structured import Facts, is_article

LITTLE = 1_200
NOTICE = 600
TEASER = 2_500
EMPTY = 60
_PERMANENT = ("soft-404", "listing")
_LIST_LINKS = 10
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]|[^\W\d_]{5,}")  # long words, and single characters of CJK scripts
_TELLING = 3  # such words of a title from which it says what a page must be about
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Kind:
    """The patterns of one reason."""

    reason: str
    message: str
    title: re.Pattern[str] | None
    text: re.Pattern[str] | None
    html: re.Pattern[str] | None
    host: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page holds no whole article."""

    reason: str
    message: str

    def error(self, where: str) -> ExtractError:
        """The refusal as an error, permanent where asking again is pointless."""
        error = ExtractError(self.message, where=where, reason=self.reason)
        error.permanent = self.reason in _PERMANENT
        return error


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """The reasons of refusals.toml, in its order."""
    table = tomllib.loads(files("aggregator.extract").joinpath("refusals.toml").read_text(encoding="utf-8"))
    return tuple(
        Kind(reason, each["message"], *(_either(each.get(part, ()), begins=part == "title") for part in ("title", "text", "html", "host")))
        for reason, each in table.items()
    )


def judge(document: Document, tree: HtmlElement, title: str, found: tuple[str, ...], facts: tuple[Facts, ...]) -> Refusal | None:
    """Why this page holds no (whole) article, or None. `tree`: pruned; `found`: the lines that were read of it."""
    amount = weight(found)
    if amount >= TEASER:
        return _listing(document, tree, facts)
    visible = (
        plain.line(" ".join(found))
        if amount >= EMPTY
        else plain.line(" ".join(document.root.itertext("p", "div", "h1", "h2", "span", "noscript", "body", "a", "li", "strong"))[:20_000])
    )
    headings = _headings(document, title)
    for kind in kinds():
        if _applies(kind, document, headings, (visible, amount)):
            return Refusal(kind.reason, kind.message)
    if any(fact.free is False for fact in facts if is_article(fact)) and amount < LITTLE:
        return Refusal("paywall", "The page says that its article is not free, and shows little of it.")
    if amount < EMPTY:
        return Refusal("empty", "The page has no text that could be an article.")
    return _listing(document, tree, facts)


def unlike(listed: str, document: Document, found: tuple[str, ...]) -> Refusal | None:
    """Why a page with little text is not the one that was listed: no word of the title stands anywhere on it. `listed`: that title."""
    wanted = _words(listed)
    if len(wanted) < _TELLING or not EMPTY <= weight(found) < NOTICE:
        return None
    if not wanted.isdisjoint(_words(" ".join((*map(str, document.root.itertext()), *_claims(document))))):
        return None
    return Refusal("unlike", "The page has no word of the title under which it was listed.")


def _claims(document: Document) -> tuple[str, ...]:
    return tuple(each.get("content") or "" for each in document.root.iter("meta"))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def weight(found: tuple[str, ...]) -> int:
    """The amount of text in characters; those of Chinese, Japanese and Korean count for two and a half."""
    text = " ".join(found)
    return len(text) + 3 * len(_WIDE.findall(text)) // 2


def without_boxes(found: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a teaser without those of the box that asks for money, and without what follows it."""
    for place, line in enumerate(found):
        if len(line) < 300 and any(
            kind.text and kind.text.search(line) for kind in kinds() if kind.reason in ("paywall", "login", "script-only")
        ):
            return found[:place]
    return found


def _either(patterns: list[str] | tuple[str, ...], *, begins: bool) -> re.Pattern[str] | None:
    if not patterns:
        return None
    whole = "|".join(patterns)
    return re.compile(rf"^\W{{0,3}}(?:{whole})" if begins else whole, re.IGNORECASE)


def _headings(document: Document, title: str) -> tuple[str, ...]:
    element = document.root.find(".//title")
    first = document.root.find(".//h1")
    texts = (title, element.text_content() if element is not None else "", first.text_content() if first is not None else "")
    return tuple(plain.line(text)[:300] for text in texts)


def _applies(kind: Kind, document: Document, headings: tuple[str, ...], text: tuple[str, int]) -> bool:
    visible, amount = text
    if kind.host and kind.host.search(urlsplit(document.url).hostname or "") and amount < TEASER:
        return True
    if amount >= (LITTLE if kind.reason == "paywall" else NOTICE):
        return False
    if kind.title and any(kind.title.search(heading) for heading in headings):
        return True
    if kind.text and kind.text.search(visible):
        return kind.reason != "script-only" or amount < 400
    return bool(kind.html and amount < 400 and kind.html.search(document.html[:200_000]))


def _listing(document: Document, tree: HtmlElement, facts: tuple[Facts, ...]) -> Refusal | None:
    """A page of links: many headlines that are links, with nothing longer than a teaser between any two of them."""
    if any(is_article(fact) for fact in facts):
        return None
    texts = {plain.tidy("".join(link.itertext())) for link in tree.iter("a")}
    headlines = {text for text in texts if 25 <= weight((text,)) <= 250 and (len(text.split()) >= 4 or _WIDE.search(text))}
    home = urlsplit(document.url).path in ("", "/")
    if len(headlines) < (_LIST_LINKS // 2 if home else _LIST_LINKS):
        return None
    visible = lines(tree)
    gap, whole = _longest_gap(visible, headlines), weight(visible)
    if gap < LITTLE and (3 * gap < whole or home):
        return Refusal("listing", "The page lists articles and is none itself.")
    return None


def _longest_gap(visible: tuple[str, ...], headlines: set[str]) -> int:
    """The most text that stands between two headlines."""
    longest = gap = 0
    for line in visible:
        gap = 0 if line in headlines else gap + weight((line,))
        longest = max(longest, gap)
    return longest
