"""The sentences that say so. In: a Reading and its parties. Out: one or two sentences, each with the rule that chose it.

A sentence counts by the parties it names (most), by its trigger phrases of a deal, by how early it stands. The title is taken only where
no sentence of the text will do.
"""

from __future__ import annotations

from collections.abc import Collection

from aggregator.model import Evidence
from aggregator.tag.company import DEAL
from aggregator.tag.reading import Reading, Sentence

_MOST = 2
_PER_PARTY = 3.0
_LATE = 0.1
_ENOUGH = 4.0


def evidence(reading: Reading, parties: Collection[int]) -> tuple[tuple[int, Evidence], ...]:
    """The best sentence, and a second one if it names a party that the first does not; each with its number."""
    known = frozenset(parties)
    weights = [_weight(sentence, known) for sentence in reading.sentences]
    ranked = sorted(reading.sentences[1:], key=lambda sentence: -weights[sentence.number])  # of equal ones the first
    if not ranked or weights[ranked[0].number] < _ENOUGH:
        ranked = [*([reading.title] if weights[0] >= _ENOUGH else []), *ranked]
    if not ranked:
        return ((0, _evidence(reading, reading.title, parties)),)
    best, said = ranked[0], set(ranked[0].organisations)
    more = [s for s in ranked[1:] if weights[s.number] >= _ENOUGH and known.intersection(s.organisations) - said][: _MOST - 1]
    return tuple((sentence.number, _evidence(reading, sentence, parties)) for sentence in (best, *more))


def _weight(sentence: Sentence, parties: frozenset[int]) -> float:
    named = len(parties.intersection(sentence.organisations))
    return _PER_PARTY * min(named, 3) + len(sentence.concepts & DEAL) + ("sign" in sentence.concepts) - _LATE * min(sentence.number, 20)


def _evidence(reading: Reading, sentence: Sentence, parties: Collection[int]) -> Evidence:
    phrases = [reading.text[hit.start : hit.end] for hit in sentence.hits if hit.concept in DEAL]
    named = [reading.organisations[at].name for at in sentence.organisations if at in parties]
    rule = f"{', '.join(dict.fromkeys(phrases)) or 'no phrase'}; names {', '.join(named) or 'no party'}"
    return Evidence(reading.text[sentence.span.start : sentence.span.end], sentence.span.start, sentence.span.end, rule)
