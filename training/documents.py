"""The labelled documents that everything is learned from. In: the files beside this one; out: documents in their order.

documents.jsonl   the corpus that the project began with
written.jsonl     texts written and labelled for it since; same form, same conventions (README.md)
briefs.jsonl      the same, but as feeds give them: a headline and one to three sentences; nearly half of them not of health care
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from aggregator.model import Article, Published

HERE = Path(__file__).parent
FILES = ("documents.jsonl", "written.jsonl", "briefs.jsonl")
FOLDS = 5
Document = dict[str, Any]


@cache
def documents() -> tuple[Document, ...]:
    """All of them."""
    return (*reports(), *read(HERE / FILES[-1]))


@cache
def reports() -> tuple[Document, ...]:
    """Those that are whole articles."""
    return tuple(each for name in FILES[:-1] for each in read(HERE / name))


def read(path: Path) -> Iterator[Document]:
    """The documents of one file. OSError where it can't be read, ValueError with the number of a line that is no JSON."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield json.loads(line)
        except ValueError as broken:
            raise ValueError(f"{path.name}, line {number}: {broken}") from broken


def fold_of(document: Document) -> int:
    """Which of the folds a document belongs to; documents of one story share theirs."""
    return zlib.crc32(document["story"].encode()) % FOLDS


def article(document: Document) -> Article:
    """The document as the taggers take it."""
    day = document["published"] and Published(date.fromisoformat(document["published"][:10]), "given")
    paragraphs = tuple(document["text"].split("\n\n"))
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    return Article("", document["title"], paragraphs, seen, published=day or None, language=document["language"])


def whole(document: Document) -> str:
    """Title and text as the taggers see them."""
    return f"{document['title']}\n\n{document['text']}"
