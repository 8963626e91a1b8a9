"""`aggregator import`: documents that are already text, filed like fetched articles. One JSON object a line, or a CSV with these columns:

    {"url": "https://…", "title": "…", "text": "a paragraph, an empty line, the next", "published": "2026-11-20",
     "language": "en", "source": "clippings", "publisher": "The Example"}

Only a title or a text is needed. Without a url a document is known by its text; without a language it is guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import IO, Annotated, Any

import typer

from aggregator import clock, plain, screen, urls
from aggregator.cli.rows import text_of
from aggregator.cli.settings import Settings
from aggregator.cli.tagged import guessed
from aggregator.model import Article, Published

app = typer.Typer(add_completion=False)
EXAMPLES = """\b
Examples:
  aggregator import clippings.jsonl
  aggregator import old.csv --source "press cuttings 2019"
  zcat dump.jsonl.gz | aggregator import -
"""


@app.command("import", epilog=EXAMPLES)
def import_(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="JSON lines (.jsonl) or CSV (.csv); - reads JSON lines from stdin.", show_default=False),
    ],
    source: Annotated[str, typer.Option(help="The source of documents that name none.")] = "import",
) -> None:
    """File documents that are already text: deduplicated, tagged and put into stories like fetched ones."""
    from aggregator import archive
    from aggregator.archive import lock
    from aggregator.pipeline import clippings

    settings: Settings = ctx.obj
    path = settings.archive_path()
    counts: Counter[str] = Counter()
    with lock.held(path), archive.open(path, write=True) as opened, screen.progress("import") as advance:
        articles = (article for name in files for article in read(name, source, counts))
        for number, outcome in enumerate(clippings.clippings(opened, articles), 1):
            failure = getattr(outcome, "failure", None)
            counts[str(getattr(outcome, "verdict", "failed"))] += 1
            if failure:
                screen.warning(f"{failure.url or failure.source}: {failure.message}")
            advance(number, source)
    if settings.verbosity >= 0:
        screen.note(summary(counts))
    if counts["failed"] or counts["unreadable"]:
        raise typer.Exit(3)


def summary(counts: Mapping[str, int]) -> str:
    """What was filed, in one line."""
    names = {"new": "new", "revised": "revised", "copy": "copied", "same": "already there", "unreadable": "unreadable", "failed": "failed"}
    told = [f"{counts.get(verdict, 0)} {name}" for verdict, name in names.items() if counts.get(verdict) or verdict == "new"]
    total = sum(counts.get(verdict, 0) for verdict in names)
    return f"{total} document{'s' * (total != 1)}: {', '.join(told)}"


def read(name: str, source: str, counts: Counter[str]) -> Iterator[Article]:
    """The documents of a file. What is no document is told and counted as unreadable. Raises UsageError when the file cannot be read."""
    with text_of(name, "a .jsonl or .csv file", "import") as stream:
        for where, row in _rows(name, stream):
            try:
                yield document(row, source)
            except ValueError as error:
                counts["unreadable"] += 1
                screen.warning(f"{where}: {error}")


def document(row: object, source: str) -> Article:
    """A row as an article. Raises ValueError that says what is missing."""
    if not isinstance(row, Mapping):
        raise ValueError(row if isinstance(row, str) else "not a JSON object")
    text = plain.block(_text(row, "text"))
    title = plain.line(_text(row, "title")) or plain.line(text[:120])
    if not title:
        raise ValueError("neither a title nor a text")
    url = (
        urls.absolute("", _text(row, "url").strip())
        or f"urn:document:{hashlib.blake2b(f'{title} {text}'.encode(), digest_size=12).hexdigest()}"
    )
    published = _published(_text(row, "published"))
    return Article(
        url=url,
        title=title,
        paragraphs=tuple(" ".join(each.split("\n")) for each in text.split("\n\n") if each),
        seen=clock.now(),
        published=published,
        language=_text(row, "language")[:2].lower() or guessed(f"{title}\n{text}"),
        publisher=plain.line(_text(row, "publisher")) or None,
        source=plain.line(_text(row, "source")) or source,
        dates=(published,) if published else (),
    )


def _published(text: str) -> Published | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"published is no ISO 8601 day: {text[:40]!r}") from None
    return Published(date(at.year, at.month, at.day), "given", at if at.tzinfo else None, text)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return (value or "").encode("utf-8", "replace").decode()


def _rows(name: str, stream: IO[str]) -> Iterator[tuple[str, object]]:
    if name.lower().endswith(".csv"):
        from aggregator.export import csv

        for number, row in enumerate(csv.read(stream), 2):
            yield f"{name}, row {number}", row
        return
    yield from _json_lines(name, stream)


def _json_lines(name: str, stream: Iterable[str]) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            row: object = json.loads(line)
        except (ValueError, RecursionError):
            row = "not JSON"
        yield f"{name}, line {number}", row
