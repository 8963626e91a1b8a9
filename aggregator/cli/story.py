"""`show`: one story with all that is known of it. What made each of its tags: `why`, reasons.py."""

from __future__ import annotations

import difflib
import json
import sys
from datetime import date
from itertools import pairwise
from typing import Annotated

import typer

from aggregator import archive, export, screen
from aggregator.archive import analyst, correcting, read, relations
from aggregator.archive.corrections import Correction
from aggregator.archive.handle import Archive
from aggregator.cli import naming
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError
from aggregator.model import Filed, Partnership, Story
from aggregator.reference import countries
from aggregator.screen import Column, Passage

app = typer.Typer(add_completion=False)

_REPORTS = (
    Column("article", 2, 8, 0, right=True, style="cyan"), Column("published", 10, 10, 0), Column("report", 8, 16, 1),
    Column("source", 8, 24, 1), Column("language", 2, 8, 3), Column("title", 20, 100, 2), Column("url", 20, 90, 4, style="dim"),
)  # fmt: skip
Number = Annotated[int, typer.Argument(metavar="ID", help="The number of a story, as `aggregator query` shows it.", show_default=False)]


@app.command("show", epilog="\b\nExamples:\n  aggregator show 17\n  aggregator show 17 --diff\n  aggregator show 17 --format json")
def show(
    ctx: typer.Context,
    id: Number,
    format: Annotated[str, typer.Option(help="text or json.", autocompletion=naming.among("text", "json"))] = "text",
    diff: Annotated[bool, typer.Option("--diff", help="Show what changed between the versions of each report.")] = False,
) -> None:
    """Show one story: who with whom, the sentence that says so in its text, reports, versions, dates, related stories."""
    if format not in ("text", "json"):
        raise UsageError(f"There is no format {format!r}.", hint="Choose text or json.")
    settings: Settings = ctx.obj
    with archive.open(settings.archive_path(), write=False) as opened:
        story = found(opened, id)
        if format == "json":
            json.dump(export.values(story), sys.stdout, ensure_ascii=False, indent=1)
            sys.stdout.write("\n")
            return
        _head(story)
        _text(story.articles[0], story.partnership)
        _reports(story)
        _dates(story.articles[0])
        _versions(opened, story, diff)
        _pages(opened, story)
        _related(opened, story)
        _mark(analyst.mark(opened, story.id))
        _corrections(correcting.concerning(opened, story.id))


def found(opened: Archive, number: int) -> Story:
    """The story that answers to this number today. Raises UsageError when there is none."""
    today = read.story_of(opened, number)
    stories = read.stories(opened, (today,)) if today is not None else ()
    if not stories:
        raise UsageError(f"There is no story {number}.", hint="`aggregator query` shows the numbers.")
    return stories[0]


# ---- show --------------------------------------------------------------------------------------------------------------------


def _head(story: Story) -> None:
    copies = sum(each.copy_of is not None for each in story.articles)
    day = story.published.day.isoformat() if story.published else "undated"
    counts = f"{len(story.articles)} report{'s' * (len(story.articles) > 1)}" + (f", {copies} of them copied" if copies else "")
    screen.heading(story.title)
    screen.write([Passage(f"story {story.id} · {day} · first seen {story.first_seen:%Y-%m-%d} · {counts}", "dim")])
    screen.write([])
    _labelled("countries", ", ".join(f"{countries.name(code)} ({code})" for code in story.countries))
    _labelled("organisations", ", ".join(each.name for each in story.organisations))
    if story.partnership:
        _deal(story.partnership)
    else:
        tags = story.articles[0].tags
        _labelled("no deal", f"{(tags.reason or 'no sign of one').replace('_', ' ')}, probability of a deal {tags.probability:.2f}")
    for filed in story.articles:
        of = f"report {filed.id} ({filed.article.source}): " if len(story.articles) > 1 else ""
        for doubt in filed.review:
            _labelled("in doubt", of + doubt.told, style="magenta")


def _deal(deal: Partnership) -> None:
    _labelled("parties", " × ".join(_party(each.name, each.country, each.role) for each in deal.parties))
    _labelled("deal", f"{deal.deal_type}, {deal.status}, confidence {deal.confidence:.2f}")
    _labelled("announced", f"{deal.announced} ({deal.announced_rule})" if deal.announced else "")
    _labelled("value", f"{deal.value.amount:,.0f} {deal.value.currency} ({deal.value.surface})" if deal.value else "")
    _labelled("topics", ", ".join(deal.topics))
    for each in deal.evidence:
        _labelled("evidence", each.sentence, style="bold yellow")


def _party(name: str, country: str | None, role: str | None) -> str:
    known = ", ".join(each for each in (country, role) if each)
    return f"{name} ({known})" if known else name


def _labelled(label: str, value: str, style: str = "") -> None:
    if value:
        screen.write([Passage(f"{label}: ", "cyan"), Passage(value, style)])


