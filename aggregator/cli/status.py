"""`status`: how the sources are, the worst first, and what to do about each."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator import screen
from aggregator.archive import health
from aggregator.archive.waiting import Standing
from aggregator.cli import naming
from aggregator.cli.listing import Fact, Format, records
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.health import BAD, History, Verdict, Visit, grave, judged
from aggregator.masks import masked
from aggregator.refusal import wishes
from aggregator.screen import Column, Passage

if TYPE_CHECKING:
    from aggregator.archive import Archive
    from aggregator.model import Config

app = typer.Typer(add_completion=False)

_COLUMNS = (
    Column("source", 14, 40, cut="apart"), Column("state", 5, 9), Column("since", 10, 10, 3), Column("last news", 10, 10, 2),
    Column("every", 5, 6, 4, right=True), Column("why", 16, 100, 1),
)  # fmt: skip
_VISITS = (
    Column("visit", 16, 16), Column("outcome", 6, 9), Column("entries", 3, 7, 1, right=True), Column("new", 3, 6, 0, right=True),
    Column("what was wrong", 20, 100, 2),
)  # fmt: skip
_FINE = ("new", "ok", "disabled")
_SHOWN = 10
_MANY = {"story": "stories", "entry": "entries", "pruned": "pruned"}
_WIDE = 110  # columns of a terminal that shows most reasons whole

EXAMPLES = """\b
Examples:
  aggregator status
  aggregator status --failing
  aggregator status --source "Raffles Medical"
  aggregator status --format csv > health.csv
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One source as `status` tells it."""

    health: health.Health
    verdict: Verdict

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        standing, verdict = self.health.standing, self.verdict
        every = f"{verdict.rhythm.usual:g} d" if verdict.rhythm else ""
        why = masked(verdict.why) or wishes(self.health.notices)
        return (standing.source, verdict.state, _day(verdict.since), self.news, every, why)

    @property
    def news(self) -> str:
        """The last day with news: the newest entry's own, or when it was first seen."""
        return self.health.history.news[-1].isoformat() if self.health.history.news else ""

    @property
    def hint(self) -> str:
        """What to do, with the source's name where a command needs it."""
        name = self.health.standing.source
        return self.verdict.hint.replace("NAME", f'"{name}"' if " " in name else name)

    def facts(self) -> dict[str, Fact]:
        """All that is known, as files show it."""
        standing, verdict, rhythm = self.health.standing, self.verdict, self.verdict.rhythm
        times = {name: getattr(standing, name) for name in ("last_visit", "last_success", "last_new", "next_due", "retry_after")}
        return {
            "source": standing.source,
            "state": verdict.state,
            "since": _iso(verdict.since),
            "why": masked(verdict.why),
            "hint": self.hint,
            "last_news": self.news or None,
            **{name: _iso(at) for name, at in times.items()},
            "usual_days": rhythm.usual if rhythm else None,
            "patience_days": rhythm.patience if rhythm else None,
            "failures": standing.failures,
            "entries": self.health.entries,
            "waiting": self.health.waiting,
            "articles": self.health.articles,
            "notices": self.health.notices,
            "address": masked(standing.address),
        }


@app.command("status", epilog=EXAMPLES)
def status(
    ctx: typer.Context,
    source: Annotated[
        str | None, typer.Option("--source", help="Only this source, with its rhythm and its last visits.", autocompletion=naming.sources)
    ] = None,
    failing: Annotated[bool, typer.Option("--failing", help="Only sources that are not well.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Disabled sources and those never visited too.")] = False,
    format: Format = "table",
) -> None:
    """Health of the sources, the worst first, with what to do about each; and the last run with its failures."""
    from aggregator import archive

    settings: Settings = ctx.obj
    config = settings.load() if settings.config_path().exists() else None
    with archive.open(settings.archive_path(), write=False) as opened:
        lines = _lines(opened, config)
        shown = [line for line in lines if _wanted(line, failing=failing, every=every)] if source is None else [_named(lines, source)]
        last, counts, deals = health.last_run(opened), health.counts(opened), health.deals(opened)
    if format == "json":
        told = {"counts": counts, "run": asdict(last) if last else None, "sources": [line.facts() for line in shown]}
        sys.stdout.write(masked(json.dumps(told, ensure_ascii=False, indent=1, default=lambda at: at.isoformat())) + "\n")
    elif format != "table":
        records("Health of the sources", _facts(), (line.facts() for line in shown), format)
    elif source is not None:
        _detail(shown[0])
    else:
        hidden = len(lines) - len(shown)
        others = "are well, disabled or were never visited" if failing else "are disabled or were never visited"
        _table(shown, f"{hidden} more {others}: `aggregator status --all`" if hidden else "")
        _run(last, counts, deals)


