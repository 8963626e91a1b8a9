"""What kind of deal it is. In: a Reading, its signals and the partners, where the news is a deal. Out: one of the fifteen kinds.

A linear model gives each kind its probability. Neighbouring kinds (a memorandum and an alliance, a licence and a supply contract) are
matters of taste; so the kind taken is the one that is right, or at least next to right, most of the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from math import exp

from aggregator.tag.linear import model
from aggregator.tag.reading import Reading, Sentence
from aggregator.tag.signals import Features

# Which kinds readers take for one another: groups of neighbours.
_NEIGHBOURS = (
    frozenset({"mou", "strategic_alliance", "clinical_affiliation", "research_collaboration"}),
    frozenset({"joint_venture", "construction_development", "investment", "acquisition"}),
    frozenset({"licensing", "supply_distribution", "research_collaboration"}),
    frozenset({"management_operation", "public_private", "construction_development", "clinical_affiliation"}),
    frozenset({"education_training", "clinical_affiliation", "mou"}),
    frozenset({"technology", "supply_distribution", "strategic_alliance", "research_collaboration"}),
    frozenset({"referral_medical_travel", "clinical_affiliation", "mou"}),
)
_NEXT_TO_RIGHT = 0.3
_ZONES = {"w": 1.35, "l": 1.35, "t": 1.8}
_NAMINGS = ("organisations ", "kind ", "length")
_TRIGGER = 0.7
_SHARE = 3.0
_FEW = 5
_PARTNER = 0.5
# What a sentence weighs: the title, those that name no, one, two or more partners; a third less every three sentences.
_TITLE = 1.5
_NAMED = (0.15, 0.5, 1.0)
_LATER = 8.0
_STRONGEST = 7
_EARLY = 4
_ORDER = 0.4
# The concepts that speak of what a deal is about, not of that there is one.
# fmt: off
_SUBSTANCE = frozenset((
    "mou", "jointventure", "acquire", "invest", "license", "supply", "research", "technology", "education", "manage", "build",
    "publicprivate", "referral", "affiliate", "strategic", "exchange", "discovery", "studies", "distribution", "manufacture",
    "purchase", "software", "insured", "tourism", "charity", "startups", "localcare", "newbuild", "publicbody",
))
# fmt: on


def deal_type(weighed: Features) -> tuple[str, dict[str, float]]:
    """The kind, and the probability of every kind, by the features below."""
    probabilities = model("deal_type").probabilities(weighed)
    return decided(probabilities), probabilities


def features(reading: Reading, weighed: Features, partners: Sequence[int]) -> Features:
    """What the model weighs: words and trigger phrases of the signals, what share each concept has, which stand with the partners, which
    come first, and who the partners are."""
    told = Counter([hit.concept for sentence in reading.opening for hit in sentence.hits])
    beside = _beside_partners(reading, frozenset(partners))
    return _signals(weighed) | _shares(told) | beside | _in_order(told) | _company(reading, partners)


def _signals(weighed: Features) -> Features:
    """The signals without pairs of words, and without how many organisations are named."""
    kept = {}
    for name, each in weighed.items():
        if name[1] == ":":
            if " " not in name:
                kept[name] = each * _ZONES[name[0]]
        elif not name.startswith(_NAMINGS):
            kept[name] = each * _TRIGGER
    return kept


def _shares(told: Counter[str]) -> Features:
    whole = told.total() + _FEW
    return {f"share {concept}": _SHARE * count / whole for concept, count in told.items()}


def _beside_partners(reading: Reading, partners: frozenset[int]) -> Features:
    """Each concept with the weight of the weightiest sentence that has it: what the partners are said to do counts, not what one of them
    does besides. In tenths: weights of features with one value are added up at once."""
    weights: dict[str, float] = {}
    for sentence in reading.opening:
        if sentence.concepts:
            weight = _weight(sentence, partners)
            for concept in sentence.concepts:
                if weight > weights.get(concept, 0.0):
                    weights[concept] = weight
    return {f"beside {concept}": round(_STRONGEST * weight) / 10 for concept, weight in weights.items()}


def _weight(sentence: Sentence, partners: frozenset[int]) -> float:
    if not sentence.number:
        return _TITLE
    named = len(partners.intersection(sentence.organisations))
    return _NAMED[min(named, 2)] * exp((1 - sentence.number) / _LATER)


def _in_order(told: Iterable[str]) -> Features:
    """Which concepts of substance are named first, and in which order. `told`: each concept once, as first named."""
    early = [concept for concept in told if concept in _SUBSTANCE][:_EARLY]
    return dict.fromkeys([f"told early {each}" for each in early] + [f"told {at} {each}" for at, each in enumerate(early)], _ORDER)


def _company(reading: Reading, partners: Sequence[int]) -> Features:
    kinds = sorted(str(reading.organisations[at].kind) for at in partners)
    names = {f"partner {kind}" for kind in kinds} | {f"partners {min(len(kinds), 5)}"}
    if len(kinds) == 2:
        names.add(f"partners {' '.join(kinds)}")
    return dict.fromkeys(sorted(names), _PARTNER)


def decided(probabilities: dict[str, float]) -> str:
    """The kind with the greatest worth: its own probability and a share of its neighbours'."""
    return max(sorted(probabilities), key=lambda kind: probabilities[kind] + _NEXT_TO_RIGHT * _beside(kind, probabilities))


def _beside(kind: str, probabilities: dict[str, float]) -> float:
    near = _around(kind)
    return sum([share for other, share in probabilities.items() if other in near])


def neighbours(kind: str, other: str) -> bool:
    """Are these two different kinds that readers take for one another?"""
    return other in _around(kind)


@cache
def _around(kind: str) -> frozenset[str]:
    return frozenset(other for group in _NEIGHBOURS if kind in group for other in group if other != kind)
