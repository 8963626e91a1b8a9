"""By what an article is recognised. In: an article, and the lines known to be furniture of its site. Out: a Fingerprint.

    address      key of its own address (a canonical address is only believed in `copies`, where the texts are compared)
    text         digest of the words of title and text; of a very short text the address counts too
    paragraphs   digest of each line, numbers as 0: what the archive counts to learn a site's furniture
    shingles     the lowest hashes of its own words (furniture and release tails left out), sorted; `posted` of them indexed

Keeping the lowest hashes is bottom-k sampling (Broder 1997); because it is cut by share as well as by number, two sketches
can be compared below the lower of their limits, and containment is estimated without bias.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources

from aggregator import urls
from aggregator.dedupe import bounds
from aggregator.dedupe.shingles import Wording, digest, wording
from aggregator.dedupe.tokens import tokens, without_digits
from aggregator.model import Article, Fingerprint

_WORDS_MOST = 40_000  # of a hostile endless text the rest does not count
_SHORT = 8  # words: below this a text says nothing of itself, so its address counts as well
_HEADING_WORDS = 12
_LINE_REMEMBERED, _LINE_USUAL = 1000, 200  # characters of a line that recurs, and of one that may


def lines(article: Article) -> tuple[int, ...]:
    """One number per paragraph, the same for lines that differ in numbers alone. For `recurring` of the archive."""
    return tuple(_usual_mark(line) if len(line) < _LINE_USUAL else _mark(line) for line in article.paragraphs)


def fingerprint(article: Article, recurring: frozenset[int] = frozenset(), marks: tuple[int, ...] | None = None) -> Fingerprint:
    """What the article is recognised by; lines whose number is in `recurring` do not count as its own words.

    `marks`: its `lines`, where they are known already.
    """
    return read(article, recurring, lines(article) if marks is None else marks)[0]


def read(article: Article, recurring: frozenset[int], marks: tuple[int, ...]) -> tuple[Fingerprint, Wording]:
    """The fingerprint together with the wording that it is a sketch of."""
    words = [_usual(line) if mark in recurring else tokens(line) for line, mark in zip(article.paragraphs, marks, strict=True)]
    said = wording(_own(words, marks, recurring))
    own = set(said.numbers)
    kept = _lowest(own, _within(len(own), bounds.KEPT_SHARE, bounds.KEPT_LEAST, bounds.KEPT_MOST))
    posted = _within(len(own), bounds.POSTED_SHARE, bounds.POSTED_LEAST, bounds.POSTED_MOST)
    return Fingerprint(urls.key(article.url), _text(article, words), kept, len(own), marks, min(posted, len(kept))), said


def own_wording(paragraphs: Sequence[str], marks: tuple[int, ...] = (), recurring: frozenset[int] = frozenset()) -> Wording:
    """The wording of the paragraphs that are the text's own. `marks`: their `lines`, where `recurring` ones shall be left out."""
    return wording(_own([tokens(line) for line in paragraphs], marks or (0,) * len(paragraphs), recurring))


def own_lines(paragraphs: Sequence[str], marks: tuple[int, ...], recurring: frozenset[int]) -> tuple[str, ...]:
    """The paragraphs that are no furniture. `marks`: their `lines`."""
    return tuple(line for line, mark in zip(paragraphs, marks, strict=True) if mark not in recurring)


def _own(words: list[list[str]], marks: tuple[int, ...], recurring: frozenset[int]) -> Iterator[list[str]]:
    """No furniture, nothing below a heading such as "About …", and of an endless text not more than we can bear."""
    count = 0
    for number, (line, mark) in enumerate(zip(words, marks, strict=True)):
        count += len(line)
        if count > _WORDS_MOST or (3 * number >= len(marks) and _heading(line)):
            return
        if mark not in recurring:
            yield line


def _usual(line: str) -> list[str]:
    """The tokens of a line that recurs: remembered, for it will come again. Not to be changed."""
    return _furniture(line) if len(line) < _LINE_REMEMBERED else tokens(line)


_furniture = lru_cache(maxsize=2048)(tokens)


def _lowest(hashes: set[int], count: int) -> tuple[int, ...]:
    """So many of the lowest hashes, sorted. As they lie evenly, only those are sorted that are low enough to be among them."""
    limit = (1 << bounds.SHINGLE_BITS) * 3 * count // max(1, 2 * len(hashes))
    low = [each for each in hashes if each < limit]
    return tuple(sorted(low if len(low) >= count else hashes)[:count])


def _mark(line: str) -> int:
    return digest(without_digits(line))


_usual_mark = lru_cache(maxsize=4096)(_mark)


def _within(size: int, share: int, least: int, most: int) -> int:
    return min(size, max(least, min(most, size // share)))


def _text(article: Article, words: list[list[str]]) -> str:
    every = [tokens(article.title), *words]
    if sum(map(len, every)) < _SHORT:
        every.append([article.url])
    return f"{digest(' '.join(map(' '.join, filter(None, every)))):012x}"


def _heading(words: list[str]) -> bool:
    if len(words) > _HEADING_WORDS:
        return False
    whole, opening = _headings()
    folded = " ".join(words)
    return folded in whole or folded.startswith(opening)


@cache
def _headings() -> tuple[frozenset[str], tuple[str, ...]]:
    """Headings as their tokens joined by a space: those that are the whole line, and those that open one."""
    table = tomllib.loads(resources.files("aggregator.dedupe").joinpath("tails.toml").read_text("utf-8"))
    whole = frozenset(" ".join(tokens(each)) for each in table["whole"])
    opening = tuple(" ".join(tokens(each)) + " " for each in table["opening"])
    return whole, opening
