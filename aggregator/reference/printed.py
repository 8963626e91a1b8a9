"""The forms by which organisations are looked for in texts. In: organisations; out: forms as printed.

Klinikum Gräfelfing       sure
Klinikum Grafelfing       its letters without accents
Ministry of Health        of "Ministry of Health (Kenya)": not sure
KG, Vale                  short ones and ambiguous ones: not sure
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from aggregator.model import Organisation
from aggregator.reference.names import plain_letters

_BRACKET = re.compile(r"^(.{4,}?)\s*\(([^()]+)\)$")
_SURE_LENGTH = 4
Sign = TypeVar("Sign")


def printed(organisation: Organisation) -> list[tuple[str, bool]]:
    """All forms by which an organisation is found, and whether each is a sure one. A form may come twice."""
    ambiguous = organisation.ambiguous_forms
    found: list[tuple[str, bool]] = []
    for name in dict.fromkeys((organisation.name, *organisation.aliases, *ambiguous)):
        safe = name not in ambiguous and (len(name) >= _SURE_LENGTH or not name.isascii())
        found.append((name, safe))
        _add_plain(name, safe, found)
        bracket = _BRACKET.match(name) if name.endswith(")") else None
        if bracket:
            found.append((bracket[1], False))
            _add_plain(bracket[1], False, found)
    return found


def table(organisations: Iterable[Organisation]) -> tuple[list[str], list[str]]:
    """Every form, and the numbers of those of the organisations that bear it, with blanks between: what the index keeps."""
    rows = borne((each, str(number)) for number, each in enumerate(organisations))
    return list(rows), [" ".join(numbers) for numbers in rows.values()]


def borne(organisations: Iterable[tuple[Organisation, Sign]]) -> dict[str, list[Sign]]:
    """Every form, and of those that bear it what was given with them."""
    found: dict[str, list[Sign]] = {}
    for each, sign in organisations:
        for form in dict.fromkeys(form for form, _ in printed(each)):
            found.setdefault(form, []).append(sign)
    return found


def _add_plain(form: str, safe: bool, found: list[tuple[str, bool]]) -> None:
    """The form without accents, where it has any."""
    if not form.isascii() and form[0] < "\u0250":
        found.append((plain_letters(form), safe))
