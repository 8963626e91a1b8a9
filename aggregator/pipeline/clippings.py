"""Texts that need no network: documents brought in by a user take the second half of the river.

    Article ──▶ copy? ──▶ Tags ──▶ story ──▶ Record ──▶ one commit

What is filed already stays: the same text at the same address is the same article, a changed one a new version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from aggregator import clock
from aggregator.archive import Archive, filing
from aggregator.archive.waiting import Waiting
from aggregator.model import Article, Config, Entry, Limits, Request
from aggregator.pipeline.collect import recorded
from aggregator.pipeline.outcomes import Fallen, Outcome, Settled, attempted, failure
from aggregator.pipeline.stages import Answer, River, Stages

_SECONDS = 20.0


def clippings(archive: Archive, articles: Iterable[Article], *, stages: Stages | None = None) -> Iterator[Outcome]:
    """File these articles one by one; yields what became of each. Raises ArchiveError when the archive cannot be written."""
    stages = stages or Stages()
    with stages.child() as child:
        river = River(Config((), Limits(""), Path()), archive, stages, _Nobody(), child)
        for article in articles:
            yield attempted(partial(_filed, river, article), partial(_fallen, article))


class _Nobody:
    """A fleet that asks nobody."""

    def pages(self, requests: Iterable[Request], /) -> Iterator[tuple[Request, Answer]]:
        return iter(())


def _filed(river: River, article: Article) -> Outcome:
    reading = river.child.call(river.stages.told, article, seconds=_SECONDS)
    record, lines, stumbled = recorded(river, Waiting(0, Entry(article.url, article.source)), reading, None)
    place = filing.file(river.archive, record, lines, clock.now())
    return Settled(article.source, record.match.verdict, place, record.tags.partnership is not None, stumbled)


def _fallen(article: Article, error: Exception) -> Outcome:
    return Fallen(failure(error, article.source, article.url), entry=True)
