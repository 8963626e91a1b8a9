"""A text cut at what a pattern finds: the columns say what `finditer` says."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag.cut import cut

WORD = re.compile(r"([a-z]+|\d)")


@given(st.text(alphabet="ab1 .é", max_size=30), st.integers(0, 5))
def test_the_columns_say_what_finditer_says(text: str, begin: int) -> None:
    found, gaps, starts, ends = cut(WORD, text, begin)
    matches = list(WORD.finditer(text))
    assert found == [match.group() for match in matches]
    assert list(zip(starts, ends, strict=True)) == [(begin + match.start(), begin + match.end()) for match in matches]
    assert "".join(gap + each for gap, each in zip(gaps, found, strict=True)) == text[: ends[-1] - begin if ends else 0]
