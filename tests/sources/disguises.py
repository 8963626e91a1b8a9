"""Newsroom pages with their mark-up spoilt: what a reader that relies on one kind of mark-up could not read. Mark-up in, mark-up out."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from aggregator.sources._dates import Reading, spotted

SEEN = datetime(2025, 6, 12, 10, tzinfo=UTC)
"""When the pages under tests/data/sources/press_page were seen."""

_SHORT = 40


def nameless(text: str) -> str:
    """No class, no id: as where they are generated anew with each release."""
    return re.sub(r'\s(?:class|id)="[^"]*"', "", text)


def divided(text: str) -> str:
    """Nothing but <div>: no nav, main, footer, article."""
    return re.sub(r"<(/?)(?:nav|main|header|footer|aside|section|article)\b", r"<\1div", text)


def unheaded(text: str) -> str:
    """No headings but the first."""
    return re.sub(r"<(/?)h[2-6]\b", r"<\1div", text)


def dateless(text: str) -> str:
    """No dates but those in addresses: neither <time> nor short texts that are one."""
    how = Reading(SEEN, "listing", None)
    bare = re.sub(r"<time\b[^>]*>.*?</time>|\sdatetime=\"[^\"]*\"", "", text, flags=re.DOTALL)
    return re.sub(r">([^<>]+)<", lambda match: "><" if len(match[1]) <= _SHORT and spotted(match[1].strip(), how) else match[0], bare)
