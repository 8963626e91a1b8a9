"""Names that begin so, for completion in a shell: few, quickly, in one question each. No writing here."""

from __future__ import annotations

from aggregator.archive.handle import Archive

_LISTS = {"search": "saved_search", "watched": "watch", "organisation": "organisation", "own": "own_organisation"}
_ALONG = {
    "source": ("article", "source"),
    "lang": ("article", "language"),
    "type": ("partnership", "deal_type"),
    "status": ("partnership", "status"),
}


def beginning(archive: Archive, kind: str, text: str, most: int) -> tuple[str, ...]:
    """Names of this kind (search, watched, organisation, own; source, lang, type, status) that begin with the text, by name; case of ASCII
    letters does not count."""
    pattern = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    if kind in _ALONG:  # many rows, few names: hops along the index
        table, column = _ALONG[kind]
        names = f"""WITH RECURSIVE hop(name) AS (SELECT min({column}) FROM {table} UNION ALL
                    SELECT (SELECT min({column}) FROM {table} WHERE {column} > hop.name) FROM hop WHERE hop.name IS NOT NULL)
                    SELECT name FROM hop"""
    else:
        names = f"SELECT DISTINCT name FROM {_LISTS[kind]}"
    sql = f"SELECT name FROM ({names}) WHERE name LIKE ? ESCAPE '\\' ORDER BY name COLLATE NOCASE LIMIT ?"
    return tuple(row[0] for row in archive.rows(sql, (pattern, most)))
