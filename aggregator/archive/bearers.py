"""A name -> the organisations that bear it: of the register with their subsidiaries, else those that archived texts call so."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator import plain
from aggregator.archive import rows
from aggregator.archive.clause import Context
from aggregator.archive.handle import Archive
from aggregator.model import Organisation
from aggregator.reference.names import slug


def bearers(text: str, context: Context, *, prefix: bool = False) -> tuple[tuple[str, ...], str]:
    """The ids of the organisations of this name, with their subsidiaries, and who they are in words. None: no such organisation."""
    registered = context.gazetteer().named(text) if not prefix else ()
    if text.startswith(("org:", "new:")):
        known = context.gazetteer().organisation(text)
        registered = (known,) if known else ()
    below = [child for each in registered for child in context.gazetteer().subsidiaries(each.id)]
    below += [each.id for each in houses(context.archive, [*(each.id for each in registered), *below])]
    found = [each.id for each in registered] + below + _archived(text, context, prefix=prefix)
    if not found:
        return (), ""
    return tuple(dict.fromkeys(found)), _who(registered, below, found, context)


def houses(archive: Archive, above: Sequence[str]) -> tuple[Organisation, ...]:
    """Houses of these organisations that no register has, as archived texts name them ("Medtronic Canada"), by name."""
    found = archive.rows(
        "SELECT o.* FROM json_each(?) AS j JOIN organisation o ON o.parent = j.value WHERE o.id GLOB 'new:*' ORDER BY o.name",
        (rows.listed(above),),
    )
    return tuple(map(rows.organisation, found))


def _who(registered: tuple[Organisation, ...], below: list[str], found: list[str], context: Context) -> str:
    if registered:
        names = ", ".join(each.name for each in registered)
        count = len(set(below))
        return f"{names} and {count} subsidiar{'y' if count == 1 else 'ies'}" if below else names
    marks = ",".join("?" * len(found[:6]))
    names = ", ".join(
        row[0] for row in context.archive.rows(f"SELECT name FROM organisation WHERE id IN ({marks}) ORDER BY name", found[:6])
    )
    return names if len(found) <= 6 else f"{names} and {len(found) - 6} more"


def _archived(text: str, context: Context, *, prefix: bool) -> list[str]:
    """Organisations that texts named, by exact name; else by the words of the name."""
    exact = context.archive.rows(
        "SELECT id FROM organisation WHERE id IN (?, ?) OR name = ? COLLATE NOCASE", (text, f"new:{slug(text)}", text)
    )
    if (exact and not prefix) or (context.gazetteer().named(text) and not prefix):
        return [row[0] for row in exact]
    parts = [_like(part) for part in plain.line(text).split()] if not prefix else []
    patterns = [f"% {part}%" for part in parts] or [f" {_like(text)}%"]
    sql = (
        "SELECT id FROM organisation WHERE " + " AND ".join(["' ' || name LIKE ? ESCAPE '\\'"] * len(patterns)) + " ORDER BY name LIMIT 200"
    )
    return [row[0] for row in context.archive.rows(sql, patterns)] if len(text) > 1 else []


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
