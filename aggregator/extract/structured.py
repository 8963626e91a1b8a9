"""Structured data in a page, read tolerantly: JSON-LD, and the state that script-made pages carry along.

    <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": …, "datePublished": …, "articleBody": …}]}</script>
    <script id="__NEXT_DATA__" type="application/json">{"props": {"pageProps": {"article": {"body": "<p>…"}}}}</script>
    <script>window.__NUXT__ = {…}</script>

Broken JSON is mended where the break is a common one (control characters, trailing commas, comment marks), else the few
properties we need are picked out of the source text by name. All walks are bounded in depth and in number.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aggregator import plain
from aggregator.extract.document import Document

MAX_SCRIPT = 3_000_000
MAX_NODES = 20_000
_ARTICLE = re.compile(r"(article|posting|report|review|pressrelease|medicalscholarlyarticle)$", re.IGNORECASE)
_PAGE = re.compile(r"(webpage|itempage|aboutpage|medicalwebpage|videoobject|event)$", re.IGNORECASE)
_STATE = re.compile(
    r"__(?:NEXT_DATA|NUXT|NUXT_DATA|APOLLO_STATE|INITIAL_STATE|PRELOADED_STATE|INITIAL_DATA|SVELTEKIT_DATA|REMIX_CONTEXT)__|__remixContext"
)
_TRAILING = re.compile(r",\s*([}\]])")
_PICKED = ("headline", "datePublished", "dateModified", "dateCreated", "articleBody", "description")
_PICK = re.compile(r'"(' + "|".join(_PICKED) + r')"\s{0,20}:\s{0,20}"((?:[^"\\]|\\.){1,200000})"')


@dataclass(frozen=True, slots=True)
class Facts:
    """What one node of structured data says of the article. Strings as found, entities resolved; "" where nothing is said."""

    kind: str
    headline: str = ""
    description: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    publisher: str = ""
    language: str = ""
    url: str = ""
    free: bool | None = None


def facts(document: Document) -> tuple[Facts, ...]:
    """The article nodes of the page's JSON-LD, then its page nodes, in the order of the page."""
    found: list[Facts] = []
    for script in document.root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= MAX_SCRIPT:
            found.extend(_read(script.text))
    return tuple(sorted(found, key=lambda each: 0 if _ARTICLE.search(each.kind) else 1))


def is_article(fact: Facts) -> bool:
    """Whether the node describes an article, not the page or a thing on it."""
    return bool(_ARTICLE.search(fact.kind))


def state(document: Document) -> tuple[Any, ...]:
    """The JSON states that script-made pages carry (`__NEXT_DATA__` and its kin), parsed."""
    found = []
    for script in document.root.iter("script"):
        text = script.text or ""
        if len(text) > MAX_SCRIPT or not (_STATE.search(script.get("id") or "") or _STATE.search(text[:2000])):
            continue
        start = min((place for place in (text.find("{"), text.find("[")) if place >= 0), default=-1)
        if start >= 0 and (value := _decoded(text[start:])) is not None:
            found.append(value)
    return tuple(found)


def strings(value: Any, shortest: int = 200) -> Iterator[str]:
    """All strings of at least this length in a JSON value, in its order; bounded."""
    stack, seen = [value], 0
    while stack and seen < MAX_NODES * 10:
        seen += 1
        node = stack.pop()
        if isinstance(node, str):
            if len(node) >= shortest:
                yield node
        elif isinstance(node, Mapping):
            stack.extend(reversed(list(node.values())))
        elif isinstance(node, list):
            stack.extend(reversed(node))


def _read(text: str) -> Iterator[Facts]:
    value = _decoded(text)
    if value is None:
        picked = {name: _unescaped(found) for name, found in reversed(_PICK.findall(text))}
        if picked:
            yield _facts({"@type": "Article" if "headline" in picked else "WebPage", **picked})
        return
    for node in _nodes(value):
        kind = _kind(node)
        if _ARTICLE.search(kind) or _PAGE.search(kind):
            yield _facts(node)


def _decoded(text: str) -> Any:
    """The JSON value at the beginning of a text, mended where it is commonly broken; None where that does not help."""
    text = plain.paired(text.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removeprefix("<![CDATA[").strip())
    for attempt in (text, _TRAILING.sub(r"\1", re.sub(r"[\x00-\x1f]", " ", text))):
        try:
            return json.JSONDecoder(strict=False).raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects of a JSON-LD value, outermost first; what is only mentioned (comments, related articles) is not entered."""
    stack, seen = [value], 0
    while stack and seen < MAX_NODES:
        seen += 1
        node = stack.pop(0)
        if isinstance(node, list):
            stack[:0] = node
        elif isinstance(node, Mapping):
            yield node
            stack.extend(
                node[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage", "liveBlogUpdate")
                if isinstance(node.get(key), (list, Mapping))
            )


def _kind(node: Mapping[str, Any]) -> str:
    kind = node.get("@type") or node.get("type") or ""
    names = kind if isinstance(kind, list) else [kind]
    return next((str(name) for name in names if _ARTICLE.search(str(name))), str(names[0]) if names else "")


def _facts(node: Mapping[str, Any]) -> Facts:
    free = node.get("isAccessibleForFree")
    return Facts(
        kind=_kind(node),
        headline=_text(node.get("headline")) or _text(node.get("name")),
        description=_text(node.get("description")),
        body=_body(node.get("articleBody")),
        published=_text(node.get("datePublished")) or _text(node.get("uploadDate")),
        modified=_text(node.get("dateModified")),
        publisher=_name(node.get("publisher")),
        language=_text(node.get("inLanguage")),
        url=_address(node.get("mainEntityOfPage")) or _address(node.get("url")),
        free=None if free is None else str(free).lower() not in ("false", "0", "no"),
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("name") or value.get("alternateName") or ""
    return plain.line(entities.unescape(entities.unescape(str(value)))) if isinstance(value, (str, int, float)) else ""


def _body(value: Any) -> str:
    """The body keeps its line breaks, escaped mark-up and all: whoever uses it reads it as HTML."""
    if isinstance(value, list):
        value = "\n".join(each for each in value if isinstance(each, str))
    return value if isinstance(value, str) else ""


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return _text(value.get("name") or value.get("legalName")) if isinstance(value, Mapping) else ""


def _address(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else ""


def _unescaped(text: str) -> str:
    try:
        value = json.loads(plain.paired(f'"{text}"'), strict=False)
    except ValueError:
        return text
    return str(value)
