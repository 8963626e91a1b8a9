"""What a term of a query means in the archive: Term -> Clause. Values are looked up here; what is not found is noted, not failed.

A story is in the set of a leaf when any of its reports is; a deal's type and status, and the day, are the story's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from aggregator import periods
from aggregator.archive import watch, words
from aggregator.archive.bearers import bearers
from aggregator.archive.clause import TODAY, Clause, Context, Leaf, joined, negated
from aggregator.archive.grammar import Term
from aggregator.errors import UsageError
from aggregator.reference import countries
from aggregator.reference.names import fold

NEAR = 10
SHOWN = "coalesce(a.day, substr(a.seen, 1, 10))"  # the day of an article: as the index article_shown has it
_YES = {"yes": True, "true": True, "1": True, "only": True, "no": False, "false": False, "0": False}


def clause(term: Term, context: Context) -> Clause:
    """What a term of a field means. Raises UsageError for a day or period that cannot be read."""
    return _FIELDS[term.field](term, context)


def match(term: Term) -> str:
    """A free term, or one of `title` and `near`, as an FTS5 query; empty when it holds nothing that is searched for."""
    if term.field == "near":
        parts = [words.phrase(each) for each in term.text.split()]
        together = " ".join(part for part in parts if part)
        return f"NEAR({together}, {NEAR})" if together else ""
    phrases = list(dict.fromkeys(each for each in map(words.phrase, spellings(term.text)) if each))
    starred = [f"{each.removesuffix('*')}*" if term.prefix else each for each in phrases]
    either = starred[0] if len(starred) == 1 else f"({' OR '.join(starred)})" if starred else ""
    return f"title : {either}" if term.field == "title" and either else either


def spellings(text: str) -> tuple[str, ...]:
    """The text and its other usual spelling: ae, oe, ue typed for an umlaut, which the index has as a, o, u."""
    lower = text.casefold()
    return (
        tuple(dict.fromkeys((text, lower.replace("ae", "a").replace("oe", "o").replace("ue", "u"))))
        if re.search("[aou]e", lower)
        else (text,)
    )


# ---- organisations ---------------------------------------------------------------------------------------------------------


def _organisation(table: str, label: str) -> Callable[[Term, Context], Clause]:
    def asked(term: Term, context: Context) -> Clause:
        ids, who = bearers(term.text, context, prefix=term.prefix)
        if not ids:
            near = context.gazetteer().suggest(term.text) if fold(term.text) else ()
            hint = f" Did you mean {', '.join(near)}?" if near else " Try it as plain words."
            return context.nothing(f"{label}: {term.text}", f"No organisation {term.text!r} is known.{hint}")
        return _tagged(table, "organisation", ids, context, f"{label}: {who}")

    return asked


# ---- countries, types, sources, languages --------------------------------------------------------------------------------


def _country(term: Term, context: Context) -> Clause:
    code = countries.code(term.text)
    if not code:
        near = countries.suggest(term.text)
        hint = f" Did you mean {', '.join(near)}?" if near else " Give a code such as CN, or a name."
        return context.nothing(f"country: {term.text}", f"No country {term.text!r} is known.{hint}")
    return _about((code,), context, f"country: {countries.name(code)} ({code})")


def _about(codes: tuple[str, ...], context: Context, meaning: str) -> Clause:
    return _tagged("article_country", "about = 1 AND country", codes, context, meaning)


def _tagged(table: str, column: str, values: tuple[str, ...], context: Context, meaning: str) -> Clause:
    """Having one of these values in a table of tags. Table and column are ours."""
    found = f"FROM {table} WHERE {column} IN ({','.join('?' * len(values))})"
    return context.among(Leaf(f"SELECT article AS id {found}", f"EXISTS (SELECT 1 {found} AND article = a.id)", values), meaning)


def _of_deal(column: str, label: str) -> Callable[[Term, Context], Clause]:
    def asked(term: Term, context: Context) -> Clause:
        there = [row[0] for row in context.archive.rows(_distinct("partnership", column))]
        chosen = _chosen(term, there, lambda text: "_".join(text.casefold().replace("-", " ").split()))
        if not chosen:
            return context.nothing(f"{label}: {term.text}", f"No deal with {label} {term.text!r} is archived. {_those(term.text, there)}")
        found = f"FROM partnership WHERE {column} IN ({','.join('?' * len(chosen))})"
        leaf = Leaf(f"SELECT article AS id {found}", f"EXISTS (SELECT 1 {found} AND article = a.id)", tuple(chosen), own=True)
        return context.among(leaf, f"{label}: {', '.join(chosen)}")

    return asked


def _of_article(column: str, label: str) -> Callable[[Term, Context], Clause]:
    def asked(term: Term, context: Context) -> Clause:
        there = [row[0] for row in context.archive.rows(_distinct("article", column))]
        chosen = _chosen(term, there, str.casefold)
        if not chosen:
            return context.nothing(f"{label}: {term.text}", f"Nothing with {label} {term.text!r} is archived. {_those(term.text, there)}")
        test = f"{column} IN ({','.join('?' * len(chosen))})"
        leaf = Leaf(f"SELECT id FROM article WHERE {test}", f"(a.{column} IS NOT NULL AND a.{test})", tuple(chosen))
        return context.among(leaf, f"{label}: {', '.join(chosen)}")

    return asked


def _distinct(table: str, column: str) -> str:
    """The different values of an indexed column: hops along the index instead of reading it all. Both names are ours."""
    return (
        f"WITH RECURSIVE hop(v) AS (SELECT min({column}) FROM {table} UNION ALL "
        f"SELECT (SELECT min({column}) FROM {table} WHERE {column} > v) FROM hop WHERE v IS NOT NULL) SELECT v FROM hop WHERE v IS NOT NULL"
    )


def _chosen(term: Term, there: list[str], normal: Callable[[str], str]) -> list[str]:
    wanted = normal(term.text)
    return [each for each in there if normal(each) == wanted or (term.prefix and normal(each).startswith(wanted))]


def _those(text: str, there: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(text, there, 5, 0.5) or there[:12]
    return f"There are: {', '.join(near)}." if near else "There are none yet."


def _deals(term: Term, context: Context) -> Clause:
    wanted = _YES.get(term.text.casefold())
    if wanted is None:
        raise UsageError(f"deals:{term.text} is neither yes nor no.", hint="Write deals:yes for partnerships only, deals:no for the rest.")
    own = "a.id IN (SELECT article FROM partnership)" if context.articles else "s.teller IS NOT NULL"
    return Clause(own if wanted else f"NOT ({own})", (), ("a deal is the news" if wanted else "no deal is the news",))


_DOUBTS = ("verdict", "parties", "day", "unknown", "opinion")


def _review(term: Term, context: Context) -> Clause:
    """In doubt is the article whose tags are the story's: its teller, else its lead."""
    wanted = term.text.casefold()
    yes = _YES.get(wanted)
    if yes is None and wanted not in _DOUBTS:
        raise UsageError(f"review:{term.text} cannot be read.", hint=f"Write review:yes, review:no or a doubt: {', '.join(_DOUBTS)}.")
    kind = " WHERE kind = ?" if yes is None else ""
    own = "a.id" if context.articles else "coalesce(s.teller, s.lead)"
    meaning = "in doubt" if yes is not None else f"in doubt: {wanted}"
    found = Clause(f"{own} IN (SELECT article FROM review{kind})", (wanted,) if kind else (), (meaning,))
    return negated(found) if yes is False else found


