"""Text to and from the full-text index. Pure.

SQLite's unicode61 splits at spaces, so it finds nothing in Chinese, Japanese, Thai … Runs of such scripts become overlapping
pairs, and the run's last character once more by itself, so that words of two characters and more are found as phrases and a
single character by its prefix:

    重庆医院 and Raffles   ->   重庆 庆医 医院 院 and Raffles

Everything goes through NFKC first (full-width letters and digits, ligatures), on both sides.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# Scripts written without spaces, or (Hangul) with particles glued to the word. By Unicode block: Thai, Lao, Tibetan, Myanmar,
# Hangul jamo, Khmer, Han with its radicals and iteration marks, kana, bopomofo, Yi, Hangul, and the supplementary Han planes.
_SPACELESS = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0eae\u0eb0-\u0ecd\u0f40-\u0fbc\u1000-\u103f\u1050-\u109d\u1100-\u11ff\u1780-\u17d3"
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def indexed(text: str) -> str:
    """What is put into the index for this text."""
    return _SPACELESS.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", unicodedata.normalize("NFKC", text))


def phrase(text: str) -> str:
    """An FTS5 query that finds this text as a phrase: a quoted string, with `*` where its last word may go on (a single CJK
    character). Empty when the text holds nothing that is indexed."""
    folded = unicodedata.normalize("NFKC", text)
    lone = _SPACELESS.fullmatch(folded.strip())
    if lone and len(_letters(lone[0])) == 1:
        return f'"{_letters(lone[0])[0]}"*'
    asked = _SPACELESS.sub(lambda run: f" {' '.join(_pairs(run[0])[: -1 if len(_letters(run[0])) > 1 else None])} ", folded)
    return '"' + " ".join(asked.replace('"', " ").replace("\0", " ").split()) + '"' if any(each.isalnum() for each in asked) else ""


def _letters(run: str) -> list[str]:
    """The characters of a run, marks dropped: the index's tokenizer would split at them."""
    return [each for each in run if unicodedata.category(each)[0] != "M"]


def _pairs(run: str) -> list[str]:
    letters = _letters(run)
    return [first + second for first, second in pairwise(letters)] + letters[-1:]
