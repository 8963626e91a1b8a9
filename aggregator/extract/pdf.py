"""A press release as PDF: bytes in; title, lines and the dates that the file states out. The only pypdf.

    first page:  Raffles and Kestrel join hands        <- title: metadata, if it reads like one, else the first line
                 Singapore, 10 June 2025               <- date in words; else /CreationDate (D:20250610090000+08'00')
                 The two groups …                      <- lines of the page, joined into paragraphs

Bounds: 20 MB, 60 pages, 200,000 characters, 20 seconds between pages.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import time
from dataclasses import dataclass
from datetime import date, datetime

from aggregator import plain
from aggregator.errors import ExtractError
from aggregator.extract import dates, days
from aggregator.extract.days import Standpoint
from aggregator.model import Published

MAX_BYTES = 20_000_000
MAX_PAGES = 60
MAX_CHARACTERS = 200_000
SECONDS = 20.0
_CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?(?:([+-])(\d\d)'?(\d\d)|Z)?")
_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|indd|pptx?|qxd|rtf|odt)$|^(?:microsoft word|untitled|document\d*|print|slide)\b|^[\w-]+$", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(
    r"^(?:page|seite|p\.|pág(?:ina)?\.?|第)?\s*\d{1,3}\s*(?:(?:of|von|de|/|sur)\s*\d{1,3}|页|頁|ページ)?$", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:(?:for )?immediate release|(?:press|news|media) release|(?:presse|medien)mitteilung|communiqué de presse|"
    r"(?:comunicado|nota) de prensa|comunicato stampa|persbericht|pressmeddelande|pressemeddelelse|tiedote|"
    r"新闻稿|新聞稿|プレスリリース|보도자료|بيان صحفي)\b\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Release:
    """What a PDF says."""

    title: str
    lines: tuple[str, ...]
    dates: tuple[Published, ...]


def is_pdf(content: bytes, media_type: str) -> bool:
    """Whether these bytes are a PDF, whatever the server calls them."""
    return content[:1024].lstrip().startswith(b"%PDF-") or "application/pdf" in media_type.lower()


def release(content: bytes, where: str, seen: date) -> Release:
    """Title, lines and dates of a PDF. Raises ExtractError: `pdf-damaged`, `pdf-encrypted`, `too-large`, `too-slow`, `empty`."""
    if len(content) > MAX_BYTES:
        raise ExtractError(f"The PDF has more than {MAX_BYTES // 1_000_000} MB.", where=where, reason="too-large")
    pages, facts = _read(content, where)
    lines = _paragraphs(_without_repeats(pages))
    if sum(map(len, lines)) < 40:
        raise ExtractError("The PDF has no text: it may be a scan.", where=where, reason="empty")
    while lines and _LABEL.match(lines[0]):
        lines = lines[1:]
    title = _title(facts.get("title", ""), lines)
    return Release(title, lines, _dates(facts.get("created", ""), lines, seen))


def _read(content: bytes, where: str) -> tuple[list[list[str]], dict[str, str]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ExtractError("The PDF is locked by a password.", where=where, reason="pdf-encrypted")
        return _pages(reader, where), _facts(reader)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OverflowError,
        AssertionError,
        NotImplementedError,
        OSError,
    ) as error:
        raise ExtractError(f"The PDF cannot be read: {error}", where=where, reason="pdf-damaged") from None


def _pages(reader: object, where: str) -> list[list[str]]:
    began, size, found = time.monotonic(), 0, []
    for number, page in enumerate(reader.pages):  # type: ignore[attr-defined]
        if number >= MAX_PAGES or size > MAX_CHARACTERS:
            break
        if time.monotonic() - began > SECONDS:
            raise ExtractError(f"The PDF took more than {SECONDS:.0f} seconds.", where=where, reason="too-slow")
        text = str(page.extract_text() or "")[:MAX_CHARACTERS]
        size += len(text)
        found.append([line.rstrip() for line in plain.block(text).split("\n")])
    return found


def _facts(reader: object) -> dict[str, str]:
    stated = getattr(reader, "metadata", None) or {}
    return {"title": plain.line(str(stated.get("/Title") or "")), "created": str(stated.get("/CreationDate") or "")}


def _without_repeats(pages: list[list[str]]) -> list[str]:
    """All lines but page numbers and those at the edges of several pages: running heads and feet."""
    edges = [plain.line(line) for page in pages for line in {*page[:2], *page[-2:]} if line]
    running = {line for line in edges if edges.count(line) > 1} if len(pages) > 1 else set()
    kept: list[str] = []
    for page in pages:
        kept.extend(line for line in page if plain.line(line) not in running and not _PAGE_NUMBER.match(line.strip()))
        kept.append("")
    return kept


def _paragraphs(lines: list[str]) -> tuple[str, ...]:
    """Lines joined into paragraphs: a paragraph ends at a blank line, or at a short line that ends a sentence."""
    width = sorted(len(line) for line in lines if line)[int(0.8 * sum(1 for line in lines if line))] if any(lines) else 0
    found: list[str] = []
    current = ""
    for line in [*lines, ""]:
        if line and current.endswith("-") and line[:1].islower():
            current = current[:-1] + line
        elif line:
            current = f"{current} {line}".strip()
        short = len(line) < 0.75 * width
        if current and (not line or (short and (current[-1] in ".!?。！？:”" or len(current) == len(line)))):
            found.append(plain.line(current))
            current = ""
    return tuple(found)


def _title(stated: str, lines: tuple[str, ...]) -> str:
    if len(stated) >= 12 and not _FILE_NAME.search(stated):
        return stated[:400]
    for line in lines[:6]:
        if 8 <= len(line) <= 250 and not days.find(line, Standpoint(date.min, live=False)):
            return line
    return lines[0][:250]


def _dates(created: str, lines: tuple[str, ...], seen: date) -> tuple[Published, ...]:
    found = []
    for line in lines[:8]:
        if named := [day for day in days.find(line[:200], Standpoint(seen, live=False)) if day.full]:
            found.append(Published(named[0].day, "text", raw=named[0].raw, confidence=0.7))
            break
    if stated := _CREATED.match(created):
        with contextlib.suppress(ValueError):  # a nonsense date says nothing
            found.append(
                Published(date(int(stated[1]), int(stated[2]), int(stated[3])), "pdf", at=_instant(stated), raw=created, confidence=0.5)
            )
    return tuple(each for each in found if dates.plausible(each.day))


def _instant(stated: re.Match[str]) -> datetime | None:
    if not stated[4] or not stated[7]:
        return None
    return datetime.fromisoformat(
        f"{stated[1]}-{stated[2]}-{stated[3]}T{stated[4]}:{stated[5]}:{stated[6]}{stated[7]}{stated[8]}:{stated[9]}"
    )