# ---- marks --------------------------------------------------------------------------------------------------------------

_STATES = {
    "seen": "m.seen IS NOT NULL",
    "unseen": "m.seen IS NOT NULL",
    "starred": "m.starred IS NOT NULL",
    "noted": "m.note <> ''",
    "labelled": "m.labels <> '[]'",
}


_CORRECTED = "SELECT b.story FROM correction c JOIN article b ON b.id = c.article WHERE c.undone IS NULL"


def _is(term: Term, context: Context) -> Clause:
    state = term.text.casefold()
    if state == "corrected":
        return Clause(f"{context.story()} IN ({_CORRECTED})", (), ("corrected by the analyst",))
    if state not in _STATES:
        raise UsageError(f"is:{term.text} is no mark.", hint=f"Choose one of: {', '.join((*_STATES, 'corrected'))}.")
    found = f"{context.story()} IN (SELECT {TODAY} FROM mark AS m WHERE {_STATES[state]})"
    return Clause(f"NOT ({found})" if state == "unseen" else found, (), (f"marked: {state}",))


def _label(term: Term, context: Context) -> Clause:
    found = f"SELECT {TODAY} FROM mark AS m, json_each(m.labels) AS l WHERE l.value = ? COLLATE NOCASE"
    return Clause(f"{context.story()} IN ({found})", (term.text,), (f"label: {term.text}",))


