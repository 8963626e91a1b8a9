"""The tables of feeds.toml as pydantic models: which keys there are, and what each may hold. Unknown keys are mistakes."""

from __future__ import annotations

import os
import platform
import re
from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from aggregator import __version__, kinds, plain, sources
from aggregator.model import Limits, Selectors, Source
from aggregator.reference import countries

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nobody else judges our tables, and the search for who might takes time
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_HOST = re.compile(r"[^\s/?#@\\]+")

Mistake = tuple[tuple[str | int, ...], str]


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"not an address: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("not an address that begins with http:// or https://")
    if not parts.hostname or not _HOST.fullmatch(parts.hostname) or port == 0 or parts.username is not None or text != plain.line(text):
        raise ValueError("not an address of a web page")
    return text


def _kind(name: str) -> str:
    known = kinds.names(sources)
    if name not in known:
        raise ValueError(f"{name!r} is no kind of source; there are {', '.join(known)}")
    return name


def _country(name: str) -> str:
    code = countries.code(name)
    if code is None:
        near = ", ".join(countries.suggest(name))
        raise ValueError(f"{name!r} is no country that we know{f'; did you mean {near}?' if near else ''}")
    return code


def _span(text: Any) -> Any:
    """'6h' -> timedelta; seconds, minutes, hours, days, weeks."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*", text) if isinstance(text, str) else None
    if not match:
        raise ValueError("not a span of time; write it like '30m', '6h', '1d' or '1w'")
    return timedelta(**{_UNITS[match[2]]: float(match[1])})


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError as error:
        raise ValueError(f"not a network: {error}") from None


def _keyword(word: str) -> str:
    known = sources.named_lists()
    if word.startswith("@") and word[1:] not in known:
        raise ValueError(f"{word!r} is no shipped list; there are {', '.join('@' + name for name in known)}")
    return word


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write it like 'Europe/London'") from None


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(plain.line)]
Css = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)  # built when a file is judged: as one, not each


class SelectorsTable(_Table):
    """`selectors` of a source: CSS. The first five read a listing, the others an article page."""

    entry: Css | None = None
    link: Css | None = None
    entry_title: Css | None = None
    entry_date: Css | None = None
    next: Css | None = None
    text: Css | None = None
    title: Css | None = None
    date: Css | None = None


class SourceTable(_Table):
    """One `[[source]]`."""

    name: Text
    url: Address
    kind: Annotated[str, AfterValidator(_kind)]
    organisation: Text | None = None
    country: Annotated[str, AfterValidator(_country)] | None = None
    language: Language | None = None
    category: Text | None = None
    every: Annotated[timedelta, BeforeValidator(_span), Field(ge=timedelta(minutes=1))] | None = None
    enabled: bool = True
    selectors: SelectorsTable = SelectorsTable()
    remove: list[Css] = []
    keywords: list[Annotated[Text, AfterValidator(_keyword)]] = []
    note: Text | None = None

    def source(self) -> Source:
        """The table as the value that travels."""
        values = {name: getattr(self, name) for name in type(self).model_fields if name not in ("selectors", "remove", "keywords")}
        selectors = Selectors(**self.selectors.model_dump(), remove=tuple(self.remove))
        return Source(**values, selectors=selectors, keywords=tuple(self.keywords))


class FetchTable(_Table):
    """`[fetch]`: seconds and bytes. Whoever raises a limit answers for it."""

    contact: Text | None = None
    user_agent: Text | None = None
    pause: Annotated[float, Field(ge=0, le=3600, strict=False)] = 1.0
    timeout: Annotated[float, Field(gt=0, le=600, strict=False)] = 20.0
    deadline: Annotated[float, Field(gt=0, le=3600, strict=False)] = 60.0
    max_bytes: Annotated[int, Field(ge=1024)] = 20 * 1024 * 1024
    max_redirects: Annotated[int, Field(ge=0, le=50)] = 10
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    workers: Annotated[int, Field(ge=1, le=64)] = 16
    max_articles: Annotated[int, Field(ge=1)] = 500
    max_pages: Annotated[int, Field(ge=1, le=1000)] = 5
    allow_networks: list[Annotated[str, AfterValidator(_network)]] = []

    def limits(self) -> Limits:
        """The table as the value that travels. The user agent names the program and a contact."""
        values = self.model_dump(exclude={"contact", "user_agent", "allow_networks"})
        return Limits(user_agent=self.user_agent or _user_agent(self.contact), allow_networks=tuple(self.allow_networks), **values)


class Document(_Table):
    """The whole of feeds.toml."""

    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    fetch: FetchTable = FetchTable()
    source: list[SourceTable] = []


def checked(document: dict[str, Any]) -> tuple[Document | None, tuple[Mistake, ...]]:
    """The document as tables, or None and all its mistakes: (path of keys, what is wrong)."""
    try:
        return Document.model_validate(document), ()
    except ValidationError as error:
        return None, tuple(
            (tuple(each["loc"]), _words(each["type"], each["msg"]) + _elsewhere(each["loc"])) for each in error.errors(include_url=False)
        )


def _elsewhere(where: tuple[str | int, ...]) -> str:
    """Where a table belongs that somebody might look for here: addresses of alerts are secrets."""
    secret = where[:1] in (("alert",), ("alerts",), ("target",), ("notify",))
    return (
        "; targets of alerts hold secrets and stand in alerts.toml (chmod 600) or in AGGREGATOR_ALERT_… of the environment"
        if secret
        else ""
    )


def _words(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such key"
    if kind == "missing":
        return "is missing"
    return message.removeprefix("Value error, ")


def without_contact(limits: Limits) -> bool:
    """Whether neither `contact` nor `user_agent` was given: then nobody may read what is sent to the mailbox that is named."""
    return limits.user_agent == _user_agent(None)


def _user_agent(contact: str | None) -> str:
    """Names the program and whom to write to. Without `contact`: the usual mailbox (RFC 2142) of this machine."""
    mailbox = f"webmaster@{platform.node() or 'localhost'}"
    return f"aggregator/{__version__} (healthcare partnership news; +{contact or mailbox})"
