"""By what articles are recognised, into its tables. Inside a caller's transaction."""

from __future__ import annotations

from aggregator.archive import sketches
from aggregator.archive.candidates import POSTINGS_CUT, RECURRING_PAGES
from aggregator.archive.handle import Archive
from aggregator.model import Account, Fingerprint

_LINES_KEPT = RECURRING_PAGES + 1  # with the article's own one left out, enough to tell furniture


def replace_fingerprint(archive: Archive, article: int, fingerprint: Fingerprint, *, posted: bool) -> None:
    """The article's fingerprint is this now; `posted`: other articles may be found as its copies (it is no copy itself)."""
    old = archive.row("SELECT * FROM fingerprint WHERE article = ?", (article,))
    if old is not None:
        before = sketches.fingerprint(old)
        archive.many("DELETE FROM shingle WHERE hash = ? AND article = ?", [(sketches.signed(each), article) for each in before.shingles])
    archive.do("INSERT OR REPLACE INTO fingerprint VALUES (?, ?, ?, ?, ?, ?, ?)", sketches.fingerprint_row(article, fingerprint))
    if posted:
        hashes = [sketches.signed(each) for each in fingerprint.shingles[: fingerprint.posted]]
        archive.many(
            "INSERT INTO shingle SELECT ?, ? WHERE (SELECT count(*) FROM (SELECT 1 FROM shingle WHERE hash = ? LIMIT ?)) < ?",
            [(each, article, each, POSTINGS_CUT + 1, POSTINGS_CUT + 1) for each in dict.fromkeys(hashes)],
        )


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


def replace_account(archive: Archive, article: int, account: Account) -> None:
    """The article's account is this now: the value, its postings, and how many accounts have each key."""
    forget_account(archive, article)
    archive.do("INSERT INTO account VALUES (?, ?)", (article, sketches.account_json(account)))
    at = account.day.toordinal() if account.day else 0
    for key in dict.fromkeys(("", *account.keys)):
        archive.do("INSERT INTO term (key, articles) VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET articles = articles + 1", (key,))
        if key:
            archive.do("INSERT INTO account_term SELECT id, ?, ? FROM term WHERE key = ?", (at, article, key))


def forget_account(archive: Archive, article: int) -> None:
    """Take the article's account out, if it has one."""
    old = archive.row("SELECT a.article, 0 AS story, '' AS title, a.value FROM account a WHERE a.article = ?", (article,))
    if old is None:
        return
    before = sketches.account(old)
    at = before.day.toordinal() if before.day else 0
    for key in dict.fromkeys(("", *before.keys)):
        archive.do("UPDATE term SET articles = articles - 1 WHERE key = ?", (key,))
        archive.do(
            "DELETE FROM account_term WHERE term = (SELECT id FROM term WHERE key = ?) AND day = ? AND article = ?", (key, at, article)
        )
    archive.do("DELETE FROM account WHERE article = ?", (article,))
