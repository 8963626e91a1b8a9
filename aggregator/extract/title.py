"""The headline of a page: the heading that the page's own claims confirm, without the site's name.

    claims:   <title>Trust and Group sign accord | Business | The Daily</title>, og:title, twitter:title, JSON-LD headline
    headings: <h1>The Daily</h1> … <h1>Trust and Group sign accord</h1>      -> the second one, confirmed by three claims

Pages claim titles made for search engines and social networks, with the site's name; headings are what readers see, but a
page may have many of them. Each is weak alone, both together are right nearly always.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from aggregator import plain
from aggregator.extract import structured
from aggregator.extract.document import Document
from aggregator.extract.structured import Facts

MAX_TITLE = 400
_CONFIRMED = 0.6
_SHORT = 4
_MAX_CLAIM = 1_000
_MAX_HEADINGS = 100
# Bars, dots, arrows and low lines always part a title from a site's name, dashes and colons sometimes.
_STRONG = re.compile(r"\s*[|｜¦│•·»«›‹⁄~]\s*|\s+::\s+|\s*(?:--|——|＿)\s*|(?<=[^\x00-\x7f])_|_(?=[^\x00-\x7f])|\s+/\s+")
_WEAK = re.compile(r"\s+[-–—:]\s+|\s+-(?=\S)|(?<=\S)-\s+|(?<=[^\x00-\x7f])\s*[-–—－]\s*")
_COLON = re.compile(r"(?<=\w):\s+|：")
_TOKEN = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
_HEADLINE_CLASS = re.compile(
    r"headline|(?:post|entry|article|story|news|page|press|release|content|detail|single)[-_]{0,2}title|title[-_]{0,2}(?:post|article|news|page)",
    re.IGNORECASE,
)
_META = ("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "headline")


@dataclass(frozen=True, slots=True)
class Headline:
    """A title and which part of the page gave it (`h1`, `heading`, `json-ld`, `og:title`, `title`, `feed`, or "")."""

    text: str
    provenance: str


def headline(document: Document, facts: tuple[Facts, ...], visible: tuple[str, ...], listed: str | None = None) -> Headline:
    """The page's headline. `visible`: the page's lines; `listed`: the title that the feed or listing gave: it confirms a heading
    and is the last resort."""
    names = site_names(document, facts)
    claims = tuple(_claims(document, facts))
    parts = [part for _, text in (*claims, ("feed", (listed or "")[:_MAX_CLAIM])) for part in cuts(text) if not _is_name(part, names)]
    if heading := _confirmed(document, [tokens(part) for part in parts], names):
        return Headline(_without_tail(heading.text, [text for _, text in claims], names), heading.provenance)
    if line := _repeated(visible, parts):
        return Headline(line, "heading")
    lone = [text for text in _headings(document, "h1") if not _is_name(text, names)]
    if len(lone) == 1 and len(tokens(lone[0])) >= 5:
        return Headline(lone[0], "h1")
    for provenance, text in claims:
        if (short := without_names(text, names)) and not _is_name(short, names):
            return Headline(short, provenance)
    if listed and plain.line(listed):
        return Headline(plain.line(listed)[:MAX_TITLE], "feed")
    return Headline(lone[0], "h1") if lone else Headline("", "")


def site_names(document: Document, facts: tuple[Facts, ...]) -> frozenset[str]:
    """The folded names of the site, from its own statements and its host name."""
    from urllib.parse import urlsplit

    names = [fact.publisher for fact in facts] + [
        meta(document, name) for name in ("og:site_name", "application-name", "twitter:site", "al:iphone:app_name")
    ]
    host = (urlsplit(document.url).hostname or "").removeprefix("www.")
    labels = host.split(".")[:-1]
    return frozenset(fold(name) for name in (*names, host, *labels) if name and len(fold(name)) > 1)


def meta(document: Document, name: str) -> str:
    """The content of the first `meta` element of this name or property, as one line; "" where there is none."""
    for element in document.root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if key.lower() == name and (content := plain.line((element.get("content") or "")[:_MAX_CLAIM])):
            return content
    return ""


def cuts(text: str) -> Iterator[str]:
    """A title and what remains of it when parts at its separators are cut off at either end."""
    yield text
    for found in (*_STRONG.finditer(text), *_WEAK.finditer(text), *_COLON.finditer(text)):
        yield text[: found.start()]
        yield text[found.end() :]


def without_names(text: str, names: frozenset[str]) -> str:
    """A claimed title without the site's names at its ends, and without short parts behind bars."""
    for separator in (_STRONG, _WEAK, _STRONG):
        text = _trimmed(text, separator, names)
    return plain.line(text)[:MAX_TITLE]


def tokens(text: str) -> frozenset[str]:
    """The folded words of a text; characters of scripts without blanks count alone."""
    return frozenset(_TOKEN.findall(fold(text)))


