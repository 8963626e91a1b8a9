"""Who buys what from whom. In: a Reading, a phrase of buying or selling and the names about it. Out: acquirer, target, seller.

X acquires Y      Y is acquired by X      X acquires … from Z      X's purchase of Y
X sells Y         X sells … to Z          Y is sold to Z           Y is sold by X
X closes the Y acquisition                the thing stands before the noun
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.tag.lexicon import Hit
from aggregator.tag.reading import Naming, Reading

_SELLING = re.compile(
    r"sold|sells?|sale of|divest\w*|verkauf\w*|vend\w*|venta|cède|cédé|cession|cede|cessione|verkocht|verkoop\w*|säljer|sålt"
    r"|selger|sælger|sprzeda\w*|прода\w*|menjual|penjualan|bán|بيع|出售|转让|轉讓"
)
_FEW_WORDS = r"(?:\s+[\w'-]+){0,3}\s*$"
_TO_BY_LANGUAGE = {
    "de": r"\ban",
    "fr": r"\b(?:à|aux?)",
    "es": r"\bal?",
    "pt": r"\b(?:a|à|ao|para)",
    "it": r"\b(?:a[dl]?|alla)",
    "nl": r"\baan",
    "sv": r"\btill",
    "no": r"\btil",
    "da": r"\btil",
    "id": r"\bke(?:pada)?",
    "vi": r"\bcho",
    "zh": r"[给給予]",
}
_TO = {language: re.compile(word + _FEW_WORDS) for language, word in _TO_BY_LANGUAGE.items()}
_TO_IN_ENGLISH = re.compile(r"\bto" + _FEW_WORDS)
# Not those that are also the word for who does it (von, de, da).
_FROM = re.compile(r"\b(?:from|från|fra|od|dari|từ)" + _FEW_WORDS)
BY = re.compile(r"\b(?:by|von|durch|par|por|da|door|av|af|przez|oleh|bởi)\s*$")
"""What stands before whoever does it: `is bought by X`, `wird von X betrieben`."""
_IS = re.compile(
    r"\b(?:is|are|was|were|be|been|being|wird|wurden?|werden|est|été|sera|fue|sido|será|foi|è|stat[ao]|wordt|werd|blev|bliver|ble|blir)\b"
    r"[^,;]{0,20}$"
)
_NOUN = re.compile(r"acquisition|takeover|buyout|purchase|übernahme|kauf")
_GLUED = re.compile(r"[ -]?")
_GOES_ON = re.compile(r"\s+(?:of|by|from|in|agreement|von|durch|des|der)\b")

ACQUIRER, TARGET, SELLER = "acquirer", "target", "seller"


def purchase(reading: Reading, first: Naming, hit: Hit, second: Naming) -> tuple[str, str]:
    """The roles of the one named before a phrase of buying or selling, and of the one named behind it."""
    said, gap = reading.small[hit.start : hit.end], reading.small[hit.end : second.start]
    if _SELLING.fullmatch(said):
        return _sale(reading, first, hit, gap)
    if BY.search(gap):
        return TARGET, ACQUIRER
    return (ACQUIRER, SELLER) if _FROM.search(gap) else (ACQUIRER, TARGET)


def _sale(reading: Reading, first: Naming, hit: Hit, gap: str) -> tuple[str, str]:
    passive = bool(_IS.search(reading.small[first.end : hit.start]))
    if _TO.get(reading.language, _TO_IN_ENGLISH).search(gap):
        return (TARGET if passive else SELLER), ACQUIRER
    return (TARGET, SELLER) if BY.search(gap) else (SELLER, TARGET)


def thing_first(reading: Reading, hit: Hit, namings: Sequence[Naming]) -> dict[int, str]:
    """`the Y acquisition`: who stands right before the noun is bought, by the one named nearest before, else behind. Nothing where
    the noun stands otherwise, or goes on (`the X acquisition of Y`)."""
    if not _NOUN.fullmatch(reading.small, hit.start, hit.end) or _GOES_ON.match(reading.small, hit.end):
        return {}
    before = [each for each in namings if each.end <= hit.start]
    if not before or not _GLUED.fullmatch(reading.small, before[-1].end, hit.start):
        return {}
    thing = before[-1].organisation
    others = [each.organisation for each in (*reversed(before), *namings[len(before) :]) if each.organisation != thing]
    return {others[0]: ACQUIRER, thing: TARGET} if others else {}
