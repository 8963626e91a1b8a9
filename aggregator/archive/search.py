"""Query -> SQL -> ids and counts. The query language is in grammar.py, what its terms mean in meaning.py, conditions in clause.py.

    Query(words='hospital OR clinic -US', countries=('China',), since=…)
      -> tree   (hospital OR clinic) -US country:China since:…
      -> SQL    SELECT s.id FROM story s WHERE s.id IN (… MATCH ?) AND NOT … ORDER BY s.day DESC, s.id DESC LIMIT ?

Options and fields become one tree. Neighbouring free words go to the full-text index as one question. Repeated `type`, `status`, `source`,
`lang` side by side mean any of them (a story has one type); everything else side by side must all be true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from aggregator.archive import grammar
from aggregator.archive.clause import Clause, Context, Leaf, joined, negated
from aggregator.archive.grammar import All, Either, Node, Not, Term, fielded
from aggregator.archive.handle import Archive
from aggregator.archive.meaning import SHOWN, clause, match
from aggregator.errors import UsageError
from aggregator.model import Query
from aggregator.reference import Gazetteer

SORTS = ("date", "relevance", "parties", "doubt")
_ANY_OF = ("type", "status", "source", "lang")
_TITLE_WEIGHT = 8.0
_FRESHNESS = 0.5  # a story of today counts half as much again as a very old one …
_HALF_LIFE = 365.0  # … and one of a year ago a quarter
_RANKED = 20_000  # only so many of the newest hits are ranked: more would take seconds, and nobody reads them
_WORDY = 8  # asking the full-text index article by article costs more than looking into a table
_PARTIES = "(SELECT coalesce(min(name COLLATE NOCASE), '\U0010ffff') FROM party WHERE article = {}) COLLATE NOCASE"
_DOUBT = "(SELECT max(score) FROM review WHERE article = {}) DESC"
_MATCH = "SELECT rowid AS id FROM search WHERE search MATCH ?"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query made ready for one archive. `match`: the full-text question by which hits are ranked; `rest`: what else a hit must be
    (None: the words stand in a choice with something else, and stories without them count as well). `beyond`: hits up to this article are
    too old to be ranked (0: all are ranked)."""

    query: Query
    where: Clause
    tree: Node
    notes: tuple[str, ...]
    today: date
    articles: bool = False
    match: str = ""
    rest: Clause | None = None
    beyond: int = 0

    def explained(self) -> str:
        """How the query was read, in words."""
        lines = [f"read as: {grammar.show(self.tree) or '(everything)'}", *(f"  {line}" for line in self.where.meaning)]
        return "\n".join([*lines, f"sorted by {self.query.sort}", *(f"note: {note}" for note in self.notes)])

    def table(self) -> str:
        """What is asked for, with its short name."""
        return "article a" if self.articles else "story s"


def asked(archive: Archive, query: Query, gazetteer: Callable[[], Gazetteer], today: date, *, articles: bool = False) -> Asked:
    """The query made ready. Raises UsageError for a day, sort or yes/no that cannot be read, or when only punctuation is asked for."""
    if query.sort not in SORTS:
        raise UsageError(f"There is no sort {query.sort!r}.", hint=f"Choose one of: {', '.join(SORTS)}.")
    reading = grammar.parse(_sound(query.words))
    tree = grammar.joined(reading.tree, *_options(query))
    context = Context(archive, gazetteer, today, articles)
    wordy, others = _parted(_gathered(tree))
    parts = [condition(node, context) for node in others]
    rest = joined(parts)
    where = joined((_words(wordy, context) if wordy else Clause(""), *parts))
    if not where.sql and tree != All():
        raise UsageError(f"There is no letter or digit to look for in {query.words!r}.", hint="Give at least one word.")
    question = (_match(wordy) if wordy else None) or ""
    mixed = "" if question else " OR ".join(filter(None, map(match, _positive(tree))))
    where = where if where.sql else Clause("1", (), ("everything",))
    beyond = _beyond(archive, question or mixed) if query.sort == "relevance" else 0
    notes = (
        *reading.notes,
        *context.notes,
        *([f"Of more than {_RANKED:,} hits only the newest {_RANKED:,} are ranked."] if beyond else []),
    )
    return Asked(query, where, tree, notes, today, articles, question or mixed, rest if question else None, beyond)


