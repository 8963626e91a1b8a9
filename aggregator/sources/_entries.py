"""What all kinds do with entries: each once, dates read as this source writes them, languages as two letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from aggregator import urls
from aggregator.model import Entry, Page, Source
from aggregator.sources._dates import Reading

# Where 06/10/2025 is the tenth of June (CLDR short date patterns).
_MONTH_FIRST = frozenset(("US", "PH", "FM", "MH", "PW", "GU", "PR", "VI", "AS"))
_LANGUAGE = re.compile(r"^\s*([a-zA-Z]{2})(?:[-_](?:[a-zA-Z]{4}[-_])?([a-zA-Z]{2}))?\b")


def reading(source: Source, page: Page, provenance: str) -> Reading:
    """How dates of this source are to be read: against the moment the page was fetched, month first where its country does so."""
    return Reading(page.fetched, provenance, month_first(source.country, source.language))


def month_first(country: str | None, language: str | None) -> bool | None:
    """Whether 06/10/2025 is in June; None where neither the country nor the language (`en-US`, `fr`) says."""
    if country:
        return country in _MONTH_FIRST
    match = _LANGUAGE.match(language or "")
    if match and match[2]:
        return match[2].upper() in _MONTH_FIRST
    return False if match and match[1].lower() != "en" else None


def language_code(label: object) -> str | None:
    """ISO 639-1 code of a language label such as `en-GB` or `zh_Hans`; None for what is none."""
    match = _LANGUAGE.match(label) if isinstance(label, str) else None
    return match[1].lower() if match else None


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that say anything, each once: same address and title (or, without an address, same identity and title)."""
    kept: list[Entry] = []
    titles: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        known = titles[urls.key(entry.url) if entry.url else f" {entry.identity or ''}"]
        says = entry.url or (entry.title and (entry.identity or entry.text or entry.summary))
        if says and (entry.title or "") not in known and (entry.title or not known):
            known.add(entry.title or "")
            kept.append(entry)
    return tuple(kept)
