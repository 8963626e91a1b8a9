"""A hospital and the university it belongs to, taken for two names though they are one. In: a text and the spans taken for names, each with
its probability; out: the same, such pairs as one.

    First Affiliated Hospital | of | Chongqing Medical University
    Hospital Clínico | de la | Universidad de Chile
    Larch Hospital | of | Birch University                           two: each has a name of its own
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from aggregator.tag.features import kind_of
from aggregator.tag.words import words

Ends = tuple[int, int]
_OF = re.compile(r"\s(?:of|der|des|de|del|della|di|da|do|van)(?:\s(?:the|la|las|los|l['’]|de|der))?\s?")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def belonging(text: str, found: Iterable[tuple[Ends, float]]) -> list[tuple[Ends, float]]:
    """The spans in their order; one that is put together is as sure as the less sure of its parts."""
    whole: list[tuple[Ends, float]] = []
    for span, chance in sorted(found):
        if whole and _belongs(text, whole[-1][0], span):
            (start, _), other = whole.pop()
            whole.append(((start, span[1]), min(chance, other)))
        else:
            whole.append((span, chance))
    return whole


def _belongs(text: str, house: Ends, above: Ends) -> bool:
    """A hospital without a name of its own, "of", and a university?"""
    if above[0] - house[1] > 8 or not _OF.fullmatch(text, house[1], above[0]):
        return False
    return _nameless(_words(text, house)) and any(kind_of(word) == "university" for word in _words(text, above))


def _nameless(house: list[str]) -> bool:
    other = [word for word in house if word not in words("affiliated")]
    return bool(other) and all(kind_of(word) == "hospital" for word in other)


def _words(text: str, span: Ends) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text, *span)]
