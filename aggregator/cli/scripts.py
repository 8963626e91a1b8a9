"""`completion`: the script that teaches a shell the commands, options and names of this program."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from aggregator import screen
from aggregator.cli import naming
from aggregator.cli.completing import SHELLS
from aggregator.cli.settings import Settings
from aggregator.cli.timetable import program
from aggregator.errors import ExportError, UsageError

app = typer.Typer(add_completion=False)
EXAMPLES = """\b
Examples:
  aggregator completion --install            for the shell in use
  aggregator completion bash > ~/.local/share/bash-completion/completions/aggregator
  aggregator completion zsh > ~/.zfunc/_aggregator
"""
_FOLDER = Path(__file__).with_name("completion")
_SOURCED = {"bash": ".bashrc", "zsh": ".zshrc"}


@app.command("completion", epilog=EXAMPLES)
def completion(
    ctx: typer.Context,
    shell: Annotated[str, typer.Argument(help="bash, zsh or fish; else the shell in use.", autocompletion=naming.among(*SHELLS))] = "",
    install: Annotated[bool, typer.Option("--install", help="Write the script to its place and have the shell read it.")] = False,
) -> None:
    """Print the script that completes commands, options and names in a shell, or install it."""
    chosen = shell or Path(os.environ.get("SHELL", "")).name
    if chosen not in SHELLS:
        raise UsageError(f"There is no completion for {chosen!r}.", hint=f"Choose one of: {', '.join(SHELLS)}.")
    if not install:
        sys.stdout.write(script(chosen))
        return
    settings: Settings = ctx.obj
    told = installed(chosen, Path.home())
    if settings.verbosity >= 0:
        screen.note(f"{told}: open a new shell to use it")


def script(shell: str) -> str:
    """The script for this shell, which asks the program that is running now."""
    return (_FOLDER / f"aggregator.{shell}").read_text(encoding="utf-8").replace("@PROGRAM@", shlex.join(program()))


def installed(shell: str, home: Path) -> Path:
    """Write the script below this home folder and have the shell read it, once. Returns where it is. Raises ExportError."""
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    path = config / "fish/completions/aggregator.fish" if shell == "fish" else config / f"aggregator/completion.{shell}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script(shell), encoding="utf-8")
        if shell in _SOURCED:
            _read_by(home / _SOURCED[shell], path, shell)
    except OSError as error:
        raise ExportError(
            f"{error.filename} cannot be written: {error.strerror}.", where=str(path), hint="Print the script instead."
        ) from None
    return path


def _read_by(start: Path, path: Path, shell: str) -> None:
    """Let the shell's start file read the script; what stands there stays."""
    before = "autoload -Uz compinit && compinit; " if shell == "zsh" else ""
    line = f"{before}source {shlex.quote(str(path))}"
    text = start.read_text(encoding="utf-8", errors="surrogateescape") if start.exists() else ""
    if line not in text.splitlines():
        gap = "" if not text or text.endswith("\n") else "\n"
        start.write_text(f"{text}{gap}{line}\n", encoding="utf-8", errors="surrogateescape")
