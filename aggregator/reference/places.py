"""Cities and regions with their countries. Loaded only by the taggers (a tenth of a second).

    places.csv   name,country,kind,population,aliases      kind: region or city; population in thousands; aliases: a|b|c, forms without
                                                   accents among them

Built by `training/build_reference.py` from GeoNames (CC BY 4.0, cities of 15,000 people and more) and lists by hand.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PATH = Path(__file__).with_name("places.csv")


@dataclass(frozen=True, slots=True)
class Spot:
    """A city or region: its country, whether it is a region, and its population in thousands (0: unknown)."""

    name: str
    country: str
    region: bool
    population: int


def names() -> Iterable[str]:
    """Every name as printed, in the order of the file."""
    return _table()[1]


def spots(name: str) -> tuple[Spot, ...]:
    """The places that bear this name, as printed or without accents, the most populous first; () where there is none."""
    rows, index = _table()
    found = (rows[number] for number in index.get(name, ()))
    return tuple(dict.fromkeys(Spot(name, country, kind == "region", int(population)) for name, country, kind, population, _ in found))


@cache
def _table() -> tuple[list[list[str]], dict[str, tuple[int, ...]]]:
    """The rows, and for each name the numbers of the rows that have it. What a row means is read when its name is met."""
    with _PATH.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    index: dict[str, tuple[int, ...]] = {}
    for number, (name, *_, aliases) in enumerate(rows):
        for each in (name, *aliases.split("|")) if aliases else (name,):
            index[each] = (*index[each], number) if each in index else (number,)
    return rows, index
