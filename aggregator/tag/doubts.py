"""What of an article's tags is in doubt. In: its Reading and what was weighed. Out: Doubts, each with how great it is and why.

    verdict   the probability lies near the one that makes a yes
    parties   an organisation is nearly a partner, or hardly one; only one partner was found
    day       the day of the deal is nearly given, or hardly
    unknown   a partner that no register knows, named in a way that may be no name

A doubt is 1 where the probability is the very one that decides, and 0 at `_BAND` from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from aggregator.model import Doubt
from aggregator.tag.announced import Dated, likeliest
from aggregator.tag.linear import model
from aggregator.tag.parties import Candidate, partners
from aggregator.tag.reading import Reading

_BAND = 0.2
_ALONE = 0.9
_UNKNOWN = 0.5
_LEAST = 0.05
_DIM = 0.1


OfDeal = tuple[tuple[Candidate, ...], tuple[Dated, ...]]


def doubts(reading: Reading, probability: float, deal: OfDeal | None) -> tuple[Doubt, ...]:
    """All doubts, the greatest first. `deal`: its organisations and days, each with its probability (None: no deal is the news)."""
    told = [*_verdict(probability), *(_of_deal(reading, *deal) if deal is not None else ())]
    return tuple(sorted((doubt for doubt in told if doubt.score >= _LEAST), key=lambda doubt: (-doubt.score, doubt.kind, doubt.told)))


def nearness(probability: float, threshold: float) -> float:
    """How near a probability lies to the one that decides: 1 there, 0 at a band from it."""
    return round(max(0.0, 1 - abs(probability - threshold) / _BAND), 3)


def _verdict(probability: float) -> Iterator[Doubt]:
    threshold = model("partnership").threshold
    said = "a partnership" if probability >= threshold else "no partnership"
    yield Doubt("verdict", nearness(probability, threshold), f"{said}, with a probability of {probability:.2f}")


def _of_deal(reading: Reading, found: tuple[Candidate, ...], days: tuple[Dated, ...]) -> Iterator[Doubt]:
    yield from _parties(reading, found)
    yield from _unknown(reading, partners(found))
    best, threshold = likeliest(days), model("announced").threshold
    if best is not None:
        said = "may be" if best.probability < threshold else "may not be"
        yield Doubt("day", nearness(best.probability, threshold), f"{best.named.day} {said} the day ({best.probability:.2f})")


def _parties(reading: Reading, found: tuple[Candidate, ...]) -> Iterator[Doubt]:
    """The organisation on which it is hardest to decide; one that is taken only because two are needed counts too."""
    threshold, kept = model("party").threshold, partners(found)
    if len(kept) < 2:
        yield Doubt("parties", _ALONE, f"{'only one' if kept else 'no'} partner was found")
    told = []
    for each in found:
        name, chance = reading.organisations[each.organisation].name, each.probability
        forced = each in kept and chance < threshold
        score = max(nearness(chance, threshold), 1 - chance if forced else 0.0)
        told.append((round(score, 3), f"{name} {'may not be' if each in kept else 'may be'} a partner ({chance:.2f})"))
    if told:
        yield Doubt("parties", *max(told))


def _unknown(reading: Reading, kept: tuple[Candidate, ...]) -> Iterator[Doubt]:
    """Partners of no register, the less sure to be a name the more in doubt."""
    surest = dict.fromkeys(range(len(reading.organisations)), 0.0)
    for naming in (naming for sentence in reading.sentences for naming in sentence.namings):
        surest[naming.organisation] = max(surest[naming.organisation], naming.confidence)
    for each in kept:
        organisation = reading.organisations[each.organisation]
        if organisation.id.startswith("new:"):
            score = round(_UNKNOWN * (1 - surest[each.organisation]), 3)
            yield Doubt("unknown", score if score >= _DIM else 0.0, f"{organisation.name}, in no register, may be no organisation")
