"""Standard output and standard error as a command needs them: every write that fails is understood where it fails.

    standard output   full, broken or closed: ExportError in words        its reader has left (`| head`): the command ends, quietly
    standard error    full, broken or closed: what is said there is lost, and the command goes on

After its first failure a stream leads nowhere, so that nothing fails again when the program ends.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO

from aggregator.errors import ExportError

_OUT, _ERR = 1, 2
_HINT = "Check the place that it leads to and the space there, and run the command again."


class ReaderLeft(SystemExit):
    """Who read the output has heard enough. The command ends with 0: it was not its fault, and there is nobody to tell."""


class _Out(io.FileIO):
    def write(self, piece: Any, /) -> int:
        try:
            return super().write(piece)
        except BrokenPipeError:
            _lead_nowhere(_OUT)
            raise ReaderLeft(0) from None
        except OSError as error:
            _lead_nowhere(_OUT)
            raise ExportError(f"Cannot write to standard output: {error.strerror}.", hint=_HINT) from None


class _Err(io.FileIO):
    def write(self, piece: Any, /) -> int:
        try:
            return super().write(piece)
        except OSError:
            _lead_nowhere(_ERR)
            return memoryview(piece).nbytes


def guard() -> None:
    """Put both streams under guard, unless something else (a test, a program that calls us) has put its own in their place."""
    if sys.stdout is sys.__stdout__:
        sys.stdout = _guarded(_Out, _OUT, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _guarded(_Err, _ERR, sys.stderr)


def _guarded(kind: type[io.FileIO], number: int, stream: TextIO | None) -> TextIO:
    """The stream over a file that knows what a failure means. `stream` None: it was closed before we began."""
    if stream is None:
        _lead_nowhere(number, os.O_RDONLY)  # writing fails as it should, and no file of ours is opened under this number
    return io.TextIOWrapper(
        io.BufferedWriter(kind(number, "w", closefd=False)),
        encoding=stream.encoding if stream else "utf-8",
        errors=stream.errors if stream else "backslashreplace",
        line_buffering=stream is None or bool(stream.line_buffering) or bool(getattr(stream, "write_through", False)),
    )


def _lead_nowhere(number: int, mode: int = os.O_WRONLY) -> None:
    nowhere = os.open(os.devnull, mode)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
