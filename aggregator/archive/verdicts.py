"""What the analyst says of which articles tell one event: said, taken back, listed. Inside a caller's transaction.

together   the stories of two articles become one, and their reports stay together
apart      an article leaves its story, and does not come back
forget     a ruling is taken back: stories as they were before it, as far as later filing allows

A ruling is a set of pairs of articles (table verdict). What contradicts an earlier ruling lifts its pairs; taking the later
one back puts them in force again. Machines ask `bonds`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aggregator.archive import groups, rows, stories
from aggregator.archive.handle import Archive
from aggregator.errors import UsageError


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision of the analyst: its number, of which article it was said, about which others, and the story that came of it."""

    number: int
    kind: str
    article: int
    others: tuple[int, ...]
    story: int


def together(archive: Archive, article: int, other: int) -> Ruling:
    """All reports of the two articles' stories tell one event from now on: the stories become one, the lower id stays."""
    here, there = stories.of(archive, article), stories.of(archive, other)
    hub = groups.lead(archive, article)
    kept, number = min(here, there), _next(archive)
    told = tuple(each for story in dict.fromkeys((here, there)) for each in _leads(archive, story) if each != hub)
    _lift(archive, number, "apart", (_every(archive, (here, there)), _every(archive, (here, there))))
    _say(archive, (number, "together", hub), (hub, *told))
    if here != there:
        stories.merge(archive, kept, max(here, there))
    stories.settle(archive, kept)
    return Ruling(number, "together", hub, told, kept)


def apart(archive: Archive, article: int) -> Ruling:
    """An article leaves its story for one of its own and does not come back: with its copies; a copy by itself. Raises UsageError when
    it is alone there."""
    groups.leave(archive, article)
    before, lead = stories.of(archive, article), article
    others = tuple(each for each in _leads(archive, before) if each != lead)
    if not others:
        raise UsageError(f"Article {article} has its story for itself.", hint="There is nothing to part it from.")
    number, own = _next(archive), groups.members(archive, lead)
    rest = tuple(each for each in _every(archive, (before,)) if each not in own)
    bound = _lift(archive, number, "together", (own, rest))
    held = tuple(each for each in others if each in bound)
    _say(archive, (number, "apart", lead), others)
    if len(held) > 1:  # what the article held together stays so without it
        _say(archive, (number, "together", held[0]), held)
    story = stories.opened_for(archive, lead)
    stories.put(archive, (lead,), story)
    for each in (before, story):
        stories.settle(archive, each)
    return Ruling(number, "apart", lead, others, story)


def forget(archive: Archive, ruling: int) -> None:
    """Take a ruling back. What it merged parts again under the old ids, what it parted comes back; nothing happens if there is none."""
    said = archive.rows("SELECT kind, one, other, before FROM verdict WHERE ruling = ? ORDER BY kind, one, other", (ruling,))
    archive.do("DELETE FROM verdict WHERE ruling = ?", (ruling,))
    archive.do("UPDATE verdict SET lifted = NULL WHERE lifted = ?", (ruling,))
    parted = next((row for row in said if row["kind"] == "apart"), None)
    if parted is not None:
        _reunite(archive, parted["one"], parted["before"])
        return
    for story in sorted({row["before"] for row in said}):
        _restore(archive, story, [row["other"] for row in said if row["before"] == story])


def rulings(archive: Archive, story: int | None = None) -> tuple[Ruling, ...]:
    """The rulings that hold, oldest first; of one story, or all. `story` of each is where its article is today."""
    found = archive.rows(
        "SELECT v.ruling, v.kind, v.one, json_group_array(v.other) AS others, a.story FROM verdict v JOIN article a ON a.id = v.one"
        " WHERE v.lifted IS NULL AND (? IS NULL OR a.story = ?) GROUP BY v.ruling, v.kind, v.one ORDER BY v.ruling, v.kind, v.one",
        (story, story),
    )
    return tuple(_ruling(row) for row in found)


