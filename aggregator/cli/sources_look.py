"""`aggregator sources test`: read one feed, sitemap or newsroom page, from a file or the network, and file nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator import clock, screen, sources
from aggregator.cli import naming
from aggregator.cli.settings import Settings
from aggregator.errors import AggregatorError, SourceError, UsageError
from aggregator.model import Entry, Findings, Page, Request, Source

COLUMNS = (
    screen.Column("published", least=10, most=25, rank=1),
    screen.Column("title", least=20, most=90),
    screen.Column("url", least=20, most=120, rank=2),
)
NOTHING_READ = 4
_SHOWN = 40


def look(
    ctx: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL|NAME", help="A file, an address, or the name of a source in feeds.toml.", autocompletion=naming.configured
        ),
    ],
    kind: Annotated[str | None, typer.Option(help="feed, press_page or sitemap; default: as it looks.", autocompletion=naming.ways)] = None,
    url: Annotated[
        str, typer.Option(metavar="BASE", help="The address that a file was saved from: its relative links lead from there.")
    ] = "",
    format: Annotated[str, typer.Option(help="table or json.", autocompletion=naming.among("table", "json"))] = "table",
    article: Annotated[bool, typer.Option("--article", help="Read it as an article: text, title and day, and why.")] = False,
) -> None:
    """Read one source and show what it lists, without filing anything. A file needs no network.

    Examples: `aggregator sources test https://example.org/news`, `aggregator sources test saved.html --url https://example.org/news`,
    `aggregator sources test --article https://example.org/news/2026/alliance`.

    Ends with 0, or with 4 when nothing could be read; the problems say why.
    """
    if format not in ("table", "json"):
        raise UsageError(f"There is no format {format!r} here.", hint="Choose table or json.")
    source, answer = _asked(ctx.obj, target, url)
    if article:
        _explain(ctx.obj, source, answer)
        return
    findings = _read(source, answer, kind)
    if format == "json":
        typer.echo(json.dumps(_row(findings), ensure_ascii=False, indent=1))
    else:
        _show(findings)
    if not findings.entries and not findings.follow and findings.problems:
        raise typer.Exit(NOTHING_READ)


def _asked(settings: Settings, target: str, base: str) -> tuple[Source, Page | AggregatorError]:
    """The source that is meant, and the page: from the file, or from the network."""
    path = Path(target)
    if path.is_file():
        page = Page(base, base, 200, path.read_bytes(), "", None, None, None, clock.now())
        return Source(target, base, ""), page
    if not target.startswith(("http://", "https://")):
        named = [source for source in settings.load().sources if source.name.casefold() == target.casefold()]
        if not named:
            raise UsageError(f"{target!r} is no file, no address and no source.", hint="An address begins with https://.")
        return named[0], _fetched(settings, named[0].url)
    return Source(target, target, ""), _fetched(settings, target)


def _fetched(settings: Settings, url: str) -> Page | AggregatorError:
    from aggregator.fetch import Fleet

    with Fleet(settings.load().limits) as fleet:
        for _, answer in fleet.pages([Request(url)]):
            if isinstance(answer, Page | AggregatorError):
                return answer
            raise answer
    return SourceError("Nothing was answered.", where=url)


def _read(source: Source, answer: Page | AggregatorError, kind: str | None) -> Findings:
    """What the page lists; an error becomes a problem."""
    if isinstance(answer, AggregatorError):
        return Findings(kind or source.kind, problems=(f"{answer.message} {answer.hint}".strip(),))
    try:
        found = kind or source.kind or sources.recognise(answer)
        if found is None:
            return Findings("", problems=("This is no feed, no sitemap and no web page.",))
        return sources.read(
            Source(source.name, source.url, found, source.organisation, source.country, source.language, selectors=source.selectors), answer
        )
    except SourceError as error:
        return Findings(kind or "", problems=(f"{error.message} {error.hint}".strip(),))


def _explain(settings: Settings, source: Source, answer: Page | AggregatorError) -> None:
    """Show what was read of an article's page, with the selectors of the source whose site it is on."""
    from aggregator import extract, urls

    if isinstance(answer, AggregatorError):
        raise answer
    registered = settings.load().sources if settings.config_path().exists() else ()
    home = next((each for each in registered if urls.site(each.url) == urls.site(answer.url)), source)
    for line in extract.explain(answer, Entry(answer.url, home.name), home):
        screen.write([screen.Passage(line)])


def _row(findings: Findings) -> dict[str, Any]:
    return {
        "kind": findings.kind or None,
        "entries": [
            {"title": entry.title, "url": entry.url, "published": entry.published.iso() if entry.published else None}
            for entry in findings.entries
        ],
        "follow": list(findings.follow),
        "problems": list(findings.problems),
    }


def _show(findings: Findings) -> None:
    rows = [[entry.published.iso() if entry.published else "", entry.title or "", entry.url] for entry in findings.entries]
    screen.table(COLUMNS, rows[:_SHOWN] if screen.interactive() else rows)
    screen.note(f"{findings.kind or 'nothing'}: {len(rows)} entries, {len(findings.follow)} further pages")
    for text in findings.problems:
        screen.warning(text)
