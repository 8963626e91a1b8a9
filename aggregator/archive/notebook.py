"""The analyst's work as a small text: corrections and the own register as JSON lines, to be kept in git and read into any archive.

    {"url": "https://…/a", "field": "type", "set": "mou", "was": "contract", "made": "2026-11-22T09:00:00+00:00", "note": "…"}
    {"url": "https://…/a", "field": "party", "add": {"name": "Acme Clinics", "id": "org:acme-clinics", "country": "SG"}, "made": …}
    {"url": "https://…/a", "field": "together", "set": ["https://…/b"], "made": …}
    {"organisation": {"id": "org:acme-clinics", "name": "Acme Clinics", "aliases": ["Acme"], "country": "SG", …}}
    {"merged": "new:acme-klinik", "into": "org:acme-clinics", "name": "Acme Klinik"}

Articles go by their address, never by a number. Organisations come first, by id; corrections in the order in which they were made. What is
there already is passed over; what is said of an article that has not arrived waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from aggregator import plain
from aggregator.archive import adopting, amending, correcting, corrections, enrolling, read, register, rows, stories
from aggregator.archive.corrections import LISTS, SCALARS, STORIES, Correction
from aggregator.archive.handle import Archive
from aggregator.errors import UsageError
from aggregator.model import Organisation
from aggregator.reference import countries, deals
from aggregator.reference.names import fold, slug

_LONGEST_LINE = 100_000
_LONGEST_TEXT = 500
_MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Merged:
    """An organisation that another one took in."""

    old: Organisation
    into: str


Line = Correction | Organisation | Merged


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the lines: new ones, known ones, and new ones that wait for their article."""

    new: int = 0
    known: int = 0
    waiting: int = 0


# ---- out -------------------------------------------------------------------------------------------------------------------


def lines(archive: Archive) -> Iterator[str]:
    """The whole notebook, a line each, without line ends."""
    for each in register.own(archive):
        yield _json({"organisation": _organisation(each.organisation)})
    for row in archive.rows("SELECT * FROM organisation_alias ORDER BY old"):
        yield _json({"merged": row["old"], "into": row["organisation"], "name": row["name"]})
    for said in corrections.standing(archive):
        yield _json(_correction(said))


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _organisation(value: Organisation) -> dict[str, object]:
    told = {"id": value.id, "name": value.name, "aliases": value.aliases, "country": value.country, "kind": value.kind}
    told |= {"parent": value.parent, "domain": value.domain, "ambiguous_forms": value.ambiguous_forms}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in told.items() if each}


def _correction(said: Correction) -> dict[str, object]:
    value: object = said.value
    if said.field == "party":
        value = json.loads(said.value)
    elif said.field in STORIES:
        value = list(said.urls)
    told = {"url": said.url, "field": said.field, said.change: value, "was": said.before}
    told |= {"made": said.made.astimezone(UTC).isoformat(), "note": said.note}
    return {name: each for name, each in told.items() if each}


# ---- in --------------------------------------------------------------------------------------------------------------------


def parsed(text: str, now: datetime) -> Line | None:
    """One line; None for an empty one or a comment (#). Raises ValueError that says what is wrong with it."""
    if not text.strip() or text.lstrip().startswith("#"):
        return None
    if len(text) > _LONGEST_LINE:
        raise ValueError(f"longer than {_LONGEST_LINE} characters")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    if "organisation" in value:
        return _read_organisation(_table(value, "organisation"))
    if "merged" in value:
        old = _text(value, "merged")
        return Merged(Organisation(old, _text(value, "name") or old), _text(value, "into", needed=True))
    return _read_correction(value, now)


def _read_organisation(value: Mapping[str, Any]) -> Organisation:
    name = _text(value, "name", needed=True)
    if not fold(name):
        raise ValueError(f"{name!r} is no name")
    identity = _text(value, "id") or f"org:{slug(name)}"
    if not identity.startswith(("org:", "new:")):
        raise ValueError(f"{identity!r} is no id of an organisation: it begins with org: or new:")
    country = _country(_text(value, "country")) if _text(value, "country") else None
    aliases, forms = _texts(value, "aliases"), _texts(value, "ambiguous_forms")
    parent, domain, kind = (_text(value, each) or None for each in ("parent", "domain", "kind"))
    return Organisation(identity, name, aliases, country, kind, parent, domain, forms)


def _read_correction(value: Mapping[str, Any], now: datetime) -> Correction:
    url, field = _text(value, "url", needed=True), _text(value, "field", needed=True)
    if field not in (*SCALARS, *LISTS, *STORIES):
        raise ValueError(f"there is no field {field!r}: one of {', '.join((*SCALARS, *LISTS, *STORIES))}")
    wanted = ("add", "remove") if field in LISTS else ("set",)
    change = next((each for each in wanted if each in value), None)
    if change is None:
        raise ValueError(f"{field} needs {' or '.join(wanted)}")
    made = _moment(_text(value, "made")) or now
    return Correction(field, change, _value(field, value, change), url, made, _text(value, "was"), _text(value, "note"))


