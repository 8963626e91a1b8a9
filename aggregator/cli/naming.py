"""Values that a shell may complete: names of organisations, countries, sources, saved searches … In: what was typed so far.

Names come from the archive and from the shipped lists, read as they are: loading the register would take as long as the question
itself. A name with a sign that a shell acts upon inside quotation marks is never offered.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer

from aggregator import plain
from aggregator.cli.settings import Settings

MOST = 60
"""So many names are offered at most."""

_ACTED_UPON = re.compile(r"[$`\\\"!\x00-\x1f\x7f-\x9f]")
_KIND = 2  # where a row of the shipped register has it
Completer = Callable[[typer.Context, str], list[str]]


class Offer(str):
    """A name that may follow what was typed although its letters are large or small otherwise: typer asks with `startswith`."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        """Always: what is offered was chosen already."""
        return True


def safe(name: str) -> bool:
    """Whether a name may be offered: one plain line, without what a shell acts upon inside quotation marks."""
    return bool(name) and name == plain.line(name) and not _ACTED_UPON.search(name)


def organisations(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of organisations: the user's own and those of the archive first, then any name of the shipped register."""
    own = (*_archived(ctx, "own", incomplete), *_archived(ctx, "organisation", incomplete))
    return _offered(incomplete, own, _registered() if incomplete else ())


def countries(ctx: typer.Context, incomplete: str) -> list[str]:
    """English names of countries; of two letters typed, codes."""
    from aggregator.reference.countries import all_countries

    codes = (each.code for each in all_countries()) if len(incomplete) < 3 else ()
    return _offered(incomplete, (each.name for each in all_countries()), codes, most=300)


