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


# What stands for one mark in print and on web pages is one mark to the models.
_PLAIN = {**dict.fromkeys("’‘ʼ′`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("–—‑−", "-"), **dict.fromkeys("·●▪◦‣", "•")}


class Token(NamedTuple):
    """`form` is `text[start:end]`, a mark in its plain form (' for ’); `spaced`: white space stands before it."""

    form: str
    start: int
    end: int
    spaced: bool


_made = tuple.__new__  # a third of the time that calling Token takes


def lines(text: str) -> list[list[Token]]:
    """The tokens of every line that has any."""
    found: list[list[Token]] = []
    begin, size = 0, len(text)
    while begin < size:
        stop = text.find("\n", begin)
        stop = size if stop < 0 else stop
        line = _line(text, begin, stop)
        if line:
            found.append(line)
        begin = stop + 1
    return found


def _line(text: str, begin: int, stop: int) -> list[Token]:
    found = []
    last = -1
    for match in _TOKEN.finditer(text, begin, stop):
        start, end = match.span()
        form = match.group()
        found.append(Token(_PLAIN.get(form, form), start, end, start != last))
        last = end
    return found
