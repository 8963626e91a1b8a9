"""What the archive answers: each public function is one question. No writing here.

Article and story ids in, the frozen values of model.py out, in the order asked. Many ids are asked in few statements.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from aggregator.archive import corrections, rows
from aggregator.archive.handle import Archive
from aggregator.model import Doubt, Filed, Organisation, Page, Partnership, Story, Tags

_AT_ONCE = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of an article: its number (1 is the oldest), and when a newer one replaced it."""

    number: int
    title: str
    text: str
    seen: datetime
    replaced: datetime


def filed(archive: Archive, ids: Iterable[int]) -> tuple[Filed, ...]:
    """The articles of these ids, with tags, in this order. Unknown ids are left out."""
    return tuple(each for batch in _batches(ids) for each in _filed(archive, batch))


def stories(archive: Archive, ids: Iterable[int]) -> tuple[Story, ...]:
    """The stories of these ids, in this order, each with all its articles: the lead first, copies last. Unknown ids are left out."""
    return tuple(each for batch in _batches(ids) for each in _stories(archive, batch))


def story_of(archive: Archive, number: int) -> int | None:
    """The id of the story that answers to this number today: itself, or the one that took it in."""
    if number.bit_length() > 63:  # more than SQLite can be asked for
        return None
    row = archive.row("SELECT id FROM story WHERE id = ?", (number,)) or archive.row(
        "SELECT story FROM story_alias WHERE old = ?", (number,)
    )
    return None if row is None else int(row[0])


def developments(archive: Archive, story: int) -> tuple[int, ...]:
    """The other stories of the same relation, by day."""
    found = archive.rows(
        "SELECT story.id FROM story JOIN"
        " (SELECT later AS id FROM development WHERE earlier = ? UNION SELECT earlier FROM development WHERE later = ?)"
        " USING (id) ORDER BY story.day, story.id",
        (story, story),
    )
    return tuple(row[0] for row in found)


def versions(archive: Archive, article: int) -> tuple[Version, ...]:
    """The earlier texts of an article, oldest first."""
    found = archive.rows("SELECT * FROM version WHERE article = ? ORDER BY number", (article,))
    with rows.readable("a version"):
        return tuple(
            Version(row["number"], row["title"], row["text"], datetime.fromisoformat(row["seen"]), datetime.fromisoformat(row["replaced"]))
            for row in found
        )


def addresses(archive: Archive, article: int) -> tuple[str, ...]:
    """The address keys under which an article was met, sorted."""
    return tuple(row[0] for row in archive.rows("SELECT key FROM address WHERE article = ? ORDER BY key", (article,)))


def article_at(archive: Archive, url: str) -> int | None:
    """The article that was met under this address, by its key; None when there is none."""
    from aggregator import urls  # not for queries

    row = archive.row("SELECT article FROM address WHERE key = ?", (urls.key(url),))
    return int(row[0]) if row else None


def page(archive: Archive, article: int) -> Page | None:
    """The newest page of an article; None when that was not kept or was pruned (an older one would bring an older text back). Raises
    ArchiveError when damaged."""
    from aggregator.archive import pages  # hashlib and zlib: not for queries

    row = archive.row("SELECT * FROM page WHERE article = ? ORDER BY number DESC LIMIT 1", (article,))
    return None if row is None or row["body"] is None else rows.page(row, pages.opened(row))


def without_page(archive: Archive, articles: tuple[int, ...]) -> dict[int, str]:
    """Of these articles those that cannot be read again, each with the reason: pruned (when), not kept, never stored."""
    marks = ", ".join("?" * len(articles))
    newest = f"SELECT article, max(number), pruned, body IS NULL AS gone FROM page WHERE article IN ({marks}) GROUP BY article"
    found = {row["article"]: row for row in archive.rows(newest, articles)}
    return {each: _gone(found[each]["pruned"]) if each in found else "filed without a page" for each in articles if _lacks(found.get(each))}


def _lacks(row: rows.Row | None) -> bool:
    return row is None or bool(row["gone"])


def _gone(pruned: str | None) -> str:
    return f"page pruned on {pruned[:10]}" if pruned else "page not kept, as the publisher asks"


def organisations(archive: Archive) -> tuple[Organisation, ...]:
    """Every organisation that an article named, by name."""
    return tuple(rows.organisation(row) for row in archive.rows("SELECT * FROM organisation ORDER BY name, id"))


def organisations_of(archive: Archive, ids: Iterable[str]) -> tuple[Organisation, ...]:
    """The organisations of these ids that an article named."""
    found = archive.rows("SELECT * FROM organisation WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name, id", (rows.listed(ids),))
    return tuple(map(rows.organisation, found))


def organisations_like(archive: Archive, text: str, most: int = 5) -> tuple[Organisation, ...]:
    """Organisations that articles named whose name has this text in it, shortest first."""
    sql = "SELECT * FROM organisation WHERE instr(lower(name), lower(?)) ORDER BY length(name), name, id LIMIT ?"
    return tuple(rows.organisation(row) for row in archive.rows(sql, (text, most)))


# ---- building --------------------------------------------------------------------------------------------------------------


