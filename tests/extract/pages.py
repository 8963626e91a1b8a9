"""Builders for the tests of this stage: a page, a document, a source, from as little as possible."""

from __future__ import annotations

from datetime import UTC, datetime

from aggregator.extract import document as documents
from aggregator.extract.document import Document
from aggregator.model import Entry, Page, Source

URL = "https://news.example/a/1"
SEEN = datetime(2025, 6, 12, 6, 0, tzinfo=UTC)
PROSE = (
    "The two hospitals have agreed to train nurses together for five years, their boards said after a long meeting in the town hall.",
    "Each year thirty nurses will change places for six months, and both sides share the costs of travel, housing and lessons.",
    "The first of them leave in September, after a course in the language of the other country that the city pays for.",
)


def html(body: str, head: str = "", lang: str = "en") -> str:
    """A whole page around a body."""
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def prose() -> str:
    """Three paragraphs of an article."""
    return "".join(f"<p>{each}</p>" for each in PROSE)


def page(content: str | bytes, url: str = URL, media_type: str = "text/html") -> Page:
    """A fetched page."""
    raw = content.encode() if isinstance(content, str) else content
    return Page(url, url, 200, raw, media_type, None, None, None, SEEN)


def document(content: str, url: str = URL) -> Document:
    """A parsed page."""
    return Document(url, content, documents.tree(content))


ENTRY = Entry(URL, "test")
SOURCE = Source("test", "https://news.example/feed", "feed")
