"""What kind of deal it is. In: the signals of an article whose news is a deal. Out: one of the fifteen kinds.

A linear model gives each kind its probability. Neighbouring kinds (a memorandum and an alliance, a licence and a supply contract) are
matters of taste; so the kind taken is the one that is right, or at least next to right, most of the time.
"""

from __future__ import annotations

from aggregator.tag.linear import model
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


def deal_type(signals: Features) -> tuple[str, dict[str, float]]:
    """The kind, and the probability of every kind."""
    probabilities = model("deal_type").probabilities(signals)
    return decided(probabilities), probabilities


def decided(probabilities: dict[str, float]) -> str:
    """The kind with the greatest worth: its own probability and a share of its neighbours'."""
    return max(sorted(probabilities), key=lambda kind: probabilities[kind] + _NEXT_TO_RIGHT * _beside(kind, probabilities))


def _beside(kind: str, probabilities: dict[str, float]) -> float:
    return sum(share for other, share in probabilities.items() if other != kind and any({kind, other} <= group for group in _NEIGHBOURS))
