"""How good the deal models are on documents that they have not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from aggregator.tag import announced, deal_type, parties
from aggregator.tag.linear import Linear
from aggregator.tag.partnership import near_miss
from training.deals_rows import YES, Rows
from training.documents import documents

Judged = list[tuple[Linear, int]]


def chosen_by(rows: Rows, judged: Judged) -> dict[int, set[int]]:
    """The partners of every document as models choose them that have not seen it."""
    found: dict[int, list[parties.Candidate]] = {}
    for model, at in judged:
        others = found.setdefault(rows.of[at], [])
        others.append(parties.Candidate(len(others), model.probability(rows.features[at]), {}))
    return {at: {each.organisation for each in parties.chosen(tuple(all_), judged[0][0].threshold)} for at, all_ in found.items()}


def _score_verdicts(rows: Rows, judged: Judged) -> dict[str, float]:
    said = [model.probability(rows.features[at]) >= model.threshold for model, at in judged]
    true = [label == YES for label in rows.labels]
    pairs = Counter(zip(said, true, strict=True))
    both, wrong, missed = pairs[True, True], pairs[True, False], pairs[False, True]
    return {
        "partnership accuracy": (both + pairs[False, False]) / len(true),
        "partnership F1": 2 * both / (2 * both + wrong + missed),
        "near misses taken": wrong / (len(true) - sum(true)),
        "reason exact": _reasons(rows, judged) / (len(true) - sum(true)),
    }


def _reasons(rows: Rows, judged: Judged) -> int:
    """Of how many near misses the likeliest one is the right one."""
    misses = [(model, at) for model, at in judged if rows.labels[at] != YES]
    return sum(near_miss(model.labels, model.scores(rows.features[at])) == rows.labels[at] for model, at in misses)


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
    """Exact: of the deals with a day; invented: a day where neither text nor page has one; right: the day, or that there is none."""
    given: dict[int, bool] = {}
    for at, cases in _by_document(rows, judged).items():
        chances = announced.shares(cases[0][0], [rows.features[row] for _, row in cases])[:-1]  # the last case is that there is no day
        told = [(chance, rows.labels[row] == YES) for chance, (_, row) in zip(chances, cases, strict=False)]
        right = sum(chance for chance, true in told if true)
        wrong = max((chance for chance, true in told if not true), default=0.0)
        if max(right, wrong) >= judged[0][0].threshold:
            given[at] = right > wrong
    deals = [(at, document) for at, document in enumerate(documents()) if document["partnership"]]
    dated = [given.get(at, False) for at, document in deals if document["announced"]]
    undated = [at in given for at, document in deals if not document["announced"] and not document["published"]]
    none = sum(at not in given for at, document in deals if not document["announced"])
    return {
        "announced exact": sum(dated) / len(dated),
        "announced invented": sum(undated) / len(undated),
        "announced right": (sum(dated) + none) / len(deals),
    }


def _by_document(rows: Rows, judged: Judged) -> dict[int, Judged]:
    found: dict[int, Judged] = {}
    for model, at in judged:
        found.setdefault(rows.of[at], []).append((model, at))
    return found


SCORES: dict[str, Callable[[Rows, Judged], dict[str, float]]] = {
    "partnership": _score_verdicts,
    "deal_type": _score_kinds,
    "party": _score_partners,
    "announced": _score_days,
}
