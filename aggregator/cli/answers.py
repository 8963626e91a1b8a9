"""From a question to its answer: the archive asked, rows made, a table shown or a file written. What `ask.py`'s commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import typer

from aggregator import archive, export, screen
from aggregator.archive import read, search, snippets
from aggregator.cli.listing import streamed
from aggregator.cli.options import Report, Shape, Target, today
from aggregator.cli.settings import Settings
from aggregator.errors import ExportError
from aggregator.export import Cell
from aggregator.model import Filed, Query, Story
from aggregator.reference import gazetteer
from aggregator.screen import Column, Passage

_AT_ONCE = 100  # stories read at once, so that no export holds them all
_DAY = Column("published", 10, 10, 1)
STORIES = (
    Column("id", 2, 8, 0, right=True, style="cyan"), _DAY, Column("title", 30, 200, 0), Column("parties", 18, 60, 2),
    Column("deal_type", 8, 22, 3, style="green"), Column("countries", 6, 16, 4), Column("reports", 7, 7, 5, right=True),
)  # fmt: skip
LEDGER = (
    Column("id", 2, 8, 0, right=True, style="cyan"), _DAY, Column("parties", 30, 120, 0), Column("countries", 6, 16, 1),
    Column("deal_type", 10, 22, 2, style="green"), Column("announced", 10, 10, 3), Column("status", 6, 12, 5),
    Column("reports", 7, 7, 4, right=True),
)  # fmt: skip
ARTICLES = (
    Column("id", 2, 8, 0, right=True, style="cyan"), Column("story", 2, 8, 3, right=True), _DAY, Column("title", 24, 200, 0),
    Column("source", 10, 30, 2), Column("language", 2, 8, 4), Column("url", 20, 80, 5, style="dim"),
)  # fmt: skip


class Desk:
    """An open archive and a question made ready for it: a context manager, so that the archive is closed."""

    def __init__(self, ctx: typer.Context, query: Query, *, articles: bool = False) -> None:
        settings: Settings = ctx.obj
        self.quiet = settings.verbosity < 0
        self.archive = archive.open(settings.archive_path(), write=False)
        try:
            self.asked = search.asked(self.archive, query, gazetteer, today(), articles=articles)
        except BaseException:
            self.archive.close()
            raise
        self.words = snippets.phrases(self.asked.tree)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.archive.close()

    def notes(self) -> None:
        """Tell, on stderr, what had to be guessed or was not found."""
        for note in () if self.quiet else self.asked.notes:
            screen.warning(note)

    def stories(self) -> Iterator[Story]:
        """The stories, a few at a time, each with the place where the words stand."""
        for numbers in _batches(search.ids(self.archive, self.asked)):
            for story in read.stories(self.archive, numbers):
                yield replace(story, snippet=self._snippet(story)) if self.words else story

    def articles(self) -> Iterator[Filed]:
        """The articles, a few at a time."""
        for numbers in _batches(search.ids(self.archive, self.asked)):
            yield from read.filed(self.archive, numbers)

    def table(self, columns: tuple[str, ...] = ()) -> export.Table:
        """The answer as rows."""
        if self.asked.articles:
            return export.table(export.ARTICLE, self.articles(), columns)
        return export.table(export.STORY, self.stories(), columns)

    def _snippet(self, story: Story) -> str:
        found = (snippets.excerpt(each.article.text, self.words) for each in story.articles)
        return next((each for each in found if each), "")


def report(desk: Desk, shape: Shape, wanted: Report) -> int:
    """Show the answer, or what was wanted instead of it. Returns how many rows there are."""
    if wanted.explain:
        screen.note(desk.asked.explained())
    else:
        desk.notes()
    if wanted.sql:
        sys.stdout.write(search.written(desk.archive, desk.asked) + "\n")
        return 1
    if wanted.count:
        number = search.count(desk.archive, desk.asked)
        sys.stdout.write(f"{number}\n")
        return number
    if wanted.group_by:
        return _grouped(desk, shape, wanted.group_by)
    return show(desk, shape, ARTICLES if shape.articles else STORIES, noted=True)


def show(desk: Desk, shape: Shape, columns: Sequence[Column], *, noted: bool = False) -> int:
    """Show the rows in the shape asked for. Returns how many were shown."""
    if not noted:
        desk.notes()
    if shape.names() == ("help",):
        return columns_explained(articles=desk.asked.articles)
    if shape.format != "table":
        shown = streamed(desk.table(shape.names()), shape.format, sys.stdout)
    else:
        shown = _shown(desk, shape, columns)
    if 0 < shape.limit == shown and not desk.quiet:
        total = search.count(desk.archive, desk.asked)
        if total > shown:
            screen.note(f"{shown} of {total} shown; --limit 0 shows all.")
    return shown


def columns_explained(*, articles: bool) -> int:
    """Show which columns there are and what each means. Returns how many."""
    known = export.ARTICLE if articles else export.STORY
    return screen.table((Column("column", 16, 20), Column("meaning", 30, 100)), [(name, column.meaning) for name, column in known.items()])


def export_to(desk: Desk, file: str, target: Target) -> int:
    """Write all rows to a file (whole, or not at all) or to stdout. Returns how many. Raises ExportError, UsageError."""
    desk.notes()
    if Shape(columns=target.columns).names() == ("help",):
        return columns_explained(articles=target.articles)
    name = export.named(target.format, file)
    table = desk.table(Shape(columns=target.columns).names())
    if file == "-":
        return streamed(table, name, sys.stdout, bom=target.bom)
    with whole_file(Path(file), binary=export.binary(name)) as stream:
        count = streamed(table, name, stream, bom=target.bom)
    if not desk.quiet:
        screen.note(f"{count} {'articles' if target.articles else 'stories'} written to {file}")
    return count


@contextmanager
def whole_file(path: Path, *, binary: bool = False) -> Iterator[IO[Any]]:
    """A file that appears only when it is complete. Raises ExportError when it cannot be written."""
    import tempfile  # not for queries: it costs them milliseconds

    handle = None
    try:
        number, handle = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(number, "wb") if binary else os.fdopen(number, "w", encoding="utf-8", newline="") as stream:
            yield stream
        os.chmod(handle, 0o666 & ~_umask())
        os.replace(handle, path)
    except OSError as error:
        _discard(handle)
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}.", where=str(path), hint="Check the folder and the space on the disk."
        ) from None
    except BaseException:
        _discard(handle)
        raise


def _discard(handle: str | None) -> None:
    if handle:
        Path(handle).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _shown(desk: Desk, shape: Shape, usual: Sequence[Column]) -> int:
    chosen = shape.names()
    columns = tuple(Column(name, most=60, rank=rank, asked=True) for rank, name in enumerate(chosen)) if chosen else usual
    names = tuple(column.name for column in columns)
    searched = bool(desk.words) and not desk.asked.articles and not chosen
    below = "review" if not chosen and desk.asked.query.sort == "doubt" else "snippet" if searched else ""
    table = desk.table((*names, below) if below else names)
    rows = (
        [[_cell(cell) for cell in row] for row in table.rows]
        if screen.interactive()
        else ([_cell(cell) for cell in row] for row in table.rows)
    )
    if not below:
        shown = screen.table(columns, rows)
    elif isinstance(rows, list):
        shown = screen.table(columns, rows, [_below(desk, below, row[-1]) for row in rows])
    else:
        shown = screen.table((*columns, Column(below)), rows)
    if not shown and screen.interactive():
        screen.note("Nothing found." if desk.quiet else f"Nothing found. {_advice(desk)}".strip())
    return shown


def _below(desk: Desk, name: str, text: str) -> list[Passage]:
    """What has the line below a row to itself: the place where the words stand, or what is in doubt."""
    return [Passage(text, "magenta")] if name == "review" else screen.excerpt(text, snippets.spans(text, desk.words))


def _advice(desk: Desk) -> str:
    return (
        "The archive is still empty: run `aggregator fetch`."
        if search.empty(desk.archive)
        else "See how the query was read with --explain."
    )


def _cell(cell: Cell) -> str:
    return "" if cell is None else export.text(cell)


def _grouped(desk: Desk, shape: Shape, by: str) -> int:
    from aggregator.archive import following, tally

    watched = by == "watched"
    groups = following.groups(desk.archive, desk.asked, gazetteer) if watched else tally.groups(desk.archive, desk.asked, by)
    kept = groups[: shape.limit] if shape.limit and by not in ("day", "week", "month", "year") else groups
    if shape.format == "table":
        screen.bars(kept)
    else:
        streamed(export.Table((by, "articles" if shape.articles else "stories"), kept), shape.format, sys.stdout)
    if not desk.quiet:
        cut = f"; {len(groups) - len(kept)} more groups with --limit 0" if len(kept) < len(groups) else ""
        screen.note(f"{search.count(desk.archive, desk.asked)} in all{cut}")
    return len(groups)


def _batches(numbers: Iterator[int]) -> Iterator[tuple[int, ...]]:
    while batch := tuple(islice(numbers, _AT_ONCE)):
        yield batch
