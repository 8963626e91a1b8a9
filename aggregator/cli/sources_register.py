"""`aggregator sources list | enable | disable | remove | import | export`: the register in feeds.toml."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator import screen
from aggregator.cli import naming
from aggregator.cli.listing import Fact, Format, records
from aggregator.cli.settings import Settings
from aggregator.errors import ArchiveError, UsageError
from aggregator.masks import masked
from aggregator.model import Source
from aggregator.refusal import wishes

COLUMNS = (
    screen.Column("name", least=16, cut="never"),
    screen.Column("kind", least=10, most=10, rank=2),
    screen.Column("country", least=2, most=7, rank=3),
    screen.Column("category", least=4, most=10, rank=4),
    screen.Column("on", least=2, most=3, rank=1),
    screen.Column("address", least=24, most=100, rank=5, cut="middle"),
    screen.Column("publisher", least=6, most=30, rank=6),
)

FACTS = ("name", "url", "kind", "organisation", "country", "language", "category", "enabled", "note", "keywords", "every", "notices")
"""What is told of a source in a file. `every`: seconds; `notices`: what its publisher has said to programs."""

Names = Annotated[
    list[str], typer.Argument(metavar="NAME…", help="Sources by name; case does not matter.", autocompletion=naming.configured)
]


def join(app: typer.Typer) -> None:
    """Add these commands to the group."""
    app.command("list")(list_sources)
    app.command("enable")(enable)
    app.command("disable")(disable)
    app.command("remove")(remove)
    app.command("import")(import_sources)
    app.command("export")(export_sources)


def list_sources(
    ctx: typer.Context,
    enabled: Annotated[bool | None, typer.Option("--enabled/--disabled", help="Only those that are on, or off.")] = None,
    category: Annotated[str | None, typer.Option(help="Only those of this category.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Only those of this country: code or any usual name.", autocompletion=naming.countries)
    ] = None,
    format: Format = "table",
) -> None:
    """List the sources of feeds.toml. Tokens and passwords in their addresses are masked; `sources export` writes them whole.

    Examples: `aggregator sources list --enabled`, `aggregator sources list --category corporate --country Singapore`,
    `aggregator sources list --format xlsx > sources.xlsx`.
    """
    settings: Settings = ctx.obj
    code = country_code(country) if country else None
    sources = settings.load().sources
    chosen = [
        source
        for source in sources
        if (enabled is None or source.enabled == enabled)
        and (category is None or (source.category or "").casefold() == category.casefold())
        and (code is None or source.country == code)
    ]
    _unheard(sources, category, code)
    said = _said(settings)
    if format == "table":
        screen.table(COLUMNS, [_cells(source, wishes(said.get(source.name, ()))) for source in chosen])
    else:
        records("Sources", FACTS, [_row(source) | {"notices": said.get(source.name, ())} for source in chosen], format)


def _unheard(sources: Iterable[Source], category: str | None, code: str | None) -> None:
    """Say of what was asked for that no source has it, whatever else is asked."""
    categories = {source.category or "" for source in sources}
    if category is not None and category.casefold() not in map(str.casefold, categories):
        screen.warning(f"No source is of the category {category!r}. There are: {', '.join(sorted(categories - {''})) or 'none'}.")
    if code is not None and not any(source.country == code for source in sources):
        screen.warning(f"No source is of the country {code}.")


def _cells(source: Source, said: str = "") -> tuple[str, ...]:
    on = "yes" if source.enabled else "no"
    return (source.name, source.kind, source.country or "", source.category or "", on, masked(source.url), said)


def _said(settings: Settings) -> dict[str, tuple[str, ...]]:
    """What publishers have said to programs, by source, as far as an archive knows it."""
    from aggregator import archive
    from aggregator.archive import health

    path = settings.archive_path()
    if not path.exists():
        return {}
    try:
        with archive.open(path, write=False) as opened:
            return health.notices(opened)
    except ArchiveError:
        return {}  # the register can be listed all the same


def enable(ctx: typer.Context, names: Names) -> None:
    """Turn sources on: the next run visits them.

    Example: `aggregator sources enable "Fierce Healthcare"`.
    """
    _switch(ctx.obj, names, True)


def disable(ctx: typer.Context, names: Names) -> None:
    """Turn sources off: they stay in feeds.toml, and what they gave stays in the archive.

    Example: `aggregator sources disable STAT "Endpoints News"`.
    """
    _switch(ctx.obj, names, False)


def remove(ctx: typer.Context, names: Names) -> None:
    """Take sources out of feeds.toml; what they gave stays in the archive.

    Example: `aggregator sources remove "Old newsroom"`.
    """
    from aggregator.config import edit

    settings: Settings = ctx.obj
    for name in names:
        edit.remove(settings.config_path(), name)
        screen.note(f"removed {name}")


def import_sources(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="OPML (.opml, .xml) or CSV (.csv) file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be added, change nothing.")] = False,
    enabled: Annotated[bool, typer.Option("--enabled/--disabled", help="Whether the new sources are visited at once.")] = True,
) -> None:
    """Add the sources of an OPML or CSV file to feeds.toml; addresses that are there already are left out.

    Examples: `aggregator sources import subscriptions.opml --dry-run`, `aggregator sources import list.csv --disabled`.
    """
    from dataclasses import replace

    from aggregator.config import edit, exchange

    settings: Settings = ctx.obj
    there = settings.load().sources if settings.config_path().exists() else ()
    rows = [row for row in _rows(file) if row["url"] not in {source.url for source in there}]
    good, bad = exchange.checked(rows, taken=[source.name for source in there])
    good = good if enabled else tuple(replace(source, enabled=False) for source in good)
    for line in bad:
        screen.warning(f"left out: {line}")
    screen.table(COLUMNS, [_cells(source) for source in good])
    if good and not dry_run:
        edit.add(settings.config_path(), good, f"imported from {file.name}")
    screen.note(f"{len(good)} {'would be ' if dry_run else ''}added, {len(bad)} left out as mistaken, {len(there)} were there before")


def export_sources(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(help="Where to write; - for stdout.")] = "-",
    format: Annotated[
        str | None, typer.Option(help="opml or csv; default: by the file's ending, else csv.", autocompletion=naming.among("opml", "csv"))
    ] = None,
) -> None:
    """Write the register as OPML (for feed readers) or CSV (for spreadsheets).

    Examples: `aggregator sources export sources.opml`, `aggregator sources export --format csv > sources.csv`.
    """
    from aggregator.config import exchange

    settings: Settings = ctx.obj
    writers = {"opml": exchange.to_opml, "csv": exchange.to_csv}
    chosen = format or (Path(file).suffix.lstrip(".").casefold() if file != "-" else "csv")
    if chosen not in writers:
        raise UsageError(f"There is no format {chosen!r} for sources.", hint="Choose opml or csv with --format, or by the file's ending.")
    text = writers[chosen](settings.load().sources)
    if file == "-":
        typer.echo(text, nl=False)
    else:
        Path(file).write_text(text, encoding="utf-8")


def _switch(settings: Settings, names: Iterable[str], on: bool) -> None:
    from aggregator.config import edit

    for name in names:
        edit.set_enabled(settings.config_path(), name, on)
        screen.note(f"{name}: {'on' if on else 'off'}")


def _rows(file: Path) -> list[dict[str, Any]]:
    from aggregator.config import exchange

    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", hint="Name an OPML or CSV file.") from None
    if file.suffix.casefold() == ".csv":
        return list(exchange.from_csv(content.decode("utf-8-sig", "replace")))
    return list(exchange.from_opml(content))


def country_code(name: str) -> str:
    """The code of a country by any usual name. Raises UsageError with suggestions."""
    from aggregator.reference import countries

    code = countries.code(name)
    if code is None:
        raise UsageError(f"{name!r} is no country that we know.", hint="Did you mean " + ", ".join(countries.suggest(name)) + "?")
    return code


def _row(source: Source) -> dict[str, Fact]:
    return {name: getattr(source, name) for name in FACTS[:-2]} | {"every": source.every.total_seconds() if source.every else None}
