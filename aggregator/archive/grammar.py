"""The query language: text -> tree -> text. Pure; knows neither the archive nor the meaning of a field.

    words             all must be there            hospital alliance
    "a phrase"        in this order                "letter of intent"
    word*             words that begin so          onco*
    -x  NOT x         stories without x            -webinar  -country:US
    x OR y  x | y     either                       mou OR "letter of intent"
    ( … )             groups                       (Raffles OR IHH) Chongqing
    field:value       see FIELDS                   org:"Raffles Medical"  country:(CN OR SG)  since:7d

    either := all (("OR" | "|") all)*      all := unit ("AND"? unit)*      unit := ("-" | "NOT") unit | "(" either ")" | term
    term   := [field ":"] (word | '"' … '"')     field := a name of FIELDS; `field:( … )` gives the field to every term in the group

No text is an error: a parenthesis or quote without its partner, a field nobody knows, an operator with nothing to join are read as
well as they can be, and `Reading.notes` says how. Laws: `parse(show(tree)).tree == tree` for every tree that parse gave, and `parse` is
linear in the text. `""` inside a quoted text is one quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

FIELDS = {
    "org": "an organisation by any of its names, its subsidiaries included",
    "party": "the same, but as a partner of the deal",
    "country": "what the story is about: a code or any usual name",
    "type": "the type of the deal, such as mou or joint_venture",
    "status": "the status of the deal: announced, completed …",
    "deals": "yes: partnerships only; no: the rest",
    "source": "the source that told it, by name",
    "lang": "the language of a report: a code such as zh",
    "title": "words of a headline",
    "is": "what you marked: seen, unseen, starred, noted, labelled",
    "label": "a label you gave",
    "watched": "yes: about an organisation or country on your watch list; org or country: only those; no: the rest",
    "review": "yes: what is in doubt, why is in column review; a kind of doubt: verdict, parties, day, unknown, opinion; no: the rest",
    "near": "words that stand within ten words of each other",
    "since": "first day",
    "until": "last day",
    "week": "a week such as 2026-W47",
    "in": "a period such as 2026-10, 2026-Q4, 7d, last month",
}
_SAME = {
    "organisation": "org", "organization": "org", "orgs": "org", "parties": "party", "partner": "party", "countries": "country",
    "deal_type": "type", "language": "lang", "deal": "deals", "after": "since", "from": "since", "before": "until", "last": "in",
    "period": "in", "headline": "title", "tag": "label",
}  # fmt: skip
DEEPEST = 40
_NESTED = 100  # parentheses and NOTs in each other that are followed while reading: more than `show` ever writes of a tree of DEEPEST
LONGEST = 10_000
MOST_TERMS = 200


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a quoted phrase, of a field or free (`field` ""). `prefix`: its last word may go on."""

    text: str
    field: str = ""
    quoted: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be; never directly inside another Not."""

    node: Node


@dataclass(frozen=True, slots=True)
class All:
    """What must all be; never of one, never directly inside another All. Of none: everything."""

    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Of what one must be; never of fewer than two, never directly inside another Either."""

    nodes: tuple[Node, ...]


