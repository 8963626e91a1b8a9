"""The partners of a deal. In: a Reading of an article whose news is a deal. Out: its organisations with the probability of being a partner.

Each organisation is weighed by a linear model, by what company it keeps (`company`). Those above the model's threshold are partners, and
who signs an agreement with one of them; if they are less than two, the likeliest make up the pair.
Where "Bupa Arabia" is a partner its parent Bupa is none, as long as there is anybody else with whom it can be one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import NamedTuple

from aggregator.tag.features import heads
from aggregator.tag.linear import model
from aggregator.tag.reading import Reading
from aggregator.tag.signals import Features

_SIGNED_PAPERS = frozenset(("agreement", "mou"))
# What it counts to sign an agreement with a partner, two alone in a sentence, and how sure somebody else must be beside such a pair.
_SIGNED, _BESIDE_A_PAIR = 0.5, 0.7
_LEAST = 2
_LIKELY = 0.3  # of the threshold: who takes a parent's place is as likely as this
_WORD = re.compile(r"[^\W_]+")


class Candidate(NamedTuple):
    """An organisation (its number in the reading), the probability that it is a partner, and what was weighed. `signs_with`: those
    with whom it stands, two alone, in a sentence that tells of the signing of an agreement. `begins`: those whose names begin with
    its whole name, as a subsidiary's does."""

    organisation: int
    probability: float
    features: Features
    signs_with: frozenset[int] = frozenset()
    begins: frozenset[int] = frozenset()


def candidates(reading: Reading, of_all: Sequence[Features]) -> tuple[Candidate, ...]:
    """Every organisation with its probability, by what is weighed of each, in the order of the reading."""
    weigher, pairs, below = model("party"), _pairs(reading), _subsidiaries(reading)
    return tuple(
        Candidate(at, weigher.probability(each), each, frozenset(pairs[at]), frozenset(below[at])) for at, each in enumerate(of_all)
    )


def _pairs(reading: Reading) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for sentence in reading.sentences[1:]:
        if len(sentence.organisations) == _LEAST and "sign" in sentence.concepts and sentence.concepts & _SIGNED_PAPERS:
            one, other = sentence.organisations
            found[one].add(other)
            found[other].add(one)
    return found


def _subsidiaries(reading: Reading) -> dict[int, set[int]]:
    """Of each organisation those whose name is its own and more words. What every country has its own of is no parent: the Ministry of
    Health beside that of Zambia, a Medical School beside another."""
    names = [tuple(_WORD.findall(organisation.name.casefold())) for organisation in reading.organisations]
    own = [at for at, name in enumerate(names) if any(word not in heads()[0] for word in name)]
    bodies = {at for at, organisation in enumerate(reading.organisations) if organisation.kind == "government"}
    found: dict[int, set[int]] = defaultdict(set)
    for at, other in permutations((at for at in own if at not in bodies), 2):
        if len(names[at]) < len(names[other]) and names[other][: len(names[at])] == names[at]:
            found[at].add(other)
    return found


def partners(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The organisations that are partners, in the order of the reading."""
    return chosen(found, model("party").threshold)


def chosen(found: tuple[Candidate, ...], threshold: float) -> tuple[Candidate, ...]:
    """All above the threshold and who signs with one of them, beside whom no doubtful one counts; if they are less than two, the
    likeliest of the others; a parent beside its subsidiary gives way to another. In the order of the reading."""
    kept = _parted(found, _likeliest(found, threshold), threshold * _LIKELY)
    return tuple(sorted((each for each in found if each.organisation in kept), key=lambda each: each.organisation))


def _likeliest(found: tuple[Candidate, ...], threshold: float) -> set[int]:
    sure = {each.organisation for each in found if each.probability >= threshold}
    signed = {each.organisation for each in found if each.signs_with & sure and each.probability + _SIGNED >= threshold} - sure
    if signed:
        doubtful = {each.organisation for each in found if each.probability < _BESIDE_A_PAIR and not each.signs_with & signed}
        sure = (sure - doubtful) | signed
    return sure | _filling(found, sure, _LEAST - len(sure))


def _filling(found: Iterable[Candidate], taken: set[int], missing: int) -> set[int]:
    """The likeliest of those who are not taken yet."""
    others = sorted((each for each in found if each.organisation not in taken), key=lambda each: (-each.probability, each.organisation))
    return {each.organisation for each in others[: max(0, missing)]}


def _parted(found: tuple[Candidate, ...], kept: set[int], least: float) -> set[int]:
    """Without parents whose subsidiary is among them, unless the two sign with each other, or nobody likely is left to make up a pair."""
    parents = {each.organisation for each in found if each.organisation in kept and (each.begins & kept) - each.signs_with}
    rest = kept - parents
    if parents and len(rest) < _LEAST:
        family = kept | {each.organisation for each in found if each.begins & rest}
        likely = [each for each in found if each.probability >= least]
        rest |= _filling(likely, family.union(*(each.begins for each in found if each.organisation in kept)), _LEAST - len(rest))
    return rest if len(rest) >= _LEAST else kept
