"""Which organisation a person means: by id, or any name of the register or the archive. A name of several is refused, with who they are."""

from __future__ import annotations

from collections.abc import Iterable

from aggregator import plain
from aggregator.archive import read, register
from aggregator.archive.handle import Archive
from aggregator.errors import UsageError
from aggregator.model import Organisation
from aggregator.reference import countries, gazetteer
from aggregator.reference.names import fold, slug

_LONGEST = 200  # characters of a name
_SHOWN = 8
_NEAR = 5


def names(opened: Archive) -> register.Names:
    """The register in use: the shipped one and the user's own."""
    return register.names(opened, gazetteer)()


def meant(opened: Archive, name: str) -> Organisation | None:
    """The organisation that is meant; None when nobody has this name. Raises UsageError for what several are called, and for no name."""
    text, found = spoken(name), names(opened)
    by_id = found.organisation(text) or archived(opened, text)
    if by_id is not None:
        return by_id
    bearers = found.named(text) or tuple(each for each in read.organisations(opened) if fold(each.name) == fold(text))
    if len(bearers) > 1:
        raise UsageError(f"{len(bearers)} organisations are called {text!r}.", hint=f"Say which by its id: {told(bearers)}.")
    return bearers[0] if bearers else None


def known(opened: Archive, name: str) -> Organisation:
    """The organisation that is meant. Raises UsageError when there is none, with names like it."""
    found = meant(opened, name)
    if found is None:
        raise UsageError(f"No organisation {spoken(name)!r} is known.", hint=near(opened, name) or "See `aggregator orgs list`.")
    return found


def near(opened: Archive, name: str) -> str:
    """Names that look like this one, as a question; nothing when there are none."""
    text = spoken(name)
    begun = tuple(each.name for each in read.organisations_like(opened, text))
    found = tuple(dict.fromkeys((*begun, *names(opened).suggest(text))))[:_NEAR]
    return f"Did you mean {', '.join(found)}?" if found else ""


def unknown(name: str) -> Organisation:
    """An organisation that nothing but its name is known of."""
    return Organisation(f"new:{slug(spoken(name))}", spoken(name))


def archived(opened: Archive, id: str) -> Organisation | None:
    """The organisation of this id that an article named, or None."""
    found = read.organisations_of(opened, (register.leads_to(opened, id),))
    return found[0] if found else None


def spoken(name: str) -> str:
    """The name as one line. Raises UsageError for what is no name."""
    text = plain.line(name)
    if not fold(text) or len(text) > _LONGEST:
        raise UsageError(f"{text[:60]!r} is no name of an organisation.", hint=f"A name has letters, and at most {_LONGEST} of them.")
    return text


def told(found: Iterable[Organisation]) -> str:
    """Organisations by id, with what tells them apart."""
    few = tuple(found)
    rest = f" and {len(few) - _SHOWN} more" if len(few) > _SHOWN else ""
    return ", ".join(f"{each.id} ({', '.join(filter(None, (each.name, each.country)))})" for each in few[:_SHOWN]) + rest


def country(text: str) -> str:
    """The code of a country, by code or name. Raises UsageError."""
    code = countries.code(text)
    if not code:
        hint = f"Did you mean {', '.join(countries.suggest(text))}?" if countries.suggest(text) else "Give a code such as CN, or a name."
        raise UsageError(f"No country {text!r} is known.", hint=hint)
    return code
