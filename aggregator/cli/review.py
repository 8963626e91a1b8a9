"""`review`: the stories in doubt, the most doubtful first; with --ask a language model of the user's choice is asked about them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator import archive, screen
from aggregator.archive import opinions, search
from aggregator.cli import answers
from aggregator.cli.options import LENIENT, Filters, Shape, spread, today
from aggregator.cli.settings import APPLICATION, Settings
from aggregator.errors import UsageError
from aggregator.model import Query
from aggregator.reference import gazetteer
from aggregator.screen import Column

if TYPE_CHECKING:
    from aggregator.opinion.settings import Settings as Endpoint
    from aggregator.pipeline.opinions import Asked

app = typer.Typer(add_completion=False)

EXAMPLES = """\b
Examples:
  aggregator review                      what is in doubt, and why
  aggregator review --last 7d --format csv
  aggregator review --ask --most 20      ask a second opinion on up to 20 of them

A second opinion needs an OpenAI-compatible endpoint, on this machine or elsewhere, named in the environment
(AGGREGATOR_LLM_URL, AGGREGATOR_LLM_MODEL, AGGREGATOR_LLM_KEY, AGGREGATOR_LLM_PRICE_IN and _PRICE_OUT for a
million tokens) or in second_opinion.toml in the user's config folder (chmod 600):

\b
  url = "http://localhost:11434/v1"
  model = "qwen3:8b"

The text of the articles in doubt goes to that endpoint, nothing else. An answer counts only where it quotes sentences
and names partners that stand in the text. It changes no tag: `why` shows it, and where it agrees the story leaves this list.
"""
_ANSWERS = (
    Column("article", 2, 8, 0, right=True, style="cyan"), Column("title", 24, 80, 1), Column("said", 20, 80, 0),
    Column("outcome", 10, 100, 0, style="magenta"), Column("tokens", 4, 8, 2, right=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InDoubt(Filters):
    """Which stories, of those in doubt: `--review` goes without saying."""

    review: Annotated[bool, typer.Option("--review", hidden=True)] = True


@app.command("review", epilog=EXAMPLES, context_settings=LENIENT)
@spread
def review(
    ctx: typer.Context,
    filters: InDoubt,
    shape: Shape,
    ask: Annotated[bool, typer.Option("--ask", help="Ask a language model about articles in doubt (see below).")] = False,
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="With --ask: articles at most.")] = 20,
) -> None:
    """List what is in doubt, the most doubtful first, with the reason; --ask gets a second opinion."""
    query = filters.query(0 if ask else shape.limit, shape.sort)
    if ask:
        _ask(ctx.obj, query, most)
        return
    with answers.Desk(ctx, query, articles=shape.articles) as desk:
        answers.show(desk, shape, answers.ARTICLES if shape.articles else answers.STORIES)
        spent, undoubted = opinions.spent(desk.archive), opinions.undoubted(desk.archive)
    if undoubted and not desk.quiet:
        screen.note("No doubts are on file. Of what an older release filed, `aggregator retag` finds them.")
    if spent.answers and not desk.quiet:
        screen.note(f"Second opinions so far: {_bill(spent)}")


def _ask(settings: Settings, query: Query, most: int) -> None:
    """Ask about the stories of a question, show what was answered, and what it cost."""
    from aggregator.archive import lock
    from aggregator.fetch.dialogue import Dialogue
    from aggregator.fetch.dialogue import Endpoint as Address
    from aggregator.pipeline import opinions as asking

    named, path = endpoint(), settings.archive_path()
    rows = []
    with lock.held(path), archive.open(path, write=True) as opened:
        before = opinions.spent(opened)
        stories = tuple(search.ids(opened, search.asked(opened, query, gazetteer, today())))
        with Dialogue(Address(named.address, named.key)) as dialogue, screen.progress("ask") as advance:
            for asked in asking.asked(opened, dialogue, asking.Whom(named, dialogue.endpoint.host, most), stories):
                rows.append(_row(asked))
                advance(len(rows), asked.filed.article.title)
        spent = opinions.spent(opened).since(before)
    screen.table(_ANSWERS, rows)
    times = f"{dialogue.requests} request{'s' * (dialogue.requests != 1)}"
    screen.note(f"{times} to {dialogue.endpoint.host}: {_bill(spent, named.currency)}")


def endpoint() -> Endpoint:
    """Whom to ask. Raises UsageError where nobody is named, ConfigError for what is mistaken."""
    import platformdirs

    from aggregator.opinion.settings import PREFIX, settings

    told = os.environ.get(f"{PREFIX}FILE")
    path = Path(told) if told else Path(platformdirs.user_config_dir(APPLICATION)) / "second_opinion.toml"
    found = settings(path, os.environ)
    if found is None:
        hint = f"Set {PREFIX}URL and {PREFIX}MODEL, or write {path}; `aggregator review --help` shows how."
        raise UsageError("No endpoint is named for second opinions.", hint=hint)
    return found


def _row(asked: Asked) -> tuple[str, ...]:
    number, title, opinion = str(asked.filed.id), asked.filed.article.title, asked.opinion
    if opinion is None:
        return (number, title, "", f"failed: {asked.failure}", "")
    tokens = str(opinion.tokens_in + opinion.tokens_out)
    if opinion.refused:
        return (number, title, "", f"refused: {opinion.refused}", tokens)
    return (number, title, opinion.told(), f"disagrees: {opinion.disagrees}" if opinion.disagrees else "agrees", tokens)


def _bill(spent: opinions.Spent, currency: str = "") -> str:
    """What was answered and what it cost."""
    told = f"{spent.answers} answer{'s' * (spent.answers != 1)}, {spent.refused} of them refused"
    told += f", {spent.tokens_in:,} tokens in, {spent.tokens_out:,} out"
    return told + (f", {spent.cost:.4f} {currency}".rstrip() if spent.cost else "")
