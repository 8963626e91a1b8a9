"""A site's own selectors (feeds.toml, `selectors`) applied to its pages: what is cut out, and where text, title and date stand."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from aggregator import plain
from aggregator.errors import ExtractError
from aggregator.extract import document as documents
from aggregator.extract.lines import lines
from aggregator.model import Selectors


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the selectors found: the page's mark-up without the removed parts, and text, title and date where they match.
    `missed`: the selectors that matched nothing."""

    html: str
    lines: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    missed: tuple[str, ...] = ()


def applied(html: str, selectors: Selectors, where: str) -> Overrides:
    """The page seen through its site's selectors. Raises ExtractError (`selector`) for one that is no CSS selector."""
    if not (selectors.text or selectors.title or selectors.date or selectors.remove):
        return Overrides(html)
    parser = LexborHTMLParser(html)
    missed = []
    title, date = _first(parser, selectors.title, where), _first(parser, selectors.date, where)
    for selector in selectors.remove:
        found = _all(parser, selector, where)
        missed += [] if found else [selector]
        for node in found:
            node.decompose()
    text = tuple(
        line for node in _all(parser, selectors.text, where) for line in lines(documents.tree(f"<div>{node.html or ''}</div>", where))
    )
    missed += [name for name, hit in ((selectors.text, text), (selectors.title, title), (selectors.date, date)) if name and not hit]
    return Overrides(parser.html or html if selectors.remove else html, text, _text(title), _stated(date), tuple(missed))


def _all(parser: LexborHTMLParser, selector: str | None, where: str) -> list[LexborNode]:
    if not selector:
        return []
    try:
        return list(parser.css(selector))
    except (SelectolaxError, ValueError):
        raise ExtractError(f"{selector!r} is no CSS selector.", where=where, hint="Correct it in feeds.toml.", reason="selector") from None


def _first(parser: LexborHTMLParser, selector: str | None, where: str) -> LexborNode | None:
    return next(iter(_all(parser, selector, where)), None)


def _text(node: LexborNode | None) -> str:
    return plain.line(node.text(separator=" ")) if node is not None else ""


def _stated(node: LexborNode | None) -> str:
    """A date element's machine-readable attribute, else its words."""
    if node is None:
        return ""
    stated = node.attributes.get("datetime") or node.attributes.get("content")
    return plain.line(stated) if stated else _text(node)
