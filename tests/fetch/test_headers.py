"""Headers by table: how long to stay away, which charset, what may be sent back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.headers import LONGEST_WAIT, Headers, sendable

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


def headers(**fields: str) -> Headers:
    return Headers((name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in fields.items())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("1", 1.0),
        (" 30 ", 30.0),
        ("Sat, 21 Nov 2026 12:10:00 GMT", 600.0),
        ("Saturday, 21-Nov-26 12:10:00 GMT", 600.0),
        ("Sat Nov 21 12:10:00 2026", 600.0),
        ("Sat, 21 Nov 2026 13:10:00 +0100", 600.0),
        ("Sat, 21 Nov 2026 12:10:00 -0000", 600.0),
        ("2592000", LONGEST_WAIT),
        ("Fri, 25 Dec 2026 12:00:00 GMT", LONGEST_WAIT),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("9" * 12, None),
        ("9" * 5000, None),
        ("Sat, 21 Nov 2026 11:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Sat, 21 Nov 9999 12:00:00 GMT", None),
        ("Sat, 99 Nov 2026 12:00:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 +2359", None),
        ("٣٠", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    raw = value.encode("latin-1") if value.isascii() else value.encode()
    assert Headers([(b"Retry-After", raw)]).retry_after(NOW) == seconds


@given(st.binary(max_size=40))
def test_any_retry_after_is_bounded(value: bytes) -> None:
    seconds = Headers([(b"retry-after", value)]).retry_after(NOW)
    assert seconds is None or 0 < seconds <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("value", "media_type", "charset"),
    [
        ("text/html; charset=utf-8", "text/html", "utf-8"),
        ("TEXT/HTML;CHARSET=Windows-1252", "text/html", "windows-1252"),
        ("text/html; charset='gb2312'", "text/html", "gb2312"),
        ('application/xml ; a=b; charset = "x-sjis"', "application/xml", "x-sjis"),
        ("application/feed+json", "application/feed+json", None),
        ("", "", None),
        ("html", "", None),
        ("text/html; charset=", "text/html", None),
        ("text/html; charset=<script>", "text/html", None),
        ("text/html; x-charset=utf-8", "text/html", None),
        (";charset=utf-8", "", "utf-8"),
        ("text/" + "x" * 5000, "", None),
    ],
)
def test_content_type(value: str, media_type: str, charset: str | None) -> None:
    found = headers(content_type=value)
    assert (found.media_type, found.charset) == (media_type, charset)


def test_codings_in_the_order_in_which_they_were_applied() -> None:
    found = Headers([(b"Content-Encoding", b"GZIP, br"), (b"content-encoding", b" zstd,,")])
    assert found.codings == ("gzip", "br", "zstd")


@pytest.mark.parametrize(
    ("value", "length"), [("12", 12), ("12, 12", 12), ("", None), ("-1", None), ("1e3", None), ("9" * 30, None), ("²", None)]
)
def test_length(value: str, length: int | None) -> None:
    assert headers(content_length=value).length == length


def test_a_transfer_coding_overrules_the_length() -> None:
    assert headers(content_length="12", transfer_encoding="chunked").length is None


@given(st.binary(max_size=60))
def test_a_validator_goes_back_as_it_came_or_not_at_all(value: bytes) -> None:
    kept = Headers([(b"ETag", value)]).validator("etag")
    assert kept is None or sendable(kept) == value.strip()


@given(st.text(max_size=60))
def test_what_is_sent_breaks_no_line(value: str) -> None:
    encoded = sendable(value)
    assert encoded is None or (encoded and not set(encoded) & set(b"\r\n\0"))
