"""How the organisations of an article stand in it: what the model of partners weighs. In: a Reading; out: named features of each.

Where it is named (title, lead, how often, how early), which trigger phrases stand in its sentences and on either side of it, the words
next to it, with whom it is named together, its kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aggregator.tag.reading import Reading, Sentence
from aggregator.tag.signals import Features, step, zone

DEAL = frozenset(
    {
        "sign",
        "agree",
        "agreement",
        "mou",
        "partner",
        "joinforces",
        "jointventure",
        "acquire",
        "license",
        "supply",
        "invest",
        "jointly",
        "manage",
    }
)
_WINDOW = 3


class Place(NamedTuple):
    """Where an organisation is named: the sentence and the number of the word in it."""

    sentence: Sentence
    word: int


class _Company(NamedTuple):
    """All organisations of an article with their places, by first naming and by how often they are named; what the sentences that
    name any of them tell, by number; how sure each is a name; their names, casefolded."""

    places: dict[int, list[Place]]
    by_order: list[int]
    by_count: list[int]
    told: dict[int, Features]
    surest: dict[int, float]
    names: list[str]


def features_of_all(reading: Reading) -> list[Features]:
    """What the model weighs, for every organisation."""
    company = _company(reading)
    return [_features(reading, company, at) for at in range(len(reading.organisations))]


def _company(reading: Reading) -> _Company:
    places: dict[int, list[Place]] = defaultdict(list)
    telling = [sentence for sentence in reading.sentences if sentence.organisations]
    for sentence in telling:
        for word, naming in sentence.named.items():
            places[naming.organisation].append(Place(sentence, word))
    everyone = range(len(reading.organisations))
    by_order = sorted(everyone, key=lambda at: (places[at][0].sentence.number, places[at][0].word) if places[at] else (10**6, 0))
    by_count = sorted(everyone, key=lambda at: -len(places[at]))
    strongest = max((_strength(sentence) for sentence in telling if len(sentence.organisations) >= 2), default=0)
    told = {sentence.number: _told(sentence, strongest) for sentence in telling}
    names = [organisation.name.casefold() for organisation in reading.organisations]
    return _Company(places, by_order, by_count, told, _surest(telling), names)


def _surest(sentences: Iterable[Sentence]) -> dict[int, float]:
    surest: dict[int, float] = {}
    for sentence in sentences:
        for organisation, _, _, confidence in sentence.namings:
            surest[organisation] = max(confidence, surest.get(organisation, 0.0))
    return surest


def _strength(sentence: Sentence) -> int:
    return len(sentence.concepts & DEAL)


def _features(reading: Reading, company: _Company, at: int) -> Features:
    places = company.places[at]
    features = _standing(reading, company, at)
    if not places:
        return features | {"nowhere": 1.0}
    features |= _where(reading, at, places)
    for place in places:
        features |= company.told[place.sentence.number]
        features |= _in_sentence(place, at)
        features |= _beside(place, at)
    features |= _with_the_main_one(reading, company, at)
    features |= _names(company.names, at)
    return features


def _standing(reading: Reading, company: _Company, at: int) -> Features:
    """Rank and share among all."""
    total = sum(map(len, company.places.values()))
    count = len(company.places[at])
    names = [
        f"of {step(len(reading.organisations))}",
        f"order {min(company.by_order.index(at), 6)}",
        f"rank {min(company.by_count.index(at), 5)}",
    ]
    names.append(f"named {min(count, 5)}")
    names.append(f"sure {company.surest.get(at, 0.0):.1f}")
    features = dict.fromkeys(names, 1.0) | {"share": count / max(1, total)}
    return features | {f"kind {reading.organisations[at].kind}": 0.7}


def _where(reading: Reading, at: int, places: list[Place]) -> Features:
    numbers = [place.sentence.number for place in places]
    in_text = [number for number in numbers if number]
    in_title = reading.title.organisations
    features = {f"first sentence {min(in_text[0] if in_text else 0, 6)}": 1.0, "how late": numbers[0] / max(1, len(reading.sentences) - 1)}
    if any(number <= 3 for number in in_text):
        features["lead"] = 1.0
    if at in in_title:
        features |= {"title": 1.0, f"title of {step(len(in_title))}": 1.0, "title first" if in_title[0] == at else "title later": 1.0}
    elif in_title:
        features[f"not in title of {step(len(in_title))}"] = 1.0
    return features


def _told(sentence: Sentence, strongest: int) -> Features:
    """The trigger phrases of a sentence, the same for all whom it names."""
    where, named, strength = zone(sentence), sentence.organisations, _strength(sentence)
    features = {f"{where} strength {min(strength, 4)} of {min(len(named), 3)}": 0.7}
    for concept in sentence.concepts:
        features[f"concept {concept}"] = features[f"{where} concept {concept}"] = 0.5
        if len(named) >= 2:
            features[f"two concept {concept}"] = 0.5
    if len(named) >= 2 and strength >= strongest:
        features["strongest"] = 1.0
    return features


def _in_sentence(place: Place, at: int) -> Features:
    """The nearest trigger phrases on either side, the order among those named in the sentence."""
    sentence, word = place
    start, end = sentence.named[word][1:3]
    where, named = zone(sentence), sentence.organisations
    features = {f"{where} number {min(named.index(at), 3)} of {min(len(named), 4)}": 0.5}
    before = [hit.concept for hit in sentence.hits if hit.end <= start][-2:]
    after = [hit.concept for hit in sentence.hits if hit.start >= end][:2]
    for concept in before:
        features[f"before {concept}"] = 0.7
    for concept in after:
        features[f"after {concept}"] = 0.7
    if before:
        features[f"{where} before {before[-1]}"] = 0.5
    if after:
        features[f"{where} after {after[0]}"] = 0.5
    return features


def _beside(place: Place, at: int) -> Features:
    """The words on either side: SELF for this organisation, ORG for another."""
    sentence, word = place
    left = _forms(sentence, range(max(0, word - _WINDOW), word), at)
    right = _forms(sentence, range(word + 1, min(word + 1 + _WINDOW, len(sentence.words))), at)
    near_left, near_right = left[-1] if left else "^", right[0] if right else "$"
    features = {
        f"left {near_left}": 0.7,
        f"right {near_right}": 0.7,
        f"between {near_left} {near_right}": 0.7,
        f"left {' '.join(left[-2:])}": 0.7,
        f"right {' '.join(right[:2])}": 0.7,
    }
    for form in left:
        features[f"left near {form}"] = 0.35
    for form in right:
        features[f"right near {form}"] = 0.35
    return features


def _forms(sentence: Sentence, numbers: Iterable[int], at: int) -> list[str]:
    """The words of these numbers; only a named organisation has no form of its own."""
    words, named = sentence.words, sentence.named
    return [words[number] or ("SELF" if named[number].organisation == at else "ORG") for number in numbers]


def _with_the_main_one(reading: Reading, company: _Company, at: int) -> Features:
    """How it stands to the organisation that is named most (or second most, for that one itself)."""
    main = next((other for other in company.by_count if other != at), None)
    if main is None:
        return {"alone": 1.0}
    features = {f"pair {reading.organisations[at].kind} {reading.organisations[main].kind}": 0.5}
    together = [sentence for sentence, _ in company.places[at] if main in sentence.organisations]
    if together:
        features["together"] = 1.0
    return features | {f"together {concept}": 0.5 for sentence in together for concept in sentence.concepts & DEAL}


def _names(names: Sequence[str], at: int) -> Features:
    """A name inside another's name: a part or a parent."""
    own = names[at]
    features = {"inside a name": 1.0} if any(own in other and own != other for other in names) else {}
    return features | ({"holds a name": 1.0} if any(other in own and own != other for other in names) else {})
