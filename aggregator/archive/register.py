"""The user's own register of organisations: kept in the archive, asked together with the shipped one, name by name.

    Register(archive, shipped)   named, organisation, subsidiaries, suggest: as Gazetteer has them, reading only what is asked for
    concerned, redirects         what one text may name, for those who tag: memory does not grow with the register
    version                      changes with every change of the register

An own organisation with the id of a shipped one stands in its place. One that was merged into another leads on to it by id and names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aggregator.archive import rows
from aggregator.archive.handle import Archive
from aggregator.model import Organisation
from aggregator.reference import Gazetteer, stretches
from aggregator.reference.gazetteer import names_of
from aggregator.reference.names import fold

_FACT = "register"
_SUGGESTED = 5
_MOST_CONCERNED = 500  # own organisations that are looked for in one text


class Names(Protocol):
    """Organisations by name and id: Gazetteer, or Register."""

    def organisation(self, id: str, /) -> Organisation | None:  # noqa: A002
        """The organisation with this id."""
        ...

    def named(self, name: str, /) -> tuple[Organisation, ...]:
        """Those that bear this name."""
        ...

    def subsidiaries(self, id: str, /) -> tuple[str, ...]:  # noqa: A002
        """The ids of all below it."""
        ...

    def suggest(self, name: str, /) -> tuple[str, ...]:
        """Names that look like this one."""
        ...


@dataclass(frozen=True, slots=True)
class Own:
    """An organisation of the user's, and where it comes from ('': the analyst said it)."""

    organisation: Organisation
    origin: str = ""


def names(archive: Archive, shipped: Callable[[], Names]) -> Callable[[], Names]:
    """The register to look names up in, made when it is first needed: the shipped one alone where the archive has no other."""
    return lambda: Register(archive, shipped()) if version(archive) else shipped()


class Register:
    """The shipped register with the user's own over it. Each question reads only the rows it is about."""

    def __init__(self, archive: Archive, shipped: Names) -> None:
        self._archive, self._shipped = archive, shipped

    def organisation(self, id: str) -> Organisation | None:  # noqa: A002
        """The organisation with this id, or the one that took it in; None when there is none."""
        here = leads_to(self._archive, id)
        row = self._archive.row("SELECT * FROM own_organisation WHERE id = ?", (here,))
        return rows.organisation(row) if row is not None else self._shipped.organisation(here)

    def named(self, name: str) -> tuple[Organisation, ...]:
        """The organisations that bear this name or alias; case, accents, articles and legal forms do not count."""
        own = self._archive.rows("SELECT organisation FROM own_name WHERE form = ? ORDER BY organisation", (fold(name),))
        ids = [leads_to(self._archive, each.id) for each in self._shipped.named(name)] + [row[0] for row in own]
        found = {each: self.organisation(each) for each in dict.fromkeys(ids)}
        return tuple(each for each in found.values() if each is not None)

    def subsidiaries(self, id: str) -> tuple[str, ...]:  # noqa: A002
        """The ids of all organisations below this one, at any depth, itself left out. A circle of parents ends."""
        found: dict[str, None] = {}
        waiting = [id]
        while waiting:
            for child in self._children(waiting.pop()):
                if child not in found and child != id:
                    found[child] = None
                    waiting.append(child)
        return tuple(found)

    def suggest(self, name: str) -> tuple[str, ...]:
        """Up to five names that look like this one, the user's own first."""
        begun = f"{fold(name)[:4]}"
        own = self._archive.rows(
            "SELECT DISTINCT o.name FROM own_name n JOIN own_organisation o ON o.id = n.organisation"
            " WHERE n.form >= ? AND n.form < ? LIMIT 500",
            (begun, f"{begun}\U0010ffff"),
        )
        near = _nearest(name, (row[0] for row in own)) if begun else ()
        return tuple(dict.fromkeys((*near, *self._shipped.suggest(name))))[:_SUGGESTED]

    def _children(self, parent: str) -> Iterator[str]:
        own = [row[0] for row in self._archive.rows("SELECT id FROM own_organisation WHERE parent = ? ORDER BY id", (parent,))]
        shipped = (each for each in self._shipped.subsidiaries(parent) if self._parent(each) == parent)
        yield from (each for each in dict.fromkeys((*shipped, *own)) if leads_to(self._archive, each) == each)

    def _parent(self, id: str) -> str | None:  # noqa: A002
        found = self.organisation(id)
        return found.parent if found else None


def _nearest(name: str, among: Iterable[str]) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    hits = process.extract(fold(name), list(among), processor=fold, scorer=fuzz.ratio, limit=_SUGGESTED, score_cutoff=65)
    return tuple(hit[0] for hit in hits)


def everything(archive: Archive, shipped: Gazetteer) -> Iterator[Organisation]:
    """Every organisation: the shipped ones, each as the user has it, then the user's further ones."""
    gone = redirects(archive)
    mine = {each.organisation.id: each.organisation for each in own(archive)}
    for each in shipped.organisations:
        if each.id not in gone:
            yield mine.pop(each.id, each)
    yield from mine.values()


