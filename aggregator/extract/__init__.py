"""Page -> Article: text, title, day, language and publisher of a press page, or the reason why it holds no article.

page -> document (one tree) -> prune -> text (several readers, the most agreed) -> furniture -> Article
                   |-> structured -> title, metadata, dates
                   |-> refusals: soft 404, consent wall, challenge, login, paywall, empty shell, listing
PDF  -> pdf
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator import plain
from aggregator.errors import ExtractError
from aggregator.model import Article

if TYPE_CHECKING:
    from aggregator.extract.reading import Read
    from aggregator.model import Entry, Page, Source

__all__ = ["article", "explain", "read"]


def read(page: Page, entry: Entry, source: Source, *, live: bool = True) -> Read:
    """Everything that was read of a page, with reasons. `live`: `page.fetched` is when it was fetched; else "yesterday" and
    the like say nothing. A page that holds no article has its `refusal`. Raises ExtractError where it cannot be read at all."""
    from aggregator.extract import reading

    return reading.read(page, entry, source, live=live)


def article(page: Page, entry: Entry, source: Source) -> Article:
    """The article on a page.

    `entry`: what the feed or listing said of it; its text stands in (marked `partial`) where the page is refused but the feed
    had the words. `source`: its `selectors` override what we would find. Raises ExtractError with a stable `reason`
    (soft-404, consent-wall, challenge, login, paywall, script-only, listing, empty, not-html, too-large, too-slow, pdf-damaged,
    pdf-encrypted, selector) and `permanent` where asking again is pointless.
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
        title=plain.line(found.headline.text) or plain.line(entry.title or "") or paragraphs[0][:120],
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


def explain(page: Page, entry: Entry, source: Source) -> tuple[str, ...]:
    """What was read of a page and why, as lines of plain words, for people who tune a source. Raises ExtractError."""
    from aggregator.extract import explanation

    return explanation.lines(read(page, entry, source))
