"""Fingerprints and accounts to rows and back: by what articles are recognised. Pure, no SQL."""

from __future__ import annotations

import json
import struct
from datetime import date
from typing import Any

from aggregator.archive import rows
from aggregator.model import Account, Fingerprint


def packed(hashes: tuple[int, ...]) -> bytes:
    """64-bit hashes, big-endian."""
    return struct.pack(f">{len(hashes)}Q", *hashes)


def unpacked(blob: bytes) -> tuple[int, ...]:
    """The hashes of `packed`."""
    return struct.unpack(f">{len(blob) // 8}Q", blob)


def signed(value: int) -> int:
    """An unsigned 64-bit hash as SQLite's signed integer."""
    return value - (1 << 64) if value >= 1 << 63 else value


def unsigned(value: int) -> int:
    """The hash of `signed`."""
    return value + (1 << 64) if value < 0 else value


def fingerprint(row: rows.Row) -> Fingerprint:
    """By what an article is recognised."""
    with rows.readable("a fingerprint"):
        hashes, lines = unpacked(row["shingles"]), unpacked(row["paragraphs"])
        return Fingerprint(row["address"], row["text"], hashes, row["size"], lines, row["posted"])


def fingerprint_row(article_id: int, value: Fingerprint) -> tuple[object, ...]:
    """The columns of table fingerprint, in order."""
    return (article_id, value.address, value.text, value.size, value.posted, packed(value.shingles), packed(value.paragraphs))


_ACCOUNT_LISTS = ("parties", "organisations", "countries", "keys", "words")


def account_json(value: Account) -> str:
    """An Account without its id, story and title, as JSON."""
    columns: dict[str, object] = {name: getattr(value, name) for name in (*_ACCOUNT_LISTS, "deal_type", "status", "language")}
    for name in ("day", "announced"):
        found: date | None = getattr(value, name)
        columns[name] = found.isoformat() if found else None
    return json.dumps(columns, ensure_ascii=False)


def account(row: rows.Row) -> Account:
    """An Account from columns article, story, title, value."""
    with rows.readable("an account"):
        value = json.loads(row["value"])
        columns: dict[str, Any] = {name: tuple(value[name]) for name in _ACCOUNT_LISTS}
        columns |= {name: rows.day(value[name]) for name in ("day", "announced")}
        columns |= {name: value[name] for name in ("deal_type", "status", "language")}
        return Account(id=row["article"], story=row["story"], title=row["title"], **columns)
