"""The shipped register, read only as far as it is asked for. In: an id or a name; out: organisations.

    organisations.csv      name,aliases,kind,country,parent,domain,ambiguous_forms     a|b|c in one cell; `parent`: the name of another row
    organisations.index    zlib: first the checksum of the CSV file, then a line a row: id TAB form TAB form …

Folding 9,000 names takes longer than a whole query: `python -m training.register` folds them beforehand. Where the index is
of another CSV file, the names are folded when they are needed: slower, never wrong.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

from aggregator.model import Organisation
from aggregator.reference.names import fold, slug

REGISTER = Path(__file__).with_name("organisations.csv")
INDEX = Path(__file__).with_name("organisations.index")
_NAME, _ALIASES, _KIND, _COUNTRY, _PARENT, _DOMAIN, _AMBIGUOUS = range(7)


def names_of(organisation: Organisation) -> tuple[str, ...]:
    """All names of an organisation: the official one, aliases, ambiguous forms."""
    return (organisation.name, *organisation.aliases, *organisation.ambiguous_forms)


class Shipped:
    """The rows of the register; an organisation is made of its row when it is asked for."""

    def __init__(self, register: Path = REGISTER, index: Path = INDEX) -> None:
        """Raises OSError where there is no register."""
        content = register.read_bytes()
        self._rows = list(csv.reader(content.decode("utf-8").split("\n")[:-1]))[1:]
        self._lines = _stored(index, zlib.crc32(content)) or list(compiled(self._rows))
        self._numbers = {line.partition("\t")[0]: number for number, line in enumerate(self._lines)}

    def organisations(self) -> Iterator[Organisation]:
        """All, in the order of the register."""
        return map(self._organisation, range(len(self._rows)))

    def organisation(self, id: str) -> Organisation | None:  # noqa: A002
        """The organisation with this id, or None."""
        number = self._numbers.get(id)
        return None if number is None else self._organisation(number)

    def bearers(self, form: str) -> tuple[Organisation, ...]:
        """The organisations of which a name, folded, is this form."""
        return tuple(self._organisation(number) for number in self.forms.get(form, ()))

    def children(self, id: str) -> tuple[str, ...]:  # noqa: A002
        """The ids of the organisations right below this one."""
        number = self._numbers.get(id)
        return () if number is None else self._children.get(self._rows[number][_NAME], ())

    def name(self, number: int) -> str:
        """The name of the organisation in this row."""
        return self._rows[number][_NAME]

    @cached_property
    def forms(self) -> dict[str, tuple[int, ...]]:
        """Every folded name, and the numbers of the rows that have it."""
        found: dict[str, tuple[int, ...]] = {}
        for number, line in enumerate(self._lines):
            for form in line.split("\t")[1:]:
                found[form] = (*found[form], number) if form in found else (number,)
        return found

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for row, line in zip(self._rows, self._lines, strict=True):
            if row[_PARENT]:
                found[row[_PARENT]] = (*found.get(row[_PARENT], ()), line.partition("\t")[0])
        return found

    def _organisation(self, number: int) -> Organisation:
        row = self._rows[number]
        return Organisation(
            id=self._lines[number].partition("\t")[0],
            name=row[_NAME],
            aliases=_cell(row[_ALIASES]),
            country=row[_COUNTRY] or None,
            kind=row[_KIND] or None,
            parent=_id(row[_PARENT]) if row[_PARENT] else None,
            domain=row[_DOMAIN] or None,
            ambiguous_forms=_cell(row[_AMBIGUOUS]),
        )


@cache
def shipped() -> Shipped:
    """The register that ships."""
    return Shipped()


def compiled(rows: list[list[str]]) -> Iterator[str]:
    """The lines of the index: the id and the folded names of each row."""
    for row in rows:
        forms = (fold(each) for each in (row[_NAME], *_cell(row[_ALIASES]), *_cell(row[_AMBIGUOUS])))
        yield "\t".join((_id(row[_NAME]), *dict.fromkeys(forms)))


def write(register: Path = REGISTER, index: Path = INDEX) -> None:
    """Make the index of a register; the same register gives the same bytes."""
    content = register.read_bytes()
    rows = list(csv.reader(content.decode("utf-8").split("\n")[:-1]))[1:]
    index.write_bytes(zlib.compress("\n".join((str(zlib.crc32(content)), *compiled(rows))).encode(), 9))


def _stored(index: Path, checksum: int) -> list[str] | None:
    """The lines of the index file, or None where it is missing, broken or of another register."""
    try:
        head, _, rest = zlib.decompress(index.read_bytes()).decode("utf-8").partition("\n")
    except (OSError, zlib.error, UnicodeDecodeError):
        return None
    return rest.split("\n") if head == str(checksum) else None


def _id(name: str) -> str:
    return f"org:{slug(name)}"


def _cell(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
