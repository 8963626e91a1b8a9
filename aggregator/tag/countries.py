"""Countries in an article. In: the article and its organisations; out: places with spans, countries it is about and mentions."""

from __future__ import annotations

from collections import Counter

from aggregator.model import Article, Mention, Organisation, Place
from aggregator.reference.countries import all_countries
from aggregator.tag.phrases import Phrases

_NAMES: list[tuple[str, str]] = []


def places(
    article: Article, organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...]
) -> tuple[tuple[Place, ...], tuple[str, ...], tuple[str, ...]]:
    """Places named in title and text, the countries the article is about, and all countries named or implied."""
    if not _NAMES:
        _NAMES.extend((name, country.code) for country in all_countries() for name in (country.name, *country.names) if len(name) > 1 and name[0].isupper())
    text = article.whole
    found = tuple(Place(_NAMES[hit.phrase][1], text[hit.start : hit.end], hit.start, hit.end, "name") for hit in Phrases([n for n, _ in _NAMES]).find(text))
    counts = Counter(place.country for place in found) + Counter(o.country for o in organisations if o.country)
    mentioned = tuple(sorted(counts))
    return found, tuple(code for code, _ in counts.most_common(2)), mentioned
