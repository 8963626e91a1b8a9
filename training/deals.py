"""Trains and scores the models that judge deals.

    documents.jsonl + organisations as seen -> readings -> features -> logistic regressions -> deals.json

The organisations of a document are those that a model finds that was not trained on it (`organisations.dump`), so that the judges learn
to live with their mistakes; without such a file the labelled ones are used. Deterministic: documents in their order, one
thread, weights rounded to whole numbers, features sorted.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from aggregator.model import Article, Mention, Organisation, Published
from aggregator.reference.names import fold
from aggregator.tag import announced, deal_type, parties
from aggregator.tag.linear import Linear, likeliest
from aggregator.tag.reading import Reading, reading
from aggregator.tag.signals import Features, signals

HERE = Path(__file__).parent
FOLDS = 5
UNIT = 0.001
Document = dict[str, Any]
Named = tuple[tuple[Organisation, ...], tuple[Mention, ...]]
Row = tuple[int, Features, str]
Judged = list[tuple[Linear, int]]


@dataclass(frozen=True, slots=True)
class Settings:
    """How one model is trained: inverse strength of regularisation, least number of rows with a feature, and the least weight
    (times the greatest value of its feature) that is worth keeping."""

    strength: float
    least: int
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class Rows:
    """What one model learns from: features, label and fold of each row; `of` is the number of the document."""

    features: list[Features]
    labels: list[str]
    folds: list[int]
    of: list[int]


SETTINGS = {
    "partnership": Settings(1.0, 2, 0.006),
    "reason": Settings(3.0, 3, 0.02),
    "deal_type": Settings(3.0, 3, 0.02),
    "party": Settings(0.4, 2, 0.01),
    "announced": Settings(0.3, 2, 0.01),
}
YES, NO = "yes", "no"
THRESHOLDS = {"partnership": 0.55, "party": 0.5, "announced": 0.3}
DOUBLED = frozenset({"partnership", "party"})


@cache
def documents() -> tuple[Document, ...]:
    """The training documents, in their order."""
    return tuple(json.loads(line) for line in (HERE / "documents.jsonl").open(encoding="utf-8"))


def fold_of(document: Document) -> int:
    """Which of the folds a document belongs to; documents of one story share theirs."""
    return zlib.crc32(document["story"].encode()) % FOLDS


def article(document: Document) -> Article:
    """The document as the taggers take it."""
    day = Published(date.fromisoformat(document["published"][:10]), "given") if document["published"] else None
    return Article(
        "",
        document["title"],
        tuple(document["text"].split("\n\n")),
        datetime(2026, 1, 1, tzinfo=UTC),
        published=day,
        language=document["language"],
    )


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


def _verdicts(read: Sequence[Reading]) -> Iterator[Row]:
    for at, document in enumerate(documents()):
        yield at, signals(read[at]), YES if document["partnership"] else NO


def _reasons(read: Sequence[Reading]) -> Iterator[Row]:
    yield from ((at, signals(read[at]), document["near_miss"]) for at, document in enumerate(documents()) if not document["partnership"])


def _kinds(read: Sequence[Reading], partners_of: Mapping[int, set[int]]) -> Iterator[Row]:
    for at, document in enumerate(documents()):
        if document["partnership"]:
            yield at, deal_type.features(read[at], signals(read[at]), sorted(partners_of.get(at, ()))), document["deal_type"]


def _partners(read: Sequence[Reading]) -> Iterator[Row]:
    for at, document in enumerate(documents()):
        if document["partnership"]:
            right = partners(document, read[at])
            for number, features in enumerate(parties.features_of_all(read[at])):
                yield at, features, YES if number in right else NO


def _days(read: Sequence[Reading]) -> Iterator[Row]:
    for at, document in enumerate(documents()):
        if document["partnership"]:
            found = announced.candidates(read[at])
            for named in found:
                right = named.day is not None and named.day.isoformat() == document["announced"]
                yield at, announced.features(read[at], named, found), YES if right else NO


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


# ---- learning -----------------------------------------------------------------------------------------------------------


def fitted(features: Sequence[Features], labels: Sequence[str], settings: Settings) -> Linear:
    """A model, pruned and rounded as it ships."""
    counts = Counter(name for row in features for name in row)
    kept = [{name: value for name, value in row.items() if counts[name] >= settings.least} for row in features]
    vectors = DictVectorizer(sort=True)
    matrix = vectors.fit_transform(kept)
    learner = LogisticRegression(C=settings.strength, max_iter=5000).fit(matrix, np.array(labels))
    names = tuple(str(each) for each in learner.classes_)
    if len(names) == 2:
        order, intercepts, names = learner.coef_[names.index(YES) - 1 :][:1], learner.intercept_, (YES,)
    else:
        order, intercepts = learner.coef_, learner.intercept_
    greatest = np.asarray(abs(matrix).max(axis=0).todense()).ravel()
    weights = {
        str(name): tuple(int(w) for w in np.round(order[:, at] / UNIT))
        for at, name in enumerate(vectors.feature_names_)
        if np.max(np.abs(order[:, at])) * greatest[at] >= settings.worth
    }
    return Linear(names, tuple(round(float(i), 4) for i in intercepts), weights, UNIT)


def crossed(rows: Rows, more: Rows, settings: Settings) -> Judged:
    """For every row the model that has not seen its fold, with the row's number."""
    judged: Judged = []
    for fold_ in range(FOLDS):
        own = [each for each in _pairs(rows) + _pairs(more) if each[2] != fold_]
        model = fitted([each[0] for each in own], [each[1] for each in own], settings)
        judged += [(model, at) for at, each in enumerate(rows.folds) if each == fold_]
    return sorted(judged, key=lambda pair: pair[1])


