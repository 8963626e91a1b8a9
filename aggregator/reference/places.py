"""Cities and regions with their countries. Loaded only by the taggers (a tenth of a second).

    places.csv   name,country,kind,population,aliases,state

    kind         region, city; county, town (fewer than 15,000 people) and seat (of a government, "White House") help to read a text, but
                 are no names that other taggers should go by
    population   in thousands; aliases: a|b|c, forms without accents among them
    state        first-level division by its GeoNames code; a county that several have: TX|AL

Built by `training/build_reference.py` from GeoNames (CC BY 4.0) and lists by hand.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_REGIONS = frozenset(("region", "county", "seat"))
_PATH = Path(__file__).with_name("places.csv")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: its country, whether it is a region, its population in thousands (0: unknown), its kind, and its states."""

    name: str
    country: str
    region: bool
    population: int
    kind: str = "city"
    states: tuple[str, ...] = ()


def names() -> Iterable[str]:
    """Every name as printed, in the order of the file."""
    return _table()[1]


def spots(name: str) -> tuple[Spot, ...]:
    """The places that bear this name, as printed or without accents, the most populous first; () where there is none."""
    rows, index = _table()
    return tuple(dict.fromkeys(_spot(rows[number]) for number in index.get(name, ())))


def _spot(row: str) -> Spot:
    name, country, kind, population, _, state = _cells(row)
    states = tuple(f"{country}.{each}" for each in state.split("|")) if state else ()
    return Spot(name, country, kind in _REGIONS, int(population), kind, states)


@cache
def _table() -> tuple[list[str], dict[str, tuple[int, ...]]]:
    """The rows, and for each name the numbers of the rows that have it. What a row means is read when its name is met."""
    rows = _PATH.read_text(encoding="utf-8").split("\n")[1:-1]
    index: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows):
        name, _, _, _, aliases, _ = _cells(row)
        for each in (name, *aliases.split("|")) if aliases else (name,):
            index[each] = (*index[each], number) if each in index else (number,)
    return rows, index


def _cells(row: str) -> list[str]:
    """The cells of a row; only where quotes stand in it is it more than commas."""
    return next(csv.reader((row,))) if '"' in row else row.split(",")
