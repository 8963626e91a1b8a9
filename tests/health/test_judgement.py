"""What a history means, as a table: visits written in short, the state they come to; and laws that any history keeps.

r12 a read that listed 12 entries     u unchanged      f:REASON a failure     t12 a read that joins nothing
d12 as r12 without dates              i an index       r12/L2 in layout L2
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.health import BAD, STATES, History, Verdict, Visit, grave, judged

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def visit(short: str, at: datetime) -> Visit:
    """One visit from its short form."""
    word, _, layout = short.partition("/")
    if word.startswith("f:"):
        return Visit(at, "failed", cause=word[2:], reason="It failed.")
    if word == "u":
        return Visit(at, "unchanged")
    if word == "i":
        return Visit(at, "read", None, 5, 5)
    count = int(word[1:])
    dated = 0 if word[0] == "d" else count
    return Visit(at, "read", count, count, dated, joined=word[0] != "t", signature=layout or None)


def history(short: str, *, news: tuple[int, ...] = (), **changes: object) -> History:
    """A visit a day; `news`: days before the last visit on which something new came."""
    visits = tuple(visit(word, START + timedelta(days=number)) for number, word in enumerate(_spread(short)))
    last = visits[-1].at if visits else START
    success = next((each.at for each in reversed(visits) if each.outcome != "failed"), None)
    days = tuple(sorted(last.date() - timedelta(days=ago) for ago in news))
    given: dict[str, object] = {"news": days, "last_success": success, **changes}
    return History(visits, **given)  # type: ignore[arg-type]


def _spread(short: str) -> list[str]:
    """`3*r12 f:dns` -> r12 r12 r12 f:dns."""
    words: list[str] = []
    for word in short.split():
        times, star, rest = word.partition("*")
        words += [rest] * int(times) if star else [word]
    return words


TABLE = [
    # short history, state, index of the visit since which (None: not a visit)
    ("", "new", None),
    ("r12", "ok", 0),
    ("u", "ok", 0),
    ("2*r12 f:timeout", "failing", 2),
    ("2*r12 3*f:dns", "failing", 2),
    ("r12 f:dns r12", "ok", 2),
    ("f:robots", "refused", 0),
    ("r12 2*f:timeout f:robots", "refused", 3),
    ("r12 f:reserved", "refused", 1),
    ("r12 f:status-403", "blocked", 1),
    ("r12 f:status-429 f:resting", "blocked", 1),
    ("r12 f:challenge f:login", "blocked", 1),
    ("r12 f:robots-down", "failing", 1),
    ("r12 f:status-410", "gone", 1),
    ("r12 f:status-404", "failing", 1),
    ("r12 15*f:status-404", "gone", 1),
    ("r12 20*f:status-404 f:timeout", "failing", 1),
    # nothing, or far less
    ("3*r12 f:unreadable", "changed", 3),
    ("f:unreadable", "failing", 0),
    ("u f:unreadable", "failing", 1),
    ("2*r12 f:dns f:unreadable", "changed", 3),
    ("i f:barren", "changed", 1),
    ("3*r12/L1 r3/L1", "changed", 3),
    ("3*r12/L1 r4/L1", "ok", 0),
    ("3*r12/L1 r6/L2", "changed", 3),
    ("3*r12/L1 r12/L2", "ok", 0),
    ("r12/L1 r2/L2", "changed", 1),
    ("3*r12/L1 2*r3/L1 r12/L1", "ok", 0),
    ("3*r12/L1 9*r3/L1", "changed", 3),
    ("3*r12/L1 12*r3/L1", "ok", 0),
    ("r20 r3 r20 r3 r20 r3", "ok", 0),
    ("3*r20 2*r0", "ok", 0),
    ("3*r20 4*r0", "changed", 3),
    ("3*r3/L1 r0/L1", "ok", 0),
    ("2*r12/L1 u r2/L1", "changed", 3),
    # lost in between
    ("r12 t12", "truncated", 1),
    ("r12 t12 r12", "ok", 2),
    ("r12 t12 f:timeout", "failing", 2),
    ("r12 t12 u", "ok", 2),
    # no dates
    ("d12", "undated", 0),
    ("r12 2*d12", "undated", 1),
    ("d2", "ok", 0),
    ("2*d12 u", "undated", 0),
]


@pytest.mark.parametrize(("short", "state", "since"), TABLE, ids=[row[0] or "never" for row in TABLE])
def test_what_a_history_means(short: str, state: str, since: int | None) -> None:
    found = judged(history(short))
    assert found.state == state
    assert found.since == (None if since is None else START + timedelta(days=since))
    assert bool(found.why) == (state != "ok")
    assert bool(found.hint) == (state not in ("ok", "disabled"))


WEEKLY = tuple(range(0, 140, 7))


@pytest.mark.parametrize(
    ("news", "state"),
    [
        ((), "ok"),
        ((0, 7, 14), "ok"),
        (WEEKLY, "ok"),
        (tuple(ago + 28 for ago in WEEKLY), "ok"),
        (tuple(ago + 60 for ago in WEEKLY), "silent"),
        (tuple(range(8, 40)), "silent"),
        ((170,), "ok"),
        ((190,), "silent"),
    ],
    ids=[
        "never any",
        "three weeks",
        "weekly",
        "a month off",
        "two months off",
        "a daily one for a week",
        "one long ago",
        "one too long ago",
    ],
)
def test_silence(news: tuple[int, ...], state: str) -> None:
    found = judged(history("3*r12", news=news))
    assert found.state == state
    if state == "silent":
        assert "Nothing new for" in found.why
        assert found.since is not None
        assert found.since < START + timedelta(days=3)


def test_silence_is_counted_while_somebody_listens() -> None:
    """Who has not looked for two months cannot say that nothing was told."""
    found = judged(history("r12", news=(0, 1, 2, 3, 4, 5), last_success=START + timedelta(days=1)))
    assert found.state == "ok"


@pytest.mark.parametrize(("changes", "word"), [({"enabled": False}, "turned off"), ({"listed": False}, "no longer in")])
def test_disabled_comes_before_all(changes: dict[str, bool], word: str) -> None:
    found = judged(replace(history("r12 f:robots"), **changes))  # type: ignore[arg-type]
    assert found.state == "disabled"
    assert word in found.why


def test_the_gap_is_named_for_a_backfill() -> None:
    assert "--since 2026-03-02" in judged(history("r12 t12")).hint


def test_the_reason_is_told_with_how_often() -> None:
    assert judged(history("r12 3*f:dns")).why == "It failed. (3 times in a row)"


words = st.one_of(
    st.integers(0, 40).map("r{}".format),
    st.integers(0, 40).map("d{}".format),
    st.integers(0, 40).map("t{}".format),
    st.builds("r{}/L{}".format, st.integers(0, 40), st.integers(1, 2)),
    st.sampled_from(["u", "i", "f:dns", "f:robots", "f:status-404", "f:status-410", "f:status-403", "f:unreadable", "f:"]),
)
histories = st.builds(
    lambda words, news: history(" ".join(words), news=tuple(news)), st.lists(words, max_size=40), st.lists(st.integers(0, 400), max_size=60)
)


@given(histories)
def test_every_history_has_one_state_that_began_in_it(past: History) -> None:
    found = judged(past)
    assert found.state in STATES
    if found.since is not None and found.state != "silent":
        assert found.since in {visit.at for visit in past.visits}
    assert (found.state == "new") == (not past.visits)
    assert not (found.state in BAD and not found.hint)


@given(histories)
def test_a_failure_at_the_end_is_never_well(past: History) -> None:
    late = past.visits[-1].at + timedelta(days=1) if past.visits else START
    assert judged(History((*past.visits, Visit(late, "failed", cause="dns", reason="No.")), past.news)).state == "failing"


@given(histories, st.integers(5, 30))
def test_reads_like_those_before_clear_every_failure(past: History, count: int) -> None:
    """Ten equal reads in a row are how a source is, whatever it was."""
    late = past.visits[-1].at if past.visits else START
    reads = tuple(Visit(late + timedelta(days=day), "read", count, count, count, joined=True) for day in range(1, 12))
    found = judged(History((*past.visits, *reads), (reads[-1].at.date(),), last_success=reads[-1].at))
    assert found.state == "ok"


def test_the_worst_comes_first() -> None:
    assert sorted(["ok", "silent", "gone", "new"], key=grave) == ["gone", "silent", "new", "ok"]
    assert frozenset(STATES) - BAD == {"undated", "new", "ok", "disabled"}
    assert judged(History()) == Verdict("new", None, "It was never visited.", "The next `aggregator fetch` visits it.")


def test_a_rhythm_goes_with_every_verdict() -> None:
    found = judged(history("r12", news=WEEKLY))
    assert found.rhythm is not None
    assert (found.rhythm.usual, found.rhythm.days) == (7.0, 20)
    assert date(2026, 3, 2) in history("r12", news=(0,)).news
