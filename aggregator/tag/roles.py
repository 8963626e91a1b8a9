"""What each partner does in the deal, where that is clear. In: a Reading, the parties, the kind of deal. Out: a role for some parties.

acquisition        acquirer, target          X buys Y; Y is bought by X
investment         investor, investee
licensing          licensor, licensee        X licenses … from Y: Y is the licensor; X grants … to Y: Y is the licensee
supply, technology supplier, client          a company against a hospital, university or government
management         operator, owner

Where the verb stands last (Japanese, Korean, Turkish, Hindi), the marks behind the names tell subject and object: XがYを買収.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.tag.reading import Naming, Reading, Sentence

_PAIRS = {
    "acquisition": ("acquire", "acquirer", "target"),
    "investment": ("invest", "investor", "investee"),
    "licensing": ("license", "licensor", "licensee"),
    "management_operation": ("manage", "operator", "owner"),
}
_MAKERS = frozenset({"company", "medtech", "pharma", "biotech", "digital_health"})
_BUYERS = frozenset({"hospital", "hospital_group", "health_system", "nhs", "university", "government"})
_PASSIVE = re.compile(r"\b(?:by|von|durch|par|por|da|door|av|af|przez|oleh|bởi)\s*$")
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
    """The active party stands before the trigger phrase, the other one behind it, in the first sentence that shows both so."""
    concept, active, passive = _PAIRS[deal_type]
    for sentence in reading.sentences:
        order = _around(reading, sentence, parties, concept)
        if order:
            giving = (order[1], order[0]) if _turned(reading, sentence, order[1], deal_type) else order
            return {giving[0]: active, giving[1]: passive}
    return {}


def _around(reading: Reading, sentence: Sentence, parties: tuple[int, int], concept: str) -> tuple[int, int] | None:
    namings = [naming for naming in sentence.namings if naming.organisation in parties]
    for hit in sentence.hits:
        if hit.concept == concept:
            before = [naming for naming in namings if naming.end <= hit.start]
            after = [naming for naming in namings if naming.start >= hit.end]
            if before and after and before[-1].organisation != after[0].organisation:
                return before[-1].organisation, after[0].organisation
            if reading.language in _LAST and len(before) > 1:
                return _by_marks(reading, before)
    return None


def _by_marks(reading: Reading, namings: Sequence[Naming]) -> tuple[int, int] | None:
    """Subject and object of a verb that stands behind both, nearest first."""
    subject = next((each for each in reversed(namings) if _SUBJECT.match(reading.text, each.end)), None)
    thing = next((each for each in reversed(namings) if _OBJECT.match(reading.text, each.end)), None)
    if subject is None or thing is None or subject.organisation == thing.organisation:
        return None
    return subject.organisation, thing.organisation


def _turned(reading: Reading, sentence: Sentence, second: int, deal_type: str) -> bool:
    """`Y is bought by X`, `X licenses from Y`: the second one is the active party."""
    naming: Naming = next(each for each in sentence.namings if each.organisation == second)
    before = reading.small[sentence.span.start : naming.start]
    if deal_type == "licensing":
        return bool(_FROM.search(before))
    return bool(_PASSIVE.search(before))
