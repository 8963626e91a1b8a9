"""What is archived follows a change of the register at once: an organisation gets another id or name wherever articles have it.

Inside a caller's transaction. Tags that the taggers made and that are kept beside corrections follow as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from aggregator.archive import amending, effect, rows
from aggregator.archive.handle import Archive
from aggregator.model import Mention, Organisation, Tags

_TABLES = ("article_organisation", "party")


def adopt(archive: Archive, old: str, new: Organisation) -> int:
    """Wherever an article has the organisation `old`, it has this one now (the same under another name, if the id is the same).
    Returns in how many articles."""
    row = archive.row("SELECT count(DISTINCT article) FROM article_organisation WHERE organisation = ?", (old,))
    known = archive.row("SELECT 1 FROM organisation WHERE id = ?", (old,)) is not None
    if known:
        _know(archive, new)
        archive.do("UPDATE party SET name = ?, organisation = ? WHERE organisation = ?", (new.name, new.id, old))
        if old != new.id:
            _move(archive, old, new.id)
    _in_kept_tags(archive, {old: new})
    _in_corrections(archive, old, new)
    return int(row[0]) if row else 0


def redirected(tags: Tags, leads: Mapping[str, Organisation]) -> Tags:
    """Tags in which organisations that are another one have that one's id and name, each once."""
    concerned = {each.id for each in tags.organisations} | {each.organisation for each in tags.mentions}
    if not leads.keys() & concerned:
        return tags
    organisations = {each.id: each for each in (leads.get(one.id, one) for one in tags.organisations)}
    mentions = tuple(_mention(each, leads) for each in tags.mentions)
    deal = tags.partnership
    if deal is not None:
        heirs = [(each, leads.get(each.organisation)) for each in deal.parties]
        parties = [replace(each, organisation=heir.id, name=heir.name) if heir else each for each, heir in heirs]
        deal = replace(deal, parties=tuple({each.organisation: each for each in reversed(parties)}.values())[::-1])
    return replace(tags, organisations=tuple(organisations.values()), mentions=mentions, partnership=deal)


def _mention(mention: Mention, leads: Mapping[str, Organisation]) -> Mention:
    heir = leads.get(mention.organisation)
    return replace(mention, organisation=heir.id) if heir else mention


def _know(archive: Archive, value: Organisation) -> None:
    archive.do(
        "INSERT OR IGNORE INTO organisation (id, name, aliases, country, kind, parent, domain, ambiguous_forms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows.organisation_row(value),
    )
    archive.do(
        "UPDATE organisation SET name = ?, aliases = ?, country = coalesce(?, country), kind = coalesce(?, kind) WHERE id = ?",
        (value.name, rows.listed(value.aliases), value.country, value.kind, value.id),
    )


def _move(archive: Archive, old: str, new: str) -> None:
    """The new id in place of the old one; an article that had both has it once, where the first of them stood."""
    for table in (*_TABLES, "mention"):
        archive.do(f"UPDATE {table} SET organisation = ? WHERE organisation = ?", (new, old))
    for table in _TABLES:
        archive.do(
            f"DELETE FROM {table} WHERE organisation = ? AND EXISTS (SELECT 1 FROM {table} AS first WHERE first.article = {table}.article"
            f" AND first.organisation = {table}.organisation AND first.number < {table}.number)",
            (new,),
        )
    archive.do("UPDATE organisation SET parent = ? WHERE parent = ?", (new, old))
    archive.do("DELETE FROM organisation WHERE id = ?", (old,))


def _in_kept_tags(archive: Archive, leads: Mapping[str, Organisation]) -> None:
    for row in archive.rows("SELECT * FROM machine_tags WHERE tags IS NOT NULL OR deal IS NOT NULL"):
        with rows.readable("kept tags"):
            tags = effect.tags(row["tags"]) if row["tags"] else None
            last = effect.deal(json.loads(row["deal"])) if row["deal"] else None
        told = effect.tags_json(redirected(tags, leads)) if tags else None
        deal = redirected(Tags(partnership=last, mentions=tuple(Mention(each, "", 0, 0, "") for each in leads)), leads).partnership
        values = (told, effect.deal_json(deal) if deal else None, row["article"])
        archive.do("UPDATE machine_tags SET tags = ?, deal = ? WHERE article = ?", values)


def _in_corrections(archive: Archive, old: str, new: Organisation) -> None:
    found = archive.rows("SELECT id, value FROM correction WHERE field = 'party' AND json_extract(value, '$.id') = ?", (old,))
    archive.many("UPDATE correction SET value = ? WHERE id = ?", [(amending.party_value(new), row["id"]) for row in found])
