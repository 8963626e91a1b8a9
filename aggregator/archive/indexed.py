"""The search index as a whole: built anew when its rules have changed, and compared with the articles.

A second index is built beside the archive, and the two are compared word by word:

    articles ──words.indexed──▶ temporary FTS5 table ──▶ term, in how many articles, how often  ┐
    search ───────────────────────────────────────────▶ term, in how many articles, how often  ┴ the same?

The index keeps no text (it is contentless), so that nothing less shows a missing or foreign word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aggregator.archive import words
from aggregator.archive.handle import Archive, complaints

_MADE = "CREATE VIRTUAL TABLE search"
_UNLIKE = "SELECT count(*) FROM (SELECT term, doc, cnt FROM temp.{} EXCEPT SELECT term, doc, cnt FROM temp.{})"


def reindex(archive: Archive) -> None:
    """Build the search index anew, if the archive's was made by other rules than today's. One transaction."""
    row = archive.row("SELECT value FROM fact WHERE name = 'words'")
    if row is not None and row[0] == words.VERSION:
        return
    with archive.transaction():
        archive.do("INSERT INTO search (search) VALUES ('delete-all')")
        texts = archive.each("SELECT id, title, text FROM article")
        indexed = ((row["id"], words.indexed(row["title"]), words.indexed(row["text"])) for row in texts)
        archive.many("INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)", indexed)
        archive.do("INSERT OR REPLACE INTO fact (name, value) VALUES ('words', ?)", (words.VERSION,))


def faults(archive: Archive) -> Iterator[str]:
    """What is wrong with the search index, one line each."""
    missing = _count(archive, "SELECT count(*) FROM article WHERE id NOT IN (SELECT id FROM search_docsize)")
    foreign = _count(archive, "SELECT count(*) FROM search_docsize WHERE id NOT IN (SELECT id FROM article)")
    if missing:
        yield f"search index: {missing} articles are not in it"
    if foreign:
        yield f"search index: {foreign} entries have no article"
    if not missing and not foreign:
        yield from _unlike(archive)


def _count(archive: Archive, sql: str) -> int:
    row = archive.row(sql)
    return int(row[0]) if row else 0


def _unlike(archive: Archive) -> Iterator[str]:
    with _compared(archive):
        lost, extra = (_count(archive, _UNLIKE.format(*each)) for each in (("due_words", "kept_words"), ("kept_words", "due_words")))
    if count := max(lost, extra):
        yield f"search index: {count} words are not indexed as the articles have them"


@contextmanager
def _compared(archive: Archive) -> Iterator[None]:
    """Two lists of words, what is due and what is kept, while this lasts. One transaction, so that a run that writes disturbs neither."""
    connection = archive.connection
    with complaints(archive.path):
        guarded = connection.execute("PRAGMA query_only").fetchone()[0]
        connection.execute("PRAGMA query_only = OFF")  # it forbids temporary tables as well; the archive itself is opened read-only
        connection.execute("BEGIN")
        try:
            _build(archive)
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.execute(f"PRAGMA query_only = {guarded}")


def _build(archive: Archive) -> None:
    connection = archive.connection
    made = connection.execute("SELECT sql FROM main.sqlite_master WHERE name = 'search'").fetchone()[0]
    connection.execute(made.replace(_MADE, "CREATE VIRTUAL TABLE temp.due", 1))
    for row in connection.execute("SELECT id, title, text FROM article"):
        texts = (row["id"], words.indexed(row["title"]), words.indexed(row["text"]))
        connection.execute("INSERT INTO temp.due (rowid, title, text) VALUES (?, ?, ?)", texts)
    connection.execute("CREATE VIRTUAL TABLE temp.due_words USING fts5vocab(temp, due, row)")
    connection.execute("CREATE VIRTUAL TABLE temp.kept_words USING fts5vocab(main, search, row)")
