"""How like partners the organisations of an article stand, as features of the whole article.

In: what the model of parties weighs of each organisation. Out: those of these features that tell of title, lead and company, of any
organisation. An article in whose title two organisations sign with each other reports a deal, whoever they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.tag.signals import Features

_TELLING = ("title", "lead", "strongest", "together")
_WEIGHT = 0.5


def likeness(of_all: Sequence[Features]) -> Features:
    """The telling features of all organisations together."""
    names = set[str]().union(*of_all)
    return dict.fromkeys([f"party {name}" for name in names if name.startswith(_TELLING)], _WEIGHT)
