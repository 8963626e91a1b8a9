"""The shipped register, read only as far as it is asked for. In: an id or a name; out: organisations.

    organisations.csv      name,aliases,kind,country,parent,domain,ambiguous_forms     a|b|c in one cell; `parent`: the name of another row
    organisations.index    zlib: the checksum of the CSV file; a line a row: id TAB folded name TAB folded name …; a line a form as
                           printed; a line for each of these with the numbers of the rows that bear it. A form feed between the four

Folding 40,000 names takes longer than a whole query: `python -m training.register` folds them beforehand. Where the index is
of another CSV file, the names are folded when they are needed: slower, never wrong.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path

from aggregator.model import Organisation
from aggregator.reference.names import fold, slug
from aggregator.reference.printed import table

REGISTER = Path(__file__).with_name("organisations.csv")
INDEX = Path(__file__).with_name("organisations.index")
_TABLES = 3
_NAME, _ALIASES, _KIND, _COUNTRY, _PARENT, _DOMAIN, _AMBIGUOUS = range(7)


def names_of(organisation: Organisation) -> tuple[str, ...]:
    """All names of an organisation: the official one, aliases, ambiguous forms."""
    return (organisation.name, *organisation.aliases, *organisation.ambiguous_forms)


class Shipped:
    """The rows of the register; an organisation is made of its row when it is asked for."""

    def __init__(self, register: Path = REGISTER, index: Path | None = INDEX) -> None:
        """`index`: None where there is to be none. Raises OSError where there is no register."""
        content = register.read_bytes()
        self._rows = content.decode("utf-8").split("\n")[1:-1]
        self._stored = _stored(index, zlib.crc32(content)) if index else None
        self.lines = self._stored[0].split("\n") if self._stored else list(compiled(self._rows))  # id TAB folded name …

    def organisations(self) -> Iterator[Organisation]:
        """All, in the order of the register."""
        return map(self.row, range(len(self._rows)))

    def organisation(self, id: str) -> Organisation | None:  # noqa: A002
        """The organisation with this id, or None."""
        number = self.number(id)
        return None if number is None else self.row(number)

    def number(self, id: str) -> int | None:  # noqa: A002
        """The row of the organisation with this id, or None."""
        return self._numbers.get(id)

    def row(self, number: int) -> Organisation:
        """The organisation in this row."""
        row = _cells(self._rows[number])
        return Organisation(
            id=self.lines[number].partition("\t")[0],
            name=row[_NAME],
            aliases=_cell(row[_ALIASES]),
            country=row[_COUNTRY] or None,
            kind=row[_KIND] or None,
            parent=_id(row[_PARENT]) if row[_PARENT] else None,
            domain=row[_DOMAIN] or None,
            ambiguous_forms=_cell(row[_AMBIGUOUS]),
        )

    def bearers(self, form: str) -> tuple[Organisation, ...]:
        """The organisations of which a name, folded, is this form."""
        return tuple(self.row(number) for number in self.forms.get(form, ()))

    def children(self, id: str) -> tuple[str, ...]:  # noqa: A002
        """The ids of the organisations right below this one."""
        number = self.number(id)
        return () if number is None else self._children.get(self.name(number), ())

    def name(self, number: int) -> str:
        """The name of the organisation in this row."""
        return _cells(self._rows[number])[_NAME]

    @cached_property
    def printed(self) -> tuple[Sequence[str], Sequence[str]]:
        """Every form by which one is looked for in texts, and the numbers of the rows that bear it, with blanks between."""
        if self._stored:
            return self._stored[1].split("\n"), self._stored[2].split("\n")
        return table(self.organisations())

    @cached_property
    def forms(self) -> dict[str, tuple[int, ...]]:
        """Every folded name, and the numbers of the rows that have it."""
        found: dict[str, tuple[int, ...]] = {}
        for number, line in enumerate(self.lines):
            for form in line.split("\t")[1:]:
                found[form] = (*found[form], number) if form in found else (number,)
        return found

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {line.partition("\t")[0]: number for number, line in enumerate(self.lines)}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for row, line in zip(csv.reader(self._rows), self.lines, strict=True):
            if row[_PARENT]:
                found[row[_PARENT]] = (*found.get(row[_PARENT], ()), line.partition("\t")[0])
        return found


@cache
def shipped() -> Shipped:
    """The register that ships."""
    return Shipped()


def compiled(rows: list[str]) -> Iterator[str]:
    """Of each row the id and the folded names."""
    for row in csv.reader(rows):
        forms = (fold(each) for each in (row[_NAME], *_cell(row[_ALIASES]), *_cell(row[_AMBIGUOUS])))
        yield "\t".join((_id(row[_NAME]), *dict.fromkeys(forms)))


def write(register: Path = REGISTER, index: Path = INDEX) -> None:
    """Make the index of a register; the same register gives the same bytes."""
    shipped = Shipped(register, None)
    tables = (shipped.lines, *shipped.printed)
    parts = (str(zlib.crc32(register.read_bytes())), *map("\n".join, tables))
    index.write_bytes(zlib.compress("\f".join(parts).encode(), 9))


def _stored(index: Path, checksum: int) -> list[str] | None:
    """The three tables of the index file, or None where it is missing, broken or of another register."""
    try:
        head, *tables = zlib.decompress(index.read_bytes()).decode("utf-8").split("\f")
    except (OSError, zlib.error, UnicodeDecodeError):
        return None
    return tables if head == str(checksum) and len(tables) == _TABLES else None


def _cells(line: str) -> list[str]:
    return next(csv.reader((line,)))


def _id(name: str) -> str:
    return f"org:{slug(name)}"


def _cell(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
