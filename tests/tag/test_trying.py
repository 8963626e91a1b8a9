"""What is tried only at numbers and names finds what a search through the whole text finds: the law on which `trying` stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.tag import days, value
from aggregator.tag.calendars import calendar_of, table
from aggregator.tag.lexicon import languages
from aggregator.tag.trying import by_end, leading, numbers, tried

BLANKS = ("", " ", "\u00a0", "\n", ", ", ". ", "-", "–", "/", "(", "'")
NUMBERS = ("1", "12", "3.", "31", "2026", "1,250", "1.250,5", "450", "10000", "12/03/2026", "2026-03-12", "5th")


def texts(words: list[str]) -> st.SearchStrategy[str]:
    """Texts of such words, of numbers and of what stands between."""
    piece = st.sampled_from([*words, *NUMBERS, "x", "the"])
    return st.lists(st.tuples(piece, st.sampled_from(BLANKS)), max_size=12).map(lambda parts: "".join(a + b for a, b in parts))


def spans(found: object) -> list[tuple[int, int]]:
    """Where the finds stand."""
    return [each.span() for each in found]  # type: ignore[attr-defined]


def named(found: object) -> list[tuple[tuple[int, int], bool]]:
    """The words that name a day, where they stand, and whether the day is to come."""
    return [(each.span("word"), bool(each["before"] or each["behind"])) for each in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", sorted(languages()))
def test_days_are_found_wherever_a_search_finds_them(code: str) -> None:
    calendar = calendar_of(code)
    own = table().get(code) or table()["en"]
    beside = [word for key in ("before", "behind", "joint") for word in str(own[key]).split("|") if word]
    words = [*calendar.months, *calendar.weekdays, *calendar.today, *calendar.yesterday, *calendar.same, *calendar.eve, *beside]

    @given(texts(sorted({word for word in words if "\\" not in word})))
    def compare(text: str) -> None:
        at = numbers(text)
        months = [month for number in at for month in leading(text, number, calendar.before_day)]
        assert spans(tried(calendar.western, text, sorted({*at, *months}))) == spans(calendar.western.finditer(text))
        assert spans(tried(days._NUMERIC, text, at)) == spans(days._NUMERIC.finditer(text))
        names = {start for _, start, _ in calendar.names.find_matches_as_indexes(text, overlapping=True)}
        coming = [word for start in names for word in leading(text, start, calendar.before_name)]
        assert named(tried(calendar.words, text, sorted({*names, *coming}))) == named(calendar.words.finditer(text))

    compare()


def test_amounts_are_found_wherever_a_search_finds_them() -> None:
    money = value._money()

    @given(texts(sorted({*money.signs, *money.words, *money.multipliers, "r", "of", "de", "d'"})))
    def compare(text: str) -> None:
        at = numbers(text)
        signs = [sign for number in at for sign in leading(text, number, money.before_number)]
        assert spans(tried(money.pattern, text, sorted({*at, *signs}))) == spans(money.pattern.finditer(text))

    compare()


@pytest.mark.parametrize(
    ("text", "found"),
    [("", []), ("7", [0]), ("a12 3", [1, 4]), ("1.25", [0, 2]), ("x", []), ("٣ and 12", [0, 6])],
)
def test_numbers_begin_where_no_digit_stands_before(text: str, found: list[int]) -> None:
    assert numbers(text) == found


def test_words_that_lead_to_a_place() -> None:
    words = by_end(("may", "ay", "june"))
    assert leading("in may 12", 7, words) == [3, 4]
    assert leading("may12", 3, words) == [0, 1]
    assert leading("may  12", 5, words) == []  # two blanks
    assert leading("12", 0, words) == []


def test_a_find_within_another_is_none() -> None:
    assert spans(tried(re.compile(r"\d+ \d+"), "1 2 3 4", [0, 2, 4, 6])) == [(0, 3), (4, 7)]
