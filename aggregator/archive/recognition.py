"""By what articles are recognised, into its tables. Inside a caller's transaction."""

from __future__ import annotations

from aggregator.archive import sketches
from aggregator.archive.candidates import POSTINGS_CUT, RECURRING_PAGES
from aggregator.archive.handle import Archive
from aggregator.model import Account, Fingerprint

_LINES_KEPT = RECURRING_PAGES + 1  # with the article's own one left out, enough to tell furniture


def replace_fingerprint(archive: Archive, article: int, fingerprint: Fingerprint, *, anchor: bool) -> None:
    """The article's fingerprint is this now; `anchor`: its group of copies is found by it, so its shingles stand in the index."""
    if indexed(archive, article):
        index(archive, article, on=False)
    archive.do(
        "INSERT OR REPLACE INTO fingerprint (article, address, text, size, posted, shingles, paragraphs) VALUES (?, ?, ?, ?, ?, ?, ?)",
        sketches.fingerprint_row(article, fingerprint),
    )
    if anchor:
        index(archive, article, on=True)


def indexed(archive: Archive, article: int) -> bool:
    """Whether the article's shingles stand in the index."""
    return archive.row("SELECT 1 FROM fingerprint WHERE article = ? AND indexed", (article,)) is not None


def index(archive: Archive, article: int, *, on: bool) -> None:
    """Put the article's shingles into the index, or take them out."""
    row = archive.row("SELECT * FROM fingerprint WHERE article = ?", (article,))
    if row is None:
        return
    found = sketches.fingerprint(row)
    hashes = [sketches.signed(each) for each in dict.fromkeys(found.shingles[: found.posted])]
    archive.do("UPDATE fingerprint SET indexed = ? WHERE article = ?", (int(on), article))
    if on:
        archive.many(
            "INSERT OR IGNORE INTO shingle SELECT ?, ? WHERE (SELECT count(*) FROM (SELECT 1 FROM shingle WHERE hash = ? LIMIT ?)) < ?",
            [(each, article, each, POSTINGS_CUT + 1, POSTINGS_CUT + 1) for each in hashes],
        )
    else:
        archive.many("DELETE FROM shingle WHERE hash = ? AND article = ?", [(each, article) for each in hashes])


def learn_lines(archive: Archive, article: int, site: str, lines: tuple[int, ...]) -> None:
    """These lines stood on an article of this site."""
    archive.do("INSERT OR IGNORE INTO site (name) VALUES (?)", (site,))
    row = archive.row("SELECT id FROM site WHERE name = ?", (site,))
    number = row[0] if row else 0
    archive.many(
        "INSERT OR IGNORE INTO line SELECT ?, ?, ?"
        " WHERE (SELECT count(*) FROM (SELECT 1 FROM line WHERE site = ? AND hash = ? LIMIT ?)) < ?",
        [(number, each, article, number, each, _LINES_KEPT, _LINES_KEPT) for each in map(sketches.signed, dict.fromkeys(lines))],
    )


def replace_account(archive: Archive, article: int, account: Account, *, lead: bool) -> None:
    """The article's account is this now. Every article has one; only that of a group's lead is posted, so that others find it."""
    post(archive, article, on=False)
    archive.do("INSERT OR REPLACE INTO account (article, value, posted) VALUES (?, ?, 0)", (article, sketches.account_json(account)))
    if lead:
        post(archive, article, on=True)


def post(archive: Archive, article: int, *, on: bool) -> None:
    """Put the postings of the article's account into the index and count its keys, or take them out. As it is, it stays."""
    row = archive.row("SELECT article, 0 AS story, '' AS title, value FROM account WHERE article = ? AND posted <> ?", (article, on))
    if row is None:
        return
    account = sketches.account(row)
    at = account.day.toordinal() if account.day else 0
    keys = tuple(dict.fromkeys(("", *account.keys)))
    archive.do("UPDATE account SET posted = ? WHERE article = ?", (on, article))
    if on:
        count = "INSERT INTO term (key, articles) VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET articles = articles + 1"
        posting = "INSERT INTO account_term SELECT id, ?, ? FROM term WHERE key = ?"
    else:
        count = "UPDATE term SET articles = articles - 1 WHERE key = ?"
        posting = "DELETE FROM account_term WHERE day = ? AND article = ? AND term = (SELECT id FROM term WHERE key = ?)"
    archive.many(count, [(each,) for each in keys])
    archive.many(posting, [(at, article, each) for each in keys if each])
