"""One page on the way back in time: what it lists since a day, and where it leads. Pure; runs in the bounded child."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from aggregator.model import Findings, Page, Source
from aggregator.pipeline.work import Listed

if TYPE_CHECKING:
    from aggregator.sources import Lead


@dataclass(frozen=True, slots=True)
class Errand:
    """What is wanted of a page: read as `kind`, entries not older than `since`. `known`: addresses of the source's articles, to tell
    its own among those of a whole site."""

    kind: str
    since: date
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Walked:
    """What a page gave: entries that are wanted, leads that may hold more, a hash of all it listed (None: nothing), the oldest
    day among them."""

    listed: Listed
    leads: tuple[Lead, ...] = ()
    digest: bytes | None = None
    oldest: date | None = None


def walked(source: Source, page: Page, errand: Errand) -> Walked:
    """Read a page of a walk. Raises SourceError for what is nothing of its kind."""
    from aggregator import sources

    here = replace(source, kind=errand.kind)
    if errand.kind == sources.ROBOTS:
        return Walked(Listed(Findings(errand.kind)), sources.earlier(here, page, Findings(errand.kind)))
    findings = sources.read(here, page)
    days, leads = sources.days(findings), sources.earlier(here, page, findings)
    if days and max(days) < errand.since and errand.kind != "sitemap":
        leads = ()  # wholly older: what lies behind is older still
    return Walked(_listed(source, page, findings, errand), leads, _digest(findings), min(days, default=None))


def _listed(source: Source, page: Page, findings: Findings, errand: Errand) -> Listed:
    """What is wanted of it: since that day, of a whole site's sitemap only what is the source's own, sifted by its keywords."""
    from aggregator import sources

    known = errand.known if errand.kind == "sitemap" and source.kind != "sitemap" else None
    wanted = sources.narrowed(findings, errand.since, known, page.final_url or page.url)
    over = (at for at, entry in enumerate(wanted.entries) if not sources.matches(source.keywords, entry))
    return Listed(wanted, frozenset(over))


def _digest(findings: Findings) -> bytes | None:
    if not findings.entries:
        return None
    return hashlib.blake2b(
        "\n".join(sorted(entry.url or entry.title or "" for entry in findings.entries)).encode(), digest_size=12
    ).digest()
