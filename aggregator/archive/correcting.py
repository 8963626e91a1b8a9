"""Correcting: what a command says is kept and takes effect at once. Inside a caller's transaction (`rehearsed` makes one).

say       changes of a story's tags
merge     two stories are one from now on          split   reports of a story are another story (or one each)
undo      corrections hold no longer: tags and stories as they were
arrived   an article was filed: corrections that waited for it take effect
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.archive import corrections, read, rows, stories, verdicts
from aggregator.archive.corrections import Correction
from aggregator.archive.handle import Archive
from aggregator.errors import UsageError
from aggregator.model import Story


@dataclass(frozen=True, slots=True)
class Saying:
    """When a command says something, the analyst's note on it, and the first number of what the same command said already (0: nothing)."""

    now: datetime
    note: str = ""
    batch: int = 0

    def after(self, numbers: tuple[int, ...]) -> Saying:
        """The same, once the command has said these."""
        return replace(self, batch=self.batch or numbers[0]) if numbers else self


class _RehearsalError(Exception):
    """The end of a rehearsal: all is rolled back."""


@contextmanager
def rehearsed(archive: Archive, *, dry_run: bool) -> Iterator[None]:
    """A transaction of which nothing stays when it is only a dry run."""
    try:
        with archive.transaction():
            yield
            if dry_run:
                raise _RehearsalError
    except _RehearsalError:
        return


def say(archive: Archive, story: Story, changes: Sequence[tuple[str, str, str]], saying: Saying) -> tuple[int, ...]:
    """Set right what a story says: (field, change, value) each. Returns the numbers of the corrections."""
    teller = _teller(archive, story.id)
    said = [
        Correction(
            *each, _url(archive, teller), saying.now, before=before(story, each[0]), note=saying.note, article=teller, batch=saying.batch
        )
        for each in changes
    ]
    numbers = corrections.add(archive, said)
    stories.settle(archive, story.id)
    return numbers


def before(story: Story, field: str) -> str:
    """What a story says of a field, in words."""
    deal = story.partnership
    told = {
        "partnership": "yes" if deal else "no",
        "type": deal.deal_type if deal else "",
        "status": deal.status if deal else "",
        "announced": deal.announced.isoformat() if deal and deal.announced else "",
        "party": "; ".join(each.name for each in deal.parties) if deal else "",
        "country": ", ".join(story.countries),
    }
    return told[field]


# ---- stories ---------------------------------------------------------------------------------------------------------------


def merge(archive: Archive, story: int, other: int, saying: Saying) -> tuple[int, ...]:
    """Two stories tell one event. Raises UsageError when they are one already."""
    if story == other:
        raise UsageError(f"Story {story} is that story already.", hint="Name two stories.")
    return _rule(archive, "together", (_lead(archive, story), (_lead(archive, other),)), saying)


def split(archive: Archive, story: Story, articles: Sequence[int], saying: Saying) -> tuple[int, ...]:
    """These reports (with their copies) are another story; without any, each independent report is one of its own.
    Raises UsageError for an article that is not in the story, and when nothing would be left."""
    own = [each.id for each in story.articles if each.copy_of is None] or [story.articles[0].id]
    copied = {each.id: each.copy_of or each.id for each in story.articles}
    if unknown := [each for each in articles if each not in copied]:
        raise UsageError(f"Article {unknown[0]} is not in story {story.id}.", hint=f"Its articles: {', '.join(map(str, sorted(copied)))}.")
    leaving = list(dict.fromkeys(copied[each] for each in articles)) or own[1:]
    staying = [each for each in own if each not in leaving]
    if not leaving or not staying:
        raise UsageError(
            f"Story {story.id} cannot be split so: one report has to leave and one to stay.", hint="`aggregator show` lists them."
        )
    numbers: tuple[int, ...] = ()
    for each in leaving:
        numbers += _rule(archive, "apart", (each, tuple(staying)), saying.after(numbers))
        if articles and each != leaving[0]:
            numbers += _rule(archive, "together", (leaving[0], (each,)), saying.after(numbers))
    return numbers


def _rule(archive: Archive, field: str, who: tuple[int, tuple[int, ...]], saying: Saying) -> tuple[int, ...]:
    """Keep a ruling as a correction, and let it take effect."""
    article, others = who
    concerned = {stories.of(archive, each) for each in (article, *others)}
    value = {"urls": [_url(archive, each) for each in others], "relations": _relations(archive, concerned)}
    ruling = verdicts.together(archive, article, others[0]) if field == "together" else verdicts.apart(archive, article)
    told = Correction(field, "set", json.dumps(value, ensure_ascii=False), _url(archive, article), saying.now, note=saying.note)
    return corrections.add(archive, [replace(told, article=article, ruling=ruling.number, batch=saying.batch)])


def _relations(archive: Archive, concerned: Iterable[int]) -> list[list[int]]:
    """The developments of these stories, so that taking a ruling back gives them again."""
    found = archive.rows(
        "WITH here AS (SELECT value FROM json_each(?)) SELECT earlier, later FROM development WHERE earlier IN here OR later IN here",
        (rows.numbers(sorted(concerned)),),
    )
    return sorted([row["earlier"], row["later"]] for row in found)


