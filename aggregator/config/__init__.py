"""feeds.toml -> Config. Every mistake is named with file, line, source and key, and all of them at once.

timezone = "Asia/Singapore"          # optional; in which a week begins
[fetch]                              # optional; see `tables.FetchTable`
contact = "news@example.org"
[[source]]                           # one or more; see `tables.SourceTable`
name = "Example Health"
url = "https://www.example.org/news/"
kind = "press_page"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aggregator.config.lines import Lines
from aggregator.errors import ConfigError
from aggregator.model import Config

__all__ = ["Config", "load", "parse"]

HINT = "Compare with the feeds.toml that comes with the program; `aggregator sources add URL` writes a table for you."


def load(path: Path) -> Config:
    """Read feeds.toml. Raises ConfigError: missing, a folder, no TOML, or mistaken (one line of the message per mistake)."""
    return parse(_text(path), path)


def parse(text: str, path: Path) -> Config:
    """The configuration in this text; `path` is for messages. Raises ConfigError that names every mistake."""
    from aggregator.config import tables

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}", where=str(path), hint="Look at the quotes and brackets of that line.") from None
    lines = Lines.of(text)
    checked, mistakes = tables.checked(document)
    complaints = [_complaint(path, lines, document, where, message) for where, message in mistakes]
    complaints += [_complaint(path, lines, document, ("source", at, "name"), message) for at, message in _same_names(document)]
    if not complaints and (checked is None or not checked.source):
        complaints.append(f"{path}: no [[source]] table")
    if complaints or checked is None:
        raise ConfigError("\n".join(complaints), where=str(path), hint=HINT)
    return Config(tuple(table.source() for table in checked.source), checked.fetch.limits(), path, checked.timezone)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        hint = "Name one with --config, or make one with `aggregator sources add URL`."
        raise ConfigError(f"{path}: there is no such file", where=str(path), hint=hint) from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: a folder, not a file", where=str(path), hint=f"Did you mean {path / 'feeds.toml'}?") from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path}: not UTF-8 text ({error.reason} at byte {error.start})", where=str(path), hint="Save it as UTF-8."
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}", where=str(path), hint="Check the path and its permissions.") from None


def _same_names(document: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """(position, message) of each source whose name an earlier one has; case does not tell names apart."""
    seen: dict[str, str] = {}
    for at, name in enumerate(_names(document)):
        folded = name.strip().casefold()
        if folded in seen:
            yield at, f"the name {name!r} is taken by an earlier source"
        elif folded:
            seen[folded] = name


def _names(document: dict[str, Any]) -> list[str]:
    tables = document.get("source")
    if not isinstance(tables, list):
        return []
    return [str(table.get("name") or "") if isinstance(table, dict) else "" for table in tables]


def _complaint(path: Path, lines: Lines, document: dict[str, Any], where: tuple[str | int, ...], message: str) -> str:
    """`feeds.toml:12: source 'Example', key 'url': not an address`."""
    parts = []
    if len(where) > 1 and where[0] == "source" and isinstance(where[1], int):
        names = _names(document)
        name = names[where[1]] if where[1] < len(names) else ""
        parts.append(f"source {name!r}" if name else f"source number {where[1] + 1}")
        keys = where[2:]
    elif where and where[0] == "fetch":
        parts.append("[fetch]")
        keys = where[1:]
    else:
        keys = where
    if keys:
        parts.append(f"key {'.'.join(str(key) for key in keys)!r}")
    return f"{path}:{lines.line(where)}: {', '.join(parts)}{': ' if parts else ''}{message}"
