"""Articles for the tests of the deal taggers: a title, a text, and the names in it, each marked up once as [Name|country|kind]."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from aggregator.model import Article, Mention, Organisation, Published
from aggregator.tag.reading import Reading, reading

_MARK = re.compile(r"\[([^|\]]+)\|([A-Z]*)\|([a-z_]*)\]")


def marked(
    title: str, text: str, published: str = "", language: str = "en"
) -> tuple[Article, tuple[Organisation, ...], tuple[Mention, ...]]:
    """The article without its marks, the organisations that were marked, and every place where one of their names stands."""
    both = f"{title}\n\n{text}"
    marks = list(dict.fromkeys(_MARK.findall(both)))
    title, text = (_MARK.sub(lambda found: str(found.group(1)), part) for part in (title, text))
    day = Published(date.fromisoformat(published), "given") if published else None
    article = Article("", title, tuple(text.split("\n\n")), datetime(2026, 1, 1, tzinfo=UTC), published=day, language=language)
    organisations = tuple(
        Organisation(f"new:{at}", name, (), country or None, kind or None) for at, (name, country, kind) in enumerate(marks)
    )
    return article, organisations, _mentions(article.whole, organisations)


def _mentions(whole: str, organisations: tuple[Organisation, ...]) -> tuple[Mention, ...]:
    found = [
        Mention(organisation.id, organisation.name, place.start(), place.end(), "test")
        for organisation in organisations
        for place in re.finditer(re.escape(organisation.name), whole)
    ]
    return tuple(sorted(found, key=lambda mention: (mention.start, -mention.end)))


def read(title: str, text: str, published: str = "", language: str = "en") -> Reading:
    """A marked article as the deal taggers read it."""
    return reading(*marked(title, text, published, language))
