"""Which articles the analyst keeps together and which apart, as the machine asks for it. Reading only; `verdicts` writes.

A verdict on a copy counts for its whole group, and one on an article for the story it is in today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.model import Bonds


def bonds(archive: Archive, article: int, stories: Iterable[int]) -> Bonds:
    """What binds these stories and this article (0: a new one, of which nothing was said yet)."""
    if archive.row("SELECT 1 FROM verdict WHERE lifted IS NULL") is None:
        return Bonds()
    asked = rows.numbers({*stories})
    apart: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in archive.rows(_APART, (asked, asked)):
        apart[one].add(other)
        apart[other].add(one)
    if article:
        apart[0] = {row[0] for row in archive.rows(_APART_FROM, (article, article))}
    held = frozenset(row[0] for row in archive.rows(_HELD, (asked,)))
    return Bonds({story: frozenset(others) for story, others in apart.items()}, held)


# From the stories to their articles to the verdicts: never a scan. CROSS JOIN keeps this order.
_APART = (
    "SELECT DISTINCT a.story, b.story FROM json_each(?) j CROSS JOIN article a ON a.story = j.value"
    " CROSS JOIN verdict v ON v.one = a.id AND v.kind = 'apart' AND v.lifted IS NULL CROSS JOIN article b ON b.id = v.other"
    " WHERE b.story IN (SELECT value FROM json_each(?))"
)
_GROUP = "SELECT id FROM article WHERE id = ? UNION SELECT id FROM article WHERE copy_of = ?"
_OTHERS = (
    "SELECT other AS id FROM verdict WHERE one IN (SELECT id FROM own) AND kind = 'apart' AND lifted IS NULL"
    " UNION SELECT one FROM verdict WHERE other IN (SELECT id FROM own) AND kind = 'apart' AND lifted IS NULL"
)
_APART_FROM = f"WITH own AS ({_GROUP}) SELECT DISTINCT a.story FROM ({_OTHERS}) o JOIN article a ON a.id = o.id"
_HELD = (
    "SELECT DISTINCT a.story FROM json_each(?) j CROSS JOIN article a ON a.story = j.value"
    " CROSS JOIN verdict v ON v.one = a.id AND v.kind = 'together' AND v.lifted IS NULL"
)


def kept_apart(archive: Archive, story: int, other: int) -> bool:
    """Whether the analyst keeps these two stories apart."""
    return other in bonds(archive, 0, (story, other)).apart.get(story, frozenset())


def kept_from(archive: Archive, article: int, story: int) -> bool:
    """Whether the analyst keeps this article (with its copies) out of this story."""
    return any(row[0] == story for row in archive.rows(_APART_FROM, (article, article)))


def held(archive: Archive, article: int) -> bool:
    """Whether the analyst has said of this article (or of a copy of it) that it stays with others of its story."""
    found = archive.row(
        f"WITH own AS ({_GROUP}) SELECT 1 FROM verdict WHERE one IN (SELECT id FROM own) AND kind = 'together' AND lifted IS NULL"
        " UNION ALL SELECT 1 FROM verdict WHERE other IN (SELECT id FROM own) AND kind = 'together' AND lifted IS NULL LIMIT 1",
        (article, article),
    )
    return found is not None
