"""Which archives are the demonstration's own: it may make those anew, and no other.

`mark` notes in a new archive (`fact`) that the demonstration made it; `only` asks for that note, and for articles from elsewhere: who has
filed his own sources in it has made it his archive.
"""

from __future__ import annotations

from aggregator.archive.handle import Archive

_FACT = "made_by"
_MAKER = "demo"
_LOOPBACK = "http://127.[0-9]*"  # all addresses of the demonstration's newsroom, and nobody else's


def mark(archive: Archive) -> None:
    """Note that the demonstration made this archive. One transaction."""
    with archive.transaction():
        archive.do("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", (_FACT, _MAKER))


def only(archive: Archive) -> bool:
    """Whether the demonstration made this archive, and nothing from outside its newsroom is filed or waiting in it."""
    made = archive.row("SELECT 1 FROM fact WHERE name = ? AND value = ?", (_FACT, _MAKER))
    if made is None:
        return False
    foreign = "SELECT 1 FROM article WHERE url NOT GLOB ? UNION ALL SELECT 1 FROM entry WHERE url NOT GLOB ? LIMIT 1"
    return archive.row(foreign, (_LOOPBACK, _LOOPBACK)) is None
