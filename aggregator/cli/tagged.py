"""What `aggregator tag` does with a row: an article out of it, its tags back into it.

{"id": "1", "title": …, "text": …, "published": …, "language": …, "url": …}
-> {"id": "1", "organisations": [{"name", "mentions", "country", "kind"}], "countries": […], "partnership": true, "parties": […], …}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator import clock
from aggregator.cli.rows import Row
from aggregator.model import Article, Partnership, Published, Tags

if TYPE_CHECKING:
    from aggregator.reference import Gazetteer


def tagged(row: Row, register: Path | None = None) -> Row:
    """One article tagged, with the organisations of that register beside the shipped ones. An organisation and a party go by the fullest
    name that the page gives them. Of an article without a word nothing is said, not even what it is instead."""
    from aggregator.tag import tags
    from aggregator.tag.organisations import best_name

    told = article(row)
    found = tags(told, _gazetteer(register)) if any(map(str.isalpha, told.whole)) else Tags()
    names = {organisation.id: best_name(organisation, found.mentions) for organisation in found.organisations}
    deal = found.partnership
    return {
        "id": row.get("id"),
        "organisations": [
            {
                "name": names[each.id],
                "mentions": list(dict.fromkeys(m.surface for m in found.mentions if m.organisation == each.id)),
                "country": each.country,
                "kind": each.kind,
            }
            for each in found.organisations
        ],
        "countries": list(found.countries),
        "countries_mentioned": list(found.countries_mentioned),
        "partnership": deal is not None,
        "probability": round(found.probability, 4),
        "near_miss": found.reason,
        **_deal(deal, names),
        "doubts": [{"kind": each.kind, "score": each.score, "told": each.told} for each in found.doubts],
    }


def _deal(deal: Partnership | None, names: Mapping[str, str]) -> Row:
    """What is said of the deal; of none the same keys, empty."""
    if deal is None:
        nothing = dict.fromkeys(("deal_type", "status", "announced", "value"))
        return {"parties": [], **nothing, "topics": [], "evidence": []}
    money = deal.value
    return {
        "parties": [
            {"name": names.get(party.organisation, party.name), "country": party.country, "role": party.role} for party in deal.parties
        ],
        "deal_type": deal.deal_type,
        "status": deal.status,
        "announced": deal.announced.isoformat() if deal.announced else None,
        "value": {"amount": money.amount, "currency": money.currency, "surface": money.surface} if money else None,
        "topics": list(deal.topics),
        "evidence": [each.sentence for each in deal.evidence],
    }


@lru_cache(maxsize=1)
def _gazetteer(register: Path | None) -> Gazetteer:
    """The shipped register, with that of a file; read once a process."""
    from aggregator.reference import gazetteer

    if register is None:
        return gazetteer()
    from aggregator.reference import registers

    return gazetteer(tuple(each.organisation for each in registers.read(register) if isinstance(each, registers.Found)))


def readable(register: Path) -> None:
    """Raises UsageError when a register cannot be read, before any article is."""
    _gazetteer(register)


def article(row: Row) -> Article:
    """The article of a row. Without a language the text is asked for it, as it is wherever articles come from."""
    told = printed(row)
    return told if told.language else replace(told, language=guessed(f"{told.title}\n{told.text}"))


def printed(row: Row) -> Article:
    """What a row says of its article: {title, text, published, language, url}; a language may carry a region, a day a time."""
    from aggregator import plain

    title, text = plain.line(str(row.get("title") or "")), plain.block(str(row.get("text") or ""))
    paragraphs = tuple(each for each in re.split(r"\n\s*\n", text) if each)
    language = str(row["language"])[:2].lower() if row.get("language") else None
    day = _day(row.get("published"))
    published = Published(day, "given") if day else None
    return Article(str(row.get("url") or ""), title, paragraphs, clock.now(), published=published, language=language)


def guessed(text: str) -> str | None:
    """The language of a text, by its letters and words; None when it is too short to tell."""
    from aggregator.extract import metadata

    return metadata.language(None, (), text)


def _day(text: object) -> date | None:
    try:
        return datetime.fromisoformat(str(text)).date() if text else None
    except ValueError:
        return None