def sql(asked: Asked) -> tuple[str, tuple[object, ...]]:
    """The SQL that gives the ids, and its parameters."""
    if asked.query.sort == "relevance" and asked.match:
        return _ranked(asked)
    alias = "a" if asked.articles else "s"
    order = f"{SHOWN} DESC, a.id DESC" if asked.articles else "s.day DESC, s.id DESC"
    if asked.query.sort == "parties":
        order = f"{_PARTIES.format('a.id' if asked.articles else 's.teller')}, {order}"
    if asked.query.sort == "doubt":
        order = f"{_DOUBT.format('a.id' if asked.articles else 'coalesce(s.teller, s.lead)')}, {order}"
    text = f"SELECT {alias}.id FROM {asked.table()} WHERE {asked.where.sql} ORDER BY {order}"
    if asked.where.few:
        text = text.replace("s.day", "+s.day")  # keeps SQLite from walking through all days in search of the few
    return _limited(text, asked.where.parameters, asked.query.limit)


def ids(archive: Archive, asked: Asked) -> Iterator[int]:
    """The ids of the stories (or articles), in the order asked."""
    return (int(row[0]) for row in archive.each(*sql(asked)))


def count(archive: Archive, asked: Asked) -> int:
    """How many stories (or articles) there are, whatever the limit."""
    every = f"SELECT count(*) FROM {asked.table()} WHERE {asked.where.counting()}"
    stories = f"SELECT count(DISTINCT story) FROM ({asked.where.stories})" if asked.where.stories else every
    row = archive.row(stories, asked.where.parameters)
    return int(row[0]) if row else 0


def empty(archive: Archive) -> bool:
    """Whether nothing was ever filed."""
    return archive.row("SELECT 1 FROM story LIMIT 1") is None


def written(archive: Archive, asked: Asked) -> str:
    """The SQL with its parameters in their places, to read or to paste into sqlite3."""
    text, parameters = sql(asked)
    parts = text.split("?")
    literals = [archive.connection.execute("SELECT quote(?)", (each,)).fetchone()[0] for each in parameters]
    return "".join(part + literal for part, literal in zip(parts, [*literals, ""], strict=True)) + ";"


# ---- tree -> clause --------------------------------------------------------------------------------------------------------


def _options(query: Query) -> list[Node]:
    """The options of a query as terms."""
    told = (("org", query.organisations), ("country", query.countries), ("type", query.deal_types), ("source", query.sources))
    nodes: list[Node] = [fielded(name, _sound(each)) for name, values in told for each in values]
    nodes += [fielded("since", query.since.isoformat())] if query.since else []
    nodes += [fielded("until", query.until.isoformat())] if query.until else []
    return [*nodes, *([Term("yes", "deals")] if query.deals else [])]


def _sound(text: str) -> str:
    """The text without lone surrogates: bytes of the command line that are no UTF-8 become question marks."""
    return text.encode("utf-8", "replace").decode()


def _gathered(tree: Node) -> Node:
    """Repeated single-valued fields side by side become a choice."""
    if not isinstance(tree, All):
        return tree
    nodes: list[Node] = []
    for name in _ANY_OF:
        same = tuple(node for node in tree.nodes if isinstance(node, Term) and node.field == name)
        nodes += [Either(same)] if len(same) > 1 else list(same)
    rest = [node for node in tree.nodes if not (isinstance(node, Term) and node.field in _ANY_OF)]
    return grammar.joined(*rest, *nodes)


def _parted(tree: Node) -> tuple[Node | None, tuple[Node, ...]]:
    """What of a tree is free words, as one tree, and the rest."""
    nodes = tree.nodes if isinstance(tree, All) else (tree,)
    wordy = [node for node in nodes if _match(node) is not None]
    others = tuple(node for node in nodes if _match(node) is None)
    return (grammar.joined(*wordy) if wordy else None), others


