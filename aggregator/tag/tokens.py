"""Text cut into tokens. In: a text; out: its lines, each with its tokens and their places.

spaced scripts   words, numbers, single marks ("Gießen-Marburg" is three tokens, "Bupa's" three)
Arabic           words; "and", "with", "to" glued to a head word or to the article is a token of its own (wa|mustashfa)
Han, Hangul      one sign a token;   katakana: one run;   Thai: one cluster of consonant and marks
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from aggregator.tag.cut import cut
from aggregator.tag.features import heads
from aggregator.tag.looks import Look, looks

# The most frequent sorts come first, and what is white space is asked before the rest is tried, one by one.
_SORTS = (
    r"([A-Za-zªºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿḀ-ỿ]+"  # words of Latin, Greek and Cyrillic letters
    r"|[0-9]\d*|[!-/:-@\[-`{-~]"  # numbers, and the marks of every keyboard
    r"|[\u3005-\u303a\u3040-\u309f\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]"  # one sign
    r"|(?!\s)(?:[\u30a0-\u30ff]+"  # katakana
    r"|[เ-ไ]?[ก-ฮ][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*"  # a Thai cluster
    r"|(?:و?[بلف]|و)(?=(?:ال[\u0621-\u064a]{3,}|%s)(?![\u0620-\u06ff]))"  # what is glued to an Arabic name
    r"|[\u0900-\u097f]+|[\u0980-\u0dff]+"  # Indic words: vowel signs are no letters to `re`
    r"|[\u0620-\u065f\u066e-\u06d3\u06d5-\u06ff]+"  # Arabic words
    r"|[\u0e00-\u0e7f]"  # a Thai sign by itself
    r"|[^\W\d_\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"  # words of other scripts
    r"|\d+|[^\w\s]))"
)
_ARABIC = re.compile("[\u0621-\u064a]+")


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens of a line in columns: how each looks, `text[start:end]` as it stands in the text, and whether white space stands
    before it. The columns are as long as each other. `naming`: the numbers of those tokens at which a name may begin or end."""

    looks: list[Look]
    starts: list[int]
    ends: list[int]
    spaced: list[bool]
    naming: list[int]

    @property
    def forms(self) -> list[str]:
        """The words and marks themselves."""
        return [each.form for each in self.looks]

    def __len__(self) -> int:
        """How many tokens there are."""
        return len(self.looks)


def lines(text: str) -> list[Line]:
    """The tokens of every line that has any."""
    found: list[Line] = []
    begin = 0
    for line in text.split("\n"):
        tokens = _line(line, begin)
        if tokens.looks:
            found.append(tokens)
        begin += len(line) + 1
    return found


def _line(line: str, begin: int) -> Line:
    """The tokens of a line whose first character has this number."""
    found, gaps, starts, ends = cut(_token(), line, begin)
    words = looks(found)
    naming = [at for at, look in enumerate(words) if look.naming]
    return Line(words, starts, ends, [True, *map(bool, gaps[1:])][: len(found)], naming)


@cache
def _token() -> re.Pattern[str]:
    """One token. By the list of heads a glued letter is told from the first of a word (wa|mustashfa, wakala)."""
    whole, _ = heads()
    arabic = sorted(filter(_ARABIC.fullmatch, whole))  # no word has letters behind it, so none hides a longer one
    return re.compile(_SORTS % "|".join(arabic))
