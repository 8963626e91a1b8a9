"""What the document models weigh: an article's words, trigger phrases and named organisations as features.

In: a Reading. Out: named features with their values. Three zones count apart: title (`t`), lead (`l`, first three sentences) and the
whole text (`w`). Words are weighted by one over the root of the number of features of their zone, so that long texts do not shout.

    w/l/t: word or pair of words, ORG for any organisation, # for a number, word* for the first five letters (not in English)
    concept, concept+        trigger phrases of the text: named at all; how often
    title concept, lead concept
    two concept, two lead concept, one concept     trigger phrases of sentences that name two or more, or one, organisation(s)
    X with Y                 a trigger phrase of a near miss and one of a deal in one sentence; ZONE X with Y: where
    organisations ZONE N     how many organisations are named where;  kind K: a kind among them
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from aggregator.tag.reading import Reading, Sentence, Word

Features = dict[str, float]

_ZONES = {"w": 6.0, "l": 2.25, "t": 1.5}
_TRIGGER = 0.5
_COUNTED = 6
_STEM = 5
_MISSES = ("ended", "rumour", "plan", "deny", "court", "event", "policy", "elsewhere", "opinion", "award", "appoint", "earnings")
_DEALS = ("sign", "agree", "agreement", "mou", "partner", "joinforces", "jointventure", "acquire", "license", "supply", "invest")
_UNPARTED = {"zh", "ja", "th"}


def signals(reading: Reading) -> Features:
    """All features of an article."""
    features: Features = {}
    for name, sentences in (("w", reading.opening[1:]), ("l", reading.lead), ("t", reading.opening[:1])):
        features |= _words(name, sentences, reading.language)
    return features | _triggers(reading) | _namings(reading)


def _words(name: str, sentences: Iterable[Sentence], language: str) -> Features:
    zone = f"{name}:"
    names = {zone + gram for sentence in sentences for gram in grams(sentence.words, language)}
    value = _ZONES[name] / max(1, len(names)) ** 0.5
    return dict.fromkeys(names, value)


def grams(words: tuple[Word, ...], language: str) -> list[str]:
    """Words and pairs of words (single signs up to threes in Chinese, Japanese, Thai), and the first letters of long words."""
    forms = ["ORG" if organisation >= 0 else "#" if form.isdigit() else form for form, _, _, organisation in words]
    found = [*forms, *map(" ".join, pairwise(forms))]
    if language in _UNPARTED:
        found += map(" ".join, zip(forms, forms[1:], forms[2:], strict=False))
    if language != "en" and language not in _UNPARTED:
        found += [f"{each[:_STEM]}*" for each in forms if len(each) > _STEM]
    return found


def _triggers(reading: Reading) -> Features:
    counts = Counter(hit.concept for sentence in reading.opening[1:] for hit in sentence.hits)
    features = {f"concept+ {concept}": _TRIGGER * min(count, _COUNTED) / 3 for concept, count in counts.items()}
    names = [f"concept {concept}" for concept in counts]
    names += [f"title concept {concept}" for concept in reading.title.concepts]
    names += [f"lead concept {concept}" for sentence in reading.lead for concept in sentence.concepts]
    for sentence in reading.opening:
        names += [f"{company} {concept}" for company in _company(sentence) for concept in sentence.concepts]
        names += _clashes(sentence)
    return features | dict.fromkeys(sorted(set(names)), _TRIGGER)


def _company(sentence: Sentence) -> tuple[str, ...]:
    named = len(sentence.organisations)
    if named >= 2:
        return ("two", "two lead") if sentence.number <= 3 else ("two",)
    return ("one",) if named else ()


def _clashes(sentence: Sentence) -> list[str]:
    """Trigger phrases that speak for and against a deal, in one sentence: `terminated the agreement`, `plans to acquire`."""
    told = sentence.concepts
    pairs = [f"{miss} with {deal}" for miss in _MISSES if miss in told for deal in _DEALS if deal in told]
    return pairs + [f"{zone(sentence)} {pair}" for pair in pairs]


def zone(sentence: Sentence) -> str:
    """The zone of a sentence: title, lead or body."""
    return "title" if sentence.number == 0 else "lead" if sentence.number <= 3 else "body"


def _namings(reading: Reading) -> Features:
    by_sentence = [sentence.organisations for sentence in reading.opening]
    often = Counter(organisation for named in by_sentence for organisation in named)
    counts = {
        "title": len(by_sentence[0]),
        "lead": len({organisation for sentence in reading.lead for organisation in sentence.organisations}),
        "all": len(reading.organisations),
        "together": max(map(len, by_sentence)),
        "sentences": sum(len(named) >= 2 for named in by_sentence),
        "again": sum(count >= 2 for count in often.values()),
    }
    features = {f"organisations {where} {step(count)}": _TRIGGER for where, count in counts.items()}
    features |= {f"kind {organisation.kind}": _TRIGGER / 2 for organisation in reading.organisations}
    return features | {"length": reading.opening[-1].span.end / 3000}


def step(count: int) -> str:
    """A count in coarse steps."""
    return str(count) if count < 4 else "4+" if count < 7 else "7+"
