"""The main text of a page. The only trafilatura, readability and resiliparse.

    precision   trafilatura, set to precision, on the pruned tree          right on most pages: taken unless outvoted
    balanced    trafilatura's usual setting                                asked when the others disagree
    readability paragraphs scored with their neighbours                    cheap, of another kind
    resiliparse tag rules                                                  cheap, of another kind; votes, is never taken
    marked      the element that the page itself marks as articleBody      where there is one
    json-ld     articleBody of the structured data                         where there is one; taken as a last resort

Each reader's output is compared with those of the other kinds, and the one that agrees most with them is taken, whole
(voting line by line is worse). The first reader keeps its place unless another agrees clearly better.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement

from aggregator.errors import ExtractError
from aggregator.extract import document as documents
from aggregator.extract.document import Document
from aggregator.extract.lines import lines
from aggregator.extract.structured import Facts
from aggregator.extract.title import fold

AGREED = 0.9
MARGIN = 0.05
SHORTEST = 20
LARGE_TREE = 25_000
_SETTINGS = ("precision", "balanced")
_CHOOSABLE = ("precision", "balanced", "readability", "marked")
_WORDS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of the page, and how well the readers of other kinds agree with it (0 to 1)."""

    reader: str
    lines: tuple[str, ...]
    agreement: float = 0.0


def main_text(document: Document, tree: HtmlElement, facts: tuple[Facts, ...]) -> Reading:
    """The text of the article on a page. `tree`: the pruned tree. No lines where no reader found anything."""
    readings: dict[str, tuple[str, ...]] = {}
    if sum(1 for _ in tree.iter()) <= LARGE_TREE:
        readings["precision"] = _trafilatura(tree, document.url, precision=True)
    readings["readability"] = _readability(tree)
    readings["resiliparse"] = _resiliparse(tree)
    readings["marked"] = _marked(tree)
    readings["json-ld"] = structured_body(facts)
    marks = {name: _pairs(found) for name, found in readings.items()}
    if "precision" in readings and _agreement("precision", marks) < AGREED:
        readings["balanced"] = _trafilatura(tree, document.url)
        marks["balanced"] = _pairs(readings["balanced"])
    return _without_gaps(_chosen(readings, marks), readings, tree)


def _without_gaps(chosen: Reading, readings: Mapping[str, tuple[str, ...]], tree: HtmlElement) -> Reading:
    """The output with the short lists that trafilatura drops: list items without links that both cheap readers have between
    two of its neighbouring lines."""
    known = {fold(line) for line in readings["resiliparse"]}
    items = {fold("".join(item.itertext())) for item in tree.iter("li") if item.find(".//a") is None} & known
    if chosen.reader not in _SETTINGS or not items:
        return chosen
    other = readings["readability"]
    places = {fold(line): place for place, line in enumerate(other)}
    filled: list[str] = []
    for line in chosen.lines:
        start = places.get(fold(filled[-1]), -1) if filled else -1
        between = other[start + 1 : places.get(fold(line), -1)] if start >= 0 else ()
        if between and all(fold(each) in items for each in between):
            filled.extend(between)
        filled.append(line)
    return replace(chosen, lines=tuple(filled))


def structured_body(facts: tuple[Facts, ...]) -> tuple[str, ...]:
    """The longest articleBody of the structured data, as lines; mark-up in it is read as such."""
    body = max((fact.body for fact in facts), key=len, default="")
    return html_lines(body) if body.strip() else ()


def html_lines(text: str) -> tuple[str, ...]:
    """The lines of a piece of text that may be plain or HTML."""
    if "<" not in text and "&" not in text:
        return tuple(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)
    if re.search(r"<(?:p|br|div|li|h\d)\b", text, re.IGNORECASE) is None:
        text = text.replace("\n", "<br>")
    try:
        return lines(documents.tree(f"<div>{text}</div>"))
    except ExtractError:
        return ()


def _chosen(readings: Mapping[str, tuple[str, ...]], marks: Mapping[str, Counter[tuple[str, str]]]) -> Reading:
    scores = {name: _agreement(name, marks) for name in _CHOOSABLE if name in readings and sum(marks[name].values()) >= SHORTEST}
    if not scores:
        name = max(readings, key=lambda each: sum(marks[each].values()))
        return Reading(name, readings[name])
    best = max(scores, key=lambda name: scores[name])
    if "precision" in scores and scores[best] - scores["precision"] <= MARGIN:
        best = "precision"
    return Reading(best, readings[best], scores[best])


def _agreement(name: str, marks: Mapping[str, Counter[tuple[str, str]]]) -> float:
    """The mean likeness with the outputs of the other kinds of readers (trafilatura's two settings are one kind)."""
    own = _SETTINGS if name in _SETTINGS else (name, "balanced")
    others = [other for other in marks if other not in own and sum(marks[other].values()) >= SHORTEST]
    return sum(_likeness(marks[name], marks[other]) for other in others) / len(others) if others else 0.0


def _likeness(one: Counter[tuple[str, str]], other: Counter[tuple[str, str]]) -> float:
    whole = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / whole if whole else 0.0


def _pairs(found: tuple[str, ...]) -> Counter[tuple[str, str]]:
    words = _WORDS.findall(fold(" ".join(found)))
    return Counter(pairwise(words))


def _trafilatura(tree: HtmlElement, url: str, *, precision: bool = False) -> tuple[str, ...]:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = bare_extraction(tree, url=url or None, favor_precision=precision, fast=True, include_comments=False)
    body = getattr(found, "body", None)
    return lines(body) if body is not None else ()


def _readability(tree: HtmlElement) -> tuple[str, ...]:
    from trafilatura.readability_lxml import Document as Readability

    try:
        summary = Readability(deepcopy(tree), min_text_length=25).summary()
        return lines(documents.tree(summary)) if summary.strip() else ()
    except (ExtractError, ValueError, TypeError, AttributeError, RecursionError):
        return ()  # it stumbles over odd trees; the others read on


def _resiliparse(tree: HtmlElement) -> tuple[str, ...]:
    from resiliparse.extract.html2text import extract_plain_text

    html = str(etree.tostring(tree, method="html", encoding="unicode"))  # not the page's own: it is quadratic in depth, ours is bounded
    text = extract_plain_text(html, main_content=True, alt_texts=False, list_bullets=False)
    return tuple(line for line in (line.strip() for line in text.split("\n")) if line)


def _marked(tree: HtmlElement) -> tuple[str, ...]:
    bodies = [element for element in tree.iter() if "articleBody" in (element.get("itemprop") or "").split()]
    return max((lines(element) for element in bodies[:5]), key=lambda found: sum(map(len, found)), default=())