Node = Term | Not | All | Either


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query was read: its tree, and what had to be guessed."""

    tree: Node
    notes: tuple[str, ...] = ()


_TOKEN = re.compile(
    r"""(?P<space>\s+) | (?P<open>\() | (?P<close>\)) | (?P<minus>-(?=[^\s()|]|\()) | (?P<bar>\|(?=[\s()]|$))
      | (?P<field>[A-Za-z_]{2,12}:(?=\S))?
        (?: (?P<group>(?<=:)\() | ["“”„] (?P<quoted>(?:[^"“”„]|"")*) (?P<end>["“”]|$) (?P<star>\*?) | (?P<word>[^\s()]+) )""",
    re.VERBOSE,
)


def parse(text: str) -> Reading:
    """Read a query. Never fails: what is odd is read literally and noted."""
    parser = _Parser(text)
    tree = parser.either(0, "")
    while not parser.ended():
        parser.note("A closing parenthesis without its opening one was left out.")
        parser.step()
        tree = joined(tree, parser.either(0, ""))
    whole = _cut(tree, DEEPEST)
    if whole != tree:
        parser.note(f"What lies deeper than {DEEPEST} was left out.")
    return Reading(whole, tuple(dict.fromkeys(parser.notes)))


def show(tree: Node) -> str:
    """The query as text, in its shortest usual form."""
    if isinstance(tree, Term):
        return _shown_term(tree)
    if isinstance(tree, Not):
        denied = show(tree.node)
        return f"-({denied})" if isinstance(tree.node, All | Either) else f"NOT {denied}" if denied[0] == "|" else f"-{denied}"
    if isinstance(tree, All):
        return " ".join(f"({show(each)})" if isinstance(each, Either | All) else show(each) for each in tree.nodes)
    return " OR ".join(f"({show(each)})" if isinstance(each, Either) else show(each) for each in tree.nodes)


def joined(*trees: Node) -> Node:
    """All of these trees as one, flat."""
    nodes = [node for tree in trees for node in (tree.nodes if isinstance(tree, All) else (tree,))]
    return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


def _any(trees: Iterable[Node]) -> Node:
    """Any of these trees as one, flat; those that ask for nothing are left out."""
    nodes = [node for tree in trees if tree != All() for node in (tree.nodes if isinstance(tree, Either) else (tree,))]
    return Either(tuple(nodes)) if len(nodes) > 1 else (nodes[0] if nodes else All())


def _denied(tree: Node) -> Node:
    """What this tree does not say; twice denied is said. To deny nothing asks for nothing."""
    return tree.node if isinstance(tree, Not) else tree if tree == All() else Not(tree)


def _cut(tree: Node, room: int) -> Node:
    """The tree without what lies deeper than this."""
    if isinstance(tree, Term) or room == 0:
        return tree if isinstance(tree, Term) else All()
    if isinstance(tree, Not):
        return _denied(_cut(tree.node, room - 1))
    parts = [_cut(each, room - 1) for each in tree.nodes]
    return joined(*parts) if isinstance(tree, All) else _any(parts)


def terms(tree: Node) -> tuple[Term, ...]:
    """All terms of a tree, from left to right."""
    if isinstance(tree, Term):
        return (tree,)
    below = (tree.node,) if isinstance(tree, Not) else tree.nodes
    return tuple(term for node in below for term in terms(node))


def quoted(text: str) -> str:
    """A text as a quoted term, to put a value into a query."""
    return '"' + re.sub("[“”„]", '"', text).replace('"', '""') + '"'


class _Token(NamedTuple):
    kind: str
    text: str = ""
    field: str = ""
    star: bool = False
    unclosed: bool = False
    unknown: str = ""


class _Parser:
    def __init__(self, text: str) -> None:
        self.notes: list[str] = []
        if len(text) > LONGEST:
            self.note(f"Only the first {LONGEST} characters of the query were read.")
        self.tokens = _tokens(text[:LONGEST])
        self.at = 0
        self.seen = 0

    def note(self, text: str) -> None:
        self.notes.append(text)

    def ended(self) -> bool:
        return self.at >= len(self.tokens)

    def kind(self) -> str:
        return "" if self.ended() else self.tokens[self.at].kind

    def step(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self, depth: int, name: str) -> Node:
        options = [self.all(depth, name)]
        while self.kind() == "or":
            self.step()
            options.append(self.all(depth, name))
        if All() in options and len(options) > 1:
            self.note("An OR with nothing on one side was left out.")
        return _any(options)

    def all(self, depth: int, name: str) -> Node:
        nodes: list[Node] = []
        while self.kind() not in ("", "or", "close"):
            if self.kind() == "and":
                self.step()
                continue
            nodes.append(self.unit(depth, name))
        return joined(*(node for node in nodes if node != All()))

    def unit(self, depth: int, name: str) -> Node:
        token = self.step()
        if token.kind == "not":
            return self.without(depth, name)
        if token.kind == "open":
            return self.group(depth, token.field or name)
        self.seen += 1
        if self.seen > MOST_TERMS:
            self.note(f"Only the first {MOST_TERMS} terms of the query were read.")
            return All()
        if token.unknown:
            self.note(f"No field is called {token.unknown!r}: it was read as a word. There are: {', '.join(FIELDS)}.")
        if token.unclosed:
            self.note("A quotation mark without its partner: the phrase goes to the end.")
        return self.term(token, token.field or name)

    def without(self, depth: int, name: str) -> Node:
        if self.kind() in ("", "or", "close", "and"):
            self.note("A NOT with nothing to deny was left out.")
            return All()
        return self.within(depth, lambda: _denied(self.unit(depth + 1, name)))

    def group(self, depth: int, name: str) -> Node:
        node = self.within(depth, lambda: self.either(depth + 1, name))
        if self.kind() == "close":
            self.step()
        else:
            self.note("A parenthesis was left open: the group goes to the end.")
        return node

    def within(self, depth: int, part: Callable[[], Node]) -> Node:
        """The part, where it is not too deep."""
        if depth >= _NESTED:
            self.note(f"Parentheses and NOTs deeper than {_NESTED} were left out.")
            return All()
        return part()

    def term(self, token: _Token, name: str) -> Node:
        if not token.text.strip():
            self.note("An empty phrase was left out.")
            return All()
        return Term(token.text, name, token.kind == "quoted", token.star)


def _tokens(text: str) -> list[_Token]:
    return [token for found in _TOKEN.finditer(text) if not found["space"] for token in _token(found)]


def _token(found: re.Match[str]) -> list[_Token]:
    for kind, sign in (("open", "open"), ("close", "close"), ("minus", "not"), ("bar", "or")):
        if found[kind] is not None:
            return [_Token(sign)]
    prefix = (found["field"] or "").rstrip(":").lower()
    name = _SAME.get(prefix, prefix if prefix in FIELDS else "")
    literal = "" if name or not prefix else found["field"]
    unknown = prefix if literal and not (found["word"] or "").startswith("//") else ""  # https://… is an address
    if found["group"] is not None:
        return [_Token("open", field=name)] if name else [_Token("word", literal, unknown=unknown), _Token("open")]
    if found["quoted"] is not None:
        token = _Token("quoted", found["quoted"].replace('""', '"'), name, bool(found["star"]), unclosed=not found["end"])
        return [_Token("word", literal, unknown=unknown), token] if literal else [token]
    word = literal + found["word"]
    if word in ("OR", "AND", "NOT") and not name:
        return [_Token(word.lower())]
    starred = len(word) > 1 and word.endswith("*")
    return [_Token("word", word[:-1] if starred else word, name, starred, unknown=unknown)]


def _shown_term(term: Term) -> str:
    value = quoted(term.text) if term.quoted else term.text
    return (f"{term.field}:" if term.field else "") + value + ("*" if term.prefix else "")


def fielded(name: str, value: str) -> Term:
    """A term that asks this field for exactly this value."""
    return replace(Term(value, name), quoted=True)
