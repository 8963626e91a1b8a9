"""Which entries of a general feed are worth fetching: `keywords` of feeds.toml against title and summary. Pure.

    keywords = ["@health", "@partnership"]      one word of each shipped list (keywords.toml)
    keywords = ["dialysis", "renal*"]           one of these words
    keywords = ["@health", "singapore", "-recall*"]   a word of the list, and one of the words, and none that has a minus

A word is found whole and without regard to case and accents; `*` stands for more letters. Words in scripts without blanks
between words, and in Arabic, are found anywhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from aggregator.errors import SourceError
from aggregator.model import Entry
from aggregator.sources._dates.words import fold

_UNSPACED = re.compile("[\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def named_lists() -> tuple[str, ...]:
    """The names that `@name` may call, sorted."""
    return tuple(sorted(_shipped()))


def matches(keywords: tuple[str, ...], entry: Entry) -> bool:
    """Whether an entry is wanted: true without keywords. Raises SourceError for an `@name` that is no shipped list."""
    if not keywords:
        return True
    said = fold(" ".join(filter(None, (entry.title, entry.summary))) or _spoken(entry.url))
    needed, refused = _patterns(keywords)
    return all(each.search(said) for each in needed) and not (refused and refused.search(said))


def _spoken(url: str) -> str:
    """The words in an address, for entries of sitemaps, which have no title."""
    return re.sub(r"[-_/+.]+", " ", unquote(urlsplit(url).path))


@lru_cache(maxsize=512)
def _patterns(keywords: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str] | None]:
    """What must all be found, and what must not."""
    lists = [_pattern(_list(word[1:])) for word in keywords if word.startswith("@")]
    plain = [word for word in keywords if word and word[0] not in "@-"]
    refused = [word[1:] for word in keywords if word.startswith("-")]
    return (*lists, *([_pattern(plain)] if plain else [])), _pattern(refused) if refused else None


def _list(name: str) -> list[str]:
    shipped = _shipped()
    if name not in shipped:
        raise SourceError(
            f"There is no list of keywords named @{name}.", hint=f"Shipped lists: {', '.join('@' + each for each in sorted(shipped))}."
        )
    return shipped[name]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(_one(fold(word.strip())) for word in words if word.strip()))


def _one(word: str) -> str:
    """A folded word as a regular expression: `*` before or after it stands for more letters."""
    core = re.escape(word.strip("*")).replace(r"\ ", r"\s+")
    if _UNSPACED.search(word):
        return core
    return ("" if word.startswith("*") else r"(?<!\w)") + core + ("" if word.endswith("*") else r"(?!\w)")


@lru_cache(maxsize=1)
def _shipped() -> dict[str, list[str]]:
    table = tomllib.loads(files(__package__).joinpath("keywords.toml").read_text("utf-8"))
    return {name: [word for line in lines.values() for word in line.split(",")] for name, lines in table.items()}
