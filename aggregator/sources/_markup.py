"""A fragment of HTML in, plain text out: titles as they were meant, full texts with their paragraphs."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

from aggregator import plain
from aggregator.sources._bounds import shallow

_LONGEST_TITLE = 2_000
_LONGEST_TEXT = 400_000
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|big|blockquote|br|cite|center|code|del|div|em|embed|figure|font|form|h[1-6]|hr|i|iframe|img|input|ins|label|li|link|mark|math"
    r"|meta|nobr|object|ol|p|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|time|tr|tt|u|ul|wbr)(?:\s[^<>]{0,2000})?/?>"
    r"|<!--[^<>]{0,2000}-->|<!\[CDATA\[|\]\]>",
    re.IGNORECASE,
)
_UNSEEN = ("script", "style", "noscript", "iframe", "object", "embed", "svg", "math", "template", "form", "head", "select", "button")
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    )
)


def title(fragment: str) -> str | None:
    """One line of text as it was meant: entities resolved however often they were escaped, mark-up gone; None when nothing is left."""
    text = unescaped(fragment[: 20 * _LONGEST_TITLE])
    if _TAG.search(text):
        text = _seen(text)
    return plain.line(text)[:_LONGEST_TITLE] or None


def text(fragment: str) -> str | None:
    """The paragraphs of a fragment as plain lines with a blank line between them; None when nothing is left."""
    fragment = fragment[:_LONGEST_TEXT]
    if not _TAG.search(fragment) and _TAG.search(loose := unescaped(fragment)):
        fragment = loose
    if not _TAG.search(fragment):
        return plain.block(unescaped(fragment)) or None
    lines = (plain.line(line) for line in _seen(fragment).split("\n"))
    return plain.block("\n\n".join(line for line in lines if line)) or None


def unescaped(text: str) -> str:
    """Character references resolved, at most three times over: titles are often escaped by each program that they pass."""
    for _ in range(3):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def _seen(fragment: str) -> str:
    """What a reader would see, a line feed around each block."""
    tree = LexborHTMLParser(shallow(f"<body>{fragment}</body>", html=True))
    body = tree.body
    if body is None:
        return ""
    tree.strip_tags(list(_UNSEEN))
    parts: list[str] = []
    for node in body.traverse(include_text=True):
        if node.tag == "-text":
            parts.append((node.text_content or "").replace("\n", " ").replace("\r", " "))
        elif node.tag in _BLOCKS:
            parts.append("\n")
    return "".join(parts)
