"""Trains and scores the two small models of `aggregator/tag/seats.py`: the kind of an organisation and the country of its seat.

labelled organisations of documents.jsonl, brought together as the tagger does -> features -> logistic regression, conditional logit
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from aggregator.tag.grouping import grouped
from aggregator.tag.linear import Linear, parsed
from aggregator.tag.organisations import setting_of
from aggregator.tag.seats import kind_features, seat_features
from training.documents import FOLDS, article, documents, fold_of, whole
from training.organisations import spans

_SEEN = 3  # times that a feature was seen at least: fewer say nothing, tried 2 to 4
_WORTH = 0.1  # least weight that is kept
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
    """The stored model of the seat: one score a country in question, by conditional logit (McFadden 1974): the true country against
    the others that are in question for the same organisation."""
    choices = [
        [found[country], *(each for code, each in found.items() if code != country)] for *_, country, found in chosen if country in found
    ]
    seen = Counter(feature for choice in choices for features in choice for feature in features)
    table = DictVectorizer()
    rows = table.fit_transform([{f: v for f, v in features.items() if seen[f] >= _SEEN} for choice in choices for features in choice])
    weights = dict(zip(table.get_feature_names_out(), _chosen_weights(rows.tocsr(), [len(choice) for choice in choices]), strict=True))
    kept = {f: round(float(w) * 1000) for f, w in weights.items() if abs(w) > _WORTH}
    return {"labels": ["yes"], "intercepts": [0.0], "weights": kept}


def _chosen_weights(rows: csr_matrix, sizes: Sequence[int]) -> npt.NDArray[np.float64]:
    """The weights under which the first row of each run of rows (`sizes`: their lengths) is likeliest chosen of it, shrunk by a ridge."""
    starts = np.cumsum([0, *sizes[:-1]])
    choice = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scores = rows @ weights
        most = np.maximum.reduceat(scores, starts)
        odds = np.exp(scores - most[choice])
        sums = np.add.reduceat(odds, starts)
        chances = odds / sums[choice]
        missed = -(scores[starts] - most - np.log(sums)).sum()
        chances[starts] -= 1
        return float(missed + 0.5 * weights @ weights), rows.T @ chances + weights

    found: npt.NDArray[np.float64] = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return found


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
