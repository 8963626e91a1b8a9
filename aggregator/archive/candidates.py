"""Whom an article is compared with: index look-ups with bounded work, so that filing costs the same in a large archive.

    relatives(fingerprint)     candidates of a copy, and how many articles hold each shingle
    recurring(site, lines)     which lines are the site's furniture
    frequency(keys), near(account)   candidates of a story, and how rare their keys are

The numbers are those of `aggregator.dedupe.bounds` (stages never import each other; a test holds the two together).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from aggregator.archive import rows, sketches
from aggregator.archive.handle import Archive
from aggregator.model import Account, Fingerprint, Known

POSTINGS_CUT = 48
POSTINGS_MOST = 160
SHARED_LEAST = 2
KNOWN_MOST = 8
RECURRING_PAGES = 3
WINDOW_DAYS = 45
KEYS_ASKED = 20
POSTINGS_ASKED = 48
NEAR_MOST = 20
MEMBERS_MOST = 6
RELATED_MOST = 24
_SAME_TEXT_MOST = 4
_FAR = 8  # candidates with less than an eighth of the best one's weight are none
_RELATION = "r:"  # keys of a relation (the same parties), asked on any day
_UNDATED_GAP = WINDOW_DAYS // 2  # an unknown day counts as half a window away


@dataclass(frozen=True, slots=True)
class Relatives:
    """What the search for copies needs: candidates, and by how many articles each shingle was posted (counted to POSTINGS_CUT + 1)."""

    known: tuple[Known, ...]
    postings: Mapping[int, int]


def relatives(archive: Archive, fingerprint: Fingerprint) -> Relatives:
    """Candidates by address, by text (with what these copy) and by shared shingles, best first; and the postings of each shingle."""
    found = [row[0] for row in archive.rows(_BY_ADDRESS, (fingerprint.address, fingerprint.address))]
    found += [row[0] for row in archive.rows(_BY_TEXT, (fingerprint.text, _SAME_TEXT_MOST))]
    held = {
        hash_: [row[0] for row in archive.rows(_POSTINGS, (sketches.signed(hash_), POSTINGS_CUT + 1))] for hash_ in fingerprint.shingles
    }
    first = _known(archive, found)
    originals = [each.copy_of for each in first if each.copy_of is not None]
    ranked = _ranked(sorted(held.values(), key=len))
    rest = _known(archive, (each for each in [*originals, *ranked] if each not in {one.id for one in first}))
    return Relatives((*first, *rest), {hash_: len(posted) for hash_, posted in held.items() if posted})


def _ranked(held: Iterable[list[int]]) -> list[int]:
    """The articles that share several of the rarest shingles, most alike first; those far behind the best are left out."""
    hits: defaultdict[int, list[float]] = defaultdict(list)
    asked = 0
    for posted in held:
        asked += len(posted)
        if len(posted) > POSTINGS_CUT or asked > POSTINGS_MOST:
            break
        for each in posted:
            hits[each].append(1 / len(posted))
    weights = {each: sum(shared) for each, shared in hits.items() if len(shared) >= SHARED_LEAST}
    least = max(weights.values(), default=0.0) / _FAR
    near = [each for each, weight in weights.items() if weight >= least]
    return sorted(near, key=lambda each: (-weights[each], each))[:KNOWN_MOST]


_BY_ADDRESS = "SELECT article FROM fingerprint WHERE address = ? UNION SELECT article FROM address WHERE key = ?"
_BY_TEXT = "SELECT article FROM fingerprint WHERE text = ? ORDER BY article LIMIT ?"
_POSTINGS = "SELECT article FROM shingle WHERE hash = ? ORDER BY article LIMIT ?"
_KNOWN = (
    "SELECT a.id, a.url, a.source, a.day, a.copy_of, a.canonical_url, a.text AS body, f.*"
    " FROM article a JOIN fingerprint f ON f.article = a.id WHERE a.id = ?"
)


def _known(archive: Archive, numbers: Iterable[int]) -> tuple[Known, ...]:
    found = (archive.row(_KNOWN, (number,)) for number in dict.fromkeys(numbers))
    return tuple(_one(row) for row in found if row is not None)


def _one(row: sqlite3.Row) -> Known:
    with rows.readable("an article"):
        return Known(
            id=row["id"],
            fingerprint=sketches.fingerprint(row),
            url=row["url"],
            source=row["source"],
            published=rows.day(row["day"]),
            copy_of=row["copy_of"],
            canonical_url=row["canonical_url"],
            paragraphs=tuple(row["body"].split("\n\n")) if row["body"] else (),
        )


def recurring(archive: Archive, site: str, lines: Iterable[int], address: str) -> frozenset[int]:
    """Those of the lines that stood on at least RECURRING_PAGES articles of this site, the article at this address not counted."""
    here = archive.row("SELECT id FROM site WHERE name = ?", (site,))
    if here is None:
        return frozenset()
    own = archive.row("SELECT article FROM address WHERE key = ?", (address,))
    counted = "SELECT count(*) FROM line WHERE site = ? AND hash = ? AND article <> ?"
    asked = [(line, archive.row(counted, (here[0], sketches.signed(line), own[0] if own else 0))) for line in dict.fromkeys(lines)]
    return frozenset(line for line, count in asked if count and count[0] >= RECURRING_PAGES)


def frequency(archive: Archive, keys: Iterable[str]) -> Mapping[str, int]:
    """How many accounts have each key; "" stands for all accounts. Keys that nobody has are missing."""
    return {"": 0, **{key: articles for key, (_, articles) in _terms(archive, ("", *keys)).items() if articles > 0}}


def near(archive: Archive, account: Account) -> tuple[Account, ...]:
    """The accounts with which this one may tell one event: those that share rare keys within the window, further members of
    their stories, and those of the same relation on any day. The account itself is never among them."""
    terms = _terms(archive, account.keys)
    alone = 1 if account.id else 0  # filed already: what nobody else has finds nobody
    plain = sorted((key for key in terms if terms[key][1] > alone and not key.startswith(_RELATION)), key=lambda key: (terms[key][1], key))
    scores: defaultdict[int, float] = defaultdict(float)
    for key in plain[:KEYS_ASKED]:
        term, count = terms[key]
        for article in _within(archive, term, account.day):
            scores[article] += 1 / (1 + count)
    scores.pop(account.id, None)
    found = _accounts(archive, sorted(scores, key=lambda each: (-scores[each], each))[:NEAR_MOST])
    members = _accounts(archive, (each for story in dict.fromkeys(one.story for one in found) for each in _members(archive, story, scores)))
    related = _accounts(archive, (each for key in terms if key.startswith(_RELATION) for each in _newest(archive, terms[key][0])))
    return tuple({each.id: each for each in (*found, *members, *related) if each.id != account.id}.values())


def _terms(archive: Archive, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    found = ((key, archive.row("SELECT id, articles FROM term WHERE key = ?", (key,))) for key in dict.fromkeys(keys))
    return {key: (row["id"], row["articles"]) for key, row in found if row is not None}


_ANY_DAY = "SELECT article FROM account_term WHERE term = ? ORDER BY article LIMIT ?"
_FORTH = "SELECT day, article FROM account_term WHERE term = ? AND day BETWEEN ? AND ? ORDER BY day LIMIT ?"
_BACK = "SELECT day, article FROM account_term WHERE term = ? AND day BETWEEN ? AND ? ORDER BY day DESC LIMIT ?"
_NEWEST = "SELECT article FROM account_term WHERE term = ? ORDER BY day DESC, article DESC LIMIT ?"


def _within(archive: Archive, term: int, day: date | None) -> list[int]:
    """The postings of a key, nearest day first, at most POSTINGS_ASKED."""
    if day is None:
        return [row[0] for row in archive.rows(_ANY_DAY, (term, POSTINGS_ASKED))]
    at = day.toordinal()
    found = archive.rows(_FORTH, (term, at, at + WINDOW_DAYS, POSTINGS_ASKED))
    found += archive.rows(_BACK, (term, at - WINDOW_DAYS, at - 1, POSTINGS_ASKED))
    gaps = [(abs(row["day"] - at), row["article"]) for row in found]
    gaps += [(_UNDATED_GAP, row["article"]) for row in archive.rows(_FORTH, (term, 0, 0, POSTINGS_ASKED))]
    return [article for _, article in sorted(gaps)[:POSTINGS_ASKED]]


def _members(archive: Archive, story: int, known: Mapping[int, float]) -> list[int]:
    found = archive.rows(
        "SELECT id FROM article WHERE story = ? AND copy_of IS NULL ORDER BY id LIMIT ?", (story, MEMBERS_MOST + NEAR_MOST)
    )
    return [row[0] for row in found if row[0] not in known][:MEMBERS_MOST]


def _newest(archive: Archive, term: int) -> list[int]:
    return [row[0] for row in archive.rows(_NEWEST, (term, RELATED_MOST))]


_ACCOUNT = "SELECT c.article, a.story, a.title, c.value FROM account c JOIN article a ON a.id = c.article WHERE c.article = ?"


def _accounts(archive: Archive, numbers: Iterable[int]) -> tuple[Account, ...]:
    found = (archive.row(_ACCOUNT, (number,)) for number in dict.fromkeys(numbers))
    return tuple(sketches.account(row) for row in found if row is not None)
