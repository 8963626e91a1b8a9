"""One organisation out of its forms. In: the text and the spans that name organisations; out: groups of spans, one an organisation.

Two names belong together when, legal forms, articles and accents aside, they are equal, when the register says so, when one
stands in brackets behind the other, or when the shorter one is made of the longer one:

    ABC               initials of "Alpha Beta Clinic" (connectors counted or skipped)
    Goshen            the words of "Goshen Hospital", from its beginning or without its head
    横浜市大          signs of 横浜市立大学, in their order

"X University" is not made of "X University Hospital": a form that ends in a head word of its own is another house. So is "X Bhd."
beside "X Medical Centre": who gives a legal form gives the full name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from aggregator.reference import countries
from aggregator.reference.names import fold, legal_forms
from aggregator.reference.places import spots
from aggregator.tag.features import CONNECTORS, heads, kind_of
from aggregator.tag.phrases import unspaced
from aggregator.tag.words import words

_WORDS = re.compile(r"[^\W_]+")
_BRACKET = re.compile(r"^(.{3,}?)\s*[(（]([^()（）]{2,})[)）]")
_LONGEST = 12
_TRUSTS = frozenset(("nhs", "trust", "foundation", "university"))
_BELONGING = frozenset(("of", "at", "der", "des", "di", "de", "del", "della", "da", "do", "van"))
STRONG = frozenset(("hospital", "university", "government", "ngo", "nhs", "media"))


@dataclass(slots=True)
class Form:
    """One spelling of a name: its folded key, its words, all its spans; `owner`: a registered organisation's id, where sure;
    `firm`: a legal form or the like stands in it, so that it is a full name; `signs`: it is written in signs."""

    surface: str
    spans: list[tuple[int, int]]
    owner: str | None = None
    key: str = ""
    words: tuple[str, ...] = ()
    bare: tuple[str, ...] = field(default=())
    firm: bool = False
    signs: bool = False


def grouped(text: str, spans: Sequence[tuple[int, int]], owners: dict[tuple[int, int], str]) -> list[list[tuple[int, int]]]:
    """The spans sorted into organisations, each group in the order of the text, groups in the order of their first span.

    `owners` names the registered organisation of those spans that surely are one.
    """
    forms = _forms(text, spans, owners)
    brackets = _brackets(text, spans, forms)
    groups: list[list[Form]] = []
    for form in sorted(forms.values(), key=lambda f: (-len(f.words), -len(f.key), f.spans[0])):
        home = _home(form, groups, brackets)
        if home is None:
            groups.append([form])
        else:
            home.append(form)
    return sorted(sorted(span for form in group for span in form.spans) for group in groups)


def _forms(text: str, spans: Sequence[tuple[int, int]], owners: dict[tuple[int, int], str]) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for start, end in sorted(spans):
        surface = text[start:end]
        key = fold(surface)
        form = forms.get(key)
        if form is None:
            parts = tuple(key.split())
            firm = not legal_forms()[0].isdisjoint(map(str.lower, _WORDS.findall(surface)))
            signs = not key.isascii() and any(unspaced(c) or "\uac00" <= c <= "\ud7a3" for c in key)
            forms[key] = form = Form(surface, [], None, key, parts, tuple(w for w in parts if w not in CONNECTORS), firm, signs)
        form.spans.append((start, end))
        form.owner = form.owner or owners.get((start, end))
        if len(surface) > len(form.surface) and not surface.isupper():
            form.surface = surface
    return forms


def _brackets(text: str, spans: Sequence[tuple[int, int]], forms: dict[str, Form]) -> dict[str, set[str]]:
    """Keys of forms of which one stands in brackets right behind the other."""
    pairs: dict[str, set[str]] = {}
    ordered = sorted(spans)
    for (start, end), (after, until) in pairwise(ordered):
        if (
            after - end <= 3
            and text[end:after].strip() in ("(", "（", "[", '("', "(“", "(„", "(«", "('", "(‘")
            and text[until : until + 2].lstrip("\"”“»'’®™")[:1] in (")", "）", "]", ",", ";", "；", "，")
        ):
            a, b = fold(text[start:end]), fold(text[after:until])
            pairs.setdefault(a, set()).add(b)
            pairs.setdefault(b, set()).add(a)
    return pairs


def _home(form: Form, groups: list[list[Form]], brackets: dict[str, set[str]]) -> list[Form] | None:
    partners = brackets.get(form.key, set())
    for group in groups if partners or form.owner else ():
        if any(each.key in partners and _may_be_brackets(each, form) for each in group) or (
            form.owner and any(each.owner == form.owner for each in group)
        ):
            return group
    fitting = [group for group in groups if any(_made_of(form, each) for each in group)]
    if len(fitting) > 1:
        nearest = [g for g in fitting if any(_strictly_made_of(form, each) for each in g)]
        fitting = nearest or fitting
    return min(fitting, key=lambda g: min(f.spans[0] for f in g)) if fitting else None


def _may_be_brackets(a: Form, b: Form) -> bool:
    short, long = sorted((a, b), key=lambda f: len(f.surface))
    if len(short.words) == 1 or _foreign(short.surface) != _foreign(long.surface):
        return True
    return initials(short.surface, long.surface) or bool(set(a.bare) & set(b.bare)) or len(short.words) < 4


def _foreign(surface: str) -> bool:
    return any(c >= "\u0590" for c in surface)


def _made_of(short: Form, long: Form) -> bool:
    """Is this form made of the other, longer one?"""
    if short.owner and long.owner and short.owner != long.owner:
        return False
    if short.signs:
        return _signs_of(short.key.replace(" ", ""), long.key.replace(" ", ""))
    parts = _BRACKET.match(long.surface) if "(" in long.surface or "（" in long.surface else None
    if parts and short.key in (fold(parts[1]), fold(parts[2])):
        return True
    return (
        initials(short.surface, parts[1] if parts else long.surface)
        or _mixed(short, long)
        or _inflected(short, long)
        or _reordered(short, long)
        or _words_of(short, long)
        or _seated(short, long)
    )


def _strictly_made_of(short: Form, long: Form) -> bool:
    return long.words[: len(short.words)] == short.words or initials(short.surface, long.surface)


def _words_of(short: Form, long: Form) -> bool:
    """Are the words of the short form words of the long one in a way that shortening does?"""
    if len(short.bare) >= len(long.bare) or not short.bare or not set(short.bare) <= set(long.bare):
        return False
    rest = [word for word in long.bare if word not in short.bare]
    if short.firm and any(_head(word) for word in rest):
        return False
    distinctive = [word for word in short.bare if not _head(word)]
    strong = any(_head(word) in STRONG for word in short.bare)
    if long.bare[: len(short.bare)] == short.bare:
        return not short.firm and _prefix_of(short, rest, strong)
    if not strong:
        return len(distinctive) > 0 and (len(short.bare) > 1 or len(short.bare[0]) > 3)
    return not distinctive and len(short.bare) > 1 and long.bare[-len(short.bare) :] == short.bare


def _prefix_of(short: Form, rest: list[str], strong: bool) -> bool:
    if set(rest) <= _TRUSTS or not any(_head(word) for word in short.bare):
        return True
    ends_strong = strong and _head(short.bare[-1]) in STRONG
    return not any(_head(word) in STRONG for word in rest) and not (ends_strong and any(_head(word) for word in rest))


def _mixed(short: Form, long: Form) -> bool:
    """Initials and words of the long form: "FMC Owo" of "Federal Medical Centre, Owo", "Alder UHB" of "Alder University Health Board"?"""
    first, _, tail = short.surface.partition(" ")
    head, _, last = short.surface.rpartition(" ")
    return any(_initials_and(letters, rest, long) for letters, rest in ((first, tail), (last, head)) if rest and letters.isupper())


def _initials_and(letters: str, rest: str, long: Form) -> bool:
    known = set(fold(rest).split())
    if not known <= set(long.words):
        return False
    kept = " ".join(word for word in _WORDS.findall(long.surface) if word.lower() not in known)
    return initials(letters, kept) or initials(letters, long.surface)


def _reordered(short: Form, long: Form) -> bool:
    """The same words otherwise put together: "MD Live" and "MDLive", "Health Ministry" and "Ministry of Health"."""
    if short.key.replace(" ", "") == long.key.replace(" ", ""):
        return True
    return len(short.bare) > 1 and len(short.bare) == len(long.bare) and set(short.bare) == set(long.bare)


def _seated(short: Form, long: Form) -> bool:
    """A house, and the same with what it belongs to or where it stands: "Alder Hospital of Bay University", "Leeds City Alder Hospital"."""
    if len(short.bare) < 2 or short.firm or len(short.bare) >= len(long.bare):
        return False
    if long.surface.startswith(short.surface + " "):
        return long.surface[len(short.surface) + 1 :].partition(" ")[0] in _BELONGING
    size = len(short.bare)
    return long.bare[-size:] == short.bare and all(word in words("civic") or _place(word) for word in long.bare[:-size])


@lru_cache(maxsize=4096)
def _place(word: str) -> bool:
    code = countries.code(word)
    return bool(spots(word.title())) or (code is not None and countries.name(code).casefold() == word)


def _inflected(short: Form, long: Form) -> bool:
    """The same words with other endings: "Kantonsspitals Glarus", "Uniwersytetem Rzeszowskim"."""
    if len(short.words) != len(long.words):
        return False
    return all(
        a == b or (a.rstrip("s") == b.rstrip("s") and len(a) > 4) or _same_stem(a, b) for a, b in zip(short.words, long.words, strict=True)
    )


def _same_stem(a: str, b: str) -> bool:
    common = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= 6 and max(len(a), len(b)) - common <= 3 and common >= 0.6 * max(len(a), len(b))


def _head(word: str) -> str | None:
    """The kind of a word that is a head as it stands; endings of compounds do not count: "Eurofarma" is a name."""
    return heads()[0].get(word)


def _signs_of(short: str, long: str) -> bool:
    """Are the signs of the short name those of the long one, in order, from the same beginning or to the same end?"""
    if len(short) < 2 or len(short) >= len(long):
        return False
    if long.startswith(short):
        return kind_of_sign(short) is None or kind_of_sign(long) == kind_of_sign(short)
    if long.endswith(short):
        return len(short) > 2
    rest = iter(long)
    if not all(sign in rest for sign in short):
        return False
    return (short[0] == long[0] and (short[-1] == long[-1] or len(short) <= 4)) or (len(short) > 2 and short[-1] == long[-1])


def kind_of_sign(name: str) -> str | None:
    """The kind that the ending of a name without spaces shows."""
    return next((kind for size in (6, 5, 4, 3, 2) if (kind := kind_of(name[-size:])) and len(name) > size), None)


def initials(short: str, long: str) -> bool:
    """Does the short form consist of initials of the long one? "UHL" of "University Hospitals of Leicester NHS Trust", "J&J"."""
    if len(short) > _LONGEST or " " in short.strip() or not short[-1:].isalnum():
        return False
    return _initials_of(short, long)


@lru_cache(maxsize=4096)
def _initials_of(short: str, long: str) -> bool:
    letters = [c.lower() for c in short if c.isalnum()]
    if not 2 <= len(letters) <= 8 or sum(c.isupper() for c in short) < max(2, len(letters) - 2):
        return False
    words = [w.lower() for w in _WORDS.findall(long)]
    firm = legal_forms()[0]
    for kept in (words, [w for w in words if w not in CONNECTORS], [w for w in words if w not in CONNECTORS and w not in firm]):
        starts = [w[0] for w in kept]
        if starts[: len(letters)] == letters or (len(starts) == len(letters) + 1 and starts[1:] == letters):
            return True
    return _spelled(letters, [w for w in words if w not in CONNECTORS]) if len(letters) >= 3 else False


def _spelled(letters: list[str], words: list[str]) -> bool:
    """Do the letters run through the words, at most three from each, beginning with the first of every word but the last two?"""
    at = 0
    for number, word in enumerate(words):
        taken = 0
        while at < len(letters) and taken < 3:
            place = 0 if taken == 0 else word.find(letters[at], 1)
            if place < 0 or place >= len(word) or word[place] != letters[at]:
                break
            at, taken = at + 1, taken + 1
        if taken == 0 and number < len(words) - 2:
            return False
    return at == len(letters)
