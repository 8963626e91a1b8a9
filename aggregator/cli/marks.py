"""`mark`: what the analyst notes of stories."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator import archive, clock, screen
from aggregator.archive import analyst, read
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
def mark(
    ctx: typer.Context,
    ids: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of stories.", show_default=False)],
    seen: Annotated[bool | None, typer.Option("--seen/--unseen", help="Seen, or not.")] = None,
    star: Annotated[bool | None, typer.Option("--star/--unstar", help="Starred, or not.")] = None,
    label: Annotated[list[str] | None, typer.Option(help="Add a label; may be repeated.")] = None,
    unlabel: Annotated[list[str] | None, typer.Option(help="Take a label off.")] = None,
    note: Annotated[str | None, typer.Option(help="A note, in place of the last one; empty: none.")] = None,
) -> None:
    """Mark stories as seen or starred, label them, note something."""
    settings: Settings = ctx.obj
    now = clock.now()
    with archive.open(settings.archive_path(), write=True) as opened:
        kept = []
        for number in ids:
            story = read.story_of(opened, number)
            if story is None:
                raise UsageError(f"There is no story {number}.", hint="`aggregator query` shows the numbers.")
            old = analyst.mark(opened, story)
            labels = [each for each in dict.fromkeys((*old.labels, *(label or ()))) if each not in (unlabel or ())]
            kept.append(
                analyst.Mark(
                    story,
                    old.seen if seen is None else now if seen else None,
                    old.starred if star is None else (old.starred or now) if star else None,
                    tuple(labels),
                    old.note if note is None else note,
                )
            )
        analyst.keep(opened, kept)
    if settings.verbosity >= 0:
        screen.note(f"{len(kept)} {'story' if len(kept) == 1 else 'stories'} marked")