def sources(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of sources: of feeds.toml, and of the archive."""
    return _offered(incomplete, _configured(ctx), _archived(ctx, "source", incomplete), most=400)


def configured(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of sources of feeds.toml, which alone can be visited and changed."""
    return _offered(incomplete, _configured(ctx), most=400)


def types(ctx: typer.Context, incomplete: str) -> list[str]:
    """Kinds of deals that are archived."""
    return _offered(incomplete, _archived(ctx, "type", incomplete))


def every_type(ctx: typer.Context, incomplete: str) -> list[str]:
    """All kinds of deals there are."""
    from aggregator.reference import deals

    return _offered(incomplete, deals.types())


def statuses(ctx: typer.Context, incomplete: str) -> list[str]:
    """How far the archived deals have come."""
    return _offered(incomplete, _archived(ctx, "status", incomplete))


def every_status(ctx: typer.Context, incomplete: str) -> list[str]:
    """How far a deal can have come."""
    from aggregator.reference import deals

    return _offered(incomplete, deals.statuses())


def languages(ctx: typer.Context, incomplete: str) -> list[str]:
    """Codes of the languages of archived reports."""
    return _offered(incomplete, _archived(ctx, "lang", incomplete))


def own(ctx: typer.Context, incomplete: str) -> list[str]:
    """Organisations of the user's own register."""
    return _offered(incomplete, _archived(ctx, "own", incomplete))


def kinds(ctx: typer.Context, incomplete: str) -> list[str]:
    """Kinds of organisations that the shipped register knows."""
    return _offered(incomplete, sorted({row[_KIND] for row in _rows()}))


def targets(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of those to whom alerts go; never their addresses."""
    from aggregator.cli import alerting
    from aggregator.errors import AggregatorError

    try:
        return _offered(incomplete, (each.name for each in alerting.targets(())))
    except AggregatorError:
        return []


def columns(ctx: typer.Context, incomplete: str) -> list[str]:
    """Columns of stories, or with --articles of articles, parted by commas: the last one is offered."""
    from aggregator import export

    before, comma, last = incomplete.rpartition(",")
    known = export.ARTICLE if ctx.params.get("articles") else export.STORY
    return [Offer(before + comma + name) for name in known if name.startswith(last) and name not in before.split(",")]


def searches(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of saved searches."""
    return _offered(incomplete, _archived(ctx, "search", incomplete))


def watched(ctx: typer.Context, incomplete: str) -> list[str]:
    """Who is watched, by name."""
    return _offered(incomplete, _archived(ctx, "watched", incomplete))


def watchable(ctx: typer.Context, incomplete: str) -> list[str]:
    """Organisations and countries."""
    return [*organisations(ctx, incomplete), *countries(ctx, incomplete)] if incomplete else []


def among(*names: str) -> Completer:
    """A completer of fixed names."""

    def completer(ctx: typer.Context, incomplete: str) -> list[str]:
        return _offered(incomplete, names)

    return completer


formats = among("table", "csv", "docx", "html", "json", "jsonl", "md", "xlsx")
files = among("csv", "docx", "html", "json", "jsonl", "md", "xlsx")
groups = among("org", "party", "country", "watched", "type", "status", "source", "lang", "day", "week", "month", "year")
parts = among("none", "region", "type", "search")
sorts = among("date", "relevance", "parties", "doubt")
ways = among("feed", "press_page", "sitemap")


def words(ctx: typer.Context, incomplete: str) -> list[str]:
    """Words of the query language: fields, and the values of those whose values have names."""
    from aggregator.archive.grammar import FIELDS

    field, colon, value = incomplete.partition(":")
    if not colon:
        return [f"{name}:" for name in FIELDS if incomplete and name.startswith(incomplete)]
    found = _VALUES[field](ctx, value.removeprefix('"')) if field in _VALUES else []
    return [Offer(f'{field}:"{name}"' if " " in name or '"' in value else f"{field}:{name}") for name in found]


_VALUES: dict[str, Completer] = {
    "org": organisations,
    "party": organisations,
    "country": countries,
    "source": sources,
    "type": types,
    "status": statuses,
    "lang": languages,
    "watched": among("yes", "no", "org", "country"),
    "deals": among("yes", "no"),
    "is": among("seen", "unseen", "starred", "noted", "labelled", "corrected"),
    "review": among("yes", "no", "verdict", "parties", "day", "unknown", "opinion"),
}


def _offered(incomplete: str, *lists: Iterable[str], most: int = MOST) -> list[str]:
    """The names that begin with what was typed, each once; case does not count."""
    start = incomplete.casefold()
    found: dict[str, None] = {}
    for name in (name for names in lists for name in names):
        if name.casefold().startswith(start) and safe(name):
            found[Offer(name)] = None
            if len(found) >= most:
                break
    return list(found)


def _archived(ctx: typer.Context, kind: str, incomplete: str) -> tuple[str, ...]:
    """Names of the archive in use; none where there is no archive that can be read."""
    from aggregator import archive
    from aggregator.archive import names
    from aggregator.errors import AggregatorError

    try:
        with archive.open(_settings(ctx).archive_path(), write=False) as opened:
            return names.beginning(opened, kind, incomplete, MOST)
    except AggregatorError:
        return ()


def _settings(ctx: typer.Context) -> Settings:
    """The global options as typed so far: while completing, no command line is whole enough to be run."""
    told = ctx.find_root().params
    config, path = (Path(told[name]) if told.get(name) else None for name in ("config", "archive"))
    return Settings(config=config, archive=path)


def _registered() -> Iterator[str]:
    """Every name of the shipped register."""
    for row in _rows():
        yield row[0]
        yield from row[1].split("|") if row[1] else ()


def _rows() -> Iterator[list[str]]:
    """The rows of the shipped register: a read of its file, without making a register of it."""
    from aggregator.reference.shipped import REGISTER

    with REGISTER.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        yield from rows


def _configured(ctx: typer.Context) -> Iterator[str]:
    """Names of feeds.toml, whatever else is wrong with it."""
    import tomllib

    try:
        document = tomllib.loads(_settings(ctx).config_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    tables = document.get("source")
    for table in tables if isinstance(tables, list) else ():
        if isinstance(table, dict) and isinstance(table.get("name"), str):
            yield table["name"]
