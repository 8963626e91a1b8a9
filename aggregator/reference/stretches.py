"""Which names may stand in a text: its stretches of words, folded as names are. In: a text; out: forms to look up. Pure.

    "… signed by Lakeside Clinics Pte Ltd of Singapore …"  ->  lakeside · lakeside clinics · lakeside clinics singapore · clinics …

So a register of any size is asked only for what stands in the text, instead of being held in memory. Scripts without spaces give stretches
of letters; Arabic ones lose their proclitics, Korean ones their particles.
"""

from __future__ import annotations

from collections.abc import Iterator

from aggregator.reference.names import words_of

MOST_WORDS = 10
_LETTERS = 24  # of a name in a script without spaces
_LONGEST = 200_000  # characters of a text that are looked at
_GLUED = 3  # letters of a proclitic or a particle


def forms(text: str) -> set[str]:
    """The folded forms of all stretches that may be a name."""
    found: set[str] = set()
    words = words_of(text[:_LONGEST])
    for at, word in enumerate(words):
        found.update(_letters(word) if _unspaced(word) else ())
        for size in range(1, min(MOST_WORDS, len(words) - at) + 1):
            found.update(_variants(words[at : at + size]))
    return found


def _letters(word: str) -> Iterator[str]:
    for start in range(len(word) - 1):
        for end in range(start + 2, min(len(word), start + _LETTERS) + 1):
            yield word[start:end]


def _variants(words: list[str]) -> Iterator[str]:
    stretch = " ".join(words)
    yield stretch
    if len(words) == 1:
        return
    if "\u0600" <= stretch[0] <= "\u06ff":
        yield from (stretch[glued:] for glued in range(1, _GLUED + 1))
    if "\uac00" <= stretch[-1] <= "\ud7a3":
        yield from (stretch[:-glued] for glued in range(1, _GLUED + 1))


def _unspaced(word: str) -> bool:
    """Whether a word may be several, or have something glued to it."""
    return not word.isascii() and any("\u0600" <= each <= "\u06ff" or "\u0e00" <= each <= "\u0eff" or each >= "\u2e80" for each in word)
