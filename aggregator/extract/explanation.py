"""A Read in, plain words out: what was read of a page, by whom, what was left out, and which dates were weighed. Pure."""

from __future__ import annotations

from aggregator import plain
from aggregator.extract import dates
from aggregator.extract.reading import Read
from aggregator.model import Published

_SHOWN = 100


def lines(found: Read) -> tuple[str, ...]:
    """The explanation, line by line."""
    day = dates.best(found.dates)
    return (
        f"title: {plain.line(found.headline.text) or 'none'} (from {found.headline.provenance or 'nothing'})",
        f"day: {day.day.isoformat() if day else 'none'}" + (f" (from {_told(day)})" if day else ""),
        *(
            f"  also stated: {each.day.isoformat()} ({_told(each)})"
            for each in found.dates
            if day is None or (each.day, each.provenance) != (day.day, day.provenance)
        ),
        f"language: {found.language or 'unknown'}",
        f"publisher: {found.publisher or 'not stated'}",
        f"canonical address: {found.canonical_url or 'none to be believed'}",
        f"text: {len(found.lines)} paragraphs, {sum(map(len, found.lines))} characters, read by {found.reader}"
        + (f", agreement {found.agreement:.2f}" if found.agreement else ""),
        *((f"refused: {found.refusal.reason}: {found.refusal.message}",) if found.refusal else ()),
        *(("partial: only a teaser, or the feed's own words",) if found.partial else ()),
        *(f"note: {note}" for note in found.notes),
        *(f"left out ({each.rule}): {_short(each.line)}" for each in found.dropped),
        *(f"kept: {_short(line)}" for line in found.lines),
    )


def _told(each: Published) -> str:
    return f"{each.provenance}, confidence {min(1.0, each.confidence):.2f}, read as {_short(each.raw)!r}"


def _short(text: str) -> str:
    text = plain.line(text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