def condition(tree: Node, context: Context) -> Clause:
    """What a tree means as a condition on stories, or articles; empty when it holds nothing that is searched for."""
    tree = _gathered(tree)
    if _match(tree) is not None:
        return _words(tree, context)
    if isinstance(tree, Term):
        return clause(tree, context)
    if isinstance(tree, Not):
        return negated(condition(tree.node, context))
    wordy = [node for node in tree.nodes if _match(node) is not None]
    others = [node for node in tree.nodes if _match(node) is None]
    together: list[Node] = [type(tree)(tuple(wordy))] if len(wordy) > 1 else wordy
    return joined((condition(node, context) for node in [*together, *others]), either=isinstance(tree, Either))


def _match(tree: Node) -> str | None:
    """The full-text question of a tree of nothing but free words; None when there is anything else in it."""
    if isinstance(tree, Not) or tree == All():
        return None
    if isinstance(tree, Term):
        return match(tree) if tree.field in ("", "title", "near") else None
    parts = [_match(node) for node in tree.nodes]
    if any(part is None for part in parts):
        return None
    sign = " AND " if isinstance(tree, All) else " OR "
    kept = [part for part in parts if part]
    return kept[0] if len(kept) == 1 else f"({sign.join(kept)})" if kept else ""


def _words(tree: Node, context: Context) -> Clause:
    for term in grammar.terms(tree):
        if not match(term):
            context.notes.append(f"{term.text!r} holds no letter or digit to look for: left out.")
    question = _match(tree)
    if not question:
        return Clause("")
    leaf = Leaf(_MATCH, f"EXISTS ({_MATCH} AND rowid = a.id)", (question,), share=_WORDY, cost=2)
    return context.among(leaf, f"words: {grammar.show(tree)}")


def _positive(tree: Node) -> list[Term]:
    """The free words that must or may be there."""
    if isinstance(tree, Not):
        return []
    if isinstance(tree, Term):
        return [tree] if tree.field in ("", "title", "near") else []
    return [term for node in tree.nodes for term in _positive(node)]


def _beyond(archive: Archive, question: str) -> int:
    """The newest of the hits that are too old to be ranked; 0 when there are none."""
    row = archive.row(f"{_MATCH} ORDER BY rowid DESC LIMIT 1 OFFSET {_RANKED}", (question,)) if question else None
    return int(row[0]) if row else 0


# ---- SQL -------------------------------------------------------------------------------------------------------------------


def _ranked(asked: Asked) -> tuple[str, tuple[object, ...]]:
    """bm25 (negative: the lower the better), headlines weigh more, fresh stories a little more; a story is as good as its best report."""
    score = f"SELECT rowid AS id, bm25(search, {_TITLE_WEIGHT}, 1.0) AS score FROM search"  # bm25 only works inside its own question
    hits = f"WITH hit AS MATERIALIZED ({score} WHERE search MATCH ? AND rowid > ?)"
    fresh = f"(1 + {_FRESHNESS} / (1 + max(0, julianday(?) - julianday({{}})) / {_HALF_LIFE}))"
    join, where = ("JOIN", asked.rest.counting() or "1") if asked.rest else ("LEFT JOIN", asked.where.counting())
    parameters = (asked.rest or asked.where).parameters
    if asked.articles:
        text = f"{hits} SELECT a.id FROM article a {join} hit USING (id) WHERE {where}"
        order = f"coalesce(hit.score, 0) * {fresh.format(SHOWN)}, a.id DESC"
    else:
        best = (
            "SELECT a.story AS id, min(hit.score) AS score FROM hit JOIN article a INDEXED BY article_in_story USING (id) GROUP BY a.story"
        )
        text = f"{hits} SELECT s.id FROM story s {join} ({best}) best USING (id) WHERE {where}"
        order = f"coalesce(best.score, 0) * {fresh.format('s.day')}, s.id DESC"
    return _limited(f"{text} ORDER BY {order}", (asked.match, asked.beyond, *parameters, asked.today.isoformat()), asked.query.limit)


def _limited(text: str, parameters: tuple[object, ...], limit: int) -> tuple[str, tuple[object, ...]]:
    return (f"{text} LIMIT ?", (*parameters, limit)) if limit > 0 else (text, parameters)
