"""Words of a text: the pattern with quick looks in front finds what the plain one finds, in every script."""

from __future__ import annotations

import re
import sys

from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.reading import _WORD

_PLAINLY = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[$€£¥₹₩|!?%])")


def test_every_sign_alone_among_letters_and_behind_an_apostrophe() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1)]
    for text in (" ".join(signs), "".join(f"ab{sign}" for sign in signs), "".join(f" b'{sign}'1" for sign in signs)):
        assert _WORD.split(text) == _PLAINLY.split(text)


@given(st.text("ab'’é ßA1٣²_.-$|!中กह्हि가"))
def test_any_text(text: str) -> None:
    assert _WORD.split(text) == _PLAINLY.split(text)
