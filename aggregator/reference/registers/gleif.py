"""The golden copy of GLEIF (Level 1, LEI-CDF 3.1, CSV) -> organisations, read row by row: more than two and a half million.

    "LEI","Entity.LegalName",…,"Entity.OtherEntityNames.OtherEntityName.1",…,"Entity.HeadquartersAddress.Country",…,"Entity.EntityCategory",…

Columns by name (https://www.gleif.org, "Level 1 Data: LEI-CDF 3.1 Format"). A legal name is kept as an alias; the name is what people would
write. The register knows no trades: choose by words of the name.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence

from aggregator.model import Organisation
from aggregator.reference import countries
from aggregator.reference.registers._files import Stream
from aggregator.reference.registers._found import Found, Unusable, kind_of, several, spoken, usable

_NAME, _SEATS = "Entity.LegalName", ("Entity.HeadquartersAddress.Country", "Entity.LegalAddress.Country")
_OTHER = "Entity.OtherEntityNames.OtherEntityName."
_LETTERS = "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName."
_CATEGORIES = ("Entity.EntityCategory", "Entity.EntitySubCategory")
_STATUS, _REGISTRATION = "Entity.EntityStatus", "Registration.RegistrationStatus"
_GONE = frozenset(("DUPLICATE", "ANNULLED", "MERGED", "RETIRED", "CANCELLED"))
_NAMES_OF_EACH = 5
_CELL = 1_000_000


def recognised(head: str) -> bool:
    """Whether a file that begins so is a golden copy."""
    line = head.lstrip("\ufeff").splitlines()[0] if head.strip() else ""
    return "LEI" in [each.strip('"') for each in line.split(",")[:5]] and _NAME in line


def read(stream: Stream) -> Iterator[Found | Unusable]:
    """The organisations of the golden copy."""
    before = csv.field_size_limit(_CELL)
    try:
        lines = csv.reader(stream.text)
        header = {name: place for place, name in enumerate(next(lines))}
        for number, line in enumerate(lines, 2):
            yield organisation(line, header, f"{stream.name}, row {number}")
    except csv.Error as error:
        yield Unusable(stream.name, str(error))
    finally:
        csv.field_size_limit(before)


def organisation(line: Sequence[str], header: Mapping[str, int], where: str) -> Found | Unusable:
    """The organisation of a row."""

    def cell(name: str) -> str:
        place = header.get(name, len(line))
        return line[place].strip() if place < len(line) else ""

    legal, lei = usable(cell(_NAME)), cell("LEI").casefold()
    if not legal or not lei.isalnum():
        return Unusable(where, "no name" if lei.isalnum() else "no LEI")
    name = spoken(legal)
    others = [cell(f"{kind}{number}") for kind in (_OTHER, _LETTERS) for number in range(1, _NAMES_OF_EACH + 1)]
    seat = next((code for column in _SEATS if (code := countries.code(cell(column)))), None) if any(map(cell, _SEATS)) else None
    types = tuple(cell(column).casefold() for column in _CATEGORIES if cell(column))
    active = cell(_STATUS) in ("", "ACTIVE") and cell(_REGISTRATION) not in _GONE
    found = Organisation(f"org:lei-{lei}", name, several((legal, *filter(None, others)), name), seat, kind_of(types, name))
    return Found(found, types, active)
