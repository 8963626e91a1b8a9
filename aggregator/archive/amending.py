"""Tags as the taggers made them + corrections -> tags as the analyst wants them. Pure.

Corrections are taken in order; a later one of the same thing counts. Said of a deal (type, status, day, a party more), a correction means
that there is a deal: it stays although the taggers find none any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from aggregator.archive.corrections import Correction
from aggregator.model import Organisation, Partnership, Party, Tags
from aggregator.reference.names import fold

RULE = "analyst"
"""What an analyst's tag names as its rule."""


def amended(tags: Tags, said: Sequence[Correction], last: Partnership | None, known: Mapping[str, Organisation]) -> Tags:
    """The tags with the corrections. `last`: the deal to stand on where the tags have none and one is meant (None: then there is none);
    `known`: organisations of the archive, by id."""
    verdict = is_deal(said)
    deal = None if verdict is False else tags.partnership or (last if verdict else None)
    if deal is not None:
        deal = _of_deal(deal, said, sure=verdict is True and tags.partnership is None)
    tags = _judged(tags, deal, verdict)
    for each in said:
        if each.field == "country":
            tags = _country(tags, each)
        elif each.field == "party" and deal is not None:
            tags, deal = _party(tags, deal, each, known)
    return replace(tags, partnership=deal)


def is_deal(said: Sequence[Correction]) -> bool | None:
    """Whether the analyst says that a deal is the news; None: nothing that has to do with it."""
    verdict: bool | None = None
    for each in said:
        if each.field == "partnership":
            verdict = each.value == "yes"
        elif each.field in ("type", "status") or (each.field == "announced" and each.value != "none") or _joins(each):
            verdict = True
    return verdict


def _joins(said: Correction) -> bool:
    return said.field == "party" and said.change == "add"


def _judged(tags: Tags, deal: Partnership | None, verdict: bool | None) -> Tags:
    """How likely a deal is, as the analyst's word makes it: certain, or out of the question."""
    if verdict is False:
        return replace(tags, probability=0.0, reason=RULE)
    return replace(tags, probability=1.0, reason=None) if verdict and deal is not None else tags


def _of_deal(deal: Partnership, said: Sequence[Correction], *, sure: bool) -> Partnership:
    deal = replace(deal, confidence=1.0) if sure else deal
    for each in said:
        if each.field == "type":
            deal = replace(deal, deal_type=each.value)
        elif each.field == "status":
            deal = replace(deal, status=each.value)
        elif each.field == "announced":
            day = None if each.value == "none" else date.fromisoformat(each.value)
            deal = replace(deal, announced=day, announced_rule=RULE if day else "")
    return deal


def _country(tags: Tags, said: Correction) -> Tags:
    """What a story is not about may be named in it all the same."""
    rest = tuple(each for each in tags.countries if each != said.value)
    if said.change == "remove":
        return replace(tags, countries=rest)
    mentioned = tuple(dict.fromkeys((*tags.countries_mentioned, said.value)))
    return tags if said.value in tags.countries else replace(tags, countries=(*rest, said.value), countries_mentioned=mentioned)


def _party(tags: Tags, deal: Partnership, said: Correction, known: Mapping[str, Organisation]) -> tuple[Tags, Partnership]:
    party = organisation(said)
    party = known.get(party.id, party)
    if said.change == "remove":
        parties = tuple(each for each in deal.parties if each.organisation != party.id and fold(each.name) != fold(party.name))
        return tags, _with(deal, parties)
    if all(each.organisation != party.id for each in deal.parties):
        deal = _with(deal, (*deal.parties, Party(party.id, party.name, party.country)))
    if all(each.id != party.id for each in tags.organisations):
        tags = replace(tags, organisations=(*tags.organisations, party))
    return tags, deal


def _with(deal: Partnership, parties: tuple[Party, ...]) -> Partnership:
    """The deal between these parties; its countries are theirs."""
    return replace(deal, parties=parties, countries=tuple(dict.fromkeys(each.country for each in parties if each.country)))


def organisation(said: Correction) -> Organisation:
    """The organisation that a correction of a party is about."""
    value = json.loads(said.value)
    return Organisation(value["id"], value["name"], country=value.get("country"), kind=value.get("kind"))


def party_value(value: Organisation) -> str:
    """A party as a correction keeps it."""
    told = {"id": value.id, "name": value.name, "country": value.country, "kind": value.kind}
    return json.dumps({name: each for name, each in told.items() if each}, ensure_ascii=False)