def _ruling(row: rows.Row) -> Ruling:
    others = (int(each) for each in rows.strings(row["others"]))
    return Ruling(row["ruling"], row["kind"], row["one"], tuple(each for each in others if each != row["one"]), row["story"])


# ---- pairs -----------------------------------------------------------------------------------------------------------------


def _say(archive: Archive, said: tuple[int, str, int], others: Iterable[int]) -> None:
    number, kind, one = said
    pairs = [(number, kind, one, each, stories.of(archive, each)) for each in others]
    archive.many("INSERT INTO verdict (ruling, kind, one, other, before) VALUES (?, ?, ?, ?, ?)", pairs)


def _lift(archive: Archive, number: int, kind: str, sides: tuple[tuple[int, ...], tuple[int, ...]]) -> set[int]:
    """The pairs of this kind between the two sides hold no longer. Returns the articles of those pairs."""
    one, other = (rows.numbers(side) for side in sides)
    found = archive.rows(
        "SELECT ruling, one, other FROM verdict WHERE lifted IS NULL AND kind = ? AND ((one IN (SELECT value FROM json_each(?))"
        " AND other IN (SELECT value FROM json_each(?))) OR (other IN (SELECT value FROM json_each(?))"
        " AND one IN (SELECT value FROM json_each(?))))",
        (kind, one, other, one, other),
    )
    lifted = [(number, row["ruling"], row["one"], row["other"]) for row in found]
    archive.many("UPDATE verdict SET lifted = ? WHERE ruling = ? AND one = ? AND other = ?", lifted)
    return {each for row in found for each in (row["one"], row["other"])}


def _next(archive: Archive) -> int:
    row = archive.row("SELECT coalesce(max(ruling), 0) + 1 FROM verdict")
    return int(row[0]) if row else 1


# ---- articles and their copies ---------------------------------------------------------------------------------------------


def _leads(archive: Archive, story: int) -> tuple[int, ...]:
    return tuple(row[0] for row in archive.rows("SELECT id FROM article WHERE story = ? AND copy_of IS NULL ORDER BY id", (story,)))


def _every(archive: Archive, numbers: Iterable[int]) -> tuple[int, ...]:
    asked = "SELECT id FROM article WHERE story IN (SELECT value FROM json_each(?)) ORDER BY id"
    return tuple(row[0] for row in archive.rows(asked, (rows.numbers(numbers),)))


# ---- taking back -----------------------------------------------------------------------------------------------------------


def _reunite(archive: Archive, article: int, story: int) -> None:
    """Put a parted article back into the story it came from, or the one that took that in."""
    row = archive.row("SELECT coalesce((SELECT story FROM story_alias WHERE old = ?), ?)", (story, story))
    target, here = int(row[0]) if row else story, stories.of(archive, article)
    if target == here or not stories.exists(archive, target):
        return
    alone = all(each in groups.members(archive, article) for each in _every(archive, (here,)))
    if alone:
        stories.merge(archive, min(here, target), max(here, target))
    else:
        stories.put(archive, (groups.lead(archive, article),), target)
        stories.settle(archive, here)
    stories.settle(archive, stories.of(archive, article))


def _restore(archive: Archive, story: int, articles: list[int]) -> None:
    """Give a story that was merged its articles and its id back; those that have left the merged one since stay where they are."""
    row = archive.row("SELECT story FROM story_alias WHERE old = ?", (story,))
    leads = [each for each in dict.fromkeys(groups.lead(archive, each) for each in articles) if row and stories.of(archive, each) == row[0]]
    if row is None or not leads:
        return
    archive.do("DELETE FROM story_alias WHERE old = ?", (story,))
    archive.do("INSERT INTO story (id, day, first_seen) SELECT ?, day, first_seen FROM story WHERE id = ?", (story, row[0]))
    stories.put(archive, leads, story)
    for each in (row[0], story):
        stories.settle(archive, each)
