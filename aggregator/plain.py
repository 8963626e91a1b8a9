"""Plain text out of what strangers send: no control characters, no bidi overrides, no invisible filling. Pure."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls (tab, line feed and carriage return are white space and kept for `block`), zero-width and bidi
# controls of Unicode TR#9 / UTR#36, line and paragraph separators, the BOM, tags, interlinear marks, lone surrogates.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")


def line(text: str) -> str:
    """The text as one line: controls gone, white space folded, NFC. For titles, names and table cells."""
    return " ".join(_CONTROLS.sub("", unicodedata.normalize("NFC", text)).split())


def block(text: str) -> str:
    """The text with its line breaks (as line feeds), controls gone, blanks folded, at most one empty line between two lines."""
    text = _BREAKS.sub("\n", _CONTROLS.sub("", unicodedata.normalize("NFC", text)))
    lines = [_BLANKS.sub(" ", each).strip() for each in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def tidy(text: str) -> str:
    """The text as one line in the writer's own normal form: controls gone, white space folded. `line` is this in NFC."""
    return " ".join(_CONTROLS.sub("", text).split())
