"""Pages that stand where the asked page should be: bot challenges and logins. The patterns are in walls.toml.

An article may well write about such walls. So a page with a good status counts as one only when it shows little text of its
own; a header or the status of a refusal needs less.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from aggregator.fetch.client import Answer

_PATTERNS = Path(__file__).with_name("walls.toml")
_LOOKED_AT = 256 * 1024  # bytes: a wall is small
_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<meta", b"<script")
_UNSEEN = re.compile(r"<(script|style|template|svg|head)\b|<!--", re.IGNORECASE)
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template", "svg", "head")}
_COMMENT_ENDS = re.compile("-->")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PASSWORD = re.compile(r"""<input\b[^<>]{0,500}\btype\s*=\s*["']?password""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wall:
    """What stands there: reason challenge or login, and by what it was recognised."""

    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class _Patterns:
    headers: tuple[tuple[str, str], ...]
    challenge_titles: tuple[str, ...]
    challenge_marks: tuple[str, ...]
    challenge_phrases: tuple[str, ...]
    login_titles: tuple[str, ...]
    login_paths: frozenset[str]
    little_text: int
    hardly_any_text: int


def wall(answer: Answer, asked: str) -> Wall | None:
    """The wall that an answer is, or None. `asked`: the address that the journey began with."""
    known = _patterns()
    for name, value in known.headers:
        if value in answer.headers.get(name).lower():
            return Wall("challenge", f"header {name}")
    if answer.status == 401:
        return Wall("login", "401")
    if answer.status < 300 and _logs_in(answer.url) and not _logs_in(asked):
        return Wall("login", "redirected to a login page")
    if answer.status not in (200, 202, 203, 403, 405, 406, 429, 503) or not _is_markup(answer):
        return None
    return _in_markup(answer)


def _is_markup(answer: Answer) -> bool:
    head = answer.content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return len(answer.content) <= _LOOKED_AT and (head.startswith(_STARTS) or b"<html" in head)


def _in_markup(answer: Answer) -> Wall | None:
    known = _patterns()
    markup = answer.content.decode("utf-8", "replace")
    found = _TITLE.search(markup)
    title = " ".join(unescape(found.group(1)).lower().split()) if found else ""
    text = _seen(markup).lower()
    refused = answer.status >= 400
    if not refused and len(text) > known.little_text:
        return None
    if any(title.startswith(words) for words in known.challenge_titles):
        return Wall("challenge", f"title {title[:60]!r}")
    phrase = next((phrase for phrase in known.challenge_phrases if phrase in text), None)
    if phrase is None and (refused or len(text) < known.hardly_any_text):
        lowered = markup.lower()
        phrase = next((mark for mark in known.challenge_marks if mark in lowered), None)
    if phrase:
        return Wall("challenge", f"{phrase!r} in the page")
    if _PASSWORD.search(markup) and (any(words in title for words in known.login_titles) or len(text) < known.hardly_any_text):
        return Wall("login", "a login form")
    return None


def _seen(markup: str) -> str:
    """The text that a reader would see, roughly; in one pass over the markup."""
    kept: list[str] = []
    at = 0
    while found := _UNSEEN.search(markup, at):
        kept.append(markup[at : found.start()])
        ends = _ENDS[found.group(1).lower()] if found.group(1) else _COMMENT_ENDS
        end = ends.search(markup, found.end())
        at = end.end() if end else len(markup)
    kept.append(markup[at:])
    return " ".join(unescape(_TAG.sub(" ", " ".join(kept))).split())


def _logs_in(url: str) -> bool:
    """Whether an address is one of a login: by the words of its path and of its host's first label."""
    parts = urlsplit(url)
    words = [word for word in re.split(r"[/.]", parts.path.lower()) if word]
    return bool(_patterns().login_paths.intersection([*words[-3:], (parts.hostname or "").partition(".")[0]]))


@cache
def _patterns() -> _Patterns:
    read = tomllib.loads(_PATTERNS.read_text("utf-8"))
    challenge, login = read["challenge"], read["login"]
    return _Patterns(
        headers=tuple((name, value) for name, values in challenge["headers"].items() for value in values),
        challenge_titles=tuple(challenge["titles"]),
        challenge_marks=tuple(challenge["marks"]),
        challenge_phrases=tuple(challenge["phrases"]),
        login_titles=tuple(login["titles"]),
        login_paths=frozenset(login["paths"]),
        little_text=int(read["little_text"]),
        hardly_any_text=int(read["hardly_any_text"]),
    )
