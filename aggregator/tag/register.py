"""Names of the register in a text. In: text and gazetteer; out: hits, each with the organisations that bear the name.

An ambiguous form ("CVS", "BMG") and a very short one count as `sure` only where another name of the same organisation stands
in the same text; the sequence model sees both kinds and decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from aggregator.model import Organisation
from aggregator.reference import Gazetteer
from aggregator.reference.printed import printed
from aggregator.reference.uncollected import uncollected
from aggregator.tag.phrases import Hit, Phrases, longest


@dataclass(frozen=True, slots=True)
class Named:
    """`text[start:end]` is a name of these organisations; `sure`: no ambiguous form, or borne out by another name in the text."""

    start: int
    end: int
    organisations: tuple[Organisation, ...]
    sure: bool


class _Register:
    """The names of one gazetteer as phrases, with those who bear them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._forms = gazetteer.forms
        self._borne: dict[int, list[tuple[Organisation, bool]]] = {}
        self.phrases = Phrases(self._forms.printed)

    def bearers(self, phrase: int) -> list[tuple[Organisation, bool]]:
        """Who bears the form of this number, and whether the form alone suffices."""
        found = self._borne.get(phrase)
        if found is None:
            form = self._forms.printed[phrase]
            found = [(each, safe) for each in self._forms.bearers(phrase) for other, safe in printed(each) if other == form]
            self._borne[phrase] = found
        return found


@lru_cache(maxsize=4)
def named(text: str, gazetteer: Gazetteer) -> tuple[Named, ...]:
    """All names of registered organisations in the text, longest first where they overlap."""
    register = _register(gazetteer)
    hits = longest(register.phrases.all(text))
    safe = {bearer.id for hit in hits for bearer, good in register.bearers(hit.phrase) if good}
    return tuple(_named(hit, register.bearers(hit.phrase), safe) for hit in hits)


def _named(hit: Hit, bearers: list[tuple[Organisation, bool]], safe: set[str]) -> Named:
    found = tuple(bearer for bearer, good in bearers if good or bearer.id in safe)
    return Named(hit.start, hit.end, found or tuple(bearer for bearer, _ in bearers), bool(found))


@lru_cache(maxsize=4)
@uncollected()
def _register(gazetteer: Gazetteer) -> _Register:
    return _Register(gazetteer)
