"""What a deal is worth: amounts in many hands, and what is no worth of a deal."""

from __future__ import annotations

import pytest

from aggregator.tag.value import value
from tests.tag.deals import read

CASES = [
    ("en", "The deal is worth $350 million.", (), (350e6, "USD")),
    ("en", "The contract is valued at US$1.2 billion.", (), (1.2e9, "USD")),
    ("en", "They invest S$8 million in the project.", ("SG",), (8e6, "SGD")),
    ("en", "The agreement costs $40 million.", ("AU",), (40e6, "AUD")),
    ("en", "The agreement costs $40 million.", ("AU", "US"), (40e6, "USD")),
    ("en", "An investment of Rs 450 crore was agreed.", ("IN",), (4.5e9, "INR")),
    ("en", "The grant of £56m pays for the deal.", ("GB",), (56e6, "GBP")),
    ("en", "It pays 150 million euros for the licence.", (), (150e6, "EUR")),
    ("en", "The contract is worth US$ 199,000.", (), (199_000.0, "USD")),
    ("en", "The contract is worth 1,234,567.50 euros.", (), (1_234_567.5, "EUR")),
    ("de", "Der Vertrag hat einen Wert von 23 Millionen Euro.", (), (23e6, "EUR")),
    ("de", "Die Investition von 2,7 Mio. Euro ist vereinbart.", (), (2.7e6, "EUR")),
    ("fr", "L'accord porte sur 75 millions d'euros.", (), (75e6, "EUR")),
    ("es", "El acuerdo tiene un valor de 360 millones de dólares.", (), (360e6, "USD")),
    ("pt", "O contrato de R$ 450 milhões foi assinado.", ("BR",), (450e6, "BRL")),
    ("ko", "계약 규모는 168억 원이다.", (), (16.8e9, "KRW")),
    ("ja", "契約の総額は12億円だ。", (), (1.2e9, "JPY")),
    ("zh", "协议总额为12亿美元。", (), (1.2e9, "USD")),
    ("ar", "وقعت اتفاقية بقيمة 5 مليون دولار", (), (5e6, "USD")),
    ("pl", "Umowa o wartości 3 mln złotych.", (), (3e6, "PLN")),
]


@pytest.mark.parametrize(("language", "text", "countries", "expected"), CASES)
def test_the_amount_of_a_deal_is_read(language: str, text: str, countries: tuple[str, ...], expected: tuple[float, str]) -> None:
    found = value(read("A deal", text, language=language), countries, ())
    assert found is not None
    assert found.amount == pytest.approx(expected[0])
    assert found.currency == expected[1]
    assert found.surface in text


@pytest.mark.parametrize(
    "text",
    [
        "The group (SGX: Q0F, S$0.975 shares) signed the agreement.",
        "Its shares closed at $45.20 after the deal.",
        "Revenue of $2 billion was up, said the partner in the agreement.",
        "Net profit reached €40 million last quarter.",
        "The agreement covers 350 beds and 2,700 staff.",
        "A dose costs $4 under the agreement.",
        "They agreed in 2020.",
        "The market value of the firm is $7 billion.",
    ],
)
def test_what_is_not_the_worth_of_a_deal_is_left_out(text: str) -> None:
    assert value(read("A deal", text), (), ()) is None


def test_the_deal_counts_before_what_is_said_in_passing() -> None:
    text = "Both signed a contract worth $30 million.\n\nThe city has a budget of $900 million."
    found = value(read("A deal", text), (), ())
    assert found is not None
    assert found.amount == 30e6


def test_an_amount_far_down_counts_only_where_a_party_is_named() -> None:
    filler = "It rained. " * 8
    text = f"[Alpha Hospital|SG|hospital] signed.\n\n{filler}\n\nElsewhere a chain bought a rival for $69 billion."
    assert value(read("A deal", text), (), (0,)) is None
    found = value(read("A deal", text.replace("a chain bought", "Alpha Hospital bought")), (), (0,))
    assert found is not None
    assert found.amount == 69e9
