"""Is a partnership the news? In: an article, its organisations and places. Out: the Partnership, or the near miss it is by name.

reading -> signals -> yes or no, with a probability
no   -> the likeliest near miss (award, earnings, acquisition_rumour …)
yes  -> parties -> kind -> evidence -> status, day, value, topics
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from aggregator.model import Article, Evidence, Mention, Organisation, Partnership, Party, Place, Tags
from aggregator.reference import Gazetteer
from aggregator.tag.announced import announced
from aggregator.tag.deal_type import deal_type, features
from aggregator.tag.evidence import evidence
from aggregator.tag.linear import likeliest, model
from aggregator.tag.parties import Candidate, candidates, partners
from aggregator.tag.reading import Reading, reading
from aggregator.tag.roles import roles
from aggregator.tag.signals import Features, signals
from aggregator.tag.status import status
from aggregator.tag.topics import topics
from aggregator.tag.value import value

Judgement = tuple[Partnership | None, float, str | None]


def judge(article: Article, tagged: Tags, gazetteer: Gazetteer) -> Tags:
    """The tags with the partnership, its probability and the reason of a no."""
    found, probability, reason = partnership(article, tagged.organisations, tagged.mentions, tagged.places, gazetteer)
    return replace(tagged, partnership=found, probability=probability, reason=reason)


def partnership(
    article: Article,
    organisations: tuple[Organisation, ...],
    mentions: tuple[Mention, ...],
    places: tuple[Place, ...],
    gazetteer: Gazetteer,
) -> Judgement:
    """The partnership that is the news, or None; the probability that one is; the near miss by name where none is.

    Places and gazetteer are not needed for the verdict: seats of the parties come with the organisations.
    """
    del places, gazetteer
    read = reading(article, organisations, mentions)
    weighed = signals(read)
    judge_ = model("partnership")
    probability = judge_.probability(weighed)
    if probability < judge_.threshold or not organisations:
        return None, probability, near_miss(weighed)
    return _deal(read, weighed, probability), probability, None


def near_miss(weighed: Features) -> str:
    """Which near miss an article is that reports no partnership."""
    return likeliest(model("reason").probabilities(weighed))


def _deal(read: Reading, weighed: Features, probability: float) -> Partnership:
    found = partners(read)
    numbers = [candidate.organisation for candidate in found]
    kind, _ = deal_type(features(read, weighed, numbers))
    shown = evidence(read, numbers)
    day, day_rule = announced(read)
    parties = _parties(read, found, kind)
    countries = tuple(dict.fromkeys(party.country for party in parties if party.country))
    return Partnership(
        parties=parties,
        deal_type=kind,
        evidence=tuple(sentence for _, sentence in shown),
        announced=day,
        announced_rule=day_rule,
        status=status(read, [number for number, _ in shown])[0],
        countries=countries,
        value=value(read, countries, numbers),
        topics=topics(read),
        confidence=probability,
    )


def _parties(read: Reading, found: tuple[Candidate, ...], kind: str) -> tuple[Party, ...]:
    part = roles(read, [candidate.organisation for candidate in found], kind)
    named = [(candidate.organisation, read.organisations[candidate.organisation]) for candidate in found]
    return tuple(Party(organisation.id, organisation.name, organisation.country, part.get(at)) for at, organisation in named)


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a tag was given: `because` are features, phrases or words with what each added (positive: spoke for it)."""

    tag: str
    value: str
    because: tuple[tuple[str, float], ...] = ()
    evidence: tuple[Evidence, ...] = ()


def why(article: Article, organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...]) -> tuple[Ground, ...]:
    """What made each tag: the verdict (or the near miss), every organisation as a party, the kind, day, status, value, topics."""
    read = reading(article, organisations, mentions)
    weighed = signals(read)
    judge_ = model("partnership")
    probability = judge_.probability(weighed)
    verdict = Ground("partnership", f"{probability:.2f}", judge_.grounds(weighed, judge_.labels[0]))
    if probability < judge_.threshold or not organisations:
        reason = near_miss(weighed)
        return verdict, Ground("reason", reason, model("reason").grounds(weighed, reason))
    return verdict, *_grounds_of_parties(read), *_grounds_of_deal(read, weighed, probability)


def _grounds_of_parties(read: Reading) -> tuple[Ground, ...]:
    weigher = model("party")
    kept = {candidate.organisation for candidate in partners(read)}
    return tuple(
        Ground(
            "party" if each.organisation in kept else "no party",
            f"{read.organisations[each.organisation].name} {each.probability:.2f}",
            weigher.grounds(each.features, weigher.labels[0], 6),
        )
        for each in candidates(read)
    )


def _grounds_of_deal(read: Reading, weighed: Features, probability: float) -> tuple[Ground, ...]:
    deal = _deal(read, weighed, probability)
    numbers = [candidate.organisation for candidate in partners(read)]
    shown = evidence(read, numbers)
    state, phrase = status(read, [number for number, _ in shown])
    day = deal.announced.isoformat() if deal.announced else "none"
    money = f"{deal.value.amount:.0f} {deal.value.currency}" if deal.value else "none"
    return (
        Ground("deal type", deal.deal_type, model("deal_type").grounds(features(read, weighed, numbers), deal.deal_type)),
        Ground("status", state, ((phrase, 1.0),) if phrase else ()),
        Ground("announced", day, ((deal.announced_rule, 1.0),) if deal.announced_rule else ()),
        Ground("value", money, ((deal.value.surface, 1.0),) if deal.value else ()),
        Ground("topics", ", ".join(deal.topics) or "none"),
        Ground("evidence", "", (), deal.evidence),
    )
