"""Every way in which the web fails, in one table: a stable reason, what is said of it, what to do, whether to try again.

    Trouble(reason, details)  is raised inside this room, where the address need not be known
    told(trouble, url)        makes the FetchError that leaves the room, with `where=url` and the hint of the table

Reasons `status-NNN` (every other answer than 200 and 304) take their line by the number, else by its hundred.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator import plain
from aggregator.errors import FetchError


@dataclass(frozen=True, slots=True)
class Way:
    """One way to fail. `again`: worth another try within this run. `strike`: counts against the host, which is left alone
    for the rest of the run after a few in a row. `permanent`: never worth another try."""

    message: str
    hint: str
    again: bool = False
    strike: bool = False
    permanent: bool = False


_LATER = "Nothing to do: the next run asks again."
_LOOK = "Open the address in a browser; if it has moved, change it in feeds.toml."
_QUOTED = re.compile(r"bytearray\(b(['\"])(.*)\1\)", re.DOTALL)  # h11 tells what a host sent as a value of Python

WAYS: dict[str, Way] = {
    # before a connection
    "unsafe-url": Way(
        "The address is not safe to ask: {why}.", "Write it with its plain host name and path, like https://example.org/news."
    ),
    "private-address": Way(
        "{address}, the address of {host}, is not public.",
        'If you trust this network, name it in feeds.toml: [fetch] allow_networks = ["192.0.2.0/24"].',
    ),
    "dns": Way("The host name {host} is not known.", "Check the spelling of the address; the site may have closed.", strike=True),
    "dns-busy": Way(
        "The host name {host} could not be looked up: {why}.", "Check this computer's connection and name server.", again=True, strike=True
    ),
    "robots": Way(
        "robots.txt of {host} forbids this address ({why}).",
        "The publisher asks not to be read here. Look for a feed of theirs, or ask them.",
    ),
    "robots-down": Way(
        "robots.txt of {host} answers {status}; until it answers again nothing there may be asked (RFC 9309).", _LATER, strike=True
    ),
    "resting": Way("{host} has asked us to slow down.", _LATER),
    "host-down": Way("{host} failed {times} times in a row and is left alone for the rest of this run (last: {why}).", _LATER),
    "long-way": Way(
        "{host} asks for long pauses ({pause:.0f} s), and the way to this page has more of them than one run waits for.",
        "Change the address in feeds.toml to where its redirects lead.",
    ),
    "no-room": Way("Too many large pages were under way at once.", _LATER),
    # the connection
    "refused": Way("{host} refuses connections.", _LATER + " If it stays so, the site has moved.", again=True, strike=True),
    "unreachable": Way("{host} cannot be reached: {why}.", "Check this computer's connection.", again=True, strike=True),
    "tls": Way(
        "The identity of {host} cannot be verified: {why}.",
        "The site's certificate is wrong, or something stands between. We never read without verification; tell the publisher.",
        strike=True,
    ),
    "timeout": Way("{host} said nothing for {seconds:g} s.", _LATER, strike=True),
    "deadline": Way("{host} did not finish within {seconds:g} s.", _LATER + " [fetch] deadline in feeds.toml sets the time.", strike=True),
    "disconnected": Way("{host} closed the connection without an answer.", _LATER, again=True, strike=True),
    "not-http": Way("{host} does not answer in HTTP: {why}.", _LOOK),
    # the answer
    "headers": Way("The headers of the answer are too large.", _LOOK),
    "too-large": Way(
        "The answer is larger than {limit} bytes.", "[fetch] max_bytes in feeds.toml sets the limit; a narrower feed is better."
    ),
    "truncated": Way("The answer ended too early: {why}.", _LATER, again=True),
    "encoding": Way("The answer's content encoding cannot be read: {why}.", "The server is misconfigured; tell the publisher."),
    "empty": Way("The answer is empty.", _LOOK),
    "not-modified": Way(
        "The host said 304 Not Modified, although nothing was known of this address.",
        "The server or a cache before it is misconfigured; tell the publisher.",
    ),
    "redirect-loop": Way("The redirects go round in a circle.", _LOOK),
    "redirect-limit": Way("More than {limit} redirects.", _LOOK),
    "redirect-target": Way("A redirect ({status}) leads nowhere: {why}.", _LOOK),
    "challenge": Way(
        "{host} wants to see a browser, not a program ({why}).", "Look for a feed of theirs, or ask the publisher for access."
    ),
    "login": Way("{host} wants a login ({why}).", "Look for a public page or feed of the same news."),
    # statuses
    "status-404": Way("There is nothing at this address (404).", _LOOK),
    "status-410": Way("The page is gone for good (410).", "Remove the source, or give it a new address.", permanent=True),
    "status-403": Way(
        "{host} refuses this page (403).", "Open it in a browser; if it shows there, the site refuses programs. Look for a feed of theirs."
    ),
    "status-408": Way("{host} waited too long for us (408).", _LATER, again=True),
    "status-425": Way("{host} wants to be asked again (425).", _LATER, again=True),
    "status-429": Way(
        "{host} has asked us to slow down (429).", "A longer [fetch] pause, or `every` for the source, may help.", again=True
    ),
    "status-451": Way("The page may not be shown for legal reasons (451).", "Look for another source of the same news."),
    "status-501": Way("{host} cannot answer this (501).", _LOOK),
    "status-505": Way("{host} does not speak our HTTP (505).", _LOOK),
    "status-2": Way("{host} answers {status}, which brings no page.", _LOOK),
    "status-3": Way("{host} answers {status}, which names no page.", _LOOK),
    "status-4": Way("{host} refuses this page ({status}).", _LOOK),
    "status-5": Way("{host} has trouble of its own ({status}).", _LATER, again=True, strike=True),
}


class Trouble(Exception):  # noqa: N818 - it is no error yet: nobody knows the address
    """Something failed for this reason; `details` fill the message of the table."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Nobody waits for this answer any more. Never leaves the room."""


def way(reason: str) -> Way:
    """The table's line for a reason. A status beyond 599 is read as one of the host's own troubles (RFC 9110, 15)."""
    return WAYS.get(reason) or WAYS.get(reason[: len("status-N")]) or WAYS["status-5"]


def told(trouble: Trouble, url: str, host: str) -> FetchError:
    """The error that leaves the room, in the table's words; what a host has sent is shown on one line, without controls."""
    line = way(trouble.reason)
    said = {name: plain.line(_QUOTED.sub(r"\2", text))[:200] if isinstance(text, str) else text for name, text in trouble.details.items()}
    error = FetchError(line.message.format_map({"host": host, **said}), where=url, hint=line.hint, reason=trouble.reason)
    error.permanent = line.permanent
    status = trouble.details.get("status")
    error.status = status if isinstance(status, int) else None
    wait = trouble.details.get("retry_after")
    error.retry_after = wait if isinstance(wait, float) else None
    return error
