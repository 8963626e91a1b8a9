"""Trains and scores the model that finds organisations.

    documents.jsonl -> lines of tokens with features and labels -> CRFsuite -> organisations.crf.gz

Everything is deterministic: documents in their order, one thread, weights rounded to hundredths, features sorted.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pycrfsuite

from aggregator.reference import Gazetteer, gazetteer
from aggregator.reference.names import fold
from aggregator.tag.context import sights
from aggregator.tag.crf import SLOTS, UNIT, WIDTHS, Model, Row, packed, unpacked
from aggregator.tag.geography import found as places_in
from aggregator.tag.organisations import assembled
from aggregator.tag.register import named
from aggregator.tag.sequence import Scorer, Span, features, found_by
from aggregator.tag.spots import marks
from aggregator.tag.tokens import lines
from training.documents import FOLDS, Document, article, documents, fold_of, whole

SETTINGS = {"c1": 0.03, "c2": 0.1, "max_iterations": 100, "feature.minfreq": 1}
Line = tuple[list[list[str]], list[str]]
WORTH = 5  # hundredths: a feature that moves no label by more is left out
LABELS = ("O", "B", "I")
VIEWS = (frozenset(SLOTS), frozenset(SLOTS) - {"sights"})  # two models that err differently: one looks past its neighbours, one does not


@dataclass(frozen=True, slots=True)
class Weights:
    """What CRFsuite has learned: the weight of each step from label to label, and of each feature for each label."""

    steps: dict[tuple[str, str], float]
    states: dict[tuple[str, str], float]


def spans(text: str, document: Document) -> list[tuple[int, int]]:
    """All places where a labelled mention stands in the text, longest first, none overlapping."""
    taken: list[tuple[int, int]] = []
    begins = {start for line in lines(text) for start in line.starts}
    for surface in sorted({m for o in document["organisations"] for m in o["mentions"]}, key=lambda m: (-len(m), m)):
        at = text.find(surface)
        while at >= 0:
            end = at + len(surface)
            if all(end <= a or at >= b for a, b in taken) and _whole_word(text, at, end, begins):
                taken.append((at, end))
            at = text.find(surface, at + 1)
    return sorted(taken)


def _whole_word(text: str, start: int, end: int, begins: set[int]) -> bool:
    """A name is a word of its own, or begins where a token does (what is glued to it in Arabic is another one)."""

    def joined(a: str, b: str) -> bool:
        return a.isalnum() and b.isalnum() and a < "\u0e00" and b < "\u0e00"

    glued = start not in begins and start and joined(text[start - 1], text[start])
    return not glued and not (end < len(text) and joined(text[end - 1], text[end]))


def sequences(document: Document, register: Gazetteer | None = None) -> list[Line]:
    """The lines of a document as features and labels (O, B, I), with what this register (else the shipped one) knows of them."""
    text = whole(document)
    tokens = lines(text)
    registered = named(text, register or gazetteer())
    spots = marks(text, tokens, document["language"], registered, places_in(text, document["language"]))
    begins = dict(spans(text, document))
    made = []
    for line, around, seen in zip(tokens, spots, sights(tokens), strict=True):
        labels, until = [], -1
        for start in line.starts:
            if start in begins:
                until = begins[start]
                labels.append("B")
            else:
                labels.append("I" if start < until else "O")
        made.append((features(line, around, seen), labels))
    return made


def train(made: Iterable[Line], settings: dict[str, Any] = SETTINGS) -> Weights:
    """Weights learned from lines of features and labels."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for each, labels in made:
        trainer.append(each, labels)
    trainer.set_params(settings)
    with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
        trainer.train(file.name)
        tagger = pycrfsuite.Tagger()
        tagger.open(file.name)
        found = tagger.info()
    return Weights(found.transitions, found.state_features)


def model_of(learned: Sequence[Weights]) -> Model:
    """The mean of several models, in whole hundredths: what ships. It is steadier on new documents than one trained on all of them."""
    tables: dict[str, dict[str, list[float]]] = {name: {} for name in SLOTS}
    for weights in learned:
        for (feature, label), weight in weights.states.items():
            table, slot, name = feature.split(" ", 2)
            row = tables[table].setdefault(name, [0.0] * (3 * WIDTHS[table]))
            row[3 * SLOTS[table].index(slot) + LABELS.index(label)] += weight
    share = 1.0 / (len(learned) * UNIT)
    rows = {name: _rounded(table, share) for name, table in tables.items()}
    steps = [tuple(round(sum(each.steps.get((a, b), 0.0) for each in learned) * share) for b in LABELS) for a in LABELS]
    return Model(tuple(steps), **rows)  # type: ignore[arg-type]


