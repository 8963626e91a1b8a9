"""Every error we raise on purpose.

    AggregatorError
     ├─ UsageError          a wrong argument                                     exit 2
     ├─ ConfigError         feeds.toml: missing, unreadable, mistaken            exit 6
     ├─ ArchiveError        the archive: damaged, foreign, newer, read-only      exit 7
     │   └─ LockedError     another run holds it                                 exit 5
     ├─ FetchError          a host did not give us what we asked
     ├─ SourceError         a page is no readable source of its kind
     ├─ ExtractError        a page holds no article that we can read
     ├─ BoundError          a function took too long or too much memory
     ├─ TagError            tagging failed on an article
     ├─ ExportError         an output cannot be written where it was to go       exit 2
     ├─ AlertError          an alert could not be sent
     └─ OpinionError         a second opinion counts for nothing

Each carries `where` (file and line, source, or address), `hint` (what to do) and `exit_code`.
"""

from __future__ import annotations

from typing import ClassVar

INTERRUPTED = 130
"""The exit code of a command that was told to end: 128 and the number of SIGINT."""


class AggregatorError(Exception):
    """Something went wrong that we foresaw. `str(error)` is the message alone."""

    hint: str = ""
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        if hint:
            self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way out of a worker process, attributes and all."""
        return (_rebuilt, (type(self), self.message, dict(self.__dict__)))


def _rebuilt(kind: type[AggregatorError], message: str, attributes: dict[str, object]) -> AggregatorError:
    error = kind(message)
    error.__dict__.update(attributes)
    return error


class UsageError(AggregatorError):
    """An argument that cannot be understood."""

    exit_code = 2


class ConfigError(AggregatorError):
    """feeds.toml cannot be used; the message names every mistake, one a line."""

    exit_code = 6


class ArchiveError(AggregatorError):
    """The archive cannot be used: damaged, not ours, of a newer version, read-only, no room."""

    exit_code = 7


class LockedError(ArchiveError):
    """Another run is writing to the archive."""

    exit_code = 5


class FetchError(AggregatorError):
    """A host did not give us what we asked. `reason` is a stable short name (timeout, too-large, robots, status-404 …);
    `permanent`: asking again is pointless (410); `retry_after`: seconds the host asked us to stay away; `status`: its answer."""

    exit_code = 3

    def __init__(self, message: str, *, where: str = "", hint: str = "", reason: str = "failed") -> None:
        super().__init__(message, where=where, hint=hint)
        self.reason = reason
        self.permanent = False
        self.retry_after: float | None = None
        self.status: int | None = None


class SourceError(AggregatorError):
    """A page is no readable source of the kind that feeds.toml says. `reason`: unreadable, or barren (an index that leads nowhere)."""

    exit_code = 3
    reason: str = "unreadable"


class ExtractError(AggregatorError):
    """A page holds no article that we can read. `reason`: a stable short name (soft-404, consent-wall, challenge, login,
    paywall, script-only, listing, empty, too-slow …); `permanent`: the page will not get better."""

    exit_code = 3
    hint = "Open the address in a browser; if an article shows there, `aggregator sources test ADDRESS` says how the page is read."

    def __init__(self, message: str, *, where: str = "", hint: str = "", reason: str = "unreadable") -> None:
        super().__init__(message, where=where, hint=hint)
        self.reason = reason
        self.permanent = False


class BoundError(AggregatorError):
    """A function took too long or too much memory, or ended its process. `reason`: too-slow, too-large or died."""

    exit_code = 3
    hint = "The page is left aside and tried again later; if it stays so, it is built to stop readers, or shows a bug of ours."

    def __init__(self, message: str, *, where: str = "", hint: str = "", reason: str = "died") -> None:
        super().__init__(message, where=where, hint=hint)
        self.reason = reason


class TagError(AggregatorError):
    """Tagging failed on an article."""

    exit_code = 3


class ExportError(AggregatorError):
    """An output cannot be written where the command line says: to a file, or to standard output."""

    exit_code = 2


class AlertError(AggregatorError):
    """An alert could not be sent to its target, whose name is in `where`. Nothing of its address is ever in the message."""

    exit_code = 3


class OpinionError(AggregatorError):
    """What a language model answered counts for nothing; the message says why."""
