"""What each partner does in the deal, where that is clear. In: a Reading, the parties, the kind of deal. Out: a role for some parties.

acquisition        acquirer, target, seller  see aggregator.tag.purchases
investment         investor, investee
licensing          licensor, licensee        X licenses … from Y: Y is the licensor; X grants … to Y: Y is the licensee
supply, technology supplier, client          a company against a hospital, university or government
management         operator, owner

Where the verb stands last (Japanese, Korean, Turkish, Hindi), the marks behind the names tell subject and object: XがYを買収.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.tag.lexicon import Hit
from aggregator.tag.purchases import BY, purchase, thing_first
from aggregator.tag.reading import Naming, Reading

_PAIRS = {
    "acquisition": ("acquire", "acquirer", "target"),
    "investment": ("invest", "investor", "investee"),
    "licensing": ("license", "licensor", "licensee"),
    "management_operation": ("manage", "operator", "owner"),
}
_MAKERS = frozenset({"company", "medtech", "pharma", "biotech", "digital_health"})
_BUYERS = frozenset({"hospital", "hospital_group", "health_system", "nhs", "university", "government"})
_FROM = re.compile(r"\b(?:from|von|de|del|da|dal|van|från|fra|od|dari|từ)(?:\s+[\w'-]+){0,2}\s*$")
_LAST = frozenset({"ja", "ko", "tr", "hi"})
_SUBJECT = re.compile(r"[)）」』]*(?:は|が|은|는|이|가(?!\w)|\s?ने(?=\s))")
_OBJECT = re.compile(r"[)）」』]*(?:を|의? ?지분을|을|를|['’]?(?:[yn]?[ıiuü])\b|\s?(?:को|का)(?=\s))")


def roles(reading: Reading, parties: Sequence[int], deal_type: str) -> dict[int, str]:
    """Roles by number of the organisation. None for more than two parties, but for makers against buyers."""
    if deal_type in {"supply_distribution", "technology"}:
        return _makers_and_buyers(reading, parties)
    if deal_type in _PAIRS and len(parties) == 2:
        return _by_order(reading, (parties[0], parties[1]), deal_type)
    return {}


def _makers_and_buyers(reading: Reading, parties: Sequence[int]) -> dict[int, str]:
    makers = [at for at in parties if reading.organisations[at].kind in _MAKERS]
    buyers = [at for at in parties if reading.organisations[at].kind in _BUYERS]
    if not makers or not buyers:
        return {}
    return dict.fromkeys(makers, "supplier") | dict.fromkeys(buyers, "client")


def _by_order(reading: Reading, parties: tuple[int, int], deal_type: str) -> dict[int, str]:
    """By the first phrase of such a deal, in the first sentence, that stands clearly to both."""
    concept = _PAIRS[deal_type][0]
    for sentence in reading.sentences:
        namings = [naming for naming in sentence.namings if naming.organisation in parties]
        hits = [hit for hit in sentence.hits if hit.concept == concept]
        for at, hit in enumerate(hits):
            if found := _about(reading, (hit, *hits[at + 1 : at + 2]), namings, deal_type):
                return found
    return {}


def _about(reading: Reading, hits: Sequence[Hit], namings: Sequence[Naming], deal_type: str) -> dict[int, str]:
    """The roles that the first of these phrases gives to those named about it; none where the next one stands nearer to the second
    party (`X, which sells pumps, has acquired Y`)."""
    hit, *later = hits
    if deal_type == "acquisition" and (found := thing_first(reading, hit, namings)):
        return found
    before = [naming for naming in namings if naming.end <= hit.start]
    after = [naming for naming in namings if naming.start >= hit.end]
    if before and after and before[-1].organisation != after[0].organisation:
        if any(hit.end <= other.start and other.end <= after[0].start for other in later):
            return {}
        return _of_both(reading, before[-1], hit, after[0], deal_type)
    return _by_marks(reading, before, deal_type) if reading.language in _LAST and len(before) > 1 else {}


def _of_both(reading: Reading, first: Naming, hit: Hit, second: Naming, deal_type: str) -> dict[int, str]:
    if deal_type == "acquisition":
        parts = purchase(reading, first, hit, second)
    else:
        _, active, passive = _PAIRS[deal_type]
        parts = (passive, active) if _turned(reading, hit, second, deal_type) else (active, passive)
    return {first.organisation: parts[0], second.organisation: parts[1]}


def _by_marks(reading: Reading, namings: Sequence[Naming], deal_type: str) -> dict[int, str]:
    """Subject and object of a verb that stands behind both, nearest first."""
    subject = next((each for each in reversed(namings) if _SUBJECT.match(reading.text, each.end)), None)
    thing = next((each for each in reversed(namings) if _OBJECT.match(reading.text, each.end)), None)
    if subject is None or thing is None or subject.organisation == thing.organisation:
        return {}
    _, active, passive = _PAIRS[deal_type]
    return {subject.organisation: active, thing.organisation: passive}


def _turned(reading: Reading, hit: Hit, second: Naming, deal_type: str) -> bool:
    """`X licenses from Y`, `Y is run by X`: the second one is the active party."""
    gap = reading.small[hit.start : second.start]
    return bool((_FROM if deal_type == "licensing" else BY).search(gap))
