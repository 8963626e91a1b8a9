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
from itertools import chain, pairwise

from aggregator.tag.reading import Reading, Sentence

Features = dict[str, float]

_ZONES = {"w": 6.0, "l": 2.25, "t": 1.5}
_TRIGGER = 0.5
_COUNTED = 6
_STEM = 5
_LEAD = 3
_MISSES = frozenset(("ended", "rumour", "plan", "deny", "court", "event", "policy", "elsewhere", "opinion", "award", "appoint", "earnings"))
_DEALS = frozenset(("sign", "agree", "agreement", "mou", "partner", "joinforces", "jointventure", "acquire", "license", "supply", "invest"))
_UNPARTED = {"zh", "ja", "th"}


def signals(reading: Reading) -> Features:
    """All features of an article."""
    features = _words(reading)
    features |= _triggers(reading)
    features |= _namings(reading)
    return features


def _words(reading: Reading) -> Features:
    """The words of every zone. The lead is part of the whole text, so the forms of a sentence are made once for both."""
    opening, lead = len(reading.opening), 1 + len(reading.lead)
    forms = [_forms(sentence) for sentence in reading.sentences[: max(opening, lead)]]
    features: Features = {}
    for name, part in (("w", forms[1:opening]), ("l", forms[1:lead]), ("t", forms[:1])):
        names = grams(f"{name}:", part, reading.language)
        features |= dict.fromkeys(names, _ZONES[name] / max(1, len(names)) ** 0.5)
    return features


def _forms(sentence: Sentence) -> list[str]:
    """The words of a sentence; only a named organisation has no form of its own."""
    return [("#" if word.isdigit() else word) or "ORG" for word in sentence.words]


def grams(zone: str, part: Iterable[list[str]], language: str) -> set[str]:
    """Words and pairs of words of these sentences (single signs up to threes in Chinese, Japanese, Thai), and the first letters of long
    words, each behind its zone."""
    words = set[str]().union(*part)
    if language != "en" and language not in _UNPARTED:
        words.update([f"{each[:_STEM]}*" for each in words if len(each) > _STEM])
    names = {zone + word for word in words}
    for forms in part:
        names.update([f"{zone}{one} {other}" for one, other in pairwise(forms)])
        if language in _UNPARTED:
            names.update([f"{zone}{' '.join(each)}" for each in zip(forms, forms[1:], forms[2:], strict=False)])
    return names


def _triggers(reading: Reading) -> Features:
    telling = [sentence for sentence in reading.opening if sentence.concepts]
    two = [sentence for sentence in telling if len(sentence.organisations) >= 2]
    counts = Counter([hit.concept for sentence in telling if sentence.number for hit in sentence.hits])
    features = {f"concept+ {concept}": _TRIGGER * min(count, _COUNTED) / 3 for concept, count in counts.items()}
    told = {
        "concept": counts.keys(),
        "title concept": reading.title.concepts,
        "lead concept": _told(reading.lead),
        "two": _told(two),
        "two lead": _told([sentence for sentence in two if sentence.number <= _LEAD]),
        "one": _told([sentence for sentence in telling if len(sentence.organisations) == 1]),
    }
    names = [f"{where} {concept}" for where, concepts in told.items() for concept in concepts]
    return features | dict.fromkeys(chain(names, *map(_clashes, telling)), _TRIGGER)


def _told(sentences: Iterable[Sentence]) -> set[str]:
    return set[str]().union(*[sentence.concepts for sentence in sentences])


def _clashes(sentence: Sentence) -> list[str]:
    """Trigger phrases that speak for and against a deal, in one sentence: `terminated the agreement`, `plans to acquire`."""
    misses = sentence.concepts & _MISSES
    pairs = [f"{miss} with {deal}" for miss in misses for deal in sentence.concepts & _DEALS]
    return pairs + [f"{zone(sentence)} {pair}" for pair in pairs]


def zone(sentence: Sentence) -> str:
    """The zone of a sentence: title, lead or body."""
    return "title" if sentence.number == 0 else "lead" if sentence.number <= _LEAD else "body"


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