def _pairs(rows: Rows) -> list[tuple[Features, str, int]]:
    return list(zip(rows.features, rows.labels, rows.folds, strict=True))


def calibrated(learned: Linear, scores: Sequence[float], labels: Sequence[str]) -> Linear:
    """With Platt's scale and shift, fitted to the scores of unseen rows."""
    platt = LogisticRegression(C=1e6).fit(np.array(scores).reshape(-1, 1), np.array([label == YES for label in labels]))
    return replace(learned, scale=round(float(platt.coef_[0][0]), 4), shift=round(float(platt.intercept_[0]), 4))


def stored(learned: Linear) -> dict[str, Any]:
    """A model as it stands in deals.json."""
    weights = {name: list(w) if len(w) > 1 else w[0] for name, w in sorted(learned.weights.items())}
    head = {"labels": learned.labels, "intercepts": learned.intercepts, "unit": learned.unit, "threshold": learned.threshold}
    return {**head, "scale": learned.scale, "shift": learned.shift, "weights": weights}


def learned(name: str, made: Iterable[Row], extra: Iterable[Row] = ()) -> tuple[Linear, Rows, Judged]:
    """A model, the rows it learned from, and for every row the model that has not seen its fold. `extra`: rows to learn from only."""
    rows, more, settings = rows_of(made), rows_of(extra), SETTINGS[name]
    settings = replace(settings, least=2 * settings.least - 1) if more.features else settings
    whole, unseen = fitted([*rows.features, *more.features], [*rows.labels, *more.labels], settings), crossed(rows, more, settings)
    if whole.labels != (YES,):
        return whole, rows, unseen
    raw = [model.scores(rows.features[at])[0] for model, at in unseen]
    whole = replace(calibrated(whole, raw, rows.labels), threshold=THRESHOLDS[name])
    return whole, rows, [(replace(model, scale=whole.scale, shift=whole.shift, threshold=whole.threshold), at) for model, at in unseen]


