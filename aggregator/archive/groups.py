"""Groups of copies: led by the most original article, recognised by the longest. Inside a caller's transaction.

lead   speaks for the group: the others point at it (`copy_of`, never a chain); its account stands for all in the search
       for stories. A whole text before a teaser, a press release before a wire before a paper, then the earliest
       (by the hour where both tell it), then the longest, then by address: the same one in whatever order they arrived.
anchor its shingles stand in the index: what is cut from the longest text is found by it, whoever leads.
"""

from __future__ import annotations

from aggregator.archive import recognition
from aggregator.archive.handle import Archive

_LONGER = 1.5  # a text so many times as long as the anchor takes its place: small differences are furniture
_AT = "julianday(json_extract(a.published, '$.at'))"
_FIRST = f"a.partial, a.outlet, a.day IS NULL, a.day, {_AT} IS NULL, {_AT}, length(a.text) DESC, a.url, a.id"


def lead(archive: Archive, article: int) -> int:
    """The article that this one copies; itself where it copies none."""
    row = archive.row("SELECT coalesce(copy_of, id) FROM article WHERE id = ?", (article,))
    if row is None:
        raise LookupError(f"no article {article}")
    return int(row[0])


def members(archive: Archive, article: int) -> tuple[int, ...]:
    """All articles of its group, by number: often itself alone."""
    first = lead(archive, article)
    found = archive.rows("SELECT id FROM article WHERE id = ? UNION SELECT id FROM article WHERE copy_of = ?", (first, first))
    return tuple(row[0] for row in found)


def enter(archive: Archive, article: int) -> None:
    """An article has just been filed as a copy: does it lead its group from now on, is the group recognised by it?"""
    old = lead(archive, article)
    _lead_by(archive, old, _foremost(archive, (old, article)))
    anchor = _anchor(archive, lead(archive, article))
    if _size(archive, article) > _LONGER * _size(archive, anchor):
        recognition.index(archive, anchor, on=False)
        recognition.index(archive, article, on=True)


def settle(archive: Archive, article: int) -> None:
    """Something of this article has changed: choose its group's lead anew among all."""
    group = members(archive, article)
    if len(group) > 1:
        _lead_by(archive, lead(archive, article), _foremost(archive, group))


def leave(archive: Archive, article: int) -> None:
    """A copy is one no longer: it stands for itself. Of an article that leads nothing changes."""
    group, first = members(archive, article), lead(archive, article)
    if article == first:
        return
    rest = tuple(each for each in group if each != article)
    archive.do("UPDATE article SET copy_of = NULL, copy_score = 0, copy_reason = '' WHERE id = ?", (article,))
    recognition.post(archive, article, on=True)
    if not recognition.indexed(archive, article):
        recognition.index(archive, article, on=True)
    elif rest:
        recognition.index(archive, max(rest, key=lambda each: (_size(archive, each), -each)), on=True)


def _foremost(archive: Archive, group: tuple[int, ...]) -> int:
    """Who leads of these. Copies of archives older than the account of every article can lead once they are tagged again."""
    marks = ",".join("?" * len(group))
    row = archive.row(
        f"SELECT a.id FROM article a JOIN account c ON c.article = a.id WHERE a.id IN ({marks}) ORDER BY {_FIRST} LIMIT 1", group
    )
    return int(row[0]) if row else group[0]


def _lead_by(archive: Archive, old: int, new: int) -> None:
    if old == new:
        return
    asked = "SELECT copy_score, copy_reason, placed_score, placed_reason FROM article WHERE id = ?"
    change = "UPDATE article SET copy_score = ?, copy_reason = ?, placed_score = ?, placed_reason = ? WHERE id = ?"
    swapped = [(*row, each) for row, each in ((archive.row(asked, (old,)), new), (archive.row(asked, (new,)), old)) if row]
    archive.many(change, swapped)  # that they are alike, and why the group is in its story, is true both ways
    archive.do("UPDATE article SET copy_of = ? WHERE copy_of = ? OR id = ?", (new, old, old))
    archive.do("UPDATE article SET copy_of = NULL WHERE id = ?", (new,))
    recognition.post(archive, old, on=False)
    recognition.post(archive, new, on=True)


def _anchor(archive: Archive, first: int) -> int:
    """By which member the group of this lead is found."""
    group = "SELECT id FROM article WHERE id = ? UNION SELECT id FROM article WHERE copy_of = ?"
    row = archive.row(f"SELECT article FROM fingerprint WHERE indexed AND article IN ({group}) LIMIT 1", (first, first))
    return int(row[0]) if row else first


def _size(archive: Archive, article: int) -> int:
    row = archive.row("SELECT size FROM fingerprint WHERE article = ?", (article,))
    return int(row[0]) if row else 0
