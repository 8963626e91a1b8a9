"""An article as the deal taggers read it: sentences, words, trigger phrases and named organisations, each in its place.

In: Article, its organisations and mentions. Out: a Reading, made once for each article and passed to every deal tagger.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from aggregator.model import Article, Mention, Organisation
from aggregator.tag.lexicon import Hit, base_language, folded, hits
from aggregator.tag.sentences import Span, sentences

_LEAD_SENTENCES = 3
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[$€£¥₹₩|!?%]")


class Word(NamedTuple):
    """One word (one sign in Chinese, Japanese and Thai); `organisation` is the number of the organisation named here, or -1."""

    form: str
    start: int
    end: int
    organisation: int


class Naming(NamedTuple):
    """A mention: the number of its organisation in `Reading.organisations`, and its place."""

    organisation: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with all that was found in it. `number` 0 is the title."""

    number: int
    span: Span
    words: tuple[Word, ...]
    hits: tuple[Hit, ...]
    namings: tuple[Naming, ...]

    @property
    def organisations(self) -> tuple[int, ...]:
        """The numbers of the organisations named here, each once, in order."""
        return tuple(dict.fromkeys(naming.organisation for naming in self.namings))

    @property
    def concepts(self) -> frozenset[str]:
        """The concepts that trigger phrases of this sentence stand for."""
        return frozenset(hit.concept for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole article. `sentences[0]` is the title."""

    article: Article
    text: str
    small: str
    language: str
    organisations: tuple[Organisation, ...]
    sentences: tuple[Sentence, ...]

    @property
    def title(self) -> Sentence:
        """The title as one sentence."""
        return self.sentences[0]

    @property
    def lead(self) -> tuple[Sentence, ...]:
        """The first sentences of the text."""
        return self.sentences[1 : 1 + _LEAD_SENTENCES]

    def sentence_at(self, place: int) -> int:
        """The number of the sentence in which, or behind which, this character stands."""
        return max(0, bisect_right([sentence.span.start for sentence in self.sentences], place) - 1)


def reading(article: Article, organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...]) -> Reading:
    """Read an article. Mentions of unknown organisations are passed over; of overlapping ones the first, longest counts."""
    whole = article.whole
    small = folded(whole)
    namings = _namings(organisations, mentions)
    spans = _spans(article, whole)
    found = hits(small, article.language)
    parts = tuple(
        Sentence(number, span, _words(small, span, inside), tuple(h for h in found if span.start <= h.start < span.end), inside)
        for number, span in enumerate(spans)
        for inside in (tuple(n for n in namings if span.start <= n.start < span.end),)
    )
    return Reading(article, whole, small, base_language(article.language), organisations, parts)


def _spans(article: Article, whole: str) -> tuple[Span, ...]:
    """The title as one span, however many sentences it has, then the sentences of the text."""
    title = Span(0, len(article.title))
    return (title, *(span for span in sentences(whole) if span.start >= title.end))


def _namings(organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...]) -> tuple[Naming, ...]:
    number = {organisation.id: at for at, organisation in enumerate(organisations)}
    kept: list[Naming] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.organisation in number and (not kept or mention.start >= kept[-1].end):
            kept.append(Naming(number[mention.organisation], mention.start, mention.end))
    return tuple(kept)


def _words(small: str, span: Span, namings: tuple[Naming, ...]) -> tuple[Word, ...]:
    """The words between the mentions as they are, and each mention as one word."""
    words: list[Word] = []
    at = span.start
    for naming in namings:
        words += _plain_words(small, at, naming.start)
        words.append(Word("", naming.start, naming.end, naming.organisation))
        at = naming.end
    return (*words, *_plain_words(small, at, span.end))


def _plain_words(small: str, start: int, end: int) -> list[Word]:
    return [Word(found.group(), found.start(), found.end(), -1) for found in _WORD.finditer(small, start, end)]
