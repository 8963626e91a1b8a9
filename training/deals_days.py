"""Trains the model of the announced day: a choice between the days of a text and the case that none of them is the day of the deal.

Weights w maximise, summed over documents, log of the share of the right cases, sum_right exp(w·x) / sum_all exp(w·x), less a penalty for
large weights (conditional logit, McFadden 1974, with several right cases: a day named twice). L-BFGS from zero, so always the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer

from aggregator.tag.linear import Linear
from aggregator.tag.signals import Features
from training.deals_rows import YES, Rows
from training.deals_scores import Judged
from training.documents import FOLDS

UNIT = 0.001


def chosen(features: Sequence[Features], right: Sequence[bool], groups: Sequence[int], strength: float) -> Linear:
    """A model with one label. `groups`: rows of one number are cases of one document; `strength`: inverse of the penalty."""
    counts = Counter(name for row in features for name in row)
    vectors = DictVectorizer(sort=True)
    matrix = vectors.fit_transform([{name: value for name, value in row.items() if counts[name] > 1} for row in features])
    _, starts = np.unique(np.array(groups), return_index=True)
    of = np.repeat(np.arange(len(starts)), np.diff([*starts, len(groups)]))
    true = np.array(right)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        grown = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        whole, good = np.add.reduceat(grown, starts), np.add.reduceat(grown * true, starts)
        slope = matrix.T @ (grown / whole[of] - grown * true / good[of])
        return float(np.log(whole / good).sum() + weights @ weights / (2 * strength)), slope + weights / strength

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x
    rounded = np.round(found / UNIT)
    weights = {str(name): int(w) for name, w in zip(vectors.feature_names_, rounded, strict=True) if abs(w) * UNIT >= 0.01}
    return Linear((YES,), (0.0,), weights, UNIT)


def learned(rows: Rows, strength: float, threshold: float) -> tuple[Linear, Judged]:
    """The model of all rows, and for every row the model that has not seen its fold."""
    judged: Judged = []
    for fold in range(FOLDS):
        model = _of(rows, [at for at, each in enumerate(rows.folds) if each != fold], strength, threshold)
        judged += [(model, at) for at, each in enumerate(rows.folds) if each == fold]
    return _of(rows, range(len(rows.labels)), strength, threshold), sorted(judged, key=lambda pair: pair[1])


def _of(rows: Rows, chosen_rows: Sequence[int], strength: float, threshold: float) -> Linear:
    own = [(rows.features[at], rows.labels[at] == YES, rows.of[at]) for at in chosen_rows]
    model = chosen([each[0] for each in own], [each[1] for each in own], [each[2] for each in own], strength)
    return replace(model, threshold=threshold)
