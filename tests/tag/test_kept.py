"""A table that fills itself: each value is made once, and no more are kept than may be."""

from __future__ import annotations

from aggregator.tag.kept import Kept
from aggregator.tag.looks import look

_MARKS = ("capital", "uncased", "upper", "letter", "small", "long", "naming", "connector", "given")


def test_a_value_is_made_once() -> None:
    asked: list[int] = []

    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    kept = Kept(double, 10)
    assert [kept[number] for number in (1, 2, 1, 2)] == [2, 4, 2, 4]
    assert asked == [1, 2]


def test_no_more_are_kept_than_may_be() -> None:
    kept = Kept(str, 3)
    for number in range(20):
        assert kept[number] == str(number)
        assert len(kept) <= 3


def test_a_look_tells_what_a_word_shows_wherever_it_stands() -> None:
    clinic, quote, signs = look("Clinic"), look("’"), look("院")
    assert (clinic.low, clinic.shape, clinic.kind, clinic.sort) == ("clinic", "Xx", "hospital", "hosp")
    assert [name for name in _MARKS if getattr(clinic, name)] == ["capital", "upper", "letter", "long", "naming"]
    assert (quote.form, [name for name in _MARKS if getattr(quote, name)]) == ("'", ["connector"])
    assert [name for name in _MARKS if getattr(signs, name)] == ["uncased", "letter", "naming"]
    assert look("of").connector
    assert look("Angela").given
