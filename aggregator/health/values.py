"""What is known of a source's past, and what is thought of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from aggregator.health.rhythm import Rhythm

STATES = (
    "refused", "gone", "blocked", "changed", "failing", "truncated", "silent", "undated", "new", "ok", "disabled",
)  # fmt: skip
"""All states, the worst first: in this order they are asked for and sorted.

refused    the publisher says no to programs: robots.txt, or a reservation of text and data mining
gone       the host says that the address is gone for good (410), or has said 404 for two weeks
blocked    the host turns us away: 401, 403, 429, 451, a check for browsers, a login
changed    it can be read no longer, or far less comes out than used to: its layout has changed
failing    anything else that keeps it from being read
truncated  nothing of what it listed last time was there any more: items in between were probably lost
silent     nothing new for longer than its rhythm explains
undated    its entries carry no dates (articles may)
new        never visited yet
ok         all is well
disabled   not visited: turned off in feeds.toml, or no longer in it
"""

BAD = frozenset(STATES[: STATES.index("undated")])
"""The states that are worth a warning."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of a source in one run. `outcome`: read, unchanged or failed. `entries`: what its own address listed (None: that
    is not known: unchanged, an index, a failure), `listed` and `dated`: entries of all its addresses, and those with a date;
    `fresh`: the new ones; `joined`: whether some were known from before (None: nothing to join); `signature`: the layout;
    `cause`, `reason`: the failure's stable name and words."""

    at: datetime
    outcome: str
    entries: int | None = None
    listed: int = 0
    dated: int | None = None
    fresh: int = 0
    joined: bool | None = None
    signature: str | None = None
    cause: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """A source's past: its visits, oldest first, and the days on which it brought something new, ascending. `enabled`: as feeds.toml
    says (`listed`: whether it is there at all); `reserved`: its latest articles are all reserved by their publisher; `last_success`:
    also one that is older than the visits kept."""

    visits: tuple[Visit, ...] = ()
    news: tuple[date, ...] = ()
    enabled: bool = True
    listed: bool = True
    reserved: bool = False
    last_success: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, since when (None: not known), why in words, what to do about it, and the rhythm learnt (None: too few days yet)."""

    state: str
    since: datetime | None = None
    why: str = ""
    hint: str = ""
    rhythm: Rhythm | None = None


def grave(state: str) -> int:
    """The place of a state in a list that begins with the worst."""
    return STATES.index(state)
