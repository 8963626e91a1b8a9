"""Copies of training documents with other organisations in the places of theirs, so that contexts count more than names.

In: documents; out: as many copies, each organisation replaced by another of its kind and language, its short forms by short
forms of the other. Chosen by the document's own number: the same documents give the same copies.
"""

from __future__ import annotations

import random
import re
import zlib
from typing import Any

from aggregator.reference.names import fold
from aggregator.tag.grouping import initials

Document = dict[str, Any]
_CAPITALS = re.compile(r"\b[A-ZÀ-Þ]")


def swapped(documents: tuple[Document, ...]) -> list[Document]:
    """One copy of each document that names an organisation."""
    donors: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for document in documents:
        for organisation in document["organisations"]:
            donors.setdefault((document["language"], organisation["kind"]), []).append(organisation)
    return [_copy(document, donors) for document in documents if document["organisations"]]


def _copy(document: Document, donors: dict[tuple[str, str], list[dict[str, Any]]]) -> Document:
    chance = random.Random(zlib.crc32(document["id"].encode()))
    table: dict[str, str] = {}
    organisations = []
    for organisation in document["organisations"]:
        donor = chance.choice(donors[document["language"], organisation["kind"]])
        full = max(donor["mentions"], key=len)
        longest = max(organisation["mentions"], key=len)
        for surface in organisation["mentions"]:
            table.setdefault(surface, full if surface == longest else _short(surface, longest, donor, full))
        organisations.append({**organisation, "mentions": [table[m] for m in organisation["mentions"]]})
    replace = re.compile("|".join(re.escape(s) for s in sorted(table, key=lambda s: (-len(s), s))))
    text, title = (replace.sub(lambda m: table[m[0]], document[part]) for part in ("text", "title"))
    return {**document, "id": document["id"] + "-swapped", "text": text, "title": title, "organisations": organisations}


def _short(surface: str, longest: str, donor: dict[str, Any], full: str) -> str:
    if initials(surface, longest):
        letters = "".join(_CAPITALS.findall(full))
        return letters if len(letters) > 1 else full
    others = [m for m in donor["mentions"] if m != full]
    if others:
        return str(min(others, key=len))
    words = full.split()
    return " ".join(words[:-1]) if len(words) > 2 and fold(words[0]) else full
