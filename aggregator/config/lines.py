"""On which line of a TOML document does a key stand? tomllib does not tell, and a mistake without its line is half told.

Reads the layout only (headers, keys, strings, brackets); the document has been parsed by tomllib before, so that
what is met here is known to be well formed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$""")
_MARKS = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The line number, from 1, of each header and key of a document."""

    numbers: dict[Where, int]

    @classmethod
    def of(cls, text: str) -> Lines:
        """Read the layout of a well-formed document."""
        scan = _Scan()
        for number, line in enumerate(text.splitlines(), 1):
            scan.read(number, line)
        return cls(scan.numbers)

    def line(self, where: Where) -> int:
        """The line of this key, or of the nearest thing around it that has a line; 1 where nothing has."""
        while where:
            if where in self.numbers:
                return self.numbers[where]
            where = where[:-1]
        return 1


class _Scan:
    """Where the reading stands: the table it is in, the brackets and the long string that are open."""

    def __init__(self) -> None:
        self.numbers: dict[Where, int] = {}
        self.counts: dict[str, int] = {}
        self.table: Where = ()
        self.depth = 0
        self.quotes = ""

    def read(self, number: int, line: str) -> None:
        if self.quotes or self.depth:
            self._rest(line)
        elif header := _HEADER.match(line):
            self._header(number, header[1], header[2])
        elif key := _KEY.match(line):
            self.numbers.setdefault((*self.table, *_parts(key[1])), number)
            self._rest(key[2])

    def _header(self, number: int, bracket: str, name: str) -> None:
        first, *more = _parts(name)
        if bracket == "[[":
            self.counts[first] = self.counts.get(first, -1) + 1
        index = self.counts.get(first)
        self.table = (first, *(() if index is None else (index,)), *more)
        self.numbers.setdefault(self.table, number)

    def _rest(self, text: str) -> None:
        """Follow brackets and long strings to the end of this line."""
        for mark in _MARKS.findall(text):
            if self.quotes:
                self.quotes = "" if mark.endswith(self.quotes) else self.quotes
            elif mark in ('"""', "'''"):
                self.quotes = mark
            elif mark in "[{":
                self.depth += 1
            elif mark in "]}":
                self.depth -= 1


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))
