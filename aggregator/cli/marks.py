"""`mark`: what the analyst notes of stories."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from aggregator import archive, clock, screen
from aggregator.archive import analyst, read
from aggregator.archive.handle import Archive
from aggregator.cli.options import Noting, spread
from aggregator.cli.settings import Settings
from aggregator.errors import UsageError

app = typer.Typer(add_completion=False)

MARK_EXAMPLES = """\b
Examples:
  aggregator mark 17 18 --seen
  aggregator mark 17 --star --label follow-up --note "call the hospital"
  aggregator query --week 2026-W47 --columns id | tail -n +2 | xargs aggregator mark --seen
"""


@app.command("mark", epilog=MARK_EXAMPLES)
@spread
def mark(
    ctx: typer.Context,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of stories.", show_default=False)],
    noting: Noting,
) -> None:
    """Mark stories as seen or starred, label them, note something."""
    settings: Settings = ctx.obj
    now = clock.now()
    with archive.open(settings.archive_path(), write=True) as opened:
        kept = [_noted(analyst.mark(opened, _story(opened, number)), noting, now) for number in ids]
        analyst.keep(opened, kept)
    if settings.verbosity >= 0:
        screen.note(f"{len(kept)} {'story' if len(kept) == 1 else 'stories'} marked")


def _story(opened: Archive, number: int) -> int:
    story = read.story_of(opened, number)
    if story is None:
        raise UsageError(f"There is no story {number}.", hint="`aggregator query` shows the numbers.")
    return story


def _noted(old: analyst.Mark, noting: Noting, now: datetime) -> analyst.Mark:
    """The mark with what is to be noted now."""
    on, off = [_sound(each) for each in noting.label or ()], [_sound(each) for each in noting.unlabel or ()]
    return analyst.Mark(
        old.story,
        old.seen if noting.seen is None else now if noting.seen else None,
        old.starred if noting.star is None else (old.starred or now) if noting.star else None,
        tuple(each for each in dict.fromkeys((*old.labels, *on)) if each not in off),
        old.note if noting.note is None else _sound(noting.note),
    )


def _sound(text: str) -> str:
    """The text without bytes that are no UTF-8, which no archive can hold."""
    return text.encode("utf-8", "replace").decode()
