"""Which of several copies leads. In: articles with the same words. Out: the most original one.

A press release comes before a wire, a wire before a paper; then the earliest; then the longest; then the first given.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources

from aggregator import urls
from aggregator.model import Article

RELEASE, WIRE, PAPER = range(3)
_EDGE = 400


def original(articles: Sequence[Article]) -> int:
    """The place of the leading article in the sequence. Raises ValueError if there is none."""
    return min(range(len(articles)), key=lambda at: (outlet(articles[at]), _day(articles[at]), -len(articles[at].text), at))


def outlet(article: Article) -> int:
    """RELEASE, WIRE or PAPER, by the site and by marks at either end of the text."""
    site, ends = urls.site(article.url), article.text[:_EDGE] + "\n" + article.text[-_EDGE:]
    for kind, (sites, marks) in enumerate(_kinds()):
        if site in sites or any(mark in ends for mark in marks):
            return kind
    return PAPER


def _day(article: Article) -> date:
    return article.published.day if article.published else date.max


@cache
def _kinds() -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
    table = tomllib.loads(resources.files("aggregator.dedupe").joinpath("originals.toml").read_text("utf-8"))
    return tuple((frozenset(table[kind]["sites"]), tuple(table[kind]["marks"])) for kind in ("release", "wire"))
