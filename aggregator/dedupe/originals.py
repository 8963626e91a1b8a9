"""Which of several copies leads. In: articles with the same words. Out: the most original one.

A whole text comes before a teaser, a press release before a wire, a wire before a paper; then the earliest; then the longest;
then by address, so that the order in which they are given does not matter.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from functools import cache
from importlib import resources

from aggregator import urls
from aggregator.model import Article, Organisation
from aggregator.reference.names import fold

RELEASE, WIRE, PAPER = range(3)
_EDGE = 400  # characters at either end of a text
_NAME_LEAST = 5  # letters of a name by which a publisher is known


def original(articles: Sequence[Article]) -> int:
    """The place of the leading article in the sequence. Raises ValueError if there is none."""
    return min(range(len(articles)), key=lambda at: (*_rank(articles[at]), at))


def _rank(article: Article) -> tuple[bool, int, date, float, int, str]:
    text = article.text
    return article.partial, _kind(article.url, text), _day(article), _hour(article), -len(text), article.url


def _hour(article: Article) -> float:
    at = article.published.at if article.published else None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() if at else math.inf


def outlet(article: Article, named: Iterable[Organisation] = ()) -> int:
    """RELEASE, WIRE or PAPER, by the site and by marks at either end of the text. `named`: the organisations that it names; what one
    of them says on its own site, or as its own publisher, is a release."""
    if any(_publishes(each, article) for each in named):
        return RELEASE
    return _kind(article.url, article.text)


def _kind(url: str, text: str) -> int:
    site, ends = urls.site(url), text[:_EDGE] + "\n" + text[-_EDGE:]
    for kind, (sites, marks) in enumerate(_kinds()):
        if site in sites or any(map(ends.__contains__, marks)):
            return kind
    return PAPER


def _publishes(organisation: Organisation, article: Article) -> bool:
    if organisation.domain and urls.site(f"https://{organisation.domain}/") == urls.site(article.url):
        return True
    publisher = f" {fold(article.publisher or '')} "
    names = (fold(each) for each in (organisation.name, *organisation.aliases))
    return any((f" {name} " if name.isascii() else name) in publisher for name in names if len(name) >= _NAME_LEAST)


def _day(article: Article) -> date:
    return article.published.day if article.published else date.max


@cache
def _kinds() -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
    table = tomllib.loads(resources.files("aggregator.dedupe").joinpath("originals.toml").read_text("utf-8"))
    return tuple((frozenset(table[kind]["sites"]), tuple(table[kind]["marks"])) for kind in ("release", "wire"))