def _rounded(table: dict[str, list[float]], share: float) -> dict[str, Row]:
    rows = ((name, tuple(round(weight * share) for weight in row)) for name, row in sorted(table.items()) if "\n" not in name)
    return {name: packed(row) for name, row in rows if max(map(abs, row)) > WORTH}  # the rest is half of the model and says nothing


def fold_model(fold: int) -> tuple[list[Weights], dict[str, list[Span]]]:
    """Weights learned from all folds but this one, one a view, and the spans that their mean finds in the documents of this one."""
    chosen = tuple(d for d in documents() if fold_of(d) != fold)
    learned = [trained(chosen, view) for view in VIEWS]
    return learned, found_in((d for d in documents() if fold_of(d) == fold), model_of(learned))


def found_in(chosen: Iterable[Document], model: Model, register: Gazetteer | None = None) -> dict[str, list[Span]]:
    """The spans that a model finds in documents."""
    scorer = Scorer(model)
    found = {}
    for document in chosen:
        text, language = whole(document), document["language"]
        found[document["id"]] = found_by(scorer, text, language, (named(text, register or gazetteer()), places_in(text, language)))
    return found


def trained(chosen: Iterable[Document], view: frozenset[str] = frozenset(SLOTS), register: Gazetteer | None = None) -> Weights:
    """Weights learned from these documents; only features of the tables in view are seen."""
    made = (line for document in chosen for line in sequences(document, register))
    return train(made if view == frozenset(SLOTS) else (seen_in(view, line) for line in made))


def seen_in(view: frozenset[str], line: Line) -> Line:
    """The line with the features of these tables only."""
    tokens, labels = line
    return [[each for each in token if each.partition(" ")[0] in view] for token in tokens], labels


def fold_models() -> tuple[list[Weights], dict[str, list[Span]]]:
    """All weights of all folds, and the spans of every document as models see it that have not been trained on it; two processes."""
    with ProcessPoolExecutor(2) as pool:
        parts = list(pool.map(fold_model, range(FOLDS)))
    learned = [weights for every, _ in parts for weights in every]
    return learned, {key: spans for _, found in parts for key, spans in found.items()}


def dump(spans: dict[str, list[Span]], path: Path) -> None:
    """Write what the taggers see of documents they were not trained on: organisations and mentions, one document a line."""
    with path.open("w", encoding="utf-8") as out:
        for document in documents():
            organisations, mentions = assembled(article(document), gazetteer(), spans[document["id"]])
            row = {"id": document["id"], "organisations": [asdict(o) for o in organisations], "mentions": [asdict(m) for m in mentions]}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def score(path: Path) -> dict[str, tuple[float, float, float]]:
    """Precision, recall, F1 of organisations per document, as dumped: all, English, others. One is right if it shares a form."""
    given = {row["id"]: row for row in map(json.loads, path.open(encoding="utf-8"))}
    said = {}
    for key, row in given.items():
        said[key] = [{fold(m["surface"]) for m in row["mentions"] if m["organisation"] == o["id"]} for o in row["organisations"]]
    return scored(said)


def scored(said: Mapping[str, list[set[str]]]) -> dict[str, tuple[float, float, float]]:
    """Precision, recall, F1 of what was said of documents: for each the folded forms of each organisation."""
    counts = {"all": [0, 0, 0], "en": [0, 0, 0], "others": [0, 0, 0]}
    for document in (each for each in documents() if each["id"] in said):
        true = [{fold(form) for form in (o["name"], *o["mentions"])} for o in document["organisations"]]
        found = (_pairs(said[document["id"]], true), len(said[document["id"]]), len(true))
        for part in ("all", "en" if document["language"] == "en" else "others"):
            counts[part] = [a + b for a, b in zip(counts[part], found, strict=True)]
    return {part: (right / given, right / true, 2 * right / (given + true)) for part, (right, given, true) in counts.items()}


def _pairs(said: list[set[str]], true: list[set[str]]) -> int:
    """How many of the said ones can be paired with a true one that shares a form, first come, first served."""
    left, right = list(true), 0
    for forms in said:
        match = next((each for each in left if each & forms), None)
        if match is not None:
            left.remove(match)
            right += 1
    return right


def write(model: Model, path: Path) -> None:
    """The model file that `aggregator.tag.crf.load` reads; the same model gives the same bytes."""
    stored: dict[str, Any] = {"steps": [each for row in model.steps for each in row]}
    for name in WIDTHS:
        table: dict[str, Row] = getattr(model, name)
        stored[name] = ["\n".join(table), [each for row in table.values() for three in unpacked(row) for each in three]]
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n"
    with path.open("wb") as out, gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=9, mtime=0) as packed:
        packed.write(text.encode())
