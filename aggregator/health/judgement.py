"""History in, Verdict out: one question a state, the gravest first; the first that finds something decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from statistics import median

from aggregator.health.rhythm import UNKNOWN, rhythm
from aggregator.health.values import History, Verdict, Visit

_REFUSED = frozenset(("robots", "reserved"))
_BLOCKED = frozenset(("challenge", "login", "resting", "status-401", "status-402", "status-403", "status-407", "status-429", "status-451"))
_UNREADABLE = frozenset(("unreadable", "empty", "barren"))
_GONE_AFTER = timedelta(days=14)  # of 404: sites are rebuilt over weekends and come back

_BASELINE = 20  # reads that say how many entries are usual
_FAR_LESS, _LESS_IN_NEW_LAYOUT = 0.3, 0.6  # of the usual number
_COUNTED = 4  # entries that a page must usually have, before fewer of them mean anything
_NEW_USUAL = 10  # reads in a row that make a lower number the usual one
_LONG_WEEKEND = timedelta(days=3)  # for so long feeds and sitemaps of the latest news may be empty

_UNDATED_LEAST = 3

Question = Callable[[History], Verdict | None]


def judged(history: History) -> Verdict:
    """How the source is. All of it follows from the history: silence is counted up to the last time it could be read."""
    known = rhythm(history.news)
    for question in _QUESTIONS:
        if found := question(history):
            return replace(found, rhythm=known)
    return Verdict("ok", _well_since(history), rhythm=known)


# ---- not visited -------------------------------------------------------------------------------------------------------------


def _disabled(history: History) -> Verdict | None:
    if not history.listed:
        return Verdict("disabled", None, "It is no longer in feeds.toml.")
    return None if history.enabled else Verdict("disabled", None, "It is turned off in feeds.toml.")


def _new(history: History) -> Verdict | None:
    return None if history.visits else Verdict("new", None, "It was never visited.", "The next `aggregator fetch` visits it.")


# ---- failures ----------------------------------------------------------------------------------------------------------------


def _failures(history: History) -> tuple[Visit, ...]:
    """The failed visits since the last good one, oldest first."""
    return tuple(reversed(tuple(takewhile(lambda visit: visit.outcome == "failed", reversed(history.visits)))))


def _of_causes(history: History, state: str, causes: frozenset[str], hint: str) -> Verdict | None:
    failures = _failures(history)
    if not failures or failures[-1].cause not in causes:
        return None
    first = next(visit for visit in failures if visit.cause in causes)
    return Verdict(state, first.at, failures[-1].reason, hint)


def _refused(history: History) -> Verdict | None:
    hint = "Look for a feed that the publisher offers, ask for leave, or disable the source."
    if history.reserved and not _failures(history):
        return Verdict("refused", None, "Text and data mining is reserved on the pages of its articles.", hint)
    return _of_causes(history, "refused", _REFUSED, hint)


def _gone(history: History) -> Verdict | None:
    failures = _failures(history)
    if not failures or failures[-1].cause not in ("status-404", "status-410"):
        return None
    first = next(visit for visit in failures if visit.cause in ("status-404", "status-410"))
    if failures[-1].cause == "status-404" and failures[-1].at - first.at < _GONE_AFTER:
        return None
    return Verdict("gone", first.at, failures[-1].reason, "Find its new address with `aggregator sources add`, or remove it.")


def _blocked(history: History) -> Verdict | None:
    hint = "Visit it less often (`every`), look for a feed of theirs, or ask for access."
    return _of_causes(history, "blocked", _BLOCKED, hint)


def _failing(history: History) -> Verdict | None:
    failures = _failures(history)
    if not failures:
        return None
    times = "" if len(failures) == 1 else f" ({len(failures)} times in a row)"
    hint = "It is asked again, later and later." if len(failures) < _NEW_USUAL else "Open its address in a browser; it may have moved."
    return Verdict("failing", failures[0].at, f"{failures[-1].reason}{times}", hint)


# ---- less than there was -----------------------------------------------------------------------------------------------------


def _changed(history: History) -> Verdict | None:
    hint = "See what is read with `aggregator sources test NAME`; give `selectors`, or find another way with `aggregator sources add`."
    failures = _failures(history)
    if failures and failures[-1].cause in _UNREADABLE:
        first = next(visit for visit in failures if visit.cause in _UNREADABLE)
        if not any(visit.entries or visit.listed for visit in history.visits if visit.at < first.at):
            return None  # it was never read: failing
        return Verdict("changed", first.at, failures[-1].reason, hint)
    reads = [visit for visit in history.visits if visit.entries is not None]
    fallen = None if failures else _fallen(reads)
    if fallen is None or (not reads[-1].signature and reads[-1].at - fallen[0].at < _LONG_WEEKEND):
        return None
    first, usual, other = fallen
    layout = ", and its layout is another one" if other else ""
    return Verdict("changed", first.at, f"It lists {reads[-1].entries} entries where {usual:g} were usual{layout}.", hint)


def _fallen(reads: Sequence[Visit]) -> tuple[Visit, float, bool] | None:
    """The first of the reads at the end that give far less than those before them, what was usual, and whether the layout
    differs; None where the last read is like the others. Far less is also less than there ever was."""
    usual: list[Visit] = []
    low: list[Visit] = []
    for visit in reads:
        if not _far_less(visit, usual):
            usual, low = [*usual, visit][-_BASELINE:], []
        elif len(low) + 1 >= _NEW_USUAL:
            usual, low = [*low, visit], []
        else:
            low.append(visit)
    if not low:
        return None
    return low[0], float(median(_counts(usual))), _other_layout(low[0], usual)


def _far_less(visit: Visit, usual: Sequence[Visit]) -> bool:
    counts = _counts(usual)
    if not counts or median(counts) < _COUNTED:
        return False
    bound = _LESS_IN_NEW_LAYOUT if _other_layout(visit, usual) else _FAR_LESS
    here = visit.entries or 0
    return here < bound * median(counts) and here < min(counts)


def _counts(visits: Sequence[Visit]) -> list[int]:
    return [visit.entries or 0 for visit in visits]


def _other_layout(visit: Visit, usual: Sequence[Visit]) -> bool:
    return bool(visit.signature) and any(each.signature for each in usual) and visit.signature not in {each.signature for each in usual}


def _truncated(history: History) -> Verdict | None:
    reads = [visit for visit in history.visits if visit.outcome != "failed"]
    if not reads or reads[-1].joined is not False:
        return None
    before = next((visit.at for visit in reversed(reads[:-1])), None)
    since = before.date().isoformat() if before else "DAY"
    why = "None of the entries it listed last time was there any more: items in between were probably lost."
    return Verdict(
        "truncated", reads[-1].at, why, f"Fetch the gap with `aggregator fetch --source NAME --since {since}`; visit it more often."
    )


# ---- nothing new, no dates ---------------------------------------------------------------------------------------------------


def _silent(history: History) -> Verdict | None:
    last = _last_news(history)
    if last is None or history.last_success is None:
        return None
    known = rhythm(history.news)
    patience = known.patience if known else UNKNOWN
    quiet = (history.last_success.date() - last).days
    if quiet <= patience:
        return None
    usual = f"it usually brings some every {known.usual:g} days" if known else "how often it brings some is not known yet"
    hint = "Look at its page: it may have moved its news elsewhere, or have nothing to tell."
    return Verdict("silent", _midnight(last + timedelta(days=int(patience))), f"Nothing new for {quiet} days; {usual}.", hint)


def _last_news(history: History) -> date | None:
    return max(history.news, default=None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _undated(history: History) -> Verdict | None:
    reads = [visit for visit in history.visits if visit.outcome == "read" and visit.dated is not None and visit.listed >= _UNDATED_LEAST]
    if not reads or reads[-1].dated:
        return None
    series = tuple(takewhile(lambda visit: not visit.dated, reversed(reads)))
    hint = "Days are taken from the articles themselves; `selectors.entry_date` helps where those have none."
    return Verdict("undated", series[-1].at, "Its entries carry no dates.", hint)


_QUESTIONS: tuple[Question, ...] = (
    _disabled, _new, _refused, _gone, _blocked, _changed, _failing, _truncated, _silent, _undated,
)  # fmt: skip


def _well_since(history: History) -> datetime | None:
    """The end of its last trouble that the history knows; else the first visit."""
    return next(_starts(history.visits), None)


def _starts(visits: Sequence[Visit]) -> Iterator[datetime]:
    last: Visit | None = None
    for visit in reversed(visits):
        if visit.outcome == "failed" or visit.joined is False:
            break
        last = visit
    if last is not None:
        yield last.at
