"""Who is a partner: the features of an organisation and the choice among all."""

from __future__ import annotations

import pytest

from aggregator.tag.company import features_of_all
from aggregator.tag.deal_type import decided, features, neighbours
from aggregator.tag.lexicon import concepts
from aggregator.tag.parties import Candidate, candidates, chosen, partners
from aggregator.tag.signals import signals
from tests.tag.deals import read

TEXT = "[Alpha Hospital|SG|hospital] signed an agreement with [Beta Labs|US|biotech].\n\nRivals include [Gamma Care|SG|hospital_group]."


def _chosen(*probabilities: float) -> list[int]:
    return [each.organisation for each in chosen(tuple(Candidate(at, p, {}) for at, p in enumerate(probabilities)), 0.5)]


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ((0.9, 0.8, 0.2), [0, 1]),
        ((0.1, 0.3, 0.2), [1, 2]),
        ((0.9, 0.6, 0.7, 0.1), [0, 1, 2]),
        ((0.4,), [0]),
        ((), []),
        ((0.2, 0.2, 0.2), [0, 1]),
    ],
)
def test_the_two_likeliest_and_all_above_the_threshold_are_chosen(probabilities: tuple[float, ...], expected: list[int]) -> None:
    assert _chosen(*probabilities) == expected


@pytest.mark.parametrize(
    ("probabilities", "pairs", "expected"),
    [
        ((0.9, 0.1, 0.6), {(0, 1)}, [0, 1]),  # who signs with a sure one; a doubtful one beside the two is none
        ((0.9, 0.1, 0.8), {(0, 1)}, [0, 1, 2]),  # a sure one is
        ((0.6, 0.1, 0.9), {(0, 1)}, [0, 1, 2]),  # nor is he doubtful who signs himself
        ((0.3, 0.1, 0.9), {(0, 1)}, [0, 2]),  # to sign with a doubtful one says nothing
        ((0.9, 0.8, 0.6), {(0, 1)}, [0, 1, 2]),  # both are sure anyway
    ],
)
def test_who_signs_an_agreement_with_a_partner_is_one(
    probabilities: tuple[float, ...], pairs: set[tuple[int, int]], expected: list[int]
) -> None:
    both = pairs | {(other, one) for one, other in pairs}
    found = tuple(Candidate(at, p, {}, frozenset(other for one, other in both if one == at)) for at, p in enumerate(probabilities))
    assert [each.organisation for each in chosen(found, 0.5)] == expected


@pytest.mark.parametrize(
    ("probabilities", "begins", "expected"),
    [
        ((0.7, 0.9, 0.2), {0: {1}}, [1, 2]),  # Bupa, Bupa Arabia, a ministry
        ((0.7, 0.9, 0.8), {0: {1}}, [1, 2]),
        ((0.9, 0.7, 0.8), {0: {1}}, [1, 2]),
        ((0.9, 0.3, 0.8), {0: {1}}, [0, 2]),  # the subsidiary is none of the partners
        ((0.4, 0.3, 0.16), {0: {1}}, [1, 2]),
        ((0.95, 0.9, 0.1), {0: {1}}, [0, 1]),  # a bystander takes nobody's place
        ((0.9, 0.8), {0: {1}}, [0, 1]),  # nobody else is there
        ((0.9, 0.8, 0.2), {0: {1, 2}, 1: {2}}, [0, 1]),
        ((0.9, 0.8, 0.3, 0.2), {0: {1, 2}}, [1, 3]),  # nor is a sister the other one
        ((0.9, 0.8, 0.7), {0: {1, 2}}, [1, 2]),  # two daughters that are sure are partners
    ],
)
def test_a_parent_beside_its_subsidiary_is_no_partner(
    probabilities: tuple[float, ...], begins: dict[int, set[int]], expected: list[int]
) -> None:
    found = tuple(Candidate(at, p, {}, frozenset(), frozenset(begins.get(at, ()))) for at, p in enumerate(probabilities))
    assert [each.organisation for each in chosen(found, 0.5)] == expected


def test_a_parent_that_signs_with_its_subsidiary_is_a_partner() -> None:
    both = (Candidate(0, 0.9, {}, frozenset({1}), frozenset({1})), Candidate(1, 0.8, {}, frozenset({0})), Candidate(2, 0.3, {}))
    assert [each.organisation for each in chosen(both, 0.5)] == [0, 1]


@pytest.mark.parametrize(
    ("names", "begins"),
    [
        ("[Larch|GB|insurer] and [Larch Arabia|SA|insurer]", [{1}, set()]),
        ("[Larch Arabia|SA|insurer] and [Larch|GB|insurer]", [set(), {0}]),
        ("[Larch|GB|insurer] and [Larchmont|US|insurer]", [set(), set()]),
        ("[Larch Holdings|GB|insurer] and [Larch Arabia|SA|insurer]", [set(), set()]),
        ("[Health Ministry|ZM|government] and [Health Ministry Zambia|ZM|government]", [set(), set()]),
        ("[Hospital|ZM|hospital] and [Hospital Alder|ZM|hospital]", [set(), set()]),
    ],
)
def test_a_subsidiary_bears_the_whole_name_of_its_parent(names: str, begins: list[set[int]]) -> None:
    reading = read("News", f"{names} signed.")
    assert [each.begins for each in candidates(reading, features_of_all(reading))] == begins


