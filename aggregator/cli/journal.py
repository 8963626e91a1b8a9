"""Every command in the log: when it began, how it ended, and what stopped it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import typer

from aggregator import __version__, logs
from aggregator.errors import INTERRUPTED, AggregatorError
from aggregator.logs import event

_log = logging.getLogger(__name__)


def kept(options: Mapping[str, Any]) -> AbstractContextManager[None]:
    """The log that the global options ask for."""
    verbosity = options["verbose"] - options["quiet"]
    return logs.kept(options["log_file"], options["log_format"], verbosity, show)


@contextmanager
def noted(command: str) -> Iterator[None]:
    """Note the beginning and the end of a command, whichever way it leaves; what it leaves by goes on."""
    _log.info("begins", extra=event("command", command=command, version=__version__))
    begun, code = time.monotonic(), 0
    try:
        yield
    except typer.Exit as leave:
        code = leave.exit_code
        raise
    except AggregatorError as error:
        code = error.exit_code
        reason = getattr(error, "reason", "") or type(error).__name__
        _log.error(error.message, extra=event("error", command=command, reason=reason, address=error.where, hint=error.hint))
        raise
    except KeyboardInterrupt:
        code = INTERRUPTED
        raise
    except Exception:
        code = 1
        _log.error("a bug", exc_info=True, extra=event("crash", command=command))
        raise
    finally:
        seconds = round(time.monotonic() - begun, 2)
        _log.info("ends", extra=event("command", command=command, exit_code=code, seconds=seconds))


def show(text: str) -> None:
    """A message of the log for people, on stderr."""
    from aggregator import screen

    if "\n" in text:  # a traceback
        screen.note(text)
    else:
        screen.warning(text)


def failed(stage: str, source: str, address: str, error: Exception) -> None:
    """Note a source (or a target of alerts) that failed while its command goes on; the command itself tells people."""
    reason, hint = getattr(error, "reason", "") or type(error).__name__, getattr(error, "hint", "")
    _log.warning("%s", error, extra=event("failure", stage=stage, source=source, address=address, reason=reason, hint=hint))
