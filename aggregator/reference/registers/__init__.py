"""Registers of organisations as others publish them -> organisations, one by one, in constant memory. One file a kind; no network.

table   a CSV of ours: name,aliases,kind,country,parent,domain,ambiguous_forms
ror     the data dump of the Research Organization Registry, JSON, schema 1 and 2          (https://ror.org, CC0)
gleif   the golden copy of legal entities (Level 1) of GLEIF, CSV                          (https://www.gleif.org, CC0)

Each as it is downloaded, also inside its .zip. What kind a file is, its first characters say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aggregator.errors import UsageError
from aggregator.reference.registers import gleif, ror, table
from aggregator.reference.registers._files import opened
from aggregator.reference.registers._found import Found, Unusable

__all__ = ["Found", "Unusable", "read"]


def read(path: Path) -> Iterator[Found | Unusable]:
    """The organisations of a file, in its order; rows that hold none say why. Raises UsageError for a file that cannot be read or is none
    of these registers."""
    with opened(path) as stream:
        head = stream.head.lstrip("\ufeff \t\r\n")
        if head[:1] in ("[", "{"):
            yield from ror.read(stream)
        elif gleif.recognised(head):
            yield from gleif.read(stream)
        elif table.recognised(head):
            yield from table.read(stream)
        else:
            raise UsageError(
                f"{path.name} is no register that can be read.",
                where=str(path),
                hint="A CSV needs a header with a column `name`; or give a ROR data dump (JSON) or a GLEIF golden copy (CSV).",
            )
