"""Completion in bash, zsh and fish. In: a command line typed so far; out: what it may go on with, one a line.

The scripts (completion/aggregator.*) ask this program with _AGGREGATOR_COMPLETE set. Nothing that comes back is evaluated: bash gets
words that are quoted already for the place where they will stand, zsh and fish quote what they insert themselves.

    bash   one argument: the line up to the cursor       zsh, fish   the words after the program's name, the last one unfinished
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any

VARIABLE = "_AGGREGATOR_COMPLETE"
SHELLS = ("bash", "zsh", "fish")
_SPECIAL = re.compile(r"([^\w@%+=:,./\-\u0080-\U0010ffff])")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command line taken apart: the whole words, the unfinished one, the quotation mark that is still open in it, and how much of the
    unfinished word bash keeps (it takes = and : for the ends of words)."""

    words: tuple[str, ...]
    last: str = ""
    quote: str = ""
    kept: int = 0


def answer(shell: str, arguments: Sequence[str]) -> int:
    """Print what the line may go on with. Returns the exit code: a mistake of ours must not disturb the shell."""
    try:
        if shell == "bash":
            typed = taken_apart(arguments[0] if arguments else "")
            typed = Typed(typed.words[1:], typed.last, typed.quote, typed.kept)
        else:
            typed = Typed(tuple(arguments[:-1]), arguments[-1].lstrip("\"'") if arguments else "")
        lines = [_line(shell, typed, value, help) for value, help in completions(typed)]
    except Exception:
        return 1
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def completions(typed: Typed) -> list[tuple[str, str]]:
    """What the last word may become, with a few words of help."""
    from typer._completion_classes import FishComplete  # the one name that every typer of ours has for it
    from typer.main import get_command

    from aggregator.cli import app

    asked: Any = FishComplete(get_command(app), {}, "aggregator", "")
    option, equals, _ = typed.last.partition("=")
    before = f"{option}=" if equals and option.startswith("--") else ""
    found = asked.get_completions(list(typed.words), typed.last)
    return [(before + each.value, _first(each.help)) for each in found if "\n" not in each.value and "\t" not in each.value]


def taken_apart(line: str) -> Typed:
    """A line as bash reads it, up to the cursor. Never fails: a quotation mark may be open."""
    words, current, quote, started = [""], "", "", False
    cut = 0
    signs = iter(range(len(line)))
    for place in signs:
        sign = line[place]
        if sign == "\\" and quote != "'" and place + 1 < len(line):
            current += line[next(signs)]
            started = True
        elif quote:
            quote, current = ("", current) if sign == quote else (quote, current + sign)
        elif sign in "\"'":
            quote, started = sign, True
            cut = len(current)
        elif sign.isspace():
            words, current, started, cut = ([*words, current] if started else words), "", False, 0
        else:
            current, started = current + sign, True
            cut = len(current) if sign in "=:" else cut
    return Typed(tuple(words[1:]), current, quote, cut)


def quoted(text: str, quote: str) -> str:
    """The text as it must be typed inside this quotation mark, or (none) outside of any, to mean itself."""
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote == '"':
        return re.sub(r'([\\"$`])', r"\\\1", text)
    return _SPECIAL.sub(r"\\\1", text)


def _line(shell: str, typed: Typed, value: str, help: str) -> str:
    if shell == "bash":
        return quoted(value[typed.kept :], typed.quote)
    return f"{value}\t{help}" if help else value


def _first(text: str | None) -> str:
    return " ".join((text or "").split("\n")[0].split())[:80]
