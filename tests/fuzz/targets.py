"""What is fuzzed: for each target what it is fed, and the law that must hold whatever comes. A law raises AssertionError, or lets an
exception through that nobody foresaw.

    feed · sitemap · press_page    bytes -> Findings, or SourceError
    extraction                     bytes -> Article, or ExtractError
    dates                          text  -> days, or UsageError
    query                          text  -> SQL that runs, or UsageError
    tagger                         text  -> Tags whose spans are in the text
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, partial
from itertools import cycle
from pathlib import Path

from hypothesis import strategies as st

from aggregator import archive, extract, periods, reference, sources, tag
from aggregator.archive import grammar, search
from aggregator.archive.handle import Archive
from aggregator.errors import ExtractError, SourceError, UsageError
from aggregator.extract import days, instants
from aggregator.model import Article, Entry, Page, Published, Query, Source, Tags
from aggregator.tag import days as told_days
from tests.desk import samples as desk
from tests.fuzz import inputs

SEEN = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = SEEN.date()
URL = "https://trust.example/news/one"


@dataclass(frozen=True, slots=True)
class Target:
    """A name, what it is fed, and its law."""

    name: str
    fed: st.SearchStrategy[bytes]
    law: Callable[[bytes], None]


def _page(content: bytes) -> Page:
    return Page(URL, URL, 200, content, "", None, None, None, SEEN)


# ---- sources -------------------------------------------------------------------------------------------------------------


def listing(kind: str, content: bytes) -> None:
    """Addresses are of the web, titles and summaries hold no control character, no day is absurd."""
    page = _page(content)
    with contextlib.suppress(SourceError):
        findings = sources.read(Source("trust", URL, kind), page)
        _web((*findings.follow, *(entry.url for entry in findings.entries if entry.url)))
        for entry in findings.entries:
            _clean((entry.title or "", entry.summary or "", entry.text or ""))
            _line(entry.title or "")
            _sane(entry.published)
    sources.recognise(page)


def _web(addresses: Iterable[str]) -> None:
    for each in addresses:
        assert each.startswith(("http://", "https://")), f"no address of the web: {each[:100]!r}"
        assert each.isprintable(), f"an address with controls: {each[:100]!r}"


def _clean(texts: Iterable[str]) -> None:
    for text in texts:
        bad = {sign for sign in text if (sign < " " and sign not in "\n\t") or "\x7f" <= sign < "\xa0" or "\u202a" <= sign <= "\u202e"}
        assert not bad, f"control characters: {bad}"
        text.encode()  # a lone surrogate would fail here


def _line(text: str) -> None:
    assert len(text.splitlines()) <= 1, "a line break in a title"


def _sane(found: Published | None) -> None:
    assert found is None or date(1990, 1, 1) <= found.day <= date(2028, 1, 1), f"an absurd day: {found}"


# ---- extraction ------------------------------------------------------------------------------------------------------------


def extraction(content: bytes) -> None:
    """An article has a title and text, both free of controls; its address is of the web, its day is not absurd."""
    with contextlib.suppress(ExtractError):
        article = extract.article(_page(content), Entry(URL, "trust", "What the feed says"), Source("trust", URL, "feed"))
        assert article.title
        assert article.paragraphs
        _clean((article.title, article.publisher or "", *article.paragraphs))
        _line(article.title)
        _web((article.canonical_url,) if article.canonical_url else ())
        for each in article.dates:
            _sane(each)


# ---- dates -----------------------------------------------------------------------------------------------------------------


def dates(content: bytes) -> None:
    """Days found lie where the text says so; a period ends after it begins; what cannot be read is a UsageError."""
    text = content.decode("utf-8", "replace")
    for language in (None, *inputs.LANGUAGES):
        for found in days.find(text, days.Standpoint(TODAY, language)):
            assert found.start >= 0
            assert found.raw
        small = text.casefold()
        for named in told_days.days(small, language, TODAY):
            assert 0 <= named.start < named.end <= len(small)
    instants.read(text)
    with contextlib.suppress(UsageError):
        since, until = periods.period(text, TODAY)
        assert since <= until
    with contextlib.suppress(UsageError):
        periods.day(text, TODAY)


# ---- query language ----------------------------------------------------------------------------------------------------------


@cache
def _desk() -> Archive:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    return archive.open(desk.fill(folder / "archive.db"), write=False)


def query(content: bytes) -> None:
    """Shown and read again it is the same tree; the SQL runs; what cannot be read is a UsageError."""
    text = content.decode("utf-8", "surrogatepass") if _decodes(content) else content.decode("latin-1")
    tree = grammar.parse(text).tree
    assert grammar.parse(grammar.show(tree)).tree == tree
    for articles, sort in ((False, "date"), (True, "relevance"), (False, "parties")):
        with contextlib.suppress(UsageError):
            asked = search.asked(_desk(), Query(text, limit=5, sort=sort), reference.gazetteer, TODAY, articles=articles)
            assert len(list(search.ids(_desk(), asked))) <= search.count(_desk(), asked)
            assert asked.explained()


def _decodes(content: bytes) -> bool:
    try:
        content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


# ---- tagger -----------------------------------------------------------------------------------------------------------------


_turns = cycle(inputs.LANGUAGES)


def tagger(content: bytes) -> None:
    """Every span lies in the text and is what it says; what is told of the deal is among what was found."""
    title, *paragraphs = content.decode("utf-8", "replace").split("\n")
    for language in ("en", next(_turns) or None):
        article = Article(
            URL, title, tuple(each for each in paragraphs if each), SEEN, language=language, published=Published(TODAY, "feed")
        )
        _spans(article, tag.tags(article, reference.gazetteer()))


def _spans(article: Article, tags: Tags) -> None:
    known = {each.id for each in tags.organisations}
    for mention in tags.mentions:
        assert article.whole[mention.start : mention.end] == mention.surface
        assert mention.organisation in known
    for place in tags.places:
        assert article.whole[place.start : place.end] == place.surface
    assert all(len(code) == 2 and code.isupper() for code in (*tags.countries, *tags.countries_mentioned))
    assert 0.0 <= tags.probability <= 1.0
    if tags.partnership:
        for each in tags.partnership.evidence:
            assert article.whole[each.start : each.end] == each.sentence


# ---- all -------------------------------------------------------------------------------------------------------------------


def _targets() -> Iterable[Target]:
    for kind in ("feed", "sitemap", "press_page"):
        good = inputs.samples(f"sources/{kind}") if kind == "press_page" else inputs.seeds(f"{kind}.*")
        yield Target(
            kind, inputs.broken(good, "markup") | inputs.joined("markup") | inputs.joined("markup", "days"), partial(listing, kind)
        )
    articles = inputs.samples("extract")
    yield Target("extraction", inputs.broken(articles, "markup") | inputs.joined("markup", "story"), extraction)
    yield Target("dates", inputs.joined("days", most=12), dates)
    yield Target("query", inputs.joined("asked", most=30), query)
    yield Target("tagger", inputs.broken(inputs.seeds("story.*"), "story") | inputs.joined("story"), tagger)


TARGETS = {target.name: target for target in _targets()}
