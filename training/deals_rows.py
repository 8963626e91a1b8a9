"""What the deal models learn from: documents, as read with organisations found or labelled, in rows of features and labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator.model import Mention, Organisation
from aggregator.reference.names import fold
from aggregator.tag import announced, deal_type
from aggregator.tag.company import features_of_all
from aggregator.tag.likeness import likeness
from aggregator.tag.reading import Reading, reading
from aggregator.tag.signals import Features, signals
from training.documents import Document, article, documents, fold_of

YES, NO = "yes", "no"
Named = tuple[tuple[Organisation, ...], tuple[Mention, ...]]
Row = tuple[int, Features, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """What one model learns from: features, label and fold of each row; `of` is the number of the document."""

    features: list[Features]
    labels: list[str]
    folds: list[int]
    of: list[int]


def labelled(document: Document) -> Named:
    """The organisations and mentions of the labels."""
    text = article(document).whole
    labels = list(enumerate(document["organisations"]))
    surfaces = [(at, surface) for at, label in labels for surface in label["mentions"]]
    found = [(each.start(), each.end(), at, surface) for at, surface in surfaces for each in re.finditer(re.escape(surface), text)]
    organisations = tuple(Organisation(f"new:{at}", o["name"], tuple(o["mentions"]), o["country"], o["kind"]) for at, o in labels)
    return organisations, tuple(Mention(f"new:{at}", surface, start, end, "label") for start, end, at, surface in sorted(found))


def seen(path: Path) -> dict[str, Named]:
    """The organisations and mentions of every document as a model sees it that was not trained on it."""
    rows = (json.loads(line) for line in path.open(encoding="utf-8"))
    return {
        row["id"]: (tuple(_organisation(o) for o in row["organisations"]), tuple(Mention(**m) for m in row["mentions"])) for row in rows
    }


def _organisation(stored: dict[str, Any]) -> Organisation:
    lists = {key: tuple(stored[key]) for key in ("aliases", "ambiguous_forms")}
    return Organisation(**{**stored, **lists})


def readings(named: Mapping[str, Named] | None) -> list[Reading]:
    """Every document as the deal taggers read it."""
    return [reading(article(document), *(named[document["id"]] if named else labelled(document))) for document in documents()]


# ---- what is learned from ---------------------------------------------------------------------------------------------


def rows_of(made: Iterable[Row]) -> Rows:
    """The rows of one model."""
    rows = [(features, label, fold_of(documents()[at]), at) for at, features, label in made]
    return Rows([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], [r[3] for r in rows])


def verdicts(read: Sequence[Reading]) -> Iterator[Row]:
    """Is a partnership the news, or which near miss is it?"""
    for at, document in enumerate(documents()):
        yield at, signals(read[at]) | likeness(features_of_all(read[at])), YES if document["partnership"] else document["near_miss"]


def kinds(read: Sequence[Reading], partners_of: Mapping[int, set[int]]) -> Iterator[Row]:
    """Which kind of deal is it? With the partners as chosen by models that have not seen the document."""
    for at, document in enumerate(documents()):
        if document["partnership"]:
            yield at, deal_type.features(read[at], signals(read[at]), sorted(partners_of.get(at, ()))), document["deal_type"]


def party_rows(read: Sequence[Reading]) -> Iterator[Row]:
    """Is an organisation of a deal a partner in it?"""
    for at, document in enumerate(documents()):
        if document["partnership"]:
            right = partners(document, read[at])
            for number, features in enumerate(features_of_all(read[at])):
                yield at, features, YES if number in right else NO


def day_rows(read: Sequence[Reading]) -> Iterator[Row]:
    """Which of the days named in a deal's text is the day of the deal? Behind the days of each document the case that none is."""
    for at, document in enumerate(documents()):
        if document["partnership"]:
            found = announced.candidates(read[at])
            right = [named.day is not None and named.day.isoformat() == document["announced"] for named in found]
            cases = [announced.features(read[at], named, found) for named in found] + [announced.no_day(read[at], found)]
            yield from ((at, case, YES if true else NO) for case, true in zip(cases, [*right, not any(right)], strict=True))


def partners(document: Document, read: Reading) -> set[int]:
    """The numbers of the organisations found that are labelled parties; a party is met by its first match only."""
    labels = {o["name"]: o["mentions"] for o in document["organisations"]}
    met: set[int] = set()
    for party in document["parties"]:
        forms = {fold(form) for form in (party["name"], *labels.get(party["name"], []))}
        free = [(number, organisation) for number, organisation in enumerate(read.organisations) if number not in met]
        by_name = [number for number, organisation in free if fold(organisation.name) in forms]
        by_form = [number for number, organisation in free if forms & said_of(read, number)]
        met |= set((by_name + by_form)[:1])
    return met


def said_of(read: Reading, number: int) -> set[str]:
    """The forms under which the text names an organisation."""
    namings = (naming for sentence in read.sentences for naming in sentence.namings)
    return {fold(read.text[naming.start : naming.end]) for naming in namings if naming.organisation == number}