# ---- taking back -----------------------------------------------------------------------------------------------------------


def concerning(archive: Archive, story: int) -> tuple[Correction, ...]:
    """The corrections that hold for a story, and those by which reports left it, oldest first."""
    left = map(corrections.read, archive.rows("SELECT * FROM correction WHERE field = 'apart' AND undone IS NULL"))
    found = {
        each.id: each for each in (*corrections.of_story(archive, story), *(each for each in left if story in _concerned(archive, each)))
    }
    return tuple(sorted(found.values(), key=lambda each: (each.made, each.id)))


def undo(archive: Archive, said: Iterable[Correction], now: datetime) -> tuple[int, ...]:
    """These corrections hold no longer. Returns the stories concerned, as they are now."""
    concerned: set[int] = set()
    for each in sorted(said, key=lambda one: -one.id):
        corrections.end(archive, each.id, now)
        if each.ruling is not None:
            verdicts.forget(archive, each.ruling)
            _relate_again(archive, each)
        concerned |= _concerned(archive, each)
    for story in sorted(concerned):
        stories.settle(archive, story)
    _forget_unnamed(archive, said)
    return tuple(sorted(concerned))


def _relate_again(archive: Archive, said: Correction) -> None:
    """The developments of the stories concerned are again what they were before the ruling."""
    before = json.loads(said.value).get("relations", [])
    for row in _relations(archive, _concerned(archive, said)):
        archive.do("DELETE FROM development WHERE earlier = ? AND later = ?", row)
    kept = [pair for pair in before if all(stories.exists(archive, each) for each in pair)]
    archive.many("INSERT OR IGNORE INTO development (earlier, later) VALUES (?, ?)", kept)


def _concerned(archive: Archive, said: Correction) -> set[int]:
    """The stories that a correction has to do with, as they are now."""
    numbers = (said.article, *(read.article_at(archive, url) for url in said.urls))
    return {stories.of(archive, each) for each in numbers if each is not None}


def _forget_unnamed(archive: Archive, said: Iterable[Correction]) -> None:
    """Organisations that only a correction knew of go with it."""
    for each in said:
        if each.field != "party":
            continue
        used = " UNION ALL ".join(
            f"SELECT 1 FROM {table} WHERE organisation = o.id" for table in ("article_organisation", "mention", "party")
        )
        archive.do(f"DELETE FROM organisation AS o WHERE id = ? AND NOT EXISTS ({used})", (json.loads(each.value)["id"],))


# ---- arrivals --------------------------------------------------------------------------------------------------------------


def arrived(archive: Archive, article: int) -> bool:
    """An article was filed: corrections that waited for it take effect. Returns whether there were any."""
    waiting = archive.rows(
        "SELECT id FROM correction WHERE article IS NULL AND address IN (SELECT key FROM address WHERE article = ?)", (article,)
    )
    archive.many("UPDATE correction SET article = ? WHERE id = ?", [(article, row["id"]) for row in waiting])
    if waiting:
        stories.settle(archive, stories.of(archive, article))
    return rule_open(archive) or bool(waiting)


def rule_open(archive: Archive) -> bool:
    """Let corrections of stories take effect whose articles have all arrived. Returns whether any did."""
    found = archive.rows(
        "SELECT * FROM correction WHERE field IN ('together', 'apart') AND ruling IS NULL AND undone IS NULL AND article IS NOT NULL"
        " ORDER BY made, id"
    )
    ruled = [_ruled_late(archive, corrections.read(row)) for row in found]  # each of them, not only up to the first
    return any(ruled)


def _ruled_late(archive: Archive, said: Correction) -> bool:
    article = said.article or 0
    others = [number for number in (read.article_at(archive, url) for url in said.urls) if number]
    apart = said.field == "apart"
    if not others or (apart and stories.of(archive, article) not in {stories.of(archive, each) for each in others}):
        return False
    ruling = verdicts.apart(archive, article) if apart else verdicts.together(archive, article, others[0])
    corrections.ruled(archive, said.id, ruling.number)
    return True


# ---- articles --------------------------------------------------------------------------------------------------------------


def _teller(archive: Archive, story: int) -> int:
    """The article that a story's corrections are said of: whose deal is the story's, else the one that speaks for it."""
    row = archive.row("SELECT coalesce(teller, lead) FROM story WHERE id = ?", (story,))
    if row is None or row[0] is None:
        raise LookupError(f"no story {story}")
    return int(row[0])


def _lead(archive: Archive, story: int) -> int:
    row = archive.row("SELECT coalesce(a.copy_of, a.id) FROM story s JOIN article a ON a.id = s.lead WHERE s.id = ?", (story,))
    if row is None:
        raise LookupError(f"no story {story}")
    return int(row[0])


def _url(archive: Archive, article: int) -> str:
    row = archive.row("SELECT url FROM article WHERE id = ?", (article,))
    return str(row[0]) if row else ""
