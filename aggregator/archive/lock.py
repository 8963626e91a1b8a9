"""One run at a time: a lock on a file beside the archive. The kernel lets go of it when its holder ends, however it ends."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aggregator.errors import ArchiveError, LockedError


@contextmanager
def held(archive: Path) -> Iterator[None]:
    """Hold the lock of this archive. Raises LockedError when another run has it, ArchiveError when the folder cannot be written."""
    path = archive.with_name(f"{archive.name}.lock")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        hint = "The folder or its disk is read-only, or not yours: queries work, writing does not."
        raise ArchiveError(f"The archive's folder cannot be written: {error.strerror}.", where=str(path), hint=hint) from None
    try:
        _take(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise ArchiveError(f"The archive cannot be locked: {error.strerror}.", where=str(path), hint="Use a local disk.") from None
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        hint = "Wait for it to end. Should it be stuck, end that process: the lock goes with it."
        raise LockedError(f"Another run (process {holder}) is writing to this archive.", where=str(path), hint=hint) from None
    with suppress(OSError):  # where there is no room to say who we are, the lock holds all the same
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
