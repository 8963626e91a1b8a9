"""What kind of deal it is. In: a Reading, its signals and the partners, where the news is a deal. Out: one of the fifteen kinds.

A linear model gives each kind its probability. Neighbouring kinds (a memorandum and an alliance, a licence and a supply contract) are
matters of taste; so the kind taken is the one that is right, or at least next to right, most of the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from aggregator.tag.linear import model
from aggregator.tag.reading import Reading
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
_ZONES = frozenset({"w:", "l:", "t:"})
_WORDS = 0.9
_SHARE = 3.0
_FEW = 5
_PARTNER = 0.5


def deal_type(weighed: Features) -> tuple[str, dict[str, float]]:
    """The kind, and the probability of every kind, by the features below."""
    probabilities = model("deal_type").probabilities(weighed)
    return decided(probabilities), probabilities


def features(reading: Reading, weighed: Features, partners: Sequence[int]) -> Features:
    """What the model weighs: the signals without pairs of words, what share each concept has, and who the partners are."""
    kept = {}
    for name, each in weighed.items():
        if name[:2] not in _ZONES:
            kept[name] = each
        elif " " not in name:
            kept[name] = each * _WORDS
    counts = Counter(hit.concept for sentence in reading.opening for hit in sentence.hits)
    whole = counts.total() + _FEW
    kept |= {f"share {concept}": _SHARE * count / whole for concept, count in counts.items()}
    kinds = sorted(str(reading.organisations[at].kind) for at in partners)
    names = {f"partner {kind}" for kind in kinds} | {f"partners {min(len(kinds), 5)}"}
    if len(kinds) == 2:
        names.add(f"partners {' '.join(kinds)}")
    return kept | dict.fromkeys(sorted(names), _PARTNER)


def decided(probabilities: dict[str, float]) -> str:
    """The kind with the greatest worth: its own probability and a share of its neighbours'."""
    return max(sorted(probabilities), key=lambda kind: probabilities[kind] + _NEXT_TO_RIGHT * _beside(kind, probabilities))


def _beside(kind: str, probabilities: dict[str, float]) -> float:
    near = _around(kind)
    return sum(share for other, share in probabilities.items() if other in near)


def neighbours(kind: str, other: str) -> bool:
    """Are these two different kinds that readers take for one another?"""
    return other in _around(kind)


@cache
def _around(kind: str) -> frozenset[str]:
    return frozenset(other for group in _NEIGHBOURS if kind in group for other in group if other != kind)
