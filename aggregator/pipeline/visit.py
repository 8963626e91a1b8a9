"""The first half of the river: every source that is due is asked what it lists.

    Request ──▶ Page ──▶ Findings ──▶ one commit: new entries + that address's caching headers
                            └─ follow ──▶ the next round, within bounds, on the same site only

An answer that is unchanged (304, or the same body) is not read again; the addresses an index led to are asked all the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from aggregator import __version__, urls
from aggregator.archive import waiting, write
from aggregator.archive.waiting import Cached, Standing
from aggregator.errors import FetchError, SourceError
from aggregator.model import Findings, Page, Request, Source
from aggregator.pipeline import due
from aggregator.pipeline.outcomes import Fallen, Outcome, Visited, attempted, failure
from aggregator.pipeline.stages import Answer, River
from aggregator.refusal import refuse

_SECONDS = 60.0  # for reading one page of a source: a feed of 20 MB takes about 12


@dataclass(frozen=True, slots=True)
class Ask:
    """One address of a source to be asked. `depth` 0: its own; `conditional`: the caching headers go along."""

    source: Source
    standing: Standing
    address: str
    cached: Cached | None
    conditional: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What an answer gave, where it leads (`ask.standing` as it is now), and whether it was an index (nothing but addresses)."""

    ask: Ask
    outcome: Outcome
    follow: tuple[str, ...] = ()
    index: bool = False


def visit(river: River, sources: Iterable[Source], *, named: bool = False) -> Iterator[Outcome]:
    """Ask the sources that are due; yields what became of each address as soon as it is filed."""
    asks = [ask for source in sources if (ask := _first(river, source, named=named))]
    met = defaultdict(set, {ask.source.name: {_name(ask.address)} for ask in asks})
    indexes: dict[str, list[Step]] = {}
    while asks:
        steps = _round(river, asks)
        asks = []
        for step in steps:
            yield step.outcome
            if step.index:
                indexes[step.ask.source.name] = []
            elif step.ask.depth and step.ask.source.name in indexes:
                indexes[step.ask.source.name].append(step)
            asks += _next(river, step, met[step.ask.source.name])
    yield from (_barren(river, steps) for steps in indexes.values() if steps and all(isinstance(step.outcome, Fallen) for step in steps))


def _first(river: River, source: Source, *, named: bool) -> Ask | None:
    standing = waiting.standing(river.archive, source)
    if not due.is_due(standing, river.now(), named=named):
        return None
    return _ask(river, source, standing, standing.address, 0)


def _ask(river: River, source: Source, standing: Standing, address: str, depth: int) -> Ask:
    cached = waiting.cached(river.archive, source.name, address)
    return Ask(source, standing, address, cached, due.is_conditional(cached, _reader(source), river.now()), depth)


def _round(river: River, asks: list[Ask]) -> Iterator[Step]:
    requests = [_request(number, ask) for number, ask in enumerate(asks)]
    for request, answer in river.fleet.pages(requests):
        ask = asks[int(request.key)]
        yield attempted(partial(_answered, river, ask, answer), partial(_failed, river, ask))


def _request(number: int, ask: Ask) -> Request:
    if ask.cached and ask.conditional:
        return Request(ask.address, ask.cached.etag, ask.cached.last_modified, key=str(number), cut=True)
    return Request(ask.address, key=str(number), cut=True)


def _next(river: River, step: Step, met: set[str]) -> list[Ask]:
    """Where a step leads: addresses of the same site that this run has not asked, as many as the limit leaves."""
    asks = []
    for address in step.follow:
        if len(met) > river.config.limits.max_pages:
            break
        if _name(address) not in met and urls.site(address) == urls.site(step.ask.address):
            met.add(_name(address))
            asks.append(_ask(river, step.ask.source, step.ask.standing, address, step.ask.depth + 1))
    return asks


def _name(address: str) -> str:
    return address.partition("#")[0]


# ---- an answer --------------------------------------------------------------------------------------------------------------


def _answered(river: River, ask: Ask, answer: Answer) -> Step:
    """Read and file one answer. Raises what reading raises."""
    if isinstance(answer, Exception):
        raise answer
    refuse(answer)
    if answer.status == 304:
        return _unchanged(river, ask, replace(_cached(ask), asked=river.now()))
    body = hashlib.blake2b(answer.content, digest_size=16).digest()
    if ask.cached and (ask.cached.body, ask.cached.reader) == (body, _reader(ask.source)):
        return _unchanged(river, ask, _remembered(river, ask, answer, body, ask.cached.follow))
    return _read(river, ask, answer, body)


