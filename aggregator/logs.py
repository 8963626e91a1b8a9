"""What happened, one line an event: for whoever looks for a cause later, and for programs that watch the runs of others.

    events of every stage ──logging, "aggregator"──┬──▶ --log-file, text or JSON; what strangers wrote is escaped, secrets are masked
                                                   └──▶ stderr: warnings, for people; with -vv everything

    text  2026-11-22T06:00:12+00:00 warning failure "The host did not answer." stage="fetch" source="Riverside" address="https://…"
    json  {"at": "…", "level": "warning", "event": "failure", "message": "…", "stage": "fetch", "source": "Riverside", …}

An event is a call of stdlib logging with `extra=event(name, field=value …)`. No other library's loggers are heard.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from aggregator.errors import UsageError
from aggregator.masks import masked

FORMATS = ("text", "json")
_LONGEST = 4000  # characters of one field
# Everything that could break a line or be obeyed by a terminal: controls, separators, bidi and zero-width controls, tags, surrogates.
_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

Show = Callable[[str], None]


def event(name: str, **fields: object) -> dict[str, object]:
    """The `extra` of a log call: the event's name, and what is known of it (fields that are empty are left out)."""
    return {"event": name, "fields": {key: value for key, value in fields.items() if value not in (None, "")}}


@contextmanager
def kept(path: Path | None, form: str | None, verbosity: int, show: Show) -> Iterator[None]:
    """Keep a log while this lasts: in a file (made for its owner alone, appended to), or on stderr where only a format is given.
    Warnings go through `show` as well, unless `verbosity` is below 0; at 2 and above everything. Raises UsageError."""
    if form not in (None, *FORMATS):
        raise UsageError(f"There is no log format {form!r}.", hint="Use text or json.")
    ours = logging.getLogger("aggregator")
    before = ours.handlers, ours.level, ours.propagate
    handlers = [*_lines(path, form), _shown(verbosity, show)]
    ours.handlers, ours.propagate = handlers, False
    ours.setLevel(logging.DEBUG if verbosity >= 2 else logging.INFO)
    silent = logging.NullHandler()
    logging.getLogger().addHandler(silent)  # else what libraries say would reach stderr
    try:
        yield
    finally:
        ours.handlers, ours.propagate = before[0], before[2]
        ours.setLevel(before[1])
        logging.getLogger().removeHandler(silent)
        for each in handlers:
            each.close()


def _lines(path: Path | None, form: str | None) -> Iterator[logging.Handler]:
    if path is None and form is None:
        return
    try:
        handler = logging.StreamHandler(sys.stderr) if path is None else OwnFile(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(f"The log cannot be written: {error.strerror}.", hint=f"Check --log-file {path}.") from None
    handler.setFormatter(JsonLine() if form == "json" else TextLine())
    yield handler


def _shown(verbosity: int, show: Show) -> logging.Handler:
    handler = Shown(show, told=verbosity < 2)
    handler.setLevel(logging.ERROR if verbosity < 0 else logging.INFO if verbosity >= 2 else logging.WARNING)
    return handler


class OwnFile(logging.FileHandler):
    """Appends to a file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        return TextIOWrapper(os.fdopen(os.open(self.baseFilename, flags, 0o600), "wb", 0), self.encoding, self.errors, write_through=True)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base class calls it so
        """A full disk does not end a run: the log is the first to do without."""


class Shown(logging.Handler):
    """Messages for people, but for what is told them anyway: why a command ended; and (`told`) failures of sources and articles, which
    the run's own summary tells. Where it does not, a failure is shown as it comes, with its source, stage, address and hint."""

    def __init__(self, show: Show, *, told: bool) -> None:
        super().__init__()
        self._show = show
        self._left_out = {"error", "crash", *(("failure",) if told else ())}

    def emit(self, record: logging.LogRecord) -> None:
        """Show it."""
        if getattr(record, "event", "") in self._left_out:
            return
        trace = f"\n{_trace(record)}" if record.exc_info else ""
        self._show(f"{_told(record)}{masked(trace)}")


def _told(record: logging.LogRecord) -> str:
    """The message and what is known besides. Each by itself is masked, so that no mask swallows what follows it."""
    known = {name: masked(str(value)) for name, value in getattr(record, "fields", {}).items()}
    message = masked(record.getMessage())
    if getattr(record, "event", "") == "failure":
        before = [f"{known[name]}: " for name in ("source", "stage", "address") if name in known]
        return f"{''.join(before)}{message} {known.get('hint', '')}".rstrip()
    besides = ", ".join(f"{name}: {value}" for name, value in known.items())
    return f"{message} ({besides})" if besides and record.levelno <= logging.INFO else message


class TextLine(logging.Formatter):
    """`when level event "message" field="value" …`, always one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        known = _known(record)
        head = f"{known.pop('at')} {known.pop('level')} {known.pop('event')} {_quoted(known.pop('message'))}"
        return " ".join([head, *(f"{name}={_quoted(value)}" for name, value in known.items())])


class JsonLine(logging.Formatter):
    """One JSON object, always one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return "{" + ", ".join(f"{json.dumps(name)}: {_quoted(value)}" for name, value in _known(record).items()) + "}"


def _known(record: logging.LogRecord) -> dict[str, object]:
    """What is known of an event, in the order in which it is written."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    known: dict[str, object] = {"at": at, "level": record.levelname.lower(), "event": getattr(record, "event", "note")}
    known["message"] = record.getMessage()
    known.update(getattr(record, "fields", {}))
    if record.exc_info:
        known["trace"] = _trace(record)
    return known


def _trace(record: logging.LogRecord) -> str:
    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


def _quoted(value: object) -> str:
    """A value as JSON, with nothing in it that a terminal or a reader of lines would obey."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    text = json.dumps(masked(str(value)[:_LONGEST]), ensure_ascii=False)
    return _ODD.sub(lambda found: json.dumps(found[0])[1:-1], text)
