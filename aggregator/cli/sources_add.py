"""`aggregator sources add`: any address of a site in, the best way into its news written into feeds.toml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from aggregator import screen, urls
from aggregator.cli import naming
from aggregator.cli.settings import Settings
from aggregator.cli.sources_register import country_code
from aggregator.errors import SourceError, UsageError
from aggregator.model import Config, Limits, Source
from aggregator.reference import countries, gazetteer
from aggregator.refusal import wishes
from aggregator.sources import called

if TYPE_CHECKING:
    from aggregator.survey import Candidate

WAYS = (
    screen.Column("kind", least=4, most=10),
    screen.Column("entries", least=3, most=7, right=True),
    screen.Column("newest", least=10, most=10, rank=2),
    screen.Column("address", least=24, most=90),
    screen.Column("why", least=16, most=70, rank=1),
)
ENTRIES = (
    screen.Column("published", least=10, most=25),
    screen.Column("title", least=24, most=110),
    screen.Column("address", least=20, most=90, rank=1),
)
SHOWN = 8


def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="Any address of the site: home page, newsroom, feed, sitemap or robots.txt.")],
    name: Annotated[str | None, typer.Option(help="What to call it; default: what the site calls itself.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only ways of this kind: feed, press_page or sitemap.", autocompletion=naming.ways)
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(help="Code or any usual name; default: of the organisation, or of the address.", autocompletion=naming.countries),
    ] = None,
    category: Annotated[str | None, typer.Option(help="For example corporate, business, trade, wire, government.")] = None,
    keywords: Annotated[
        list[str] | None, typer.Option("--keyword", help="Fetch only what has this word; @health and @partnership are shipped lists.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before writing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what was found, write nothing.")] = False,
) -> None:
    """Find the best way into a site's news, show what it lists, and write it into feeds.toml; comments there stay.

    Examples: `aggregator sources add https://www.example.org --dry-run`,
    `aggregator sources add https://example.org/news --category corporate --yes`.
    """
    settings: Settings = ctx.obj
    config = _config(settings)
    if any(urls.key(source.url) == urls.key(url) for source in config.sources):
        raise UsageError(f"{url} is a source already.", hint="`aggregator sources test NAME` shows what it lists now.")
    from aggregator.config import edit, exchange

    source, tried = proposal(url, config.limits, kind=kind)
    source = replace(
        source,
        name=name or exchange.free(source.name, {each.name.casefold() for each in config.sources}),
        country=country_code(country) if country else source.country,
        category=category,
        keywords=tuple(keywords or ()),
    )
    _show(source, tried)
    if dry_run:
        return
    if not yes:
        typer.confirm(f"Write {source.name!r} into {settings.config_path()}?", abort=True, err=True)
    edit.add(settings.config_path(), [source], f"added from {url}: {tried[0].way.why}")
    screen.note(f"added {source.name!r} to {settings.config_path()}")


def proposal(url: str, limits: Limits, *, kind: str | None = None) -> tuple[Source, tuple[Candidate, ...]]:
    """The source that this address is best read by, and every way that was tried, that one first.

    Raises FetchError when the address cannot be had or its publisher refuses, SourceError when no way lists any article.
    """
    from aggregator import survey

    tried = survey.candidates(url, limits, kind)
    if not tried or not tried[0].worth:
        if refused := next((each.look.error for each in tried if each.look.refused), None):
            raise refused
        hint = "Give the address of the page that lists the news; `aggregator sources test URL` shows what is read there."
        raise SourceError("No feed, sitemap or listing with articles was found.", where=url, hint=hint)
    return _source(tried[0]), tried


def _source(best: Candidate) -> Source:
    host = urls.host(best.way.url)
    known = next(
        (each for each in gazetteer().organisations if each.domain and (host == each.domain or host.endswith("." + each.domain))), None
    )
    findings = best.look.findings
    title = called(findings.title or "") if findings else ""
    moved = best.look.page.permanent_url if best.look.page else None
    return Source(
        name=(known.name if known else title or host)[:80],
        url=moved or best.way.url,
        kind=best.way.kind,
        organisation=known.name if known else None,
        country=known.country if known else _of_address(host),
        language=findings.language[:2].casefold() if findings and findings.language else None,
    )


def _of_address(host: str) -> str | None:
    """The country of a two-letter top-level domain (ISO 3166-1, with uk for GB)."""
    ending = host.rpartition(".")[2]
    return countries.code("GB" if ending == "uk" else ending.upper()) if len(ending) == 2 and ending not in _GENERIC else None


_GENERIC = {"io", "ai", "co", "me", "tv", "cc", "ly", "fm", "to", "eu", "gg"}  # sold to anybody, whatever country they stand for


def _config(settings: Settings) -> Config:
    """The configuration, or the defaults where there is no file yet."""
    path = settings.config_path()
    if path.exists():
        return settings.load()
    from aggregator.config import tables

    return Config((), tables.FetchTable().limits(), path)


def _show(source: Source, tried: Sequence[Candidate]) -> None:
    screen.heading("Ways that were tried")
    rows = []
    for each in (each for each in tried if each.way.stated or each.worth):
        newest = each.look.newest
        why = each.look.error.message if each.look.error else each.way.why
        rows.append((each.way.kind, str(len(each.look.entries)), newest.isoformat() if newest else "", each.way.url, why))
    screen.table(WAYS, rows)
    if guessed := sum(not each.way.stated and not each.worth for each in tried):
        screen.note(f"{guessed} more addresses that are usual for such sites gave nothing")
    screen.heading("What the first one lists")
    entries = tried[0].look.entries[:SHOWN]
    screen.table(
        ENTRIES, [(entry.published.iso() if entry.published else "", entry.title or "", urlsplit(entry.url).path) for entry in entries]
    )
    facts = [(label, getattr(source, label)) for label in ("name", "kind", "url", "organisation", "country", "language", "category")]
    screen.heading("The source")
    for label, fact in facts:
        if fact:
            screen.write([screen.Passage(f"{label:13}", "dim"), screen.Passage(str(fact))])
    page = tried[0].look.page
    if page and (said := wishes(page.notices)):
        screen.warning(f"The publisher says to programs: {said}.")
