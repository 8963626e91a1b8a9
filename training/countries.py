"""Trains and scores the two small models of `aggregator/tag/countries.py`: which countries are mentioned, which the article is about.

documents.jsonl + organisations as an unseeing model finds them -> evidence per country -> logistic regression -> countries.json

What is mentioned is also learned from `places.jsonl`: short general news (language, text, mentioned), since the documents of our trade
nearly always name a country beside its cities. Briefs are left out: what an article is about shows in how often and where it is named, of
which one sentence tells nothing (about: .919 without them, .907 with them). The scores count the documents alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from aggregator.model import Article, Mention, Organisation
from aggregator.tag import geography
from aggregator.tag.countries import evidence
from aggregator.tag.homonyms import located
from aggregator.tag.linear import Linear, parsed
from training.documents import FOLDS, article, fold_of, reports, whole

FAR = 0.04  # what a threshold must gain in F1 to stand one away from a half: the best by a hair is best by chance
GOLD = {"mentioned": "countries_mentioned", "about": "countries"}
# What a model does not look at. Whether a country is mentioned shows where it is named, not in how often, how early or among what else.
BLIND = {"mentioned": re.compile("title|log|share|rank|home|tail"), "about": re.compile("^$")}
Example = tuple[int, str, dict[str, float], dict[str, int]]


def examples(seen: Mapping[str, tuple[tuple[Organisation, ...], tuple[Mention, ...]]]) -> list[Example]:
    """(fold, document, evidence, {model: 0 or 1}) of every candidate country; `seen` are organisations per document."""
    made = []
    for document in reports():
        found, mentions = seen[document["id"]]
        as_read = article(document)
        where = located(whole(document), geography.everywhere(whole(document), document["language"]), found, mentions)
        for code, each in evidence(as_read, where, found, mentions).items():
            made.append((fold_of(document), document["id"], each, {name: int(code in document[key]) for name, key in GOLD.items()}))
    return made


@cache
def general() -> tuple[tuple[dict[str, float], dict[str, int]], ...]:
    """Evidence and answer of every candidate country of the general news."""
    made = []
    for line in (Path(__file__).parent / "places.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        title, *paragraphs = row["text"].split("\n\n")
        as_read = Article("", title, tuple(paragraphs), datetime(2026, 1, 1, tzinfo=UTC), language=row["language"])
        where = located(as_read.whole, geography.everywhere(as_read.whole, row["language"]), (), ())
        found = evidence(as_read, where, (), ())
        made += [(each, {"mentioned": int(code in row["mentioned"])}) for code, each in found.items()]
    return tuple(made)


def fitted(chosen: Sequence[Example], name: str) -> dict[str, Any]:
    """A stored model (see `aggregator.tag.linear`) for one of the two questions."""
    table = DictVectorizer(sparse=False)
    known = [(each, gold) for _, _, each, gold in chosen] + [one for one in general() if name in one[1]]
    rows = table.fit_transform([{key: value for key, value in each.items() if not BLIND[name].search(key)} for each, _ in known])
    answers = [gold[name] for _, gold in known]
    model = LogisticRegression(C=1.0, max_iter=2000, solver="liblinear", random_state=0).fit(rows, answers)
    weights = {feature: round(float(weight) * 1000) for feature, weight in zip(table.get_feature_names_out(), model.coef_[0], strict=True)}
    return {"labels": ["yes"], "intercepts": [round(float(model.intercept_[0]), 3)], "weights": weights, "threshold": 0.5}


def score(chosen: Sequence[Example], name: str, models: Mapping[int, Linear], threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 at a threshold, each example judged by the model of its fold."""
    wanted = sum(len(document[GOLD[name]]) for document in reports())
    said: dict[str, list[tuple[float, int]]] = {}
    for fold, key, each, gold in chosen:
        said.setdefault(key, []).append((models[fold].probability(each), gold[name]))
    right = given = 0
    for chances in said.values():
        taken = [gold for chance, gold in chances if chance >= threshold]
        if not taken and name == "about" and chances:
            taken = [max(chances)[1]]
        right, given = right + sum(taken), given + len(taken)
    return right / given, right / wanted, 2 * right / (given + wanted)


def train(seen: Mapping[str, tuple[tuple[Organisation, ...], tuple[Mention, ...]]], path: Path) -> dict[str, float]:
    """Write both models; the threshold of each is the best one near a half under cross-validation. Returns F1 under cross-validation."""
    chosen = examples(seen)
    stored, scores = {}, {}
    for name in GOLD:
        models = {fold: parsed(fitted([e for e in chosen if e[0] != fold], name)) for fold in range(FOLDS)}
        threshold = max((t / 100 for t in range(30, 71, 5)), key=lambda t: score(chosen, name, models, t)[2] - abs(t - 0.5) * FAR)
        stored[name] = fitted(chosen, name) | {"threshold": threshold}
        scores[name] = score(chosen, name, models, threshold)[2]
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return scores


def from_dump(path: Path) -> dict[str, tuple[tuple[Organisation, ...], tuple[Mention, ...]]]:
    """Organisations per document out of the file that `organisations.dump` wrote."""
    rows = (json.loads(line) for line in path.open(encoding="utf-8"))
    return {
        row["id"]: (tuple(_organisation(o) for o in row["organisations"]), tuple(Mention(**m) for m in row["mentions"])) for row in rows
    }


def _organisation(row: dict[str, Any]) -> Organisation:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Organisation(**fields)
