"""Trains and scores the small model of `aggregator/tag/keeping.py`: which of the found organisations belong to the story.

spans as an unseeing model finds them -> groups -> is there a labelled organisation of that form? -> logistic regression
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from aggregator.reference import gazetteer
from aggregator.reference.names import fold
from aggregator.tag.keeping import keep_features
from aggregator.tag.linear import Linear, parsed
from aggregator.tag.organisations import groups_of
from aggregator.tag.sequence import Span
from training.documents import article, documents, fold_of

Example = tuple[int, dict[str, float], int]


def examples(spans: Mapping[str, Sequence[Span]]) -> list[Example]:
    """(fold, features, 1 where a labelled organisation has one of the forms) of every group of every document in `spans`."""
    made = []
    for document in documents():
        if document["id"] in spans:
            read = article(document)
            groups, chances = groups_of(read, gazetteer(), spans[document["id"]])
            text = read.whole
            true = {fold(form) for each in document["organisations"] for form in (each["name"], *each["mentions"])}
            for group in groups:
                right = any(fold(text[start:end]) in true for start, end in group)
                made.append((fold_of(document), keep_features(text, len(read.title), group, chances), int(right)))
    return made


def fitted(chosen: Sequence[Example], threshold: float) -> dict[str, Any]:
    """A stored model (see `aggregator.tag.linear`)."""
    seen = Counter(feature for _, features, _ in chosen for feature in features)
    table = DictVectorizer()
    rows = table.fit_transform([{f: v for f, v in features.items() if seen[f] > 2} for _, features, _ in chosen])
    rows.indices, rows.indptr = rows.indices.astype("int32"), rows.indptr.astype("int32")
    model = LogisticRegression(C=0.3, max_iter=500, solver="liblinear", random_state=0).fit(rows, [right for *_, right in chosen])
    weights = {f: round(float(w) * 1000) for f, w in zip(table.get_feature_names_out(), model.coef_[0], strict=True)}
    kept = {f: w for f, w in weights.items() if abs(w) > 20}
    return {"labels": ["yes"], "intercepts": [round(float(model.intercept_[0]), 3)], "weights": kept, "threshold": threshold}


def crossed(chosen: Sequence[Example], threshold: float) -> tuple[int, int, int]:
    """Right ones kept, wrong ones kept, all right ones, each judged by a model of the other folds."""
    folds = {fold for fold, *_ in chosen}
    models: dict[int, Linear] = {fold: parsed(fitted([e for e in chosen if e[0] != fold], threshold)) for fold in sorted(folds)}
    kept = [right for fold, features, right in chosen if models[fold].probability(features) >= threshold]
    return sum(kept), len(kept) - sum(kept), sum(right for *_, right in chosen)


def train(spans: Mapping[str, Sequence[Span]]) -> dict[str, Any]:
    """The stored model with the threshold that is best for F1 under cross-validation, counting the organisations never found."""
    chosen = examples(spans)
    wanted = sum(len(document["organisations"]) for document in documents() if document["id"] in spans)

    def gain(threshold: float) -> float:
        right, wrong, _ = crossed(chosen, threshold)
        return 2 * right / (right + wrong + wanted)

    return fitted(chosen, max((t / 100 for t in range(15, 61, 5)), key=gain))
