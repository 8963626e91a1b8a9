"""What a costly function gave, kept by what it was given. In: a function of one value; out: a table that fills itself (bounded)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Kept(dict[Key, Made]):
    """`kept[key]` is `make(key)`, made once. Asking is a look into a dict: `lru_cache`, which notes the order of use, takes three times as
    long. A full table is emptied: the words of the next texts soon fill it again."""

    def __init__(self, make: Callable[[Key], Made], most: int) -> None:
        """`most`: how many values are kept at most."""
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: Key) -> Made:
        """Make it."""
        if len(self) >= self._most:
            self.clear()
        made = self[key] = self._make(key)
        return made
