"""How much keys weigh, for one account among its neighbours. In: key frequencies of the archive. Out: sums of squared rarities.

Made once per account and used for all its neighbours: only the account's own keys have frequencies, all others count as
unknown to the archive. The first few accounts with a key do not count: they may all tell this very event, which makes a key no
more usual. Sums do not depend on the order of the keys (`math.fsum`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache, lru_cache

from aggregator.dedupe.terms import background

_REMEMBERED = 200_000
_ONE_EVENT = 3  # accounts


class Weights:
    """Squared rarities of keys. `frequency`: how many accounts have each key; "" stands for all accounts."""

    def __init__(self, frequency: Mapping[str, int]) -> None:
        among = frequency.get("", 0)
        known = background()
        self._bits = among.bit_length()
        usual = _usual(self._bits)
        self._changes = {
            key: known.rarity(key, max(0, count - _ONE_EVENT), among) ** 2 - usual[key] for key, count in frequency.items() if key
        }
        self._own = frozenset(self._changes)
        self.frequency = frequency

    def of(self, keys: frozenset[str]) -> float:
        """The sum over these keys."""
        changed = keys & self._own
        usual = _sum(keys, self._bits)
        return math.fsum([usual, *map(self._changes.__getitem__, changed)]) if changed else usual

    def cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Cosine of the two sets, 0 to 1."""
        both = one & other
        return self.of(both) / math.sqrt(self.of(one) * self.of(other)) if both else 0.0

    def share(self, part: frozenset[str], whole: frozenset[str]) -> float:
        """Which share of `part` is in `whole`, 0 to 1."""
        return self.of(part & whole) / self.of(part) if part else 0.0


@lru_cache(maxsize=8192)
def _sum(keys: frozenset[str], bits: int) -> float:
    return math.fsum(map(_usual(bits).__getitem__, keys))


class _Usual(dict[str, float]):
    """Squared rarities of keys that no archived account has, remembered; the archive's size counts in powers of two."""

    def __init__(self, among: int) -> None:
        super().__init__()
        self.among = among

    def __missing__(self, key: str) -> float:
        if len(self) > _REMEMBERED:
            self.clear()
        self[key] = found = background().rarity(key, 0, self.among) ** 2
        return found


@cache
def _usual(bits: int) -> _Usual:
    return _Usual((1 << bits) - 1)
