"""Addresses: text in, text out. Pure; parsing by the WHATWG URL rules (can_ada), as browsers do.

HTTP://www.Example.com:80/a/./b/index.html;jsessionid=1?utm_source=x&id=7#top
canonical ->  http://www.example.com/a/b/index.html;jsessionid=1?id=7          what we ask and show
key       ->  example.com/a/b?id=7                                             what makes two addresses one
host      ->  www.example.com                                                  whom we ask
site      ->  example.com                                                      whose it is
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote_plus

import can_ada

LONGEST = 8192
"""Characters of the longest link that is taken for an address (servers refuse longer ones; RFC 9110 asks for 8000)."""

_KNOWLEDGE = Path(__file__).with_name("reference") / "tracking_parameters.toml"
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986, 2.3
_TOKEN = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[0-9A-Za-z_-]{16,}")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;?]*", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f]+")


def absolute(base: str, link: str) -> str | None:
    """The address that a link on the page `base` leads to, or None where it leads to no page of the web.

    None for other schemes than http and https, for what cannot be parsed, for more than LONGEST characters, and for links
    that hide their host behind a user name or a backslash.
    """
    link = link.strip()
    if not link or len(link) > LONGEST:
        return None
    parsed = _parsed(link, base)
    if parsed is None or parsed.username or parsed.password or _two_faced(link):
        return None
    return str(parsed.href)


def canonical(url: str) -> str:
    """The same address in its usual spelling, without tracking parameters and fragment. Idempotent.

    Whatever may carry meaning stays, in its order: other parameters, index files, session names. What is no http(s)
    address comes back as it is, stripped.
    """
    parsed = _parsed(url)
    if parsed is None:
        return url.strip()
    pairs = [pair for pair in _pairs(parsed.search) if not _tracks(pair)]
    query = "?" + "&".join(pairs) if pairs else ""
    return f"{parsed.protocol}//{_credentials(parsed)}{_dotless(parsed)}{_escaped(parsed.pathname)}{query}"


@lru_cache(maxsize=4096)
def key(url: str) -> str:
    """The identity of an address: canonical, and without scheme, `www.`, index file, trailing slash and session names;
    parameters sorted. Two addresses with one key show one page."""
    parsed = _parsed(canonical(url))
    if parsed is None:
        return url.strip()
    place = _dotless(parsed).removeprefix("www.").removesuffix(":80").removesuffix(":443")
    pairs = sorted(pair for pair in _pairs(parsed.search) if not _visits(pair))
    return f"{place}{_folder(parsed.pathname)}" + ("?" + "&".join(pairs) if pairs else "")


def host(url: str) -> str:
    """The host's name or number, lower case, without port; "" where there is none."""
    parsed = _parsed(url)
    return _bare(parsed).strip("[]") if parsed else ""


def site(url: str) -> str:
    """The name that was registered: the host without its own sub-domains (`news.x.co.uk` -> `x.co.uk`). By the usual labels of
    national registries and a list of hosting services, not by the whole Public Suffix List. Numbers stay whole."""
    name = host(url)
    labels = name.split(".")
    if ":" in name or labels[-1].isdigit() or len(labels) < 3:
        return name
    known = _knowledge()
    national = len(labels[-1]) == 2 and labels[-2] in known.registry_labels
    return ".".join(labels[-3:] if national or ".".join(labels[-2:]) in known.registry_hosts else labels[-2:])


# ---- reading ----------------------------------------------------------------------------------------------------------


def _parsed(url: str, base: str = "") -> can_ada.URL | None:
    """The parsed http(s) address, or None."""
    try:
        parsed = can_ada.parse(base) + url if base else can_ada.parse(url)
    except (ValueError, TypeError):  # TypeError: lone surrogates, which are no text to it
        return None
    return parsed if parsed.protocol in ("http:", "https:") and parsed.hostname else None


def _two_faced(link: str) -> bool:
    """Whether parsers differ on which host this link names: a backslash or an at sign where the host stands."""
    before = re.split(r"[?#]", _INVISIBLE.sub("", link), maxsplit=1)[0]
    start = re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,}", before)
    if not start:
        return False
    place = before[start.end() :].split("/", 1)[0]
    return "\\" in start.group() or "\\" in place or "@" in place


def _dotless(parsed: can_ada.URL) -> str:
    """Host and port, without the dots that may end a name."""
    return _bare(parsed) + (f":{parsed.port}" if parsed.port else "")


def _bare(parsed: can_ada.URL) -> str:
    """The host without the dots that may end a name. What is left is read again: `127.1..` is a name, `127.1` a number."""
    name = str(parsed.hostname)
    bare = _parsed(f"http://{name.rstrip('.')}/") if name.endswith(".") else None
    return str(bare.hostname) if bare else name


def _credentials(parsed: can_ada.URL) -> str:
    if not parsed.username and not parsed.password:
        return ""
    return f"{parsed.username}:{parsed.password}@" if parsed.password else f"{parsed.username}@"


def _escaped(text: str) -> str:
    """One spelling of escapes (RFC 3986, 6.2.2): upper-case digits, none where none is needed, no bare percent sign."""
    return _ESCAPE.sub(_one_escape, text)


def _one_escape(found: re.Match[str]) -> str:
    digits = found.group(1)
    if digits is None:
        return "%25"
    letter = chr(int(digits, 16))
    return letter if letter in _UNRESERVED else f"%{digits.upper()}"


def _pairs(search: str) -> list[str]:
    return [_escaped(pair) for pair in str(search).removeprefix("?").split("&") if pair]


def _folder(path: str) -> str:
    path = _PATH_SESSION.sub("", path)
    start, _, last = path.rpartition("/")
    if last.lower() in _knowledge().index:
        path = start
    return path.rstrip("/")


# ---- knowing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Names:
    """Parameter names: whole ones, and beginnings."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.whole or name.startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """tracking_parameters.toml, read."""

    tracking: _Names
    values: dict[str, frozenset[str]]
    session: _Names
    token: frozenset[str]
    index: frozenset[str]
    registry_labels: frozenset[str]
    registry_hosts: frozenset[str]


@cache
def _knowledge() -> _Knowledge:
    read = tomllib.loads(_KNOWLEDGE.read_text("utf-8"))
    return _Knowledge(
        tracking=_names(read["tracking"]),
        values={name: frozenset(values) for name, values in read["values"].items()},
        session=_names(read["session"]["always"]),
        token=frozenset(read["session"]["token"]),
        index=frozenset(read["folder"]["index"]),
        registry_labels=frozenset(read["registry"]["labels"]),
        registry_hosts=frozenset(read["registry"]["hosts"]),
    )


def _names(listed: list[str]) -> _Names:
    return _Names(frozenset(name for name in listed if not name.endswith("*")), tuple(name[:-1] for name in listed if name.endswith("*")))


def _named(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote_plus(name).lower(), unquote_plus(value)


def _tracks(pair: str) -> bool:
    name, value = _named(pair)
    known = _knowledge()
    return name in known.tracking or value.lower() in known.values.get(name, ())


def _visits(pair: str) -> bool:
    name, value = _named(pair)
    known = _knowledge()
    return name in known.session or (name in known.token and _TOKEN.fullmatch(value) is not None)
