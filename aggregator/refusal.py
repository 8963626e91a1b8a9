"""Reservations of text and data mining (W3C TDMRep): who reserves these rights is not read. Pure.

In: a page with the notices that fetch has found: in its headers, in its markup, in the host's /.well-known/tdmrep.json.
"""

from __future__ import annotations

from collections.abc import Iterable

from aggregator.errors import FetchError
from aggregator.model import Page

RESERVED = "tdm-reservation: 1"
REFUSALS = ("robots", "reserved")
"""Reasons of errors by which a publisher says no to programs."""

MESSAGE = "The publisher reserves text and data mining (tdm-reservation: 1)."
_POLICY = "tdm-policy: "
_WISHES = ("noai", "noarchive", "noml", "noimageai", "nocache", "tdm-", "crawl-delay")


def refuse(page: Page) -> None:
    """Raises FetchError("reserved") for a page whose publisher reserves text and data mining."""
    if RESERVED not in page.notices:
        return
    policy = next((notice.removeprefix(_POLICY) for notice in page.notices if notice.startswith(_POLICY)), "")
    hint = f"The publisher's terms are at {policy}." if policy else "Ask the publisher for leave, or take the source out."
    raise FetchError(
        "The publisher reserves text and data mining (tdm-reservation: 1).", where=page.final_url, hint=hint, reason="reserved"
    )


def wishes(notices: Iterable[str]) -> str:
    """What a publisher says to programs, on one line, each once: noai, noarchive, a reservation, a long pause."""
    return "; ".join(dict.fromkeys(notice for notice in notices if notice.startswith(_WISHES)))
