"""Filing an article: each public function is one transaction.

file      Record -> article, version, tags, story, search index, page, fingerprint, account, and the entry's state
retag     new tags and story for an article that is filed already
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator import urls
from aggregator.archive import correcting, errands, groups, pages, recognition, rows, stories, tagging, words
from aggregator.archive.handle import Archive
from aggregator.model import Account, Article, Page, Placing, Record, Tags, Verdict


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article was filed: its row id, its story, and whether the story was opened for it."""

    article: int
    story: int
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What becomes of the entry: not to be asked before `next_try`, should it wait again; `reason`: it waits on, because the page itself
    could not be had and the feed's text was filed."""

    next_try: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of an article and its site, by which furniture is learnt."""

    site: str
    hashes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What is said anew of an article: its tags, its account, how original its teller is (None: as before)."""

    tags: Tags
    account: Account
    outlet: int | None = None


def file(archive: Archive, record: Record, lines: Lines, now: datetime, after: Afterwards = Afterwards()) -> Place:
    """File a record: all of it, or nothing."""
    with archive.transaction():
        if record.match.verdict is Verdict.SAME:
            place = _same(archive, record)
        elif record.match.verdict is Verdict.REVISED:
            place = _revised(archive, record, now)
        else:
            place = _new(archive, record, lines, now)
        _settle(archive, record, place.article, after)
        if correcting.arrived(archive, place.article):
            place = replace(place, story=stories.of(archive, place.article))
    return place


def retag(archive: Archive, article: int, told: Told, placing: Placing | None) -> bool:
    """Replace the tags of an article, and its story where `placing` says another (None: it stays where it is). Returns whether
    the story changed."""
    with archive.transaction():
        before = stories.of(archive, article)
        leads = groups.lead(archive, article) == article
        tagging.replace(archive, article, told.tags)
        recognition.replace_account(archive, article, told.account, lead=leads)
        if leads and placing is not None:
            stories.move(archive, article, placing)
        if told.outlet is not None:
            archive.do("UPDATE article SET outlet = ? WHERE id = ?", (told.outlet, article))
        groups.settle(archive, article)
        stories.settle(archive, stories.of(archive, article))
        correcting.rule_open(archive)
        errands.come_to(archive, article)
        return stories.of(archive, article) != before


# ---- the verdicts ------------------------------------------------------------------------------------------------------------


def _same(archive: Archive, record: Record) -> Place:
    """The very article that is filed: nothing new but perhaps an address."""
    article = _target(record)
    return Place(article, stories.of(archive, article))


def _revised(archive: Archive, record: Record, now: datetime) -> Place:
    """A newer text at the same address: the old text becomes a version, the row takes the new one and keeps its story."""
    article = _target(record)
    old = archive.row("SELECT * FROM article WHERE id = ?", (article,))
    if old is None:
        raise LookupError(f"no article {article}")
    _keep_version(archive, old, now)
    _unindex(archive, old)
    changes = {"changed": rows.instant(now), "versions": old["versions"] + 1, "outlet": record.outlet}
    columns = {**rows.article_columns(record.article), **changes}
    del columns["seen"]  # when it was first met does not change
    archive.do(f"UPDATE article SET {', '.join(f'{each} = ?' for each in columns)} WHERE id = ?", (*columns.values(), article))
    _describe(archive, article, record, (old["copy_of"] is None, recognition.indexed(archive, article)))
    groups.settle(archive, article)
    _keep_page(archive, article, old["versions"] + 1, record.page)
    stories.settle(archive, old["story"])
    return Place(article, old["story"])


def _new(archive: Archive, record: Record, lines: Lines, now: datetime) -> Place:
    """A new article, or a copy: a copy takes the story of what it copies, and may lead its group from now on."""
    original = groups.lead(archive, _target(record)) if record.match.verdict is Verdict.COPY else None
    told = record.placing.story if original is None else stories.of(archive, original)
    story = told if told is not None else stories.opened(archive, record.article)
    article = _insert(archive, record, (story, original), now)
    _describe(archive, article, record, (original is None, original is None))
    _keep_page(archive, article, 1, record.page)
    if original is not None:
        groups.enter(archive, article)
    else:
        recognition.learn_lines(archive, article, lines.site, lines.hashes)
        story = stories.join(archive, story, record.placing)
    stories.settle(archive, story)
    return Place(article, story, opened=told is None)


def _insert(archive: Archive, record: Record, belongs: tuple[int, int | None], now: datetime) -> int:
    match, placing = record.match, record.placing
    columns = {
        "story": belongs[0],
        "copy_of": belongs[1],
        **rows.article_columns(record.article),
        "filed": rows.instant(now),
        "changed": rows.instant(now),
        "probability": 0.0,
        "tagger": "",
        "copy_score": match.score,
        "copy_reason": match.reason,
        "placed_score": placing.score,
        "placed_reason": placing.reason,
        "outlet": record.outlet,
        "notices": rows.listed(record.page.notices if record.page else ()),
    }
    return archive.do(f"INSERT INTO article ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", tuple(columns.values()))


def _describe(archive: Archive, article: int, record: Record, stands: tuple[bool, bool]) -> None:
    """Everything that is found by: tags, search index, fingerprint, account. `stands`: does it lead a group, is it one's anchor?"""
    lead, anchor = stands
    tagging.replace(archive, article, record.tags)
    _index(archive, article, record.article)
    recognition.replace_fingerprint(archive, article, record.fingerprint, anchor=anchor)
    recognition.replace_account(archive, article, record.account, lead=lead)


def _settle(archive: Archive, record: Record, article: int, after: Afterwards) -> None:
    """The entry is answered, and every address it led through is the article's."""
    known = [record.fingerprint.address, urls.key(record.article.url)]
    row = archive.row("SELECT url FROM entry WHERE id = ?", (record.entry,))
    known += [urls.key(row["url"])] if row and row["url"] else []
    archive.many("INSERT OR IGNORE INTO address (key, article) VALUES (?, ?)", [(each, article) for each in dict.fromkeys(known) if each])
    state = "waiting" if after.reason else "filed"
    unanswered = int(bool(after.reason) or record.match.verdict is Verdict.SAME)
    archive.do(
        "UPDATE entry SET state = ?, article = ?, reason = ?, next_try = ?, attempts = iif(?, attempts + 1, 0) WHERE id = ?",
        (state, article, after.reason, rows.instant(after.next_try) if after.next_try else None, unanswered, record.entry),
    )


def _target(record: Record) -> int:
    if record.match.of is None:
        raise LookupError(f"{record.match.verdict} of nothing")
    return record.match.of


# ---- texts and pages -----------------------------------------------------------------------------------------------------------


def _index(archive: Archive, article: int, value: Article) -> None:
    archive.do("INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)", (article, words.indexed(value.title), words.indexed(value.text)))


def _unindex(archive: Archive, old: sqlite3.Row) -> None:
    """A contentless index forgets only what it is told once more."""
    archive.do(
        "INSERT INTO search (search, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        (old["id"], words.indexed(old["title"]), words.indexed(old["text"])),
    )


def _keep_version(archive: Archive, old: sqlite3.Row, now: datetime) -> None:
    archive.do(
        "INSERT INTO version (article, number, title, text, published, seen, replaced) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (old["id"], old["versions"], old["title"], old["text"], old["published"], old["changed"], rows.instant(now)),
    )


def _keep_page(archive: Archive, article: int, number: int, page: Page | None) -> None:
    if page is not None:
        archive.do("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", pages.columns(article, number, page))