def test_the_partners_are_told_from_a_bystander() -> None:
    reading = read("Alpha Hospital signs with Beta Labs", TEXT)
    assert [reading.organisations[each.organisation].name for each in partners(candidates(reading, features_of_all(reading)))] == [
        "Alpha Hospital",
        "Beta Labs",
    ]


def test_position_words_and_company_are_features() -> None:
    alpha, beta, gamma = features_of_all(read("Alpha Hospital signs with Beta Labs", TEXT))
    assert {"title first", "lead", "order 0", "right signed", "after sign"} <= set(alpha)
    assert {"title later", "left with", "left agreement with", "pair biotech hospital"} <= set(beta)
    assert {"not in title of 2", "left include"} <= set(gamma)
    assert "together" not in gamma


def test_a_name_inside_another_is_marked() -> None:
    alpha, part = features_of_all(read("News", "[Alpha Hospital|SG|hospital] and [Alpha Hospital Trust|SG|nhs] signed."))
    assert "inside a name" in alpha
    assert "holds a name" in part


def test_an_organisation_alone_and_one_never_named_are_weighed_too() -> None:
    (alone,) = features_of_all(read("News", "[Alpha Hospital|SG|hospital] opened."))
    assert "alone" in alone
    reading = read("News", TEXT)
    assert len(candidates(reading, features_of_all(reading))) == 3


def test_neighbouring_kinds_lend_their_weight() -> None:
    kinds = dict.fromkeys(("mou", "strategic_alliance", "clinical_affiliation", "licensing"), 0.0)
    assert decided({**kinds, "mou": 0.3, "strategic_alliance": 0.25, "licensing": 0.32}) == "mou"
    assert decided({**kinds, "mou": 0.1, "licensing": 0.9}) == "licensing"


def test_being_neighbours_is_mutual_and_no_kind_is_its_own() -> None:
    kinds = ["mou", "licensing", "acquisition", "technology", "investment"]
    assert all(neighbours(a, b) == neighbours(b, a) for a in kinds for b in kinds)
    assert not any(neighbours(kind, kind) for kind in kinds)
    assert neighbours("investment", "acquisition")
    assert not neighbours("mou", "licensing")


def test_the_kind_is_weighed_by_who_the_partners_are() -> None:
    reading = read("Alpha Hospital signs with Beta Labs", TEXT)
    weighed = features(reading, signals(reading), [0, 1])
    assert {"partner hospital", "partner biotech", "partners 2", "partners biotech hospital", "share agreement"} <= set(weighed)
    assert not [name for name in weighed if name.startswith(("w:", "l:", "t:")) and " " in name]


def test_what_the_partners_do_weighs_more_than_what_is_told_besides() -> None:
    text = (
        "[Alpha Hospital|SG|hospital] will buy software from [Beta Labs|US|biotech].\n\n"
        "[Beta Labs] also trains students.\n\nNurses elsewhere get insurance."
    )
    reading = read("Alpha Hospital signs with Beta Labs", text)
    weighed = features(reading, signals(reading), [0, 1])
    assert weighed["beside sign"] > weighed["beside software"] > weighed["beside education"] > weighed["beside insured"] > 0
    assert features(reading, signals(reading), [])["beside software"] < weighed["beside software"]


def test_the_weight_of_a_concept_comes_in_tenths_and_fades_with_the_sentences() -> None:
    late = "\n\n".join(["Nothing was said about it here."] * 9)
    reading = read(
        "News", f"[Alpha Hospital|SG|hospital] signed with [Beta Labs|US|biotech].\n\n{late}\n\n[Alpha Hospital] trains [Beta Labs]."
    )
    weighed = features(reading, signals(reading), [0, 1])
    weights = {name: value for name, value in weighed.items() if name.startswith("beside ")}
    assert weights["beside sign"] > weights["beside education"]
    assert all(value == round(value, 1) for value in weights.values())


def test_which_concepts_come_first_is_weighed_but_not_that_there_is_a_deal() -> None:
    reading = read(
        "Alpha Hospital signs", "[Alpha Hospital|SG|hospital] gets software from [Beta Labs|US|biotech]. It trains nurses. A new hospital."
    )
    told = [name for name in features(reading, signals(reading), [0, 1]) if name.startswith("told ")]
    assert "told early software" in told
    assert not [name for name in told if name.endswith(" sign")]
    assert len([name for name in told if name.startswith("told early ")]) <= 4
    assert {name.split(" ")[2] for name in told} <= set(concepts())


def test_how_many_organisations_are_named_says_nothing_of_the_kind() -> None:
    reading = read("Alpha Hospital signs with Beta Labs", TEXT)
    assert not {name.split(" ")[0] for name in features(reading, signals(reading), [0])} & {"organisations", "kind", "length"}
