"""The register of organisations: the shipped one (`organisations.csv`) and the user's own, one value to look things up in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

from aggregator.model import Organisation
from aggregator.reference import likeness
from aggregator.reference.forms import Forms
from aggregator.reference.names import fold
from aggregator.reference.shipped import Shipped, names_of, shipped


class Gazetteer:
    """Organisations by id and by any of their names. Never changed after its birth; indexes are made on first use."""

    def __init__(self, organisations: Iterable[Organisation], base: Shipped | None = None) -> None:
        """`base`: the shipped register, if it is to be part of this one. Of two organisations with one id the later one counts, so that
        a user's row overrides the shipped one."""
        self._own = {organisation.id: organisation for organisation in organisations}
        self._base = base

    @cached_property
    def organisations(self) -> tuple[Organisation, ...]:
        """All organisations, in the order of the register, then the user's."""
        base = {each.id: each for each in self._base.organisations()} if self._base else {}
        return tuple((base | self._own).values())

    @cached_property
    def forms(self) -> Forms:
        """The forms by which they are looked for in texts."""
        return Forms(self._base, self._own)

    def organisation(self, id: str) -> Organisation | None:  # noqa: A002
        """The organisation with this id, or None."""
        return self._own.get(id) or (self._base.organisation(id) if self._base else None)

    def named(self, name: str) -> tuple[Organisation, ...]:
        """The organisations that bear this name or alias; case, accents, articles and legal forms do not count."""
        form = fold(name)
        base = self._base.bearers(form) if self._base else ()
        return (*(each for each in base if each.id not in self._own), *self._names.get(form, ()))

    def subsidiaries(self, id: str) -> tuple[str, ...]:  # noqa: A002
        """The ids of all organisations below this one, at any depth, itself left out. A circle of parents ends."""
        found: dict[str, None] = {}
        waiting = [id]
        while waiting:
            parent = waiting.pop()
            base = self._base.children(parent) if self._base else ()
            for child in (*(each for each in base if each not in self._own), *self._children.get(parent, ())):
                if child not in found and child != id:
                    found[child] = None
                    waiting.append(child)
        return tuple(found)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to five registered names that look like this one, best first: for "did you mean"."""
        names = {form: owners[0].name for form, owners in self._names.items()}
        if self._base:
            names |= {form: self._base.name(numbers[0]) for form, numbers in self._base.forms.items()}
        return likeness.nearest(fold(name), names)

    @cached_property
    def _names(self) -> dict[str, tuple[Organisation, ...]]:
        index: dict[str, tuple[Organisation, ...]] = {}
        for organisation in self._own.values():
            for form in dict.fromkeys(fold(each) for each in names_of(organisation)):
                index[form] = (*index.get(form, ()), organisation)
        return index

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        children: dict[str, tuple[str, ...]] = {}
        for organisation in self._own.values():
            if organisation.parent:
                children[organisation.parent] = (*children.get(organisation.parent, ()), organisation.id)
        return children


@lru_cache(maxsize=4)
def gazetteer(extra: tuple[Organisation, ...] = ()) -> Gazetteer:
    """The shipped register with the user's own organisations added. The same additions give the same, cached value."""
    return Gazetteer(extra, shipped())


__all__ = ["Gazetteer", "gazetteer", "names_of"]
