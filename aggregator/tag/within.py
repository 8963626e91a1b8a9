"""Which hits of an automaton begin within a word. In: a text and hits; out: those that do not.

Most hits of short names and phrases are parts of longer words, so this is asked before anything else is.
"""

from __future__ import annotations

import string

Found = tuple[int, int, int]  # the number of a phrase, its start and its end
_LETTERS = frozenset(string.ascii_letters + string.digits)


def begun(text: str, hits: list[Found]) -> list[Found]:
    """The hits with no plain letter or digit (of ASCII) on both sides of their start."""
    return [hit for hit in hits if not (start := hit[1]) or text[start] not in _LETTERS or text[start - 1] not in _LETTERS]
