"""A zip file for which there is no room fails once, where it can be caught, and not again when it is thrown away."""

from __future__ import annotations

import gc
import io
import zipfile
from typing import Any

import pytest

from aggregator.errors import ExportError
from aggregator.export._room import whole


class Narrow(io.BytesIO):
    """A stream with room for so many bytes; seeking hands on what is kept, as a buffered file does."""

    def __init__(self, room: int, error: Exception) -> None:
        super().__init__()
        self.room = room
        self.error = error

    def write(self, piece: Any) -> int:
        if self.tell() + len(piece) > self.room:
            raise self.error
        return super().write(piece)


class Pipe(io.BytesIO):
    """A stream that cannot go back."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation("seek")


def opened(room: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(room, "w", zipfile.ZIP_STORED)


def zipped(stream: Any) -> None:
    with whole(stream) as room, opened(room) as file:
        for number in range(5):
            file.writestr(f"{number}.txt", bytes(range(256)) * 4)


@pytest.mark.parametrize("stream", [io.BytesIO(), Pipe()])
def test_with_room_the_file_is_as_it_should_be(stream: io.BytesIO) -> None:
    zipped(stream)
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as file:
        assert file.testzip() is None
        assert [file.read(name) for name in file.namelist()] == [bytes(range(256)) * 4] * 5


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ExportError("Full.")])
@pytest.mark.parametrize("room", [0, 10, 500, 5000, 5200, 5571])
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_without_room_it_fails_once(room: int, error: Exception) -> None:
    stream = Narrow(room, error)
    with pytest.raises(type(error)) as raised:
        zipped(stream)
    assert raised.value is error
    stream.close()
    gc.collect()


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_file_that_is_given_up_is_ended_nowhere() -> None:
    def given_up() -> None:
        with io.BytesIO() as stream, whole(stream) as room:
            file = opened(room)
            file.writestr("one", b"1")
            raise KeyError

    with pytest.raises(KeyError):
        given_up()
    gc.collect()
