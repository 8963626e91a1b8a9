"""Registers of sources in and out: OPML (what feed readers exchange) and CSV (what spreadsheets do).

OPML 2.0: <outline text="name" type="rss" xmlUrl="…" htmlUrl="…" category="/wire"/>, in nested outlines as folders
CSV: name, url, kind, organisation, country, language, category, every, enabled, keywords (| between), note
"""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Iterator
from typing import Any

from lxml import etree

from aggregator import plain
from aggregator.config import tables
from aggregator.config.edit import span
from aggregator.errors import UsageError
from aggregator.model import Source

COLUMNS = ("name", "url", "kind", "organisation", "country", "language", "category", "every", "enabled", "keywords", "note")
_OFF = {"false", "no", "0", "off", "n"}


def checked(rows: Iterable[dict[str, Any]], taken: Iterable[str] = ()) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """(the sources that can be used, a line about each that cannot). A name that is taken, or stands twice, gets a number."""
    names = {name.casefold() for name in taken}
    good, bad = [], []
    for row in rows:
        document, mistakes = tables.checked({"source": [row | {"name": free(row["name"], names)}]})
        if document is None:
            bad.append(f"{row['name']}: " + "; ".join(f"{where[-1]}: {words}" for where, words in mistakes))
        else:
            good.append(document.source[0].source())
            names.add(good[-1].name.casefold())
    return tuple(good), tuple(bad)


def free(name: str, taken: Container[str]) -> str:
    """The name, with a number behind it where it is taken; `taken` holds casefolded names."""
    number, free = 1, name
    while free.strip().casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def to_opml(sources: Iterable[Source]) -> str:
    """The sources as an OPML 2.0 document. Kinds other than feed carry `aggregatorKind`, which feed readers ignore."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Healthcare partnership news: sources"
    body = etree.SubElement(root, "body")
    for source in sources:
        outline = etree.SubElement(body, "outline", text=source.name, title=source.name, type="rss", xmlUrl=source.url)
        outline.set("aggregatorKind", source.kind)
        for attribute, value in (
            ("category", f"/{source.category}" if source.category else ""),
            ("language", source.language),
            ("country", source.country),
        ):
            if value:
                outline.set(attribute, value)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return text.decode("utf-8")


def from_opml(content: bytes) -> Iterator[dict[str, Any]]:
    """A table for each outline with an xmlUrl; folders become categories. Raises UsageError when it is no OPML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"This is no OPML: {error.msg}") from None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise UsageError("This is no OPML: its first element is not <opml>.", hint="Export your subscriptions as OPML, or use a .csv file.")
    for outline in root.iter("outline", "{*}outline"):
        values = {etree.QName(name).localname.lower(): plain.line(str(value)) for name, value in outline.attrib.items()}
        if values.get("xmlurl"):
            folder = outline.getparent()
            above = folder.get("text") or folder.get("title") if folder is not None else None
            category = values.get("category", "").strip("/").split(",")[0] or (plain.line(above) if above else "")
            named = {
                "name": values.get("text") or values.get("title") or values["xmlurl"],
                "url": values["xmlurl"],
                "kind": values.get("aggregatorkind") or "feed",
            }
            yield named | {
                key: value
                for key, value in (("category", category), ("language", values.get("language")), ("country", values.get("country")))
                if value
            }


def to_csv(sources: Iterable[Source]) -> str:
    """The sources as CSV with a header line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for source in sources:
        writer.writerow({column: _cell(source, column) for column in COLUMNS})
    return text.getvalue()


def from_csv(text: str) -> Iterator[dict[str, Any]]:
    """A table for each row that has an address. Unknown columns are ignored. Raises UsageError without name and url columns."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    fields = {name.strip().casefold() for name in reader.fieldnames or ()}
    if not {"name", "url"} <= fields:
        raise UsageError("The CSV needs at least the columns name and url.", hint=f"Known columns: {', '.join(COLUMNS)}.")
    for row in reader:
        values = {str(key).strip().casefold(): plain.line(value) for key, value in row.items() if isinstance(value, str) and value.strip()}
        if values.get("url"):
            yield _read(values)


def _read(values: dict[str, str]) -> dict[str, Any]:
    table: dict[str, Any] = {column: values[column] for column in COLUMNS if column in values}
    table.setdefault("kind", "feed")
    if "enabled" in table:
        table["enabled"] = table["enabled"].casefold() not in _OFF
    if "keywords" in table:
        table["keywords"] = [word.strip() for word in table["keywords"].split("|") if word.strip()]
    return table


def _cell(source: Source, column: str) -> str:
    value = getattr(source, column)
    if column == "every":
        return span(value) if value else ""
    if column == "keywords":
        return "|".join(value)
    if column == "enabled":
        return "yes" if value else "no"
    return plain.line(value or "")
