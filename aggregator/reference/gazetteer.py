"""The register of organisations: the shipped one (`organisations.csv`) and the user's own, one value to look things up in.

    name,aliases,kind,country,parent,domain,ambiguous_forms
    CVS Health,CVS,company,US,,cvshealth.com,CVS

Lists inside a cell are separated by `|`; `parent` is the name of another row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from pathlib import Path

from aggregator.model import Organisation
from aggregator.reference.names import fold, slug

REGISTER = Path(__file__).with_name("organisations.csv")


class Gazetteer:
    """Organisations by id and by any of their names. Never changed after its birth; indexes are made on first use."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        """Of two organisations with one id the later one counts, so that a user's row overrides the shipped one."""
        self._by_id = {organisation.id: organisation for organisation in organisations}

    @cached_property
    def organisations(self) -> tuple[Organisation, ...]:
        """All organisations, in the order of the register."""
        return tuple(self._by_id.values())

    def organisation(self, id: str) -> Organisation | None:  # noqa: A002
        """The organisation with this id, or None."""
        return self._by_id.get(id)

    def named(self, name: str) -> tuple[Organisation, ...]:
        """The organisations that bear this name or alias; case, accents, articles and legal forms do not count."""
        return self._names.get(fold(name), ())

    def subsidiaries(self, id: str) -> tuple[str, ...]:  # noqa: A002
        """The ids of all organisations below this one, at any depth, itself left out. A circle of parents ends."""
        found: dict[str, None] = {}
        waiting = [id]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child not in found and child != id:
                    found[child] = None
                    waiting.append(child)
        return tuple(found)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to five registered names that look like this one, best first: for "did you mean"."""
        from rapidfuzz import fuzz, process

        names = {form: organisation.name for form, owners in self._names.items() for organisation in owners}
        hits = process.extract(fold(name), list(names), scorer=fuzz.ratio, limit=10, score_cutoff=65)
        return tuple(dict.fromkeys(names[form] for form, _, _ in hits))[:5]

    @cached_property
    def _names(self) -> dict[str, tuple[Organisation, ...]]:
        index: dict[str, tuple[Organisation, ...]] = {}
        for organisation in self.organisations:
            for form in dict.fromkeys(fold(each) for each in names_of(organisation)):
                index[form] = (*index.get(form, ()), organisation)
        return index

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        children: dict[str, tuple[str, ...]] = {}
        for organisation in self.organisations:
            if organisation.parent:
                children[organisation.parent] = (*children.get(organisation.parent, ()), organisation.id)
        return children


def names_of(organisation: Organisation) -> tuple[str, ...]:
    """All names of an organisation: the official one, aliases, ambiguous forms."""
    return (organisation.name, *organisation.aliases, *organisation.ambiguous_forms)


@lru_cache(maxsize=4)
def gazetteer(extra: tuple[Organisation, ...] = ()) -> Gazetteer:
    """The shipped register with the user's own organisations added. The same additions give the same, cached value."""
    return Gazetteer((*shipped(), *extra))


@cache
def shipped() -> tuple[Organisation, ...]:
    """The organisations of the shipped register; `parent` is the id of the row that is named there."""
    with REGISTER.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        return tuple(_read(rows))


def _read(rows: Iterable[list[str]]) -> Iterator[Organisation]:
    for name, aliases, kind, country, parent, domain, ambiguous in rows:
        yield Organisation(
            id=f"org:{slug(name)}",
            name=name,
            aliases=_cell(aliases),
            country=country or None,
            kind=kind or None,
            parent=f"org:{slug(parent)}" if parent else None,
            domain=domain or None,
            ambiguous_forms=_cell(ambiguous),
        )


def _cell(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
