"""Text to and from the full-text index. Pure.

SQLite's unicode61 splits at spaces, so it finds nothing in Chinese, Japanese, Thai … Runs of such scripts become overlapping
pairs, and the run's last character once more by itself, so that words of two characters and more are found as phrases and a
single character by its prefix:

    重庆医院 and Raffles   ->   重庆 庆医 医院 院 and Raffles

Both sides go through NFKC first (full-width letters and digits, ligatures), and letters that unicode61 does not fold are folded:
ß, ø, ł … and the forms of Arabic alef, yeh, kaf and teh marbuta; Arabic and Hebrew vowel signs and the tatweel are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

VERSION = "1"
"""By which rules texts are indexed. Raise it with every change here: archives then build their index anew when they are next written."""

# Scripts written without spaces, or (Hangul) with particles glued to the word. By Unicode block: Thai, Lao, Tibetan, Myanmar,
# Hangul jamo, Khmer, Han with its radicals and iteration marks, kana, bopomofo, Yi, Hangul, and the supplementary Han planes.
_SPACELESS = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0eae\u0eb0-\u0ecd\u0f40-\u0fbc\u1000-\u103f\u1050-\u109d\u1100-\u11ff\u1780-\u17d3"
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)


# Letters without a decomposition, as a reader would type them; Arabic as light stemmers normalise it (Larkey, Ballesteros, Connell 2002).
_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("أإآٱ", "ا")
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "\u0640": None}
    | {
        chr(point): None
        for span in ((0x0591, 0x05C8), (0x064B, 0x0660), (0x0670, 0x0671))
        for point in range(*span)
        if chr(point) not in "־׀׃׆"
    }
)


def folded(text: str) -> str:
    """The text as both sides compare it: NFKC, letters folded that the index does not fold by itself."""
    return unicodedata.normalize("NFKC", text).translate(_LETTERS)


def indexed(text: str) -> str:
    """What is put into the index for this text."""
    return _SPACELESS.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", folded(text))


def phrase(text: str) -> str:
    """An FTS5 query that finds this text as a phrase: a quoted string, with `*` where its last word may go on (a single CJK
    character). Empty when the text holds nothing that is indexed."""
    plain = folded(text)
    last = max((place for place, letter in enumerate(plain) if letter.isalnum()), default=-1)
    runs = list(_SPACELESS.finditer(plain))
    final = runs[-1] if runs and runs[-1].end() > last else None  # a run at the end may go on, one before another word ends there
    cut = {final.start()} if final and len(_letters(final[0])) > 1 else set()
    asked = _SPACELESS.sub(lambda run: f" {' '.join(_pairs(run[0])[: -1 if run.start() in cut else None])} ", plain)
    star = "*" if final and not cut else ""
    return '"' + " ".join(asked.replace('"', " ").replace("\0", " ").split()) + '"' + star if last >= 0 else ""


def spaceless(text: str) -> bool:
    """Whether the text holds a run of a script that is written without spaces."""
    return bool(_SPACELESS.search(folded(text)))


def _letters(run: str) -> list[str]:
    """The characters of a run, marks dropped: the index's tokenizer would split at them."""
    return [each for each in run if unicodedata.category(each)[0] != "M"]


def _pairs(run: str) -> list[str]:
    letters = _letters(run)
    return [first + second for first, second in pairwise(letters)] + letters[-1:]