# ---- reading ---------------------------------------------------------------------------------------------------------------


def version(archive: Archive) -> int:
    """How often the user's register has changed; 0: there never was any."""
    row = archive.row("SELECT value FROM fact WHERE name = ?", (_FACT,))
    return int(row[0]) if row else 0


def own(archive: Archive) -> Iterator[Own]:
    """The user's own organisations, by id, one by one."""
    for row in archive.each("SELECT * FROM own_organisation ORDER BY id"):
        yield Own(rows.organisation(row), row["origin"])


def organisations(archive: Archive) -> tuple[Organisation, ...]:
    """The user's own organisations, for `reference.gazetteer`."""
    return tuple(each.organisation for each in own(archive))


def concerned(archive: Archive, text: str) -> tuple[Organisation, ...]:
    """The user's own organisations whose names may stand in a text, with those they belong to: at most so many, by id."""
    found = archive.rows(
        "SELECT DISTINCT n.organisation FROM json_each(?) AS j CROSS JOIN own_name n ON n.form = j.value ORDER BY 1 LIMIT ?",
        (rows.listed(stretches.forms(text)), _MOST_CONCERNED),
    )
    ids, parents = [row[0] for row in found], list[str]()
    chosen = [each.organisation for number in ids if (each := owned(archive, number)) is not None]
    for one in chosen:  # it grows by the parents while it is gone through
        if one.parent and one.parent not in (*ids, *parents) and (above := owned(archive, one.parent)) is not None:
            parents.append(one.parent)
            chosen.append(above.organisation)
    return tuple(chosen)


def redirects(archive: Archive) -> dict[str, str]:
    """Which organisation took in which: old id -> id."""
    return {row["old"]: row["organisation"] for row in archive.rows("SELECT old, organisation FROM organisation_alias ORDER BY old")}


def gone(archive: Archive) -> tuple[Organisation, ...]:
    """Registered organisations that another one took in, under names that no text has: so they leave their own names to the heir."""
    return tuple(Organisation(old, old) for old in redirects(archive) if old.startswith("org:"))


def merged(archive: Archive, into: str) -> tuple[str, ...]:
    """What the organisations that this one took in were called."""
    return tuple(row[0] for row in archive.rows("SELECT name FROM organisation_alias WHERE organisation = ? ORDER BY name", (into,)))


def leads_to(archive: Archive, id: str) -> str:  # noqa: A002
    """The id that this one leads on to; itself where it was never merged."""
    row = archive.row("SELECT organisation FROM organisation_alias WHERE old = ?", (id,))
    return str(row[0]) if row else id


def owned(archive: Archive, id: str) -> Own | None:  # noqa: A002
    """The user's own organisation of this id, or None."""
    row = archive.row("SELECT * FROM own_organisation WHERE id = ?", (id,))
    return None if row is None else Own(rows.organisation(row), row["origin"])


# ---- writing, inside a caller's transaction --------------------------------------------------------------------------------


def put(archive: Archive, found: Iterable[Own], now: datetime) -> int:
    """Add these organisations, each in place of the one with its id. Returns how many."""
    count = 0
    for each in found:
        one = each.organisation
        archive.do("DELETE FROM own_name WHERE organisation = ?", (one.id,))
        archive.do(
            "INSERT OR REPLACE INTO own_organisation (id, name, aliases, country, kind, parent, domain, ambiguous_forms, origin, made)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*rows.organisation_row(one), each.origin, rows.instant(now)),
        )
        forms = dict.fromkeys(filter(None, map(fold, names_of(one))))
        archive.many("INSERT OR IGNORE INTO own_name (form, organisation) VALUES (?, ?)", [(form, one.id) for form in forms])
        count += 1
    changed(archive)
    return count


def drop(archive: Archive, id: str) -> None:  # noqa: A002
    """Forget an own organisation, and which others it had taken in."""
    archive.do("DELETE FROM own_name WHERE organisation = ?", (id,))
    archive.do("DELETE FROM own_organisation WHERE id = ?", (id,))
    archive.do("DELETE FROM organisation_alias WHERE organisation = ?", (id,))
    changed(archive)


def redirect(archive: Archive, old: Organisation, into: str, now: datetime) -> None:
    """An organisation is another one: its id leads on to it, and so do those that led to it."""
    archive.do("UPDATE organisation_alias SET organisation = ? WHERE organisation = ?", (into, old.id))
    archive.do("INSERT OR REPLACE INTO organisation_alias VALUES (?, ?, ?, ?)", (old.id, into, old.name, rows.instant(now)))
    changed(archive)


def changed(archive: Archive) -> None:
    """The register is another one now: whoever has read it reads it again."""
    archive.do("INSERT INTO fact VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value + 1 AS TEXT)", (_FACT,))
