"""Is a partnership the news? In: an article, its organisations and places. Out: the Partnership, or the near miss it is by name.

reading -> signals -> a deal, or one of the near misses (award, earnings, acquisition_rumour …): one model weighs them against each other
no   -> the likeliest near miss
yes  -> parties -> kind -> evidence -> status, day, value, topics
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.model import Article, Mention, Organisation, Partnership, Party, Place, Tags
from aggregator.reference import Gazetteer
from aggregator.tag.announced import Dated, announced
from aggregator.tag.announced import weighed as days
from aggregator.tag.company import features_of_all
from aggregator.tag.deal_type import deal_type, features
from aggregator.tag.doubts import doubts
from aggregator.tag.evidence import evidence
from aggregator.tag.likeness import likeness
from aggregator.tag.linear import likeliest, model
from aggregator.tag.parties import Candidate, candidates, partners
from aggregator.tag.reading import Reading, reading
from aggregator.tag.roles import roles
from aggregator.tag.signals import Features, signals
from aggregator.tag.status import status
from aggregator.tag.topics import topics
from aggregator.tag.value import value

Judgement = tuple[Partnership | None, float, str | None]


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article read, and what was weighed of it: `signals` of the text, `verdict` the same with how like partners its organisations
    stand; `probability` that a partnership is the news, `news` whether it is taken to be, `reason` the near miss that it is likeliest if
    not; then of the deal: `found`, every organisation with the probability that it is a partner, and `days`, every day with the
    probability that it is the deal's."""

    reading: Reading
    signals: Features
    verdict: Features
    probability: float
    news: bool
    reason: str
    found: tuple[Candidate, ...] = ()
    days: tuple[Dated, ...] = ()


def judge(article: Article, tagged: Tags, gazetteer: Gazetteer) -> Tags:
    """The tags with the partnership, its probability, the reason of a no, and what is in doubt."""
    del gazetteer  # seats of the parties come with the organisations
    seen = weighed(article, tagged.organisations, tagged.mentions)
    deal, probability, reason = _judged(seen)
    unsure = doubts(seen.reading, probability, (seen.found, seen.days) if seen.news else None)
    return replace(tagged, partnership=deal, probability=probability, reason=reason, doubts=unsure)


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
    return _judged(weighed(article, organisations, mentions))


def weighed(article: Article, organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...]) -> Weighed:
    """Read the article and weigh it."""
    read = reading(article, organisations, mentions)
    told, company = signals(read), features_of_all(read)
    verdict = told | likeness(company)
    weigher = model("partnership")
    scores = weigher.scores(verdict)
    probability, reason = weigher.chance(scores), near_miss(weigher.labels, scores)
    if probability < weigher.threshold:
        return Weighed(read, told, verdict, probability, False, reason)
    return Weighed(read, told, verdict, probability, True, reason, candidates(read, company), days(read))


def near_miss(labels: Sequence[str], scores: Sequence[float]) -> str:
    """The likeliest of the near misses, which stand behind the deal."""
    return likeliest(dict(zip(labels[1:], scores[1:], strict=True)))


def _judged(seen: Weighed) -> Judgement:
    if not seen.news:
        return None, seen.probability, seen.reason
    return deal(seen), seen.probability, None


def deal(seen: Weighed) -> Partnership:
    """The partnership that an article reports."""
    read, found = seen.reading, partners(seen.found)
    numbers = [candidate.organisation for candidate in found]
    kind, _ = deal_type(features(read, seen.signals, numbers))
    shown = evidence(read, numbers)
    day, day_rule = announced(read, seen.days)
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
        confidence=seen.probability,
    )


def _parties(read: Reading, found: tuple[Candidate, ...], kind: str) -> tuple[Party, ...]:
    part = roles(read, [candidate.organisation for candidate in found], kind)
    named = [(candidate.organisation, read.organisations[candidate.organisation]) for candidate in found]
    return tuple(Party(organisation.id, organisation.name, organisation.country, part.get(at)) for at, organisation in named)
