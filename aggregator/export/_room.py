"""A stream for formats that are zip files: one that fails does so once, at the end.

zipfile ends its file also when that has failed already, and then fails again where nobody can catch it. So what is written after the first
failure leads nowhere, and `whole` raises that failure when the format is done.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from aggregator.errors import ExportError


class Room:
    """A stream of bytes over another one, which may run out of room."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._seekable = stream.seekable()
        self._at = 0
        self.failure: OSError | ExportError | None = None

    def write(self, piece: bytes) -> int:
        """Write, or count only once there is no room."""
        self._done(lambda: self._stream.write(piece))
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Where the next write goes. Raises OSError where the stream does not know, as in a pipe."""
        if not self._seekable:
            raise io.UnsupportedOperation("tell")
        return self._at

    def seek(self, place: int) -> int:
        """Go to a place. Raises OSError where the stream cannot, as in a pipe."""
        if not self._seekable:
            raise io.UnsupportedOperation("seek")
        self._done(lambda: self._stream.seek(place))
        self._at = place
        return place

    def flush(self) -> None:
        """Hand on what is kept."""
        self._done(self._stream.flush)

    def _done(self, act: Callable[[], object]) -> None:
        if self.failure is not None:
            return
        try:
            act()
        except (OSError, ExportError) as error:
            self.failure = error


@contextmanager
def whole(stream: IO[bytes]) -> Iterator[Room]:
    """A stream to write a zip file to, from its beginning. Raises at the end what kept it from being whole: OSError or ExportError."""
    room = Room(stream)
    try:
        yield room
    finally:
        failure, room.failure = room.failure, room.failure or OSError("ended")  # a zip file that was given up is ended later
    if failure is not None:
        raise failure
