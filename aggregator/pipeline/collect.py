"""The second half of the river: every entry on the waiting list becomes an article, or waits on with a reason.

    entry ──▶ Page ──▶ Article ──▶ copy? ──▶ Tags ──▶ story ──▶ Record ──▶ one commit

Where there is no page to be had (no address, robots.txt, a reservation, gone, a wall) but the feed gave the text, the feed's own
text is filed, marked as partial; unless the refusal is final, the page is asked again later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from aggregator import urls
from aggregator.archive import bonds, candidates, filing, waiting, write
from aggregator.archive.waiting import Waiting
from aggregator.errors import BoundError, ExtractError, FetchError
from aggregator.model import Account, Article, Entry, Failure, Page, Placing, Record, Request, Source, Tags, Verdict
from aggregator.pipeline import due
from aggregator.pipeline.outcomes import Fallen, Outcome, Settled, attempted, failure
from aggregator.pipeline.stages import Answer, River
from aggregator.pipeline.work import Description, Reading
from aggregator.refusal import REFUSALS, refuse

_SECONDS = 20.0  # for one stage over one article
_AT_ONCE = 2000  # requests handed over together: bounds what a run holds in memory
_FINAL_STATUSES = (401, 402, 403, 404, 405, 406, 410, 451)
_PATIENCE = 3  # failures of any kind after which the feed's own text is filed, while the page is still asked for


def collect(river: River, sources: Iterable[Source]) -> Iterator[Outcome]:
    """Turn waiting entries of these sources into filed articles; yields what became of each as soon as it is filed."""
    known = {source.name: source for source in sources if not _away(river, source)}
    rows = list(waiting.waiting(river.archive, tuple(known), river.now(), river.config.limits.max_articles))
    for number, _, url in rows:
        if not url:
            yield _settled(river, number, known, None)
    asked = [(number, url) for number, _, url in rows if url]
    for start in range(0, len(asked), _AT_ONCE):
        requests = [Request(url, key=str(number)) for number, url in asked[start : start + _AT_ONCE]]
        for request, answer in river.fleet.pages(requests):
            yield _settled(river, int(request.key), known, answer)


def _away(river: River, source: Source) -> bool:
    """Whether the source's articles are not to be asked now: its host asked us to stay away, or its publisher reserves their use."""
    standing = waiting.standing(river.archive, source)
    return standing.cause == "reserved" or (standing.retry_after is not None and river.now() < standing.retry_after)


def _settled(river: River, number: int, sources: Mapping[str, Source], answer: Answer | None) -> Outcome:
    entry = waiting.entry(river.archive, number)
    if entry is None:
        raise LookupError(f"no entry {number}")
    source = sources[entry.entry.source]
    return attempted(partial(_filed, river, entry, source, answer), partial(_failed, river, entry))


def _filed(river: River, entry: Waiting, source: Source, answer: Answer | None) -> Outcome:
    """File what the answer gives, or else the feed's own text. Raises what went wrong where neither is possible."""
    if isinstance(answer, Page):
        try:
            refuse(answer)
            reading = river.child.call(river.stages.articled, answer, entry.entry, source, seconds=_SECONDS)
        except (FetchError, ExtractError, BoundError) as error:
            return _noted(river, _from_feed(river, entry, error, answer.fetched))
        return _noted(river, _file(river, entry, reading, answer))
    return _noted(river, _from_feed(river, entry, answer, river.now()))


def _noted(river: River, settled: Settled) -> Settled:
    if settled.failure:
        write.noted(river.archive, (settled.failure,), river.run, river.now())
    return settled


def _from_feed(river: River, entry: Waiting, refused: Exception | None, seen: datetime) -> Settled:
    """File the feed's own text instead of a page that was refused. Raises the refusal where it may pass, or the feed has no text."""
    article = teller(entry.entry, seen)
    if refused is not None and (article is None or entry.article or not _is_final(refused, entry.attempts)):
        raise refused
    if article is None:
        raise ExtractError("The feed gives neither an address nor a text.", where=entry.entry.source, reason="empty")
    reading = river.child.call(river.stages.told, article, seconds=_SECONDS)
    if refused is None or not _may_pass(refused):
        return _file(river, entry, reading, None)
    after = filing.Afterwards(due.again(entry.attempts, refused, river.now()), str(refused))
    outcome = _file(river, entry, reading, None, after)
    return replace(outcome, failure=failure(refused, entry.entry.source, entry.entry.url))


def _is_final(error: Exception, attempts: int) -> bool:
    """Whether to be content with the feed's text now."""
    if isinstance(error, FetchError):
        final = error.permanent or error.reason in REFUSALS or error.status in _FINAL_STATUSES
        return final or (due.asked(error) and attempts + 1 >= _PATIENCE)
    if isinstance(error, BoundError) and error.reason == "too-slow":  # perhaps the machine was busy
        return attempts + 1 >= _PATIENCE
    return isinstance(error, ExtractError | BoundError)


