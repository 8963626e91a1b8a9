"""What a deal is worth. In: a Reading, the parties and their countries. Out: the amount of money stated for the deal, or none.

    sign number multiplier      S$8 million, €150 Mio., Rs. 450 crore
    number multiplier word      350 million dollars, 12億美元, 168억 원

Each amount is judged by the words near it: those of a deal speak for it; a share price, revenue or profit rules it out, and so does an
amount too small for a deal. Signs, words and multipliers are data: reference/currencies.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from aggregator.model import Value
from aggregator.tag.reading import Reading, Sentence
from aggregator.tag.trying import Endings, by_end, either, leading, tried

_LEAST = 10_000.0
_EARLY = 6
_AROUND = 50
_CLOSE = 25
_NUMBER = r"\d{1,3}(?:[.,' \u00a0]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,3})?"


class _Amount(NamedTuple):
    start: int
    end: int
    amount: float
    currency: str


class _Money(NamedTuple):
    pattern: re.Pattern[str]
    before_number: Endings
    signs: dict[str, str]
    words: dict[str, str]
    by_country: dict[str, dict[str, str]]
    multipliers: dict[str, float]
    deal: re.Pattern[str]
    other: re.Pattern[str]


def value(reading: Reading, countries: Iterable[str], parties: Collection[int]) -> Value | None:
    """The amount that is most likely the deal's: words of a deal about it, early in the text or where a party is named; else none."""
    known, named = tuple(countries), frozenset(parties)
    weighed = [
        (_weight(reading, sentence, found), -found.start, found)
        for sentence, at in _counting(reading)
        if sentence.number <= _EARLY or not named.isdisjoint(sentence.organisations)
        for found in _amounts(reading, sentence, at, known)
    ]
    best = max(weighed, default=None)
    if best is None or best[0] < 2:
        return None
    found = best[2]
    return Value(found.amount, found.currency, reading.text[found.start : found.end])


def _counting(reading: Reading) -> Iterator[tuple[Sentence, list[int]]]:
    """The sentences that have numbers, each with the places of those."""
    at: dict[int, list[int]] = defaultdict(list)
    for number in reading.numbers:
        at[reading.sentence_at(number)].append(number)
    return ((reading.sentences[sentence], places) for sentence, places in at.items())


def _amounts(reading: Reading, sentence: Sentence, at: list[int], countries: tuple[str, ...]) -> Iterator[_Amount]:
    money, (start, end) = _money(), sentence.span
    signs = [sign for number in at for sign in leading(reading.small, number, money.before_number) if sign >= start]
    for found in tried(money.pattern, reading.small, sorted({*at, *signs}), end):
        number = _number(found["n1"] or found["n2"])
        times = money.multipliers.get((found["m1"] or found["m2"] or "").strip(), 1.0)
        sign = (found["sign"] or found["word"]).strip().removesuffix(".")
        currency = _currency(sign, countries)
        if number is not None and currency and number * times >= _LEAST:
            yield _Amount(found.start(), found.end(), number * times, currency)


def _currency(sign: str, countries: tuple[str, ...]) -> str | None:
    """The code of a sign or word; an ambiguous one by the countries of the parties."""
    money = _money()
    senses = money.by_country.get("$" if sign == "dollars" else sign, {})
    local = [senses[country] for country in countries if country in senses]
    if local and len(set(local)) == 1 and all(country in senses for country in countries):
        return local[0]
    return money.signs.get(sign) or money.words.get(sign) or (local[0] if local else None)


def _number(written: str) -> float | None:
    """1,234.5 and 1.234,5 and 1'234: a separator before three digits parts thousands, unless it comes once and a multiplier may follow."""
    plain = re.sub(r"[' \u00a0]", "", written)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain):
        return float(re.sub(r"[.,]", "", plain))
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+[.,]\d{1,2}", plain):
        whole, _, rest = plain.rpartition("." if plain.rfind(".") > plain.rfind(",") else ",")
        return float(re.sub(r"[.,]", "", whole) + "." + rest)
    return float(plain.replace(",", ".")) if plain.count(".") + plain.count(",") <= 1 else None


def _weight(reading: Reading, sentence: Sentence, found: _Amount) -> int:
    money = _money()
    if sentence.number and "|" in reading.small[sentence.span.start : sentence.span.end]:
        return -1
    before = reading.small[max(sentence.span.start, found.start - _AROUND) : found.start]
    after = reading.small[found.end : min(sentence.span.end, found.end + _AROUND)]
    if money.other.search(before[-_CLOSE:]) or money.other.search(after[:_CLOSE]):
        return -1
    telling = bool(money.deal.search(before)) + bool(money.deal.search(after))
    bonds = sentence.concepts & {"agreement", "acquire", "invest", "license", "supply", "jointventure", "partner", "sign", "build"}
    return 2 * bool(telling) + bool(bonds) + (sentence.number <= 3) - (not telling)


@cache
def _money() -> _Money:
    table = tomllib.loads((files("aggregator.reference") / "currencies.toml").read_text(encoding="utf-8"))
    words = {word: code for code, names in table["words"].items() for word in names.split("|")}
    by_country = table["by_country"]
    loose = {name for name in by_country if name not in table["signs"] and len(name) > 2}
    signs = {*table["signs"], "r"}
    pattern = _pattern(signs, set(words) | loose | {"kr"}, set(table["multipliers"]))
    deal, other = (
        re.compile(r"(?:\b|(?<=[\u3000-\u9fff\uac00-\ud7af]))(?:" + either(set(table["context"][key].split("|"))) + ")")
        for key in ("deal", "other")
    )
    leading_signs = by_end([*signs, *(f"{sign}." for sign in signs)])
    return _Money(pattern, leading_signs, table["signs"], words, by_country, table["multipliers"], deal, other)


def _pattern(signs: set[str], words: set[str], multipliers: set[str]) -> re.Pattern[str]:
    times = rf"(?:{either(multipliers)})(?![a-zà-ÿ])"
    first = rf"(?<![\w$])(?P<sign>{either(signs)})\.?\s?(?P<n1>{_NUMBER})(?:[\s-]?(?P<m1>{times}))?"
    begun = re.escape("".join(sorted({word[0] for word in (*multipliers, *words, *signs, "de", "of")})))  # one look spares most words
    second = (
        rf"(?<![a-zà-ÿ\d.,])(?P<n2>(?>{_NUMBER}))\s?(?=[{begun}])(?:(?P<m2>{times})\s?)?(?:de |d'|of )?"
        rf"(?P<word>{either(words | signs)})(?![a-zà-ÿ])"
    )
    return re.compile(f"{first}|{second}")
