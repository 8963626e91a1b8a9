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
from aggregator.tag.crf import NOTHING, Model, Scores
from aggregator.tag.features import kind_of, narrow_features, shape, word_features
from aggregator.tag.geography import Spot
from aggregator.tag.register import Named
from aggregator.tag.spots import Marks, marks, near_features, spot_features
from aggregator.tag.tokens import Token, lines

MODEL = Path(__file__).parent.parent / "reference" / "models" / "organisations.crf.gz"
_NAMING = frozenset(("Xx", "XX", "X", "XxX", "xX", "a", "c", "h", "k", "g", "t"))
_MARGIN = 3
_INSIDE = 2
_EDGE = (0.0,) * 15
_NEAR_EDGE = (0.0,) * 9


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
        self._word: Callable[[str], tuple[float, ...]] = lru_cache(maxsize=40_000)(self._score_word)
        self._spot: Callable[[Marks], tuple[float, ...]] = lru_cache(maxsize=40_000)(self._score_spot)

    def spans(self, tokens: list[Token], spots: list[Marks]) -> list[Span]:
        """The names in one line. Small-letter words far from any capital are outside every name and not looked at."""
        found = []
        for begin, stop in zones(tokens):
            scores = self.scores(tokens, spots, begin, stop)
            path = crf.labels(scores, self.model)
            if any(path):
                found += _spans(tokens[begin:stop], path, crf.inside_chances(scores, self.model))
        return found

    def scores(self, tokens: list[Token], spots: list[Marks], begin: int = 0, stop: int | None = None) -> list[Scores]:
        """The score of every label for the tokens of a line from `begin` to `stop`, their neighbours on both sides counted."""
        stop = len(tokens) if stop is None else stop
        first, last = max(0, begin - 2), min(len(tokens), stop + 2)
        before, behind = [_EDGE] * (first + 2 - begin), [_EDGE] * (stop + 2 - last)
        words = [*before, *[self._word(token.form) for token in tokens[first:last]], *behind]
        left = [] if begin else [_NEAR_EDGE]
        right = [] if stop < len(tokens) else [_NEAR_EDGE]
        edged = [*left, *[self._spot(spot) for spot in spots[max(0, begin - 1) : stop + 1]], *right]
        lows = [token.form.lower() for token in tokens[max(0, begin - 1) : stop]]
        get = self.model.weights.get
        lows = lows if begin else ["^", *lows]
        pairs = [get(f"p={one}|{low}", NOTHING) for one, low in pairwise(lows)]
        around = zip(words, words[1:], words[2:], words[3:], words[4:], edged, edged[1:], edged[2:], pairs, strict=False)
        return [
            (
                own[0] + spot[0] + pair[0] + near[3] + left[3] + after[6] + right[6] + far[9] + beyond[12],
                own[1] + spot[1] + pair[1] + near[4] + left[4] + after[7] + right[7] + far[10] + beyond[13],
                own[2] + spot[2] + pair[2] + near[5] + left[5] + after[8] + right[8] + far[11] + beyond[14],
            )
            for far, near, own, after, beyond, left, spot, right, pair in around
        ]

    def _score_word(self, form: str) -> tuple[float, ...]:
        """Fifteen numbers: the scores that a word adds to itself, to the next token, to the one before, and two away."""
        wide, narrow = word_features(form), narrow_features(form)
        total = self.model.total
        return (*total(wide, "0:"), *total(wide, "-1:"), *total(wide, "+1:"), *total(narrow, "-2:"), *total(narrow, "+2:"))

    def _score_spot(self, spot: Marks) -> tuple[float, ...]:
        """Nine numbers: the scores that marks add to their own token, to the next one, and to the one before."""
        total, near = self.model.total, near_features(spot)
        return (*total(spot_features(spot), ""), *total(near, "-1:"), *total(near, "+1:"))


def zones(tokens: list[Token]) -> list[tuple[int, int]]:
    """The stretches of a line in which a name can stand: tokens with a capital or of a script without capitals, head words, and three
    around them."""
    found: list[tuple[int, int]] = []
    size = len(tokens)
    for at, token in enumerate(tokens):
        if shape(token.form) in _NAMING or kind_of(token.form):
            begin, stop = max(0, at - _MARGIN), min(size, at + _MARGIN + 1)
            if found and begin <= found[-1][1]:
                found[-1] = (found[-1][0], stop)
            else:
                found.append((begin, stop))
    return found


def _spans(tokens: list[Token], path: list[int], chances: list[float]) -> list[Span]:
    found = []
    for at, label in enumerate(path):
        if label == 1:
            end = at + 1
            while end < len(path) and path[end] == _INSIDE:
                end += 1
            found.append(Span(tokens[at].start, tokens[end - 1].end, sum(chances[at:end]) / (end - at)))
    return found


def features(tokens: list[Token], spots: list[Marks]) -> list[list[str]]:
    """All features of every token of a line, by name: what the trainer sees and `Scorer.scores` adds up."""
    wide = [word_features(token.form) for token in tokens]
    narrow = [narrow_features(token.form) for token in tokens]
    near = [near_features(spot) for spot in spots]
    lows = ["^", *(token.form.lower() for token in tokens), "$"]
    found = []
    for at, spot in enumerate(spots):
        mine = [*spot_features(spot), f"p={lows[at]}|{lows[at + 1]}"]
        for offset, table in ((0, wide), (-1, wide), (1, wide), (-2, narrow), (2, narrow), (-1, near), (1, near)):
            if 0 <= at + offset < len(spots):
                mine += [f"{offset:+d}:{each}" if offset else f"0:{each}" for each in table[at + offset]]
        found.append(mine)
    return found


def names(text: str, language: str | None, registered: tuple[Named, ...], places: tuple[Spot, ...]) -> list[Span]:
    """The spans of the text that the shipped model takes for names of organisations."""
    tokens = lines(text)
    spots = marks(text, tokens, language, registered, places)
    scorer = _shipped()
    return [span for line, around in zip(tokens, spots, strict=True) for span in scorer.spans(line, around)]


@cache
def _shipped() -> Scorer:
    return Scorer(crf.load(MODEL))
