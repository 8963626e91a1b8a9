"""The tables of tags say what the corrections of a story say; what the taggers said is kept beside them. Inside a caller's transaction.

    table machine_tags  ──▶ Tags ──▶ + corrections ──▶ mention, party, partnership, article_country …

So every question, list and export sees the analyst's word without knowing of corrections, and taking one back gives the taggers' again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from aggregator.archive import corrections, read, rows, tagging
from aggregator.archive.amending import amended, organisation
from aggregator.archive.corrections import Correction
from aggregator.archive.handle import Archive
from aggregator.model import Doubt, Evidence, Filed, Mention, Organisation, Partnership, Party, Place, Tags, Value

DRAFT = Partnership((), "strategic_alliance", (), confidence=1.0)
"""A deal that only the analyst knows of, before anything is said of it."""


@dataclass(frozen=True, slots=True)
class Word:
    """What the analyst says of a story, and what is needed to apply it: of which articles it is said, and organisations by id."""

    said: tuple[Correction, ...]
    articles: frozenset[int]
    known: dict[str, Organisation]


@dataclass(frozen=True, slots=True)
class Machine:
    """What the taggers say of an article, and the last deal they found."""

    tags: Tags
    deal: Partnership | None


def refresh(archive: Archive, story: int) -> None:
    """Bring the tags of a story's reports to what its corrections say."""
    word, kept = _word(archive, story), _kept(archive, story)
    if not word.said and not kept:
        return
    numbers = [row[0] for row in archive.rows("SELECT id FROM article WHERE story = ? ORDER BY id", (story,))]
    reports = [(filed, _machine(filed, kept.get(filed.id))) for filed in read.filed(archive, numbers)]
    told = any(machine.deal for _, machine in reports)
    for filed, machine in reports:
        tags = _applied(machine, word, filed, told=told)
        if tags != filed.tags:
            tagging.replace(archive, filed.id, tags)
        _keep(archive, filed.id, machine if word.said else None)


def as_corrected(archive: Archive, filed: Filed, tags: Tags) -> Tags:
    """What new tags of an archived article come to under the corrections that hold for it."""
    word = _word(archive, filed.story)
    if not word.said:
        return tags
    kept = _kept(archive, filed.story)
    _, last = kept.get(filed.id, (None, None))
    others = any(one or (own and own.partnership) for number, (own, one) in kept.items() if number != filed.id)
    return _applied(Machine(tags, tags.partnership or last), word, filed, told=others or bool(tags.partnership or last))


def _word(archive: Archive, story: int) -> Word:
    said = tuple(each for each in corrections.of_story(archive, story) if each.field not in corrections.STORIES)
    parties = [organisation(each).id for each in said if each.field == "party"]
    found = (
        archive.rows("SELECT * FROM organisation WHERE id IN (SELECT value FROM json_each(?))", (rows.listed(parties),)) if parties else ()
    )
    return Word(said, frozenset(each.article for each in said if each.article), {row["id"]: rows.organisation(row) for row in found})


def _applied(machine: Machine, word: Word, filed: Filed, *, told: bool) -> Tags:
    """The tags with the analyst's word. A deal that no report has `told` is told by the articles that the corrections were said of."""
    last = machine.deal or (DRAFT if not told and filed.id in word.articles else None)
    if last is not None and machine.tags.partnership is None:  # its sentences may be of another version of the text
        whole = filed.article.whole
        last = replace(last, evidence=tuple(each for each in last.evidence if whole[each.start : each.end] == each.sentence))
    return amended(machine.tags, word.said, last, word.known)


def _machine(filed: Filed, kept: tuple[Tags | None, Partnership | None] | None) -> Machine:
    tags, last = kept or (None, None)
    own = tags or filed.tags
    return Machine(own, own.partnership or last)


def _kept(archive: Archive, story: int) -> dict[int, tuple[Tags | None, Partnership | None]]:
    found = archive.rows(
        "SELECT m.* FROM article a CROSS JOIN machine_tags m ON m.article = a.id WHERE a.story = ?",
        (story,),
    )
    with rows.readable("kept tags"):
        return {
            row["article"]: (
                tags(row["tags"]) if row["tags"] else None,
                deal(json.loads(row["deal"])) if row["deal"] else None,
            )
            for row in found
        }


def _keep(archive: Archive, article: int, machine: Machine | None) -> None:
    if machine is None:
        archive.do("DELETE FROM machine_tags WHERE article = ?", (article,))
        return
    last = deal_json(machine.deal) if machine.deal else None
    archive.do("INSERT OR REPLACE INTO machine_tags VALUES (?, ?, ?)", (article, tags_json(machine.tags), last))


# ---- tags as JSON ------------------------------------------------------------------------------------------------------------


def tags_json(value: Tags) -> str:
    """Tags as JSON: every field by its name, days as ISO 8601."""
    return json.dumps(_plain(value), ensure_ascii=False)


def tags(text: str) -> Tags:
    """The Tags of `tags_json`."""
    value = json.loads(text)
    return Tags(
        organisations=tuple(_organisation(each) for each in value["organisations"]),
        mentions=tuple(Mention(**each) for each in value["mentions"]),
        places=tuple(Place(**each) for each in value["places"]),
        countries=tuple(value["countries"]),
        countries_mentioned=tuple(value["countries_mentioned"]),
        partnership=deal(value["partnership"]) if value["partnership"] else None,
        probability=value["probability"],
        reason=value["reason"],
        version=value["version"],
        doubts=tuple(Doubt(**each) for each in value.get("doubts", ())),
    )


def deal_json(value: Partnership) -> str:
    """A Partnership as JSON, likewise."""
    return json.dumps(_plain(value), ensure_ascii=False)


def deal(value: dict[str, Any]) -> Partnership:
    """A Partnership out of its fields."""
    made = dict(value)
    made["parties"] = tuple(Party(**each) for each in value["parties"])
    made["evidence"] = tuple(Evidence(**each) for each in value["evidence"])
    made["announced"] = date.fromisoformat(value["announced"]) if value["announced"] else None
    made["value"] = Value(**value["value"]) if value["value"] else None
    made |= {name: tuple(value[name]) for name in ("countries", "topics")}
    return Partnership(**made)


def _organisation(value: dict[str, Any]) -> Organisation:
    return Organisation(**(value | {name: tuple(value[name]) for name in ("aliases", "ambiguous_forms")}))


def _plain(value: Tags | Partnership) -> dict[str, Any]:
    found = asdict(value)
    told = found["partnership"] if isinstance(value, Tags) else found
    if told and told["announced"]:
        told["announced"] = told["announced"].isoformat()
    return found
