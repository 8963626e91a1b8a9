"""Stories: opened, joined, merged, left. Inside a caller's transaction. Ids stay: an old one leads on to the story that took it in.

What the analyst keeps apart or together (`bonds`) stands above every placing.
"""

from __future__ import annotations

from collections.abc import Iterable

from aggregator.archive import bonds, effect, rows
from aggregator.archive.handle import Archive
from aggregator.model import Article, Placing


def of(archive: Archive, article: int) -> int:
    """The story of an article."""
    row = archive.row("SELECT story FROM article WHERE id = ?", (article,))
    if row is None:
        raise LookupError(f"no article {article}")
    return int(row[0])


def opened(archive: Archive, article: Article) -> int:
    """A new story, for this article. Returns its id."""
    seen = rows.instant(article.seen)
    day = article.published.day.isoformat() if article.published else seen[:10]
    return archive.do("INSERT INTO story (day, first_seen) VALUES (?, ?)", (day, seen))


def join(archive: Archive, story: int, placing: Placing) -> int:
    """Do what else a placing says: merge stories that are one (the lowest id stays), relate developments. Returns the story that stays."""
    kept = story
    for each in sorted({*placing.merge} - {story}):
        if exists(archive, each) and not bonds.kept_apart(archive, kept, each):
            lower, higher = min(kept, each), max(kept, each)
            merge(archive, lower, higher)
            kept = lower
    _relate(archive, kept, placing.developments)
    return kept


def move(archive: Archive, article: int, placing: Placing) -> None:
    """Put an article (and its copies) where a new placing says. With no story named it keeps its own if it is
    alone there, else opens one. Where the analyst holds it, it stays; where he keeps it out, it does not go."""
    if bonds.held(archive, article):
        return
    before = of(archive, article)
    alone = archive.row("SELECT 1 FROM article WHERE story = ? AND id <> ? AND copy_of IS NOT ?", (before, article, article)) is None
    target = placing.story
    if target is None or not exists(archive, target) or bonds.kept_from(archive, article, target):
        target = before if alone else opened_for(archive, article)
    archive.do("UPDATE article SET placed_score = ?, placed_reason = ? WHERE id = ?", (placing.score, placing.reason, article))
    if target != before and alone:
        merge(archive, target, before)
    elif target != before:
        put(archive, (article,), target)
        settle(archive, before)
    join(archive, target, placing)


def put(archive: Archive, articles: Iterable[int], story: int) -> None:
    """These articles and their copies belong to this story now."""
    archive.many("UPDATE article SET story = ? WHERE id = ? OR copy_of = ?", [(story, each, each) for each in articles])


def settle(archive: Archive, story: int) -> None:
    """Choose anew who speaks for a story: the lead is the most original article (press release, wire, paper), then the earliest; the
    teller of its partnership is the lead, or else the article that is surest of one. What the analyst corrected holds for all reports."""
    effect.refresh(archive, story)
    lead = archive.row(_LEAD, (story,))
    if lead is None:
        return
    teller = archive.row(
        "SELECT p.article FROM partnership p JOIN article a ON a.id = p.article WHERE a.story = ?"
        " ORDER BY a.id <> ?, a.copy_of IS NOT NULL, p.confidence DESC, a.id LIMIT 1",
        (story, lead["id"]),
    )
    first = archive.row("SELECT min(seen) FROM article WHERE story = ?", (story,))
    archive.do(
        "UPDATE story SET lead = ?, teller = ?, day = ?, first_seen = ? WHERE id = ?",
        (lead["id"], teller[0] if teller else None, lead["day"] or lead["seen"][:10], first[0] if first else lead["seen"], story),
    )


_LEAD = (
    "SELECT id, day, seen FROM article WHERE story = ? ORDER BY copy_of IS NOT NULL, partial, outlet, day IS NULL, day, seen, id LIMIT 1"
)


def exists(archive: Archive, story: int) -> bool:
    """Whether there is a story of this number (not one that was merged into another)."""
    return archive.row("SELECT 1 FROM story WHERE id = ?", (story,)) is not None


def opened_for(archive: Archive, article: int) -> int:
    """A new story for an article that is filed already. Returns its id."""
    row = archive.row("SELECT * FROM article WHERE id = ?", (article,))
    if row is None:
        raise LookupError(f"no article {article}")
    return opened(archive, rows.article(row))


def merge(archive: Archive, kept: int, lost: int) -> None:
    """Two stories are one: the id of the lost one leads on to the other."""
    archive.do("UPDATE article SET story = ? WHERE story = ?", (kept, lost))
    archive.do("UPDATE story_alias SET story = ? WHERE story = ?", (kept, lost))
    archive.do("INSERT OR REPLACE INTO story_alias (old, story) VALUES (?, ?)", (lost, kept))
    for here, there in (("earlier", "later"), ("later", "earlier")):
        archive.do(f"UPDATE OR IGNORE development SET {here} = ? WHERE {here} = ? AND {there} <> ?", (kept, lost, kept))
        archive.do(f"DELETE FROM development WHERE {here} = ?", (lost,))
    archive.do("DELETE FROM story WHERE id = ?", (lost,))


def _relate(archive: Archive, story: int, others: tuple[int, ...]) -> None:
    """Which of two stories is the earlier one is what their days say when they are asked for; here the lower id stands first."""
    pairs = [(min(story, each), max(story, each)) for each in others if each != story and exists(archive, each)]
    archive.many("INSERT OR IGNORE INTO development (earlier, later) VALUES (?, ?)", pairs)
