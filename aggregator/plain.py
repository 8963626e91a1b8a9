"""Plain text out of what strangers send: no control characters, no bidi overrides, no invisible filling. Pure."""

from __future__ import annotations

import re
import unicodedata
from html import escape, unescape

# C0 and C1 controls (tab, line feed and carriage return are white space and kept for `block`), bidi controls of Unicode TR#9 / UTR#36,
# what is not shown at all (Default_Ignorable_Code_Point: zero-width signs, fillers, variation selectors, tags; but not the joiners that
# Persian and Indian scripts are written with), line and paragraph separators, interlinear marks, lone surrogates, noncharacters.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
MOST_MARKS = 8
"""Combining marks that one letter may carry; more is no writing. UAX #15 bounds them at 30, for the same reason: putting them in order
takes time that grows with the square of their number."""

_PILE = re.compile(rf"[^\x00-\u02ff][^\w\s\x00-\u02ff]{{{MOST_MARKS},}}")  # no letters, no ASCII: where marks may pile up
_DARK = bytes(range(0x21, 0x7F))  # of ASCII what shows: the blanks between words keep marks apart that are no pile
_HARMLESS = _DARK + b" \t\n\v\f\r"  # of ASCII what is no control
_REFERENCES = re.compile(rf"(?:&#(?:[xX][0-9a-fA-F]{{2,8}}|[0-9]{{3,9}});?){{{MOST_MARKS + 1},}}")
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALF = re.compile(rf"(?<!\\)((?:\\\\)*)(?:({_HIGH}{_LOW})|{_HIGH}|{_LOW})")
_EMPTY = re.compile(r"\n{3,}")


def line(text: str) -> str:
    """The text as one line: controls gone, white space folded, NFC. For titles, names and table cells."""
    return " ".join(_normal(text).split())


def block(text: str) -> str:
    """The text with its line breaks (as line feeds), controls gone, blanks folded, at most one empty line between two lines."""
    kept = "\n".join([" ".join(each.split()) for each in _normal(text).splitlines()]).strip()
    return _EMPTY.sub("\n\n", kept) if "\n\n\n" in kept else kept


def tidy(text: str) -> str:
    """The text as one line in the writer's own normal form: controls gone, white space folded. `line` is this in NFC."""
    return " ".join(_bare(text).split())


def paired(json: str) -> str:
    r"""JSON without escapes of half a character (`\ud800`): they are valid there, but make texts that no file and no database takes."""
    return _HALF.sub(lambda found: found[1] + (found[2] or ""), json) if "\\ud" in json or "\\uD" in json else json


def _normal(text: str) -> str:
    """The text in NFC, bare before it (marks piled up would cost it dearly) and after it (it may make two marks of one)."""
    bare = _bare(text)
    return bare if unicodedata.is_normalized("NFC", bare) else _bare(unicodedata.normalize("NFC", bare))


def thinned(markup: str) -> str:
    """Mark-up with at most MOST_MARKS combining marks on a letter, however they are written."""
    if "&#" in markup:
        markup = _REFERENCES.sub(_resolved, markup)
    return markup if markup.isascii() else _PILE.sub(_spared, markup)


def beginning(one: str, other: str) -> str:
    """What both texts begin with."""
    parted = (at for at, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its)
    return one[: next(parted, min(len(one), len(other)))]


def _resolved(references: re.Match[str]) -> str:
    """A run of character references as it stands, unless marks pile up in it."""
    meant = unescape(references[0])
    spared = _PILE.sub(_spared, meant)
    return escape(spared) if spared != meant else references[0]


def _bare(text: str) -> str:
    """The text without controls and piles. Nearly always it has none, and most of it is ASCII: what is looked through is the rest."""
    doubtful = _without(text, _HARMLESS)
    if not doubtful:
        return text
    bare = _CONTROLS.sub("", text) if _CONTROLS.search(doubtful) else text
    return _PILE.sub(_spared, bare) if _PILE.search(_without(bare, _DARK)) else bare


def _without(text: str, signs: bytes) -> str:
    """The text less those signs of ASCII, by a table of bytes: far quicker than sign by sign."""
    return text.encode("utf-8", "surrogatepass").translate(None, signs).decode("utf-8", "surrogatepass")


def _spared(pile: re.Match[str]) -> str:
    """A run of signs with at most MOST_MARKS combining marks in a row."""
    kept, marks = [], 0
    for sign in pile[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
