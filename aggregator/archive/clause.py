"""Conditions in SQL, in the two ways in which SQLite can be asked.

A leaf of a query is a set of articles. A small set is made first, and the stories in it are fetched: `s.id IN (…)`. When the set is
large, the newest stories are asked one by one whether they are in it, until enough are found: `EXISTS (…)`. Counting always makes the
set. Both ways take the same parameters in the same order. Everything that was typed is a parameter, never a part of the SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from math import prod

from aggregator.archive.handle import Archive
from aggregator.archive.register import Names, names

TODAY = "coalesce((SELECT story FROM story_alias WHERE old = m.story), m.story)"
"""The story of a mark `m`, as it is called today."""

_SHARE = 50  # a set of more than one article in fifty is large
_SMALL = 500  # no set of fewer articles is
_PAGE = 50  # so many stories are usually asked for
_PART = 8  # how often words stand is told by one article in so many, the newest
_PROBE = 15  # asking the full-text index of one story takes so many times as long as looking into a table


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition with its parameters, and what it means in words (a line each). `whole`: the same for counting; empty: as `sql`.
    `few`: it names its few stories, which are best fetched first and put in order then. `cost`: of asking one story, beside others.
    `size`: of a large set, how many articles are in it (at least), and in how many (`of`). `stories`: of one set alone, the question for
    the numbers of its stories, with repetition: counting these is quicker than asking every story."""

    sql: str
    parameters: tuple[object, ...] = ()
    meaning: tuple[str, ...] = ()
    whole: str = ""
    few: bool = False
    cost: int = 0
    size: int = 0
    of: int = 0
    stories: str = ""

    def counting(self) -> str:
        """The SQL for counting."""
        return self.whole or self.sql


@dataclass(frozen=True, slots=True)
class Leaf:
    """A set of articles in SQL: `select` gives each `id`, `probe` says whether `a.id` is one. `own`: only the article whose deal is the
    story's counts, not any report of the story. `share`: the set is large when more than one article in so many is in it;
    `cost`: of a probe, beside others."""

    select: str
    probe: str
    parameters: tuple[object, ...]
    own: bool = False
    share: int = _SHARE
    cost: int = 1


@dataclass(slots=True)
class Context:
    """What terms are looked up in. `articles`: the question is for articles, not stories; `notes` gathers reservations; `large`: how many
    articles make a large set (0: to be seen in the archive)."""

    archive: Archive
    gazetteer: Callable[[], Names]
    today: date
    articles: bool = False
    notes: list[str] = field(default_factory=list)
    large: int = 0

    def __post_init__(self) -> None:
        """The user's own register stands over the one given."""
        self.gazetteer = names(self.archive, self.gazetteer)

    def story(self) -> str:
        """The column that holds the story's number."""
        return "a.story" if self.articles else "s.id"

    def among(self, leaf: Leaf, meaning: str) -> Clause:
        """Being one of these articles, or a story of one of them."""
        made, asked = self._forms(leaf)
        stories = "" if self.articles or leaf.own else _stories(leaf)
        size = self._size(leaf)
        if not size:
            return Clause(made, leaf.parameters, (meaning,), made, few=True, stories=stories)
        return Clause(asked, leaf.parameters, (meaning,), made, cost=leaf.cost, size=size, of=self._articles(), stories=stories)

    def nothing(self, meaning: str, note: str) -> Clause:
        """What nothing can be, with the reason."""
        self.notes.append(note)
        return Clause("0", (), (f"{meaning} (nothing)",))

    def _forms(self, leaf: Leaf) -> tuple[str, str]:
        if self.articles:
            return f"a.id IN ({leaf.select})", leaf.probe
        if leaf.own:
            there = "s.teller IS NOT NULL AND"
            return f"({there} s.teller IN ({leaf.select}))", f"({there} {leaf.probe.replace('a.id', 's.teller')})"
        return f"s.id IN ({_stories(leaf)})", f"EXISTS (SELECT 1 FROM article a WHERE a.story = s.id AND {leaf.probe})"

    def _size(self, leaf: Leaf) -> int:
        """How many articles are in a large set, up to a quarter of all; 0 for a small set."""
        bound = self.large or max(_SMALL, self._articles() // leaf.share)
        if leaf.cost > 1 and not self.large:
            return self._estimated(leaf, bound)
        most = bound if leaf.cost > 1 else max(bound, self._articles() // 4)
        row = self.archive.row(f"SELECT count(*) FROM ({leaf.select} LIMIT ?)", (*leaf.parameters, most + 1))
        return int(row[0]) if row is not None and row[0] > bound else 0

    def _estimated(self, leaf: Leaf, bound: int) -> int:
        """The same by the newest eighth of the full-text index: finding a phrase of frequent words costs as much as answering."""
        articles = self._articles()
        newest = (*leaf.parameters, articles - articles // _PART, bound // _PART + 1)
        row = self.archive.row(f"SELECT count(*) FROM ({leaf.select} AND rowid > ? LIMIT ?)", newest)
        return int(row[0]) * _PART if row is not None and row[0] * _PART > bound else 0

    def _articles(self) -> int:
        row = self.archive.row("SELECT max(id) FROM article")
        return int((row and row[0]) or 0)


def _stories(leaf: Leaf) -> str:
    return f"SELECT a.story FROM ({leaf.select}) AS found CROSS JOIN article a INDEXED BY article_in_story ON a.id = found.id"


def negated(inner: Clause) -> Clause:
    """What the clause is not; an empty one stays empty."""
    if not inner.sql:
        return inner
    return Clause(
        f"NOT ({inner.sql})", inner.parameters, ("none of", *(f"  {line}" for line in inner.meaning)), f"NOT ({inner.counting()})"
    )


def joined(clauses: Iterable[Clause], *, either: bool = False) -> Clause:
    """All of these, or any of them; empty ones are left out."""
    kept = [each for each in clauses if each.sql]
    if len(kept) < 2:
        return kept[0] if kept else Clause("")
    kept = sorted(kept if either else _begun(kept), key=lambda each: (not each.few, each.cost))
    sign = " OR " if either else " AND "
    meaning = [line for each in kept for line in each.meaning]
    return Clause(
        f"({sign.join(each.sql for each in kept)})",
        tuple(value for each in kept for value in each.parameters),
        ("any of", *(f"  {line}" for line in meaning)) if either else tuple(meaning),
        f"({sign.join(each.counting() for each in kept)})",
        all(each.few for each in kept) if either else any(each.few for each in kept),
        max(each.cost for each in kept),
    )


def _begun(clauses: list[Clause]) -> list[Clause]:
    """The same, but where few stories are in all of several large sets, the smallest set is made first: the newest stories asked one by
    one, it would take very many of them to fill a page. Words are asked last and of few, and count as found in any."""
    makable = [each for each in clauses if each.size and each.of and each.cost == 1]
    if len(makable) < 2 or any(each.few for each in clauses):
        return clauses
    smallest = min(makable, key=lambda each: each.size)
    together = prod(each.size / each.of for each in makable)
    dear = _PROBE * any(each.cost > 1 for each in clauses)
    if _PAGE / together + dear * _PAGE < smallest.size + dear * together * smallest.of:
        return clauses
    return [replace(each, sql=each.whole, few=True, cost=0, size=0) if each is smallest else each for each in clauses]
