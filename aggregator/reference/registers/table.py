"""A CSV of organisations -> organisations: what `orgs export` writes, and what a person makes in a spreadsheet.

    name,aliases,kind,country,parent,domain,ambiguous_forms
    Lakeside Clinics,Lakeside|湖畔诊所,hospital_group,SG,,lakeside.example,LC

Only `name` is needed; columns may stand in any order, further ones are passed over. Lists inside a cell are separated by `|`; `parent` is
the name or the id of another organisation; `ambiguous_forms` are names that count only beside a sure one. Separated by comma, semicolon or
tab.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from aggregator.model import Organisation
from aggregator.reference import countries
from aggregator.reference.names import slug
from aggregator.reference.registers._files import Stream
from aggregator.reference.registers._found import Found, Unusable, several, usable

COLUMNS = ("id", "name", "aliases", "kind", "country", "parent", "domain", "ambiguous_forms")
_FORMULA = "=+-@|%＝＋－＠｜％"
_CELL = 100_000


def recognised(head: str) -> bool:
    """Whether a file that begins so is such a table."""
    return "name" in _header(head)


def read(stream: Stream) -> Iterator[Found | Unusable]:
    """The organisations of the table."""
    for number, row in enumerate(rows(stream, _delimiter(stream.head)), 2):
        yield organisation({name.strip().casefold(): cell for name, cell in row.items() if name}, f"{stream.name}, row {number}")


def rows(stream: Stream, delimiter: str) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV by column; one that is broken ends it."""
    before = csv.field_size_limit(_CELL)
    try:
        yield from csv.DictReader(stream.text, delimiter=delimiter, restval="", restkey="")
    except csv.Error:
        return
    finally:
        csv.field_size_limit(before)


def organisation(row: Mapping[str, str], where: str) -> Found | Unusable:
    """The organisation of a row."""
    cells = {name: _bare(cell) for name, cell in row.items() if isinstance(cell, str)}
    name = usable(cells.get("name", ""))
    if not name:
        return Unusable(where, "no name")
    seat = cells.get("country", "").strip()
    country = countries.code(seat) if seat else None
    if seat and not country:
        return Unusable(where, f"no country {seat[:40]!r} is known")
    kind = "_".join(cells.get("kind", "").casefold().replace("-", " ").split()) or None
    own = cells.get("id", "").strip()
    parent = cells.get("parent", "").strip()
    found = Organisation(
        own if own.startswith(("org:", "new:")) else f"org:{slug(name)}",
        name,
        several(cells.get("aliases", "").split("|"), name),
        country,
        kind,
        (parent if parent.startswith(("org:", "new:")) else f"org:{slug(parent)}") if parent else None,
        cells.get("domain", "").strip().lower() or None,
        several(cells.get("ambiguous_forms", "").split("|")),
    )
    return Found(found, (kind,) if kind else ())


def _bare(cell: str) -> str:
    """A cell without the apostrophe that keeps it from becoming a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1:2] in _FORMULA else cell


def _header(head: str) -> list[str]:
    line = head.lstrip("\ufeff").splitlines()[0] if head.strip() else ""
    return [each.strip().strip('"').casefold() for each in line.split(_delimiter(head))]


def _delimiter(head: str) -> str:
    line = head.splitlines()[0] if head.strip() else ""
    return max(",;\t", key=line.count)
