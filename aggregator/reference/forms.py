"""All forms by which the organisations of a register are looked for in texts, and who bears each."""

from __future__ import annotations

from collections.abc import Mapping

from aggregator.model import Organisation
from aggregator.reference.printed import borne
from aggregator.reference.shipped import Shipped


class Forms:
    """Each form once; who bears it is read when it is asked for."""

    def __init__(self, base: Shipped | None, own: Mapping[str, Organisation]) -> None:
        """`own`: the user's organisations by id; they stand for the shipped ones with the same ids."""
        self._base, self._own = base, own
        self._mine = borne((each, each) for each in own.values())
        shipped, self._rows = base.printed if base else ((), ())
        gone = {str(number) for each in own if base and (number := base.number(each)) is not None}
        if gone:
            kept = [n for n, rows in enumerate(self._rows) if not gone.issuperset(rows.split()) or shipped[n] in self._mine]
            shipped, self._rows = [shipped[n] for n in kept], [self._rows[n] for n in kept]
        known = frozenset(shipped) if self._mine else frozenset[str]()
        self.printed: tuple[str, ...] = (*shipped, *(form for form in self._mine if form not in known))

    def bearers(self, number: int) -> tuple[Organisation, ...]:
        """Who bears the form of this number: shipped organisations in the order of the register, then the user's."""
        rows = self._rows[number].split() if number < len(self._rows) else []
        shipped = (self._base.row(int(row)) for row in rows) if self._base else ()
        return (*(each for each in shipped if each.id not in self._own), *self._mine.get(self.printed[number], ()))