def _may_pass(error: Exception) -> bool:
    """Whether the page may be had later all the same."""
    return not getattr(error, "permanent", False) and getattr(error, "reason", "") not in REFUSALS


def teller(entry: Entry, seen: datetime) -> Article | None:
    """The article that the feed itself tells; None where it gives no text. One without an address gets a name that is no address."""
    text = entry.text or entry.summary
    if not text or not text.strip():
        return None
    return Article(
        url=entry.url or f"urn:entry:{hashlib.blake2b(write.key(entry).encode(), digest_size=12).hexdigest()}",
        title=entry.title or text.split("\n", 1)[0][:120],
        paragraphs=tuple(paragraph.strip() for paragraph in text.split("\n") if paragraph.strip()),
        seen=seen,
        published=entry.published,
        language=entry.language,
        source=entry.source,
        dates=(entry.published,) if entry.published else (),
        partial=True,
    )


# ---- filing ------------------------------------------------------------------------------------------------------------------


def _file(river: River, entry: Waiting, reading: Reading, page: Page | None, after: filing.Afterwards | None = None) -> Settled:
    record, lines, stumbled = recorded(river, entry, reading, page)
    fruitless = entry.attempts + 1 if record.match.verdict is Verdict.SAME else 0
    after = after or _afterwards(river, entry, record, fruitless)
    place = filing.file(river.archive, record, lines, river.now(), after)
    return Settled(entry.entry.source, record.match.verdict, place, record.tags.partnership is not None, stumbled)


def _afterwards(river: River, entry: Waiting, record: Record, fruitless: int) -> filing.Afterwards:
    """A page of which only a part was open is asked a few times more; else the entry is done until the feed changes it."""
    if record.page is not None and record.article.partial and entry.attempts + 1 < _PATIENCE:
        return filing.Afterwards(due.again(entry.attempts, ExtractError(""), river.now()), "Only a part of the page was open.")
    return filing.Afterwards(due.changed_again(fruitless, river.now()))


def recorded(river: River, entry: Waiting, reading: Reading, page: Page | None) -> tuple[Record, filing.Lines, Failure | None]:
    """Everything that is to be filed of an article: what it is to the archive, what it says, where it belongs; and what failed."""
    article, archive, call = addressed(reading.article), river.archive, partial(river.child.call, seconds=_SECONDS)
    site = urls.site(article.url)
    recurring = candidates.recurring(archive, site, reading.lines, urls.key(article.url))
    fingerprint = call(river.stages.marked, article, recurring)
    relatives = candidates.relatives(archive, fingerprint)
    match = call(river.stages.judged, fingerprint, article, relatives.known, relatives.postings, recurring)
    description = _nothing(article)
    if match.verdict is not Verdict.SAME:
        described = river.stages.describing(archive, article)
        description = attempted(partial(call, described, article), partial(_untagged, article))
    placing = Placing()
    if match.verdict is Verdict.NEW:
        account = description.account
        near, frequency = candidates.near(archive, account), candidates.frequency(archive, account.keys)
        placing = call(river.stages.placed, account, near, frequency, bonds.bonds(archive, 0, (each.story for each in near)))
    record = Record(entry.id, article, fingerprint, match, description.tags, description.account, placing, page, description.outlet)
    return record, filing.Lines(site, reading.lines), description.failure


def addressed(article: Article) -> Article:
    """The article under its canonical address: what only tracks readers is gone."""
    return replace(article, url=urls.canonical(article.url)) if article.url.startswith(("http://", "https://")) else article


def _nothing(article: Article) -> Description:
    """What is said of an article that is filed already, or could not be tagged."""
    return Description(Tags(), Account(0, 0, article.title, None, (), (), (), None, None, None, ()))


def _untagged(article: Article, error: Exception) -> Description:
    """An article that cannot be tagged is filed all the same: a later `retag` tags it."""
    return replace(_nothing(article), failure=failure(error, article.source, article.url))


# ---- failure -----------------------------------------------------------------------------------------------------------------


def _failed(river: River, entry: Waiting, error: Exception) -> Outcome:
    told = failure(error, entry.entry.source, entry.entry.url)
    if isinstance(error, FetchError) and error.status != 410:
        told = replace(told, permanent=False)  # only "gone" is for good
    _again(river, entry, told, error)
    return Fallen(told, entry=True, again=entry.attempts > 0 or not due.asked(error))


def _again(river: River, entry: Waiting, told: Failure, error: Exception) -> None:
    now = river.now()
    retry = write.Retry(now, due.again(entry.attempts, error, now), due.asked(error))
    write.failed_entry(river.archive, entry.id, told, river.run, retry)
