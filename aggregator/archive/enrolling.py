"""Changing the user's own register: each function takes effect on what is archived at once. Inside a caller's transaction.

enrol    organisations are added, each in place of the one with its id      alias    further names
rename   another name, the old one becomes an alias                         merge    one organisation is another
remove   an own organisation is forgotten (a shipped one it stood for is back)

Tags change where an article has the organisation already; where it only names it, `retag` finds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from aggregator.archive import adopting, register
from aggregator.archive.handle import Archive
from aggregator.archive.register import Own
from aggregator.model import Organisation
from aggregator.reference.gazetteer import names_of
from aggregator.reference.names import slug


def enrol(archive: Archive, found: Iterable[Own], now: datetime) -> int:
    """Add these organisations. Returns how many. What articles found by one of their names alone, before anybody knew them, is them."""
    archived = {row[0] for row in archive.rows("SELECT id FROM organisation")}
    kept = (each for each in found if _known(archive, each.organisation, archived))
    return register.put(archive, kept, now)


def _known(archive: Archive, organisation: Organisation, archived: set[str]) -> bool:
    """Let what is archived follow. Always true."""
    strangers = dict.fromkeys(f"new:{slug(each)}" for each in (organisation.name, *organisation.aliases))
    for old in (organisation.id, *strangers):
        if old in archived:
            adopting.adopt(archive, old, organisation)
    return True


def alias(archive: Archive, organisation: Organisation, names: Iterable[str], now: datetime) -> Organisation:
    """The organisation has these names too. Returns it with them."""
    further = tuple(dict.fromkeys(each for each in names if each not in names_of(organisation)))
    return _kept(archive, replace(organisation, aliases=(*organisation.aliases, *further)), now)


def rename(archive: Archive, organisation: Organisation, name: str, now: datetime) -> Organisation:
    """The organisation is called so; it is found by its old name too. Returns it."""
    aliases = dict.fromkeys((*organisation.aliases, organisation.name))
    aliases.pop(name, None)
    return _kept(archive, replace(organisation, name=name, aliases=tuple(aliases)), now)


def merge(archive: Archive, old: Organisation, into: Organisation, now: datetime) -> Organisation:
    """One organisation is another: its names, its articles and those below it are that one's. Returns it."""
    aliases = tuple(dict.fromkeys(each for each in (*into.aliases, old.name, *old.aliases) if each != into.name))
    forms = tuple(dict.fromkeys((*into.ambiguous_forms, *old.ambiguous_forms)))
    seat, kind = into.country or old.country, into.kind or old.kind
    heir = replace(
        into, aliases=aliases, ambiguous_forms=forms, country=seat, kind=kind, parent=None if into.parent == old.id else into.parent
    )
    taken_in = [row[0] for row in archive.rows("SELECT old FROM organisation_alias WHERE organisation = ?", (old.id,))]
    archive.many("UPDATE organisation_alias SET organisation = ? WHERE old = ?", [(into.id, each) for each in taken_in])
    archive.do("DELETE FROM organisation_alias WHERE old = ?", (into.id,))
    if register.owned(archive, old.id) is not None:
        register.drop(archive, old.id)
    archive.do("UPDATE own_organisation SET parent = ? WHERE parent = ?", (into.id, old.id))
    register.redirect(archive, old, into.id, now)
    kept = _kept(archive, heir, now)
    adopting.adopt(archive, old.id, kept)
    return kept


def remove(archive: Archive, organisation: Organisation) -> None:
    """Forget an own organisation, and what it had taken in."""
    register.drop(archive, organisation.id)


def _kept(archive: Archive, organisation: Organisation, now: datetime) -> Organisation:
    """The organisation in the user's register under an id that stays: one that texts alone knew is registered from now on."""
    named = organisation if organisation.id.startswith("org:") else replace(organisation, id=_free(archive, organisation.name))
    before = register.owned(archive, named.id)
    if named.id != organisation.id:
        register.redirect(archive, organisation, named.id, now)
        adopting.adopt(archive, organisation.id, named)
    enrol(archive, [Own(named, before.origin if before else "")], now)
    return named


def _free(archive: Archive, name: str) -> str:
    """An id that nobody has."""
    identity, number = f"org:{slug(name)}", 1
    while register.owned(archive, identity) or archive.row("SELECT 1 FROM organisation WHERE id = ?", (identity,)):
        number += 1
        identity = f"org:{slug(name)}-{number}"
    return identity
