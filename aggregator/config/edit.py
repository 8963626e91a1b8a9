"""Changes to feeds.toml that leave comments, order and layout as they are (the only tomlkit).

Each function reads the file, changes one thing, checks the whole, and puts the new file in the old one's place in one
step: a mistake or a crash leaves the old file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from aggregator import config
from aggregator.errors import UsageError
from aggregator.model import Selectors, Source

_START = "# Sources of the healthcare partnership news aggregator; the README says what each key means.\n"
_UNITS = (
    ("w", timedelta(weeks=1)),
    ("d", timedelta(days=1)),
    ("h", timedelta(hours=1)),
    ("m", timedelta(minutes=1)),
    ("s", timedelta(seconds=1)),
)


def add(path: Path, sources: Iterable[Source], comment: str = "") -> None:
    """Append these sources as tables, each under the comment; the file is made where there is none.

    Raises ConfigError when the whole would be mistaken (a name that is taken, say).
    """

    def change(document: tomlkit.TOMLDocument) -> None:
        tables = _tables(document)
        for source in sources:
            table = _table(source, comment)
            table.trivia.indent = "\n"  # an empty line above
            tables.append(table)

    _rewrite(path, change)


def set_enabled(path: Path, name: str, enabled: bool) -> None:
    """Turn a source on or off. Raises UsageError when there is no source of this name."""

    def change(document: tomlkit.TOMLDocument) -> None:
        table = _named(document, name)
        if enabled:
            table.pop("enabled", None)
        else:
            table["enabled"] = False

    _rewrite(path, change)


def remove(path: Path, name: str) -> None:
    """Take a source's table out. Raises UsageError when there is no source of this name."""

    def change(document: tomlkit.TOMLDocument) -> None:
        table = _named(document, name)
        tables = _tables(document)
        del tables[next(at for at, each in enumerate(tables) if each is table)]
        if not tables:
            document.remove("source")

    _rewrite(path, change, may_be_empty=True)


def _rewrite(path: Path, change: Callable[[tomlkit.TOMLDocument], None], *, may_be_empty: bool = False) -> None:
    old = path.read_text(encoding="utf-8") if path.exists() else _START
    document = tomlkit.parse(old)
    change(document)
    new = tomlkit.dumps(document)
    if not (may_be_empty and not document.get("source")):
        config.parse(new, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(new)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        os.chmod(name, path.stat().st_mode & 0o777)
    os.replace(name, path)


def _tables(document: tomlkit.TOMLDocument) -> AoT:
    if "source" not in document:
        document.append("source", tomlkit.aot())
    tables = document["source"]
    if not isinstance(tables, AoT):
        raise UsageError(
            "The sources of this feeds.toml are not written as [[source]] tables.",
            hint="Rewrite `source = [...]` as [[source]] tables first.",
        )
    return tables


def _named(document: tomlkit.TOMLDocument, name: str) -> Table:
    names = []
    for table in _tables(document):
        names.append(str(table.get("name")))
        if isinstance(table, Table) and names[-1].casefold() == name.casefold():
            return table
    near = [each for each in names if name.casefold() in each.casefold()][:5]
    hint = f"Did you mean {', '.join(map(repr, near))}?" if near else "`aggregator sources list` names them all."
    raise UsageError(f"There is no source {name!r}.", hint=hint)


def _table(source: Source, comment: str) -> Table:
    table = tomlkit.table()
    for line in comment.splitlines():
        table.add(tomlkit.comment(line))
    for key, value in _values(source).items():
        table.add(key, value)
    return table


def _values(source: Source) -> dict[str, Any]:
    """The keys that differ from their defaults, in the order in which people read them."""
    values: dict[str, Any] = {"name": source.name, "url": source.url, "kind": source.kind}
    for key in ("organisation", "country", "language", "category"):
        if getattr(source, key):
            values[key] = getattr(source, key)
    if source.every:
        values["every"] = span(source.every)
    if not source.enabled:
        values["enabled"] = False
    if source.keywords:
        values["keywords"] = list(source.keywords)
    if source.note:
        values["note"] = source.note
    if source.selectors.remove:
        values["remove"] = list(source.selectors.remove)
    chosen = {name: getattr(source.selectors, name) for name in Selectors.__slots__ if name != "remove" and getattr(source.selectors, name)}
    if chosen:
        selectors = tomlkit.inline_table()
        selectors.update(chosen)
        values["selectors"] = selectors
    return values


def span(time: timedelta) -> str:
    """A span of time as feeds.toml writes it: '6h', '1d'."""
    for unit, length in _UNITS:
        if time >= length and time % length == timedelta():
            return f"{time // length}{unit}"
    return f"{time.total_seconds():g}s"
