"""`orgs import` and `orgs export`: registers of others into the user's own, and his own as a CSV."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from aggregator import archive, clock, export, screen
from aggregator.archive import enrolling, lock, register
from aggregator.archive.handle import Archive
from aggregator.archive.register import Own
from aggregator.cli import answers, identity, naming
from aggregator.cli.listing import streamed
from aggregator.cli.options import spread
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.model import Organisation
from aggregator.reference import gazetteer, registers
from aggregator.reference.names import fold
from aggregator.reference.registers import Found, Unusable
from aggregator.screen import Column

EXAMPLES = """\b
Examples:
  aggregator orgs import hospitals.csv
  aggregator orgs import v1.70-ror-data.zip --country SG --country MY --type healthcare --dry-run
  aggregator orgs import 20261122-gleif-goldencopy-lei2-golden-copy.csv.zip --country DE --named klinik --named krankenhaus
"""
_COLUMNS = ("id", "name", "aliases", "kind", "country", "parent", "domain", "ambiguous_forms")
_PREVIEW = (
    Column("id", 12, 34, 3, style="dim"), Column("name", 24, 60, 0), Column("country", 7, 7, 1), Column("kind", 8, 16, 2),
    Column("type", 8, 20, 4), Column("names", 5, 5, 3, right=True),
)  # fmt: skip
_SHOWN = 20
_TOLD = 5  # rows that hold no organisation are named, so many of them


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which organisations of a file: all conditions hold; of one given several times any does."""

    country: Annotated[
        list[str] | None,
        typer.Option(help="Only with a seat there, by code or name. May be repeated, as the others.", autocompletion=naming.countries),
    ] = None
    type: Annotated[list[str] | None, typer.Option(help="Only what the file calls so: healthcare (ROR), fund (GLEIF) …")] = None
    kind: Annotated[
        list[str] | None, typer.Option(help="Only what would be of this kind of ours: hospital, university …", autocompletion=naming.kinds)
    ] = None
    named: Annotated[list[str] | None, typer.Option(help="Only with this in one of their names.")] = None
    limit: Annotated[int, typer.Option(min=0, help="At most so many; 0: all.")] = 0

    def passing(self, found: Iterator[Found | Unusable], counts: Counter[str], unusable: list[Unusable]) -> Iterator[Found]:
        """Those that are chosen; `counts` gathers what became of the rest, `unusable` the first rows that hold none. Raises UsageError for
        an unknown country."""
        codes = {identity.country(each) for each in self.country or ()}
        types = {each.casefold() for each in self.type or ()}
        kinds = {"_".join(each.casefold().replace("-", " ").split()) for each in self.kind or ()}
        parts = [fold(each) for each in self.named or ()]
        for each in found:
            if isinstance(each, Unusable):
                counts["unusable"] += 1
                unusable += [each] if len(unusable) < _TOLD else []
            elif not each.active:
                counts["gone"] += 1
            elif not _fits(each, codes, (types, kinds), parts):
                counts["passed over"] += 1
            elif _is_shipped(each.organisation):
                counts["known"] += 1
            else:
                yield each


def join(app: typer.Typer) -> None:
    """Put these commands into the group."""
    app.command("import", epilog=EXAMPLES)(import_)
    app.command("export", epilog="\b\nExamples:\n  aggregator orgs export mine.csv\n  aggregator orgs export - | head")(export_)


@spread
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV, a ROR data dump or a GLEIF golden copy, zipped or not.", show_default=False)],
    sieve: Sieve,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be taken over; change nothing.")] = False,
) -> None:
    """Take organisations of a CSV, ROR's data dump or GLEIF's golden copy into your own register."""
    settings: Settings = ctx.obj
    counts: Counter[str] = Counter()
    unusable: list[Unusable] = []
    chosen = _counted(sieve.passing(registers.read(file), counts, unusable), counts)
    chosen = islice(chosen, sieve.limit) if sieve.limit else chosen
    if dry_run:
        screen.table(_PREVIEW, [_preview(each) for each in islice(chosen, _SHOWN)])
        for _ in chosen:  # the rest is only counted
            pass
    else:
        path = settings.archive_path()
        with lock.held(path), archive.open(path, write=True) as opened, opened.transaction():
            enrolling.enrol(opened, (Own(each.organisation, file.name) for each in chosen), clock.now())
    for row in unusable:
        screen.warning(f"{row.where}: {row.why}")
    if settings.verbosity >= 0:
        screen.note(_summary(counts, dry_run=dry_run))