def _text(lead: Filed, deal: Partnership | None) -> None:
    """The text of the report that speaks for the story, the evidence standing out where it stands."""
    own = lead.tags.partnership or deal
    spans = [(each.start, each.end) for each in own.evidence] if own else []
    whole = lead.article.whole
    at = len(lead.article.title) + 2
    _section(f"Text ({lead.article.publisher or lead.article.source}, {lead.article.language or 'language unknown'})")
    for paragraph in lead.article.paragraphs:
        inside = [
            (max(start, at) - at, min(end, at + len(paragraph)) - at) for start, end in spans if start < at + len(paragraph) and end > at
        ]
        if whole[at : at + len(paragraph)] == paragraph:
            screen.write(screen.excerpt(paragraph, inside), indent=2)
        at += len(paragraph) + 2


def _reports(story: Story) -> None:
    _section("Reports")
    first = min(
        story.articles, key=lambda each: (each.article.published is None, each.article.published and each.article.published.day, each.id)
    )
    rows = []
    for each in story.articles:
        kind = f"copy of {each.copy_of}" if each.copy_of is not None else "first" if each.id == first.id else "independent"
        article = each.article
        day = article.published.day.isoformat() if article.published else ""
        rows.append((str(each.id), day, kind, article.source, article.language or "", article.title, article.url))
    screen.table(_REPORTS, rows)


def _dates(lead: Filed) -> None:
    _section("Dates found")
    known = dict.fromkeys((*((lead.article.published,) if lead.article.published else ()), *lead.article.dates))
    rows = [(each.iso(), each.provenance, f"{each.confidence:.2f}", each.raw) for each in known]
    columns = (
        Column("date", 10, 32),
        Column("found in", 4, 12),
        Column("confidence", 4, 10, 2, right=True),
        Column("printed as", 8, 60, 1),
    )
    screen.table(columns, rows)


def _versions(opened: Archive, story: Story, diff: bool) -> None:
    revised = [each for each in story.articles if each.versions > 1]
    if not revised:
        return
    _section("Versions")
    for each in revised:
        earlier = read.versions(opened, each.id)
        replaced = ", ".join(f"{version.replaced:%Y-%m-%d}" for version in earlier)
        screen.write([Passage(f"article {each.id}: {each.versions} versions, replaced {replaced}" + ("" if diff else " (see --diff)"))])
        texts = [f"{version.title}\n\n{version.text}" for version in earlier] + [each.article.whole]
        for old, new in pairwise(texts) if diff else ():
            _difference(old, new)


def _pages(opened: Archive, story: Story) -> None:
    """Which reports have no stored page any more, or never had one."""
    gone = read.without_page(opened, tuple(each.id for each in story.articles))
    if gone:
        _section("Without a stored page")
    for article, reason in gone.items():
        screen.write([Passage(f"article {article}: {reason}")])


def _difference(old: str, new: str) -> None:
    styles = {"+": "green", "-": "red"}
    for line in list(difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0))[2:]:
        if line[1:].strip():
            screen.write([Passage(line[:1] + " " + line[1:] if line[0] in styles else line, styles.get(line[0], "dim"))], indent=2)


def _related(opened: Archive, story: Story) -> None:
    others = sorted(read.stories(opened, relations.related(opened, story.id)), key=_day)
    if not others:
        return
    _section("Other stories of these parties")
    columns = (
        Column("id", 2, 8, 0, right=True, style="cyan"),
        Column("published", 10, 10),
        Column("deal_type", 6, 22, 1),
        Column("title", 20, 160),
    )
    screen.table(
        columns,
        [
            (
                str(each.id),
                each.published.day.isoformat() if each.published else "",
                each.partnership.deal_type if each.partnership else "",
                each.title,
            )
            for each in others
        ],
    )


def _day(story: Story) -> tuple[date, int]:
    return story.published.day if story.published else story.first_seen.date(), story.id


def _mark(mark: analyst.Mark) -> None:
    noted = (("seen", f"{mark.seen:%Y-%m-%d}" if mark.seen else ""), ("starred", f"{mark.starred:%Y-%m-%d}" if mark.starred else ""))
    told = [(label, value) for label, value in (*noted, ("labels", ", ".join(mark.labels)), ("note", mark.note)) if value]
    if told:
        _section("Your marks")
    for label, value in told:
        _labelled(label, value)


def _corrections(said: tuple[Correction, ...]) -> None:
    """What the analyst set right: its number, since when, what is right now and what was said before."""
    if not said:
        return
    _section("Your corrections")
    columns = (
        Column("number", 2, 8, 0, right=True, style="cyan"),
        Column("made", 10, 10, 1),
        Column("said", 20, 120, 0),
        Column("note", 10, 80, 2),
    )
    screen.table(columns, [(str(each.id), f"{each.made:%Y-%m-%d}", each.words(), each.note) for each in said])


def _section(title: str) -> None:
    screen.write([])
    screen.heading(title)
