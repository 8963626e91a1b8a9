"""Options that several commands share, as values: a command takes `filters: Filters`, and typer sees one option a field."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Annotated, Any, get_type_hints

import typer

from aggregator import clock, periods
from aggregator.archive.grammar import Either, parse, quoted, show
from aggregator.cli import naming
from aggregator.cli.listing import Format
from aggregator.errors import UsageError
from aggregator.model import Query

Command = Callable[..., None]
_MEANT = {"--in": "A period is a field here, in:2025 or in:2025-10; or name its days: --since 2025-01-01 --until 2025-12-31."}
"""What to write instead of an option that another command has."""
LENIENT = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""For commands that take words: -word is a word to do without, not an option."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which stories: the options of `query`, `export`, `deals` and `brief`."""

    words: Annotated[
        list[str] | None,
        typer.Argument(help="Words and fields of the query language, see below.", show_default=False, autocompletion=naming.words),
    ] = None
    org: Annotated[
        list[str] | None,
        typer.Option(help="An organisation by any name, its subsidiaries included. Twice: both.", autocompletion=naming.organisations),
    ] = None
    country: Annotated[list[str] | None, typer.Option(help="A country by code or name. Twice: both.", autocompletion=naming.countries)] = (
        None
    )
    since: Annotated[str | None, typer.Option(help="First day: 2026-11-02, 2026-11, 7d, yesterday, monday …")] = None
    until: Annotated[str | None, typer.Option(help="Last day.")] = None
    last: Annotated[str | None, typer.Option(help="A length of time up to today: 7d, 2w, 3m, 1y.")] = None
    week: Annotated[str | None, typer.Option(help="A calendar week: 2026-W47, last week.")] = None
    type: Annotated[
        list[str] | None, typer.Option(help="Type of deal: mou, joint_venture … Twice: any of them.", autocompletion=naming.types)
    ] = None
    source: Annotated[list[str] | None, typer.Option(help="Told by this source. Twice: any of them.", autocompletion=naming.sources)] = None
    deals: Annotated[bool, typer.Option("--deals", help="Partnerships only.")] = False
    unseen: Annotated[bool, typer.Option("--unseen", help="Only what you have not marked as seen.")] = False
    watched: Annotated[bool, typer.Option("--watched", help="Only about organisations and countries on your watch list.")] = False
    review: Annotated[bool, typer.Option("--review", help="Only what is in doubt, the most doubtful first.")] = False
    party: Annotated[
        list[str] | None, typer.Option(help="The same as --org, but as a partner of the deal.", autocompletion=naming.organisations)
    ] = None
    status: Annotated[
        list[str] | None, typer.Option(help="Status of the deal: signed, completed … Twice: any of them.", autocompletion=naming.statuses)
    ] = None
    lang: Annotated[
        list[str] | None, typer.Option(help="Language of a report: a code such as zh. Twice: any of them.", autocompletion=naming.languages)
    ] = None

    def query(self, limit: int = 0, sort: str = "date") -> Query:
        """The question these options ask. Raises UsageError for days that cannot be read, or options meant as words."""
        since, until = self.days(today())
        return Query(
            words=self._asked(),
            organisations=tuple(self.org or ()),
            countries=tuple(self.country or ()),
            since=since,
            until=until,
            deal_types=tuple(self.type or ()),
            sources=tuple(self.source or ()),
            deals=self.deals,
            limit=limit,
            sort="doubt" if self.review and sort == "date" else sort,
        )

    def text(self) -> str:
        """The same question in the query language, days as they were typed: to be saved. Raises UsageError as `query` does."""
        self.query()
        both = [("org", each) for each in self.org or ()] + [("country", each) for each in self.country or ()]
        any_of = [("type", each) for each in self.type or ()] + [("source", each) for each in self.source or ()]
        told = [("since", self.since), ("until", self.until), ("in", self.last), ("week", self.week)]
        fields = [f"{name}:{quoted(value)}" for name, value in (*both, *any_of, *told) if value]
        flags = ["deals:yes"] * self.deals + self._flags()
        words = show(parse(" ".join(self.words or ())).tree)
        return " ".join(filter(None, (f"({words})" if words and (fields or flags) else words, *fields, *flags)))

    def _asked(self) -> str:
        """The words with the marks asked for, which hold for all of them: of `a OR b`, too."""
        words, flags = " ".join(_word(each) for each in self.words or ()), self._flags()
        if flags and isinstance(tree := parse(words).tree, Either):
            words = f"({show(tree)})"
        return " ".join(filter(None, (words, *flags)))

    def _flags(self) -> list[str]:
        told = (("party", self.party), ("status", self.status), ("lang", self.lang))
        fields = [f"{name}:{quoted(value)}" for name, values in told for value in values or ()]
        return [*fields, *["is:unseen"] * self.unseen, *["watched:yes"] * self.watched, *["review:yes"] * self.review]

    def days(self, now: date) -> tuple[date | None, date | None]:
        """First and last day, where told: all of --since, --until, --last and --week together."""
        firsts = [periods.day(self.since, now)] if self.since else []
        lasts = [periods.day(self.until, now, last=True)] if self.until else []
        spans = [periods.period(self.last, now)] if self.last else []
        spans += [periods.week(self.week, now)] if self.week else []
        firsts += [first for first, _ in spans]
        lasts += [end for _, end in spans]
        if firsts and lasts and max(firsts) > min(lasts):
            raise UsageError(
                f"The first day {max(firsts)} is after the last one {min(lasts)}.", hint="Check --since, --until, --last and --week."
            )
        return max(firsts, default=None), min(lasts, default=None)


