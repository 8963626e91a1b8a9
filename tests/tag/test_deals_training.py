"""Training of the deal models: the same rows give the same bytes, folds keep stories together, labels find their organisations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="training needs scikit-learn, a development dependency")

from aggregator.tag.linear import parsed
from aggregator.tag.reading import reading
from training import deals, deals_rows, documents

SETTINGS = deals.Settings(1.0, 1, 0.001)
FEATURES = [{"bias": 1.0, "sign": float(at % 2), f"rare {at}": 1.0} for at in range(40)]
LABELS = [deals_rows.YES if at % 2 else deals_rows.NO for at in range(40)]


def _bytes(features: list[dict[str, float]], labels: list[str], settings: deals.Settings, path: Path) -> bytes:
    deals.write({"toy": deals.stored(deals.fitted(features, labels, settings))}, path)
    return path.read_bytes()


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = _bytes(FEATURES, LABELS, SETTINGS, tmp_path / "a.json")
    assert first == _bytes([dict(reversed(row.items())) for row in FEATURES], LABELS, SETTINGS, tmp_path / "b.json")


def test_a_model_learns_and_its_stored_form_judges_alike(tmp_path: Path) -> None:
    learned = deals.fitted(FEATURES, LABELS, SETTINGS)
    stored = json.loads(_bytes(FEATURES, LABELS, SETTINGS, tmp_path / "a.json"))["toy"]
    for row, label in zip(FEATURES, LABELS, strict=True):
        assert (learned.probability(row) > 0.5) == (label == deals_rows.YES)
        assert parsed(stored).probability(row) == pytest.approx(learned.probability(row))


def test_rare_and_weightless_features_are_left_out() -> None:
    learned = deals.fitted(FEATURES, LABELS, deals.Settings(1.0, 2, 0.001))
    assert "sign" in learned.weights
    assert not [name for name in learned.weights if name.startswith("rare")]
    assert not deals.fitted(FEATURES, LABELS, deals.Settings(1.0, 1, 100.0)).weights


def test_a_yes_stands_before_the_sorts_of_no() -> None:
    labels = ["yes" if at % 2 else ("award", "zeal")[at // 2 % 2] for at in range(40)]
    features = [{"sign": float(at % 2), "prize": float(label == "award")} for at, label in enumerate(labels)]
    learned = deals.fitted(features, labels, SETTINGS)
    assert learned.labels == ("yes", "award", "zeal")
    assert [learned.labels[scores.index(max(scores))] for scores in map(learned.scores, features)] == labels


def test_calibration_keeps_the_order_of_probabilities() -> None:
    learned = deals.calibrated(
        deals.fitted(FEATURES, LABELS, SETTINGS),
        [-2.0, -1.0, 1.0, 2.0] * 5,
        [deals_rows.NO, deals_rows.YES, deals_rows.NO, deals_rows.YES] * 5,
    )
    assert learned.scale > 0
    assert learned.probability({"sign": 1.0}) > learned.probability({"sign": 0.0})


def test_no_row_is_judged_by_a_model_that_has_seen_its_fold() -> None:
    rows = deals_rows.Rows(FEATURES, LABELS, [at // 2 % documents.FOLDS for at in range(40)], list(range(40)))
    nothing = deals_rows.Rows([], [], [], [])
    judged = deals.crossed(rows, nothing, SETTINGS)
    assert [at for _, at in judged] == list(range(40))
    assert all(f"rare {at}" not in model.weights for model, at in judged)


def test_documents_of_one_story_share_a_fold() -> None:
    folds: dict[str, set[int]] = {}
    for document in documents.documents():
        folds.setdefault(document["story"], set()).add(documents.fold_of(document))
    assert all(len(found) == 1 for found in folds.values())
    assert set().union(*folds.values()) == set(range(documents.FOLDS))


def test_labels_find_their_organisations_and_parties() -> None:
    for document in documents.documents()[:60]:
        organisations, mentions = deals_rows.labelled(document)
        text = documents.article(document).whole
        assert all(text[mention.start : mention.end] == mention.surface for mention in mentions)
        read = reading(documents.article(document), organisations, mentions)
        names = {organisations[at].name for at in deals_rows.partners(document, read)}
        assert names == {party["name"] for party in document["parties"]}


def test_what_a_model_has_seen_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "seen.jsonl"
    row = {
        "id": "x",
        "organisations": [
            {
                "id": "new:a",
                "name": "A",
                "aliases": ["B"],
                "country": None,
                "kind": None,
                "parent": None,
                "domain": None,
                "ambiguous_forms": [],
            }
        ],
        "mentions": [{"organisation": "new:a", "surface": "A", "start": 0, "end": 1, "rule": "model", "confidence": 0.5}],
    }
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    organisations, mentions = deals_rows.seen(path)["x"]
    assert organisations[0].aliases == ("B",)
    assert mentions[0].confidence == 0.5
