"""A date written for machines, or by careless ones: day and instant, with the writer's own offset.

    2025-06-10T09:00:00+08:00 · 2025-06-10 09:00 · 20250610 · Tue, 10 Jun 2025 09:00:00 GMT · Tue Jun 10 2025 09:00:00 GMT+0800
    1749517200 · 1749517200000 · /Date(1749517200000)/

The day is the day as written: 01:00 at +08:00 is that day, whatever day it was in Greenwich. Pure.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"^(\d{4})-?(\d\d)-?(\d\d)(?:[T\s,]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,:]\d{1,9})?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?(?:\[[\w/]+\])?$",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"^\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) (?:GMT|UTC)([+-]\d{4})?")
_EPOCH = re.compile(r"^(?:/Date\()?(\d{10}|\d{13})(?:[+-]\d{4})?(?:\)/)?$")
# Hours east of Greenwich of the abbreviations that press pages use; ambiguous ones as the press means them (IST: India, CST: Chicago).
_ZONES = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "BRT": -3,
    "ART": -3,
    "BST": 1,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "TRT": 3,
    "AST": 3,
    "GST": 4,
    "PKT": 5,
    "IST": 5.5,
    "ICT": 7,
    "WIB": 7,
    "SGT": 8,
    "HKT": 8,
    "MYT": 8,
    "PHT": 8,
    "AWST": 8,
    "JST": 9,
    "KST": 9,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}


def read(text: str) -> tuple[date, datetime | None] | None:
    """The day as written and the instant where a time of day is given (aware; UTC where no offset is written). None: not such a date.

    A time of midnight in UTC says no more than the day, so it gives no instant.
    """
    text = text.strip()
    for reader in (_iso, _script, _epoch, _mail):
        try:
            if found := reader(text):
                return _said(found)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def zone(name: str) -> timezone | None:
    """The offset of a zone's usual abbreviation ("SGT"); None for unknown ones."""
    hours = _ZONES.get(name.upper())
    return timezone(timedelta(hours=hours)) if hours is not None else None


def _said(found: date | datetime) -> tuple[date, datetime | None]:
    if not isinstance(found, datetime):
        return found, None
    if found.utcoffset() == timedelta(0) and (found.hour, found.minute, found.second) == (0, 0, 0):
        return found.date(), None
    return found.date(), found


def _iso(text: str) -> date | datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day = (int(found[place]) for place in (1, 2, 3))
    if found[4] is None:
        return date(year, month, day)
    offset = found[7] or ""
    within = UTC if not offset or offset.upper() in ("Z", "UTC", "GMT") else _offset(offset)
    return datetime(year, month, day, int(found[4]) % 24, int(found[5]), min(59, int(found[6] or 0)), tzinfo=within)


def _offset(text: str) -> timezone:
    digits = text[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if text[0] == "-" else span)


def _script(text: str) -> datetime | None:
    found = _SCRIPT.match(text)
    if not found:
        return None
    return datetime.strptime(found[1], "%b %d %Y %H:%M:%S").replace(tzinfo=_offset(found[2]) if found[2] else UTC)


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.match(text)
    return datetime.fromtimestamp(int(found[1][:10]), UTC) if found else None


def _mail(text: str) -> datetime | None:
    if not re.match(r"^(?:\w{3},? )?\d{1,2}[ -]\w{3}[ -]\d{4} \d", text):
        return None
    found = parsedate_to_datetime(text)
    within = found.tzinfo or zone(text.rsplit(None, 1)[-1]) or UTC
    return found.replace(tzinfo=within)
