"""The rows that the streams take: one JSON object a line, in UTF-8, each of the form that the command wants.

    {"id": "1", "title": "…", "text": "…", "published": "2025-06-10", "language": "en", "url": "https://…"}

A line that is no such row ends the reading with a UsageError that names the line and the place in it. Blank lines are passed over.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, TextIO

import typer

from aggregator import screen
from aggregator.errors import UsageError

Row = Mapping[str, Any]
STDIN = "standard input"
_NAMED = 5  # lines that hold nothing are named, so many of them


@dataclass(frozen=True, slots=True)
class Form:
    """What a row looks like. `texts`: fields that hold a text, or null; `some`: of these at least one says something, else nothing is said
    of the row either; `unique`: no two rows have the same id."""

    example: str
    texts: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    unique: bool = False
    where: str = STDIN


PAGE = Form('{"id": "1", "url": "https://…", "html": "<html>…"}', ("url", "html"))
ARTICLE = Form(
    '{"id": "1", "title": "…", "text": "…", "published": "2025-06-10", "language": "en", "url": "https://…"}',
    ("title", "text", "published", "language", "url"),
    ("title", "text"),
)
_KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def given(ctx: typer.Context, form: Form) -> Iterator[Row]:
    """The rows on standard input. Raises UsageError for words on the command line, which name no file here, and for broken lines."""
    if ctx.args:
        name = ctx.info_name or ""
        hint = f"aggregator {name} < {ctx.args[0]}" if not ctx.args[0].startswith("-") else f"See aggregator {name} --help."
        raise UsageError(f"`{name}` reads {STDIN}, and takes no argument {ctx.args[0]!r}.", hint=hint)
    stream = stdin(_hint(form))
    if screen.interactive(stream):
        screen.note(f"Waiting for JSON lines, ended by Ctrl-D: {form.example}")
    return rows(stream.buffer, form)


def stdin(hint: str) -> TextIO:
    """Standard input. Raises UsageError, with this hint, when it was closed before we began."""
    if sys.stdin is None:
        raise UsageError(f"{STDIN.capitalize()} is closed.", hint=hint)
    return sys.stdin


@contextmanager
def text_of(name: str, what: str, command: str) -> Iterator[IO[str]]:
    """The text of a file, or of standard input where the name is -. Raises UsageError when it cannot be read; its hint names `what` the
    `command` reads."""
    if name == "-":
        yield stdin(f"Name {what}, or lead one to it: aggregator {command} - < FILE")
        return
    try:
        stream = open(name, encoding="utf-8-sig", errors="replace", newline="")  # noqa: SIM115 - what fails in the body is not the file
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", where=name, hint=f"Name {what}, or - for stdin.") from None
    with stream:
        yield stream


def rows(stream: Iterable[bytes], form: Form) -> Iterator[Row]:
    """The objects of a stream of JSON lines. Raises UsageError at the first line that is none of this form. Rows that say nothing are told
    on stderr at the end."""
    seen = _Seen()
    try:
        for number, line in enumerate(stream, 1):
            if line.strip():
                row = _row(number, line, form)
                seen.note(number, row, form)
                yield row
    finally:
        seen.tell(form)


@dataclass(slots=True)
class _Seen:
    """What the rows so far were: the line of each id, and the lines that say nothing."""

    ids: dict[str, int] = field(default_factory=dict)
    empty: int = 0
    lines: list[int] = field(default_factory=list)

    def note(self, number: int, row: Row, form: Form) -> None:
        """Remember this row. Raises UsageError when its id was there before."""
        if form.unique:
            before = self.ids.setdefault(str(row.get("id")), number)
            if before != number:
                said = f"has the id {row['id']!r} of line {before}" if "id" in row else f"has no id, like line {before}"
                raise _broken(number, said, form, hint="Give each article an id of its own: the answer names it by that alone.")
        if form.some and not any((row.get(name) or "").strip() for name in form.some):
            self.empty += 1
            self.lines += [number] if len(self.lines) < _NAMED else []

    def tell(self, form: Form) -> None:
        """Say which rows were empty."""
        if self.empty:
            lines = f"line{'s' * (self.empty > 1)} {', '.join(map(str, self.lines))}{' …' if self.empty > len(self.lines) else ''}"
            screen.warning(f"{self.empty} without {' and '.join(form.some)}, of which nothing is said: {lines}")


def _row(number: int, line: bytes, form: Form) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        byte = f"byte {error.start + 1} is 0x{line[error.start]:02x}"
        raise _broken(number, f"is no UTF-8: {byte}", form, hint="Save it as UTF-8. " + _hint(form)) from None
    except json.JSONDecodeError as error:
        raise _broken(number, f"is no JSON: {error.msg} at column {error.colno}", form) from None
    except RecursionError:
        raise _broken(number, "is nested too deep", form) from None
    except ValueError as error:  # a number of more digits than Python reads
        raise _broken(number, f"is no JSON that can be read: {error}", form) from None
    if not isinstance(row, dict):
        raise _broken(number, "is no JSON object", form)
    for name in form.texts:
        if not isinstance(row.get(name), str | None):
            raise _broken(number, f"says {name} is {_KINDS[type(row[name])]}, where a text (or null) belongs", form)
    return row


def _broken(number: int, why: str, form: Form, hint: str = "") -> UsageError:
    return UsageError(f"Line {number} {why}.", where=form.where, hint=hint or _hint(form))


def _hint(form: Form) -> str:
    return f"One JSON object a line: {form.example}"
