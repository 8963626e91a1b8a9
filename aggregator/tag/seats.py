"""Kind and seat of an organisation that no register knows, guessed by two small models (`models/organisations.json`).

kind   words and head words of its names, words beside them ("the drug maker X")
seat   for every country in question: a place in its names, beside them ("Chinese builder X", "X of Singapore"), in the same
       sentence, the nearest one; the words of its names ("GmbH", "Klinikum", "Seoul"); the country's weight in the article; the
       article's language
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from aggregator.model import Place
from aggregator.reference.names import legal_forms
from aggregator.tag.features import kind_of
from aggregator.tag.grouping import kind_of_sign
from aggregator.tag.linear import Linear, likeliest, models
from aggregator.tag.phrases import unspaced
from aggregator.tag.words import homes

_WORD = re.compile(r"[^\W\d_]+")
_LEGAL = re.compile(r"[^\W_]+(?:\.[^\W_]\.?)*")
_STOP = re.compile(r"[.!?。\n]")
_NEAR = 28
_SAME = 200
_EARLY = 120
_TOLD = 6
_LONGEST_HEAD = 20
_NAMES = 6
_NATIONAL = "nationality"


@dataclass(frozen=True)  # no slots: what is the same for all organisations of the article is made once and kept in it
class Setting:
    """What the article gives to judge its organisations by: text, language, places with their countries (in order, none overlapping)."""

    text: str
    language: str | None
    places: tuple[Place, ...]

    @cached_property
    def countries(self) -> dict[str, tuple[int, dict[str, float]]]:
        """Every country in question: its rank by the number of its places, and what speaks for it whichever organisation is meant."""
        counts = Counter(place.country for place in self.places)
        home, total = homes(self.language), len(self.places) or 1
        codes = dict.fromkeys([*counts, *home[:2]])
        ranks = {code: rank for rank, code in enumerate(sorted(codes, key=lambda code: (-counts[code], code)))}
        early = {place.country for place in self.places if place.start < _EARLY}
        return {code: (ranks[code], _standing(code, ranks[code], counts[code] / total, (home, len(codes), early))) for code in codes}

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The countries of all places."""
        return frozenset(place.country for place in self.places)

    @cached_property
    def starts(self) -> list[int]:
        """Where each place begins."""
        return [place.start for place in self.places]

    def near(self, start: int, end: int) -> tuple[Place, ...]:
        """The places that may count for a name here, and perhaps one or two more."""
        first = bisect_left(self.starts, start - _SAME)
        return self.places[max(0, first - 1) : bisect_left(self.starts, end + _SAME)]

    def within(self, start: int, end: int) -> tuple[Place, ...]:
        """The places that begin in a name."""
        return self.places[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def nearest(self, start: int, end: int) -> Place | None:
        """The place nearest to a name, of two equally near ones the first: the last that begins before it, or the next one."""
        following = bisect_left(self.starts, start)
        beside = self.places[max(0, following - 1) : following + 1]
        return min(beside, key=lambda place: max(place.start - end, start - place.end, 0), default=None)


@dataclass(frozen=True, slots=True)
class Guess:
    """What was guessed of an organisation (`tag`: kind or seat), how sure (0 to 1), and the features that spoke most for and against it."""

    tag: str
    value: str
    confidence: float
    because: tuple[tuple[str, float], ...]


def kind_and_seat(setting: Setting, group: Sequence[tuple[int, int]]) -> tuple[str, str | None]:
    """The kind, and the country code of the seat (None where no country is in question), of the organisation with these spans."""
    kinds = model_of("kind").probabilities(kind_features(setting, group))
    kind = likeliest(kinds)
    return kind, _seat(seat_features(setting, group, kind))


def guesses(setting: Setting, group: Sequence[tuple[int, int]]) -> tuple[Guess, ...]:
    """The same with its reasons: the kind, then the seat where there is one."""
    shown, judge, weigher = kind_features(setting, group), model_of("kind"), model_of("seat")
    kinds = judge.probabilities(shown)
    kind = likeliest(kinds)
    found = seat_features(setting, group, kind)
    seat = _seat(found)
    first = Guess("kind", kind, kinds[kind], judge.grounds(shown, kind, _TOLD))
    if seat is None:
        return (first,)
    return (first, Guess("seat", seat, weigher.probability(found[seat]), weigher.grounds(found[seat], weigher.labels[0], _TOLD)))


def _seat(found: Mapping[str, dict[str, float]]) -> str | None:
    model = model_of("seat")
    return max(sorted(found), key=lambda code: model.score(found[code]), default=None)


def kind_features(setting: Setting, group: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Words of the names, the kinds of their head words, and the words around the first two mentions."""
    text, found = setting.text, {"always": 1.0}
    for surface in _surfaces(text, group):
        if not surface.isascii() and any(unspaced(c) or "\uac00" <= c <= "\ud7a3" for c in surface):
            found[f"sign {kind_of_sign(surface) or _opening(surface)}"] = 1.0
            found |= {f"ends {surface[-size:]}": 1.0 for size in (1, 2, 3)}
        words = [word.lower() for word in _WORD.findall(surface)]
        kinds = [kind_of(word) for word in words]
        for word, kind in zip(words, kinds, strict=True):
            found[f"word {word}"] = found[f"head {kind}"] = found[f"ends {word[-4:]}"] = 1.0
        if words:
            found[f"last {kinds[-1]}"] = found[f"first {kinds[0]}"] = 1.0
        found[f"words {min(len(words), 5)}"] = 1.0
    for start, end in group[:2]:
        for word in _WORD.findall(text[max(0, start - 40) : start])[-4:]:
            found[f"before {word.lower()}"] = 1.0
        for word in _WORD.findall(text[end : end + 40])[:4]:
            found[f"after {word.lower()}"] = 1.0
    return found


def _surfaces(text: str, group: Sequence[tuple[int, int]]) -> Iterable[str]:
    """The first six names as printed, each once."""
    return dict.fromkeys([text[start:end] for start, end in group[:_NAMES]])


def _opening(name: str) -> str | None:
    """The kind that the beginning of a name shows, in scripts that write no blanks and put the head first: Thai, Lao, Burmese, Khmer."""
    if not ("\u0e00" <= name[0] <= "\u109f" or "\u1780" <= name[0] <= "\u17ff"):
        return None
    return next((kind for size in range(_LONGEST_HEAD, 1, -1) if (kind := kind_of(name[:size]))), None)


def seat_features(setting: Setting, group: Sequence[tuple[int, int]], kind: str) -> dict[str, dict[str, float]]:
    """For every country in question what speaks for it, as named features."""
    found = {code: each | {f"rank {min(rank, 2)} {kind}": 1.0} for code, (rank, each) in setting.countries.items()}
    for number, (start, end) in enumerate(group[:_NAMES]):
        for place in _telling(setting.near(start, end), start, end):
            _note(found[place.country], place, setting.text, (start, end, "" if number else "first "))
    nearest = setting.nearest(*group[0])
    if nearest is not None:
        found[nearest.country]["nearest"] = 1.0
    _note_words(found, setting.text, group)
    inner = {code for code, each in found.items() if "in name" in each}
    for code, each in found.items():
        each["other in name"] = float(bool(inner) and code not in inner)
    return found


def _telling(places: Sequence[Place], start: int, end: int) -> Sequence[Place]:
    """Those that may tell the seat of who is named here: a place in the name takes the word from the nationality of another country."""
    seated = {place.country for place in places if start <= place.start < end and place.rule != _NATIONAL}
    if not seated:
        return places
    return [place for place in places if place.rule != _NATIONAL or place.country in seated or not start <= place.start < end]


def _standing(code: str, rank: int, share: float, setting: tuple[Sequence[str], int, set[str]]) -> dict[str, float]:
    home, countries, early = setting
    found = {"share": share, f"rank {min(rank, 3)}": 1.0, "unnamed": float(not share), "alone": float(countries == 1)}
    found[f"home {code}"] = found["home"] = float(code in home)
    return found | {"early": 1.0} if code in early else found


def _note(evidence: dict[str, float], place: Place, text: str, name: tuple[int, int, str]) -> None:
    """How a place stands to a name."""
    start, end, first = name
    if start <= place.start < end:
        evidence["in name"] = evidence[f"in name {place.rule}"] = 1.0
    elif end <= place.start <= end + _NEAR and not _STOP.search(text, end, place.start):
        evidence[f"{first}after {place.rule}"] = 1.0
        if place.start <= end + 5:
            evidence[f"right after {place.rule}"] = 1.0
    elif start - _NEAR <= place.end <= start and not _STOP.search(text, place.end, start):
        evidence[f"{first}before {place.rule}"] = 1.0
        if place.end >= start - 3:
            evidence[f"right before {place.rule}"] = 1.0
    elif "same sentence" not in evidence and abs(place.start - start) < _SAME and not _between(text, place, start, end):
        evidence["same sentence"] = 1.0


def _between(text: str, place: Place, start: int, end: int) -> bool:
    """Does a sentence end between the place and the name?"""
    return _STOP.search(text, min(place.end, end), max(place.start, start)) is not None


def _note_words(found: Mapping[str, dict[str, float]], text: str, group: Sequence[tuple[int, int]]) -> None:
    """Legal forms and other words of the names, each together with the country: the model learns which belong together."""
    marks = set[str]()
    for each in _surfaces(text, group):
        surface = each.lower()
        marks.update(_WORD.findall(surface))
        if "." in surface:  # a legal form without dots is one of the words
            marks |= {plain for word in _LEGAL.findall(surface) if (plain := word.replace(".", "")) in legal_forms()[0]}
    for code, evidence in found.items():
        evidence.update(dict.fromkeys([f"word {mark} {code}" for mark in marks], 1.0))


def model_of(name: str) -> Linear:
    """The shipped model of this name: kind, seat or keep."""
    return models("organisations.json")[name]
