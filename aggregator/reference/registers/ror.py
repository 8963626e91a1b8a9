"""The data dump of the Research Organization Registry -> organisations, read record by record.

    schema 2   [{"id": "https://ror.org/…", "names": [{"value", "types": ["ror_display", "label" | "alias" | "acronym"]}],
                 "types": ["healthcare"], "locations": [{"geonames_details": {"country_code": "SG"}}], "domains": […],
                 "links": [{"type": "website", "value"}], "relationships": [{"type": "parent", "id"}], "status": "active"}, …]
    schema 1   [{"id", "name", "aliases", "acronyms", "labels": [{"label"}], "types": ["Healthcare"], "status",
                 "country": {"country_code"}, "links": ["http…"], "relationships": [{"type": "Parent", "id"}]}, …]

Documented at https://ror.readme.io/docs/ror-data-structure and …/schema-v1. Acronyms count only beside a sure name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import urlsplit

from aggregator.errors import UsageError
from aggregator.model import Organisation
from aggregator.reference import countries
from aggregator.reference.registers._files import Stream
from aggregator.reference.registers._found import Found, Unusable, kind_of, several, usable

_CHUNK = 1 << 18
_RECORD = 4_000_000  # characters of one record: beyond that it is none
_BLANK = re.compile("[ \t\r\n,\ufeff]*")


def read(stream: Stream) -> Iterator[Found | Unusable]:
    """The organisations of a dump, or of a single record. Raises UsageError for what is no JSON."""
    for number, record in enumerate(records(stream.text, stream.name), 1):
        yield organisation(record, f"{stream.name}, record {number}")


def records(text: IO[str], name: str) -> Iterator[object]:
    """The elements of a JSON array (or objects one after the other), without holding more than one and a piece."""
    decoder, buffer, begun = json.JSONDecoder(), text.read(_CHUNK), False
    at = 0
    while True:
        at = _after_blanks(buffer, at)
        if not begun and buffer[at : at + 1] == "[":
            at, begun = at + 1, True
            continue
        if begun and buffer[at : at + 1] == "]":
            return
        try:
            record, at = decoder.raw_decode(buffer, at)
        except (ValueError, RecursionError):
            piece = text.read(_CHUNK)
            if not piece and at == len(buffer) and not begun:
                return
            if not piece or len(buffer) - at > _RECORD:
                raise UsageError(f"{name} is no JSON dump.", where=name, hint="Download it again: it ends within a record.") from None
            buffer, at = buffer[at:] + piece, 0
            continue
        yield record


def _after_blanks(text: str, at: int) -> int:
    blanks = _BLANK.match(text, at)
    return blanks.end() if blanks else at


def organisation(record: object, where: str) -> Found | Unusable:
    """The organisation of a record."""
    if not isinstance(record, dict):
        return Unusable(where, "no JSON object")
    names = _second(record) if isinstance(record.get("names"), list) else _first(record)
    name, aliases, acronyms = names
    identity = str(record.get("id") or "").rstrip("/").rpartition("/")[2].casefold()
    if not usable(name) or not identity.isalnum():
        return Unusable(where, "no name" if identity.isalnum() else "no ROR id")
    name = usable(name)
    types = tuple(str(each).casefold() for each in _list(record.get("types")))
    found = Organisation(
        f"org:ror-{identity}",
        name,
        several(aliases, name),
        _country(record),
        kind_of(types, name),
        _parent(record),
        _domain(record),
        several(acronyms),
    )
    return Found(found, types, str(record.get("status") or "active").casefold() == "active")


_Names = tuple[object, list[object], list[object]]


def _second(record: dict[str, Any]) -> _Names:
    names = [each for each in record["names"] if isinstance(each, dict)]
    typed = [(each.get("value"), _list(each.get("types"))) for each in names]
    shown = next((value for value, types in typed if "ror_display" in types), typed[0][0] if typed else None)
    return shown, [value for value, types in typed if "acronym" not in types], [value for value, types in typed if "acronym" in types]


def _first(record: dict[str, Any]) -> _Names:
    labels = [each.get("label") for each in _list(record.get("labels")) if isinstance(each, dict)]
    return record.get("name"), [*_list(record.get("aliases")), *labels], _list(record.get("acronyms"))


def _country(record: dict[str, Any]) -> str | None:
    places = [each.get("geonames_details") for each in _list(record.get("locations")) if isinstance(each, dict)]
    codes = [each.get("country_code") for each in (*places, record.get("country")) if isinstance(each, dict)]
    return next((found for each in codes if isinstance(each, str) and (found := countries.code(each))), None)


def _parent(record: dict[str, Any]) -> str | None:
    for each in _list(record.get("relationships")):
        if isinstance(each, dict) and str(each.get("type")).casefold() == "parent":
            identity = str(each.get("id") or "").rstrip("/").rpartition("/")[2].casefold()
            return f"org:ror-{identity}" if identity.isalnum() else None
    return None


def _domain(record: dict[str, Any]) -> str | None:
    for each in (*_list(record.get("domains")), *(_address(link) for link in _list(record.get("links")))):
        if isinstance(each, str) and each:
            host = (urlsplit(each).hostname if "//" in each else each) or ""
            return host.lower().removeprefix("www.")[:253] or None
    return None


def _address(link: object) -> object:
    if not isinstance(link, dict):
        return link
    return link.get("value") if link.get("type") == "website" else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
