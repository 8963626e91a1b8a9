"""alerts.toml and the environment -> the targets of alerts. They hold secrets, and so stand in a file that only its owner may read.

    # alerts.toml in the user's config folder (or where AGGREGATOR_ALERTS says), chmod 600
    [[target]]
    name = "team"
    url = "mailtos://news:password@smtp.example.org?from=news@example.org&to=team@example.org"
    searches = ["asia"]      # only these saved searches; without the key: all of them
    watched = false          # not the watch list

    AGGREGATOR_ALERT_TEAM=slack://…      in the environment: the address of the target `team`, which the file need not name

An address is one of apprise (https://github.com/caronc/apprise/wiki). No message of ours shows more of it than its scheme.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator import plain, private_file
from aggregator.errors import ConfigError

PREFIX = "AGGREGATOR_ALERT_"
HINT = "A [[target]] has name, url, and optionally searches (a list of names) and watched (true or false)."
_KEYS = {"name": str, "url": str, "searches": list, "watched": bool}


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that no message, log or traceback shows."""

    value: str

    def __repr__(self) -> str:
        return "•••"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Target:
    """Where alerts go. `searches`: the saved searches it wants, None: all; `watched`: whether it wants the watch list."""

    name: str
    url: Secret
    searches: tuple[str, ...] | None = None
    watched: bool = True

    @property
    def service(self) -> str:
        """The scheme of its address: all of it that may be shown."""
        scheme = re.match(r"([a-z][a-z0-9]{1,19})://", self.url.value, re.IGNORECASE)
        return scheme[1].lower() if scheme else "?"


def targets(path: Path, environment: Mapping[str, str]) -> tuple[Target, ...]:
    """All targets, those of the file first. `path` need not exist. Raises ConfigError: others may read the file, or it is mistaken."""
    tables = list(_tables(path)) if path.exists() else []
    named = {_variable(table["name"]): table for table in tables}
    if len(named) < len(tables):
        raise ConfigError(f"{path}: two targets have the same name", where=str(path), hint="Give each a name of its own.")
    for variable in sorted(environment):
        if variable.startswith(PREFIX) and environment[variable].strip():
            table = named.setdefault(variable, {"name": variable.removeprefix(PREFIX).lower()})
            table["url"] = environment[variable].strip()
    return tuple(_target(table, path) for table in named.values())


def _variable(name: str) -> str:
    return PREFIX + re.sub(r"[^A-Z0-9]", "_", name.upper())


def _target(table: dict[str, Any], path: Path) -> Target:
    name = table["name"]
    if not table.get("url"):
        raise ConfigError(f"{path}: the target {name!r} has no address", where=str(path), hint=f"Give it a url, or set {_variable(name)}.")
    searches = table.get("searches")
    return Target(name, Secret(table["url"]), None if searches is None else tuple(searches), table.get("watched", True))


def _tables(path: Path) -> Iterator[dict[str, Any]]:
    try:
        document = tomllib.loads(private_file.text(path, "secrets"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at .*\)", str(error))  # the rest of the message may quote the file
        raise ConfigError(f"{path}: not TOML {place[0] if place else ''}".rstrip(), where=str(path), hint=HINT) from None
    unknown = sorted(set(document) - {"target"})
    tables = document.get("target", [])
    if unknown or not isinstance(tables, list):
        raise ConfigError(f"{path}: {unknown[0] if unknown else 'target'!r} is no [[target]] table", where=str(path), hint=HINT)
    for number, table in enumerate(tables, 1):
        yield _checked(table, f"target {number}", path)


def _checked(table: object, which: str, path: Path) -> dict[str, Any]:
    """The table if its keys are those we know, of the right type."""
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {which} is no table", where=str(path), hint=HINT)
    for key, value in table.items():
        if key not in _KEYS or not isinstance(value, _KEYS[key]):
            wrong = "there is no such key" if key not in _KEYS else f"is no {_KEYS[key].__name__}"
            raise ConfigError(f"{path}: {which}, key {key!r}: {wrong}", where=str(path), hint=HINT)
    if not all(isinstance(each, str) for each in table.get("searches", [])):
        raise ConfigError(f"{path}: {which}, key 'searches': names are texts", where=str(path), hint=HINT)
    name = plain.line(table.get("name", ""))
    if not name:
        raise ConfigError(f"{path}: {which} has no name", where=str(path), hint=HINT)
    return {**table, "name": name}
