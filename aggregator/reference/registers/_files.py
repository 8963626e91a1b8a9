"""A register's file as text, opened as it was downloaded: plain or the one member of a .zip, in whatever encoding.

Hostile files are bounded: a member that unpacks to more than a hundred times its size is refused, and nothing is read but as it is needed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aggregator.errors import UsageError

_HEAD = 65536  # bytes by which kind and encoding are told
_RATIO = 100  # ROR's dump packs to an eighth, GLEIF's golden copy to a tenth
_SMALL = 10_000_000  # bytes that may always be unpacked
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Stream:
    """The text of a file, and its first characters (they are in the text as well). `name`: of the file, or of the member."""

    name: str
    head: str
    text: IO[str]


@contextmanager
def opened(path: Path) -> Iterator[Stream]:
    """Open a register. Raises UsageError when it cannot be read."""
    try:
        with path.open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                with zipfile.ZipFile(path) as packed:
                    member = _member(packed, path)
                    yield from _streamed(member.filename, lambda: packed.open(member))
            else:
                yield from _streamed(path.name, lambda: path.open("rb"))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise UsageError(f"{path} cannot be read: {reason}.", where=str(path), hint="Name a file as it was downloaded.") from None


def _member(packed: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """The register in a .zip: JSON before CSV, the newer schema before the older."""
    beside = "__MACOSX/", "._"  # what a Mac puts beside each file, under its name
    own = [each for each in packed.infolist() if not each.filename.startswith(beside) and "/._" not in each.filename]
    kinds = [each for each in own if each.filename.lower().endswith((".json", ".csv", ".tsv"))]
    if not kinds:
        raise UsageError(f"{path.name} holds neither JSON nor CSV.", where=str(path), hint="Name the archive as it was downloaded.")
    chosen = min(kinds, key=lambda each: (not each.filename.endswith(".json"), "schema_v2" not in each.filename, each.filename))
    if chosen.file_size > max(_SMALL, _RATIO * chosen.compress_size):
        raise UsageError(
            f"{chosen.filename} unpacks to more than can be.", where=str(path), hint="The archive is damaged, or made to fill disks."
        )
    return chosen


def _streamed(name: str, open_: Callable[[], IO[bytes]]) -> Iterator[Stream]:
    with open_() as binary:
        start = binary.read(_HEAD)
    encoding = _encoding(start)
    with open_() as binary, io.TextIOWrapper(binary, encoding=encoding, errors="replace", newline="") as text:
        yield Stream(name, start.decode(encoding, "replace"), text)


def _encoding(start: bytes) -> str:
    """By the byte order mark; else UTF-8 if the first bytes are, else the usual one of spreadsheets (Windows-1252)."""
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked:
        return marked
    try:
        start[: len(start) - 4 if len(start) == _HEAD else None].decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.start > len(start) - 8 else "cp1252"
    return "utf-8"
