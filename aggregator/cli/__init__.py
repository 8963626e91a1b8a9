"""The command line: arguments in, one call, an exit code out.

A command's file is imported only when that command is asked for, so that `--help` and queries start fast. Adding a
command is a line in `COMMANDS` and a function in the file that it names.

Exit codes: 0 ok, also when who reads the output has left · 1 internal error · 2 usage, or an output that cannot be written where it is
to go · 3 some sources failed · 4 all sources failed · 5 another run holds the lock · 6 bad configuration · 7 archive unusable ·
130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from aggregator import __version__
from aggregator.cli import stdout
from aggregator.cli.settings import Settings
from aggregator.errors import INTERRUPTED, AggregatorError


class Command(NamedTuple):
    """Where a command lives. `group`: the whole file is the command's group of subcommands."""

    name: str
    module: str
    help: str
    panel: str
    group: bool = False


COMMANDS = (
    Command("fetch", "fetch", "Visit the sources that are due and file what is new.", "The daily run"),
    Command("demo", "demo", "See it work: a small newsroom on this machine, fetched, filed and asked.", "The daily run"),
    Command("alert", "alert", "Send what is new of searches and watch lists.", "The daily run", group=True),
    Command("schedule", "fetch", "Print a crontab line or systemd units for this installation.", "The daily run"),
    Command("query", "ask", "Ask the archive for stories or articles.", "Asking"),
    Command("show", "story", "Show one story: text, tags with evidence, copies, versions, dates.", "Asking"),
    Command("why", "reasons", "Explain the tags of a story: what made each, its sentence, how sure it is.", "Asking"),
    Command("review", "review", "List what is in doubt, and why; ask a second opinion.", "Asking"),
    Command("deals", "ledger", "List the ledger of partnerships.", "Asking"),
    Command("pairs", "pairs", "List new pairs of partners, or of countries, in a period.", "Asking"),
    Command("searches", "follow", "Saved searches: save, list, run, feed, remove.", "Asking", group=True),
    Command("watch", "watch", "Watch lists of organisations and countries: add, list, remove.", "Asking", group=True),
    Command("correct", "correct", "Set right what is said of a story: partners, countries, kind of deal, reports.", "Asking"),
    Command("corrections", "corrections", "What was set right: list, undo, export, import.", "Asking", group=True),
    Command("mark", "marks", "Mark stories as seen or starred, label them, note something.", "Asking"),
    Command("export", "ledger", "Write every matching story or article to a file.", "Asking"),
    Command("brief", "brief", "Write the weekly briefing.", "Asking"),
    Command("import", "importing", "File documents that are already text (JSON lines).", "Asking"),
    Command("sources", "sources", "The register of sources: list, add, test, check, import, export.", "Registers", group=True),
    Command("orgs", "orgs", "The register of organisations: list, show.", "Registers", group=True),
    Command("status", "status", "Health of the sources, the worst first, and the last run.", "Care"),
    Command("doctor", "health", "Check the installation: settings, archive, models, clock.", "Care"),
    Command("verify", "health", "Check the archive: integrity, search index, stored pages.", "Care"),
    Command("backup", "health", "Copy the archive while it is in use, and verify the copy.", "Care"),
    Command("restore", "health", "Put a backup in the archive's place.", "Care"),
    Command("compact", "health", "Give the archive's free space back to the disk.", "Care"),
    Command("prune", "health", "Drop stored pages of old articles; articles and tags stay.", "Care"),
    Command("retag", "fetch", "Tag what is archived again, without the network.", "Care"),
    Command("completion", "scripts", "Complete commands, options and names in bash, zsh and fish.", "Care"),
    Command("extract", "streams", "JSON lines of pages in, JSON lines of articles out.", "Streams"),
    Command("tag", "streams", "JSON lines of articles in, JSON lines of tags out.", "Streams"),
    Command("cluster", "clusters", "JSON lines of articles in, JSON lines of stories and copies out.", "Streams"),
)


class LazyGroup(TyperGroup):
    """Knows its commands by name and help, and imports a command's file when it is invoked."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the help page."""
        return [command.name for command in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A light stand-in with the right name and help; `resolve_command` loads the real one."""
        for command in COMMANDS:
            if command.name == cmd_name:
                return TyperCommand(command.name, help=command.help, rich_help_panel=command.panel)
        return None

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and note in the log that it was run."""
        from aggregator.cli import journal

        ctx.with_resource(journal.kept(ctx.params))
        with journal.noted((ctx._protected_args or ctx.args or [""])[0]):
            answer = super().invoke(ctx)
            sys.stdout.flush()  # so that the log knows what could not be written
            return answer

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was asked for, imported."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, loaded(str(name)), rest


def loaded(name: str) -> Any:
    """The real command of this name, its help pages plain in a pipe."""
    command = next(command for command in COMMANDS if command.name == name)
    file = import_module(f"aggregator.cli.{command.module}")
    found: Any = get_group(file.app) if command.group else get_command(file.app)
    if isinstance(found, TyperGroup) and not command.group:
        found = found.commands[name]
    found.name = name
    for each in (found, *getattr(found, "commands", {}).values()):
        each.rich_markup_mode = STYLE
    return found


STYLE: Any = "rich" if sys.stdout and sys.stdout.isatty() else None

app = typer.Typer(
    cls=LazyGroup,
    name="aggregator",
    help="Healthcare partnership news: who partners with whom, where, on what, since when, and which sentence says so.",
    epilog="Start with `aggregator demo`. Every command has --help with examples.",
    no_args_is_help=True,
    add_completion=False,  # `aggregator completion` is ours
    pretty_exceptions_enable=False,
    rich_markup_mode=STYLE,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"aggregator {__version__}")
        raise typer.Exit


@app.callback()
def settings(
    ctx: typer.Context,
    config: Annotated[
        Path | None, typer.Option(envvar="AGGREGATOR_CONFIG", help="feeds.toml; default: ./feeds.toml, then the user's config folder.")
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option(
            envvar="AGGREGATOR_ARCHIVE", help="The archive; default: data/archive.db beside feeds.toml, else the user's data folder."
        ),
    ] = None,
    quiet: Annotated[int, typer.Option("--quiet", "-q", count=True, help="Say less: only problems.")] = 0,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say more; twice: everything.")] = 0,
    log_file: Annotated[
        Path | None,
        typer.Option(envvar="AGGREGATOR_LOG_FILE", help="Append what happens to this file, one line an event; for your eyes only (0600)."),
    ] = None,
    log_format: Annotated[
        str | None, typer.Option(envvar="AGGREGATOR_LOG_FORMAT", help="text or json; without --log-file the lines go to stderr.")
    ] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Remember the global options for the command."""
    ctx.obj = Settings(config=config, archive=archive, verbosity=verbose - quiet)


def run(arguments: Sequence[str]) -> int:
    """Run the command line. Returns the exit code; problems go to stderr with a hint, a bug with its traceback."""
    stdout.guard()
    code = _ended(partial(_commanded, arguments))
    unwritten = _ended(sys.stdout.flush)
    return code or unwritten


def _commanded(arguments: Sequence[str]) -> None:
    """Do what the words say, and leave by SystemExit or an error."""
    if shell := os.environ.get("_AGGREGATOR_COMPLETE"):
        from aggregator.cli import completing

        raise SystemExit(completing.answer(shell, arguments))
    app(args=list(arguments), prog_name="aggregator", standalone_mode=True)


def _ended(act: Callable[[], object]) -> int:
    """The exit code of what is done; an error that was foreseen is told."""
    try:
        act()
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except AggregatorError as error:
        from aggregator import screen

        screen.problem(error)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0