def fold(text: str) -> str:
    """Case, width, apostrophes and white space folded away."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub("['’‘ʼ`´\u00ad\u200b]", "", folded).split())


def _trimmed(text: str, separator: re.Pattern[str], names: frozenset[str]) -> str:
    for _ in range(4):
        found = list(separator.finditer(text))
        if not found:
            return text
        head, tail = text[: found[-1].start()], text[found[-1].end() :]
        lead, rest = text[: found[0].start()], text[found[0].end() :]
        if _is_name(tail, names) or (separator is _STRONG and _minor(tail, head)):
            text = head
        elif _is_name(lead, names):
            text = rest
        elif len(found) == 1 and separator is _WEAK and _minor(tail, head) and len(tokens(head)) >= 5:
            text = head
        else:
            return text
    return text


def _minor(part: str, rest: str) -> bool:
    """Whether a part looks like a site's or a section's name beside the rest."""
    return len(part.split()) <= 5 and len(part) * 2 <= len(rest) and not part.rstrip().endswith(("?", "!"))


def _is_name(part: str, names: frozenset[str]) -> bool:
    folded = fold(part)
    squeezed = re.sub(r"\W", "", folded)
    if not squeezed or folded in names:
        return True
    close = [re.sub(r"\W", "", name) for name in names]
    return any(
        name == squeezed
        or (len(name) > 5 and name in squeezed and len(squeezed) < 1.7 * len(name))
        or (len(squeezed) > 5 and name.startswith(squeezed))
        for name in close
    )


def _claims(document: Document, facts: tuple[Facts, ...]) -> Iterator[tuple[str, str]]:
    for name in _META[:1]:
        yield name, meta(document, name)
    yield from (("json-ld", fact.headline[:_MAX_CLAIM]) for fact in facts if structured.is_article(fact) and fact.headline)
    title = document.root.find(".//head/title")
    yield "title", plain.line(title.text_content()[:_MAX_CLAIM]) if title is not None else ""
    for name in _META[1:]:
        yield name, meta(document, name)


def _confirmed(document: Document, variants: list[frozenset[str]], names: frozenset[str]) -> Headline | None:
    """The heading most like a claim. Headings of the first rank win over those of lower rank, long ones over short ones (which
    may be the site's name), earlier ones over later ones."""
    for kind, texts in (("h1", _headings(document, "h1")), ("heading", _marked(document))):
        found = [
            (likeness * min(1.0, len(tokens(text)) / _SHORT), -place, text)
            for place, text in enumerate(texts)
            if not _is_name(text, names) and (likeness := _agreement(tokens(text), variants)) >= _CONFIRMED
        ]
        if found:
            return Headline(max(found)[2], kind)
    return None


def _repeated(visible: tuple[str, ...], parts: list[str]) -> str:
    """Where no heading is one: the longest part of a claim that stands on the page as a line of its own."""
    wanted = {fold(part) for part in parts if len(tokens(part)) >= 4}
    return max((line for line in visible if len(line) <= MAX_TITLE and fold(line) in wanted), key=len, default="")


def _agreement(words: frozenset[str], variants: list[frozenset[str]]) -> float:
    """Dice's coefficient with the most similar claim, 0 to 1."""
    return max((2 * len(words & other) / (len(words) + len(other)) for other in variants if words and other), default=0.0)


def _headings(document: Document, tag: str) -> list[str]:
    texts = (plain.line(" ".join(element.itertext())) for element in document.root.iter(tag))
    return [text for text in islice(texts, _MAX_HEADINGS) if text and len(text) <= MAX_TITLE]


def _marked(document: Document) -> list[str]:
    """Headings by another name: any heading or block whose class or property says headline."""
    found = []
    for element in document.root.iter("h2", "h3", "h4", "div", "p", "span", "strong", "td", "a"):
        marks = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if element.tag == "h2" or (marks.strip() and _HEADLINE_CLASS.search(marks)):
            text = plain.line(element.text_content())
            if text and len(text) <= MAX_TITLE:
                found.append(text)
        if len(found) >= 40:
            break
    return found


def _without_tail(text: str, claims: list[str], names: frozenset[str]) -> str:
    """A heading loses a name at its end: one behind a bar, or one that a claimed title sets apart from the same headline."""
    if "|" in text or "｜" in text:
        text = _trimmed(text, re.compile(r"\s+[|｜]\s+"), names)
    folded = fold(text)
    for claim in claims:
        parts = [fold(part) for part in _STRONG.split(claim)]
        if len(parts) > 1 and len(parts[0]) >= 12 and folded.startswith(parts[0]) and folded.removeprefix(parts[0]).strip() in parts[1:]:
            return text[: len(parts[0])].strip() if fold(text[: len(parts[0])]) == parts[0] else text
    return text
