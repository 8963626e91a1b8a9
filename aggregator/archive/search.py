"""Query -> SQL -> ids, counts, groups. The query language is in grammar.py, what its terms mean in meaning.py.

    Query(words='hospital OR clinic -US', countries=('China',), since=…)
      -> tree   (hospital OR clinic) -US country:China since:…
      -> SQL    SELECT s.id FROM story s WHERE s.id IN (… MATCH ?) AND NOT … ORDER BY s.day DESC, s.id DESC LIMIT ?

Options and fields become one tree. Neighbouring free words go to the full-text index as one question. Repeated `type`, `status`, `source`,
`lang` side by side mean any of them (a story has one type); everything else side by side must all be true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from aggregator.archive import grammar
from aggregator.archive.grammar import All, Either, Node, Not, Term, fielded, joined
from aggregator.archive.handle import Archive
from aggregator.archive.meaning import Clause, Context, clause, match
from aggregator.errors import UsageError
from aggregator.model import Query
from aggregator.reference import Gazetteer

SORTS = ("date", "relevance", "parties")
GROUPS = ("org", "party", "country", "type", "status", "source", "lang", "day", "week", "month", "year")
_ANY_OF = ("type", "status", "source", "lang")
_TITLE_WEIGHT = 8.0
_FRESHNESS = 0.5  # a story of today counts half as much again as a very old one …
_HALF_LIFE = 365.0  # … and one of a year ago a quarter


@dataclass(frozen=True, slots=True)
class Asked:
    """A query made ready for one archive. `match`: the full-text question of its positive words, for ranking."""

    query: Query
    where: Clause
    tree: Node
    notes: tuple[str, ...]
    today: date
    articles: bool = False
    match: str = ""

    def explained(self) -> str:
        """How the query was read, in words."""
        lines = [f"read as: {grammar.show(self.tree) or '(everything)'}", *self.where.meaning]
        return "\n".join([*lines, f"sorted by {self.query.sort}", *(f"note: {note}" for note in self.notes)])


def asked(archive: Archive, query: Query, gazetteer: Callable[[], Gazetteer], today: date, *, articles: bool = False) -> Asked:
    """The query made ready. Raises UsageError for a day, sort or yes/no that cannot be read, or when only punctuation is asked for."""
    if query.sort not in SORTS:
        raise UsageError(f"There is no sort {query.sort!r}.", hint=f"Choose one of: {', '.join(SORTS)}.")
    reading = grammar.parse(_sound(query.words))
    tree = joined(reading.tree, *_options(query))
    context = Context(archive, gazetteer, today, articles)
    where = _clause(_gathered(tree), context) if tree != All() else Clause("1", (), ("everything",))
    words = [match(term) for term in _positive(tree)]
    if query.words.strip() and where.sql == "":
        raise UsageError(f"There is no letter or digit to look for in {query.words!r}.", hint="Give at least one word.")
    return Asked(query, where, tree, (*reading.notes, *context.notes), today, articles, " OR ".join(filter(None, words)))


def sql(asked: Asked) -> tuple[str, tuple[object, ...]]:
    """The SQL that gives the ids, and its parameters."""
    if asked.query.sort == "relevance" and asked.match:
        return _ranked(asked)
    alias, table = ("a", "article") if asked.articles else ("s", "story")
    order = f"coalesce(a.day, substr(a.seen, 1, 10)) DESC, {alias}.id DESC" if asked.articles else "s.day DESC, s.id DESC"
    if asked.query.sort == "parties":
        order = f"{_PARTIES.format('a.id' if asked.articles else 's.teller')}, {order}"
    text = f"SELECT {alias}.id FROM {table} {alias} WHERE {asked.where.sql} ORDER BY {order}"
    return _limited(text, asked.where.parameters, asked.query.limit)


def ids(archive: Archive, asked: Asked) -> Iterator[int]:
    """The ids of the stories (or articles), in the order asked."""
    return (int(row[0]) for row in archive.each(*sql(asked)))


def count(archive: Archive, asked: Asked) -> int:
    """How many stories (or articles) there are, whatever the limit."""
    row = archive.row(f"SELECT count(*) FROM {_from(asked)} WHERE {asked.where.sql}", asked.where.parameters)
    return int(row[0]) if row else 0


def empty(archive: Archive) -> bool:
    """Whether nothing was ever filed."""
    return archive.row("SELECT 1 FROM story LIMIT 1") is None


def groups(archive: Archive, asked: Asked, by: str) -> list[tuple[str, int]]:
    """How many stories (or articles) of each organisation, country, week …: largest first, periods in their order. Raises UsageError."""
    if by not in GROUPS:
        raise UsageError(f"There is no group {by!r}.", hint=f"Choose one of: {', '.join(GROUPS)}.")
    unit = "a.id" if asked.articles else "s.id"
    label, joins = _labels(by, asked.articles)
    text = f"SELECT {label}, count(DISTINCT {unit}) FROM {_from(asked)} {joins} WHERE {asked.where.sql} GROUP BY 1"
    rows = [(row[0], int(row[1])) for row in archive.each(text, asked.where.parameters)]
    if by in ("day", "week", "month", "year"):
        return _periods(rows, by)
    return sorted(((str(name), number) for name, number in rows if name), key=lambda row: (-row[1], row[0]))


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
    return joined(*rest, *nodes)


def _clause(tree: Node, context: Context) -> Clause:
    question = _match(tree)
    if question is not None:
        return _words(tree, question, context)
    if isinstance(tree, Term):
        return clause(tree, context)
    if isinstance(tree, Not):
        return _not(_clause(_gathered(tree.node), context))
    wordy = [node for node in tree.nodes if _match(node) is not None]
    others = [node for node in tree.nodes if _match(node) is None]
    together: list[Node] = [type(tree)(tuple(wordy))] if len(wordy) > 1 else wordy
    return _joined([_clause(_gathered(node), context) for node in [*together, *others]], " AND " if isinstance(tree, All) else " OR ")


def _match(tree: Node) -> str | None:
    """The full-text question of a tree of nothing but free words; None when there is anything else in it."""
    if isinstance(tree, Not):
        return None
    if isinstance(tree, Term):
        return match(tree) if tree.field in ("", "title", "near") else None
    parts = [_match(node) for node in tree.nodes]
    if any(part is None for part in parts):
        return None
    sign = " AND " if isinstance(tree, All) else " OR "
    kept = [part for part in parts if part]
    return kept[0] if len(kept) == 1 else f"({sign.join(kept)})" if kept else ""


def _words(tree: Node, question: str, context: Context) -> Clause:
    for term in grammar.terms(tree):
        if not match(term):
            context.notes.append(f"{term.text!r} holds no letter or digit to look for: left out.")
    if not question:
        return Clause("")
    return context.among("SELECT rowid FROM search WHERE search MATCH ?", (question,), f"words: {grammar.show(tree)}")


def _not(inner: Clause) -> Clause:
    return Clause(f"NOT ({inner.sql})", inner.parameters, ("none of", *(f"  {line}" for line in inner.meaning))) if inner.sql else inner


def _joined(clauses: Iterable[Clause], sign: str) -> Clause:
    kept = [each for each in clauses if each.sql]
    if len(kept) < 2:
        return kept[0] if kept else Clause("")
    meaning = [line for each in kept for line in each.meaning]
    if sign == " OR ":
        meaning = ["any of", *(f"  {line}" for line in meaning)]
    return Clause(f"({sign.join(each.sql for each in kept)})", tuple(value for each in kept for value in each.parameters), tuple(meaning))


def _positive(tree: Node) -> list[Term]:
    """The free words that must or may be there."""
    if isinstance(tree, Not):
        return []
    if isinstance(tree, Term):
        return [tree] if tree.field in ("", "title", "near") else []
    return [term for node in tree.nodes for term in _positive(node)]


# ---- SQL -------------------------------------------------------------------------------------------------------------------

_PARTIES = "(SELECT coalesce(min(name COLLATE NOCASE), '\U0010ffff') FROM party WHERE article = {}) COLLATE NOCASE"


def _ranked(asked: Asked) -> tuple[str, tuple[object, ...]]:
    """bm25 (negative: the lower the better), headlines weigh more, fresh stories a little more; a story is as good as its best report."""
    fresh = f"(1 + {_FRESHNESS} / (1 + max(0, julianday(?) - julianday({{}})) / {_HALF_LIFE}))"
    hits = f"SELECT rowid AS id, bm25(search, {_TITLE_WEIGHT}, 1.0) AS score FROM search WHERE search MATCH ?"
    found = (
        f"WITH hit AS MATERIALIZED ({hits}) SELECT {{}}.id FROM hit JOIN article a USING (id)"  # bm25 only works inside its own question
    )
    if asked.articles:
        order = f"hit.score * {fresh.format('coalesce(a.day, substr(a.seen, 1, 10))')}, a.id DESC"
        text = f"{found.format('a')} WHERE {asked.where.sql} ORDER BY {order}"
    else:
        order = f"min(hit.score) * {fresh.format('s.day')}, s.id DESC"
        text = f"{found.format('s')} JOIN story s ON s.id = a.story WHERE {asked.where.sql} GROUP BY s.id ORDER BY {order}"
    return _limited(text, (asked.match, *asked.where.parameters, asked.today.isoformat()), asked.query.limit)


def _limited(text: str, parameters: tuple[object, ...], limit: int) -> tuple[str, tuple[object, ...]]:
    return (f"{text} LIMIT ?", (*parameters, limit)) if limit > 0 else (text, parameters)


def _from(asked: Asked) -> str:
    return "article a" if asked.articles else "story s"


def _labels(by: str, articles: bool) -> tuple[str, str]:
    """The SQL of a group's label, and the tables it needs."""
    reports = "" if articles else "JOIN article a ON a.story = s.id"
    if by in ("day", "week", "month", "year"):
        return ("coalesce(a.day, substr(a.seen, 1, 10))", "") if articles else ("s.day", "")
    if by in ("type", "status"):
        return f"p.{'deal_type' if by == 'type' else by}", f"JOIN partnership p ON p.article = {'a.id' if articles else 's.teller'}"
    if by == "party":
        return "o.name", f"JOIN party p ON p.article = {'a.id' if articles else 's.teller'} JOIN organisation o ON o.id = p.organisation"
    tables = {
        "org": ("o.name", "JOIN article_organisation t ON t.article = a.id JOIN organisation o ON o.id = t.organisation"),
        "country": ("t.country", "JOIN article_country t ON t.article = a.id AND t.about = 1"),
        "source": ("a.source", ""),
        "lang": ("a.language", ""),
    }
    return tables[by][0], f"{reports} {tables[by][1]}"


def _periods(rows: list[tuple[str, int]], by: str) -> list[tuple[str, int]]:
    totals: Counter[str] = Counter()
    for text, number in rows:
        day = date.fromisoformat(text)
        year, week, _ = day.isocalendar()
        totals[{"day": text, "week": f"{year}-W{week:02}", "month": text[:7], "year": text[:4]}[by]] += number
    return sorted(totals.items())
