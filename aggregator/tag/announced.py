"""The day of the deal. In: a Reading. Out: the day that the text, with the day of publication, yields; or none rather than a guess.

Every day named in the text is weighed by a small linear model: how it is written, where it stands (dateline, byline, sentence of the
signing), which trigger phrases and words are near it, how far from publication it lies.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from aggregator.tag.days import Named, days
from aggregator.tag.linear import Linear, model
from aggregator.tag.reading import Reading, Sentence

_NEAR = 60
_BYLINE = 60
_GAPS = ((0, "0"), (1, "1"), (3, "3"), (7, "7"), (31, "31"))
_DASHES = "–—-:/"


class Dated(NamedTuple):
    """A day of the text with the sentence it stands in and the probability that it is the day of the deal."""

    named: Named
    sentence: int
    probability: float


def announced(reading: Reading) -> tuple[date | None, str]:
    """The day of the deal and the words and form by which it was read; (None, "") where no day is likely enough."""
    best = max(weighed(reading), key=lambda dated: (dated.probability, -dated.named.start), default=None)
    if best is None or best.probability < _model().threshold:
        return None, ""
    return best.named.day, f"{best.named.form}: {reading.text[best.named.start : best.named.end]}"


def weighed(reading: Reading) -> tuple[Dated, ...]:
    """Every day of the text that can be settled, with its probability."""
    named = candidates(reading)
    return tuple(Dated(each, reading.sentence_at(each.start), _model().probability(features(reading, each, named))) for each in named)


def candidates(reading: Reading) -> tuple[Named, ...]:
    """The days of the text that can be settled; a day that is part of a name (Friday Hospital) is none."""
    published = reading.article.published
    found = days(reading.small, reading.article.language, published.day if published else None)
    names = [naming for sentence in reading.sentences for naming in sentence.namings]
    return tuple(day for day in found if day.day is not None and not any(name.start <= day.start < name.end for name in names))


def features(reading: Reading, named: Named, others: tuple[Named, ...]) -> dict[str, float]:
    """What the model weighs of one day."""
    sentence = reading.sentences[reading.sentence_at(named.start)]
    names = ["bias", f"form {named.form}", f"gap {_gap(reading, named)}", f"form {named.form} gap {_gap(reading, named)}"]
    names += [f"place {place}" for place in _places(reading, sentence, named)]
    names += [f"place {place} form {named.form}" for place in _places(reading, sentence, named)]
    names.append(f"beside {named.beside} place {_places(reading, sentence, named)[0]}")
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
    return places


def _neighbours(reading: Reading, sentence: Sentence, named: Named) -> list[str]:
    """The nearest trigger phrases and words on either side."""
    before = [hit for hit in sentence.hits if hit.end <= named.start]
    after = [hit for hit in sentence.hits if hit.start >= named.end]
    names = [f"before {hit.concept}" for hit in before[-2:] if named.start - hit.end < _NEAR]
    names += [f"after {hit.concept}" for hit in after[:2] if hit.start - named.end < _NEAR]
    left = [word.form or "@" for word in sentence.words if word.end <= named.start][-2:]
    right = [word.form or "@" for word in sentence.words if word.start >= named.end][:2]
    names += [f"left {word}" for word in left] + [f"right {word}" for word in right]
    return [*names, f"left {' '.join(left)}", f"right {' '.join(right)}"]


def _model() -> Linear:
    return model("announced")