def _cached(ask: Ask) -> Cached:
    if ask.cached is None or not ask.conditional:
        hint = "The host or something in between answers wrongly; look at the address in a browser."
        raise FetchError(
            "The host says that nothing has changed (304), but nobody asked that.", where=ask.address, hint=hint, reason="unasked-304"
        )
    return ask.cached


def _unchanged(river: River, ask: Ask, cached: Cached) -> Step:
    standing = _standing(river, ask, ask.standing.address)
    write.visited(river.archive, write.Listing(standing, cached, depth=ask.depth, kind="unchanged"), river.run, river.now())
    outcome = Visited(ask.source.name, write.Taken(), main=ask.depth == 0, unchanged=True)
    return Step(replace(ask, standing=standing), outcome, cached.follow, index=bool(cached.follow))


def _read(river: River, ask: Ask, page: Page, body: bytes) -> Step:
    listed = river.child.call(river.stages.listed, ask.source, page, seconds=_SECONDS)
    findings = listed.findings
    if findings.problems and not findings.entries and not findings.follow:
        raise SourceError("; ".join(findings.problems), where=page.final_url, hint="See what it holds with `aggregator sources test`.")
    moved = page.permanent_url if ask.depth == 0 and page.permanent_url else ask.address
    index = bool(findings.follow) and not findings.entries
    cached = _remembered(river, replace(ask, address=moved), page, body, findings.follow if index else ())
    standing = _standing(river, ask, moved if ask.depth == 0 else ask.standing.address, (page, findings))
    kept = None if page.cut else cached
    listing = write.Listing(standing, kept, findings.entries, listed.passed_over, ask.depth, "index" if index else "listing")
    taken = write.visited(river.archive, listing, river.run, river.now())
    if page.cut:
        hint = "What it held up to there is filed. Raise max_bytes in feeds.toml, or ask for a shorter feed."
        raise FetchError(
            "The answer is larger than the limit; only its beginning was read.", where=page.final_url, hint=hint, reason="too-large"
        )
    follow = findings.follow if index or not taken.known else ()  # a page with known entries: the rest is older still
    return Step(replace(ask, standing=standing), Visited(ask.source.name, taken, main=ask.depth == 0), follow, index)


def _standing(river: River, ask: Ask, address: str, read: tuple[Page, Findings] | None = None) -> Standing:
    standing = due.well(ask.standing, ask.source, river.now(), address=address)
    if read is None or ask.depth:
        return standing
    page, findings = read
    return replace(standing, signature=findings.signature, titled=findings.title, notices=page.notices)


def _remembered(river: River, ask: Ask, page: Page, body: bytes, follow: tuple[str, ...]) -> Cached:
    now = river.now()
    return Cached(ask.address, now, now, body, _reader(ask.source), page.etag, page.last_modified, follow)


def _reader(source: Source) -> bytes:
    """How a source is read: when this changes, what it said before is read again."""
    said = repr((__version__, source.kind, source.selectors, source.keywords, source.language))
    return hashlib.blake2b(said.encode(), digest_size=8).digest()


# ---- a failure -----------------------------------------------------------------------------------------------------------------


def _failed(river: River, ask: Ask, error: Exception) -> Step:
    told = failure(error, ask.source.name, ask.address)
    if ask.depth:
        write.noted(river.archive, (told,), river.run, river.now())
        return Step(ask, Fallen(told))
    standing = due.ill(ask.standing, error, river.now())
    write.failed_visit(river.archive, standing, told, river.run, river.now())
    return Step(replace(ask, standing=standing), Fallen(told, source_failed=True))


def _barren(river: River, steps: list[Step]) -> Outcome:
    """An index of which no address could be read: the source failed."""
    ask, first = steps[0].ask, steps[0].outcome
    error = SourceError(f"None of the {len(steps)} addresses that the index names could be read.", where=ask.source.url)
    error.reason = "barren"
    told = replace(failure(error, ask.source.name, ask.source.url), hint=first.failure.message if isinstance(first, Fallen) else "")
    write.failed_visit(river.archive, due.ill(ask.standing, error, river.now()), told, river.run, river.now())
    return Fallen(told, source_failed=True, late=True)
