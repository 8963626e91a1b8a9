"""Names of the register in a text. In: text and gazetteer; out: hits, each with the organisations that bear the name.

An ambiguous form ("CVS", "BMG") and a very short one count as `sure` only where another name of the same organisation stands
in the same text; the sequence model sees both kinds and decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from aggregator.model import Organisation
from aggregator.reference import Gazetteer
from aggregator.reference.names import plain_letters
from aggregator.tag.phrases import Hit, Phrases, longest

_BRACKET = re.compile(r"^(.{4,}?)\s*\(([^()]+)\)$")
_SURE_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Named:
    """`text[start:end]` is a name of these organisations; `sure`: no ambiguous form, or borne out by another name in the text."""

    start: int
    end: int
    organisations: tuple[Organisation, ...]
    sure: bool


class _Register:
    """The names of one gazetteer as phrases, with their bearers and whether the form alone suffices."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        bearers: dict[str, list[tuple[Organisation, bool]]] = {}
        for organisation in gazetteer.organisations:
            for form, safe in _forms(organisation):
                bearers.setdefault(form, []).append((organisation, safe))
        self.bearers = list(bearers.values())
        self.phrases = Phrases(bearers)


@lru_cache(maxsize=4)
def named(text: str, gazetteer: Gazetteer) -> tuple[Named, ...]:
    """All names of registered organisations in the text, longest first where they overlap."""
    register = _register(gazetteer)
    hits = longest(register.phrases.all(text))
    safe = {bearer.id for hit in hits for bearer, good in register.bearers[hit.phrase] if good}
    return tuple(_named(hit, register.bearers[hit.phrase], safe) for hit in hits)


def _named(hit: Hit, bearers: list[tuple[Organisation, bool]], safe: set[str]) -> Named:
    found = tuple(bearer for bearer, good in bearers if good or bearer.id in safe)
    return Named(hit.start, hit.end, found or tuple(bearer for bearer, _ in bearers), bool(found))


@lru_cache(maxsize=4)
def _register(gazetteer: Gazetteer) -> _Register:
    return _Register(gazetteer)


def _forms(organisation: Organisation) -> Iterator[tuple[str, bool]]:
    ambiguous = set(organisation.ambiguous_forms)
    for name in dict.fromkeys((organisation.name, *organisation.aliases, *organisation.ambiguous_forms)):
        safe = name not in ambiguous and (len(name) >= _SURE_LENGTH or not name.isascii())
        bracket = _BRACKET.match(name)
        for form, good in ((name, safe), (bracket[1], False)) if bracket else ((name, safe),):
            yield form, good
            if not form.isascii() and form[0] < "\u0250":
                yield plain_letters(form), good
