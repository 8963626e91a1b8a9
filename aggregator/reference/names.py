"""Names of organisations made comparable. In: a name as printed; out: its folded form. Pure.

Folding drops case, accents, punctuation, possessives, articles and legal forms (`legal_forms.txt`: one a line), so that
"The Röntgen-Werke GmbH & Co. KG" and "roentgen werke" differ only in what a reader would call the name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

_POSSESSIVE = re.compile(r"['’]s\b")
_WORDS = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
_ARTICLES = frozenset(("the", "and", "of", "&"))
_FIRST_COMBINING = "\u0300"


@cache
def legal_forms() -> tuple[frozenset[str], tuple[str, ...]]:
    """Legal forms as folded words, and those of scripts without spaces, longest first (they stand at an end of the name)."""
    path = Path(__file__).with_name("legal_forms.txt")
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    unspaced = tuple(sorted((line for line in lines if _unspaced(line)), key=len, reverse=True))
    return frozenset(line for line in lines if not _unspaced(line)), unspaced


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """The name without case, accents, punctuation, possessive, articles and legal forms; never empty if a letter is in it."""
    words = _words(name)
    folded = " ".join(_telling(words) or words)
    return folded if folded.isascii() else _without_unspaced(folded, legal_forms()[1])


def words_of(text: str) -> list[str]:
    """The words of a text in the forms and without the words that `fold` drops: a name in it is a run of them."""
    return _telling(_words(text))


def _words(text: str) -> list[str]:
    text = text.casefold()
    if "." in text:
        text = _INITIALS.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _uncombined(unicodedata.normalize("NFKD", text)))
    if "'s" in text or "’s" in text:
        text = _POSSESSIVE.sub("", text)
    return _WORDS.findall(text)


def _uncombined(text: str) -> str:
    """The text without combining marks."""
    return "".join([c for c in text if c < _FIRST_COMBINING or not unicodedata.combining(c)])


def _telling(words: list[str]) -> list[str]:
    spaced, _ = legal_forms()
    return [word for word in words if word not in spaced and word not in _ARTICLES]


def slug(name: str) -> str:
    """A short stable identifier of a name: its words without accents, lower case, joined by hyphens; other scripts keep their letters."""
    text = name.casefold() if name.isascii() else plain_letters(name.casefold())
    return "-".join(_WORDS.findall(text))[:80] or "unnamed"


def plain_letters(text: str) -> str:
    """The text without accents (NFKD, combining marks gone); other letters stay."""
    return unicodedata.normalize("NFC", _uncombined(unicodedata.normalize("NFKD", text)))


def _without_unspaced(text: str, forms: tuple[str, ...]) -> str:
    if not text.endswith(forms) and not text.startswith(forms):
        return text
    for form in forms:
        if text.endswith(form) and len(text) > len(form):
            text = text[: -len(form)].rstrip()
        if text.startswith(form) and len(text) > len(form):
            text = text[len(form) :].lstrip()
    return text


def _unspaced(form: str) -> bool:
    return any("\u2e80" <= c <= "\ud7ff" or "\u0e00" <= c <= "\u0e7f" for c in form)