def _lines(opened: Archive, config: Config | None) -> list[Line]:
    """Every source of feeds.toml and of the archive, judged, the worst first."""
    known = health.sources(opened)
    if config is not None:
        for each in config.sources:
            fresh = health.Health(Standing(each.name, each.url, each.url), History())
            found = known.get(each.name, fresh)
            known[each.name] = replace(found, history=replace(found.history, enabled=each.enabled))
        listed = {each.name for each in config.sources}
        known |= {name: replace(each, history=replace(each.history, listed=False)) for name, each in known.items() if name not in listed}
    lines = [Line(each, judged(each.history)) for each in known.values()]
    return sorted(lines, key=lambda line: (grave(line.verdict.state), line.health.standing.source.casefold()))


def _wanted(line: Line, *, failing: bool, every: bool) -> bool:
    if failing:
        return line.verdict.state not in _FINE
    return every or line.verdict.state not in ("disabled", "new")


def _named(lines: list[Line], name: str) -> Line:
    found = next((line for line in lines if line.health.standing.source.casefold() == name.casefold()), None)
    if found is None:
        raise UsageError(f"There is no source {name!r}.", hint="`aggregator sources list` names them all.")
    return found


# ---- to the screen -----------------------------------------------------------------------------------------------------------


def held(counts: dict[str, int], deals: int) -> str:
    """What the archive holds. `deals`: stories of a partnership; a copy tells of one as well, so that more articles do."""
    tell = counts["partnership"]
    of = {
        "article": f", {tell} of them {'tells' if tell == 1 else 'tell'} of a partnership" if tell else "",
        "story": f", {deals} of them of a partnership" if deals else "",
    }
    shown = {name: count for name, count in counts.items() if count and name != "partnership"}
    return "; ".join(f"{count} {name if count == 1 else _MANY.get(name, f'{name}s')}{of.get(name, '')}" for name, count in shown.items())


def _table(shown: list[Line], left: str) -> None:
    screen.table(_COLUMNS, [line.cells() for line in shown], [_under(line) for line in shown])
    if left:
        screen.note(left)


def _under(line: Line) -> tuple[Passage, ...]:
    """What to do about a bad state; before it the whole reason, where a narrow table would cut it."""
    if line.verdict.state not in BAD:
        return ()
    cut = screen.width() < _WIDE and len(line.verdict.why) > _WIDE // 4
    return (Passage(f"{line.verdict.why} " if cut else ""), Passage(line.hint, "dim"))


def _facts() -> tuple[str, ...]:
    """The names of what is told of each source, also where there is none."""
    return tuple(Line(health.Health(Standing("", "", ""), History()), Verdict("new")).facts())


def _detail(line: Line) -> None:
    facts, rhythm = line.facts(), line.verdict.rhythm
    usual = f"every {rhythm.usual:g} days (learnt from {rhythm.days} days with news); silent after {rhythm.patience:g}" if rhythm else ""
    told = [("source", facts["source"]), ("address", facts["address"]), ("state", facts["state"]), ("since", _minute(line.verdict.since))]
    told += [("why", facts["why"]), ("what to do", facts["hint"]), ("news", usual or "how often is not known yet")]
    told += [(name.replace("_", " "), _minute(getattr(line.health.standing, name))) for name in ("last_visit", "last_success", "last_new")]
    told += [("articles", f"{facts['articles']} filed, {facts['waiting']} waiting, {facts['entries']} entries listed")]
    told += [("publisher", wishes(line.health.notices))]
    for name, value in told:
        if value:
            screen.write([Passage(f"{name}: ", "dim"), Passage(str(value))])
    screen.table(_VISITS, [_visited(visit) for visit in reversed(line.health.history.visits[-_SHOWN:])])


def _visited(visit: Visit) -> tuple[str, ...]:
    entries = str(visit.listed) if visit.outcome == "read" else ""
    return (_minute(visit.at), visit.outcome, entries, str(visit.fresh or ""), masked(visit.reason or ""))


def _run(last: health.LastRun | None, counts: dict[str, int], deals: int) -> None:
    if any(counts.values()):
        screen.note(held(counts, deals))
    if last is None:
        return
    ended = _minute(last.ended) or "no end: it runs still, or was killed"
    screen.note(f"last run: {_minute(last.started)} to {ended} (version {last.version})")
    for stage, source, url, message, hint in last.failures:
        screen.note(f"  {source}: {stage}: {masked(url)}: {masked(f'{message} {hint}')}".rstrip())


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d") if at else ""


def _minute(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M") if at else ""


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