@dataclass(frozen=True, slots=True)
class Shape:
    """How an answer is to look."""

    articles: Annotated[bool, typer.Option("--articles", help="One row an article, copies included, instead of one a story.")] = False
    format: Format = "table"
    columns: Annotated[
        str, typer.Option(help="Columns in this order, by comma: id,title,parties. help: list them.", autocompletion=naming.columns)
    ] = ""
    limit: Annotated[int, typer.Option(min=0, help="At most so many rows; 0: all.")] = 50
    sort: Annotated[
        str,
        typer.Option(
            help="date (undated: by the day fetched), relevance (of the newest 20,000 hits), parties or doubt.", autocompletion=naming.sorts
        ),
    ] = "date"

    def names(self) -> tuple[str, ...]:
        """The columns asked for; none: the usual ones."""
        return tuple(part.strip() for part in self.columns.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Report:
    """What to tell instead of the rows."""

    count: Annotated[bool, typer.Option("--count", help="Only how many there are.")] = False
    group_by: Annotated[
        str,
        typer.Option(
            help="How many of each: org, party, country, watched, type, status, source, lang, day, week, month, year.",
            autocompletion=naming.groups,
        ),
    ] = ""
    explain: Annotated[bool, typer.Option("--explain", help="Also say, on stderr, how the query was read.")] = False
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL instead of asking it.")] = False
    exit_status: Annotated[bool, typer.Option("--exit-status", help="Exit with 1 when nothing is found, like grep.")] = False


@dataclass(frozen=True, slots=True)
class Target:
    """How a file is to be written."""

    articles: Annotated[bool, typer.Option("--articles", help="One row an article, copies included, instead of one a story.")] = False
    format: Annotated[
        str, typer.Option(help="csv, json, jsonl, md, html, xlsx or docx; else by the file's extension.", autocompletion=naming.files)
    ] = ""
    columns: Annotated[
        str, typer.Option(help="Columns in this order, by comma; default: all. help: list them.", autocompletion=naming.columns)
    ] = ""
    sort: Annotated[
        str,
        typer.Option(
            help="date (undated: by the day fetched), relevance (of the newest 20,000 hits), parties or doubt.", autocompletion=naming.sorts
        ),
    ] = "date"
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, which old spreadsheets need.")] = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a briefing is about, beside its filters."""

    within: Annotated[str, typer.Option("--in", help="Any period: 2026-10, 2026-Q3, last month …")] = ""
    search_name: Annotated[
        str, typer.Option("--search", help="Only what this saved search finds, as a series of its own.", autocompletion=naming.searches)
    ] = ""
    by: Annotated[str, typer.Option(help="Part the deals by: none, region, type or search (saved ones).", autocompletion=naming.parts)] = (
        "none"
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """How and where a briefing is to be written."""

    format: Annotated[
        str, typer.Option(help="md, html, docx, xlsx, csv, json or jsonl; else by the file's extension.", autocompletion=naming.files)
    ] = ""
    output: Annotated[str, typer.Option("--output", "-o", help="The file to write; - is stdout.")] = "-"
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV with a byte order mark, which old spreadsheets need.")] = False


@dataclass(frozen=True, slots=True)
class Noting:
    """What is to be noted of a story; None: as it was."""

    seen: Annotated[bool | None, typer.Option("--seen/--unseen", help="Seen, or not.")] = None
    star: Annotated[bool | None, typer.Option("--star/--unstar", help="Starred, or not.")] = None
    label: Annotated[list[str] | None, typer.Option(help="Add a label; may be repeated.")] = None
    unlabel: Annotated[list[str] | None, typer.Option(help="Take a label off.")] = None
    note: Annotated[str | None, typer.Option(help="A note, in place of the last one; empty: none.")] = None


def today() -> date:
    """The day it is here."""
    return clock.now().astimezone().date()


def spread(function: Command) -> Command:
    """The command with each dataclass parameter taken apart into its fields, so that typer makes an option of each."""
    hints = get_type_hints(function, include_extras=True)
    groups = {name: hint for name, hint in hints.items() if isinstance(hint, type) and is_dataclass(hint) and _ours(hint)}
    parameters = []
    for name, parameter in inspect.signature(function).parameters.items():
        parameters += _fields(groups[name]) if name in groups else [parameter.replace(annotation=hints[name])]

    def command(**given: Any) -> None:
        for name, kind in groups.items():
            given[name] = kind(**{each.name: given.pop(each.name) for each in fields(kind)})
        function(**given)

    command.__name__, command.__doc__, command.__module__ = function.__name__, function.__doc__, function.__module__
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__signature__ = inspect.Signature(sorted(parameters, key=_defaulted))  # type: ignore[attr-defined]
    return command


def _ours(kind: type) -> bool:
    return kind.__module__.startswith("aggregator.cli.")


def _fields(kind: type) -> list[inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    named = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [inspect.Parameter(each.name, named, default=each.default, annotation=hints[each.name]) for each in fields(kind)]


def _defaulted(parameter: inspect.Parameter) -> bool:
    return parameter.default is not inspect.Parameter.empty


def _word(text: str) -> str:
    if text == "-h":
        raise UsageError("-h would be a story without the word h.", hint="Help is --help here; to leave the word out, write 'NOT h'.")
    if text.startswith("--") and len(text) > 2:
        usual = "See --help. To look for such a word, put it in quotation marks: '\"--word\"'."
        raise UsageError(f"There is no option {text}.", hint=_MEANT.get(text.partition("=")[0], usual))
    return text