def _batches(ids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    asked = tuple(ids)
    for start in range(0, len(asked), _AT_ONCE):
        yield asked[start : start + _AT_ONCE]


def _filed(archive: Archive, ids: tuple[int, ...]) -> list[Filed]:
    found = {row["id"]: row for row in _among(archive, "SELECT * FROM article WHERE id IN ({})", ids)}
    tags = _tags(archive, tuple(found))
    open_: defaultdict[int, list[Doubt]] = defaultdict(list)
    for row in _among(archive, "SELECT * FROM review WHERE article IN ({}) ORDER BY article, score DESC, kind, told", tuple(found)):
        open_[row["article"]].append(rows.doubt(row))
    return [_one(found[number], tags(found[number]), tuple(open_[number])) for number in ids if number in found]


def _one(row: sqlite3.Row, tags: Tags, review: tuple[Doubt, ...]) -> Filed:
    return Filed(row["id"], rows.article(row), row["story"], tags, row["copy_of"], row["versions"], review)


def _among(archive: Archive, sql: str, ids: tuple[int, ...]) -> list[sqlite3.Row]:
    return archive.rows(sql.format(",".join("?" * len(ids))), ids)


def _tags(archive: Archive, ids: tuple[int, ...]) -> Callable[[sqlite3.Row], Tags]:
    """The tags of these articles, asked table by table; a function from an article's row to them."""

    def grouped(sql: str) -> defaultdict[int, list[sqlite3.Row]]:
        groups: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
        for row in _among(archive, sql, ids):
            groups[row["article"]].append(row)
        return groups

    named = grouped(
        "SELECT a.article, o.* FROM article_organisation a JOIN organisation o ON o.id = a.organisation"
        " WHERE a.article IN ({}) ORDER BY a.article, a.number"
    )
    mentions = grouped("SELECT * FROM mention WHERE article IN ({}) ORDER BY article, number")
    places = grouped("SELECT * FROM place WHERE article IN ({}) ORDER BY article, number")
    countries = grouped("SELECT * FROM article_country WHERE article IN ({})")
    doubts = grouped("SELECT * FROM doubt WHERE article IN ({}) ORDER BY article, number")
    deals = partnerships(archive, ids)

    def of(row: sqlite3.Row) -> Tags:
        number = row["id"]
        with rows.readable("tags"):
            return Tags(
                organisations=tuple(rows.organisation(each) for each in named[number]),
                mentions=tuple(rows.mention(each) for each in mentions[number]),
                places=tuple(rows.place(each) for each in places[number]),
                countries=_ordered(countries[number], "number"),
                countries_mentioned=_ordered(countries[number], "mentioned_number"),
                partnership=deals.get(number),
                probability=row["probability"],
                reason=row["reason"],
                version=row["tagger"],
                doubts=tuple(rows.doubt(each) for each in doubts[number]),
            )

    return of


def _ordered(found: list[sqlite3.Row], by: str) -> tuple[str, ...]:
    return tuple(row["country"] for row in sorted((row for row in found if row[by] is not None), key=lambda row: int(row[by])))


def partnerships(archive: Archive, ids: Iterable[int]) -> dict[int, Partnership]:
    """The partnerships of these articles, by article id; articles without one are missing."""
    asked = tuple(ids)
    parties: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    sentences: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in _among(archive, "SELECT * FROM party WHERE article IN ({}) ORDER BY article, number", asked):
        parties[row["article"]].append(row)
    for row in _among(archive, "SELECT * FROM evidence WHERE article IN ({}) ORDER BY article, number", asked):
        sentences[row["article"]].append(row)
    return {
        row["article"]: rows.partnership(
            row, tuple(map(rows.party, parties[row["article"]])), tuple(map(rows.evidence, sentences[row["article"]]))
        )
        for row in _among(archive, "SELECT * FROM partnership WHERE article IN ({})", asked)
    }


def _stories(archive: Archive, ids: tuple[int, ...]) -> list[Story]:
    heads = {row["id"]: row for row in _among(archive, "SELECT * FROM story WHERE id IN ({})", ids)}
    members = _among(
        archive, "SELECT id, story FROM article WHERE story IN ({}) ORDER BY copy_of IS NOT NULL, day IS NULL, day, id", tuple(heads)
    )
    of_story: defaultdict[int, list[Filed]] = defaultdict(list)
    for each in filed(archive, (row["id"] for row in members)):
        of_story[each.story].append(each)
    said = corrections.of_stories(archive, tuple(heads))
    words = {number: tuple(each.words() for each in said.get(number, ())) for number in heads}
    return [_story(heads[number], of_story[number], words[number]) for number in ids if number in heads and of_story[number]]


def _story(head: sqlite3.Row, members: list[Filed], corrected: tuple[str, ...]) -> Story:
    articles = tuple(sorted(members, key=lambda each: each.id != head["lead"]))
    lead = articles[0]
    teller = next((each for each in articles if each.id == head["teller"]), lead)
    own = [each for each in articles if each.copy_of is None] or articles[:1]
    with rows.readable("a story"):
        return Story(
            id=head["id"],
            title=lead.article.title,
            first_seen=datetime.fromisoformat(head["first_seen"]),
            published=lead.article.published,
            articles=articles,
            partnership=teller.tags.partnership,
            organisations=tuple({each.id: each for one in own for each in one.tags.organisations}.values()),
            countries=tuple(dict.fromkeys(country for one in own for country in one.tags.countries)),
            corrected=corrected,
        )