def _fits(found: Found, codes: set[str], kinds: tuple[set[str], set[str]], parts: list[str]) -> bool:
    one, (types, ours) = found.organisation, kinds
    if (codes and one.country not in codes) or (types and not types & set(found.types)) or (ours and one.kind not in ours):
        return False
    return not parts or any(part in fold(name) for name in (one.name, *one.aliases) for part in parts)


def _is_shipped(organisation: Organisation) -> bool:
    """Whether the shipped register has it: the same name, and no other country."""
    bearers = gazetteer().named(organisation.name)
    return any(each.id != organisation.id and (organisation.country or each.country) == each.country for each in bearers)


def _counted(chosen: Iterator[Found], counts: Counter[str]) -> Iterator[Found]:
    """The chosen ones, counted by country; progress on a terminal."""
    with screen.progress("orgs import") as advance:
        for each in chosen:
            counts["chosen"] += 1
            counts[f"country {each.organisation.country or 'unknown'}"] += 1
            advance(sum(counts[name] for name in ("chosen", "known", "gone", "passed over", "unusable")), each.organisation.name)
            yield each


def _preview(found: Found) -> tuple[str, ...]:
    one = found.organisation
    return (
        one.id,
        one.name,
        one.country or "",
        one.kind or "",
        ", ".join(found.types),
        str(1 + len(one.aliases) + len(one.ambiguous_forms)),
    )


def _summary(counts: Counter[str], *, dry_run: bool) -> str:
    """What became of the rows, in a few lines."""
    seats = [(name.removeprefix("country "), count) for name, count in counts.most_common() if name.startswith("country ")]
    where = ", ".join(f"{name} {count}" for name, count in seats[:12]) + (" …" if len(seats) > 12 else "")
    told = {"known": "in the shipped register already", "gone": "no longer active", "passed over": "not chosen", "unusable": "unusable"}
    rest = ", ".join(f"{counts[name]} {label}" for name, label in told.items() if counts[name])
    verb = "would be taken over" if dry_run else "taken over"
    closing = "dry run: nothing was written" if dry_run else "run `aggregator retag` to tag what is archived with them"
    lines = [f"{counts['chosen']} organisations {verb}" + (f" ({where})" if where else ""), rest, closing if counts["chosen"] else ""]
    return "; ".join(filter(None, lines))


def export_(
    ctx: typer.Context, file: Annotated[str, typer.Argument(help="The CSV to write, or - for stdout.", show_default=False)]
) -> None:
    """Write your own register as a CSV that `orgs import` and `tag --register` read."""
    settings: Settings = ctx.obj
    if file != "-" and not file.lower().endswith(".csv"):
        raise UsageError(f"{file} is no CSV.", hint="Name a .csv file, or - for stdout.")
    with archive.open(settings.archive_path(), write=False) as opened:
        table = export.Table(_COLUMNS, _rows(opened))
        if file == "-":
            streamed(table, "csv", sys.stdout)
            return
        with answers.whole_file(Path(file)) as stream:
            count = streamed(table, "csv", stream)
    if settings.verbosity >= 0:
        screen.note(f"{count} organisations written to {file}")


def _rows(opened: Archive) -> Iterator[export.Row]:
    for each in (own.organisation for own in register.own(opened)):
        aliases, forms = ("|".join(name.replace("|", "/") for name in names) for names in (each.aliases, each.ambiguous_forms))
        yield (each.id, each.name, aliases, each.kind, each.country, each.parent, each.domain, forms)