# ---- watch lists --------------------------------------------------------------------------------------------------------

_WATCHED = {"org": ("org",), "country": ("country",)}


def _watched(term: Term, context: Context) -> Clause:
    wanted = term.text.casefold()
    yes = _YES.get(wanted)
    if yes is None and wanted not in _WATCHED:
        raise UsageError(f"watched:{term.text} cannot be read.", hint="Write watched:yes, watched:no, watched:org or watched:country.")
    chosen = [each for each in watch.watched(context.archive) if each.kind in _WATCHED.get(wanted, ("org", "country"))]
    if not chosen:
        found = context.nothing("watched", "Nobody is watched yet. Add some: `aggregator watch add NAME…`.")
    else:
        found = watching(chosen, context)
    return negated(found) if yes is False else found


def watching(chosen: Iterable[watch.Watched], context: Context) -> Clause:
    """Being about any of these that are watched: an organisation or one of its subsidiaries is named, or it is about a country."""
    named = [each for each in chosen if each.kind == "org"]
    codes = tuple(each.id for each in chosen if each.kind == "country")
    ids = tuple(dict.fromkeys(identity for each in named for identity in watched_ids(each, context)))
    told = "watched: " + ", ".join(each.name for each in chosen)
    parts = [_tagged("article_organisation", "organisation", ids, context, told)] if ids else []
    parts += [_about(codes, context, told)] if codes else []
    return replace(joined(parts, either=True), meaning=(told,)) if parts else Clause("0", (), (told,))


def watched_ids(each: watch.Watched, context: Context) -> tuple[str, ...]:
    """The ids of a watched organisation today, with its subsidiaries: by its id, else by the name it had."""
    return bearers(each.id, context)[0] or bearers(each.name, context)[0]


# ---- days ----------------------------------------------------------------------------------------------------------------


def _since(term: Term, context: Context) -> Clause:
    return _days(periods.day(term.text, context.today), None, context)


def _until(term: Term, context: Context) -> Clause:
    return _days(None, periods.day(term.text, context.today, last=True), context)


def _week(term: Term, context: Context) -> Clause:
    return _days(*periods.week(term.text, context.today), context)


def _in(term: Term, context: Context) -> Clause:
    return _days(*periods.period(term.text, context.today), context)


def _days(since: date | None, until: date | None, context: Context) -> Clause:
    """Days are the story's, or the article's: the day it was published, else the day it was first fetched."""
    limits = [(">=", since, "from"), ("<=", until, "to")]
    kept = [(sign, day.isoformat(), word) for sign, day, word in limits if day]
    meaning = "day: " + " ".join(f"{word} {day}" for _, day, word in kept)
    shown = SHOWN if context.articles else "s.day"
    return Clause(" AND ".join(f"{shown} {sign} ?" for sign, _, _ in kept), tuple(day for _, day, _ in kept), (meaning,))


_FIELDS: dict[str, Callable[[Term, Context], Clause]] = {
    "org": _organisation("article_organisation", "organisation"),
    "party": _organisation("party", "party"),
    "country": _country,
    "type": _of_deal("deal_type", "type"),
    "status": _of_deal("status", "status"),
    "deals": _deals,
    "source": _of_article("source", "source"),
    "lang": _of_article("language", "language"),
    "is": _is,
    "label": _label,
    "watched": _watched,
    "review": _review,
    "since": _since,
    "until": _until,
    "week": _week,
    "in": _in,
}
