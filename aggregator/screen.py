"""Values -> terminal: tables, progress, problems with hints. The only room that knows rich.

On a terminal: tables that fit its width, colours, progress. In a pipe: tab-separated lines with a header, nothing cut, no
colours. Data goes to stdout, all else to stderr. What strangers wrote passes `plain.line` and is shown as text, never as markup.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TextIO

from aggregator import plain
from aggregator.errors import AggregatorError
from aggregator.masks import masked

if TYPE_CHECKING:
    from rich.console import Console

_GAP = 2
_FALLBACK = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `least` and `most`: width in cells; `rank`: 0 stays longest when the terminal is narrow. `asked`: it stays when
    it is empty. `cut`: where a cell that is too long loses what does not fit: at the `end`; in the `middle`; `apart`: at the end, but never
    so that two cells look alike; `never`: the column is whole, or gone (the last one left is cut all the same)."""

    name: str
    least: int = 4
    most: int = 40
    rank: int = 0
    right: bool = False
    style: str = ""
    cut: Literal["end", "middle", "apart", "never"] = "end"
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text and how it is to look: a rich style such as `bold` or `dim`; nothing in a pipe."""

    text: str
    style: str = ""
    link: str = ""


def interactive(stream: TextIO | None = None) -> bool:
    """Whether a person looks at this stream (stdout unless told)."""
    return bool((stream or sys.stdout).isatty())


def coloured(stream: TextIO | None = None) -> bool:
    """Whether colours may be sent: a terminal that is not dumb, and NO_COLOR unset (https://no-color.org)."""
    return interactive(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The width of the terminal in cells."""
    return max(20, shutil.get_terminal_size((_FALLBACK, 24)).columns)


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], under: Sequence[Sequence[Passage]] = ()) -> int:
    """Show a table on stdout and return its number of rows: aligned and cut to fit on a terminal, without columns that are empty in every
    row; tab-separated and whole in a pipe.

    `under`: for each row a line to stand below it, on a terminal only."""
    if not interactive():
        return _tabbed(columns, rows)
    cells = [[plain.line(cell) for cell in row] for row in rows]
    if cells:
        _aligned(columns, cells, under)
    return len(cells)


def fitting(columns: Sequence[Column], wanted: Sequence[int], room: int) -> dict[int, int]:
    """Which columns fit into `room` cells, and how wide: columns of the highest rank go first, then the widest are narrowed.

    `wanted` is the widest cell of each column. No column is narrower than its name, and at least one is kept."""
    kept = list(range(len(columns)))
    columns = [replace(column, least=max(column.least, len(column.name))) for column in columns]
    widths = {n: min(max(wanted[n], 1), columns[n].most) for n in kept}
    while len(kept) > 1 and sum(min(widths[n], columns[n].least) + _GAP for n in kept) - _GAP > room:
        kept.remove(max(kept, key=lambda n: (columns[n].rank, n)))
    chosen = {n: widths[n] for n in kept}
    excess = sum(chosen.values()) + _GAP * (len(chosen) - 1) - room
    while excess > 0:
        widest = max(kept, key=lambda n: (chosen[n] - min(columns[n].least, widths[n]), chosen[n]))
        if chosen[widest] <= 1:
            break
        chosen[widest] -= 1
        excess -= 1
    return chosen


def write(passages: Iterable[Passage], *, indent: int = 0) -> None:
    """Write one paragraph to stdout: wrapped and styled on a terminal, one plain line in a pipe."""
    parts = [Passage(_spaced(each.text), each.style, each.link) for each in passages]
    if not interactive():
        sys.stdout.write(" " * indent + "".join(part.text for part in parts).rstrip() + "\n")
        return
    from rich.padding import Padding
    from rich.text import Text

    text = Text()
    for part in parts:
        text.append(part.text, _style(part))
    _console(sys.stdout).print(Padding(text, (0, 0, 0, indent)), soft_wrap=False)


def _spaced(text: str) -> str:
    """One plain line that keeps a blank at either end, so that passages do not run together."""
    inner = plain.line(text)
    return f"{' ' * text[:1].isspace()}{inner}{' ' * text[-1:].isspace()}" if inner else " " * bool(text)


def heading(text: str) -> None:
    """Write a heading to stdout."""
    write([Passage(text, "bold")])


def bars(rows: Sequence[tuple[str, int]]) -> None:
    """Counts with a bar each on a terminal, tab-separated in a pipe."""
    most = max((count for _, count in rows), default=0)
    if not interactive() or not most:
        for label, count in rows:
            sys.stdout.write(f"{plain.line(label)}\t{count}\n")
        return
    label_room = min(max(_cells(plain.line(label)) for label, _ in rows), max(10, width() // 3))
    figures = len(str(most))
    room = max(5, width() - label_room - figures - 2 * _GAP)
    for label, count in rows:
        length = max(count and 1, round(room * count / most))
        _print_line([Passage(_cut(plain.line(label), label_room) + "  "), Passage(f"{count:>{figures}}  "), Passage("█" * length, "cyan")])


def note(text: str) -> None:
    """A line on stderr, for people: never part of the answer."""
    for each in text.split("\n"):
        indent = " " * (len(each) - len(each.lstrip(" ")))
        sys.stderr.write(_wrapped(indent + plain.line(each), indent) + "\n")


def problem(error: AggregatorError) -> None:
    """An error on stderr: `error: …`, where it is, and `hint: …`; secrets of addresses masked."""
    message, where = masked(plain.block(error.message)), masked(plain.line(error.where))
    if where and where not in message:
        message = f"{where}: {message}"
    _labelled("error", "bold red", message)
    if error.hint:
        _labelled("hint", "cyan", masked(plain.block(error.hint)))


def warning(text: str) -> None:
    """A reservation on stderr: `note: …`."""
    _labelled("note", "yellow", plain.block(text))


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int, str], None]]:
    """Progress on stderr while long work goes on, only on a terminal. Gives a function: (steps done so far, what is at hand)."""
    if not interactive(sys.stderr):
        yield lambda done, at: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    text = TextColumn("{task.description}", markup=False)
    shown = Progress(
        SpinnerColumn(), text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=_console(sys.stderr), transient=True
    )
    with shown:
        task = shown.add_task(label, total=total)

        def advance(done: int, at: str) -> None:
            shown.update(task, completed=done, description=f"{label} {_cut(plain.line(at), 40)}".rstrip())

        yield advance


def safe_link(url: str) -> str:
    """The address if it may become a terminal link (http or https, printable ASCII, not long), else nothing."""
    good = url.startswith(("http://", "https://")) and url.isascii() and url.isprintable() and len(url) <= 2000
    return url if good and not any(sign in url for sign in " ;<>\"'") else ""


def _tabbed(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> int:
    sys.stdout.write("\t".join(column.name for column in columns) + "\n")
    count = 0
    for row in rows:
        sys.stdout.write("\t".join(plain.line(cell) for cell in row) + "\n")
        count += 1
    return count


def _aligned(columns: Sequence[Column], cells: list[list[str]], under: Sequence[Sequence[Passage]]) -> None:
    filled = [n for n, column in enumerate(columns) if column.asked or any(row[n] for row in cells)] or [0]
    columns, cells = [columns[n] for n in filled], [[row[n] for n in filled] for row in cells]
    wanted = [max(_cells(column.name), *(_cells(row[n]) for row in cells)) for n, column in enumerate(columns)]
    held = [_held(column, wanted[n], [row[n] for row in cells]) for n, column in enumerate(columns)]
    chosen = fitting(held, wanted, width())
    _print_line(_laid([column.name for column in columns], [replace(column, style="bold") for column in columns], chosen))
    for number, row in enumerate(cells):
        _print_line(_laid(row, columns, chosen))
        if number < len(under) and any(part.text for part in under[number]):
            write(under[number], indent=min(next(iter(chosen.values())), 6) + _GAP)


def _held(column: Column, wanted: int, cells: Sequence[str]) -> Column:
    """The column, no narrower than its way of cutting allows. `wanted`: its widest cell."""
    if column.cut == "never":
        return replace(column, least=wanted, most=wanted)
    if column.cut == "apart":  # room for what neighbours in order have in common, one more sign (of up to two cells) and the ellipsis
        needed = 3 + max((_cells(plain.beginning(*pair)) for pair in pairwise(sorted(set(cells)))), default=0)
        return replace(column, least=max(column.least, needed), most=max(column.most, needed))
    return column


def _laid(row: Sequence[str], columns: Sequence[Column], chosen: dict[int, int]) -> list[Passage]:
    laid = [Passage(_cut(row[n], room, columns[n]), columns[n].style) for n, room in chosen.items()]
    return [passage for each in laid for passage in (Passage(" " * _GAP), each)][1:]


def _cut(text: str, room: int, column: Column | None = None) -> str:
    """The text in exactly `room` cells; what does not fit gives way to an ellipsis, where the column says."""
    from rich.cells import set_cell_size

    size = _cells(text)
    if size > room:
        end = (room - 1) // 2 if column and column.cut == "middle" else 0
        return set_cell_size(text, room - 1 - end) + "…" + set_cell_size(text[::-1], end)[::-1]
    return " " * (room - size) + text if column and column.right else text + " " * (room - size)


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _print_line(passages: Sequence[Passage]) -> None:
    from rich.text import Text

    text = Text(no_wrap=True, overflow="crop")
    for passage in passages:
        text.append(passage.text, _style(passage))
    text.rstrip()
    _console(sys.stdout).print(text, crop=True, no_wrap=True)


def _style(passage: Passage) -> str:
    link = safe_link(passage.link)
    return f"{passage.style} link {link}".strip() if link else passage.style


def _labelled(label: str, style: str, message: str) -> None:
    text = "\n".join(_wrapped(line, "  ") for line in f"{label}: {message}".split("\n"))
    if not coloured(sys.stderr):
        sys.stderr.write(f"{text}\n")
        return
    from rich.text import Text

    shown = Text(text)
    shown.stylize(style, 0, len(label) + 1)
    _console(sys.stderr).print(shown, soft_wrap=True)


def _wrapped(line: str, indent: str) -> str:
    """A line that a terminal need not cut within a word: an address or path stays whole. In a pipe it is left as it is."""
    if not interactive(sys.stderr) or len(line) <= width():
        return line
    import textwrap  # not for what fits

    return textwrap.fill(line, width(), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    plainly = not coloured(stream)
    return Console(
        file=stream, width=width(), no_color=plainly, color_system=None if plainly else "auto", markup=False, highlight=False, emoji=False
    )


def excerpt(text: str, spans: Sequence[tuple[int, int]]) -> list[Passage]:
    """The text as passages in which the spans (start, end; in characters) stand out."""
    parts: list[Passage] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at and end > start:
            parts += [Passage(text[at:start]), Passage(text[start:end], "bold yellow")]
            at = end
    return [*parts, Passage(text[at:])]
