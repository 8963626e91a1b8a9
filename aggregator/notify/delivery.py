"""Target + title + body -> sent by apprise, or AlertError. To be called in a process of its own (`bounded`), which bounds its time.

What apprise logs may quote the address: it is caught here, and every part of the address is taken out before anything is told.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aggregator import plain
from aggregator.errors import AlertError, UsageError
from aggregator.notify.targets import Secret, Target

MOST = 20_000
"""Bytes of a message at most, whatever the service would bear."""

_TITLE = 200
_JOINED = 40  # what a service without titles puts between title and body, at most
_LONGEST_REASON = 300
_TALKERS = ("apprise", "urllib3")
_WHY = re.compile(r"(Socket )?Exception\b|Response Details")


@dataclass(frozen=True, slots=True)
class Form:
    """What a service takes. `format`: text, markdown or html; `most`: bytes of a body; `title`: characters of a title."""

    format: str
    most: int
    title: int


def form(target: Target) -> Form:
    """What the target's service takes. Raises UsageError without apprise, AlertError for an address that is none."""
    plugin = _plugin(target)
    formats = plugin.notify_format if isinstance(plugin.notify_format, tuple | list) else (plugin.notify_format,)
    names = [str(getattr(each, "value", each)) for each in formats]
    chosen = "text" if "text" in names and names[0] != "html" else names[0]  # in text a service reads no marks into what strangers wrote
    title = min(_TITLE, plugin.title_maxlen or _TITLE)
    room = plugin.body_maxlen - (0 if plugin.title_maxlen else title * 4 + _JOINED)
    return Form(chosen, max(0, min(MOST, room)), title)


def send(target: Target, title: str, body: str, format: str) -> None:  # noqa: A002 - the word of the trade
    """Send a message whose body is in this format already. Raises AlertError that says why it could not be sent."""
    plugin = _plugin(target)
    with _listening() as heard:
        try:
            sent = plugin.notify(title=plain.line(title), body=body, body_format=format, notify_type="info")
        except Exception as error:  # a plugin's bug must not show the address, nor keep others from their message
            heard.append(f"{type(error).__name__}: {error}")
            sent = False
    if not sent:
        raise AlertError(reason(heard, target.url), where=target.name)


def reason(heard: list[str], secret: Secret) -> str:
    """Why it failed, in the service's words, without anything of its address."""
    told = plain.line(hidden(" ".join(dict.fromkeys(heard)), secret))
    return (told if len(told) <= _LONGEST_REASON else f"{told[:_LONGEST_REASON]}…") or "The service did not take the message."


def hidden(text: str, secret: Secret) -> str:
    """The text with every part of a secret address masked."""
    whole = secret.value
    login = re.match(r"[^:/]+://([^/@]*)@", whole)
    parts = set(re.split(r"[/:@?&=,;#]+", whole)) | set(re.split(r"[/:@?&=,;#]+", unquote(whole)))
    short = {part for part in (login[1].split(":") if login else ()) if part}
    found = {whole} | {part for part in parts if len(part) > 2} | short | {unquote(part) for part in short}
    for part in sorted(found, key=len, reverse=True):
        text = text.replace(part, "•••")
    return text


def _plugin(target: Target) -> Any:
    try:
        from apprise import Apprise
    except ImportError:
        install = 'pip install "healthcare-partnership-aggregator[alert]"'
        raise UsageError("Sending alerts needs apprise.", hint=f"Install it: {install}") from None
    with _listening():
        try:
            found = Apprise.instantiate(target.url.value, suppress_exceptions=True)
        except Exception:  # what it says may quote the address
            found = None
    if found is None:
        hint = "See https://github.com/caronc/apprise/wiki for how the address of a service is written."
        raise AlertError("Its address is none that can be used.", where=target.name, hint=hint)
    return found


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What apprise and the libraries below it complain of in the meantime; it goes nowhere else."""
    heard: list[str] = []
    logs = [logging.getLogger(name) for name in _TALKERS]
    kept = [(log, log.handlers, log.propagate, log.level) for log in logs]
    for log in logs:
        log.handlers, log.propagate = [_Ear(heard)], False
        log.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        for log, handlers, propagate, level in kept:
            log.handlers, log.propagate = handlers, propagate
            log.setLevel(level)


class _Ear(logging.Handler):
    """Keeps warnings, and of the rest what tells why something failed."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.levelno >= logging.WARNING or _WHY.match(text):
            self.heard.append(text)
