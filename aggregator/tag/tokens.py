"""Text cut into tokens. In: a text; out: its lines, each a list of tokens with their places.

spaced scripts   words, numbers, single marks ("Gießen-Marburg" is three tokens, "Bupa's" three)
Han, Hangul      one sign a token;   katakana: one run;   Thai: one cluster of consonant and marks
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"[A-Za-zªºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿḀ-ỿ]+"  # words of Latin, Greek and Cyrillic letters
    r"|[\u30a0-\u30ff]+"  # katakana
    r"|[เ-ไ]?[ก-ฮ][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*"  # a Thai cluster
    r"|[\u0900-\u097f]+|[\u0980-\u0dff]+"  # Indic words: vowel signs are no letters to `re`
    r"|[\u0620-\u065f\u066e-\u06d3\u06d5-\u06ff]+"  # Arabic words
    r"|[\u3005-\u303a\u3040-\u309f\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3\u0e00-\u0e7f]"  # one sign
    r"|[^\W\d_\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"  # words of other scripts
    r"|\d+|[^\w\s]|_"
)


class Token(NamedTuple):
    """`text[start:end] == form`; `spaced`: white space stands before it."""

    form: str
    start: int
    end: int
    spaced: bool


def lines(text: str) -> list[list[Token]]:
    """The tokens of every line that has any."""
    found: list[list[Token]] = []
    line_end, last = -1, -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start > line_end:
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            found.append([])
        found[-1].append(Token(match[0], start, end, start != last))
        last = end
    return found
