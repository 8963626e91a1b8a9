"""Machine-readable reservations: what a publisher says about text and data mining, besides robots.txt. Pure.

    tdm-reservation: 1                                    header     TDMRep, W3C community group report, 5.1
    <meta name="tdm-reservation" content="1">             markup     TDMRep, 5.2
    [{"location": "/news/*", "tdm-reservation": 1}]       /.well-known/tdmrep.json, TDMRep, 5.3
    x-robots-tag: noai, noarchive                         header     and <meta name="robots" content="…">

`notices` gives them in one spelling: `tdm-reservation: 1`, `tdm-policy: ADDRESS`, `noai`, `noarchive` …
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from aggregator import plain
from aggregator.fetch.client import Answer
from aggregator.fetch.headers import Headers

PATH = "/.well-known/tdmrep.json"
LARGEST = 500 * 1024
"""Bytes of tdmrep.json that are read; one that is longer is cut, and so none."""

RESERVED = "tdm-reservation: 1"
"""The notice that says: text and data mining is reserved here."""

DIRECTIVES = frozenset(
    ("noai", "noimageai", "noml", "noarchive", "nosnippet", "nocache", "none", "noindex", "nofollow", "unavailable_after")
)
_KEPT = DIRECTIVES - {"nofollow", "unavailable_after", "noindex", "nosnippet", "none"}
_META = re.compile(r"<meta\s[^<>]{0,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s*=\s*(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s"'>]{1,500}))""")
_HEAD = 64 * 1024
_RULES = 1000


def notices(answer: Answer) -> tuple[str, ...]:
    """The reservations that an answer carries, in its headers and in the head of its markup; each once, in order."""
    found = list(_in_headers(answer.headers))
    if answer.headers.media_type in ("text/html", "application/xhtml+xml", ""):
        found += in_markup(answer.content[:_HEAD].decode("ascii", "ignore"))
    return tuple(dict.fromkeys(found))


def in_markup(markup: str) -> tuple[str, ...]:
    """The reservations in the meta tags of the first 64 KiB of a page."""
    found: list[str] = []
    for tag in _META.findall(markup[:_HEAD]):
        attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}
        found += _said(attributes.get("name", "").lower(), attributes.get("content", ""))
    return tuple(dict.fromkeys(found))


def reserved(tdmrep: bytes, url: str) -> bool:
    """Whether a tdmrep.json reserves the rights to this address. The most exact location that fits decides; what is no such
    file reserves nothing."""
    try:
        listed = json.loads(tdmrep.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    fitting = [rule for rule in listed[:_RULES] if _fits(rule, path)] if isinstance(listed, list) else []
    best = max(fitting, key=lambda rule: len(rule["location"]), default=None)
    return best is not None and _is_one(best.get("tdm-reservation"))


def _in_headers(headers: Headers) -> Iterator[str]:
    for name in ("tdm-reservation", "tdm-policy"):
        for value in headers.all(name):
            yield from _said(name, value)
    for value in headers.all("x-robots-tag"):
        yield from _said("robots", value)


def _said(name: str, content: str) -> list[str]:
    """One header or meta tag in our spelling; what reserves nothing says nothing."""
    content = plain.line(content)
    if name == "tdm-reservation":
        return [RESERVED] if _is_one(content) else []
    if name == "tdm-policy":
        return [f"tdm-policy: {content[:500]}"] if content.startswith(("http://", "https://")) else []
    if name != "robots":
        return []
    agent, colon, _ = content.partition(":")
    if colon and agent.strip().lower() not in DIRECTIVES:
        return []  # said to another program by name
    directives = (directive.strip().lower() for directive in content.split(","))
    return [directive for directive in directives if directive in _KEPT]


def _is_one(value: Any) -> bool:
    return str(value).strip() == "1" and not isinstance(value, bool)


def _fits(rule: Any, path: str) -> bool:
    """TDMRep locations are the path patterns of robots.txt: a beginning, with `*` for anything and `$` for the end."""
    location = rule.get("location") if isinstance(rule, dict) else None
    if not isinstance(location, str) or not location or len(location) > 2000:
        return False
    parts = location.removesuffix("$").split("*")
    if not path.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:]:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at == len(path) or not location.endswith("$") or (len(parts) > 1 and path.endswith(parts[-1]))
