"""An article as one account of an event. In: article and tags. Out: an Account, with the keys the archive finds it by.

o:<organisation>      each organisation named: its id, or, if it is not registered, its folded names; and its parent
r:<one>|<other>       each two parties of a deal (first organisations of a text without one): a relation, for developments
n:<number> w:<word>   the terms that say most (`terms`)
"""

from __future__ import annotations

from itertools import combinations

from aggregator.dedupe import bounds
from aggregator.dedupe.terms import terms
from aggregator.model import Account, Article, Organisation, Tags
from aggregator.reference.names import fold

_ORGANISATIONS_MOST = 24
_NAMED_MOST = 16
_PARTIES_MOST = 8
_RELATIONS_MOST = 6
_SUBJECTS = 3  # organisations that a text without a deal (a rumour, an end) names first: perhaps the parties of one


def account(article: Article, tags: Tags) -> Account:
    """The article as an account; `id` and `story` are 0 until the archive has filed it."""
    names = {each.id: identity(each) for each in tags.organisations}
    deal = tags.partnership
    parties = tuple(dict.fromkeys(names.get(each.organisation, each.organisation) for each in deal.parties))[:_PARTIES_MOST] if deal else ()
    organisations = tuple(dict.fromkeys((*parties, *names.values())))[:_NAMED_MOST]
    found = terms(article.whole)
    named = dict.fromkeys((*organisations, *_parents(tags.organisations), *_aliases(tags, names)))
    keys = [f"o:{each}" for each in named][:_ORGANISATIONS_MOST]
    keys += relations(parties or organisations[:_SUBJECTS])
    room = bounds.KEYS_MOST - len(keys)
    return Account(
        id=0,
        story=0,
        title=article.title,
        day=article.published.day if article.published else None,
        parties=parties,
        organisations=organisations,
        countries=tags.countries,
        deal_type=deal.deal_type if deal else None,
        status=deal.status if deal else tags.reason,
        announced=deal.announced if deal else None,
        keys=tuple(dict.fromkeys([*keys, *found[:room]])),
        language=article.language,
        words=tuple(found[room : room + bounds.WORDS_MOST]),
    )


def identity(organisation: Organisation) -> str:
    """The id of a registered organisation; of an unknown one its name without case, accents and legal form."""
    return organisation.id if organisation.id.startswith("org:") else fold(organisation.name)


def relations(parties: tuple[str, ...]) -> list[str]:
    """A key for each two parties, in one order."""
    return [f"r:{one}|{other}" for one, other in combinations(sorted(parties), 2)][:_RELATIONS_MOST]


def _aliases(tags: Tags, names: dict[str, str]) -> tuple[str, ...]:
    """Other forms under which the text names its organisations (acronyms, short names), folded; registered ones have their id."""
    found = (fold(each.surface) for each in tags.mentions if not each.organisation.startswith("org:") and each.organisation in names)
    return tuple(dict.fromkeys(each for each in found if len(each) > 2))


def _parents(organisations: tuple[Organisation, ...]) -> tuple[str, ...]:
    own = {each.id for each in organisations}
    return tuple(dict.fromkeys(each.parent for each in organisations if each.parent and each.parent not in own))
