"""Houses of a registered organisation in other countries. A case: a text, the names in it, and the house that is meant."""

from __future__ import annotations

import pytest

from aggregator.model import Organisation
from aggregator.reference import Gazetteer
from aggregator.tag.organisations import assembled
from aggregator.tag.sequence import Span
from tests.tag.articles import article

LARCH = Organisation("org:larch", "Larch Pharma", ("Larch", "落叶松", "라치", "لارش"), "CH", "pharma")
REGISTER = Gazetteer(
    (
        LARCH,
        Organisation("org:kidney", "Kidney Foundation", (), "US", "ngo"),
        Organisation("org:agency", "Development Agency", ("DEVA",), "JP", "government"),
        Organisation("org:union", "Health Union", (), None, "ngo"),
        Organisation("org:vale", "Vale Group", ("Vale",), "BR", "company", ambiguous_forms=("Vale",)),
    )
)

HOUSES = [
    ("Larch Canada opened a clinic. Larch has 900 employees.", "Larch Canada|Larch", "Larch Canada", "CA"),
    ("Larch Pharma Kenya signed, said Larch.", "Larch Pharma Kenya|Larch", "Larch Pharma Kenya", "KE"),
    ("Larch Pharmaceuticals Chile signed, says Larch.", "Larch Pharmaceuticals Chile|Larch", "Larch Pharmaceuticals Chile", "CL"),
    ("Larch Pharma of Brazil Ltda. signed.", "Larch Pharma of Brazil Ltda.", "Larch Pharma of Brazil Ltda.", "BR"),
    ("Larch Pharma de México firmó un convenio.", "Larch Pharma de México", "Larch Pharma de México", "MX"),
    ("落叶松中国与医院签约。", "落叶松中国", "落叶松中国", "CN"),
    ("وقعت لارش مصر مذكرة", "لارش مصر", "لارش مصر", "EG"),
]

NONE = [
    ("Larch opened a clinic, said Larch Canada.", "Larch|Larch Canada", "org:larch"),
    ("Larch Switzerland opened a clinic.", "Larch Switzerland", None),
    ("Development Agency Nepal gave beds, DEVA said.", "Development Agency Nepal|DEVA", "org:agency"),
    ("Health Union Kenya is on strike. The Health Union agrees.", "Health Union Kenya|Health Union", "org:union"),
    ("Kidney Foundation of Malaysia signed.", "Kidney Foundation of Malaysia", None),
    ("Vale Canada signed.", "Vale Canada", None),
    ("Larch Ohio Canada signed.", "Larch Ohio Canada", None),
    ("Larchwood Canada signed.", "Larchwood Canada", None),
]


def found(text: str, names: str) -> dict[str, Organisation]:
    """The organisations that spans with these names make, by the names that the text has for them."""
    given = article("", text, language=None)
    spans, at = [], 0
    for name in names.split("|"):
        at = given.whole.index(name, at)
        spans.append(Span(at, at + len(name), 0.99))
        at += len(name)
    organisations, mentions = assembled(given, REGISTER, spans)
    known = {each.id: each for each in organisations}
    return {mention.surface: known[mention.organisation] for mention in mentions}


@pytest.mark.parametrize(("text", "names", "name", "country"), HOUSES)
def test_a_house_abroad_stands_for_itself(text: str, names: str, name: str, country: str) -> None:
    for each in found(text, names).values():
        assert (each.name, each.country, each.kind, each.parent) == (name, country, "pharma", "org:larch")
        assert each.id.startswith("new:")


@pytest.mark.parametrize(("text", "names", "whose"), NONE)
def test_who_is_told_of_first_or_acts_anywhere_is_meant_itself(text: str, names: str, whose: str | None) -> None:
    for each in found(text, names).values():
        assert each.id == whose if whose else each.parent is None
