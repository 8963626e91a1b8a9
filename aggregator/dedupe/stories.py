"""Which event an article tells. In: its account, accounts near it, key frequencies. Out: a Placing.

A story takes an account when the average probability over the story's accounts is high enough (average link: no chains,
where A is like B and B like C, but C not like A). An account that belongs to two stories shows them to be one if the stories,
too, are alike on average. Stories of the same parties that are other events are developments of one relation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aggregator.dedupe.features import stage
from aggregator.dedupe.score import models, probability
from aggregator.dedupe.weights import Weights
from aggregator.model import Account, Bonds, Placing

FREE = Bonds()


def place(account: Account, near: tuple[Account, ...], frequency: Mapping[str, int], bonds: Bonds = FREE) -> Placing:
    """Where the account belongs. `near`: accounts with their ids and stories; `bonds`: what an analyst has said of those stories."""
    weights = Weights(frequency)
    stories: dict[int, list[Account]] = {}
    for each in near:
        stories.setdefault(each.story, []).append(each)
    links = [_link(account, members, weights, held=number in bonds.held) for number, members in stories.items()]
    joined = sorted(
        (each for each in links if each.average >= models().threshold and each.story not in bonds.apart.get(0, ())),
        key=lambda each: (-each.average, each.story),
    )
    if not joined:
        return Placing(developments=_developments(account, stories), score=max((each.average for each in links), default=0.0))
    best = joined[0]
    merged = _merged([each.story for each in joined], stories, weights, bonds)
    kept = {best.story, *merged}
    return Placing(
        story=min(kept),
        merge=tuple(sorted(kept - {min(kept)})),
        developments=_developments(account, {number: stories[number] for number in stories if number not in kept}),
        score=best.average,
        reason=f"like article {best.nearest} ({best.highest:.2f}), {best.average:.2f} on average over {len(stories[best.story])}",
    )


@dataclass(frozen=True, slots=True)
class _Link:
    """How an account stands to a story: the average and the highest probability, and with which article that is."""

    story: int
    average: float
    highest: float
    nearest: int


def _link(account: Account, members: list[Account], weights: Weights, *, held: bool) -> _Link:
    """The average is over all members; over the likelier half of a story that an analyst put together, for it is as if of two."""
    scores = sorted(((probability(account, each, weights), -each.id) for each in members), reverse=True)
    highest, nearest = scores[0]
    counted = scores[: (len(scores) + 1) // 2] if held else scores
    return _Link(members[0].story, sum(score for score, _ in counted) / len(counted), highest, -nearest)


def _merged(joined: list[int], stories: Mapping[int, list[Account]], weights: Weights, bonds: Bonds) -> tuple[int, ...]:
    """Which of the further stories are the same as the first one; never two that an analyst keeps apart."""
    kept = joined[:1]
    for each in joined[1:]:
        if bonds.apart.get(each, frozenset()).isdisjoint(kept) and _alike(stories[joined[0]], stories[each], weights):
            kept.append(each)
    return tuple(kept[1:])


def _alike(one: list[Account], other: list[Account], weights: Weights) -> bool:
    scores = [probability(a, b, weights) for a in one for b in other]
    return sum(scores) / len(scores) >= models().threshold


def _developments(account: Account, stories: Mapping[int, list[Account]]) -> tuple[int, ...]:
    """Other stories of the same parties, by their earliest day (unknown days last), then by number."""
    related = {number: members for number, members in stories.items() if _relation(account, members)}
    return tuple(sorted(related, key=lambda number: (min(each.day or date.max for each in related[number]), number)))


def _relation(account: Account, members: list[Account]) -> bool:
    """Do two parties of the account play in that story? Where a text has no deal (a rumour, an end), its organisations count, if the other
    tells a deal or such a stage, too."""
    mine, staged = set(account.parties or account.organisations), stage(account) is not None
    for each in members:
        theirs = set(each.parties or each.organisations)
        telling = account.parties or each.parties or (staged and stage(each) is not None)
        if telling and len(mine & theirs) >= 2:
            return True
    return False
