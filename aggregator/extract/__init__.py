"""Page -> Article: text, title, day, language and publisher of a press page, or the reason why it holds no article.

page -> document (one tree) -> prune -> text (several readers, the most agreed) -> furniture -> Article
                   |-> structured -> title, metadata, dates
                   |-> refusals: soft 404, consent wall, challenge, login, paywall, empty shell, listing
PDF  -> pdf
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator import plain
from aggregator.errors import ExtractError
from aggregator.model import Article

if TYPE_CHECKING:
    from aggregator.extract.reading import Read
    from aggregator.model import Entry, Page, Source

__all__ = ["article", "explain", "read"]

_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]|[^\W_]+")  # words, and single characters of CJK scripts
_AKIN = 0.34  # share of the shorter title's words that the other has, from which both name the same article
_SHORT = 3  # characters; a shorter title in a feed is a placeholder


def read(page: Page, entry: Entry, source: Source, *, live: bool = True) -> Read:
    """Everything that was read of a page, with reasons. `live`: `page.fetched` is when it was fetched; else "yesterday" and
    the like say nothing. A page that holds no article has its `refusal`. Raises ExtractError where it cannot be read at all."""
    from aggregator.extract import reading

    return reading.read(page, entry, source, live=live)


def article(page: Page, entry: Entry, source: Source) -> Article:
    """The article on a page.

    `entry`: what the feed or listing said of it; its text stands in (marked `partial`) where the page is refused but the feed
    had the words. `source`: its `selectors` override what we would find. Raises ExtractError with a stable `reason`
    (soft-404, consent-wall, challenge, login, paywall, script-only, out-of-order, listing, unlike, empty, not-html, too-large, too-slow,
    pdf-damaged, pdf-encrypted, selector) and `permanent` where asking again is pointless.
    """
    from aggregator.extract import dates

    found = read(page, entry, source)
    if found.refusal and not found.partial:
        raise found.refusal.error(page.final_url or page.url)
    paragraphs = tuple(line for line in map(plain.line, found.lines) if line)
    if not paragraphs:
        raise ExtractError("The page has no text that could be an article.", where=page.final_url or page.url, reason="empty")
    return Article(
        url=entry.url or page.final_url or page.url,
        title=_title(plain.line(found.headline.text), plain.line(entry.title or ""), source) or paragraphs[0][:120],
        paragraphs=paragraphs,
        seen=page.fetched,
        canonical_url=found.canonical_url,
        published=dates.best(found.dates),
        language=found.language or source.language,
        publisher=found.publisher,
        source=source.name,
        dates=found.dates,
        partial=found.partial,
    )


def _title(headline: str, listed: str, source: Source) -> str:
    """The page's headline; but where a feed names the article in words that the page's headline does not share, the feed's: the
    headline found is then something else on the page, or garbled."""
    if source.kind == "feed" and len(listed) > _SHORT and headline and not _akin(headline, listed):
        return listed
    return headline or listed


def _akin(one: str, other: str) -> bool:
    first, second = (frozenset(_WORD.findall(text.casefold())) for text in (one, other))
    return not first or not second or len(first & second) >= _AKIN * min(len(first), len(second))


def explain(page: Page, entry: Entry, source: Source) -> tuple[str, ...]:
    """What was read of a page and why, as lines of plain words, for people who tune a source. Raises ExtractError."""
    from aggregator.extract import explanation

    return explanation.lines(read(page, entry, source))
