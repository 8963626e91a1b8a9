"""A language model's answer, believed only as far as it stands in the text. In: the body of a chat completion, the article. Out: Answer.

    {"choices": [{"message": {"content": an object as text, maybe in other words}}], "usage": {"prompt_tokens": 812, …}}

Texts are compared after folding white space, kinds of quotation marks and dashes; case counts. Whatever is odd is refused, never mended.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aggregator import plain
from aggregator.errors import OpinionError
from aggregator.model import Article
from aggregator.opinion.question import TYPES

_SHORTEST, _LONGEST = 12, 1000
_MOST_QUOTES, _MOST_PARTIES = 5, 12
_SAME = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "\u3000": " "})


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, as the endpoint counts them (0 where it does not say)."""

    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What it said, all of it standing in the text. `quotes`: sentences of the text; `parties`: names as the text has them."""

    partnership: bool
    quotes: tuple[str, ...]
    parties: tuple[str, ...] = ()
    deal_type: str | None = None
    announced: date | None = None
    usage: Usage = field(default_factory=Usage)


def usage(content: bytes) -> Usage:
    """How many tokens an answer cost, whatever else is in it."""
    try:
        counts = _object(json.loads(content)).get("usage") or {}
        return Usage(*(_count(counts, name) for name in ("prompt_tokens", "completion_tokens")))
    except (ValueError, RecursionError, OpinionError, AttributeError):
        return Usage()


def answer(content: bytes, article: Article) -> Answer:
    """The answer, checked. Raises OpinionError that says why it counts for nothing."""
    told = _told(content)
    verdict = told.get("partnership")
    if not isinstance(verdict, bool):
        raise OpinionError("it does not say whether there is a partnership")
    text = folded(article.whole)
    quotes = _texts(told, "quotes", _MOST_QUOTES)
    if not quotes:
        raise OpinionError("it quotes no sentence")
    for quote in quotes:
        _check_quote(quote, text)
    if not verdict:
        return Answer(False, quotes, usage=usage(content))
    parties = _texts(told, "parties", _MOST_PARTIES)
    _check_parties(parties, text)
    return Answer(True, quotes, parties, _kind(told.get("deal_type")), _day(told.get("announced")), usage(content))


def folded(text: str) -> str:
    """The text on one line, quotation marks and dashes of one kind."""
    return " ".join(text.translate(_SAME).split())


def _told(content: bytes) -> dict[str, Any]:
    """The object that the model wrote, alone or in words around it."""
    try:
        message = _object(json.loads(content))["choices"][0]["message"]["content"]
        found = re.search(r"\{.*\}", message, re.DOTALL)
        return _object(json.loads(found.group() if found else ""))
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        raise OpinionError("it is no answer in the form that was asked for") from None


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise OpinionError("it is no answer in the form that was asked for")
    return value


def _texts(told: dict[str, Any], name: str, most: int) -> tuple[str, ...]:
    values = told.get(name)
    if not isinstance(values, list) or len(values) > most or not all(isinstance(each, str) for each in values):
        raise OpinionError(f"its {name} are no list of at most {most} texts")
    return tuple(dict.fromkeys(filter(None, (plain.line(each) for each in values))))


def _check_quote(quote: str, text: str) -> None:
    bare = folded(quote).strip("\"' .…")
    if not _SHORTEST <= len(bare) <= _LONGEST and not _dense(bare):
        raise OpinionError("it quotes a snippet or a page, not a sentence")
    if bare not in text:
        raise OpinionError("it quotes a sentence that does not stand in the text")


def _dense(bare: str) -> bool:
    """Scripts whose sentences take few characters."""
    return 5 <= len(bare) <= _SHORTEST and any("\u2e80" <= character <= "\uffdc" for character in bare)


def _check_parties(parties: tuple[str, ...], text: str) -> None:
    if len(parties) < 2:
        raise OpinionError("it names fewer than two partners")
    for name in parties:
        if not _stands(folded(name), text):
            raise OpinionError("it names a partner that does not stand in the text")


def _stands(name: str, text: str) -> bool:
    """Does the name stand in the text, and not within a longer word (in scripts that part words)?"""
    before = r"(?<![^\W_])" if name[0].isascii() else ""
    after = r"(?![^\W_])" if name[-1].isascii() else ""
    return bool(re.search(f"{before}{re.escape(name)}{after}", text))


def _kind(value: object) -> str | None:
    if value is None or value in TYPES:
        return str(value) if value else None
    raise OpinionError("it names a type of deal that there is not")


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise OpinionError("its day is no day")


def _count(counts: dict[str, Any], name: str) -> int:
    value = counts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else 0
