"""Names found by the sequence model. In: a text, its language, register and places in it; out: spans with a probability.

The score of a token is the sum of what its word, its neighbours' words and all their marks say; each part is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from aggregator.tag import crf
from aggregator.tag.context import Sight, sights
from aggregator.tag.crf import NOTHING, WIDTHS, Model, Row, Scores, total
from aggregator.tag.features import kind_of, narrow_features, shape, word_features
from aggregator.tag.geography import Spot
from aggregator.tag.register import Named
from aggregator.tag.spots import Marks, marks, near_features, spot_features
from aggregator.tag.tokens import Token, lines

MODEL = Path(__file__).parent.parent / "reference" / "models" / "organisations.crf.gz"
_NAMING = frozenset(("Xx", "XX", "X", "XxX", "xX", "a", "c", "h", "k", "g", "t"))
_MARGIN = 3
_INSIDE = 2
_EDGE: Row = (0,) * WIDTHS["words"]
_NEAR_EDGE: Row = (0,) * WIDTHS["spots"]


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is taken for a name with this probability (mean over its tokens)."""

    start: int
    end: int
    probability: float


class Scorer:
    """A model with the sums of scores it has met, kept by word and by marks (bounded)."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._word: Callable[[str], Row] = lru_cache(maxsize=60_000)(self._score_word)
        self._spot: Callable[[Marks], Row] = lru_cache(maxsize=40_000)(self._score_spot)

    def spans(self, tokens: list[Token], spots: list[Marks], sights: list[Sight]) -> list[Span]:
        """The names in one line. Small-letter words far from any capital are outside every name and not looked at."""
        found = []
        seen = self.seen(len(tokens), sights)
        for begin, stop in zones(tokens):
            scores = self.scores(tokens, spots, seen, (begin, stop))
            path = crf.labels(scores, self.model)
            if any(path):
                found += _spans(tokens[begin:stop], path, crf.inside_chances(scores, self.model))
        return found

    def seen(self, size: int, sights: list[Sight]) -> list[Scores]:
        """What the sights of a line add to the score of each of its tokens."""
        found = [NOTHING] * size
        table, width = self.model.sights, WIDTHS["sights"]
        for sight in sights:
            row = total(table, sight.features, width)
            for at, slot in sight.places:
                o, b, i = found[at]
                found[at] = o + row[3 * slot], b + row[3 * slot + 1], i + row[3 * slot + 2]
        return found

    def scores(self, tokens: list[Token], spots: list[Marks], seen: list[Scores], zone: tuple[int, int]) -> list[Scores]:
        """The score of every label for the tokens of a line in a zone, their neighbours on both sides counted."""
        begin, stop = zone
        first, last = max(0, begin - 2), min(len(tokens), stop + 2)
        before, behind = [_EDGE] * (first + 2 - begin), [_EDGE] * (stop + 2 - last)
        words = [*before, *[self._word(token.form) for token in tokens[first:last]], *behind]
        left = [] if begin else [_NEAR_EDGE]
        right = [] if stop < len(tokens) else [_NEAR_EDGE]
        edged = [*left, *[self._spot(spot) for spot in spots[max(0, begin - 1) : stop + 1]], *right]
        lows = [token.form.lower() for token in tokens[max(0, begin - 1) : stop]]
        get = self.model.pairs.get
        lows = lows if begin else ["^", *lows]
        pairs = [get(f"{one}|{low}", NOTHING) for one, low in pairwise(lows)]
        around = zip(words, words[1:], words[2:], words[3:], words[4:], edged, edged[1:], edged[2:], pairs, seen[begin:stop], strict=False)
        return [
            (
                own[0] + spot[0] + pair[0] + sight[0] + near[3] + left[3] + after[6] + right[6] + far[9] + beyond[12],
                own[1] + spot[1] + pair[1] + sight[1] + near[4] + left[4] + after[7] + right[7] + far[10] + beyond[13],
                own[2] + spot[2] + pair[2] + sight[2] + near[5] + left[5] + after[8] + right[8] + far[11] + beyond[14],
            )
            for far, near, own, after, beyond, left, spot, right, pair, sight in around
        ]

    def _score_word(self, form: str) -> Row:
        """Fifteen numbers: the scores that a word adds to itself, to the next token, to the one before, and two away.

        A feature that is seen from near only weighs nothing in the slots of afar: one sum does for both.
        """
        wide, narrow = word_features(form), narrow_features(form)
        row = total(self.model.words, wide, WIDTHS["words"])
        return row if set(narrow) <= set(wide) else (*row[:9], *total(self.model.words, narrow, WIDTHS["words"])[9:])

    def _score_spot(self, spot: Marks) -> Row:
        """Nine numbers: the scores that marks add to their own token, to the next one, and to the one before.

        What a neighbour sees of them is a part of what they show: one sum does for all.
        """
        return total(self.model.spots, spot_features(spot), WIDTHS["spots"])


def zones(tokens: list[Token]) -> list[tuple[int, int]]:
    """The stretches of a line in which a name can stand: tokens with a capital or of a script without capitals, head words, and three
    around them."""
    found: list[tuple[int, int]] = []
    size = len(tokens)
    for at, token in enumerate(tokens):
        if _opens(token.form):
            begin, stop = max(0, at - _MARGIN), min(size, at + _MARGIN + 1)
            if found and begin <= found[-1][1]:
                found[-1] = (found[-1][0], stop)
            else:
                found.append((begin, stop))
    return found


@lru_cache(maxsize=50_000)
def _opens(form: str) -> bool:
    return shape(form) in _NAMING or kind_of(form) is not None


def _spans(tokens: list[Token], path: list[int], chances: list[float]) -> list[Span]:
    found = []
    for at, label in enumerate(path):
        if label == 1:
            end = at + 1
            while end < len(path) and path[end] == _INSIDE:
                end += 1
            found.append(Span(tokens[at].start, tokens[end - 1].end, sum(chances[at:end]) / (end - at)))
    return found


def features(tokens: list[Token], spots: list[Marks], seen: list[Sight]) -> list[list[str]]:
    """All features of every token of a line, as table, slot and name: what the trainer sees and `Scorer.scores` adds up."""
    wide = [word_features(token.form) for token in tokens]
    narrow = [narrow_features(token.form) for token in tokens]
    near = [near_features(spot) for spot in spots]
    lows = ["^", *(token.form.lower() for token in tokens)]
    found = []
    for at, spot in enumerate(spots):
        mine = [*(f"spots 0 {each}" for each in spot_features(spot)), f"pairs 0 {lows[at]}|{lows[at + 1]}"]
        for offset, part, table in (
            *((o, "words", wide) for o in (0, -1, 1)),
            (-2, "words", narrow),
            (2, "words", narrow),
            *((o, "spots", near) for o in (-1, 1)),
        ):
            if 0 <= at + offset < len(spots):
                slot = f"{offset:+d}" if offset else "0"
                mine += [f"{part} {slot} {each}" for each in table[at + offset]]
        found.append(mine)
    for sight in seen:
        for at, place in sight.places:
            found[at] += [f"sights {place} {each}" for each in sight.features]
    return found


def names(text: str, language: str | None, registered: tuple[Named, ...], places: tuple[Spot, ...]) -> list[Span]:
    """The spans of the text that the shipped model takes for names of organisations."""
    return found_by(_shipped(), text, language, (registered, places))


def found_by(scorer: Scorer, text: str, language: str | None, known: tuple[tuple[Named, ...], tuple[Spot, ...]]) -> list[Span]:
    """The spans of the text that this model takes for names of organisations; `known`: names of the register and places in it."""
    tokens = lines(text)
    spots = marks(text, tokens, language, *known)
    every = zip(tokens, spots, sights(tokens), strict=True)
    return [span for line, around, seen in every for span in scorer.spans(line, around, seen)]


@cache
def _shipped() -> Scorer:
    return Scorer(crf.load(MODEL))
