"""Fields of medicine and of work. In: a Reading. Out: topics, most named first. The words are data: reference/topics.toml."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files

import ahocorasick_rs

from aggregator.tag.reading import Reading

_LIMIT = 4
_NEEDED = 2
_TITLE = 2


def topics(reading: Reading) -> tuple[str, ...]:
    """At most four topics; each by two of its words, one word twice, or one in the title."""
    counts = {topic: sum(weight for _, weight in words) for topic, words in named(reading).items()}
    found = sorted((topic for topic, count in counts.items() if count >= _NEEDED), key=lambda topic: (-counts[topic], topic))
    return tuple(found[:_LIMIT])


def named(reading: Reading) -> dict[str, list[tuple[str, int]]]:
    """The words of each topic that stand in the text, with their weight (two in the title)."""
    automaton, meaning = _words()
    small, title_end = reading.small, reading.title.span.end
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for number, start, end in automaton.find_matches_as_indexes(small, overlapping=True):
        if start and small[start - 1].isalnum() and small[start] < "\u0e00":
            continue
        found[meaning[number]].append((small[start:end], _TITLE if start < title_end else 1))
    return found


@cache
def _words() -> tuple[ahocorasick_rs.AhoCorasick, tuple[str, ...]]:
    table = tomllib.loads((files("aggregator.reference") / "topics.toml").read_text(encoding="utf-8"))
    pairs = [(word, topic) for topic, words in table.items() for word in str(words).split("|") if word]
    return ahocorasick_rs.AhoCorasick([word for word, _ in pairs]), tuple(topic for _, topic in pairs)
