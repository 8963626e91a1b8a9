"""Trains and scores the models that judge deals.

    documents.jsonl + organisations as seen -> readings -> features -> logistic regressions -> deals.json

The organisations of a document are those that a model finds that was not trained on it (`organisations.dump`), so that the judges learn
to live with their mistakes; without such a file the labelled ones are used. Deterministic: documents in their order, one
thread, weights rounded to whole numbers, features sorted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from aggregator.tag.linear import Linear, ahead, packed
from aggregator.tag.signals import Features
from training import deals_days
from training.deals_rows import YES, Named, Row, Rows, day_rows, kinds, party_rows, readings, rows_of, verdicts
from training.deals_rows import seen as seen
from training.deals_scores import SCORES, Judged, chosen_by
from training.documents import FOLDS

UNIT = 0.001


@dataclass(frozen=True, slots=True)
class Settings:
    """How one model is trained: inverse strength of regularisation, least number of rows with a feature, and the least weight
    (times the greatest value of its feature) that is worth keeping."""

    strength: float
    least: int
    worth: float = 0.0


SETTINGS = {
    "partnership": Settings(3.0, 2, 0.03),
    "deal_type": Settings(0.6, 2, 0.02),
    "party": Settings(0.4, 2, 0.01),
    "announced": Settings(0.3, 2, 0.01),
}
THRESHOLDS = {"partnership": 0.5, "party": 0.5, "announced": 0.25}
DOUBLED = frozenset({"partnership", "party"})


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
        ranks = sorted(range(len(names)), key=lambda at: (names[at] != YES, names[at]))
        order, intercepts, names = learner.coef_[ranks], learner.intercept_[ranks], tuple(names[at] for at in ranks)
    greatest = np.asarray(abs(matrix).max(axis=0).todense()).ravel()
    weights = {
        str(name): packed(int(w) for w in np.round(order[:, at] / UNIT))
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
    rows = ((name, learned.row(name)) for name in sorted(learned.weights))
    weights = {name: list(row) if len(row) > 1 else row[0] for name, row in rows}
    head = {"labels": learned.labels, "intercepts": learned.intercepts, "unit": learned.unit, "threshold": learned.threshold}
    return {**head, "scale": learned.scale, "shift": learned.shift, "weights": weights}


def learned(name: str, made: Iterable[Row], extra: Iterable[Row] = ()) -> tuple[Linear, Rows, Judged]:
    """A model, the rows it learned from, and for every row the model that has not seen its fold. `extra`: rows to learn from only."""
    rows, more, settings = rows_of(made), rows_of(extra), SETTINGS[name]
    settings = replace(settings, least=2 * settings.least - 1) if more.features else settings
    whole, unseen = fitted([*rows.features, *more.features], [*rows.labels, *more.labels], settings), crossed(rows, more, settings)
    if YES not in whole.labels:
        return whole, rows, unseen
    raw = [ahead(model.scores(rows.features[at])) for model, at in unseen]
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
    for name, made in (("partnership", verdicts), ("party", party_rows), ("deal_type", None)):
        extra = made(ideal) if made and named and name in DOUBLED else ()
        whole, rows, unseen = learned(name, made(read) if made else kinds(read, partners_of), extra)
        if name == "party":
            partners_of = chosen_by(rows, unseen)
        models[name] = stored(whole)
        scores |= SCORES[name](rows, unseen)
    rows = rows_of(day_rows(read))
    whole, unseen = deals_days.learned(rows, SETTINGS["announced"].strength, THRESHOLDS["announced"])
    return models | {"announced": stored(whole)}, scores | SCORES["announced"](rows, unseen)


def write(models: Mapping[str, Any], path: Path) -> None:
    """The file that `aggregator.tag.linear` reads; the same models give the same bytes."""
    path.write_text(json.dumps(models, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
