"""The third half: what is archived goes once more through tagging and stories, without the network.

    article ──▶ (stored page ──▶ Article) ──▶ Tags ──▶ story ──▶ one commit      what changed, in words

With `pages` the stored page is read again first: a text that comes out different becomes a new version, like a correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from aggregator import clock, urls
from aggregator.archive import Archive, bonds, candidates, effect, errands, filing, read
from aggregator.archive.errands import Choice
from aggregator.model import Article, Entry, Filed, Fingerprint, Match, Placing, Record, Source, Tags, Verdict
from aggregator.pipeline.outcomes import attempted, failure
from aggregator.pipeline.stages import Caller, Stages
from aggregator.pipeline.work import Description

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Change:
    """What became different for an article, one sentence each (nothing: all is as it was). `unread`: why its page could not be read
    again, if that was asked."""

    article: int
    title: str
    told: tuple[str, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """What a retag works with."""

    archive: Archive
    stages: Stages
    child: Caller
    sources: dict[str, Source]
    choice: Choice
    dry_run: bool


def retag(
    archive: Archive, choice: Choice, sources: Sequence[Source] = (), *, stages: Stages | None = None, dry_run: bool = False
) -> Iterator[Change]:
    """Tag the chosen articles again; yields each as it is done. What fails is told and stays as it was."""
    stages = stages or Stages()
    after = 0 if dry_run else errands.begun(archive, choice, clock.now())
    with stages.child() as child:
        again = Again(archive, stages, child, {source.name: source for source in sources}, choice, dry_run)
        for number in errands.articles(archive, choice, after):
            for filed in read.filed(archive, (number,)):
                yield attempted(partial(_again, again, filed), partial(_failed, filed))
    if not dry_run:
        errands.done(archive)


def _failed(filed: Filed, error: Exception) -> Change:
    return Change(filed.id, filed.article.title, (f"failed: {failure(error, filed.article.source, filed.article.url).message}",))


def _again(again: Again, filed: Filed) -> Change:
    article = _read_again(again, filed) if again.choice.pages else filed.article
    description: Description = again.child.call(again.stages.describing(again.archive, article), article, seconds=_SECONDS)
    told = list(differences(filed.tags, effect.as_corrected(again.archive, filed, description.tags)))
    if _said(article) != _said(filed.article):
        told.insert(0, "text read anew")
    if not again.dry_run:
        if _said(article) != _said(filed.article):
            _refile(again, filed, article, description)
        if _replace(again, filed, description):
            told.append("moved to another story")
    unread = read.without_page(again.archive, (filed.id,)).get(filed.id, "") if again.choice.pages else ""
    return Change(filed.id, article.title, tuple(told), unread)


def _said(article: Article) -> tuple[object, ...]:
    return article.title, article.text, article.published


def _read_again(again: Again, filed: Filed) -> Article:
    """The article out of its stored page; as it is where there is none."""
    page = read.page(again.archive, filed.id)
    if page is None:
        return filed.article
    article = filed.article
    source = again.sources.get(article.source, Source(article.source, article.url, "feed"))
    feed_dates = tuple(each for each in article.dates if each.provenance in ("feed", "sitemap", "listing"))
    entry = Entry(article.url, article.source, published=feed_dates[0] if feed_dates else None)
    reading = again.child.call(again.stages.articled, page, entry, source, seconds=_SECONDS)
    return replace(reading.article, seen=article.seen)


def _refile(again: Again, filed: Filed, article: Article, description: Description) -> None:
    """File the text read anew as a revision of itself, without a further page."""
    lines = again.child.call(again.stages.told, article, seconds=_SECONDS).lines
    recurring = candidates.recurring(again.archive, urls.site(article.url), lines, urls.key(article.url))
    fingerprint: Fingerprint = again.child.call(again.stages.marked, article, recurring, seconds=_SECONDS)
    match = Match(Verdict.REVISED, filed.id, 1.0, "read again")
    record = Record(0, article, fingerprint, match, description.tags, description.account, outlet=description.outlet)
    filing.file(again.archive, record, filing.Lines(urls.site(article.url)), clock.now())


def _replace(again: Again, filed: Filed, description: Description) -> bool:
    """File the new tags, and the story they point to. Returns whether the story is another."""
    account = replace(description.account, id=filed.id, story=filed.story)
    placing: Placing | None = None
    if filed.copy_of is None:
        near, frequency = candidates.near(again.archive, account), candidates.frequency(again.archive, account.keys)
        bound = bonds.bonds(again.archive, filed.id, {filed.story, *(each.story for each in near)})
        placing = again.child.call(again.stages.placed, account, near, frequency, bound, seconds=_SECONDS)
    return filing.retag(again.archive, filed.id, filing.Told(description.tags, account, description.outlet), placing)


def differences(old: Tags, new: Tags) -> Iterator[str]:
    """What is different between two taggings, one sentence each."""
    named = ({each.id: each.name for each in old.organisations}, {each.id: each.name for each in new.organisations})
    yield from _changes("organisation", named[0].values(), named[1].values())
    yield from _changes("country", old.countries, new.countries)
    before, after = old.partnership, new.partnership
    if (before is None) != (after is None):
        yield "partnership found" if after else "partnership dropped"
    elif before and after:
        if before.deal_type != after.deal_type:
            yield f"deal type {before.deal_type} -> {after.deal_type}"
        if before.announced != after.announced:
            yield f"announced {before.announced} -> {after.announced}"
        yield from _changes("party", (each.name for each in before.parties), (each.name for each in after.parties))


def _changes(what: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    before, after = set(old), set(new)
    yield from (f"{what} + {each}" for each in sorted(after - before))
    yield from (f"{what} - {each}" for each in sorted(before - after))
