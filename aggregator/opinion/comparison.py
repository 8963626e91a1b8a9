"""In what a second opinion differs from the tags. In: Tags and an Answer. Out: words, or "" where both say the same.

Compared are the verdict, the partners and the day; the type of a deal is a matter of taste between neighbours, and is only shown.
"""

from __future__ import annotations

from aggregator.model import Partnership, Tags
from aggregator.opinion.answer import Answer
from aggregator.reference.names import fold


def disagreement(tags: Tags, answer: Answer) -> str:
    """In what the answer differs, in words."""
    deal = tags.partnership
    if answer.partnership != (deal is not None):
        return "a partnership is the news" if answer.partnership else "no partnership is the news"
    if deal is None:
        return ""
    return "; ".join(filter(None, (_of_parties(tags, deal, answer), _of_day(deal, answer))))


def _of_parties(tags: Tags, deal: Partnership, answer: Answer) -> str:
    """Partners that only one of the two names; an organisation answers to every name it has in the text."""
    forms = {party.organisation: {fold(party.name)} for party in deal.parties}
    for organisation in tags.organisations:
        forms.setdefault(organisation.id, set()).update(map(fold, (organisation.name, *organisation.aliases)))
    for mention in tags.mentions:
        forms.setdefault(mention.organisation, set()).add(fold(mention.surface))
    said = {name: [identity for identity, names in forms.items() if fold(name) in names] for name in answer.parties}
    ours = {party.organisation for party in deal.parties}
    more = [name for name, ids in said.items() if not ours & set(ids)]
    less = [party.name for party in deal.parties if not any(party.organisation in ids for ids in said.values())]
    return "; ".join([*(f"{name} is a partner" for name in more), *(f"{name} is none" for name in less)])


def _of_day(deal: Partnership, answer: Answer) -> str:
    if answer.announced == deal.announced:
        return ""
    return f"announced {answer.announced.isoformat()}" if answer.announced else "no day is told"
