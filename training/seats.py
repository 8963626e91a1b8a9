"""Trains and scores the two small models of `aggregator/tag/seats.py`: the kind of an organisation and the country of its seat.

labelled organisations of documents.jsonl, brought together as the tagger does -> features -> logistic regression
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from aggregator.tag.grouping import grouped
from aggregator.tag.linear import Linear, parsed
from aggregator.tag.organisations import setting_of
from aggregator.tag.seats import kind_features, seat_features
from training.documents import FOLDS, article, documents, fold_of, whole
from training.organisations import spans

Features = dict[str, float]
Example = tuple[int, str, Features, str | None, dict[str, Features]]


def examples() -> list[Example]:
    """(fold, kind, kind features, country, seat features by country) of every labelled organisation."""
    made = []
    for document in documents():
        text, setting = whole(document), setting_of(article(document))
        owner = {mention: each for each in document["organisations"] for mention in each["mentions"]}
        for group in grouped(text, spans(text, document), {}):
            gold = owner.get(text[group[0][0] : group[0][1]])
            if gold:
                made.append(
                    (
                        fold_of(document),
                        gold["kind"],
                        kind_features(setting, group),
                        gold["country"],
                        seat_features(setting, group, gold["kind"]),
                    )
                )
    return made


def kind_model(chosen: Sequence[Example]) -> dict[str, Any]:
    """The stored model of the kind: one label a kind, features seen twice."""
    seen = Counter(feature for _, _, features, _, _ in chosen for feature in features)
    table = DictVectorizer()
    rows = table.fit_transform([{f: v for f, v in features.items() if seen[f] > 1} for _, _, features, _, _ in chosen])
    model = LogisticRegression(C=1.0, max_iter=300, solver="lbfgs").fit(rows, [kind for _, kind, *_ in chosen])
    weights = {f: [round(float(w) * 100) for w in model.coef_[:, at]] for at, f in enumerate(table.get_feature_names_out())}
    kept = {f: w for f, w in weights.items() if any(abs(each) > 8 for each in w)}
    return {"labels": list(model.classes_), "intercepts": [round(float(i), 2) for i in model.intercept_], "weights": kept, "unit": 0.01}


def seat_model(chosen: Sequence[Example]) -> dict[str, Any]:
    """The stored model of the seat: one score a country in question."""
    pairs = [(features, int(code == country)) for *_, country, found in chosen if country in found for code, features in found.items()]
    seen = Counter(feature for features, _ in pairs for feature in features)
    table = DictVectorizer()
    rows = table.fit_transform([{f: v for f, v in features.items() if seen[f] > 1} for features, _ in pairs])
    rows.indices, rows.indptr = rows.indices.astype("int32"), rows.indptr.astype("int32")  # liblinear takes no others
    model = LogisticRegression(C=1.0, max_iter=300, solver="liblinear", random_state=0).fit(rows, [right for _, right in pairs])
    weights = {f: round(float(w) * 1000) for f, w in zip(table.get_feature_names_out(), model.coef_[0], strict=True)}
    return {"labels": ["yes"], "intercepts": [round(float(model.intercept_[0]), 3)], "weights": {f: w for f, w in weights.items() if w}}


def accuracy(chosen: Sequence[Example], kind: Linear, seat: Linear) -> tuple[int, int, int, int]:
    """Right kinds, all kinds, right seats, all seats."""
    kinds = sum(max(p, key=lambda k: p[k]) == right for _, right, features, _, _ in chosen if (p := kind.probabilities(features)))
    judged = [
        (country, max(sorted(found), key=lambda c: seat.scores(found[c])[0], default=None)) for *_, country, found in chosen if country
    ]
    return kinds, len(chosen), sum(a == b for a, b in judged), len(judged)


def train() -> tuple[dict[str, Any], dict[str, float]]:
    """Both stored models, and their accuracies under cross-validation."""
    chosen = examples()
    totals = [0, 0, 0, 0]
    for fold in range(FOLDS):
        rest = [e for e in chosen if e[0] != fold]
        part = accuracy([e for e in chosen if e[0] == fold], parsed(kind_model(rest)), parsed(seat_model(rest)))
        totals = [a + b for a, b in zip(totals, part, strict=True)]
    return {"kind": kind_model(chosen), "seat": seat_model(chosen)}, {"kind": totals[0] / totals[1], "seat": totals[2] / totals[3]}
