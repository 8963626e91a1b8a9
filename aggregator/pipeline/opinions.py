"""Second opinions: articles in doubt go to a language model, one by one, and what it answers is filed beside the tags.

    archive (most doubtful first) ──▶ question ──▶ endpoint ──▶ answer, checked against the text ──▶ archive

No tag is changed: an answer that agrees takes the article off the review list, one that disagrees is shown there. What does not keep to
the text is filed as refused, with its cost, and the same model is not asked again about the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from aggregator import clock
from aggregator.archive import Archive, opinions, read
from aggregator.archive.opinions import Opinion
from aggregator.errors import FetchError, OpinionError
from aggregator.model import Filed
from aggregator.opinion.answer import Answer, answer, usage
from aggregator.opinion.comparison import disagreement
from aggregator.opinion.question import question
from aggregator.opinion.settings import Settings

_PATIENCE = 3
"""Failures of the endpoint in a row after which no more is asked."""

_HOPELESS = ("status-401", "status-403", "status-404", "refused", "dns", "tls", "unsafe-url")


class Dialogue(Protocol):
    """Puts questions to an endpoint, counting its requests (`aggregator.fetch.dialogue`)."""

    requests: int

    def ask(self, question: bytes, /) -> bytes:
        """The answer's body. Raises FetchError."""
        ...


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to ask: the settings, host and port for the file, and about how many articles at most."""

    settings: Settings
    host: str
    most: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one article: the opinion that was filed, or why there is none."""

    filed: Filed
    opinion: Opinion | None = None
    failure: FetchError | None = None


def asked(archive: Archive, dialogue: Dialogue, whom: Whom, stories: Iterable[int]) -> Iterator[Asked]:
    """Ask about those of these stories that are in doubt; yields each as it is filed. Ends early where the endpoint keeps failing."""
    failures = 0
    for number in islice(opinions.unasked(archive, whom.settings.model, stories), whom.most):
        (filed,) = read.filed(archive, (number,))
        told = _asked(archive, dialogue, whom, filed)
        yield told
        failures = failures + 1 if told.failure else 0
        if told.failure and (failures >= _PATIENCE or told.failure.reason in _HOPELESS):
            return


def _asked(archive: Archive, dialogue: Dialogue, whom: Whom, filed: Filed) -> Asked:
    try:
        content = dialogue.ask(question(filed.article, whom.settings.model))
    except FetchError as failure:
        return Asked(filed, failure=failure)
    opinion = _opinion(filed, content, whom.settings, whom.host)
    opinions.keep(archive, opinion)
    return Asked(filed, opinion)


def _opinion(filed: Filed, content: bytes, settings: Settings, host: str) -> Opinion:
    told, refused = _read(content, filed)
    spent = usage(content)
    return Opinion(
        article=filed.id,
        version=filed.versions,
        asked=clock.now(),
        model=settings.model,
        endpoint=host,
        tagger=filed.tags.version,
        refused=refused,
        partnership=told.partnership if told else None,
        parties=told.parties if told else (),
        deal_type=told.deal_type if told else None,
        announced=told.announced if told else None,
        quotes=told.quotes if told else (),
        disagrees=disagreement(filed.tags, told) if told else "",
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        cost=settings.cost(spent.tokens_in, spent.tokens_out),
    )


def _read(content: bytes, filed: Filed) -> tuple[Answer | None, str]:
    try:
        return answer(content, filed.article), ""
    except OpinionError as error:
        return None, error.message
