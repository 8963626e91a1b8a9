"""Which registered organisation a name in a text surely means. In: the register's hits, the spans taken for names, the text and the
countries that it speaks of. Out: for each span that names one, that organisation's id.

Not everybody who bears a name is meant by it:

    Ministério da Saúde, MOH, St James's Hospital      every country has its own: only where its country is spoken of, if any is
    Federal Medical Centre (FMC)                       the text itself says what the letters stand for
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from aggregator.model import Organisation
from aggregator.reference.names import fold
from aggregator.tag.grouping import initials
from aggregator.tag.namesakes import SEATED
from aggregator.tag.register import Named

_ALIKE = 0.4  # share of a name's words that its bearer's names have too, at least: he may be printed in another language
_OPENING = ("(", "（", '("', "(“", "(‘", "('")

Spans = dict[tuple[int, int], str]


def owners(text: str, registered: Sequence[Named], spans: Sequence[tuple[int, int]], spoken: Collection[str]) -> Spans:
    """The registered organisations of spans: of a sure name, or of a form that one alone bears. `spans`: what is taken for names;
    `spoken`: the countries that the text speaks of."""
    named = set(spans)
    found = {
        (hit.start, hit.end): hit.organisations[0]
        for hit in registered
        if (hit.start, hit.end) in named
        and (hit.sure or (len(hit.organisations) == 1 and at_home(hit.organisations[0], text[hit.start : hit.end], spoken)))
    }
    if not found:
        return {}
    others = set(_otherwise(text, sorted(spans), found))
    return {span: each.id for span, each in found.items() if text[slice(*span)] not in others}


def at_home(bearer: Organisation, form: str, spoken: Collection[str]) -> bool:
    """May this form mean him in a text that speaks of these countries? A body of one country, by a form that others bear elsewhere, only
    where its own country is spoken of, or none at all."""
    shared = form in bearer.ambiguous_forms or bearer.name.casefold().startswith(f"{form.casefold()} (")
    return not shared or bearer.kind not in SEATED or not spoken or bearer.country is None or bearer.country in spoken


def _otherwise(text: str, spans: list[tuple[int, int]], found: dict[tuple[int, int], Organisation]) -> Iterator[str]:
    """Letters in brackets behind a name that they are the initials of, and that has little in common with their bearer's."""
    for (start, end), (after, until) in pairwise(spans):
        bearer = found.get((after, until))
        if bearer is None or (start, end) in found or text[end:after].strip() not in _OPENING:
            continue
        name, letters = text[start:end], text[after:until]
        words, known = set(fold(name).split()), {word for form in (bearer.name, *bearer.aliases) for word in fold(form).split()}
        if initials(letters, name) and len(words & known) < _ALIKE * len(words):
            yield letters
