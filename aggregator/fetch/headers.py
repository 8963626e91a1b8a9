"""What the headers of an answer say: media type, charset, Retry-After, validators, content codings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 7 * 86400.0
"""Seconds for which a host can send us away at most."""

_NONSENSE = 366 * 86400  # seconds: nobody means a wait of more than a year
_LONGEST_VALIDATOR = 2048
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9][A-Za-z0-9._:+-]{0,39})", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")
_SENDABLE = re.compile(rb"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff\t]*[\x21-\x7e\x80-\xff])?")


class Headers:
    """The headers of an answer as they were sent: names without case, values as latin-1 text, which keeps every byte."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._fields = tuple((name.lower().decode("latin-1"), value.strip().decode("latin-1")) for name, value in raw)

    def get(self, name: str) -> str:
        """The first value of a name, or ""."""
        return next((value for key, value in self._fields if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a name, in order."""
        return tuple(value for key, value in self._fields if key == name)

    @property
    def codings(self) -> tuple[str, ...]:
        """Content codings in the order in which they were applied."""
        return tuple(coding.strip().lower() for value in self.all("content-encoding") for coding in value.split(",") if coding.strip())

    @property
    def length(self) -> int | None:
        """The declared length of the body in bytes, where it counts: not beside a transfer coding."""
        value = self.get("content-length").split(",")[0].strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 and not self.get("transfer-encoding") else None

    @property
    def media_type(self) -> str:
        """The media type, lower case, without parameters; "" where there is none that can be read."""
        found = _MEDIA_TYPE.fullmatch(self.get("content-type").partition(";")[0].strip().lower())
        return found.group() if found else ""

    @property
    def textual(self) -> bool:
        """Whether the media type is one of text: markup, feeds, JSON."""
        kind, _, form = self.media_type.partition("/")
        return kind == "text" or form in ("xml", "json") or form.endswith(("+xml", "+json"))

    @property
    def charset(self) -> str | None:
        """The charset that the header declares, lower case."""
        found = _CHARSET.search(self.get("content-type")[:1000])
        return found.group(1).lower() if found else None

    def validator(self, name: str) -> str | None:
        """`etag` or `last-modified` verbatim, if it can be sent back as it is."""
        value = self.get(name)
        return value if sendable(value) is not None else None

    def retry_after(self, now: datetime) -> float | None:
        """Seconds for which the host asks us to stay away (RFC 9110, 10.2.3): a number or a date, at most LONGEST_WAIT. None
        for nonsense: words, negative numbers, dates gone by, more than a year."""
        value = self.get("retry-after")
        seconds = float(value) if re.fullmatch(r"[0-9]{1,12}", value) else _seconds_until(value, now)
        return min(seconds, LONGEST_WAIT) if seconds is not None and 0 < seconds <= _NONSENSE else None


def sendable(value: str) -> bytes | None:
    """A header value as bytes, or None where it cannot go into a request as it is."""
    try:
        encoded = value.encode("latin-1")
    except UnicodeEncodeError:
        return None
    return encoded if len(encoded) <= _LONGEST_VALIDATOR and _SENDABLE.fullmatch(encoded) else None


def _seconds_until(date: str, now: datetime) -> float | None:
    try:
        until = parsedate_to_datetime(date[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    except (ValueError, OverflowError):
        return None
