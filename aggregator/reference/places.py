"""Cities and regions with their countries. Loaded only by the taggers (a tenth of a second).

    places.csv   name,country,kind,population,aliases      kind: region or city; population in thousands; aliases: a|b|c

Built by `training/build_reference.py` from GeoNames (CC BY 4.0, cities of 15,000 people and more) and lists by hand.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aggregator.reference.names import plain_letters

_PATH = Path(__file__).with_name("places.csv")


@dataclass(frozen=True, slots=True)
class Spot:
    """A city or region: its country, whether it is a region, and its population in thousands (0: unknown)."""

    name: str
    country: str
    region: bool
    population: int


@cache
def spots() -> dict[str, tuple[Spot, ...]]:
    """Every name as printed (also without accents) and the places that bear it, the most populous first."""
    index: dict[str, list[Spot]] = {}
    with _PATH.open(encoding="utf-8", newline="") as lines:
        for name, country, kind, population, aliases in list(csv.reader(lines))[1:]:
            spot = Spot(name, country, kind == "region", int(population))
            for each in {name, *aliases.split("|")} if aliases else (name,):
                _add(index, each, spot)
                if not each.isascii() and each[0] < "\u0250":
                    _add(index, plain_letters(each), spot)
    return {name: tuple(found) for name, found in index.items()}


def _add(index: dict[str, list[Spot]], name: str, spot: Spot) -> None:
    found = index.setdefault(name, [])
    if spot not in found:
        found.append(spot)
