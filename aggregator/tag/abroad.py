"""The house of a registered organisation in another country. In: the names of one organisation in an article, its places and the register;
out: the house as an organisation of its own, or None.

    Medtronic Canada … Medtronic      the country stands in the first name: who is told of here sits there
    Medtronic … Medtronic Canada      told of is Medtronic, and the house only speaks for it
    诺和诺德中国, 한국화이자제약       in scripts without blanks, too
    KOICA Nepal, WHO Kenya            an authority's office elsewhere is the authority, and supranational bodies have no seat
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aggregator.model import Organisation, Place
from aggregator.reference import Gazetteer
from aggregator.reference.names import fold, slug
from aggregator.tag.features import CONNECTORS, kind_of
from aggregator.tag.seats import Setting

_COUNTRY = "name"
_ANYWHERE = frozenset(("government",))
_EVERYWHERE = frozenset(("ngo",))
Ends = tuple[int, int]


def abroad(setting: Setting, group: Sequence[Ends], gazetteer: Gazetteer, known: Organisation | None) -> Organisation | None:
    """The house that these names mean, `known` being the registered organisation that bears one of them, if any."""
    found = _named_for(setting, group[0], gazetteer, known)
    if found is None:
        return None
    whose, country = found
    names = [setting.text[slice(*span)] for span in group if known is None or any(_countries(setting, span))]
    name = max(names, key=len)
    aliases = tuple(each for each in dict.fromkeys(names) if each != name)
    return Organisation(f"new:{slug(name)}", name, aliases, country, whose.kind, whose.id)


def _named_for(setting: Setting, span: Ends, gazetteer: Gazetteer, known: Organisation | None) -> tuple[Organisation, str] | None:
    """Whose house elsewhere this name means, and in which country."""
    for place in _countries(setting, span):
        before, after = setting.text[span[0] : place.start], setting.text[place.end : span[1]]
        of = _of(before)
        rest = fold(f"{before.removesuffix(of)} {after}")
        whose = known or _bearer(rest, gazetteer)
        if whose is not None and _has_houses(whose, place.country, bool(of)) and _bears(whose, rest):
            return whose, place.country
    return None


def _countries(setting: Setting, span: Ends) -> Iterator[Place]:
    """The names of countries in this name."""
    return (each for each in setting.within(*span) if each.rule == _COUNTRY and each.end <= span[1])


def _of(before: str) -> str:
    """What it ends in of "of", "de" and the like, with the blank behind it."""
    last = before.rstrip().rpartition(" ")[2]
    return before[len(before.rstrip()) - len(last) :] if last.lower() in CONNECTORS else ""


def _bearer(rest: str, gazetteer: Gazetteer) -> Organisation | None:
    bearers = gazetteer.named(rest) if rest else ()
    sure = len(bearers) == 1 and rest not in {fold(each) for each in bearers[0].ambiguous_forms}
    return bearers[0] if sure else None


def _has_houses(whose: Organisation, country: str, of: bool) -> bool:
    """May it have houses there? A "Kidney Foundation of Malaysia" is a body of its own."""
    return whose.country not in (None, country) and whose.kind not in (_ANYWHERE | _EVERYWHERE if of else _ANYWHERE)


def _bears(whose: Organisation, rest: str) -> bool:
    """Is this a name of it, perhaps with a head word of its trade: "Novo Nordisk Pharmaceuticals"?"""
    return any(rest == form or _trading(rest, form) for form in map(fold, (whose.name, *whose.aliases, *whose.ambiguous_forms)))


def _trading(rest: str, form: str) -> bool:
    return rest.startswith(form) and kind_of(rest.removeprefix(form).strip()) is not None
