"""Names found by the sequence model. In: a text, its language, register and places in it; out: spans with a probability.

The score of a token is the sum of what its word, its neighbours' words and all their marks say; each part is kept.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from aggregator.tag import crf
from aggregator.tag.context import Sight, sights
from aggregator.tag.crf import NOTHING, WIDTHS, Model, Row
from aggregator.tag.features import narrow_features, word_features
from aggregator.tag.geography import Spot
from aggregator.tag.kept import Kept
from aggregator.tag.loops import decoded, total
from aggregator.tag.register import Named
from aggregator.tag.spots import Marks, marks, near_features, spot_features
from aggregator.tag.tokens import Line, lines

MODEL = Path(__file__).parent.parent / "reference" / "models" / "organisations.crf.gz"
_MARGIN = 3
_INSIDE = 2
Around = tuple[list[Row], list[Row], list[int], list[int]]
_EDGE: Row = (0,) * WIDTHS["words"]
_NEAR_EDGE: Row = (0,) * WIDTHS["spots"]


class Span(NamedTuple):
    """`text[start:end]` is taken for a name with this probability (mean over its tokens)."""

    start: int
    end: int
    probability: float


class Scorer:
    """A model with the sums of scores it has met, kept by word and by marks (bounded)."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._words: Kept[str, Row] = Kept(self._score_word, 60_000)
        self._spots: Kept[Marks, Row] = Kept(self._score_spot, 40_000)

    def spans(self, line: Line, spots: list[Marks], sights: list[Sight]) -> list[Span]:
        """The names in one line. Small-letter words far from any capital are outside every name and not looked at."""
        found = []
        seen = self.seen(len(line), sights)
        for zone in zones(line):
            path, chances = decoded(*self.around(line, spots, seen, zone), self.model.steps)
            if any(path):
                begin, stop = zone
                places = list(zip(line.starts[begin:stop], line.ends[begin:stop], strict=True))
                found += _spans(places, path, chances)
        return found

    def seen(self, size: int, sights: list[Sight]) -> list[int]:
        """What the sights of a line add to the score of each of its tokens, packed."""
        found = [0] * size
        table, width = self.model.sights, WIDTHS["sights"]
        for sight in sights:
            row = total(table, sight.features, width)
            for at, slot in sight.places:
                found[at] += row[slot]
        return found

    def around(self, line: Line, spots: list[Marks], seen: list[int], zone: tuple[int, int]) -> Around:
        """What adds up to the scores of the tokens of a line in a zone, their neighbours on both sides counted: rows of the words, rows
        of the marks, pairs and sights."""
        begin, stop = zone
        edged = list(map(self._spots.__getitem__, spots[max(0, begin - 1) : stop + 1]))
        edged = [*([] if begin else [_NEAR_EDGE]), *edged, _NEAR_EDGE]  # the last one is for the end of a line; else it is not looked at
        return self._words_around(line, begin, stop), edged, self._pairs(line, zone), seen[begin:stop]

    def _words_around(self, line: Line, begin: int, stop: int) -> list[Row]:
        """What the words of a zone and the two on either side of it add; nothing where the line has no more."""
        rows = [self._words[look.form] for look in line.looks[max(0, begin - 2) : stop + 2]]
        if begin < 2:
            rows = [_EDGE] * (2 - begin) + rows
        return rows + [_EDGE] * (stop + 2 - len(line))

    def _pairs(self, line: Line, zone: tuple[int, int]) -> list[int]:
        """What each token of a zone has for standing behind the word before it, packed."""
        begin, stop = zone
        lows = [look.low for look in line.looks[max(0, begin - 1) : stop]]
        get = self.model.pairs.get
        return [get(f"{one}|{low}", NOTHING)[0] for one, low in pairwise(lows if begin else ["^", *lows])]

    def _score_word(self, form: str) -> Row:
        """Five packed numbers: the scores that a word adds to itself, to the next token, to the one before, and two away.

        A feature that is seen from near only weighs nothing in the slots of afar: one sum does for both.
        """
        wide, narrow = word_features(form), narrow_features(form)
        row = total(self.model.words, wide, WIDTHS["words"])
        return row if set(narrow) <= set(wide) else (*row[:3], *total(self.model.words, narrow, WIDTHS["words"])[3:])

    def _score_spot(self, spot: Marks) -> Row:
        """Three packed numbers: the scores that marks add to their own token, to the next one, and to the one before.

        What a neighbour sees of them is a part of what they show: one sum does for all.
        """
        return total(self.model.spots, spot_features(spot), WIDTHS["spots"])


def zones(line: Line) -> list[tuple[int, int]]:
    """The stretches of a line in which a name can stand: tokens with a capital or of a script without capitals, head words, and three
    around them."""
    found: list[tuple[int, int]] = []
    begin, stop = 0, -_MARGIN - 1
    for at in line.naming:
        if at - _MARGIN > stop:
            found.append((begin, stop))
            begin = max(0, at - _MARGIN)
        stop = at + _MARGIN + 1
    return [*found[1:], (begin, min(len(line), stop))] if stop > 0 else []  # the first one found is the nothing before all


def _spans(places: list[tuple[int, int]], path: list[int], chances: list[float]) -> list[Span]:
    found = []
    for at, label in enumerate(path):
        if label == 1:
            end = at + 1
            while end < len(path) and path[end] == _INSIDE:
                end += 1
            found.append(Span(places[at][0], places[end - 1][1], sum(chances[at:end]) / (end - at)))
    return found


def features(line: Line, spots: list[Marks], seen: list[Sight]) -> list[list[str]]:
    """All features of every token of a line, as table, slot and name: what the trainer sees and `Scorer.scores` adds up."""
    wide = [word_features(look.form) for look in line.looks]
    narrow = [narrow_features(look.form) for look in line.looks]
    near = [near_features(spot) for spot in spots]
    lows = ["^", *(look.low for look in line.looks)]
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
