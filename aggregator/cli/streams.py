"""The commands that stream: JSON lines on stdin, one JSON line on stdout for each, in the same order, nothing filed.

extract   {"id": "1", "url": "https://news.example/a", "html": "<html>…"}
          -> {"id": "1", "title": …, "text": …, "published": …, "language": …}
tag       {"id": "1", "title": …, "text": …, "published": …, "language": …, "url": …}
          -> {"id": "1", "organisations": [{"name", "mentions", "country", "kind"}], "countries": […], "partnership": true, …}
cluster   the same as tag, the whole set at once
          -> {"id": "1", "story": …, "copy_of": …}

A line that is no such row ends the stream with an error and exit code 2, once what was read before it is answered.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator import clock
from aggregator.cli import rows
from aggregator.cli.rows import Row
from aggregator.errors import AggregatorError, UsageError

if TYPE_CHECKING:
    from aggregator.extract.reading import Read

app = typer.Typer(no_args_is_help=True)
OPEN = {"allow_extra_args": True}
"""Words on the command line come to `rows.given`, which says how a file is read."""


@app.command(epilog="Example: aggregator extract --jobs 4 < pages.jsonl > articles.jsonl", context_settings=OPEN)
def extract(
    ctx: typer.Context,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes to use; 1 works in this one.")] = 1,
) -> None:
    """Read articles out of pages: {"id", "url", "html"} in, {"id", "title", "text", "published", "language"} out."""
    written(answers(rows.given(ctx, rows.PAGE), extracted, jobs))


def answers(given: Iterable[Row], work: Callable[[Row], Row], jobs: int) -> Iterator[Row]:
    """The answer to each row, in order, in constant memory: at most a few rows a process are under way. Where the rows end in an error,
    it is raised once those before it are answered."""
    if jobs == 1:
        yield from map(work, given)
        return
    broken: UsageError | None = None
    with ProcessPoolExecutor(jobs) as pool:
        under_way: deque[Future[Row]] = deque()
        try:
            for row in given:
                under_way.append(pool.submit(work, row))
                if len(under_way) >= 4 * jobs:
                    yield under_way.popleft().result()
        except UsageError as error:
            broken = error
        while under_way:
            yield under_way.popleft().result()
    if broken:
        raise broken


def written(found: Iterable[Row]) -> None:
    """Write rows as JSON lines, each as soon as it is there."""
    for row in found:
        sys.stdout.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")
        sys.stdout.flush()


def extracted(row: Row) -> Row:
    """One page read. A page that holds no article gives empty values and a `problem`: the reason and the message.

    When the page was fetched is not known here, so "yesterday" on it says nothing. The text keeps the page's own normal form of
    Unicode; what is archived is NFC.
    """
    from aggregator import extract as reader
    from aggregator.model import Entry, Page, Source

    url = str(row.get("url") or "")
    html = str(row.get("html") or "").encode("utf-8", "replace")
    page = Page(url, url, 200, html, "text/html", "utf-8", None, None, clock.now())
    empty = {"id": row.get("id"), "title": None, "text": "", "published": None, "language": None}
    try:
        found = reader.read(page, Entry(url, "stdin"), Source("stdin", url, "feed"), live=False)
    except AggregatorError as error:
        return empty | {"problem": f"{getattr(error, 'reason', 'failed')}: {error}"}
    except Exception as error:  # a bug: it is shown, and the other pages go on
        traceback.print_exc()
        return empty | {"problem": f"internal: {error!r}"}
    return empty | _answer(found)


def _answer(found: Read) -> dict[str, Any]:
    from aggregator.extract import dates

    day = dates.best(found.dates)
    answer = {
        "title": found.headline.text or None,
        "text": "\n\n".join(found.lines) if found.refusal is None or found.partial or found.refusal.reason == "listing" else "",
        "published": day.day.isoformat() if day else None,
        "language": found.language,
    }
    return answer | ({"problem": f"{found.refusal.reason}: {found.refusal.message}"} if found.refusal else {})


@app.command(
    epilog="\b\nExamples:\n  aggregator tag --jobs 2 < articles.jsonl > tags.jsonl\n  aggregator tag --register mine.csv < articles.jsonl",
    context_settings=OPEN,
)
def tag(
    ctx: typer.Context,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes to use; 1 works in this one.")] = 1,
    register: Annotated[
        Path | None, typer.Option(help="A register of your own beside the shipped one: a CSV as `orgs export` writes it, a ROR dump …")
    ] = None,
) -> None:
    """Tag articles: {"id", "title", "text", "published", "language", "url"} in; organisations, countries and the partnership out."""
    from aggregator.cli.tagged import readable, tagged

    if register is not None:
        readable(register)
    written(answers(rows.given(ctx, rows.ARTICLE), partial(tagged, register=register), jobs))
