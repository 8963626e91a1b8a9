from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe.names import one_body, shared
from tests.dedupe.made import article, filed, tags


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("lumetrix", "lumetrix", True),
        ("lumetrix", "lumetrix imaging systems", True),
        ("sourasky medical center", "tel aviv sourasky medical center", True),
        ("org:joint-commission-international", "joint commission", True),
        ("university of calder", "calder teaching hospitals", False),
        ("university hospital", "calder university hospital", False),
        ("medical center", "quillonbury medical center", False),
        ("lumetrix", "harrowgate", False),
        ("", "harrowgate", False),
        ("a b", "a b quillon", False),
    ],
)
def test_one_body(one: str, other: str, expected: bool) -> None:
    assert one_body(one, other) is expected


NAMES = st.lists(st.sampled_from(["quillon", "wexford", "hospital", "university", "of", "medical", "lumetrix"]), max_size=4).map(" ".join)


@given(NAMES, NAMES)
def test_symmetric(one: str, other: str) -> None:
    assert one_body(one, other) is one_body(other, one)


def test_shared_by_any_form_of_the_other_account() -> None:
    other = filed(article(), tags(("Universitätsklinikum Wexbridge",)), 1)
    other = replace(other, keys=(*other.keys, "o:ukw"))
    assert shared(("ukw", "lumetrix", "universitatsklinikum wexbridge"), other) == ("ukw", "universitatsklinikum wexbridge")