def _value(field: str, value: Mapping[str, Any], change: str) -> str:
    if field == "party":
        told = _table(value, change)
        name = _text(told, "name", needed=True)
        if not fold(name):
            raise ValueError(f"{name!r} is no name")
        seat = _country(_text(told, "country")) if _text(told, "country") else None
        return amending.party_value(
            Organisation(_text(told, "id") or f"new:{slug(name)}", name, country=seat, kind=_text(told, "kind") or None)
        )
    if field in STORIES:
        return json.dumps({"urls": list(_texts(value, change))}, ensure_ascii=False)
    return _scalar(field, _text(value, change, needed=True))


def _scalar(field: str, text: str) -> str:
    if field == "country":
        return _country(text)
    if field == "announced":
        return text if text == "none" else date.fromisoformat(text).isoformat()
    known = {"type": deals.types(), "status": deals.statuses(), "partnership": ("yes", "no")}[field]
    name = deals.named(text, known)
    if name is None:
        raise ValueError(f"{field} cannot be {text!r}: one of {', '.join(known)}")
    return name


def _country(text: str) -> str:
    code = countries.code(text)
    if not code:
        raise ValueError(f"no country {text!r} is known")
    return code


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _table(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value[name]
    if not isinstance(found, dict):
        raise ValueError(f"{name} is no JSON object")
    return found


def _text(value: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise ValueError(f"{name} is no text")
    text = plain.line((found or "")[: 4 * _LONGEST_TEXT])
    if len(text) > 4 * _LONGEST_TEXT - 1 or (needed and not text):
        raise ValueError(f"{name} is missing" if not text else f"{name} is too long")
    return text


def _texts(value: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = value.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found) or len(found) > _MOST_NAMES:
        raise ValueError(f"{name} is no list of texts")
    return tuple(filter(None, (plain.line(each[:_LONGEST_TEXT]) for each in found)))


# ---- filing it, inside a caller's transaction ----------------------------------------------------------------------------------


def take(archive: Archive, told: Iterable[Line], now: datetime) -> Taken:
    """Make these lines hold in the archive. What is there already is passed over, so that the same text may be read again."""
    lines = tuple(told)
    fresh = tuple(_fresh(archive, (each for each in lines if isinstance(each, Organisation))))
    if fresh:
        enrolling.enrol(archive, fresh, now)
    taken, concerned = Taken(len(fresh), sum(isinstance(each, Organisation) for each in lines) - len(fresh)), set[int]()
    for each in lines:
        if isinstance(each, Organisation):
            continue
        if _is_known(archive, each) if isinstance(each, Correction) else register.leads_to(archive, each.old.id) == each.into:
            taken = replace(taken, known=taken.known + 1)
            continue
        article = _add(archive, each) if isinstance(each, Correction) else _merge(archive, each, now)
        taken = replace(taken, new=taken.new + 1, waiting=taken.waiting + (article is None))
        concerned |= {stories.of(archive, article)} if article else set()
    for story in sorted(each for each in concerned if stories.exists(archive, each)):
        stories.settle(archive, story)
    return taken


def _fresh(archive: Archive, told: Iterable[Organisation]) -> Iterator[register.Own]:
    """The organisations that the archive's register has not, or has otherwise."""
    for each in told:
        kept = register.owned(archive, each.id)
        if kept is None or kept.organisation != each:
            yield register.Own(each, kept.origin if kept else "")


def _add(archive: Archive, said: Correction) -> int | None:
    """Keep a correction. Returns its article; None: it waits for it."""
    article = read.article_at(archive, said.url)
    corrections.add(archive, [replace(said, article=article)])
    if said.field in STORIES and article is not None:
        correcting.rule_open(archive)
    return article


def _merge(archive: Archive, told: Merged, now: datetime) -> int:
    """Let an organisation lead on to another. Returns 0: no article is concerned."""
    heir = register.owned(archive, told.into)
    register.redirect(archive, told.old, told.into, now)
    if heir is not None:
        adopting.adopt(archive, told.old.id, heir.organisation)
    return 0


def _is_known(archive: Archive, said: Correction) -> bool:
    """Whether the same was said at the same moment, and holds. Of stories only the addresses count."""
    found = archive.rows(
        "SELECT * FROM correction WHERE undone IS NULL AND url = ? AND field = ? AND change = ? AND made = ?",
        (said.url, said.field, said.change, rows.instant(said.made)),
    )
    return any(corrections.read(row).told == said.told for row in found)


def read_lines(stream: Iterable[str], now: datetime) -> Iterator[Line]:
    """The lines of a notebook. Raises UsageError that names every mistaken line, at most ten of them."""
    wrong: list[str] = []
    for number, text in enumerate(stream, 1):
        try:
            line = parsed(text, now)
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
            continue
        if line is not None and not wrong:
            yield line
    if wrong:
        rest = f"\n… and {len(wrong) - 10} more" if len(wrong) > 10 else ""
        raise UsageError(
            "\n".join(wrong[:10]) + rest, hint="Nothing was taken over. A line is JSON as `aggregator corrections export -` writes it."
        )
