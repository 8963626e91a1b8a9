"""Hospitals of universities taken for two names. A case: a text with `|` at the edges of what was taken for names, and the names."""

from __future__ import annotations

import pytest

from aggregator.tag.belonging import belonging

CASES = [
    ("the |First Affiliated Hospital| of |Birch Medical University| signed", ["First Affiliated Hospital of Birch Medical University"]),
    ("|Hospital Clínico| de la |Universidad de Abedul|", ["Hospital Clínico de la Universidad de Abedul"]),
    ("|Hospital| of the |University of Birch|, |Larch|", ["Hospital of the University of Birch", "Larch"]),
    ("|Children’s Hospital| of |Birch University|", ["Children’s Hospital of Birch University"]),
    ("|Larch Hospital| of |Birch University|", ["Larch Hospital", "Birch University"]),
    ("|Larch Hospital| and |Birch University|", ["Larch Hospital", "Birch University"]),
    ("|Birch University| of |Larch Hospital|", ["Birch University", "Larch Hospital"]),
    ("|Faculty of Medicine| of |Birch University|", ["Faculty of Medicine", "Birch University"]),
    ("|Larch Hospital| of |Birch Pharma|", ["Larch Hospital", "Birch Pharma"]),
    ("|Larch Hospital| says |Birch University|", ["Larch Hospital", "Birch University"]),
]


@pytest.mark.parametrize(("marked", "names"), CASES)
def test_a_hospital_of_a_university_is_one_name(marked: str, names: list[str]) -> None:
    pieces = marked.split("|")
    text, spans, at = "".join(pieces), [], 0
    for number, piece in enumerate(pieces):
        if number % 2:
            spans.append(((at, at + len(piece)), 0.9 - number / 100))
        at += len(piece)
    found = belonging(text, reversed(spans))
    assert [text[slice(*span)] for span, _ in found] == names
    assert min(chance for _, chance in found) == min(chance for _, chance in spans)
