"""Kind and seat of an organisation that no register knows, guessed with a reason.

    kind   the last head word of its name ("… Hospital", "Klinikum …", "…医院")
    seat   a place in its name; a place right behind or before it ("X of Singapore", "Chinese builder X", "X (Lyon)");
           else the country that the article names most
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aggregator.model import Article
from aggregator.tag import geography
from aggregator.tag.features import kind_of
from aggregator.tag.grouping import kind_of_sign
from aggregator.tag.phrases import unspaced


def kind_and_seat(article: Article, group: Sequence[tuple[int, int]], name: str) -> tuple[str | None, str | None]:
    """The kind and the country code of the organisation whose spans these are; None where nothing speaks for any."""
    return kind(name), seat(article, group)


def kind(name: str) -> str:
    """The kind that the name shows, "company" where it shows none."""
    if any(unspaced(c) or "\uac00" <= c <= "\ud7a3" for c in name):
        return kind_of_sign(name) or "company"
    words = [word.strip("().,") for word in name.lower().split()]
    if "nhs" in words:
        return "nhs"
    kinds = [found for word in words if word and (found := kind_of(word))]
    for strong in ("hospital", "university", "government", "insurer", "nhs"):
        if strong in kinds:
            return strong
    return kinds[-1] if kinds else "company"


def seat(article: Article, group: Sequence[tuple[int, int]]) -> str | None:
    """The country where the organisation probably sits."""
    text = article.whole
    spots = geography.found(text, article.language)
    votes: Counter[str] = Counter()
    for spot in spots:
        code = spot.meanings[0].country
        votes[code] += 1
        for start, end in group:
            if start <= spot.start < end:
                votes[code] += 20
            elif end <= spot.start <= end + 6 or start - 2 <= spot.end <= start:
                votes[code] += 4
    return votes.most_common(1)[0][0] if votes else None
