"""An article as the deal taggers read it: sentences, words, trigger phrases and named organisations, each in its place.

In: Article, its organisations and mentions. Out: a Reading, made once for each article and passed to every deal tagger.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from aggregator.model import Article, Mention, Organisation
from aggregator.tag.cut import Columns, cut
from aggregator.tag.lexicon import Hit, base_language, folded, hits
from aggregator.tag.sentences import Span, sentences
from aggregator.tag.trying import numbers

_LEAD_SENTENCES = 3
# News says first what matters, and the models have learned from texts of about 1,000 characters: on a page of 20,000 the words of a
# deal stand somewhere, whatever it is about. So the opening decides whether there is a deal; more is read to tell its parts.
# Dense scripts say as much in half as many signs.
_OPENING = 2_200
_LONGEST = 6_000
_DENSE = frozenset(("zh", "ja", "ko", "th"))
# Most signs are blanks or small letters of ASCII: two quick looks at those take a third off the time; what they find is the same.
_PLAIN_LETTERS = r"[a-z]++(?![^\x00-&(-@\[-\x7f])"  # no other letter behind them, no apostrophe
_WORD = re.compile(rf"(?! )([\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|{_PLAIN_LETTERS}|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[$€£¥₹₩|!?%])")


class Naming(NamedTuple):
    """A mention: the number of its organisation in `Reading.organisations`, its place, and how sure it is a name at all."""

    organisation: int
    start: int
    end: int
    confidence: float = 1.0


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence with all that was found in it. `number` 0 is the title; `words` (single signs in Chinese, Japanese and Thai), and
    where they start: a mention is one word, "", and `named` tells which word is which mention; `organisations`: the numbers of those
    named here, each once, in order; `concepts`: what its trigger phrases stand for. Never changed, though not frozen: that would make
    the making three times as slow."""

    number: int
    span: Span
    words: Sequence[str]
    starts: Sequence[int]
    named: Mapping[int, Naming]
    hits: tuple[Hit, ...]
    organisations: tuple[int, ...]
    concepts: frozenset[str]

    @property
    def namings(self) -> tuple[Naming, ...]:
        """The mentions in it, in their order."""
        return tuple(self.named.values())


@dataclass(frozen=True)  # no slots: parts that every deal tagger asks for are found once and kept in it
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

    @cached_property
    def lead(self) -> tuple[Sentence, ...]:
        """The first sentences of the text."""
        return self.sentences[1 : 1 + _LEAD_SENTENCES]

    @cached_property
    def opening(self) -> tuple[Sentence, ...]:
        """The title and the sentences that decide what the article is about."""
        until = self.title.span.end + (_OPENING // 2 if self.language in _DENSE else _OPENING)
        return tuple(sentence for sentence in self.sentences if sentence.span.end <= until) or self.sentences[:1]

    def sentence_at(self, place: int) -> int:
        """The number of the sentence in which, or behind which, this character stands."""
        return max(0, bisect_right(self._starts, place) - 1)

    @cached_property
    def numbers(self) -> list[int]:
        """Where a number begins: days and amounts of money are sought there."""
        return numbers(self.small)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.span.start for sentence in self.sentences]


def reading(article: Article, organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...]) -> Reading:
    """Read the beginning of an article, whole sentences of up to 6,000 characters. Mentions of unknown organisations are passed
    over; of overlapping ones the first, longest counts."""
    whole = _beginning(article)
    small = folded(whole)
    namings = _namings(organisations, mentions, len(whole))
    spans = _spans(article, whole)
    found = hits(small, article.language)
    starts = [naming.start for naming in namings], [hit.start for hit in found]
    cuts = cut(_WORD, small)  # once for all of the text, which is cheaper than for each sentence
    parts = []
    for number, span in enumerate(spans):
        named = namings[bisect_left(starts[0], span.start) : bisect_left(starts[0], span.end)]
        told = found[bisect_left(starts[1], span.start) : bisect_left(starts[1], span.end)]
        whom = tuple(dict.fromkeys([naming.organisation for naming in named]))
        concepts = frozenset([hit.concept for hit in told])
        parts.append(Sentence(number, span, *_words(small, cuts, span, named), told, whom, concepts))
    return Reading(article, whole, small, base_language(article.language), organisations, tuple(parts))


def _beginning(article: Article) -> str:
    """The title and the first sentences; all of a text that is hardly longer."""
    whole, language = article.whole, base_language(article.language)
    longest = len(article.title) + (_LONGEST // 2 if language in _DENSE else _LONGEST)
    if len(whole) <= longest:
        return whole
    ends = [span.end for span in sentences(whole[:longest])]
    return whole[: ends[-2] if len(ends) > 1 and ends[-2] > len(article.title) else longest]


def _spans(article: Article, whole: str) -> tuple[Span, ...]:
    """The title as one span, however many sentences it has, then the sentences of the text."""
    title = Span(0, min(len(article.title), len(whole)))
    spans = sentences(whole)
    return (title, *spans[bisect_left(spans, (title.end,)) :])


def _namings(organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...], size: int) -> tuple[Naming, ...]:
    number = {organisation.id: at for at, organisation in enumerate(organisations)}
    kept: list[Naming] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.organisation in number and mention.end <= size and (not kept or mention.start >= kept[-1].end):
            kept.append(Naming(number[mention.organisation], mention.start, mention.end, mention.confidence))
    return tuple(kept)


def _words(small: str, cuts: Columns, span: Span, namings: tuple[Naming, ...]) -> tuple[list[str], list[int], dict[int, Naming]]:
    """The words between the mentions as they are, and each mention as one word; where they start; which of them are mentions."""
    words: list[str] = []
    starts: list[int] = []
    named: dict[int, Naming] = {}
    at = span.start
    for naming in namings:
        between, begun = _between(small, cuts, at, naming.start)
        named[len(words) + len(between)] = naming
        words += (*between, "")
        starts += (*begun, naming.start)
        at = naming.end
    between, begun = _between(small, cuts, at, span.end)
    return words + between, starts + begun, named


def _between(small: str, cuts: Columns, start: int, end: int) -> tuple[list[str], list[int]]:
    """The words from `start` up to `end`, out of all of the text; cut anew where one of those goes on beyond (`Bupa's` behind Bupa)."""
    words, _, starts, ends = cuts
    first = bisect_left(starts, start)
    last = bisect_left(starts, end, first)
    if (first and ends[first - 1] > start) or (last and ends[last - 1] > end):
        words, _, starts, _ = cut(_WORD, small[start:end], start)
        return words, starts
    return words[first:last], starts[first:last]
