"""Why each tag of a deal was given. In: an article with its organisations. Out: Grounds: a tag, its value, how sure, what made it.

Features, phrases and words come with what each added to the score (positive: spoke for the tag); sentences are those of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from aggregator.model import Article, Evidence, Mention, Organisation, Partnership
from aggregator.tag.announced import Dated, likeliest, places_of
from aggregator.tag.deal_type import deal_type, features
from aggregator.tag.evidence import evidence
from aggregator.tag.linear import model
from aggregator.tag.parties import Candidate, partners
from aggregator.tag.partnership import Weighed, deal, weighed
from aggregator.tag.reading import Reading
from aggregator.tag.status import status
from aggregator.tag.topics import named

_FEATURES = 6

Because = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a tag was given: `rule` says by what (model, phrase, words, none), `because` are features, phrases or words with what each added,
    `evidence` the sentences; `confidence` 0 to 1 where a probability is known."""

    tag: str
    value: str
    because: Because = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float | None = None
    rule: str = "model"


def why(article: Article, organisations: tuple[Organisation, ...], mentions: tuple[Mention, ...]) -> tuple[Ground, ...]:
    """What made each tag: the verdict (or the near miss), every organisation as a party, the kind, day, status, value, topics."""
    seen = weighed(article, organisations, mentions)
    judge = model("partnership")
    said = "yes" if seen.news else "no"
    verdict = Ground("partnership", said, judge.grounds(seen.verdict, judge.labels[0]), (), seen.probability)
    return (verdict, *_of_deal(seen)) if seen.news else (verdict, *_of_miss(seen))


def _of_miss(seen: Weighed) -> Iterator[Ground]:
    """Which near miss it is, how likely among them, and the sentence in which most of its signs stand."""
    weigher = model("partnership")
    because = weigher.grounds(seen.verdict, seen.reason, 2 * _FEATURES)
    of_all = weigher.probabilities(seen.verdict)
    share = of_all[seen.reason] / (1 - of_all[weigher.labels[0]])
    yield Ground("reason", seen.reason, because, _telling(seen.reading, because), share)


def _telling(read: Reading, because: Because) -> tuple[Evidence, ...]:
    """The sentence with the most weight of words and concepts among these features, the first of equal ones (an exact sum: the words of a
    set come in any order)."""
    weights = {name.rpartition(" ")[2].rpartition(":")[2]: weight for name, weight in because if weight > 0}
    best = max(
        read.sentences,
        key=lambda sentence: (
            fsum(weights.get(each, 0.0) for each in {*sentence.concepts, *sentence.words}),
            -sentence.number,
        ),
    )
    return (sentence_of(read, best.number),)


def sentence_of(read: Reading, number: int, rule: str = "") -> Evidence:
    """A sentence of the text as evidence."""
    span = read.sentences[number].span
    return Evidence(read.text[span.start : span.end], span.start, span.end, rule)


def _of_deal(seen: Weighed) -> Iterator[Ground]:
    found, whole = seen.found, deal(seen)
    kept = partners(found)
    numbers = [candidate.organisation for candidate in kept]
    for each in found:
        yield _of_party(seen.reading, each, each in kept, whole)
    weighed_kind = features(seen.reading, seen.signals, numbers)
    kind, chances = deal_type(weighed_kind)
    yield Ground("type", kind, model("deal_type").grounds(weighed_kind, kind, _FEATURES), (), chances[kind])
    yield _of_status(seen.reading, numbers)
    yield _of_day(seen.reading)
    yield from _of_value(seen.reading, whole)
    yield from _of_topics(seen.reading, whole)
    yield Ground("evidence", whole.deal_type, (), whole.evidence, seen.probability, "sentence")


def _of_party(read: Reading, each: Candidate, partner: bool, whole: Partnership) -> Ground:
    """A partner, or an organisation that is none, with the first sentence of the evidence (else of the text) that names it."""
    organisation = read.organisations[each.organisation]
    role = next((party.role for party in whole.parties if party.organisation == organisation.id and party.role), None)
    naming = [sentence.number for sentence in read.sentences if each.organisation in sentence.organisations]
    telling = [number for number in naming if any(one.start == read.sentences[number].span.start for one in whole.evidence)]
    shown = tuple(sentence_of(read, number) for number in (telling or naming)[:1])
    because = model("party").grounds(each.features, "yes", _FEATURES)
    value = f"{organisation.name} ({role})" if role else organisation.name
    return Ground("party" if partner else "no party", value, because, shown, each.probability)


def _of_status(read: Reading, numbers: list[int]) -> Ground:
    said = [number for number, _ in evidence(read, numbers)]
    state, phrase = status(read, said)
    shown = next((n for n in (0, *said) if phrase and phrase in read.text[slice(*read.sentences[n].span)]), None)
    sentences = () if shown is None else (sentence_of(read, shown),)
    return Ground("status", state, ((phrase, 1.0),) if phrase else (), sentences, None, "phrase" if phrase else "no phrase")


def _of_day(read: Reading) -> Ground:
    """The day, or that none of those named is likely enough, with the places that were weighed."""
    places = places_of(read)
    best, threshold = likeliest(tuple(dated for dated, _ in places)), model("announced").threshold
    if best is None:
        return Ground("announced", "none", (), (), None, "no day in the text")
    weights = next(because for dated, because in places if dated.named.start == best.named.start)
    given = best.probability >= threshold
    words = read.text[best.named.start : best.named.end]
    rule = f"{best.named.form}: {words}" if given else f"hardly {words}"
    return Ground("announced", _day(best) if given else "none", weights, (sentence_of(read, best.sentence),), best.probability, rule)


def _day(best: Dated) -> str:
    return best.named.day.isoformat() if best.named.day else "none"


def _of_value(read: Reading, whole: Partnership) -> Iterator[Ground]:
    if whole.value is None:
        return
    at = read.text.find(whole.value.surface)
    shown = (sentence_of(read, read.sentence_at(at)),) if at >= 0 else ()
    yield Ground(
        "value", f"{whole.value.amount:,.0f} {whole.value.currency}", ((whole.value.surface, 1.0),), shown, None, "words of a deal"
    )


def _of_topics(read: Reading, whole: Partnership) -> Iterator[Ground]:
    words = named(read)
    for topic in whole.topics:
        because = tuple(dict.fromkeys((word, float(weight)) for word, weight in words[topic]))[:_FEATURES]
        at = read.small.find(because[0][0])
        yield Ground("topic", topic, because, (sentence_of(read, read.sentence_at(at)),) if at >= 0 else (), None, "words")
