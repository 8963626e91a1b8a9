"""What the targets are fed: good samples broken in small ways, and words of the trade thrown together. All of it is bytes.

    sample ──edits──▶ bytes        edit: (what, where, how much, which piece)
    pieces ──joined──▶ bytes

An edit cuts, doubles, repeats, flips, inserts a piece, or splices in another sample.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

CASES = Path(__file__).parent.parent / "data"
LONGEST = 60_000  # bytes: broken samples stay small, so that many are tried; size has tests of its own

Edit = tuple[str, int, int, bytes]

PIECES: dict[str, list[str]] = json.loads(Path(__file__).with_name("pieces.json").read_text("utf-8"))
LANGUAGES = ("en", "de", "fr", "zh", "ja", "ko", "ar", "ru", "vi", "tr", "th", "hi", "el", "zz", "")


def samples(folder: str) -> tuple[bytes, ...]:
    """The pages of the good cases under tests/data/<folder>, cut to a size that is quick to read."""
    return tuple(path.read_bytes()[:LONGEST] for path in sorted((CASES / folder).glob("*/page.html")))


def seeds(pattern: str) -> tuple[bytes, ...]:
    """The small good inputs that were written for this."""
    return tuple(path.read_bytes() for path in sorted((Path(__file__).parent / "seeds").glob(pattern)))


def joined(*kinds: str, most: int = 60) -> st.SearchStrategy[bytes]:
    """Pieces of these kinds and any other text, thrown together."""
    pieces = [piece for kind in kinds for piece in PIECES[kind]]
    piece = st.one_of(st.sampled_from(pieces), st.sampled_from(pieces), st.text(max_size=8))
    return st.lists(piece, max_size=most).map(lambda parts: _encoded("".join(parts)))


def broken(good: Sequence[bytes], kind: str) -> st.SearchStrategy[bytes]:
    """Good samples with up to six edits."""
    inserted = st.one_of(st.sampled_from(PIECES[kind]).map(_encoded), st.binary(max_size=4))
    what = st.sampled_from(("cut", "double", "repeat", "flip", "insert", "insert", "insert", "end", "splice"))
    edit = st.tuples(what, st.integers(0, 1 << 20), st.integers(0, 1 << 12), inserted)
    sample = st.sampled_from(good)
    return st.builds(_edited, sample, sample, st.lists(edit, max_size=6))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _edited(content: bytes, other: bytes, edits: list[Edit]) -> bytes:
    for what, where, size, piece in edits:
        at = where % (len(content) + 1)
        content = content[:at] + _put(what, content[at:], size, piece, other)
    return content[: 2 * LONGEST]


def _put(what: str, rest: bytes, size: int, piece: bytes, other: bytes) -> bytes:
    """What stands from the place of an edit on."""
    return {
        "cut": rest[size:],
        "double": rest[:size] + rest,
        "repeat": rest[: size % 64] * (size % 200) + rest,
        "flip": bytes(each ^ 0x20 for each in rest[: size % 8]) + rest[size % 8 :],
        "insert": piece + rest,
        "end": piece,
        "splice": other[size : 2 * size] + rest,
    }[what]
