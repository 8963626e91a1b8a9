"""A private copy of an archive that cannot be read in its place: a read-only folder with an older schema, or with a log but no shared
memory. The copy has no name once it is open, so that nothing is left behind however the program ends.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from aggregator.errors import ArchiveError

_SPARE = 64 * 1024 * 1024  # bytes that a migration may need besides


def taken(path: Path) -> sqlite3.Connection:
    """A connection to a copy of the archive with what its log holds. Raises ArchiveError when there is no room for it."""
    from aggregator.archive.opening import connected

    files = [each for each in (path, path.with_name(f"{path.name}-wal")) if each.exists()]
    size = sum(each.stat().st_size for each in files)
    hint = f"Copy {' and '.join(each.name for each in files)} to a folder that you may write to, and name it with --archive."
    if shutil.disk_usage(tempfile.gettempdir()).free < 2 * size + _SPARE:
        raise ArchiveError(f"There is no room for a private copy of {size:,} bytes.", where=str(path), hint=hint)
    with tempfile.TemporaryDirectory(prefix="aggregator-", ignore_cleanup_errors=True) as folder:
        try:
            for each in files:
                shutil.copyfile(each, Path(folder) / each.name)
        except OSError as error:
            raise ArchiveError(f"The archive cannot be copied: {error.strerror}.", where=str(path), hint=hint) from None
        connection = connected(f"{(Path(folder) / path.name).as_uri()}?mode=rw")
        try:
            connection.execute("PRAGMA journal_mode = MEMORY")  # folds the log in; from here on the file needs no name
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection
