from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedupe.stock import filled_differently
from tests.dedupe.made import CHINESE, OTHER, RELEASE

STOCK = (
    "{who} of {where} has chosen Lumetrix as its partner and will renew {count} scanners over the next years, both sides said.",
    "“We are proud that {who} trusts us,” said Aino Virtala, president of Lumetrix, and thanked {person} for the long talks.",
    "A joint committee will meet twice a year and decide on further steps.",
)


def filled(who: str, where: str, person: str, count: str = "12") -> tuple[str, ...]:
    return tuple(line.format(who=who, where=where, person=person, count=count) for line in STOCK)


HARROWGATE = filled("Harrowgate Trust", "Pelham", "Imelda Crane")
AVEIRA = filled("Aveira Hospital", "Ulrum", "Branca Tavares", "23")

DIFFERENT = {
    "other partner, place, person": (HARROWGATE, AVEIRA),
    "in other paragraphs": (HARROWGATE, (AVEIRA[1], AVEIRA[2], AVEIRA[0])),
    "with an editor's line on top": (("Scanners are in demand.", *HARROWGATE), AVEIRA),
    "a partner named in two lines": (HARROWGATE, filled("Aveira Hospital", "Pelham", "Imelda Crane")),
    "Chinese": (
        ("青山医院与海华医疗集团签署合作协议，双方将共同建设诊疗中心。", "院长林晓峰对此次合作表示欢迎，并感谢各方支持。"),
        ("绿水康复院与海华医疗集团签署合作协议，双方将共同建设诊疗中心。", "院长佟国栋对此次合作表示欢迎，并感谢各方支持。"),
    ),
}
THE_SAME = {
    "the very text": (RELEASE, RELEASE),
    "trimmed": (RELEASE, RELEASE[:2]),
    "an agency's opening": (HARROWGATE, (f"PELHAM (Agency) — {HARROWGATE[0]}", *HARROWGATE[1:])),
    "two agencies' openings": ((f"ULRUM (Dpa) — {RELEASE[0]}", *RELEASE[1:]), (f"TARN (Agency) — {RELEASE[0]}", *RELEASE[1:])),
    "a number corrected": (RELEASE, tuple(line.replace("48.5", "45.8") for line in RELEASE)),
    "reworded": (
        RELEASE,
        tuple(line.replace("trust", "group").replace("scanner", "device").replace("signed", "sealed") for line in RELEASE),
    ),
    "a name spelt in another way": (RELEASE, tuple(line.replace("Imelda", "Ymelda") for line in RELEASE)),
    "other texts, no line alike": (RELEASE, OTHER),
    "Chinese": (CHINESE, CHINESE[:2]),
    "nothing": ((), RELEASE),
    "no words": (("…", "—"), ("!", "?")),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_one_template_filled_in_with_other_names(name: str) -> None:
    one, other = DIFFERENT[name]
    assert filled_differently(one, other)
    assert filled_differently(other, one)


@pytest.mark.parametrize("name", THE_SAME)
def test_copies_are_not_told_apart(name: str) -> None:
    one, other = THE_SAME[name]
    assert not filled_differently(one, other)
    assert not filled_differently(other, one)


@given(st.lists(st.text(max_size=40), max_size=5), st.lists(st.text(max_size=40), max_size=5))
def test_any_text_will_do(one: list[str], other: list[str]) -> None:
    assert not filled_differently(one, one)
    assert filled_differently(one, other) in (True, False)
