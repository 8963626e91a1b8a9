"""The archive: SQLite, and the only SQL.

open(path, write=True)    creates, migrates, WAL            -> Archive, for write.py
open(path, write=False)   reads, also in a read-only folder -> Archive, for read.py and search.py

schema/*.sql   what is kept, one comment a table      opening.py     a file becomes a connection
migrations.py  from one schema to the next            handle.py      rows, transactions, complaints
write.py …     each public function one transaction   read.py …      each public function one question
rows.py        value <-> row                          words.py       text <-> full-text index
"""

from __future__ import annotations

from pathlib import Path

from aggregator.archive.handle import Archive
from aggregator.archive.opening import for_reading, for_writing
from aggregator.errors import ArchiveError

__all__ = ["Archive", "open"]


def open(path: Path, *, write: bool, as_is: bool = False) -> Archive:  # noqa: A001 - archive.open(path) reads as it should
    """Open the archive. Raises ArchiveError: a folder, missing (when reading), damaged, foreign, newer, read-only (when writing).

    One of an older schema is brought up to date first, also for reading, unless it is to be read `as_is` (verify, backup, restore)."""
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder, not an archive.", where=str(path), hint="Name a file with --archive.")
    return for_writing(path) if write else for_reading(path, as_is=as_is)
