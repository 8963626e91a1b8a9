"""The day of the deal. In: a Reading. Out: the day that the text, with the day of publication, yields; or none rather than a guess.

Every day named in the text is weighed by a small linear model: how it is written, where it stands (dateline, byline, sentence of the
signing), which trigger phrases and words are near it, how far from publication it lies. So is the case that none of them is the day of the
deal. The weights compete (softmax); a day named several times has the sum of its chances. `today`, `Tuesday` and `10 June` are settled by
the day of the dateline or byline where the text has one, which may lie before the day of publication; where that is unknown, by nothing.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from aggregator.tag.days import Named, days
from aggregator.tag.linear import Linear, model
from aggregator.tag.reading import Reading, Sentence
from aggregator.tag.signals import Features

_NEAR = 60
_BYLINE = 60
_GAPS = ((0, "0"), (1, "1"), (3, "3"), (7, "7"), (31, "31"))
_DASHES = "–—-:/"
_DATELINE = re.compile(r"[^\W\d_][^\n]{2,60}?\s?(?:--|[–—]|\s-\s)\s?")
_HEAD = 3
_WEEK = timedelta(days=6)


class Dated(NamedTuple):
    """A day of the text with the sentence it stands in and the probability that it is the day of the deal."""

    named: Named
    sentence: int
    probability: float


def announced(reading: Reading, found: tuple[Dated, ...]) -> tuple[date | None, str]:
    """The day of the deal out of the days weighed, and the form and words by which it was read; (None, "") where none is likely enough."""
    best = likeliest(found)
    if best is None or best.probability < _model().threshold:
        return None, ""
    return best.named.day, f"{best.named.form}: {reading.text[best.named.start : best.named.end]}"


def likeliest(found: tuple[Dated, ...]) -> Dated | None:
    """The day with the greatest chance, all its places together, at the place that shows it best."""
    whole: dict[date | None, float] = defaultdict(float)
    for dated in found:
        whole[dated.named.day] += dated.probability
    best = max(found, key=lambda dated: (whole[dated.named.day], dated.probability, -dated.named.start), default=None)
    return best and best._replace(probability=whole[best.named.day])


def weighed(reading: Reading) -> tuple[Dated, ...]:
    """Every day of the text that can be settled, with the probability that this place tells the day of the deal."""
    return tuple(dated for dated, _ in _weighed(reading))


def places_of(reading: Reading, limit: int = 6) -> tuple[tuple[Dated, tuple[tuple[str, float], ...]], ...]:
    """The same, each with the features that speak most for and against it."""
    return tuple((dated, _model().grounds(row, _model().labels[0], limit)) for dated, row in _weighed(reading))


def _weighed(reading: Reading) -> tuple[tuple[Dated, Features], ...]:
    named = candidates(reading)
    rows = [features(reading, each, named) for each in named]
    chances = shares(_model(), [*rows, no_day(reading, named)])
    return tuple(
        (Dated(each, reading.sentence_at(each.start), chance), row) for each, chance, row in zip(named, chances, rows, strict=False)
    )


def shares(weigher: Linear, rows: Sequence[Features]) -> list[float]:
    """The probability of each of several cases of which one is true."""
    scores = [weigher.scale * weigher.scores(row)[0] for row in rows]
    top = max(scores)
    parts = [math.exp(score - top) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]


def candidates(reading: Reading) -> tuple[Named, ...]:
    """The days of the text that can be settled; a day that is part of a name (Friday Hospital) is none."""
    published = reading.article.published.day if reading.article.published else None
    found = days(reading.small, reading.article.language, published, reading.numbers)
    told = _told_on(reading, found, published) if published else None
    if told is not None and told != published:
        found = days(reading.small, reading.article.language, told, reading.numbers)
    names = [naming for sentence in reading.sentences for naming in sentence.namings]
    return tuple(day for day in found if day.day is not None and not any(name.start <= day.start < name.end for name in names))


def _told_on(reading: Reading, found: tuple[Named, ...], published: date) -> date | None:
    """The day of the dateline or byline: a date at the head of the text, in the week up to publication."""
    for named in found:
        number = reading.sentence_at(named.start)
        near = named.day is not None and published - _WEEK <= named.day <= published
        if number > _HEAD or not near or named.form not in {"full", "month"}:
            continue
        if {"byline", "dateline"} & set(_places(reading, reading.sentences[number], named)):
            return named.day
    return None


def no_day(reading: Reading, others: tuple[Named, ...]) -> Features:
    """What the model weighs of the case that no day of the text is the day of the deal."""
    published = "published" if reading.article.published else "unpublished"
    names = ["none", f"none {published}", f"none of {min(4, len({other.day for other in others}))}"]
    names += [f"none without {form}" for form in ("full", "month", "weekday", "today", "day") if form not in {o.form for o in others}]
    return dict.fromkeys(names, 1.0)


def features(reading: Reading, named: Named, others: tuple[Named, ...]) -> Features:
    """What the model weighs of one day."""
    sentence = reading.sentences[reading.sentence_at(named.start)]
    gap, places = _gap(reading, named), _places(reading, sentence, named)
    names = ["bias", f"form {named.form}", f"gap {gap}", f"form {named.form} gap {gap}"]
    names += [f"place {place}" for place in places]
    names += [f"place {place} form {named.form}" for place in places]
    names.append(f"beside {named.beside} place {places[0]}")
    names += [f"sentence {concept}" for concept in sentence.concepts]
    names += _neighbours(reading, sentence, named)
    names.append(f"named {min(3, len(sentence.organisations))}")
    names.append(f"same day {min(3, sum(other.day == named.day for other in others))}")
    names.append(f"of {min(4, len({other.day for other in others}))} number {min(4, others.index(named))}")
    return dict.fromkeys(names, 1.0)


def _gap(reading: Reading, named: Named) -> str:
    """How long before publication."""
    published = reading.article.published
    if published is None or named.day is None:
        return "unknown"
    days_before = (published.day - named.day).days
    if days_before < 0:
        return "after"
    return next((label for limit, label in _GAPS if days_before <= limit), "more")


def _places(reading: Reading, sentence: Sentence, named: Named) -> list[str]:
    text, span = reading.text, sentence.span
    places = ["title" if sentence.number == 0 else "lead" if sentence.number <= 3 else "body", f"sentence {min(sentence.number, 5)}"]
    if len(text[span.start : named.start].strip()) + len(text[named.end : span.end].strip()) < _BYLINE and not sentence.organisations:
        places.append("byline")
    if "|" in text[span.start : span.end]:
        places.append("furniture")
    if named.start - span.start < _BYLINE and text[named.end : named.end + 30].lstrip(" ,0123456789)").startswith(tuple(_DASHES)):
        places.append("dateline")
    if text[max(0, named.start - 1) : named.start] in {"(", "\uff08"}:
        places.append("brackets")
    if named.start == span.start:
        places.append("first")
    if sentence.number + 1 < len(reading.sentences) and _DATELINE.match(text, reading.sentences[sentence.number + 1].span.start):
        places.append("above a dateline")
    return places


def _neighbours(reading: Reading, sentence: Sentence, named: Named) -> list[str]:
    """The nearest trigger phrases and words on either side."""
    before = [hit for hit in sentence.hits if hit.end <= named.start]
    after = [hit for hit in sentence.hits if hit.start >= named.end]
    names = [f"before {hit.concept}" for hit in before[-2:] if named.start - hit.end < _NEAR]
    names += [f"after {hit.concept}" for hit in after[:2] if hit.start - named.end < _NEAR]
    left, right = _words_beside(sentence, named)
    names += [f"left {word}" for word in left] + [f"right {word}" for word in right]
    return [*names, f"left {' '.join(left)}", f"right {' '.join(right)}"]


def _words_beside(sentence: Sentence, named: Named) -> tuple[list[str], list[str]]:
    """The two words before and the two behind, the ends of the sentence among them; @ for an organisation."""
    words, starts = sentence.words, sentence.starts
    before, behind = bisect_left(starts, named.start), bisect_left(starts, named.end)
    if before and _end(sentence, before - 1) > named.start:
        before -= 1
    left = ["^", *words[max(0, before - 2) : before]][-2:]
    right = [*words[behind : behind + 2], "$"][:2]
    return [word or "@" for word in left], [word or "@" for word in right]


def _end(sentence: Sentence, number: int) -> int:
    """Where the word of this number ends."""
    naming = sentence.named.get(number)
    return naming.end if naming else sentence.starts[number] + len(sentence.words[number])


def _model() -> Linear:
    return model("announced")