def build(named: Mapping[str, Named] | None = None) -> tuple[dict[str, Any], dict[str, float]]:
    """All models in their stored form, and their cross-validated scores.

    With organisations as found the models learn from the labelled ones too: twice the rows, and never tested on.
    """
    read, ideal = readings(named), readings(None)
    models: dict[str, Any] = {}
    scores: dict[str, float] = {}
    partners_of: dict[int, set[int]] = {}
    for name, made in (("partnership", _verdicts), ("reason", _reasons), ("party", _partners), ("announced", _days), ("deal_type", None)):
        extra = made(ideal) if made and named and name in DOUBLED else ()
        whole, rows, unseen = learned(name, made(read) if made else _kinds(read, partners_of), extra)
        if name == "party":
            partners_of = chosen_by(rows, unseen)
        models[name] = stored(whole)
        scores |= SCORES[name](rows, unseen)
    return models, scores


def chosen_by(rows: Rows, judged: Judged) -> dict[int, set[int]]:
    """The partners of every document as models choose them that have not seen it."""
    found: dict[int, list[parties.Candidate]] = {}
    for model, at in judged:
        others = found.setdefault(rows.of[at], [])
        others.append(parties.Candidate(len(others), model.probability(rows.features[at]), {}))
    return {at: {each.organisation for each in parties.chosen(tuple(all_), judged[0][0].threshold)} for at, all_ in found.items()}


# ---- scores -------------------------------------------------------------------------------------------------------------


def _score_verdicts(rows: Rows, judged: Judged) -> dict[str, float]:
    said = [model.probability(rows.features[at]) >= model.threshold for model, at in judged]
    true = [label == YES for label in rows.labels]
    pairs = Counter(zip(said, true, strict=True))
    both, wrong, missed = pairs[True, True], pairs[True, False], pairs[False, True]
    return {
        "partnership accuracy": (both + pairs[False, False]) / len(true),
        "partnership F1": 2 * both / (2 * both + wrong + missed),
        "near misses taken": wrong / (len(true) - sum(true)),
    }


def _score_reasons(rows: Rows, judged: Judged) -> dict[str, float]:
    right = sum(likeliest(model.probabilities(rows.features[at])) == rows.labels[at] for model, at in judged)
    return {"reason exact": right / len(judged)}


def _score_kinds(rows: Rows, judged: Judged) -> dict[str, float]:
    pairs = [(deal_type.decided(model.probabilities(rows.features[at])), rows.labels[at]) for model, at in judged]
    return {
        "deal type exact": sum(said == true for said, true in pairs) / len(pairs),
        "deal type near": sum(said == true or deal_type.neighbours(said, true) for said, true in pairs) / len(pairs),
    }


def _score_partners(rows: Rows, judged: Judged) -> dict[str, float]:
    """Over the labelled deals; parties whose organisation was not found count as missed."""
    kept = chosen_by(rows, judged)
    right, numbers = 0, Counter[int]()
    for at, label in zip(rows.of, rows.labels, strict=True):
        right += label == YES and numbers[at] in kept[at]
        numbers[at] += 1
    wanted = sum(len(document["parties"]) for document in documents())
    return {"parties F1 (deals given)": 2 * right / (sum(map(len, kept.values())) + wanted)}


def _score_days(rows: Rows, judged: Judged) -> dict[str, float]:
    best: dict[int, tuple[float, bool]] = {}
    for model, at in judged:
        best[rows.of[at]] = max(best.get(rows.of[at], (0.0, False)), (model.probability(rows.features[at]), rows.labels[at] == YES))
    given = {at: right for at, (probability, right) in best.items() if probability >= judged[0][0].threshold}
    deals = [(at, document) for at, document in enumerate(documents()) if document["partnership"]]
    dated = [given.get(at, False) for at, document in deals if document["announced"]]
    undated = [at in given for at, document in deals if not document["announced"] and not document["published"]]
    return {"announced exact": sum(dated) / len(dated), "announced invented": sum(undated) / len(undated)}


SCORES: dict[str, Callable[[Rows, Judged], dict[str, float]]] = {
    "partnership": _score_verdicts,
    "reason": _score_reasons,
    "deal_type": _score_kinds,
    "party": _score_partners,
    "announced": _score_days,
}


def write(models: Mapping[str, Any], path: Path) -> None:
    """The file that `aggregator.tag.linear` reads; the same models give the same bytes."""
    path.write_text(json.dumps(models, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
